"""What a reader waits for: bytes of the first view, layout shifts, HTML without errors, the stylesheet."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
import tinycss2
from bs4 import BeautifulSoup
from tinycss2 import ast
from trim_theme import HEADER, TRIMMED, material_release, purge_css, trim_theme, used_selectors

from .browser import KINDS, Visits
from .conftest import ROOT

LIMIT = 100_000
"""Maximum bytes of a first view, compressed as hosts do it."""
LOADS = "link[rel=stylesheet], link[rel=icon], script[src], img[src], source[src], iframe[src], object[data]"


def subresources(page: str, soup: BeautifulSoup) -> set[str]:
    """Return the places in the site of the files that a page loads before a reader does anything."""
    links = (str(tag.get("href") or tag.get("src") or tag.get("data")) for tag in soup.select(LOADS))
    return {urlsplit(urljoin(f"/{page}", link)).path[1:] for link in links if not link.startswith("data:")}


def transfer_size(path: Path) -> int:
    """Return the bytes of a file on the wire."""
    return len(gzip.compress(path.read_bytes()))


# Loading --------------------------------------------------------------------------------------------


def test_the_first_view_of_every_page_is_light(site: Path, soups: Mapping[str, BeautifulSoup]) -> None:
    """Page, styles, scripts and icon together."""
    sizes = {
        page: sum(transfer_size(site / place) for place in {page, *subresources(page, soup)})
        for page, soup in soups.items()
    }
    assert {page: size for page, size in sizes.items() if size > LIMIT} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_requests_only_the_files_that_it_names(
    visits: Visits, address: str, soups: Mapping[str, BeautifulSoup], kind: str
) -> None:
    """None of another host, no font, and nothing of the search or the charts before they are used."""
    page = KINDS[kind]
    named = subresources(f"{page}index.html", soups[f"{page}index.html"])
    assert visits(kind).requests <= {address + place for place in {page, *named}}


@pytest.mark.parametrize("kind", KINDS)
def test_the_layout_of_a_page_does_not_shift(visits: Visits, kind: str) -> None:
    """On a phone, while it loads."""
    assert visits(kind).layout_shift < 0.001


def test_no_script_of_the_theme_is_published(site: Path) -> None:
    """Only the project's own scripts, and the chart program."""
    assert sorted(path.name for path in (site / "assets").glob("*.js")) == ["k2.js", "scheme.js", "vega.js"]
    assert not (site / "assets" / "javascripts").exists()
    assert (ROOT / "docs/assets/k2.js").read_bytes() == (site / "assets/k2.js").read_bytes()


# HTML -----------------------------------------------------------------------------------------------


def test_every_picture_has_a_size_and_a_text(soups: Mapping[str, BeautifulSoup]) -> None:
    """Its room is reserved while it loads."""
    for page, soup in soups.items():
        for picture in soup.select("img"):
            assert picture.get("width"), page
            assert picture.get("height"), page
            assert picture.get("alt"), page


def test_every_page_has_a_sound_structure(soups: Mapping[str, BeautifulSoup]) -> None:
    """One language, one main part, headings without gaps, ids once, and headers in every table."""
    for page, soup in soups.items():
        assert soup.html is not None
        assert soup.html["lang"] == "en"
        for once in ("main", "h1", "body > header", "body > footer"):
            assert len(soup.select(once)) == 1, (page, once)
        levels = [int(tag.name[1]) for tag in soup.select("main :is(h1, h2, h3, h4, h5, h6)")]
        assert levels[0] == 1, page
        assert all(lower - higher <= 1 for higher, lower in pairwise(levels)), page
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids)), page
        for table in soup.select("table"):
            assert table.select("th[scope=col], th[scope=row], thead th"), page


def test_the_reference_parser_finds_no_error(site: Path, corpus_site: Path) -> None:
    """In the HTML of every page of the corpus, and of a notebook that was run."""
    for page in (*corpus_site.rglob("*.html"), site / KINDS["notebook"] / "index.html"):
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(page.read_text(encoding="utf-8"))
        assert parser.errors == [], page


# The trimmed stylesheet -----------------------------------------------------------------------------


def declarations(rules: Iterable[Any], context: str = "") -> Iterator[tuple[str, ...]]:
    """Yield each declaration of a stylesheet with its at-rules and one selector, and each other rule."""
    for rule in rules:
        prelude = tinycss2.serialize(rule.prelude)
        if isinstance(rule, ast.QualifiedRule):
            for item in tinycss2.parse_blocks_contents(rule.content, True, True):
                for selector in prelude.split(","):
                    yield context, selector.strip(), item.serialize().rstrip(";")
        elif rule.lower_at_keyword in ("media", "supports"):
            yield from declarations(tinycss2.parse_rule_list(rule.content, True, True), context + prelude)
        else:
            yield context, rule.serialize()


def test_the_stylesheet_is_of_the_installed_release_of_material() -> None:
    """After an update of mkdocs-material, it must be trimmed again."""
    css = (ROOT / TRIMMED).read_text(encoding="utf-8")
    assert css.startswith(HEADER.format(release=material_release())), "run `make theme`"


def test_the_stylesheet_has_every_rule_that_a_page_uses(site: Path) -> None:
    """A page with a class that no page had before needs the rules that were left out for it."""
    css = (ROOT / TRIMMED).read_text(encoding="utf-8")
    published = {*declarations(tinycss2.parse_stylesheet(css, True, True))}
    used = {*declarations(tinycss2.parse_stylesheet(trim_theme(site, ROOT), True, True))}
    assert used - published == set(), "run `make theme`"


def test_the_stylesheet_is_published_and_small(site: Path) -> None:
    """It is a tenth of the theme's, of which no other is published."""
    assert transfer_size(site / "assets" / "material.css") < 8_000
    assert {path.name for path in site.rglob("*.css")} == {"material.css", "k2.css"}


def test_trimming_leaves_what_can_match() -> None:
    """By element, class, id, attribute and inside `@media`; variables as long as something reads them."""
    css = (
        "@charset 'utf-8';:root{--a:1;--b:var(--a);--c:2}"
        ".used,.unused{color:var(--b)}p.used>a:hover{x:y}#gone{x:y}table{x:y}[dir=rtl] p{x:y}"
        "p:not(.other){x:y}@media print{.used{x:y}.unused{x:y}}@media screen{.unused{x:y}}"
        "@font-face{font-family:x}.made{x:y}.word,#used{x:y}"
    )
    page = '<p class="used" title="a word"><a href="">a word in a table</a></p>'
    used = used_selectors([page], ['element("i", { className: "made" })'])
    assert purge_css(css, used) == (
        ":root{--a:1;--b:var(--a)}.used{color:var(--b)}p.used>a:hover{x:y}p:not(.other){x:y}"
        "@media print{.used{x:y}}@font-face{font-family:x}.made{x:y}"
    )
