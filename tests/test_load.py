"""Bad data is an error: every problem at once, each with its place and its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.build_context import load_context
from k2evidence.load.dataset import Dataset

M = "courses[0].measurements"
CASE = "cases/tsuchie-2012-case-1.yml"
Edit = Callable[[str, str, str], None]


def problems(data: Path) -> list[tuple[str, str]]:
    """Return the code and field of every problem."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    return [(problem.code, problem.field) for problem in caught.value.problems]


def test_the_real_data_has_no_problem(dataset: Dataset) -> None:
    """Four patients, five courses, one paper."""
    counts = len(dataset.papers), len(dataset.cases), sum(1 for _ in dataset.courses())
    assert counts == (1, 4, 5)


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("sex: female", "sex: female\ncolour: red", "unknown-field", "colour"),
        ("sex: female", "sex: femal", "not-allowed", "sex"),
        ("sex: female\n", "", "missing", "sex"),
        ("unit_printed: g/cm2", "unit_printed: g/cm3", "unknown-unit",
         M + "[0].before[0].unit_printed"),
        ("            locator: Table I, BMD lumbar spine, before treatment, Case 1\n", "",
         "missing",
         M + "[0].before[0].locator"),
        ("value: 0.71\n", "value: 0,71\n", "number", M + "[0].before[0].value"),
        ("            value: 0.71\n", "", "report-incomplete", M + "[0].before[0]"),
        ("[T8, T10, T12, L1]", "[T8, T13]", "vertebra", "courses[0].fractures[0].levels[1]"),
        ("analyte: bap", "analyte: bab", "unknown-analyte", M + "[3].analyte"),
        ("specimen: urine\n", "\n", "specimen-needed", M + "[2].before[0].value"),
        ("paper: tsuchie-2012\n", "paper: tsuchie-2013\n", "unknown-paper", "paper"),
        ("{onset}", "{onsett}", "unknown-name-in-braces", "courses[0].story[0]"),
        ("dose: 45 mg/day", "dose: 45mg", "quantity", "courses[0].treatment.dose"),
        ("dose: 45 mg/day", "dose: 45 mg/dai", "unknown-unit", "courses[0].treatment.dose"),
        ("what: Healthy before.", "what: For 30 years.", "number-in-prose", "history[0].what"),
        ("courses:\n", "courses: []\nx:\n", "empty-list", "courses"),
        ("years: 30", "years: thirty", "whole-number", "courses[0].age[0].years"),
        ("history:\n", "history: none\nhistoryy:\n", "list-expected", "history"),
        ("treatment:\n      substance", "treatment: K2\n    x:\n      substance", "fields-expected",
         "courses[0].treatment"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_at_its_field(
    data: Path, edit: Edit, old: str, new: str, code: str, field: str
) -> None:
    """One mistake gives its own message at its own field."""
    edit(CASE, old, new)
    assert (code, field) in problems(data)


def test_all_mistakes_are_listed_at_once(data: Path, edit: Edit) -> None:
    """Mistakes in several files are one report, sorted by file and line."""
    edit(CASE, "sex: female", "sex: femal")
    edit(CASE, "value: 0.71\n", "value: x\n")
    edit("cases/tsuchie-2012-case-2.yml", "id: tsuchie-2012-case-2", "id: tsuchie-2012-case-9")
    edit("cases/tsuchie-2012-case-4.yml", "label: Case 4", "label: Case 4\nlabel: Case 5")
    expected = ["not-allowed", "number", "id-is-not-file-name", "duplicate-key"]
    assert [code for code, _ in problems(data)] == expected


def test_a_message_names_file_line_column_field_and_remedy(data: Path, edit: Edit) -> None:
    """The two lines that a curator reads."""
    edit(CASE, "sex: female", "sex: femal")
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    assert str(caught.value) == (
        "data/cases/tsuchie-2012-case-1.yml:5:6: sex: 'femal' is not allowed here\n"
        "    did you mean 'female'? allowed: female, male, not reported\n"
        "    not-allowed: /contributing/errors/#not-allowed\n"
        "1 problem in 1 file; nothing was built."
    )


def test_bad_indentation_is_one_clear_message(data: Path, edit: Edit) -> None:
    """A line that is moved names its line."""
    edit(CASE, "    label: First delivery", "   label: First delivery")
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    [problem] = caught.value.problems
    assert (problem.code, problem.line) == ("yaml", 14)
    assert "indentation" in problem.message


def test_a_file_that_nothing_reads_is_a_problem(data: Path) -> None:
    """No file is dropped silently."""
    (data / "cases" / "new.yaml").write_text("id: new\n")
    (data / "notes.txt").write_text("x")
    assert [code for code, _ in problems(data)] == ["unknown-file", "unknown-file"]


def test_two_units_cannot_share_a_spelling(data: Path, edit: Edit) -> None:
    """A spelling names one unit."""
    edit("vocabulary/units.yml", "printed_as: [nmolBCE/L]", "printed_as: [nmolBCE/L, U/L]")
    assert "duplicate-id" in [code for code, _ in problems(data)]


def test_braces_and_markup_in_data_are_text_in_messages(data: Path, edit: Edit) -> None:
    """A message quotes what was found and never interprets it."""
    edit(CASE, "value: 0.71\n", "value: '{0.__class__} {{7*7}} <b>'\n")
    with pytest.raises(DataError, match=r"\{0\.__class__\} \{\{7\*7\}\} <b>"):
        load_dataset(data)


def test_a_missing_vocabulary_is_a_message(data: Path) -> None:
    """A file that must be there is asked for."""
    (data / "vocabulary" / "units.yml").unlink()
    assert ("not-a-file", "") in problems(data)


def test_addresses_come_from_the_environment() -> None:
    """Without an address none is invented; with one it ends in a slash."""
    root = Path(__file__).parent.parent
    assert load_context(root, {}).site_url == ""
    given = load_context(root, {"K2_SITE_URL": "https://example.org/k2"})
    assert given.site_url == "https://example.org/k2/"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "field"),
    [
        ("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6", "{arm: menatetrenon, at: 6",
         "unknown-arm", "outcomes[1].results[0].arm"),
        ("studies/shiraki-2000.yml", "dose: 45 mg/day", "dose: 45 mgg/day", "unknown-unit", "arms[0].dose"),
        ("studies/shiraki-2000.yml", "  - id: lumbar-bmd", "  - id: clinical-fracture", "duplicate-id",
         "outcomes[1].id"),
        ("studies/shiraki-2000.yml", "spread: 0.7, spread_is: not stated", "spread: 0.7",
         "spread-incomplete", "outcomes[1].results[0]"),
        ("studies/mott-2019.yml", "low: 0.56, high: 0.97", "low: 0.97, high: 0.56", "interval-order",
         "outcomes[0].estimates[0]"),
        ("studies/mott-2019.yml", "low: 0.56, ", "", "interval-incomplete", "outcomes[0].estimates[0]"),
        ("studies/mott-2019.yml", "includes: [yops-2004]", "includes: [yops-2040]", "unknown-study",
         "includes[0]"),
        ("studies/japan-label-glakay.yml", "link: https://faq-medical.eisai.jp/",
         "link: https://copies.example/", "unknown-host", "link"),
        ("studies/hong-2018.yml", "months: 12, ", "", "recovery-unplaced", "outcomes[0].results"),
        ("claims/bottom-line.yml", "{mott-2019/clinical-fracture-low-risk}", "{mott-2019/low-risk}",
         "unknown-name-in-braces", "claims[3].says"),
        ("claims/bottom-line.yml", "[japan-label-glakay/breast-feeding]", "[japan-label-glakay/milk]",
         "unknown-item", "claims[5].rests_on[0]"),
        ("claims/bottom-line.yml", "says: Nobody knows.", "says: Nobody of 4 knows.", "number-in-prose",
         "claims[0].says"),
        ("summaries/pain.yml", "venmans-2012/pain]", "sato-1998-stroke]", "evidence-fell",
         "controlled.rests_on[0]"),
        ("background/tsuchie-2012.yml", "claims: [safe]", "claims: [safer]", "unknown-claim",
         "points[12].claims[0]"),
    ],
)  # fmt: skip
def test_each_mistake_about_evidence_is_named_at_its_field(
    data: Path, edit: Edit, name: str, old: str, new: str, code: str, field: str
) -> None:
    """Groups, units, intervals, links, and what a sentence rests on."""
    edit(name, old, new)
    assert (code, field) in problems(data)
