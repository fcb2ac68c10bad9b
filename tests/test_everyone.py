"""The site can be read and used by keyboard, enlarged, in calm, and in plain words."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from .test_browser import KINDS

WALK = ("home", "case", "compare", "evidence", "study", "notebook", "data")
"""Pages that between them hold every sort of control."""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("kind", WALK)
def test_the_tab_key_reaches_every_control_in_order(
    browser: Browser, address: str, kind: str, width: int
) -> None:
    """Every link, button, field and scrolled box once, from top to bottom, each with a visible mark."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address + KINDS[kind])
    wanted = page.evaluate(
        """() => {
          const all = document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")
          const seen = [...all].filter((element) => !element.disabled && element.checkVisibility({
            checkVisibilityCSS: true, contentVisibilityAuto: true }))
          seen.forEach((element, position) => (element.dataset.stop = position))
          return seen.length
        }"""
    )
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                """() => {
                  const style = getComputedStyle(document.activeElement)
                  const box = document.activeElement.getBoundingClientRect()
                  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                  const across = box.right > 0 && box.left < innerWidth
                  const inView = box.bottom > 0 && box.top < innerHeight && across
                  return [Number(document.activeElement.dataset.stop), marked, inView]
                }"""
            )
        )
    context.close()
    assert reached == [[position, True, True] for position in range(wanted)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_at_twice_the_size_loses_nothing(browser: Browser, address: str, kind: str) -> None:
    """At 200 % on a desk of 1280 pixels nothing is cut off, and the page does not scroll sideways."""
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    page.goto(address + KINDS[kind])
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    cut = page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")].filter((element) => {
          const style = getComputedStyle(element)
          const hides = style.overflowX === "hidden" || style.overflowX === "clip"
          return hides && style.clipPath === "none" && element.scrollWidth > element.clientWidth + 1
        }).map((element) => element.outerHTML.slice(0, 120))"""
    )
    context.close()
    assert cut == []


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


def test_nothing_moves_for_readers_who_want_calm(browser: Browser, address: str) -> None:
    """No transition, no animation, no smooth scrolling."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    for kind in ("home", "case", "evidence"):
        page.goto(address + KINDS[kind])
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].filter((element) => {
              const style = getComputedStyle(element)
              return style.transitionProperty !== "none" && style.transitionDuration !== "0s" ||
                style.animationName !== "none"
            }).length"""
        )
        assert moving == 0, kind
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def test_stacked_tables_are_tables_to_a_screen_reader(browser: Browser, address: str) -> None:
    """On a phone their rows are blocks; rows and cells are still told as such."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page: Page = context.new_page()
    page.goto(address + KINDS["study"])
    table = page.get_by_role("table").first
    assert table.get_by_role("row").count() == table.locator("tr").count()
    assert table.get_by_role("cell").count() == table.locator("td").count()
    assert table.get_by_role("rowheader").count() == table.locator("tbody th").count()
    context.close()


def test_the_plain_words_are_plain(site: Path) -> None:
    """Grade 7, an age of about twelve, at most: the Automated Readability Index (Senter and Smith, 1967)."""
    home = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    sentences = [tag.get_text() for tag in home.select("[id^=plain-language-] > span")]
    assert len(sentences) > 3
    words = [word for sentence in sentences for word in re.findall(r"[\w’'-]+", sentence)]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    grade = 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    assert grade <= 7
