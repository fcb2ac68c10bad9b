"""What is read of a built page: its links, its anchors, and the part that is searched."""

import json
from dataclasses import dataclass

from lxml.etree import XPath
from lxml.html import HtmlElement, document_fromstring, tostring

from k2evidence.load.build_context import Cache

_LINKS = XPath("//@href | //@src", smart_strings=False)
_ANCHORS = XPath("//@id", smart_strings=False)
_NOT_SEARCHED = XPath(
    "descendant::*[@data-pagefind-ignore] | descendant::svg | descendant::details[@class='k2-basis']"
)
"""What is not a page's own words; the evidence behind a sentence has a page, and would be in excerpts."""
_SEPARATE = ("dt", "dd", "th", "td", "caption", "summary", "figcaption")


@dataclass(frozen=True, slots=True)
class BuiltPage:
    """A page of the built site: the addresses that it links to or loads, its anchors, its searched part."""

    links: tuple[str, ...]
    anchors: frozenset[str]
    searched: str
    """HTML for the search index; empty for a page that the search leaves out."""


def read_page(html: str, cache: Cache) -> BuiltPage:
    """Return what links and search need of a page; it is parsed once, and unchanged pages not at all."""
    links, anchors, searched = json.loads(cache.call(_parse, html))
    return BuiltPage(tuple(links), frozenset(anchors), searched)


def _parse(html: str) -> bytes:
    document = document_fromstring(html)
    links, anchors = sorted(set(_LINKS(document))), _ANCHORS(document)
    main = document.find(".//main")
    searched = searched_part(main) if main is not None else ""
    return json.dumps([links, anchors, searched]).encode()


def searched_part(main: HtmlElement) -> str:
    """Return the part of a page that is indexed: Pagefind takes three times as long for a whole page."""
    if main.get("data-pagefind-body") is None:
        return ""
    for element in _NOT_SEARCHED(main):
        element.drop_tree()
    for element in main.iter(*_SEPARATE):
        element.tail = f" {element.tail or ''}"  # else the search reads two neighbours as one word
    main.tail = None
    return f'<html lang="en"><body>{tostring(main, encoding="unicode")}</body></html>'
