"""The loader reads every record or reports every problem at once."""

from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError, load_dataset
from k2evidence.load.build_context import load_context
from k2evidence.load.cross_references import check_references
from k2evidence.load.data_files import FOLDERS, SINGLE, VOCABULARY
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode

from .conftest import ROOT, Edit
from .mistakes import CASE, REVIEW


def codes(data: Path) -> list[ErrorCode]:
    """Return the code of every problem, in the order of files and lines."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    return [problem.code for problem in caught.value.problems]


def test_the_real_data_has_no_problem() -> None:
    """What is published loads and passes every check."""
    load_and_validate(ROOT / "data")


def test_mistakes_in_several_files_are_one_report(corpus_data: Path, edit: Edit) -> None:
    """Problems are sorted by file and line."""
    edit(CASE, "sex: female", "sex: femal")
    edit(CASE, "value: 0.71\n", "value: x\n")
    edit("cases/tsuchie-2012-case-2.yml", "id: tsuchie-2012-case-2", "id: tsuchie-2012-case-9")
    edit("cases/tsuchie-2012-case-4.yml", "label: Case 4", "label: Case 4\nlabel: Case 5")
    assert codes(corpus_data) == ["not-allowed", "number", "id-is-not-file-name", "duplicate-key"]


def test_mistakes_of_every_kind_in_one_file_are_one_report(corpus_data: Path, edit: Edit) -> None:
    """A misspelt field hides neither an unknown unit, nor an unknown paper, nor a bad number."""
    for old, new in (
        ("sex: female", "Sex: female"),
        ("unit_printed: g/cm2", "unit_printed: g/cm²"),
        ("paper: tsuchie-2012\n", "paper: tsuchi-2012\n"),
        ("value: 0.71\n", "value: 0,71\n"),
        ("analyte: bap", "analyte: bab"),
        ("dose: 45 mg/day", "dose: 45 UI/day"),
    ):
        edit(CASE, old, new)
    assert sorted(codes(corpus_data)) == [
        "number",
        "unknown-analyte",
        "unknown-field",
        "unknown-paper",
        "unknown-unit",
        "unknown-unit",
    ]


def test_records_that_name_a_bad_record_are_no_problem(corpus_data: Path, edit: Edit) -> None:
    """A study that cannot be read makes none of the sentences that take their numbers from it wrong."""
    edit(REVIEW, "year: 2019", "year: MMXIX")
    assert codes(corpus_data) == ["whole-number"]


def test_a_report_names_file_line_column_field_and_remedy(corpus_data: Path, edit: Edit) -> None:
    """A problem is three lines: what is wrong, what to write, and where the code is explained."""
    edit(CASE, "sex: female", "sex: femal")
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert str(caught.value) == (
        "data/cases/tsuchie-2012-case-1.yml:5:6: sex: 'femal' is not allowed here\n"
        "    did you mean 'female'? allowed: female, male, not reported\n"
        "    not-allowed: /contributing/errors/#not-allowed\n"
        "1 problem in 1 file; nothing was built."
    )


def test_braces_and_markup_in_data_are_text_in_messages(corpus_data: Path, edit: Edit) -> None:
    """A message quotes what was found and never interprets it."""
    edit(CASE, "value: 0.71\n", "value: '{0.__class__} {{7*7}} <b>'\n")
    with pytest.raises(DataError, match=r"\{0\.__class__\} \{\{7\*7\}\} <b>"):
        load_dataset(corpus_data)


@pytest.mark.parametrize("model", [*FOLDERS.values(), *SINGLE.values(), *VOCABULARY.values()])
def test_the_references_of_every_kind_of_record_are_checked(model: type[Record]) -> None:
    """A new kind of record needs a function that checks what it names."""
    assert check_references.dispatch(model) is not check_references.dispatch(Record)


def test_the_address_of_the_site_comes_from_the_environment() -> None:
    """An address gets its final slash; where none is given, none is invented."""
    assert load_context(ROOT, {}).site_url == ""
    context = load_context(ROOT, {"K2_SITE_URL": "https://example.org/k2"})
    assert context.site_url == "https://example.org/k2/"
