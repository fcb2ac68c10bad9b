"""Lifelines: one line for each course over the months around delivery, of what is dated and nothing else."""

import csv
import io
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from benchmark.synthetic import write_cases
from bs4 import BeautifulSoup, Tag
from k2evidence.derive.lifelines import Lifeline, derive_lifelines
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case
from k2evidence.render.charts.inline import LineAxis, StripMark, axis_strip, lifeline_strip
from k2evidence.render.charts.inline.lifeline import MOST_LANES
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS

AXIS = LineAxis.over([Decimal(-3), Decimal(24)])


@pytest.fixture(scope="module")
def lines(corpus_dataset: Dataset) -> Mapping[tuple[str, str], Lifeline]:
    """The lifelines of the corpus, by case and course."""
    return {(line.case.id, line.course.id): line for line in derive_lifelines(corpus_dataset)}


LineOf = Callable[[str], Lifeline]


@pytest.fixture
def line_of(corpus_dataset: Dataset) -> LineOf:
    """The lifeline of a made-up course; it is the YAML of its fields, without id and label."""

    def line(fields: str) -> Lifeline:
        course = {"id": "course-1", "label": "The course"} | yaml.load(fields, Loader=yaml.BaseLoader)
        record = {"id": "made-up", "paper": "tsuchie-2012", "label": "The patient", "sex": "female"}
        case = Case.model_validate(record | {"courses": [course]})
        dataset = Dataset(corpus_dataset.papers, {case.id: case}, corpus_dataset.vocabulary)
        [found] = derive_lifelines(dataset)
        return found

    return line


def months(line: Lifeline, event: str) -> list[tuple[float, ...]]:
    """Return the months of each mark of a kind: its start, then its end where it has one."""
    spans = [[*(mark.start or ()), *(mark.end or ())] for mark in line.marks if mark.event == event]
    return [tuple(round(float(month), 1) for month in span) for span in spans]


def undated(line: Lifeline) -> dict[str, str]:
    """Return what has no date, with the reason."""
    return {one.what: one.why for one in line.undated}


# What is dated --------------------------------------------------------------------------------------


def test_a_course_of_the_paper(lines: Mapping[tuple[str, str], Lifeline]) -> None:
    """Case 4: a week, three months, twelve or fifteen months, eight months."""
    line = lines["tsuchie-2012-case-4", "first-delivery"]
    assert months(line, "onset") == [(0.2, 0.2)]
    assert months(line, "drug") == [(3, 3, 15, 15)]
    assert months(line, "scan") == [(3, 3), (12, 15)]
    assert months(line, "pain") == [(8, 8)]
    assert undated(line) == {"finding of fractures": "not reported"}


def test_events_of_every_kind(line_of: LineOf) -> None:
    """In the order of time; spine and hip of one visit are one scan, and a blood sample is none."""
    line = line_of("""
onset: [{reported_in: text, time: 2 months before delivery, locator: page 1}]
fractures:
  - {reported_in: text, levels: [L1], time: 1 month after delivery, locator: page 1}
  - {reported_in: text, levels: [L2], time: 8 months after delivery, new: true, locator: page 1}
findings:
  - {kind: imaging, what: Seen., feature: vertebral-fracture, time: 2 months after delivery, locator: page 1}
  - {kind: imaging, what: Seen., time: 3 months after delivery, locator: page 1}
measurements:
  - analyte: bmd-lumbar-spine
    visits: [{reports: [{reported_in: text, t_score: -3.0, time: 2 months after delivery, locator: page 1}]}]
  - analyte: bmd-femoral-neck
    visits: [{reports: [{reported_in: text, t_score: -2.0, time: 2 months after delivery, locator: page 1}]}]
  - analyte: calcium
    specimen: serum
    visits:
      - reports:
          - {reported_in: text, value: 9, unit_printed: mg/dL, time: 5 months after delivery, locator: page 1}
outcomes: [{kind: pain, what: Gone., time: 6 months after delivery, locator: page 1}]
later_pregnancies: [{what: A healthy child., time: 3 years after delivery, locator: page 1}]
""")
    assert [mark.event for mark in line.marks] == [
        "onset", "fracture", "fracture", "scan", "pain", "fracture", "pregnancy",
    ]  # fmt: skip
    assert months(line, "fracture") == [(1, 1), (2, 2), (8, 8)]
    assert line.last_month == 36


def test_what_is_not_dated_is_named_with_the_reason(line_of: LineOf) -> None:
    """In words, on another clock, or not reported."""
    line = line_of("""
onset: [{reported_in: text, status: qualitative, printed: the third trimester, locator: page 1}]
treatments:
  - id: first-drug
    substance: teriparatide
    end: [{reported_in: text, time: 2 years after start of first-drug, locator: page 1}]
    locator: page 1
outcomes: [{kind: pain, what: Gone., locator: page 1}]
""")
    assert line.marks == ()
    assert undated(line) == {
        "onset": "the third trimester",
        "start of teriparatide": "not reported",
        "end of teriparatide": "2 years after start of first drug",
        "pain afterwards": "not reported",
    }


TWO_DRUGS = """
onset: [{{reported_in: text, time: 1 month after delivery, locator: page 1}}]
treatments:
  - {{id: calcium, substance: calcium-carbonate, locator: page 1,
     start: [{{reported_in: text, time: 2 months after delivery, locator: page 1}}]}}
  - {{id: first-drug, substance: teriparatide, locator: page 1,
     start: [{{reported_in: text, time: 4 months after delivery, locator: page 1}}]}}
  - {{id: second-drug, substance: denosumab, locator: page 1{}}}
"""


@pytest.mark.parametrize(
    ("second", "wait"),
    [
        (", follows: first-drug", 3),
        (", start: [{reported_in: text, time: 9 months after delivery, locator: page 1}]", 3),
        (", start: [{reported_in: text, time: 2 months after delivery, locator: page 1}]", 1),
        ("", None),
    ],
)
def test_the_wait_for_the_first_bone_drug(line_of: LineOf, second: str, wait: int | None) -> None:
    """Calcium is none; an undated drug may have come first, unless it is known to have followed."""
    line = line_of(TWO_DRUGS.format(second))
    assert line.wait == (None if wait is None else span(wait))
    assert line.is_given_bone_drug


def test_a_wait_that_only_the_clock_of_the_onset_counts(line_of: LineOf) -> None:
    """It needs no delivery; a course without a bone drug has none."""
    line = line_of("""
onset: [{reported_in: text, status: qualitative, printed: soon, locator: page 1}]
no_bone_drug: {what: None was given., locator: page 1}
""")
    assert (line.wait, line.group, line.is_given_bone_drug) == (None, "no bone drug", False)


def test_a_single_dose_ends_when_it_is_given(line_of: LineOf) -> None:
    """Nothing of it is undated."""
    line = line_of("""
treatments:
  - {id: dose, substance: zoledronic-acid, dose: 5 mg once, locator: page 1,
     start: [{reported_in: text, time: 4 months after delivery, locator: page 1}]}
""")
    assert months(line, "drug") == [(4, 4, 4, 4)]
    assert not [what for what in undated(line) if "zoledronic" in what]


# The strip ------------------------------------------------------------------------------------------


def span(low: int, high: int | None = None) -> tuple[Decimal, Decimal]:
    """Return a span of months."""
    return Decimal(low), Decimal(low if high is None else high)


def drawn(marks: list[StripMark], tag: str) -> list[ElementTree.Element]:
    """Return the elements of a strip."""
    return list(ElementTree.fromstring(lifeline_strip(marks, AXIS, "Words.")).iter(tag))


def used(marks: list[StripMark]) -> list[tuple[str | None, str | None]]:
    """Return the shapes that a strip refers to, with their places; without the grid."""
    uses = [(use.get("href"), use.get("x")) for use in drawn(marks, "use")]
    return [use for use in uses if use[0] != "#line-grid"]


def test_a_mark_is_where_its_month_says() -> None:
    """On an axis of whole half years."""
    assert (AXIS.low, AXIS.high) == span(-6, 24)
    assert used([StripMark("onset", span(9))]) == [("#line-onset", "50%")]


def test_a_span_is_drawn_where_a_source_allows_several_months() -> None:
    """A thick line behind the mark."""
    [_, line] = drawn([StripMark("scan", span(9, 12))], "line")
    assert (line.get("class"), line.get("x1"), line.get("x2")) == ("k2-span", "50%", "60%")


def test_a_drug_is_a_bar_only_where_both_ends_are_dated() -> None:
    """Else a triangle points to the side that is open; its letters are beside it."""
    both = StripMark("drug", span(3), span(9), "T")
    assert [bar.get("width") for bar in drawn([both], "rect")] == ["20.0%"]
    begun, ended = StripMark("drug", span(3), None, "T"), StripMark("drug", None, span(9), "T")
    assert used([begun]) == [("#line-began", "30%")]
    assert used([ended]) == [("#line-ended", "50%")]
    assert [text.text for text in drawn([begun], "text")] == ["T"]


def test_what_lies_beyond_the_axis_is_an_arrow() -> None:
    """At its end; the mark itself is not drawn where it would be wrong."""
    assert used([StripMark("scan", span(60))]) == [("#line-later", "100%")]
    assert used([StripMark("scan", span(-20))]) == [("#line-earlier", "0%")]
    assert used([StripMark("drug", span(3), span(60), "T")]) == [("#line-later", "100%")]


def test_drugs_at_one_time_are_in_lanes() -> None:
    """As many as there is room for; one that begins later uses a lane again."""
    drugs = [StripMark("drug", span(3), span(9), "T"), StripMark("drug", span(4), span(9), "D")]
    later = StripMark("drug", span(20), span(22), "B")
    heights = [bar.get("y") for bar in drawn([*drugs, later], "rect")]
    assert heights[0] == heights[2] != heights[1]
    many = [StripMark("drug", span(3), span(9), "T")] * 9
    assert len({bar.get("y") for bar in drawn(many, "rect")}) == MOST_LANES


def test_the_axis_is_labelled_and_bounded() -> None:
    """However late an event is."""
    wide = LineAxis.over([Decimal(-200), Decimal(500)])
    assert (wide.low, wide.high) == span(-12, 36)
    labels = [text.text for text in ElementTree.fromstring(axis_strip(AXIS)).iter("text")]
    assert labels == ["−6", "0", "6", "12", "18", "24"]


# The page -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(corpus_files: dict[str, SiteFile]) -> BeautifulSoup:
    """The page of the corpus."""
    return BeautifulSoup(str(corpus_files["cases/time.md"].content), "lxml")


def rows(page: BeautifulSoup) -> list[Tag]:
    """Return the rows of the picture."""
    return page.select("#lifelines tbody tr")


def test_the_order_of_the_page_is_a_sensible_one(page: BeautifulSoup, corpus_dataset: Dataset) -> None:
    """Without a script: those given vitamin K2 first."""
    links = [str(row.select("th a")[0]["href"]).strip("./") for row in rows(page)]
    given = {case.id for case in corpus_dataset.k2_cases}
    on_vitamin_k2 = [name in given for name in links]
    assert on_vitamin_k2 == sorted(on_vitamin_k2, reverse=True)
    assert len(links) == sum(1 for _ in corpus_dataset.courses())


def test_every_order_places_each_row_once(page: BeautifulSoup) -> None:
    """The script only reads the places; the first order is that of the page."""
    places = [[int(place) for place in str(row["data-order"]).split()] for row in rows(page)]
    options = page.select("[data-k2-order] option")
    for number, _ in enumerate(options):
        assert sorted(place[number] for place in places) == list(range(len(places)))
    assert [place[0] for place in places] == list(range(len(places)))


def test_each_strip_has_a_sentence(page: BeautifulSoup) -> None:
    """A row without any says that nothing is dated."""
    for row in rows(page):
        strip = row.select_one("svg")
        text = str(strip["aria-label"]) if strip else row.get_text()
        assert re.search(r"month|months before delivery|Nothing is dated", text), row
    assert "vitamin K2 from month 3 to month 15" in str(page)


def test_the_key_explains_what_is_drawn_and_nothing_else(page: BeautifulSoup) -> None:
    """Every shape that a strip refers to, and no other."""
    shapes = {str(use["href"]) for row in rows(page) for use in row.select("use")} - {"#line-grid"}
    key = {str(use["href"]) for use in page.select(".k2-line-key use")}
    assert key == shapes
    assert key <= {f"#{shape['id']}" for shape in page.select("defs g")}


def test_the_counts_are_of_courses_and_take_no_average(page: BeautifulSoup) -> None:
    """From the data: how many, and the months from the earliest to the latest."""
    row = next(row for row in page.select("table tr") if row.th and row.th.text == "Given vitamin K2")
    assert [cell.text for cell in row.select("td")] == [
        "10", "10", "7 (0.5 to 14)", "5 (2.1 to 12.2)", "9 (6 to 48)",
    ]  # fmt: skip


def test_the_table_holds_what_is_drawn(
    corpus_files: dict[str, SiteFile], lines: Mapping[tuple[str, str], Lifeline]
) -> None:
    """A row for each mark, in months to one decimal."""
    table = list(csv.DictReader(io.StringIO(str(corpus_files["data/lifelines.csv"].content))))
    assert len(table) == sum(len(line.marks) for line in lines.values())
    [drug] = [row for row in table if row["case_id"] == "tsuchie-2012-case-4" and row["event"] == "drug"]
    assert [drug["what"], drug["treatment_id"], drug["months"], drug["end_months"]] == [
        "Vitamin K2", "menatetrenone", "3", "15",
    ]  # fmt: skip


def test_the_page_draws_a_bounded_number_of_courses(
    monkeypatch: pytest.MonkeyPatch, corpus_data: Path
) -> None:
    """Whole papers, those on vitamin K2 first; how many are left out is said, and the table holds all."""
    write_cases(corpus_data, 0, 12)
    monkeypatch.setattr(sys.modules["k2evidence.render.pages.lifelines"], "MOST_LINES", 8)
    files = {file.uri: str(file.content) for file in build_site(corpus_data, CONTEXT).files if file.page}
    bounded = BeautifulSoup(files["cases/time.md"], "lxml")
    assert len(rows(bounded)) <= 8
    assert "tsuchie-2012" in files["cases/time.md"]
    every = sum(1 for _ in CORPUS.glob("cases/*.yml"))
    assert every > 8
    assert re.search(r"\d+ more are in the", bounded.select("figcaption")[0].get_text())


def test_the_list_of_cases_leads_to_it(corpus_files: dict[str, SiteFile]) -> None:
    """Its only way in, besides search."""
    assert 'href="time/"' in str(corpus_files["cases/index.md"].content)
