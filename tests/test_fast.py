"""What a reader waits for: bytes of the first view, things that move, and HTML that needs no guessing."""

import gzip
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
import material
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser
from trim_theme import purge_css, used_selectors

from .conftest import ROOT
from .test_browser import KINDS

LIMIT = 100_000
"""Most bytes of a first view, compressed as hosts do it."""
LOADS = "link[rel=stylesheet], link[rel=icon], script[src], img[src], source[src], iframe[src], object[data]"


def loaded(page: Path, site: Path) -> dict[str, Path]:
    """Return the files that a page loads before a reader does anything, by their place in the site."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    here = f"/{page.relative_to(site).as_posix()}"
    found = (str(tag.get("href") or tag.get("src") or tag.get("data")) for tag in soup.select(LOADS))
    places = [urlsplit(urljoin(here, link)).path for link in found if not link.startswith("data:")]
    return {place: site / place.lstrip("/") for place in places}


def weight(path: Path) -> int:
    """Return the bytes of a file on the wire."""
    return len(gzip.compress(path.read_bytes()))


def test_the_first_view_of_every_page_is_light(site: Path) -> None:
    """Page, styles, scripts and icon together."""
    heavy = {}
    for page in site.rglob("*.html"):
        total = weight(page) + sum(weight(path) for path in loaded(page, site).values())
        if total > LIMIT:
            heavy[page.relative_to(site).as_posix()] = total
    assert heavy == {}


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_a_page_loads_what_it_names_and_nothing_moves(
    browser: Browser, address: str, site: Path, path: str
) -> None:
    """On a phone: no request beside those that were weighed, no font, and no shift of the layout."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    prefix = urlsplit(address).path.rstrip("/")
    places = {urlsplit(url).path.removeprefix(prefix) for url in asked if not url.startswith("data:")}
    assert places <= {f"/{path}", *loaded(site / path / "index.html", site)}
    shifts = page.evaluate(
        """() => new Promise((told) => {
          new PerformanceObserver((list) => told(list.getEntries().map((shift) => shift.value)))
            .observe({ type: "layout-shift", buffered: true })
          setTimeout(() => told([]), 300)
        })"""
    )
    context.close()
    assert sum(shifts) < 0.001


def test_every_picture_has_a_size(soups: Mapping[str, BeautifulSoup]) -> None:
    """Its room is kept while it loads."""
    for page, soup in soups.items():
        for picture in soup.select("img"):
            assert picture.get("width"), page
            assert picture.get("height"), page
            assert picture.get("alt"), page


def test_every_page_is_read_without_a_repair(site: Path, soups: Mapping[str, BeautifulSoup]) -> None:
    """The reference parser of HTML finds no error, one document language, one main part, one heading."""
    for page, soup in soups.items():
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse((site / page).read_text(encoding="utf-8"))
        assert parser.errors == [], page
        assert soup.html is not None
        assert soup.html["lang"] == "en"
        assert [len(soup.select(name)) for name in ("main", "h1", "body > header", "body > footer")] == [
            1
        ] * 4
        levels = [int(tag.name[1]) for tag in soup.select("main :is(h1, h2, h3, h4, h5, h6)")]
        assert levels[0] == 1, page
        assert all(lower - higher <= 1 for higher, lower in pairwise(levels)), page
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids)), page
        for table in soup.select("table"):
            assert table.select("th[scope=col], th[scope=row], thead th"), page


LOOKS = """() => [...document.querySelectorAll("main *, header *, footer *")].map((element) => {
  const box = element.getBoundingClientRect()
  const style = getComputedStyle(element)
  return [element.localName, box.x, box.y, box.width, box.height, style.color, style.backgroundColor,
    style.fontWeight, style.borderTopColor, style.textDecorationLine].join(" ")
})"""
"""Place and looks of every element."""
ALIKE = ("home", "case", "study", "summary", "prose", "glossary", "notebook")
"""Pages that between them hold every sort of element."""


@pytest.mark.parametrize("kind", ALIKE)
def test_the_trimmed_stylesheet_looks_the_same(browser: Browser, address: str, kind: str) -> None:
    """Every element stands and looks as with the theme's whole stylesheet, on a phone and on paper."""
    (whole,) = (Path(material.__file__).parent / "templates/assets/stylesheets").glob("main.*.min.css")
    for width, media in ((390, "screen"), (1280, "print")):
        looks = []
        for trimmed_sheet in (True, False):
            context = browser.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()
            page.emulate_media(media=media)  # type: ignore[arg-type]
            if not trimmed_sheet:
                page.route("**/assets/stylesheets/main.*.css", lambda route: route.fulfill(path=whole))
            page.goto(address + KINDS[kind])
            looks.append(page.evaluate(LOOKS))
            context.close()
        assert looks[0] == looks[1], (width, media)


def test_a_stylesheet_keeps_what_a_page_may_use() -> None:
    """By element, class, id, attribute and in media; variables as long as something reads them."""
    css = (
        "@charset 'utf-8';:root{--a:1;--b:var(--a);--c:2}"
        ".used,.unused{color:var(--b)}p.used>a:hover{x:y}#gone{x:y}table{x:y}[dir=rtl] p{x:y}"
        "p:not(.other){x:y}@media print{.used{x:y}.unused{x:y}}@media screen{.unused{x:y}}"
        "@font-face{font-family:x}.made{x:y}"
    )
    names = used_selectors(['<p class="used"><a href="">x</a></p>'], ['element("i", { className: "made" })'])
    assert purge_css(css, names) == (
        ":root{--a:1;--b:var(--a)}.used{color:var(--b)}p.used>a:hover{x:y}p:not(.other){x:y}"
        "@media print{.used{x:y}}@font-face{font-family:x}.made{x:y}"
    )


def test_only_a_tenth_of_the_theme_is_left(site: Path) -> None:
    """The stylesheet is small, and no script of the theme is published."""
    (sheet,) = (site / "assets" / "stylesheets").glob("*.css")
    assert weight(sheet) < 8_000
    assert sorted(path.name for path in (site / "assets").glob("*.js")) == ["k2.js", "scheme.js", "vega.js"]
    assert not (site / "assets" / "javascripts").exists()
    assert (ROOT / "docs/assets/k2.js").read_bytes() == (site / "assets/k2.js").read_bytes()
