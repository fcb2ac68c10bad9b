"""Colours can be told apart: contrast is computed from the stylesheet, in both schemes."""

import re

import pytest

from .conftest import ROOT

CSS = (ROOT / "docs/assets/k2.css").read_text(encoding="utf-8")
COLOURS = {name: pair for name, *pair in re.findall(r"--k2-([a-z-]+): light-dark\((#\w+), (#\w+)\)", CSS)}
TEXT = ("ink", "muted", "link", "warn", "low", "authors", "ours")
MARKS = (
    "ink", "muted", "before", "after", "ours", "given", "weaned", "fracture", "band-line", "focus", "low",
)  # fmt: skip
"""Colours of marks; a tint of an area is bounded by a line of a mark's colour."""


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
def test_text_stands_out(name: str, ground: str, scheme: int) -> None:
    """At least 4.5 to 1."""
    assert contrast(COLOURS[name][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", MARKS)
def test_marks_stand_out(name: str, scheme: int) -> None:
    """At least 3 to 1 against the paper."""
    assert contrast(COLOURS[name][scheme], COLOURS["paper"][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "muted", "before", "after"])
def test_marks_stand_out_on_a_band(name: str, scheme: int) -> None:
    """Text and marks that lie upon a reference range, too."""
    assert contrast(COLOURS[name][scheme], COLOURS["band"][scheme]) >= (4.5 if name == "ink" else 3)


def test_warnings_stand_out_on_their_own_ground() -> None:
    """The safety box, in both schemes."""
    for scheme in (0, 1):
        assert contrast(COLOURS["ink"][scheme], COLOURS["warn-paper"][scheme]) >= 4.5


def test_the_page_of_marks_shows_every_mark_and_no_other() -> None:
    """Each class of a mark in the stylesheet has its example, and each example its class."""
    page = (ROOT / "docs/visual-language.md").read_text(encoding="utf-8")
    used = {name for names in re.findall(r'<(?:rect|circle|path|text) class="([^"]+)"', page)
            for name in names.split()}  # fmt: skip
    words = {"k2-start", "k2-end", "k2-bold", "k2-head", "k2-sub", "k2-num"}
    known = set(re.findall(r"\.k2-chart \.(k2-[a-z-]+)", CSS)) - words
    assert used - known <= {"k2-tick"}
    assert known <= used
    assert set(re.findall(r"var\(--k2-([a-z-]+)\)", page)) <= set(COLOURS)
