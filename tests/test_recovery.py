"""The recovery picture draws each cohort once, and names what it leaves out with the reason."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.recovery import Recovery, derive_recovery
from k2evidence.derive.recovery_of_courses import (
    BEFORE_DELIVERY,
    MISSING,
    NO_BASELINE,
    NO_DATE,
    NO_DATE_OF_CHANGE,
    NO_PERCENT,
    NO_SPAN_OF_CHANGE,
    NO_UNIT,
    ONLY_SCORES,
    ONLY_WORDS,
    OTHER_REGION,
    SCORES_LATER,
    UNPLACED,
)
from k2evidence.derive.recovery_points import RecoveryPoint
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case
from k2evidence.model.text import rounded
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT


@pytest.fixture(scope="module")
def recovery(corpus_dataset: Dataset) -> Recovery:
    """The points of the corpus."""
    return derive_recovery(corpus_dataset, derive_changes(corpus_dataset))


def points_of(recovery: Recovery, record: str) -> Iterator[RecoveryPoint]:
    """Yield the points of a record."""
    return (point for point in recovery.points if point.record_id == record)


def reasons(recovery: Recovery) -> dict[tuple[str, str], str]:
    """Return why each course or study is left out, by the ids of record and course."""
    return {(entry.record_id, entry.course_id): entry.reason for entry in recovery.excluded}


def test_a_course_whose_first_scan_precedes_delivery_is_not_drawn(recovery: Recovery) -> None:
    """The second course of case 3 shows no recovery."""
    drawn = {point.course_id for point in points_of(recovery, "tsuchie-2012-case-3")}
    assert drawn == {"first-delivery"}
    assert "before the delivery" in reasons(recovery)["tsuchie-2012-case-3", "second-delivery"]


def test_a_course_without_a_second_scan_is_not_drawn(recovery: Recovery) -> None:
    """Neither is one without any."""
    for course in (("tsuchie-2012-case-2", "first-delivery"), ("example-2020-case-1", "second-delivery")):
        assert reasons(recovery)[course].startswith("No ")


def test_the_months_of_a_course_span_every_way_of_dating_it(recovery: Recovery) -> None:
    """The table of case 1 says months 3 and 24, the text two years after the first visit."""
    [point] = points_of(recovery, "tsuchie-2012-case-1")
    assert point.baseline == (Decimal(3), Decimal(3))
    assert point.months[0] == Decimal(21)
    assert point.months[1] > Decimal(24)


def test_a_cohort_is_drawn_as_its_source_prints_it(recovery: Recovery) -> None:
    """Of the women of Hong 2018 who declined the drug: the change, its spread and how many they were."""
    [point] = (p for p in points_of(recovery, "hong-2018") if p.group == "no bone drug")
    assert (point.people, point.months, point.value) == (5, (Decimal(12), Decimal(12)), Decimal("7.5"))
    assert (point.low, point.high, point.spread_is) == (Decimal("0.4"), Decimal("14.6"), "SD")


def test_an_outcome_that_is_no_recovery_is_left_out_with_its_reason(recovery: Recovery) -> None:
    """Kalkwarf 1995 reports the loss during breast-feeding too."""
    assert "the loss during breast-feeding" in reasons(recovery)["kalkwarf-specker-1995", ""]


def test_a_review_that_may_hold_a_drawn_cohort_is_not_drawn(dataset: Dataset) -> None:
    """In the published picture each omission has a reason, and no drawn study includes another."""
    recovery = derive_recovery(dataset, derive_changes(dataset))
    drawn = {point.record_id for point in recovery.points}
    for study in dataset.studies.values():
        assert study.id not in drawn or not drawn & set(study.includes)
        assert study.id not in drawn or study.design != "systematic review"
    assert all(entry.reason for entry in recovery.excluded)


def test_a_patient_is_in_the_panel_of_what_was_given_between_the_scans(recovery: Recovery) -> None:
    """One who was given several drugs has a point for each later scan, each in the panel of its time."""
    points = sorted(points_of(recovery, "example-2021-six-scans"), key=lambda p: (p.course_id, p.months))
    assert [(point.course_id, point.group) for point in points] == [
        ("first-delivery", "teriparatide"),
        ("first-delivery", "teriparatide"),
        ("first-delivery", "several drugs"),
        ("second-delivery", "no bone drug"),
    ]
    assert {point.group for point in points_of(recovery, "tsuchie-2012-case-1")} == {"vitamin K2"}


def test_what_was_read_in_part_may_hold_a_second_value(corpus_dataset: Dataset) -> None:
    """The reason says so; of a paper that was read whole it does not."""
    why = reasons(derive_recovery(corpus_dataset, derive_changes(corpus_dataset)))
    assert why["example-2022-hip", "the-delivery"] == MISSING["no", "not seen"]
    assert why["tsuchie-2012-case-2", "first-delivery"] == MISSING["no second", "not reported"]
    assert why["example-2020-case-1", "second-delivery"] == MISSING["no", "not reported"]


def test_a_study_whose_patient_is_drawn_as_a_case_is_not_drawn_once_more(corpus_dataset: Dataset) -> None:
    """The case is drawn, with the values that the study prints, and the study is listed."""
    study = corpus_dataset.studies["nomura-romosozumab"]
    assert study.people == 1
    case = corpus_dataset.cases["tsuchie-2012-case-1"].model_copy(update={"paper": study.id})
    changed = replace(corpus_dataset, cases={case.id: case})
    recovery = derive_recovery(changed, derive_changes(changed))
    assert list(points_of(recovery, study.id)) == []
    assert len(list(points_of(recovery, case.id))) == 1
    assert reasons(recovery)[study.id, ""] == "Drawn as individual women."


def test_a_retracted_study_is_not_drawn(corpus_dataset: Dataset) -> None:
    """It is left out with its status as the reason."""
    study = corpus_dataset.studies["hong-2018"]
    integrity = study.integrity.model_copy(update={"status": "retracted"})
    studies = {**corpus_dataset.studies, study.id: study.model_copy(update={"integrity": integrity})}
    corpus_dataset = replace(corpus_dataset, studies=studies)
    recovery = derive_recovery(corpus_dataset, derive_changes(corpus_dataset))
    assert list(points_of(recovery, "hong-2018")) == []
    assert reasons(recovery)["hong-2018", ""] == "Marked as retracted."


def test_a_density_without_any_time_is_listed_and_the_site_is_built(corpus_data: Path) -> None:
    """The time of a scan is optional; without it the change stands, but has no place in the picture."""
    path = corpus_data / "cases" / "tsuchie-2012-case-4.yml"
    text = path.read_text(encoding="utf-8")
    before, measured, after = text.partition("- analyte: bmd-lumbar-spine\n")
    density, next_analyte, rest = after.partition("- analyte:")
    undated = re.sub(r"\n *time: .*", "", density)
    path.write_text(f"{before}{measured}{undated}{next_analyte}{rest}", encoding="utf-8")
    built = build_site(corpus_data, CONTEXT)
    dataset = load_dataset(corpus_data)
    recovery = derive_recovery(dataset, derive_changes(dataset))
    why = {point.reason for point in recovery.excluded if point.record_id == "tsuchie-2012-case-4"}
    assert why == {NO_DATE}
    assert any(file.uri == "recovery.md" for file in built.files)


# Single women -------------------------------------------------------------------------------------

TERIPARATIDE = """
    treatments:
      - {id: teriparatide, substance: teriparatide, locator: Abstract}
"""
DATED = """
    treatments:
      - id: teriparatide
        substance: teriparatide
        start: [{reported_in: text, time: 4 months after delivery, locator: Abstract}]
        locator: Abstract
"""
REPLACED = """
    treatments:
      - {id: alendronate, substance: alendronate, locator: Abstract}
      - {id: teriparatide, substance: teriparatide, follows: alendronate, locator: Abstract}
"""
UNTREATED = """
    no_bone_drug: {what: None was given., locator: Abstract}
"""


@pytest.fixture
def recovery_of(corpus_dataset: Dataset) -> Callable[..., Recovery]:
    """The recovery of one woman of an abstract with these visits, after what a course says of drugs."""

    def derive(drugs: str, *visits: str, analyte: str = "bmd-lumbar-spine-unspecified") -> Recovery:
        head = "id: one\npaper: example-single-patient\nlabel: The patient\nsex: female\ncourses:\n"
        course = f"  - id: course\n    label: The course\n{drugs.strip(chr(10))}\n    measurements:\n"
        lines = [f"          - {visit}" for visit in visits]
        measured = "\n".join([f"      - analyte: {analyte}", "        visits:", *lines])
        case = Case.model_validate(yaml.load(f"{head}{course}{measured}\n", yaml.BaseLoader))
        dataset = replace(corpus_dataset, cases={case.id: case}, studies={}, papers=publications)
        return derive_recovery(dataset, derive_changes(dataset))

    publications = {**corpus_dataset.papers}
    study = corpus_dataset.studies["example-single-patient"]
    abstract = publications["example-2020"].model_copy(update={"reading": study.reading})
    publications["example-single-patient"] = abstract
    return derive


def visit(what: str, label: str = "") -> str:
    """Return a visit with one report, before or after treatment where it is labelled so."""
    labelled = f"label: {label}, " if label else ""
    return f"{{{labelled}reports: [{{reported_in: text, {what}, locator: Abstract}}]}}"


def density(value: str, time: str = "", label: str = "") -> str:
    """Return a visit with a density."""
    return visit(f"value: {value}, unit_printed: g/cm2{f', time: {time}' if time else ''}", label)


Visits = tuple[str, ...]


@pytest.mark.parametrize(
    ("drugs", "visits", "group", "percents", "months", "since"),
    [
        pytest.param(
            DATED,
            (
                density("0.700", "2 months after delivery"),
                density("0.770", "8 months after start of teriparatide"),
                density("0.840", "2 years after delivery"),
            ),
            "teriparatide",
            ["110", "120"],
            ["10", "22"],
            "baseline scan",
            id="times on two clocks",
        ),
        pytest.param(
            TERIPARATIDE,
            (
                density("0.700", "", "before"),
                density("0.770", "12 months after start of teriparatide", "after"),
            ),
            "teriparatide",
            ["110"],
            ["12"],
            "start of teriparatide",
            id="baseline before treatment, without a date",
        ),
        pytest.param(
            TERIPARATIDE,
            (visit("percent_change: 23.6, time: 12 months after start of teriparatide"),),
            "teriparatide",
            ["123.6"],
            ["12"],
            "start of teriparatide",
            id="a printed change alone",
        ),
        pytest.param(
            UNTREATED,
            (
                visit("t_score: -3.6, time: 2 months after delivery"),
                visit("t_score: -2.6, percent_change: 14, time: 14 months after delivery"),
            ),
            "no bone drug",
            ["114"],
            ["12"],
            "baseline scan",
            id="a printed change after a scan with a score",
        ),
        pytest.param(
            UNTREATED,
            (visit("percent_change: -2.5, time: 6 months after first visit"),),
            "no bone drug",
            ["97.5"],
            ["6"],
            "first visit",
            id="a printed change since the first visit",
        ),
        pytest.param(
            REPLACED,
            (visit("percent_change: 9, time: 1 year after start of teriparatide"),),
            "teriparatide",
            ["109"],
            ["12"],
            "start of teriparatide",
            id="what a drug replaced was not given after its start",
        ),
        pytest.param(
            TERIPARATIDE,
            (density("0.500", "6 weeks after delivery"), density("0.600", "12 months after delivery")),
            "teriparatide",
            ["120"],
            ["10.6"],
            "first scan",
            id="which scan is before treatment is not known",
        ),
    ],
)
def test_a_woman_is_drawn_in_percent_of_her_baseline(
    recovery_of: Callable[..., Recovery],
    drugs: str,
    visits: Visits,
    group: str,
    percents: list[str],
    months: list[str],
    since: str,
) -> None:
    """In whatever order her scans are written."""
    for order in permutations(visits):
        points = recovery_of(drugs, *order).points
        assert [str(rounded(point.percent_of_baseline).normalize()) for point in points] == [
            str(Decimal(percent).normalize()) for percent in percents
        ]
        assert [str(rounded(point.month).normalize()) for point in points] == [
            str(Decimal(month).normalize()) for month in months
        ]
        assert {(point.group, point.since, point.number) for point in points} == {(group, since, 1)}


@pytest.mark.parametrize(
    ("drugs", "visits", "reason"),
    [
        pytest.param(
            UNTREATED, (density("0.700", "3 months after delivery"), density("0.770")), UNPLACED, id="no date"
        ),
        pytest.param(
            TERIPARATIDE,
            (density("0.700", "", "before"), density("0.770", "", "after")),
            NO_DATE,
            id="no date after treatment",
        ),
        pytest.param(
            TERIPARATIDE, (density("0.700"), density("0.770")), NO_BASELINE, id="which one is the baseline"
        ),
        pytest.param(
            UNTREATED,
            (density("0.700", "3 months before delivery"), density("0.770", "1 year after delivery")),
            BEFORE_DELIVERY,
            id="baseline before the delivery",
        ),
        pytest.param(
            UNTREATED,
            (visit("t_score: -3.6, time: 1 month after delivery"), visit("percent_of_young: 70")),
            ONLY_SCORES,
            id="scores",
        ),
        pytest.param(
            UNTREATED,
            (density("0.700", "1 month after delivery"), visit("t_score: -2, time: 1 year after delivery")),
            SCORES_LATER,
            id="a score later",
        ),
        pytest.param(
            UNTREATED, (visit("status: qualitative, qualifier: low"),), ONLY_WORDS, id="words"
        ),
        pytest.param(
            UNTREATED,
            (
                visit("value: 53, unit_printed: not printed, time: 1 month after delivery"),
                visit("value: 60, unit_printed: not printed, time: 1 year after delivery"),
            ),
            NO_UNIT,
            id="no unit",
        ),
        pytest.param(
            UNTREATED, (visit("percent_change: 50, time_printed: in the end"),), NO_DATE_OF_CHANGE,
            id="a change without a date",
        ),
        pytest.param(
            UNTREATED, (visit("percent_change: 50, time: 1 year after delivery"),), NO_SPAN_OF_CHANGE,
            id="a change from nobody knows when",
        ),
        pytest.param(
            UNTREATED,
            (visit("change: 0.1, unit_printed: g/cm2, time: 1 year after first visit"),),
            NO_PERCENT,
            id="a difference",
        ),
        pytest.param(
            UNTREATED, (density("0.700", "1 month after delivery"),), MISSING["no second", "not seen"],
            id="one scan",
        ),
    ],
)  # fmt: skip
def test_a_woman_who_cannot_be_drawn_is_listed_with_the_reason(
    recovery_of: Callable[..., Recovery], drugs: str, visits: Visits, reason: str
) -> None:
    """In whatever order her scans are written, and once."""
    for order in permutations(visits):
        recovery = recovery_of(drugs, *order)
        left_out = [point.reason for point in recovery.excluded if point.record_id == "one"]
        assert recovery.points == ()
        assert left_out == [reason]


def test_a_density_of_another_region_is_no_lumbar_density(recovery_of: Callable[..., Recovery]) -> None:
    """The reason names that it was reported."""
    recovery = recovery_of(UNTREATED, density("0.7", "1 month after delivery"), analyte="bmd-femoral-neck")
    assert [point.reason for point in recovery.excluded if point.record_id == "one"] == [OTHER_REGION]


def test_no_woman_of_a_doubted_publication_is_drawn(corpus_dataset: Dataset) -> None:
    """She is listed with its status."""
    paper = corpus_dataset.papers["tsuchie-2012"]
    integrity = paper.integrity.model_copy(update={"status": "retracted"})
    papers = {**corpus_dataset.papers, paper.id: paper.model_copy(update={"integrity": integrity})}
    changed = replace(corpus_dataset, papers=papers)
    recovery = derive_recovery(changed, derive_changes(changed))
    assert list(points_of(recovery, "tsuchie-2012-case-1")) == []
    assert reasons(recovery)["tsuchie-2012-case-1", "first-delivery"] == "Marked as retracted."


def test_every_woman_is_drawn_or_listed_with_a_reason(recovery: Recovery, corpus_dataset: Dataset) -> None:
    """None of the corpus is lost, and none counts twice; each drawn one has a number."""
    assert sorted([*recovery.drawn_cases, *recovery.cases_not_drawn]) == sorted(corpus_dataset.cases)
    numbers = {point.record_id: point.number for point in recovery.points if point.course_id}
    assert list(numbers.values()) == [*range(1, len(recovery.drawn_cases) + 1)]
    assert {point.number for point in recovery.points if not point.course_id} == {None}


def test_a_study_of_several_sections_has_one_row(files: dict[str, SiteFile]) -> None:
    """In the first of them; the others link to that."""
    page = BeautifulSoup(str(files["recovery.md"].content), "html.parser")
    tables = page.select("table:has(td[data-label=Read])")
    studies = [str(link["href"]) for table in tables for link in table.select("tbody th a")]
    assert len(studies) == len(set(studies))
    assert page.select_one('p > a[href$="#without-bone-drugs"]')


def test_what_the_page_counts_is_in_the_tables(corpus_files: dict[str, SiteFile]) -> None:
    """Women recorded, drawn and left out; rows of points; women by reason."""

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(str(corpus_files[f"{name}.csv"].content))))

    page = BeautifulSoup(str(corpus_files["recovery.md"].content), "html.parser")
    points, left_out = rows("data/recovery"), rows("data/recovery-not-drawn")
    drawn = {row["record_id"] for row in points if row["course_id"]}
    not_drawn = {row["record_id"] for row in left_out if row["course_id"]} - drawn
    cases = {row["case_id"] for row in rows("data/cases")}
    assert drawn | not_drawn == cases
    sentence = page.select_one("#drawn")
    assert sentence is not None
    counted = [int(number) for number in re.findall(r"\d+", sentence.get_text())[:3]]
    assert counted == [len(cases), len(drawn), len(not_drawn)]
    known = page.select_one("#fell")
    assert known is not None
    directions = [int(number) for number in re.findall(r"\d+", known.get_text())[:4]]
    assert sum(directions) == len(not_drawn)
    compared, table, by_woman, by_study = page.select("table")[:4]
    assert {row["record_id"] for row in points} >= {"hong-2018"}
    assert [link.get_text() for link in compared.select("tbody th a")] == ["Hong 2018"]
    assert len(table.select("tbody tr")) == len(points) == len(rows("charts/recovery"))
    for shown, of_women in ((by_woman, True), (by_study, False)):
        for row in shown.select("tbody tr"):
            reason, amount = row.select("th, td")[:2]
            own = {r["record_id"] for r in left_out if r["reason"] == reason.get_text()}
            own &= {r["record_id"] for r in left_out if bool(r["course_id"]) is of_women}
            assert int(amount.get_text()) == len(own), reason
    home = BeautifulSoup(str(corpus_files["index.md"].content), "html.parser").figcaption
    assert home is not None
    assert f"of {len(drawn)} of the {len(cases)} women" in home.get_text()
