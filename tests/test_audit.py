"""The audit as a whole: stable, honest about what it found, and quiet about what fits."""

import shutil
from pathlib import Path

import pytest
from k2evidence.audit import audit, check_appraisal_answers, checks
from k2evidence.audit.finding import Finding
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import keyed_reports
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT

RULES = Path(__file__).parent / "rules"
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


def findings(data: Path) -> dict[str, Finding]:
    """Return the findings of a data folder by id."""
    return {finding.finding_id: finding for finding in audit(load_dataset(data))}


def change(data: Path, name: str, old: str, new: str) -> None:
    """Replace every occurrence of a text that must stand in a file."""
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_consistent_paper_has_no_contradiction(data: Path) -> None:
    """With every contradiction mended the audit finds none; what remains is of another kind."""
    for name, old, new in CONSISTENT:
        change(data, name, old, new)
    remaining = findings(data).values()
    assert [finding.finding_id for finding in remaining if finding.kind == "contradiction"] == []
    assert {finding.kind for finding in remaining} == {"imprecision", "plausibility", "gap"}


def test_the_audit_is_pure_and_its_ids_are_unique(dataset: Dataset) -> None:
    """Twice the same data, twice the same findings; no id stands twice."""
    first, second = audit(dataset), audit(dataset)
    assert first == second
    assert len({finding.finding_id for finding in first}) == len(first)


def test_ids_stay_when_other_data_change(data: Path) -> None:
    """Mending one finding leaves the ids of all others as they were."""
    before = findings(data).keys()
    change(data, CASE.format(2), "levels: [T8, T9, T12, L1, L4]", "levels: [T8, T9, T11, T12, L1, L4]")
    after = findings(data).keys()
    assert after <= before
    assert len(before - after) == 1


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((CASE.format(1), "value: 0.71\n", "value: 0.81\n"), "text-against-table"),
        ((CASE.format(4), "table, levels: [T6, T8, T12]", "table, levels: [T6, T8]"), "level-lists"),
        ((CASE.format(2), "value: 9.5\n            unit_printed: mg/dL",
          "value: 9.5\n            unit_printed: mmol/L"), "units"),
        ((CASE.format(4), "t_score: -0.8", "t_score: 0.8"), "t-scores"),
        ((CASE.format(1), "time: 2 years after first visit", "time: 4 years after first visit"), "clocks"),
    ],
)  # fmt: skip
def test_an_edit_adds_the_finding_that_it_causes(
    data: Path, edit: tuple[str, str, str], expected: str
) -> None:
    """One changed value, level, unit, score or interval is found; all that is new touches that case."""
    before = findings(data)
    change(data, *edit)
    after = findings(data)
    new = {name: finding for name, finding in after.items() if name not in before}
    assert expected in {finding.rule for finding in new.values()}
    case = Path(edit[0]).stem
    assert all(case in finding.case_ids for finding in new.values()), new.keys()


def test_every_finding_shows_both_sides_and_their_places(dataset: Dataset) -> None:
    """Values, locators and a meaning; nothing is left blank."""
    for finding in audit(dataset):
        sides = (finding.says, finding.locator, finding.also_says, finding.also_locator, finding.means)
        assert all(sides), finding.finding_id


def test_every_touched_report_exists(dataset: Dataset) -> None:
    """A mark can stand beside every value that a finding touches."""
    keys = {
        key
        for case, course in dataset.courses()
        for measurement in course.measurements
        for key, _ in keyed_reports(case, course, measurement)
    }
    for finding in audit(dataset):
        assert {touch for touch in finding.affects if len(touch) == 6} <= keys, finding.finding_id


def test_every_rule_has_its_test_and_its_principle() -> None:
    """A rule is one file, with a file of tests beside it."""
    for check in checks():
        assert check.rule.principle
        assert (RULES / f"test_{check.rule.id.replace('-', '_')}.py").is_file()


def test_no_rule_knows_the_paper() -> None:
    """Rules are general: none names a case, an author or a value of this paper as such."""
    for path in (ROOT / "scripts/k2evidence/audit").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "tsuchie" not in text, path.name
        assert "Case 3" not in text, path.name


def test_an_answer_is_shown_as_long_as_its_finding_stands(data: Path) -> None:
    """An erratum stands beside what it answers; when that is gone, it fails the build with its line."""
    name = "contradiction-text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"
    paper = data / "papers/tsuchie-2012.yml"
    answer = (
        f"answers:\n  - finding: {name}\n    kind: explanation\n"
        "    says: The text agrees with its T-score.\n    date: 2026-11-23\n"
    )
    paper.write_text(paper.read_text(encoding="utf-8") + answer, encoding="utf-8")
    page = next(file for file in build_site(data, CONTEXT).files if file.uri == "audit.md")
    assert "The text agrees with its T-score." in page.content
    change(data, CASE.format(3), "value: 0.53\n", "value: 0.57\n")
    with pytest.raises(DataError) as caught:
        build_site(data, CONTEXT)
    [problem] = caught.value.problems
    assert (problem.code, problem.field) == ("unfounded-answer", "answers[0].finding")
    assert problem.line == paper.read_text(encoding="utf-8").splitlines().index(f"  - finding: {name}") + 1


def test_no_answer_is_unfounded_in_the_real_data(dataset: Dataset) -> None:
    """Every answer has its finding."""
    assert list(check_appraisal_answers(dataset, audit(dataset))) == []


def test_the_audit_runs_on_an_empty_paper(data: Path) -> None:
    """A paper without patients, and a patient without measurements, are no error."""
    shutil.copy(data / "papers/tsuchie-2012.yml", data / "papers/empty-2020.yml")
    empty = data / "papers/empty-2020.yml"
    text = empty.read_text(encoding="utf-8").replace("id: tsuchie-2012", "id: empty-2020")
    empty.write_text(text.split("figures:")[0], encoding="utf-8")
    assert [
        f for f in findings(data).values() if f.paper_id == "empty-2020" and f.kind == "contradiction"
    ] == []
