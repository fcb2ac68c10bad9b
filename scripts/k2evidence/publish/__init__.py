"""All that knows MkDocs, Pagefind and git."""
