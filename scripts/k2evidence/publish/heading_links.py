"""Gives each heading below that of the page a link to itself, so that a section can be cited.

It is an element without text: its sign is drawn by the stylesheet, so that neither the search nor the list of
headings, which are made of text, has it.
"""

import re

_HEADING = re.compile(r'(<h[23]\b[^>]*?\sid="([^"]+)"[^>]*>)(.*?)(</h[23]>)', re.DOTALL)
LABEL = "Link to this section"
"""What a screen reader calls the link."""


def add_heading_links(html: str) -> str:
    """Return the content of a page with a link at the end of each heading of a section."""
    return _HEADING.sub(rf'\1\3<a class="k2-anchor" href="#\2" aria-label="{LABEL}"></a>\4', html)
