"""Fixtures and helpers of the browser tests: the kinds of pages, and one visit to each for many tests.

A visit loads a page once, notes what it requests and reports, measures its layout at several widths and
runs axe on it. It is made when the first test asks for it, and only once.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from .conftest import serve

KINDS = {
    "home": "",
    "patients": "patients/",
    "clinicians": "clinicians/",
    "index": "cases/",
    "time": "cases/time/",
    "case": "cases/tsuchie-2012-case-3/",
    "compare": "compare/",
    "recovery": "recovery/",
    "evidence": "evidence/",
    "study": "evidence/mott-2019/",
    "paper": "evidence/tsuchie-2012/",
    "outcome": "evidence/vertebral-fracture/",
    "by outcome": "evidence/by-outcome/",
    "reviews and trials": "evidence/reviews-and-trials/",
    "summary": "evidence/summary-of-findings/",
    "grade": "methods/grade/",
    "risk of bias": "evidence/risk-of-bias/",
    "thresholds": "methods/thresholds/",
    "not used": "evidence/not-used/",
    "background": "background/",
    "safety": "safety/",
    "editorial": "about/editorial/",
    "audit": "audit/",
    "appraisal": "appraisal/",
    "prose": "methods/",
    "pictures": "visual-language/",
    "glossary": "glossary/",
    "data": "data/",
    "notebook": "notebooks/table-1/",
    "derived": "notebooks/derived-figures/",
    "contributing": "contributing/",
    "scaling": "scaling/",
}
"""The address of one page of each kind."""
AXE_KINDS = tuple(kind for kind in KINDS if kind != "derived")
"""Kinds that axe judges: the second notebook is of the kind of the first, and long."""
GROWING = ("recovery", "evidence")
"""Kinds whose page is long and grows with each study."""
expect.set_options(timeout=30_000)  # a slow machine is no failure


@dataclass(frozen=True)
class Setting:
    """What a reader prefers, and widths of the viewport in CSS pixels; the page is loaded at the first."""

    color_scheme: Literal["light", "dark"]
    reduced_motion: Literal["no-preference", "reduce"]
    widths: tuple[int, ...]


PHONE = Setting("light", "no-preference", (390, 320, 640, 1280))
"""A phone; afterwards a smaller one, a desk at 200 % zoom, and a desk."""
DESK = Setting("dark", "reduce", (1280,))


@dataclass(frozen=True)
class Layout:
    """What a page looks like at one width of the viewport."""

    scroll_width: int
    """Width of the document in CSS pixels; larger than the viewport where the page scrolls sideways."""
    clipped: tuple[str, ...]
    """HTML of the elements that hide a part of their content."""
    small: tuple[str, ...]
    """HTML of the controls that are less than 24 pixels wide or high; links in sentences are none."""
    chart_labels: int
    """Number of texts in visible charts."""
    label_problems: tuple[tuple[str, ...], ...]
    """Texts of charts that are cut off, overlap or are smaller than 12 pixels."""
    hidden_tables: tuple[str, ...]
    """Captions of the tables that are not shown and that nothing would unfold."""


@dataclass(frozen=True)
class Visit:
    """What one load of a page showed in one setting."""

    requests: frozenset[str]
    """Addresses without `data:`."""
    errors: tuple[str, ...]
    """Errors in the console, uncaught exceptions, failed requests and violations of the policy."""
    layout_shift: float
    """Sum of the scores of the Layout Instability API, before the viewport changed."""
    animated: tuple[str, ...]
    """HTML of the elements with a transition, an animation or smooth scrolling."""
    layouts: Mapping[int, Layout]
    """By width of the viewport."""
    unreachable: tuple[str, ...]
    """HTML of the boxes that scroll and that the Tab key does not reach, or that have no name."""
    axe: AxeResults | None
    """Violations of accessibility rules; None for a kind that is not in `AXE_KINDS`."""


@pytest.fixture(scope="session")
def corpus_address(corpus_site: Path) -> Iterator[str]:
    """The address at which the site of the corpus is served, under a sub-path."""
    for host in serve(corpus_site.parent):
        yield f"{host}{corpus_site.name}/"


@pytest.fixture(scope="session")
def url_of(address: str, corpus_address: str) -> Callable[[str], str]:
    """The address of the page of a kind; one that grows with the evidence is that of the small corpus."""
    return lambda kind: (corpus_address if kind in GROWING else address) + KINDS[kind]


class Visits(Protocol):
    """Returns the visit to the page of a kind; it is made only once."""

    def __call__(self, kind: str, setting: Setting = PHONE) -> Visit:
        """Return what the page showed in a setting."""
        ...


@pytest.fixture(scope="session")
def visits(browser: Browser, address: str, url_of: Callable[[str], str]) -> Visits:
    """The visits that the tests of this run have made so far: on a phone, to the real data alone."""

    @functools.cache
    def visit(kind: str, setting: Setting = PHONE) -> Visit:
        url = address + KINDS[kind] if setting is PHONE else url_of(kind)
        return visit_page(browser, url, setting, with_axe=kind in AXE_KINDS)

    return visit


OBSERVE = """{
  const visit = (globalThis.visit = { layoutShift: 0, violations: [] })
  const add = (entries) => { for (const entry of entries) visit.layoutShift += entry.value }
  const observer = new PerformanceObserver((list) => add(list.getEntries()))
  observer.observe({ type: "layout-shift", buffered: true })
  visit.settle = async () => {
    await document.fonts.ready
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    add(observer.takeRecords())
  }
  addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    visit.violations.push(`${effectiveDirective} forbids ${blockedURI}`))
}"""
"""Runs before the scripts of a page: adds up layout shifts and collects violations of the policy."""

LAYOUT = """() => {
  const clips = ({ overflowX, clipPath }) => /hidden|clip/.test(overflowX) && clipPath === "none"
  const clipped = [...document.querySelectorAll("main *, header *, footer *")]
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && clips(getComputedStyle(element)))
    .map((element) => element.outerHTML.slice(0, 120))
  const controls = "button, summary, select, input:not([type=checkbox]), nav a, .k2-downloads a"
  const small = [...document.querySelectorAll(controls)].filter((element) => {
    const { width, height } = element.getBoundingClientRect() // nothing where it is not shown
    const hit = element.checkVisibility({ visibilityProperty: true })
    return hit && width > 0 && Math.min(width, height) < 23.9
  }).map((element) => element.outerHTML.slice(0, 120))
  const problems = []
  let labels = 0
  for (const svg of document.querySelectorAll("svg.k2-chart, svg.k2-drawn")) {
    const frame = svg.getBoundingClientRect()
    if (!frame.width) continue
    const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim())
    const boxes = texts.map((text) => text.getBoundingClientRect())
    const scale = svg.getScreenCTM().a
    labels += texts.length
    texts.forEach((text, i) => {
      const box = boxes[i]
      const size = parseFloat(getComputedStyle(text).fontSize) * scale
      if (size < 11.99) problems.push(["small", text.textContent, String(size)])
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
          box.bottom > frame.bottom + 1) problems.push(["cut off", text.textContent])
      for (let j = 0; j < i; j++) {
        const other = boxes[j]
        const across = Math.min(box.right, other.right) - Math.max(box.left, other.left)
        const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top)
        if (across > 2 && down > 4) problems.push(["overlap", text.textContent, texts[j].textContent])
      }
    })
  }
  const hidden = [...document.querySelectorAll("main table")]
    .filter((table) => !table.closest("details:not([open]), [hidden]") && !table.checkVisibility())
    .map((table) => table.textContent.trim().slice(0, 80))
  return [document.documentElement.scrollWidth, clipped, small, labels, problems, hidden]
}"""

UNREACHABLE = """() => [...document.querySelectorAll("main *")].filter((element) => {
  const scrolls = /auto|scroll/.test(getComputedStyle(element).overflowX)
  if (!scrolls || element.matches("select, input, textarea")) return false
  const labelled = element.tabIndex === 0 && element.getAttribute("role") === "region" && element.ariaLabel
  return !labelled && (element.scrollWidth > element.clientWidth || element.matches("pre, pre *, table"))
}).map((element) => element.outerHTML.slice(0, 120))"""

ANIMATED = """() => [...document.querySelectorAll("*")].filter((element) => {
  const style = getComputedStyle(element)
  return style.animationName !== "none" || style.scrollBehavior === "smooth" ||
    style.transitionProperty !== "none" && style.transitionDuration !== "0s"
}).map((element) => element.outerHTML.slice(0, 80))"""

AXE = f"""{AXE_SCRIPT}
;{{
  const colour = axe.commons.color.Color.prototype, parse = colour.parseString, cache = new Map()
  colour.parseString = function (text) {{
    if (!cache.has(text)) cache.set(text, parse.call({{}}, text))
    return Object.assign(this, cache.get(text))
  }}
}}
axe.version"""
"""Axe with all its rules; it caches parsed colours, which it would parse anew for each element."""


def run_axe(page: Page, selector: str = "html") -> AxeResults:
    """Return the violations of accessibility rules that axe finds in a part of a page."""
    page.evaluate(AXE)
    run = """async (selector) => {
      const rules = { "target-size": { enabled: true } } // of WCAG 2.2; axe has it off by default
      const { violations } = await axe.run(selector, { resultTypes: ["violations"], preload: false, rules })
      return { violations }
    }"""
    return AxeResults(page.evaluate(run, selector))


def collect_errors(page: Page) -> list[str]:
    """Return a list to which the page adds its errors: messages, exceptions and failed requests.

    What the errors say and what a browser reports besides errors differs from version to version.
    A document that a redirect leaves before it has loaded is no error; `goto` raises when one cannot be had.
    """
    errors: list[str] = []

    def add_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def add_failure(response: Response) -> None:
        if response.status >= 400:
            errors.append(response.url)

    def add_failed_request(request: Request) -> None:
        if not request.is_navigation_request():
            errors.append(request.url)

    page.on("console", add_message)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("response", add_failure)
    page.on("requestfailed", add_failed_request)
    return errors


def collect_requests(page: Page) -> list[str]:
    """Return a list to which the page adds the addresses that it requests, without `data:`."""
    urls: list[str] = []

    def add(request: Request) -> None:
        if not request.url.startswith("data:"):
            urls.append(request.url)

    page.on("request", add)
    return urls


def measure_layout(page: Page, width: int) -> Layout:
    """Return what the page looks like at a width of the viewport."""
    page.set_viewport_size({"width": width, "height": 900})
    scroll_width, clipped, small, labels, problems, hidden = page.evaluate(LAYOUT)
    return Layout(
        scroll_width,
        tuple(clipped),
        tuple(small),
        labels,
        tuple(tuple(problem) for problem in problems),
        tuple(hidden),
    )


def visit_page(browser: Browser, url: str, setting: Setting, *, with_axe: bool) -> Visit:
    """Load a page as a new reader, and record what it does and looks like."""
    context = browser.new_context(
        viewport={"width": setting.widths[0], "height": 900},
        color_scheme=setting.color_scheme,
        reduced_motion=setting.reduced_motion,
    )
    page = context.new_page()
    page.add_init_script(OBSERVE)
    requests, errors = collect_requests(page), collect_errors(page)
    page.goto(url)
    page.evaluate("visit.settle()")
    layout_shift = page.evaluate("visit.layoutShift")
    axe = run_axe(page) if with_axe else None
    animated = tuple(page.evaluate(ANIMATED))
    unreachable = tuple(page.evaluate(UNREACHABLE))
    layouts = {width: measure_layout(page, width) for width in setting.widths}
    errors += page.evaluate("visit.violations")
    context.close()
    return Visit(frozenset(requests), tuple(errors), layout_shift, animated, layouts, unreachable, axe)
