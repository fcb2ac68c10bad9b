"""The audit as a whole: pure, with stable ids, general, and silent about what fits."""

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

import pytest
from k2evidence.audit import audit, checks
from k2evidence.audit.finding import WHOLE_TEXT, Finding
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Located
from k2evidence.model.cases import Case, ReportKey, keyed_reports
from k2evidence.site import build_site
from pydantic import BaseModel

from .conftest import CONTEXT

RecordT = TypeVar("RecordT", bound=BaseModel)
RULES = Path(__file__).parent / "rules"
FIRST_PAPER = "tsuchie-2012"
CASE = "cases/tsuchie-2012-case-{}.yml"

CONSISTENT = [
    # the same value printed twice
    (CASE.format(3), "value: 0.53\n", "value: 0.57\n"),
    # the same levels everywhere
    (CASE.format(2), "levels: [T8, T9, T12, L1, L4]", "levels: [T8, T9, T11, T12, L1, L4]"),
    (CASE.format(2), "levels: [T8, T9, T12, L1]", "levels: [T8, T9, T11, T12, L1, L4]"),
    ("papers/tsuchie-2012.yml", "[T6, Th7, T8, T12]", "[T6, T8, T12]"),
    # one clock
    (CASE.format(2), "10 months after start of treatment", "7 months after start of treatment"),
    (CASE.format(4), "12 months after start of treatment", "9 months after start of treatment"),
    (CASE.format(3), '{reported_in: table, status: dash, printed: "-", locator: "Table I, Beginning of',
     '{reported_in: table, time: 2 weeks after delivery, locator: "Table I, Beginning of'),
    # one unit
    (CASE.format(4), "unit_printed: pg/L", "unit_printed: pg/mL"),
    # one reference for T-scores in one woman
    (CASE.format(3), "t_score: -2.1\n", "t_score: -2.44\n"),
    (CASE.format(3), "t_score: -2.7\n", "t_score: -4.45\n"),
]  # fmt: skip
"""Edits that make the paper consistent with itself."""


def findings(data: Path, paper: str = FIRST_PAPER) -> dict[str, Finding]:
    """Return the findings of a paper in a data folder, by id."""
    return {finding.finding_id: finding for finding in audit(load_dataset(data)) if finding.paper_id == paper}


def change(data: Path, name: str, old: str, new: str) -> None:
    """Replace every occurrence of a text in a file; it must be there."""
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_consistent_paper_has_no_contradiction(corpus_data: Path) -> None:
    """With every contradiction mended, what remains is of another kind."""
    for name, old, new in CONSISTENT:
        change(corpus_data, name, old, new)
    remaining = findings(corpus_data).values()
    assert [finding.finding_id for finding in remaining if finding.kind == "contradiction"] == []
    assert {finding.kind for finding in remaining} == {"imprecision", "plausibility", "gap"}


def test_the_audit_is_pure_and_its_ids_are_unique(corpus_dataset: Dataset) -> None:
    """The same data give the same findings, and no two findings share an id."""
    first, second = audit(corpus_dataset), audit(corpus_dataset)
    assert first == second
    assert len({finding.finding_id for finding in first}) == len(first)


def test_ids_stay_when_other_data_change(corpus_data: Path) -> None:
    """Mending one finding leaves the ids of all others as they were."""
    before = findings(corpus_data).keys()
    change(corpus_data, CASE.format(2), "levels: [T8, T9, T12, L1, L4]", "levels: [T8, T9, T11, T12, L1, L4]")
    after = findings(corpus_data).keys()
    assert after <= before
    assert len(before - after) == 1


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((CASE.format(1), "value: 0.71\n", "value: 0.81\n"), "text-against-table"),
        ((CASE.format(4), "table, levels: [T6, T8, T12]", "table, levels: [T6, T8]"), "level-lists"),
        ((CASE.format(2), "value: 9.5\n                unit_printed: mg/dL",
          "value: 9.5\n                unit_printed: U/L"), "units"),
        ((CASE.format(4), "t_score: -0.8", "t_score: 0.8"), "t-scores"),
        ((CASE.format(1), "time: 2 years after first visit", "time: 4 years after first visit"), "clocks"),
    ],
)  # fmt: skip
def test_an_edit_adds_the_finding_that_it_causes(
    corpus_data: Path, edit: tuple[str, str, str], expected: str
) -> None:
    """One changed value, level, unit, score or time is found, and all that is new is about that case."""
    before = findings(corpus_data)
    change(corpus_data, *edit)
    after = findings(corpus_data)
    new = {name: finding for name, finding in after.items() if name not in before}
    assert expected in {finding.rule for finding in new.values()}
    case = Path(edit[0]).stem
    assert all(case in finding.case_ids for finding in new.values()), new.keys()


def test_every_finding_shows_both_sides_and_their_places(corpus_dataset: Dataset) -> None:
    """Neither side, nor its locator, nor the meaning is blank."""
    for finding in audit(corpus_dataset):
        sides = (finding.says, finding.locator, finding.also_says, finding.also_locator, finding.means)
        assert all(sides), finding.finding_id


def test_every_affected_report_exists(corpus_dataset: Dataset) -> None:
    """A mark can be beside every value that a finding affects."""
    keys = {
        key
        for case, course in corpus_dataset.courses()
        for measurement in course.measurements
        for key, _, _ in keyed_reports(case, course, measurement)
    }
    for finding in audit(corpus_dataset):
        assert {value for value in finding.affects if isinstance(value, ReportKey)} <= keys


def test_the_order_of_visits_in_the_file_does_not_matter(corpus_dataset: Dataset) -> None:
    """With the visits of every measurement turned round, the findings keep their ids."""
    cases = {name: turned(case) for name, case in corpus_dataset.cases.items()}
    other = replace(corpus_dataset, cases=cases)
    assert {finding.finding_id for finding in audit(other)} == {
        finding.finding_id for finding in audit(corpus_dataset)
    }


def turned(case: Case) -> Case:
    """Return a case with the visits of each measurement in the other order."""
    courses = (
        course.model_copy(
            update={
                "measurements": tuple(
                    measurement.model_copy(update={"visits": measurement.visits[::-1]})
                    for measurement in course.measurements
                )
            }
        )
        for course in case.courses
    )
    return case.model_copy(update={"courses": tuple(courses)})


def test_nothing_is_missing_from_what_was_not_read(corpus_data: Path) -> None:
    """Of an excerpt no finding says that the paper leaves something out; rules that would say so tell it.

    A dash, and a caption that names fewer vertebrae, were read themselves.
    """
    whole = findings(corpus_data).values()
    gaps = {finding.rule for finding in whole if finding.kind == "gap"} - {"clocks", "level-lists"}
    assert gaps <= {check.rule.id for check in checks() if check.rule.needs_whole_text}
    assert all(WHOLE_TEXT in check.rule.principle for check in checks() if check.rule.id in gaps)
    change(corpus_data, "papers/tsuchie-2012.yml", "extent: full text", "extent: excerpt")
    excerpt = findings(corpus_data).values()
    assert {finding.also_says for finding in excerpt if finding.kind == "gap"} == {
        "2 weeks after delivery",
        "T8, T9, T12, L1",
    }
    assert not [finding.finding_id for finding in excerpt if "paper does not" in finding.explanation]
    assert not [finding.finding_id for finding in excerpt if "paper prints no" in finding.explanation]


def test_what_was_read_at_second_hand_is_no_finding(corpus_dataset: Dataset) -> None:
    """With all facts of the patients read elsewhere, only what the papers themselves say is left."""
    cases = {name: second_hand(case) for name, case in corpus_dataset.cases.items()}
    found = audit(replace(corpus_dataset, cases=cases))
    assert {finding.rule for finding in found} == {"gaps", "level-lists"}
    assert all(finding.says.startswith("label") for finding in found if finding.rule == "level-lists")


def second_hand(record: RecordT) -> RecordT:
    """Return a record in which all that is said at a place was read in another publication."""
    update: dict[str, object] = {"via": "a-review"} if isinstance(record, Located) else {}
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, tuple):
            update[name] = tuple(second_hand(item) if isinstance(item, BaseModel) else item for item in value)
        elif isinstance(value, BaseModel):
            update[name] = second_hand(value)
    return record.model_copy(update=update)


def test_every_rule_has_its_test_and_its_principle() -> None:
    """A rule is one file, with a file of tests beside it."""
    for check in checks():
        assert check.rule.principle
        assert (RULES / f"test_{check.rule.id.replace('-', '_')}.py").is_file()


NAMES = {
    FIRST_PAPER: "other-1999",
    "-case-": "-patient-",
    "Case ": "Patient ",
    "Amelioration of": "Recovery from",
}
"""Other names for what the records of the first paper call it, its patients and its title."""


def renamed(text: str) -> str:
    """Return a text with the other names."""
    for old, new in NAMES.items():
        text = text.replace(old, new)
    return text


def texts(finding: Finding) -> list[str]:
    """Return all that a finding holds as text."""
    values = [getattr(finding, field.name) for field in fields(finding) if field.name != "affects"]
    return [*map(str, values), *sorted(map(str, finding.affects))]


def test_a_paper_with_other_names_gives_the_same_findings(corpus_data: Path) -> None:
    """No rule has a name of the first paper in it."""
    expected = [[renamed(text) for text in texts(finding)] for finding in findings(corpus_data).values()]
    for path in sorted(corpus_data.rglob("*.yml")):
        content = renamed(path.read_text(encoding="utf-8"))
        path.unlink()
        path.with_name(renamed(path.name)).write_text(content, encoding="utf-8")
    found = [texts(finding) for finding in findings(corpus_data, renamed(FIRST_PAPER)).values()]
    assert found == expected
    assert not any(name in str(found) for name in NAMES)


GENERAL_PLACES = {
    "Title",
    "case reports",
    "classes of the WHO",
    "every measurement that depends on it",
    "not printed",
    "not reported",
    "text and table",
    "this site's vocabulary",
    *(check.rule.source.title for check in checks() if check.rule.source),
}
"""Places that findings cite and that are no locators of a record."""


def strings(value: object) -> Iterator[str]:
    """Yield every text of a record."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def test_every_cited_place_is_in_the_records_of_its_paper(corpus_dataset: Dataset) -> None:
    """A finding cites no locator of another paper, and none that nobody wrote down."""
    substances = corpus_dataset.vocabulary.substances.values()
    labels = {label.source.title for substance in substances for label in substance.label_doses}
    records = {
        paper.id: [text for record in (paper, *corpus_dataset.cases_of[paper.id]) for text in strings(record)]
        for paper in corpus_dataset.case_reports.values()
    }
    for finding in audit(corpus_dataset):
        cited = f"{finding.locator}; {finding.also_locator}".replace(", labels in the picture", "")
        for place in set(cited.split("; ")) - GENERAL_PLACES - labels:
            assert any(place in text for text in records[finding.paper_id]), (finding.finding_id, place)


def test_an_answer_fails_the_build_once_its_finding_is_gone(corpus_data: Path) -> None:
    """An explanation is given with the finding that it answers, and nowhere else."""
    name = "contradiction-text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"
    paper = corpus_data / "papers/tsuchie-2012.yml"
    answer = (
        f"answers:\n  - finding: {name}\n    kind: explanation\n"
        "    says: The text agrees with its T-score.\n    date: 2026-11-23\n"
    )
    paper.write_text(paper.read_text(encoding="utf-8") + answer, encoding="utf-8")
    page = next(file for file in build_site(corpus_data, CONTEXT).files if file.uri == "audit.md")
    assert "The text agrees with its T-score." in str(page.content)
    change(corpus_data, CASE.format(3), "value: 0.53\n", "value: 0.57\n")
    with pytest.raises(DataError) as caught:
        build_site(corpus_data, CONTEXT)
    [problem] = caught.value.problems
    assert (problem.code, problem.field) == ("unfounded-answer", "answers[0].finding")
    assert problem.line == paper.read_text(encoding="utf-8").splitlines().index(f"  - finding: {name}") + 1


def test_a_paper_without_patients_has_no_contradiction(corpus_data: Path) -> None:
    """Neither a paper without patients nor a patient without measurements is an error."""
    text = (corpus_data / "papers/tsuchie-2012.yml").read_text(encoding="utf-8")
    other = text.replace("id: tsuchie-2012", "id: empty-2020").replace("doi: 10.3109/", "doi: 10.1000/")
    empty = other.split("figures:")[0]
    (corpus_data / "papers/empty-2020.yml").write_text(empty, encoding="utf-8")
    found = findings(corpus_data, "empty-2020").values()
    assert [finding.finding_id for finding in found if finding.kind == "contradiction"] == []


def test_a_study_that_reports_a_patient_is_audited(corpus_dataset: Dataset) -> None:
    """As a paper is, by its own id."""
    case = corpus_dataset.cases["tsuchie-2012-case-4"].model_copy(update={"paper": "hong-2018"})
    found = audit(replace(corpus_dataset, cases={case.id: case}))
    rules = {finding.rule for finding in found if finding.paper_id == "hong-2018"}
    assert {"units", "clocks", "words"} <= rules


def test_an_answer_of_a_study_to_nothing_is_a_problem_of_its_file(corpus_data: Path) -> None:
    """A study may answer too, and is named where its answer is unfounded."""
    study = corpus_data / "studies/hong-2018.yml"
    answer = "answers:\n  - {finding: gap-nothing, kind: reply, says: A reply., date: 2026-11-25}\n"
    study.write_text(study.read_text(encoding="utf-8") + answer, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_and_validate(corpus_data)
    assert [(problem.code, problem.file) for problem in caught.value.problems] == [
        ("unfounded-answer", "data/studies/hong-2018.yml")
    ]
