"""Finds links of the built site that lead nowhere, in every page and from every template.

MkDocs validates links that are written in Markdown; those that templates write as HTML pass it unseen.
"""

import posixpath
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from k2evidence.publish.built_page import BuiltPage

EXTERNAL_SCHEMES = ("https", "http", "mailto", "data")
"""What an address outside the site may begin with."""


def broken_links(
    files: Collection[str], pages: Mapping[str, BuiltPage], base: str, *, frozen: bool = False
) -> Iterator[str]:
    """Yield a message for each link inside the site to a file or an anchor that is not there.

    `files` are the paths of all files of the site, `pages` its HTML pages by their path; `base` is the path
    at which the site is served.
    A link that is no address, such as `javascript:…`, is broken too. Only a `frozen` copy of a released
    version may link out of its folder, to the newest site.
    """
    for place, page in pages.items():
        for link in page.links:
            target = urlsplit(link)
            if target.scheme not in ("", *EXTERNAL_SCHEMES):
                yield f"{place} links to '{link}', which may run a script"
            if target.scheme or target.netloc:
                continue
            path = _path(files, place, unquote(target.path), base) if target.path else place
            fragment = unquote(target.fragment)
            if frozen and path.startswith(".."):
                continue
            if path not in files:
                yield f"{place} links to '{link}', which is not in the site"
            elif fragment and path in pages and fragment not in pages[path].anchors:
                yield f"{place} links to '{link}', but '{path}' has no such anchor"


def _path(files: Collection[str], place: str, target: str, base: str) -> str:
    """Return the file in the site that an address on a page leads to; a folder answers with its index.

    It begins with `..` where the address leads out of the site.
    """
    if target.startswith("/"):
        path = posixpath.relpath(target, base)
    else:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
    index = posixpath.normpath(f"{path}/index.html")
    return index if index in files else path
