"""Colours have enough contrast in both schemes, and the page on pictures shows every mark."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest
import tinycss2
from bs4 import BeautifulSoup
from k2evidence.audit.finding import KINDS
from k2evidence.render.pages.views.findings import SIGNS
from tinycss2 import ast

from .conftest import ROOT

RULES = tinycss2.parse_stylesheet((ROOT / "docs/assets/k2.css").read_text(encoding="utf-8"), True, True)


def declarations(rules: Iterable[Any]) -> Iterator[ast.Declaration]:
    """Yield the declarations of all rules that are not inside an at-rule."""
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            items = tinycss2.parse_blocks_contents(rule.content)
            yield from (item for item in items if isinstance(item, ast.Declaration))


def custom_colours() -> Iterator[tuple[str, list[str]]]:
    """Yield the name of each `--k2-…: light-dark(#…, #…)` of the stylesheet, with its two colours."""
    for item in declarations(RULES):
        for token in item.value:
            if isinstance(token, ast.FunctionBlock) and token.name == "light-dark":
                colours = [f"#{part.value}" for part in token.arguments if isinstance(part, ast.HashToken)]
                yield item.name.removeprefix("--k2-"), colours


def classes_after(rules: Iterable[Any], ancestor: str) -> Iterator[str]:
    """Yield the classes that selectors name after the class of an ancestor."""
    for rule in rules:
        names = [
            token.value
            for previous, token in pairwise(rule.prelude)
            if isinstance(token, ast.IdentToken) and previous == "."
        ]
        if names[:1] == [ancestor]:
            yield from (name for name in names if name != ancestor)


def shared_marks(rules: Iterable[Any]) -> Iterator[str]:
    """Yield the classes of the marks that strips refer to, whose selectors have no ancestor."""
    for rule in rules:
        names = [token.value for token in rule.prelude if isinstance(token, ast.IdentToken)]
        painted = {item.name for item in declarations([rule])} & {"fill", "stroke"}
        if len(names) == 1 and names[0].startswith("k2-line-") and painted:
            yield names[0]


COLOURS = dict(custom_colours())
TEXT = ("ink", "muted", "link", "warn", "low", "authors", "ours")
MARKS = (
    "ink", "muted", "before", "after", "ours", "given", "weaned", "fracture", "band-line", "focus", "low",
)  # fmt: skip
"""Colours of marks; a tinted area has an outline in the colour of a mark."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "raised"])
@pytest.mark.parametrize("name", TEXT)
def test_text_has_enough_contrast(name: str, ground: str, scheme: int) -> None:
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    assert contrast(COLOURS[name][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", MARKS)
def test_marks_have_enough_contrast(name: str, scheme: int) -> None:
    """At least 3 to 1 against the paper (WCAG 2.2, 1.4.11)."""
    assert contrast(COLOURS[name][scheme], COLOURS["paper"][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "before", "after"])
def test_marks_have_enough_contrast_on_a_reference_range(name: str, scheme: int) -> None:
    """Texts 4.5 to 1, marks 3 to 1 against its band."""
    assert contrast(COLOURS[name][scheme], COLOURS["band"][scheme]) >= (4.5 if name == "ink" else 3)


def test_warnings_have_enough_contrast_on_their_own_background() -> None:
    """The safety box, in both schemes."""
    for scheme in (0, 1):
        assert contrast(COLOURS["ink"][scheme], COLOURS["warn-paper"][scheme]) >= 4.5


def test_the_page_on_pictures_shows_every_mark_and_no_other() -> None:
    """Each class of a mark in the stylesheet has its example, and each example its class and colours."""
    page = (ROOT / "docs/visual-language.md").read_text(encoding="utf-8")
    marks = BeautifulSoup(page, "lxml").select("svg :is(rect, circle, path, text)")
    shown = {name for mark in marks for name in mark.get_attribute_list("class") if name}
    texts = {"k2-start", "k2-end", "k2-bold", "k2-head", "k2-sub", "k2-num"}
    styled = {*classes_after(RULES, "k2-chart"), *shared_marks(RULES)}
    assert shown <= styled
    assert styled - texts <= shown
    colours = {value for mark in marks for value in mark.attrs.values() if "var(" in value}
    assert colours <= {f"var(--k2-{name})" for name in COLOURS}


def test_the_page_on_pictures_shows_every_sign_of_the_audit() -> None:
    """In the order of gravity, each with the kind that it stands for."""
    page = (ROOT / "docs/visual-language.md").read_text(encoding="utf-8")
    rows = BeautifulSoup(page, "lxml").select("#signs-table tbody tr")
    assert [tuple(cell.text for cell in row.select("th, td")[:2]) for row in rows] == [
        (SIGNS[kind], kind) for kind in KINDS
    ]
