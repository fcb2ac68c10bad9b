"""What readers do, in a real browser on the built site, served under a sub-path."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

KINDS = {
    "home": "",
    "index": "cases/",
    "case": "cases/tsuchie-2012-case-3/",
    "compare": "compare/",
    "recovery": "recovery/",
    "evidence": "evidence/",
    "study": "evidence/mott-2019/",
    "paper": "evidence/tsuchie-2012/",
    "outcome": "evidence/vertebral-fracture/",
    "summary": "evidence/summary-of-findings/",
    "not used": "evidence/not-used/",
    "background": "background/",
    "safety": "safety/",
    "audit": "audit/",
    "appraisal": "appraisal/",
    "prose": "methods/",
    "pictures": "visual-language/",
    "glossary": "glossary/",
    "data": "data/",
    "notebook": "notebooks/table-1/",
    "derived": "notebooks/derived-figures/",
}
"""One page of each kind."""


PICTURES = [
    KINDS[kind] for kind in ("home", "case", "outcome", "compare", "recovery", "appraisal", "pictures")
]
"""Pages with charts."""


AXE = f"""{AXE_SCRIPT}
;{{
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map()
  colour.parseString = function (text) {{
    if (!known.has(text)) known.set(text, parse.call({{}}, text))
    return Object.assign(this, known.get(text))
  }}
}}
axe.version"""
"""Axe with all its rules; it remembers what a colour says, which it would read anew for each element."""


def judged(page: Page, *widths: int) -> Iterator[AxeResults]:
    """Yield what axe finds on a page, at each of some widths."""
    page.evaluate(AXE)
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        yield Axe("").run(page)  # whose script is loaded already


def watch(page: Page) -> tuple[list[str], list[str]]:
    """Collect what a page asks for and what it complains about."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda answer: answer.status >= 400 and said.append(answer.url))
    return asked, said


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_a_page_asks_nobody_else_and_says_nothing(page: Page, address: str, path: str) -> None:
    """No other host, no error under a strict policy, and nothing of the search before it is used."""
    asked, said = watch(page)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    host = urlsplit(address).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {host}
    assert said == []
    assert [url for url in asked if "pagefind" in url] == []


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Jiang", "Jiang 2014"),
        ("Knapen 2013", "Knapen 2013"),
        ("Inoue vertebral fractures", "Inoue 2009 (OF study)"),
        ("undercarboxylated osteocalcin 2016", "Rønn 2016"),
        ("warfarin", "Safety"),
        ("menatetrenone heal", "Does vitamin K2 heal bones after pregnancy-associated osteoporosis?"),
        ("MK-4", "Case 1"),
        ("T12", "Case 2"),
        ("parathyroid", "Glossary"),
        ("31-year-old", "Case 2"),
        ("breast-feeding", "Case 1"),
    ],
)
def test_search_finds_what_readers_ask_for(page: Page, address: str, query: str, title: str) -> None:
    """The search opens by key, finds the page, and is left by key."""
    page.goto(address + "methods/")
    page.keyboard.press("/")
    page.keyboard.insert_text(query)  # at once: no list of a part of it comes and goes
    results = page.locator(".k2-search__results a")
    expect(results.first).to_be_visible()
    more = page.get_by_role("button", name="Show more")
    while more.is_visible() and not results.filter(has_text=title).count():
        shown = results.count()
        more.click()
        expect(results.nth(shown)).to_be_attached()
    expect(results.filter(has_text=title).first).to_be_visible()
    expect(page.locator(".k2-search__status")).to_contain_text("found")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.k2-search")).not_to_be_visible()


def test_a_result_is_reached_by_keyboard_alone(page: Page, address: str) -> None:
    """Slash, words, arrow down, enter: the page is open."""
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("eating disorder")
    expect(page.locator(".k2-search__results a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/tsuchie-2012-case-2/**")


def test_a_search_without_result_says_so(page: Page, address: str) -> None:
    """Nothing found is an answer."""
    page.goto(address)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("ωωω")
    expect(page.locator(".k2-search__status")).to_have_text("Nothing found for “ωωω”.")


def test_the_scheme_is_chosen_and_remembered(page: Page, address: str) -> None:
    """Dark colours stay on the next page, without a flash of the other scheme."""
    page.goto(address)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto(address + "compare/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.evaluate("Object.keys(localStorage)") == ["k2-scheme"]
    assert page.context.cookies() == []


def test_the_system_scheme_is_followed_without_a_script(browser: Browser, address: str) -> None:
    """Dark without JavaScript, for a reader whose system is dark."""
    context = browser.new_context(java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(address)
    shot = page.screenshot(clip={"x": 2, "y": 200, "width": 1, "height": 1})
    context.close()
    light = browser.new_context(java_script_enabled=False, color_scheme="light")
    other = light.new_page()
    other.goto(address)
    assert other.screenshot(clip={"x": 2, "y": 200, "width": 1, "height": 1}) != shot
    light.close()


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_a_narrow_page_does_not_scroll_sideways(browser: Browser, address: str, path: str) -> None:
    """At 320 px tables scroll inside themselves, and no text leaves the page."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_a_phone_shows_the_answer_first(browser: Browser, address: str) -> None:
    """Question, answer and certainty stand on the first screen."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    for selector in ("h1", ".k2-answer-first", ".k2-certainty"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, selector
    context.close()


def test_the_menu_of_a_phone_works_without_a_script(browser: Browser, address: str) -> None:
    """Every page can be reached with JavaScript off."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator(".k2-menu summary").click()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Cases").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cases")
    expect(page.locator("[data-k2-search]")).not_to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())
def test_axe_finds_nothing(browser: Browser, address: str, path: str, scheme: str) -> None:
    """No violation of an accessibility rule, in both schemes, on a phone and a desk."""
    context = browser.new_context(
        viewport={"width": 390, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(address + path)
    for found in judged(page, 390, 1280):
        assert found.violations_count == 0, found.generate_report()
    context.close()


def test_paper_is_light_and_whole(browser: Browser, address: str) -> None:
    """Printed from dark mode, ink is dark on light, and the navigation is left out."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + KINDS["case"])
    page.get_by_role("button", name="Dark colours").click()
    page.get_by_role("button", name="Dark colours").click()
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ink == "rgb(27, 37, 48)"
    expect(page.locator("header.k2-header")).not_to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PICTURES)
def test_texts_of_charts_are_whole_apart_and_large_enough(
    browser: Browser, address: str, path: str, width: int
) -> None:
    """No label leaves its chart, none lies upon another, and none is smaller than 12 pixels."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(address + path)
    seen, wrong = page.evaluate(
        """() => {
          const wrong = []
          let seen = 0
          for (const svg of document.querySelectorAll("svg.k2-chart, svg.k2-drawn")) {
            const frame = svg.getBoundingClientRect()
            if (!frame.width) continue
            const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim())
            const boxes = texts.map((text) => text.getBoundingClientRect())
            seen += texts.length
            texts.forEach((text, i) => {
              const box = boxes[i]
              const size = parseFloat(getComputedStyle(text).fontSize) * svg.getScreenCTM().a
              if (size < 11.99) wrong.push(["small", text.textContent, size])
              if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
                  box.bottom > frame.bottom + 1) wrong.push(["cut off", text.textContent])
              for (let j = 0; j < i; j++) {
                const other = boxes[j]
                const across = Math.min(box.right, other.right) - Math.max(box.left, other.left)
                const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
                if (across > 2 && down > 4) wrong.push(["overlap", text.textContent, texts[j].textContent])
              }
            })
          }
          return [seen, wrong]
        }"""
    )
    context.close()
    assert seen
    assert wrong == []


@pytest.mark.parametrize("path", [KINDS["home"], KINDS["recovery"], KINDS["compare"]])
@pytest.mark.parametrize(("width", "media"), [(320, "screen"), (1280, "screen"), (1280, "print")])
def test_one_drawing_of_a_chart_is_shown(
    browser: Browser, address: str, path: str, width: int, media: str
) -> None:
    """The wide one or the narrow one, without a script, on a screen and on paper."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    page.emulate_media(media=media)  # type: ignore[arg-type]
    page.goto(address + path)
    shown = [drawing for drawing in page.locator("svg.k2-drawn").all() if drawing.is_visible()]
    assert len(shown) == page.locator(".k2-drawing").count()
    expect(page.get_by_role("button", name="Explore")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("path", [KINDS["home"], KINDS["recovery"], KINDS["compare"]])
def test_a_chart_is_explored_on_request_under_a_strict_policy(
    browser: Browser, address: str, path: str
) -> None:
    """No chart program before it is asked for; then marks that the keyboard reaches and reads."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked, said = watch(page)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "vega" in url] == []
    page.get_by_role("button", name="Explore").first.click()
    marks = page.locator(".k2-drawing [aria-roledescription=point]")
    expect(marks.first).to_be_visible()
    marks.first.focus()
    expect(page.locator(".k2-detail")).to_contain_text(":")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {
        urlsplit(address).netloc
    }
    assert said == []
    assert [found.violations_count for found in judged(page, 1280)] == [0]
    context.close()


def test_a_chart_program_that_does_not_load_says_so(page: Page, address: str) -> None:
    """The drawing stays, and the reader can try again."""
    page.route("**/vega.js", lambda route: route.abort())
    page.goto(address + KINDS["recovery"])
    button = page.get_by_role("button", name="Explore")
    button.click()
    expect(page.locator(".k2-detail")).to_have_text("The interactive version could not be loaded.")
    expect(page.locator("svg.k2-drawn--wide")).to_be_visible()
    expect(button).to_be_enabled()


def test_a_picture_stands_on_the_first_screen(browser: Browser, address: str) -> None:
    """Question, answer, certainty, and the marks that show why."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    box = page.locator("svg.k2-drawn--wide").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] * 0.9 <= 800
    context.close()


def test_the_table_of_evidence_is_filtered_and_the_view_has_an_address(page: Page, address: str) -> None:
    """Design and form together; the same address shows the same rows again; reset shows all."""
    page.goto(address + KINDS["evidence"])
    rows = page.locator("#evidence-table tbody tr:visible")
    every = rows.count()
    page.locator("select[name=design]").select_option("randomised trial")
    page.locator("select[name=form]").select_option("MK-7")
    some = rows.count()
    assert 0 < some < every
    expect(page.locator("[data-k2-shown]")).to_have_text(f"{some} of {every} shown")
    assert urlsplit(page.url).query == "design=randomised+trial&form=MK-7"
    page.reload()
    expect(rows).to_have_count(some)
    page.get_by_label("Words").fill("Rønn 2021")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(every)
    assert urlsplit(page.url).query == ""


def test_a_filter_from_an_address_is_text(page: Page, address: str) -> None:
    """No markup of the address runs, and a value that no row has is no filter."""
    said = watch(page)[1]
    page.goto(address + KINDS["evidence"] + "?words=<img src=x onerror=alert(1)>&design=nothing&x=1")
    expect(page.locator("[data-k2-shown]")).to_contain_text("0 of")
    assert page.locator("main img").count() == 0
    assert said == []


def test_the_table_of_evidence_is_sorted_by_its_headings(page: Page, address: str) -> None:
    """Largest study first on the second click; studies without a number come last."""
    page.goto(address + KINDS["evidence"])
    button = page.get_by_role("button", name="People")
    button.click()
    button.click()
    expect(page.get_by_role("columnheader", name="People")).to_have_attribute("aria-sort", "descending")
    keys = page.eval_on_selector_all(
        "#evidence-table tbody td[data-key]", "cells => cells.map((cell) => cell.dataset.key)"
    )
    numbers = [int(key) for key in keys if key]
    assert numbers == sorted(numbers, reverse=True)
    assert "" not in keys[: len(numbers)]


def test_the_evidence_is_whole_without_a_script(browser: Browser, address: str) -> None:
    """Every row is there, and no control that would not work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + KINDS["evidence"])
    assert page.locator("#evidence-table tbody tr:visible").count() == 129
    expect(page.locator("form.k2-filter")).not_to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Does vitamin K2 heal these fractures?", "Whether vitamin K2 adds anything to that cannot be told"),
        ("Is it safe in breast-feeding?", "Safety in breast-feeding, and in children, is given as not"),
        ("How sure is this?", "very low"),
        ("What about MK-7 capsules?", "Knapen 2013"),
    ],
)
def test_a_question_of_a_reader_is_answered_within_one_click(
    page: Page, address: str, question: str, answer: str
) -> None:
    """From the home page to the words that answer it."""
    page.goto(address)
    page.get_by_role("link", name=question).click()
    expect(page.locator("main").get_by_text(answer).first).to_be_visible()


def test_what_a_sentence_rests_on_opens_by_keyboard(page: Page, address: str) -> None:
    """The number behind a claim shows the evidence, with a link."""
    page.goto(address)
    number = page.locator(".k2-answer-first .k2-basis summary").nth(3)
    number.focus()
    page.keyboard.press("Enter")
    link = page.locator(".k2-answer-first .k2-basis[open] a").first
    expect(link).to_have_text("Mott 2019")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mott 2019")


def test_the_home_page_prints_on_one_sheet(page: Page, address: str) -> None:
    """A4, with everything that answers the question."""
    page.goto(address)
    sheets = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1


def test_every_internal_link_leads_somewhere(site: Path, soups: Mapping[str, BeautifulSoup]) -> None:
    """Each link and each file that a page names exists, with its anchor."""
    pages = {name: soup for name, soup in soups.items() if name != "404.html"}
    anchors = {name: {str(tag["id"]) for tag in soup.select("[id]")} for name, soup in pages.items()}
    broken = []
    for name, soup in pages.items():
        for tag in soup.select("[href], [src]"):
            link = str(tag.get("href") or tag.get("src"))
            if urlsplit(link).scheme:
                continue
            target = urlsplit(urljoin(f"/{name}", link))
            path = target.path.lstrip("/")
            path += "index.html" if path.endswith("/") or not path else ""
            known = not target.fragment or path not in anchors or target.fragment in anchors[path]
            if not (site / path).is_file() or not known:
                broken.append((name, link))
    assert broken == []
