"""The hooks of MkDocs, which loads them from a file."""

from k2evidence.publish.mkdocs_hooks import *  # noqa: F403  # every `on_…` is a hook
