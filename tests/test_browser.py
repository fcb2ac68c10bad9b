"""What readers do, in a real browser on the built site, served under a sub-path."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Error, Page, expect

from .browser import AXE_KINDS, DESK, KINDS, Visits, collect_errors, collect_requests, run_axe

CHARTS = ("home", "index", "case", "outcome", "compare", "recovery", "appraisal", "pictures")
"""Kinds of pages with charts."""
INTERACTIVE = ("home", "recovery", "compare", "index")
"""Kinds of pages with a chart to explore."""
NOT_PRINTED = """() => [...document.querySelectorAll("main details.k2-basis a")].filter((link) =>
  link.closest("details").parentElement.checkVisibility() &&
  (!link.checkVisibility({ contentVisibilityAuto: true }) || link.getBoundingClientRect().height < 6)
).map((link) => link.textContent)"""
"""Names of studies that are behind a sentence that is on paper and not on paper themselves."""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until the page is drawn as its style says now."""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


# Every kind of page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_reports_no_error(visits: Visits, kind: str) -> None:
    """No message, exception, failed request or violation of the Content Security Policy."""
    assert visits(kind).errors == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_does_not_scroll_sideways(visits: Visits, kind: str) -> None:
    """From 320 to 1280 px and at 200 % zoom, wide tables scroll inside themselves."""
    layouts = visits(kind).layouts
    assert {width: layout.scroll_width for width, layout in layouts.items()} == {
        width: width for width in layouts
    }


@pytest.mark.parametrize("kind", KINDS)
def test_no_table_of_a_page_is_hidden(visits: Visits, kind: str) -> None:
    """At no width is a table invisible that nothing folds."""
    assert {layout.hidden_tables for layout in visits(kind).layouts.values()} == {()}


@pytest.mark.parametrize("kind", AXE_KINDS)
def test_axe_finds_no_violation_on_a_phone(visits: Visits, kind: str) -> None:
    """At 390 px in light colours."""
    axe = visits(kind).axe
    assert axe
    assert axe.violations_count == 0, axe.generate_report()


@pytest.mark.parametrize("kind", ["home", "case", "recovery", "evidence", "audit", "notebook"])
def test_axe_finds_no_violation_in_dark_colours(visits: Visits, kind: str) -> None:
    """At 1280 px, on the kinds of pages that differ in their parts and colours."""
    axe = visits(kind, DESK).axe
    assert axe
    assert axe.violations_count == 0, axe.generate_report()


@pytest.mark.parametrize("kind", CHARTS)
def test_labels_of_charts_are_legible(visits: Visits, kind: str) -> None:
    """At no width is a label cut off, upon another label or smaller than 12 pixels."""
    for width, layout in visits(kind).layouts.items():
        assert layout.chart_labels
        assert layout.label_problems == (), width


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


# Colours, first screens and paper -------------------------------------------------------------------


def test_the_color_scheme_is_chosen_and_remembered(page: Page, address: str) -> None:
    """Dark colours stay on the next page; nothing else is stored."""
    page.goto(address)
    light = page.evaluate(BACKGROUND)
    page.get_by_role("button", name="Dark colours").click()
    dark = page.evaluate(BACKGROUND)
    assert light != dark
    page.goto(address + "compare/")
    assert page.evaluate(BACKGROUND) == dark
    assert page.evaluate("Object.keys(localStorage)") == ["k2-scheme"]
    assert page.context.cookies() == []


def test_the_color_scheme_of_the_system_is_followed_without_a_script(browser: Browser, address: str) -> None:
    """A reader whose system is dark gets dark colours with JavaScript off."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.emulate_media(color_scheme="light")
    light = page.evaluate(BACKGROUND)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(BACKGROUND) != light
    context.close()


def test_a_phone_shows_the_answer_first(browser: Browser, address: str) -> None:
    """Question, answer and certainty are on the first screen."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    for selector in ("h1", ".k2-first", ".k2-certainty", ".k2-doors"):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 844, selector
    context.close()


def test_the_ways_in_are_on_the_first_screen(browser: Browser, address: str) -> None:
    """Of a desk: the answer, how sure it is, and the doors for patients, clinicians and the evidence."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(address)
    box = page.locator(".k2-doors").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800
    context.close()


def test_the_print_stylesheet_is_light_and_leaves_out_the_navigation(page: Page, address: str) -> None:
    """Also for a reader who chose dark colours."""
    page.goto(address + KINDS["case"])
    page.emulate_media(media="print")
    on_paper = page.evaluate(BACKGROUND)
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate(BACKGROUND) != on_paper
    page.emulate_media(media="print")
    assert page.evaluate(BACKGROUND) == on_paper
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(27, 37, 48)"
    expect(page.locator("header.k2-header")).not_to_be_visible()


@pytest.mark.parametrize(("kind", "sheets"), [("home", ["A4"]), ("clinicians", ["A4", "Letter"])])
def test_a_page_prints_on_one_sheet(page: Page, address: str, kind: str, sheets: list[str]) -> None:
    """The browser prints a first page and has no second; no text for clinicians is smaller than 8 pt."""
    page.goto(address + KINDS[kind])
    for sheet in sheets:
        assert page.pdf(format=sheet, page_ranges="1")
        with pytest.raises(Error):
            page.pdf(format=sheet, page_ranges="2")
    page.emulate_media(media="print")
    assert kind == "home" or page.evaluate(SMALLEST) >= 8


SMALLEST = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), sizes = []
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode
    if (data.trim() && parentElement.checkVisibility() && !parentElement.closest("script, style")) {
      sizes.push(parseFloat(getComputedStyle(parentElement).fontSize) * 0.75)
    }
  }
  return Math.min(...sizes)
}"""
"""The smallest text of a page, in points."""


@pytest.mark.parametrize("kind", ["home", "summary"])
def test_the_evidence_behind_each_sentence_is_printed(page: Page, address: str, kind: str) -> None:
    """In brackets after it: every study by its name, whether a reader opened it or not."""
    page.goto(address + KINDS[kind])
    page.emulate_media(media="print")
    page.evaluate(TWO_FRAMES)  # `wait_for_function` evaluates its text, which the policy of the page forbids
    assert page.evaluate(NOT_PRINTED) == []
    assert page.locator("main details.k2-basis a").count() > 20


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


# Charts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", INTERACTIVE)
def test_one_drawing_of_a_chart_is_shown_without_a_script(browser: Browser, address: str, kind: str) -> None:
    """The wide one or the narrow one, on a screen and on paper, and no button to explore it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + KINDS[kind])
    charts = page.locator(".k2-drawing").count()
    for width, media in ((320, "screen"), (1280, "screen"), (1280, "print")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media)  # type: ignore[arg-type]
        expect(page.locator("svg.k2-drawn[aria-label]:visible")).to_have_count(charts)
    expect(page.get_by_role("button", name="Explore")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("kind", INTERACTIVE)
def test_a_chart_is_explored_on_request_under_a_strict_policy(page: Page, address: str, kind: str) -> None:
    """Its marks are then reached and read by keyboard, and axe finds no violation in it."""
    page.set_viewport_size({"width": 1280, "height": 900})
    requests, errors = collect_requests(page), collect_errors(page)
    page.goto(address + KINDS[kind])
    page.get_by_role("button", name="Explore").first.click()
    marks = page.locator(".k2-drawing :is([aria-roledescription=point], [aria-roledescription=bar])")
    expect(marks.first).to_be_visible()
    marks.first.focus()
    expect(page.locator(".k2-detail")).to_contain_text(":")
    assert [url for url in requests if not url.startswith(address)] == []
    assert errors == []
    axe = run_axe(page, ".k2-drawing")
    assert axe.violations_count == 0, axe.generate_report()


def test_a_chart_program_that_does_not_load_says_so(page: Page, address: str) -> None:
    """The drawing remains, and the reader can try again."""
    page.route("**/vega.js", lambda route: route.abort())
    page.goto(address + KINDS["recovery"])
    button = page.get_by_role("button", name="Explore")
    button.click()
    expect(page.locator(".k2-detail")).to_have_text("The interactive version could not be loaded.")
    expect(page.locator("svg.k2-drawn--wide").first).to_be_visible()
    expect(button).to_be_enabled()


# The table of evidence ------------------------------------------------------------------------------


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
    page.get_by_label("Search this table").fill("Knapen 2013")
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Show all").click()
    expect(rows).to_have_count(every)
    assert urlsplit(page.url).query == ""


def test_no_word_of_the_table_of_evidence_is_broken(page: Page, address: str) -> None:
    """At no width of the screen: each word is on one line, and no cell is too narrow for its words."""
    page.goto(address + KINDS["evidence"])
    for width in (1440, 1280, 1024, 768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("#evidence-table").evaluate(BROKEN_WORDS) == [], width


BROKEN_WORDS = """table => [...table.querySelectorAll("th, td")].flatMap((cell) => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), broken = []
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[\\p{L}\\d]+/gu)) {
      const range = document.createRange()
      range.setStart(texts.currentNode, word.index)
      range.setEnd(texts.currentNode, word.index + word[0].length)
      const lines = [...range.getClientRects()].filter((box) => box.width > 0)
      if (new Set(lines.map((box) => Math.round(box.top))).size > 1) broken.push(word[0])
    }
  }
  const narrow = cell.clientWidth && cell.scrollWidth > cell.clientWidth + 1
  return narrow ? [...broken, cell.textContent] : broken
})"""


def test_the_table_of_evidence_is_searched_in_topics_and_statements(page: Page, address: str) -> None:
    """A word that no cell shows finds the publications that are about it."""
    page.goto(address + KINDS["evidence"])
    page.get_by_label("Search this table").fill("breast")
    expect(page.locator("#evidence-table tbody tr:visible").first).to_be_visible()
    assert "breast" not in (page.locator("#evidence-table tbody tr:visible").first.text_content() or "")


def test_filters_are_folded_on_a_phone(page: Page, address: str) -> None:
    """The search field shows, and the other fields on request; a card has its result first."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + KINDS["evidence"])
    expect(page.get_by_label("Search this table")).to_be_visible()
    expect(page.locator("select[name=design]")).not_to_be_visible()
    page.get_by_role("button", name="More filters").click()
    expect(page.locator("select[name=design]")).to_be_visible()
    row = page.locator("#evidence-table tbody tr").first
    tops = row.locator("td").evaluate_all("all => all.map((one) => [one.offsetTop, one.dataset.label])")
    assert min(tops)[1] == "Result"


def test_a_link_to_a_folded_finding_opens_it(page: Page, address: str) -> None:
    """What does not fit is folded, and a sign beside a value leads into it."""
    page.goto(address + KINDS["case"])
    finding = page.locator(".k2-fit .k2-finding").first
    expect(finding).not_to_be_visible()
    page.goto(f"{page.url}#{finding.get_attribute('id')}")
    expect(finding).to_be_visible()


def test_a_filter_from_an_address_is_text(page: Page, address: str) -> None:
    """No markup of the address runs, and a value that no row has is no filter."""
    errors = collect_errors(page)
    page.goto(address + KINDS["evidence"] + "?words=<img src=x onerror=alert(1)>&design=nothing&x=1")
    expect(page.locator("[data-k2-shown]")).to_contain_text("0 of")
    assert page.locator("main img").count() == 0
    assert errors == []


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


def test_the_lines_of_courses_are_sorted_on_request(page: Page, corpus_address: str) -> None:
    """By the places that each row holds; without a script they are in an order of their own."""
    page.goto(f"{corpus_address}cases/time/")
    page.get_by_label("Sorted by").select_option("length of follow-up")
    rows = page.locator("#lifelines tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.order)")
    places = [int(row.split()[2]) for row in rows]
    assert len(places) > 4
    assert places == sorted(places)


def test_the_evidence_is_whole_without_a_script(
    browser: Browser, address: str, soups: Mapping[str, BeautifulSoup]
) -> None:
    """Every row is visible, and no control that would not work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + KINDS["evidence"])
    rows = soups["evidence/index.html"].select("#evidence-table tbody tr")
    assert rows
    expect(page.locator("#evidence-table tbody tr:visible")).to_have_count(len(rows))
    expect(page.locator("form.k2-filter")).not_to_be_visible()
    context.close()


# The register ---------------------------------------------------------------------------------------


def test_the_register_is_filtered_and_counts_what_it_shows(page: Page, address: str) -> None:
    """Of both tables together and of each; what a publication says of itself is found by words."""
    page.goto(address + KINDS["index"])
    rows = page.locator(".k2-women tbody tr:visible")
    every, given = rows.count(), page.locator("#women-k2 tbody tr").count()
    page.locator("select[name=group]").select_option("vitamin K2")
    expect(rows).to_have_count(given)
    expect(page.locator("[data-k2-shown]")).to_have_text(
        f"{given} of {every} shown: {given} of {given} given vitamin K2, 0 of {every - given} other women"
    )
    assert urlsplit(page.url).query == "group=vitamin+K2"
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("form", name="Filter the list").get_by_label("Words").fill("upsala journal")
    expect(rows).to_have_count(given)
    page.get_by_role("form", name="Filter the list").get_by_label("Words").fill("")
    expect(rows).to_have_count(every)


def test_the_register_is_whole_without_a_script(browser: Browser, address: str) -> None:
    """Every woman is listed and counted, and no control that would not work."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + KINDS["index"])
    rows = page.locator(".k2-women tbody tr")
    expect(page.locator(".k2-women tbody tr:visible")).to_have_count(rows.count())
    expect(page.locator("form.k2-filter:visible")).to_have_count(0)
    page.get_by_text("All women counted").first.click()
    expect(page.get_by_role("table", name="Number of women in each")).to_be_visible()
    context.close()


def test_a_card_of_the_register_begins_with_what_happened(page: Page, address: str) -> None:
    """On a phone, right under the name; filters are folded, below the first list; no card is too wide."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address + KINDS["index"])
    expect(page.locator("form[data-k2-filter] select:visible")).to_have_count(0)
    tops = page.eval_on_selector_all("#women-k2, form[data-k2-filter]", "all => all.map((one) => one.id)")
    assert tops[0] == "women-k2"
    for row in page.locator(".k2-women tbody tr").all():
        name, happened = row.locator("th").bounding_box(), row.locator("td").first.bounding_box()
        assert name
        assert happened
        assert happened["y"] - (name["y"] + name["height"]) < 1
        expect(row.locator("td").first).to_have_attribute("data-label", "What happened")
    widths = page.eval_on_selector_all(".k2-women", "all => all.map((one) => one.scrollWidth)")
    assert max(widths) <= 390


# Questions of readers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Does vitamin K2 heal these fractures?", "Nobody knows."),
        ("Is it safe in breast-feeding?", "Nobody knows."),
        ("How sure is this?", "low"),
        ("What about MK-7 capsules?", "MK-7"),
    ],
)
def test_a_question_of_a_reader_is_answered_within_one_click(
    page: Page, address: str, question: str, answer: str
) -> None:
    """From the home page to the words that answer it."""
    page.goto(address)
    page.locator("[id^=questions-]").get_by_role("link", name=question).click()
    answers = page.locator("main").get_by_text(answer)
    expect(answers.filter(visible=True).first).to_be_visible()


def test_the_evidence_for_a_sentence_opens_by_keyboard(page: Page, address: str) -> None:
    """The number behind a claim shows its studies as links."""
    page.goto(address)
    basis = (
        page.locator(".k2-answer-first .k2-basis")
        .filter(has=page.locator("a[href^='evidence/'][href*='#']"))
        .first
    )
    basis.locator("summary").focus()
    page.keyboard.press("Enter")
    link = basis.locator("a[href^='evidence/'][href*='#']").first
    study = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(study)
