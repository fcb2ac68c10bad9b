"""Finds links of the built site that lead nowhere, in every page and from every template.

MkDocs validates links that are written in Markdown; those that templates write as HTML pass it unseen.
"""

import json
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml.etree import XPath
from lxml.html import document_fromstring

from k2evidence.publish.disk_cache import DiskCache

EXTERNAL_SCHEMES = ("https", "http", "mailto", "data")
"""What an address outside the site may begin with."""


def broken_links(
    site: Path, pages: Mapping[str, str], base: str, cache: DiskCache, *, frozen: bool = False
) -> Iterator[str]:
    """Yield a message for each link inside the site to a file or an anchor that is not there.

    `pages` are the HTML pages by their path in the site; `base` is the path at which the site is served.
    A link that is no address, such as `javascript:…`, is broken too. Only a `frozen` copy of a released
    version may link out of its folder, to the newest site.
    """
    parsed = {place: json.loads(cache.call(_links_and_anchors, html)) for place, html in pages.items()}
    anchors = {place: frozenset(page["anchors"]) for place, page in parsed.items()}
    for place, page in parsed.items():
        for link in page["links"]:
            target = urlsplit(link)
            if target.scheme not in ("", *EXTERNAL_SCHEMES):
                yield f"{place} links to '{link}', which may run a script"
            if target.scheme or target.netloc:
                continue
            path = _path(site, place, unquote(target.path), base) if target.path else place
            fragment = unquote(target.fragment)
            if frozen and path.startswith(".."):
                continue
            if path not in anchors and not _is_file(site, path):
                yield f"{place} links to '{link}', which is not in the site"
            elif fragment and path in anchors and fragment not in anchors[path]:
                yield f"{place} links to '{link}', but '{path}' has no such anchor"


def _path(site: Path, place: str, target: str, base: str) -> str:
    """Return the file in the site that an address on a page leads to; a folder answers with its index.

    It begins with `..` where the address leads out of the site.
    """
    if target.startswith("/"):
        path = posixpath.relpath(target, base)
    else:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
    return posixpath.normpath(f"{path}/index.html") if (site / path).is_dir() else path


def _is_file(site: Path, path: str) -> bool:
    return not path.startswith("..") and (site / path).is_file()


def _links_and_anchors(html: str) -> bytes:
    """Return the addresses that a page links to or loads, and its anchors."""
    document = document_fromstring(html)
    return json.dumps({"links": sorted(set(_LINKS(document))), "anchors": _ANCHORS(document)}).encode()


_LINKS = XPath("//@href | //@src", smart_strings=False)
_ANCHORS = XPath("//@id", smart_strings=False)
