"""The register lists each woman once: who, what happened, and counts that add up with the rows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from k2evidence.derive.care import CareGroup, care_between, care_of, care_of_arm, care_of_course
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.fractured_levels import count_fractured_levels
from k2evidence.derive.register_counts import GIVEN, NOTHING_GIVEN, count_courses, count_given
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import Case
from k2evidence.render.pages.views.course_rows import given_text
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, Edit

SHARED = ("drug",)
"""Filters of which a woman may have several values."""


@pytest.fixture(scope="module")
def register(corpus_files: dict[str, SiteFile]) -> BeautifulSoup:
    """The page of the register of the corpus."""
    return BeautifulSoup(str(corpus_files["cases/index.md"].content), "lxml")


def rows_of(page: BeautifulSoup) -> Sequence[Tag]:
    """Return the row of every woman."""
    return page.select(".k2-women tbody tr")


def register_of(data: Path) -> BeautifulSoup:
    """Return the page of the register of some data."""
    [page] = [file for file in build_site(data, CONTEXT).files if file.uri == "cases/index.md"]
    return BeautifulSoup(str(page.content), "lxml")


def cells(page: BeautifulSoup, case_id: str) -> Mapping[str, str]:
    """Return the cells of a woman by their headings."""
    [row] = [row for row in rows_of(page) if row.select_one(f'th a[href="{case_id}/"]')]
    return {str(cell["data-label"]): " ".join(cell.get_text(" ").split()) for cell in row.select("td")}


def test_each_woman_has_one_row(register: BeautifulSoup, corpus_dataset: Dataset) -> None:
    """However many courses she has; those given vitamin K2 are in a table before the others."""
    listed = [str(row.select("th a")[0]["href"]).rstrip("/") for row in rows_of(register)]
    given = {case.id for case in corpus_dataset.k2_cases}
    assert sorted(listed) == sorted(corpus_dataset.cases)
    assert {*listed[: len(given)]} == given
    assert [table["id"] for table in register.select(".k2-women")] == ["women-k2", "women-others"]


def test_a_filter_counts_the_rows_that_it_shows(register: BeautifulSoup) -> None:
    """Each choice says how many rows have its value, and every value of a row can be chosen."""
    selects = register.select("form[data-k2-filter] select")
    assert {select["name"] for select in selects} == {
        "group", "drug", "age", "fractures", "visits", "pregnancy", "read",
    }  # fmt: skip
    for select in selects:
        values = [str(row[f"data-{select['name']}"]).split("|") for row in rows_of(register)]
        offered = {str(option["value"]): option.text for option in select.select("option")[1:]}
        assert {*offered} == {value for row in values for value in row}
        for value, text in offered.items():
            shown = "not in the part read" if value == "not seen" else value
            assert text == f"{shown} ({sum(value in row for row in values)})"


def test_the_counts_of_a_filter_add_up_to_all_women(register: BeautifulSoup) -> None:
    """Each woman has one value of each, but for the single drugs that she was given."""
    for select in register.select("form[data-k2-filter] select"):
        counts = [int(number) for number in re.findall(r"\((\d+)\)<", str(select))]
        if select["name"] not in SHARED:
            assert sum(counts) == len(rows_of(register)), select["name"]


def test_the_table_of_counts_agrees_with_the_filters(register: BeautifulSoup) -> None:
    """It is what a reader without scripts has: vitamin K2, others and all, in each row and together."""
    [table] = [
        t for t in register.select("table") if t.caption and "Number of women in each" in t.caption.text
    ]
    counted = [[int(cell.text) for cell in row.select("td")] for row in table.select("tbody tr")]
    options = [
        option.text for option in register.select("form[data-k2-filter] option[value]:not([value=''])")
    ]
    assert [given + others for given, others, _ in counted] == [women for *_, women in counted]
    assert [women for *_, women in counted] == [int(text.rpartition("(")[2][:-1]) for text in options]


def test_the_line_says_what_happened(register: BeautifulSoup) -> None:
    """The last pain, new fractures, every change of density and what was harmful, in that order."""
    happened = cells(register, "example-2021-six-scans")["What happened"]
    assert happened.startswith(
        "First delivery: No pain. New fractures: L3 (5 months after delivery) and left rib (two fractures). "
    )
    assert "Lumbar spine BMD (L1–4) +7.2 % (month 12), then " in happened
    assert "Total hip BMD +11.2 %, as printed." in happened
    assert "Adverse event: nausea after each injection." in happened
    assert "Second delivery: Lumbar spine BMD (L1–4) −2.6 %" in happened


def test_a_line_without_numbers_to_compare_has_the_words(register: BeautifulSoup) -> None:
    """Of function, where neither pain, fractures nor density are reported."""
    happened = cells(register, "example-2022-hip")["What happened"]
    assert happened == "Excellent function after rehabilitation."


def test_vertebrae_in_words_and_two_scans_around_an_undated_drug(edit: Edit, corpus_data: Path) -> None:
    """Vertebrae come before another bone; a change since the first scan is told alike in row and page."""
    edit(
        "cases/example-2022-hip.yml",
        "    fractures:\n",
        "    treatments: [{id: pamidronate, substance: pamidronate, locator: Abstract}]\n"
        "    measurements:\n      - analyte: bmd-lumbar-spine-unspecified\n        visits:\n"
        "          - reports: [{reported_in: text, value: 0.400, unit_printed: g/cm2, "
        "time: 6 weeks after delivery, locator: Abstract}]\n"
        "          - reports: [{reported_in: text, value: 0.850, unit_printed: g/cm2, "
        "time: 12 months after delivery, locator: Abstract}]\n"
        "    fractures:\n      - {reported_in: text, status: qualitative, printed: several vertebrae, "
        "locator: Abstract}\n",
    )
    files = {file.uri: str(file.content) for file in build_site(corpus_data, CONTEXT).files if file.page}
    page = BeautifulSoup(files["cases/index.md"], "lxml")
    [row] = [row for row in rows_of(page) if row.select_one('th a[href="example-2022-hip/"]')]
    assert row["data-fractures"] == "number not reported"
    rise = "+112.5 % since the first scan, implausible: above the largest credible rise found (100 %)"
    assert rise in cells(page, "example-2022-hip")["What happened"]
    case = BeautifulSoup(files["cases/example-2022-hip.md"], "lxml")
    told = [" ".join(part.text.split()) for part in case.select(".k2-lede, .k2-measurements")]
    assert all(f"{rise}; which scan preceded treatment is not known" in text for text in told)
    assert "rose from 0.400 to 0.850" in told[0]


def test_nothing_is_derived_from_a_score_without_a_time(register: BeautifulSoup) -> None:
    """Which of two is later is not known; a change that the source prints is said."""
    happened = cells(register, "example-2021-untreated")["What happened"]
    assert happened.startswith("No new fracture. ")
    assert "+9 %, as printed" in happened
    assert "score" not in happened


def test_dated_scores_stand_for_a_change(edit: Edit, corpus_data: Path) -> None:
    """The first and the last, with their months, where neither a density nor a change is printed."""
    case = "cases/example-2021-untreated.yml"
    edit(case, "t_score: -4.3, locator", "t_score: -4.3, time: 2 months after delivery, locator")
    edit(case, "time: 2 years after first visit", "time: 26 months after delivery")
    happened = cells(register_of(corpus_data), "example-2021-untreated")["What happened"]
    score = "T\N{NON-BREAKING HYPHEN}score"
    assert f"{score} −4.3 (month 2), later {score} −3.6 (month 26)" in happened


def test_what_came_later_leaves_out_pain_before_and_no_new_fracture(edit: Edit, corpus_data: Path) -> None:
    """Pain before treatment is no outcome, though it is listed last; every report on fractures is."""
    edit(
        "cases/example-2022-hip.yml",
        "    findings:\n",
        "      - {reported_in: text, status: qualitative, printed: new ones on a drug, new: true, "
        "locator: Abstract}\n    findings:\n",
    )
    edit(
        "cases/example-2022-hip.yml",
        "    outcomes:\n",
        "    outcomes:\n      - {kind: pain, what: Less pain., locator: Abstract}\n"
        "      - {kind: pain, what: The worst pain., phase: before, locator: Abstract}\n"
        "      - {kind: fracture, what: New fractures on the first drug., locator: Abstract}\n"
        "      - {kind: fracture, what: None on the second., locator: Abstract}\n"
        "      - {kind: recurrence, what: None., locator: Abstract}\n",
    )
    assert cells(register_of(corpus_data), "example-2022-hip")["What happened"] == (
        "Less pain. New fractures: “new ones on a drug”. New fractures on the first drug. "
        "New fractures: none on the second. Recurrence: none, of what is not stated."
    )


def test_a_course_without_any_outcome_says_so(edit: Edit, corpus_data: Path) -> None:
    """As not seen, where only a part of the source was read."""
    edit(
        "cases/example-2022-hip.yml",
        "    outcomes:\n      - {kind: function, what: Excellent function after rehabilitation., "
        "locator: Abstract}\n",
        "",
    )
    assert (
        cells(register_of(corpus_data), "example-2022-hip")["What happened"] == "Outcome not in the part read"
    )


def test_a_row_says_how_each_fact_is_missing(register: BeautifulSoup) -> None:
    """No drug, no drug known, a number of fractures: nothing is made up."""
    untreated, hip = (cells(register, f"example-{name}") for name in ("2021-untreated", "2022-hip"))
    assert (untreated["Given"], untreated["Age"]) == ("no bone drug, as the source says", "not reported")
    assert untreated["Fractures"] == "six fractures"
    assert (hip["Given"], hip["Fractures"]) == ("not in the part read", "left femoral neck; called displaced")


def test_a_woman_is_found_by_words_of_her_publication(register: BeautifulSoup) -> None:
    """The journal and the place, which her row does not show."""
    row = next(row for row in rows_of(register) if "Tsuchie" in row.text)
    assert "Upsala Journal" in str(row["data-words"])
    assert "Japan" in str(row["data-words"])


def test_a_woman_who_may_be_listed_twice_is_said_to_be(
    register: BeautifulSoup, corpus_dataset: Dataset
) -> None:
    """In her rows and above the list; two cases that name each other are one."""
    assert corpus_dataset.cases_of_listed_patients == 1
    assert "One may be reported by two papers and so appear twice" in register.select(".k2-lede")[0].text
    row = next(row for row in rows_of(register) if row.select_one('a[href="example-2021-six-scans/"]'))
    assert "may be the same woman as Patient B" in row.select("th")[0].text


GIVEN_IN_COURSE = [
    ("no_bone_drug: {what: None was given., stated: true, locator: page 1}", "no bone drug",
     "no bone drug, as the source says"),
    ("no_bone_drug: {what: The list holds weaning., locator: page 1}", "no bone drug", "no bone drug listed"),
    ("co_interventions: [{kind: calcium, what: Calcium., locator: page 1}]\n"
     "no_bone_drug: {what: The list holds calcium., locator: page 1}", "calcium or vitamin D only",
     "calcium; no bone drug listed"),
    ("co_interventions: [{kind: calcium, what: Calcium., advised: true, locator: page 1}]\n"
     "no_bone_drug: {what: She refused it., locator: page 1}", "no bone drug", "no bone drug listed"),
    ("co_interventions: [{kind: calcium, what: Calcium., locator: page 1}]", "not known", "not reported"),
    ("treatments: [{id: calcium, substance: calcium-carbonate, locator: page 1}]",
     "calcium or vitamin D only", "calcium carbonate"),
    ("treatments: [{id: alfacalcidol, substance: alfacalcidol, locator: page 1}]", "active vitamin D",
     "alfacalcidol (active vitamin D)"),
    ("treatments: [{id: alfacalcidol, substance: alfacalcidol, locator: page 1},"
     " {id: denosumab, substance: denosumab, locator: page 1}]", "denosumab",
     "alfacalcidol (active vitamin D); denosumab"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "group", "text"), GIVEN_IN_COURSE)
def test_what_is_no_bone_drug_is_decided_once(
    corpus_dataset: Dataset, fields: str, group: str, text: str
) -> None:
    """For the register, the table of courses, lifelines, changes and the row alike."""
    course = {"id": "course-1", "label": "The course"} | yaml.load(fields, Loader=yaml.BaseLoader)
    record = {"id": "made-up", "paper": "tsuchie-2012", "label": "The patient", "sex": "female"}
    case = Case.model_validate(record | {"courses": [course]})
    dataset = Dataset(corpus_dataset.papers, {case.id: case}, corpus_dataset.vocabulary)
    [only] = case.courses
    asked = {care_of(dataset, case), care_of_course(dataset, only), care_between(dataset, only, (), ())}
    assert (asked, given_text(dataset, case, only)) == ({group}, text)


def test_a_course_of_which_nothing_is_known_takes_no_woman_out_of_her_group(corpus_dataset: Dataset) -> None:
    """Her row says that no bone drug is listed for the other one, and she is found by that."""
    none = {"no_bone_drug": {"what": "The list holds weaning.", "locator": "page 1"}}
    courses = [{"id": f"course-{n}", "label": f"Course {n}"} | fields for n, fields in enumerate((none, {}))]
    record = {"id": "made-up", "paper": "tsuchie-2012", "label": "The patient", "sex": "female"}
    case = Case.model_validate(record | {"courses": courses})
    dataset = Dataset(corpus_dataset.papers, {case.id: case}, corpus_dataset.vocabulary)
    assert care_of(dataset, case) == "no bone drug"
    assert given_text(dataset, case, case.courses[0]) == "no bone drug listed"
    assert [row.women for row in count_given(dataset)] == [1]


def test_every_count_of_what_was_given_agrees(register: BeautifulSoup, corpus_dataset: Dataset) -> None:
    """On the page of cases, for patients and for clinicians, and in the arms of studies."""
    options = register.select("form[data-k2-filter] option[value]:not([value=''])")
    counted = {
        (str(option.parent["name"]), str(option["value"])): int(option.text.rpartition("(")[2][:-1])
        for option in options
        if option.parent
    }
    for_patients = {row.what: row.women for row in count_given(corpus_dataset)}
    groups = Counter(care_of(corpus_dataset, case) for case in corpus_dataset.cases.values())
    for group, women in groups.items():
        assert counted["group", group] == women
        if group in NOTHING_GIVEN:
            assert for_patients[NOTHING_GIVEN[group]] == women
    for drug in get_args(DrugClass):
        assert counted.get(("drug", drug), 0) == for_patients.get(GIVEN[drug], 0), drug
        assert care_of_arm(drug) in get_args(CareGroup)
    changes = derive_changes(corpus_dataset)
    courses = Counter(care_of_course(corpus_dataset, course) for _, course in corpus_dataset.courses())
    rows = count_courses(corpus_dataset, changes)
    assert {row.group: row.courses for row in rows} == courses


def test_every_woman_is_in_one_group_of_treatment(corpus_dataset: Dataset) -> None:
    """Vitamin K2 wherever it was given, even with other drugs; several drugs are no single one."""
    groups = {case.id: care_of(corpus_dataset, case) for case in corpus_dataset.cases.values()}
    assert groups["example-2021-seven-treatments"] == "vitamin K2"
    assert groups["example-2021-six-scans"] == "several drugs"
    assert groups["example-2021-untreated"] == "no bone drug"
    assert groups["example-2022-hip"] == "not known"


def test_women_on_vitamin_k2_and_others_never_share_a_comparison(corpus_dataset: Dataset) -> None:
    """Unless one publication reports both."""
    centre = {paper.id for paper in corpus_dataset.k2_papers}
    for group in corpus_dataset.page_groups:
        assert len({paper.id in centre for paper in group.papers}) == 1


def test_fractured_vertebrae_are_counted_by_women(corpus_dataset: Dataset) -> None:
    """Each woman once for a vertebra, in whatever course or place; those without a level by the reason."""
    given, others = count_fractured_levels(corpus_dataset)
    assert (given.women, others.women) == (7, 3)
    assert others.by_level == dict.fromkeys(others.by_level, 0) | {"T8": 1, "L1": 1, "L3": 1}
    assert (others.named, sum(others.unnamed.values())) == (1, 2)
    assert set(others.unnamed) == {
        "only a number of fractures was reported",
        "only a fracture of another bone was reported",
    }
    doubted = {
        name: case if case in corpus_dataset.k2_cases else case.model_copy(update={"doubt": "No fracture."})
        for name, case in corpus_dataset.cases.items()
    }
    given, others = count_fractured_levels(Dataset(corpus_dataset.papers, doubted, corpus_dataset.vocabulary))
    assert (given.doubtful, others.women, others.named, others.doubtful) == (0, 0, 0, 3)


def test_the_table_of_vertebrae_has_what_the_chart_draws(
    register: BeautifulSoup, corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """And so has the file to download: every vertebra of both groups, with zeros."""
    rows = [
        [cell.text for cell in row.select("th, td")] for row in register.select("#vertebrae-table tbody tr")
    ]
    given, others = count_fractured_levels(corpus_dataset)
    assert rows == [
        [level, str(women), str(others.by_level[level])] for level, women in given.by_level.items()
    ]
    lines = str(corpus_files["charts/levels.csv"].content).splitlines()[1:]
    assert [line.split(",")[2] for line in lines] == [row[1] for row in rows] + [row[2] for row in rows]


def test_the_chart_of_vertebrae_says_of_how_many_women_levels_are_known(register: BeautifulSoup) -> None:
    """In the text alternative, and above each panel."""
    drawn = register.select("#picture-levels svg.k2-drawn--wide")[0]
    assert "All others: levels are named for one of three women" in str(drawn["aria-label"])
    assert "1 of 3 women" in drawn.text
