"""The site can be read and used by keyboard, enlarged, without motion, and in plain words."""

import re
from collections.abc import Callable, Mapping

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from .browser import DESK, KINDS, Visits

WALK = ("home", "case", "compare", "evidence", "study", "notebook", "data")
"""Kinds of pages that between them have every sort of control."""

RECORD_STOPS = """() => {
  const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")
  const shown = { checkVisibilityCSS: true, contentVisibilityAuto: true }
  const stops = [...all].filter((element) => !element.disabled && element.checkVisibility(shown))
  stops.forEach((element, number) => (element.dataset.stop = number))
  globalThis.visited = []
  globalThis.recordFocus = () => {
    const style = getComputedStyle(document.activeElement)
    const box = document.activeElement.getBoundingClientRect()
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    const inView = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight
    visited.push([Number(document.activeElement.dataset.stop), outlined, inView])
  }
  addEventListener("keydown", recordFocus, true)
  return stops.length
}"""
"""Numbers what the Tab key must reach; records before each key where the focus is, and if it is seen."""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", WALK)
def test_the_tab_key_reaches_every_control_in_order(
    browser: Browser, url_of: Callable[[str], str], kind: str, width: int
) -> None:
    """Every link, button, field and scrolled box once, from top to bottom, each with a visible outline."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(url_of(kind))
    stops = page.evaluate(RECORD_STOPS)
    for _ in range(stops):
        page.keyboard.press("Tab")
    page.evaluate("recordFocus()")
    _, *visited = page.evaluate("visited")  # before the first key, nothing has the focus
    context.close()
    assert visited == [[number, True, True] for number in range(stops)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_keyboard_scrolls_every_box_that_scrolls(visits: Visits, kind: str) -> None:
    """On a phone, where tables and code are wider than the page: each takes the focus, under a name."""
    assert visits(kind).unreachable == ()


def test_every_table_and_piece_of_code_is_in_a_named_box(soups: Mapping[str, BeautifulSoup]) -> None:
    """Also one that Markdown made; no name occurs twice on a page."""
    for name, soup in soups.items():
        boxes = soup.select("[role=region][tabindex='0'][aria-label]")
        labels = [str(box["aria-label"]) for box in boxes]
        assert len(set(labels)) == len(labels), name
        for part in soup.select("main :is(pre, table)"):
            assert any(box in boxes for box in (part, *part.parents)), (name, str(part)[:200])
        assert not [head for head in soup.select("th") if not head.get_text(strip=True)], name


def test_escape_closes_the_menu_of_a_phone(page: Page, address: str) -> None:
    """From a link in it or from outside; the focus returns to the button that opened it."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    menu, button = page.locator(".k2-menu"), page.locator(".k2-menu summary")
    button.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("nav")).not_to_be_visible()
    expect(button).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu.locator("nav")).not_to_be_visible()
    button.click()
    page.locator(".k2-name").focus()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


@pytest.mark.parametrize("kind", KINDS)
def test_no_element_is_clipped_at_twice_the_size(visits: Visits, kind: str) -> None:
    """At 200 % zoom on a desk of 1280 px, which leaves 640 px, and at the other widths."""
    assert {width: layout.clipped for width, layout in visits(kind).layouts.items() if layout.clipped} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_is_large_enough_to_be_hit(visits: Visits, kind: str) -> None:
    """At least 24 by 24 pixels at every width, as WCAG 2.2 asks of what is no link in a sentence."""
    assert {width: layout.small for width, layout in visits(kind).layouts.items() if layout.small} == {}


def test_text_alone_can_be_enlarged(browser: Browser, address: str) -> None:
    """A reader who sets letters of 32 pixels gets them, and no sideways scrolling of the page."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address + KINDS["case"])
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert after == 2 * before
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    context.close()


@pytest.mark.parametrize("kind", ["home", "case", "evidence"])
def test_nothing_is_animated_where_reduced_motion_is_preferred(visits: Visits, kind: str) -> None:
    """With `prefers-reduced-motion: reduce` there is no transition, animation or smooth scrolling."""
    assert visits(kind, DESK).animated == ()


def test_stacked_tables_are_tables_to_a_screen_reader(page: Page, address: str) -> None:
    """On a phone their rows are blocks, and still have the roles of rows and cells."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + KINDS["study"])
    table = page.get_by_role("table").first
    assert table.get_by_role("row").count() == table.locator("tr").count()
    assert table.get_by_role("cell").count() == table.locator("td").count()
    assert table.get_by_role("rowheader").count() == table.locator("tbody th").count()


def test_the_plain_words_are_plain(soups: Mapping[str, BeautifulSoup]) -> None:
    """Grade 7, an age of about twelve, at most: the Automated Readability Index (Senter and Smith, 1967)."""
    spans = soups["index.html"].select("[id^=plain-language-] > span")
    claims = [span.get_text().partition("\N{NO-BREAK SPACE}")[0] for span in spans]
    sentences = [part for claim in claims for part in re.split(r"(?<=[.?!]) ", claim)]
    assert len(sentences) > 3
    words = [word for sentence in sentences for word in re.findall(r"[\w’'-]+", sentence)]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    assert grade <= 7
