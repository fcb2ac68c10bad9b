"""A message suggests only what is a misspelling, never another meaning, unit or substance."""

import re
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.data_files import FOLDERS, SINGLE, VOCABULARY
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.load.spelling import closest, suggest
from k2evidence.model.fields import fields_of, models_below
from pydantic import BaseModel

from .conftest import Edit
from .mistakes import CASE

MODELS = sorted(
    {
        inner
        for model in (*FOLDERS.values(), *SINGLE.values(), *VOCABULARY.values())
        for inner in models_below(model)
    },
    key=lambda model: model.__name__,
)
FIELDS = {field.name for model in MODELS for field in fields_of(model)}
WORDS = {word for model in MODELS for field in fields_of(model) for word in field.allowed}
REPORT_FIELDS = ["t_score", "z_score", "value", "unit_printed", "percent_change", "time"]


def problem_of(data: Path) -> Problem:
    """Return the one problem of the data."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("z-score", "z_score"),
        ("zscore", "z_score"),
        ("Z score", "z_score"),
        ("T_SCORE", "t_score"),
        ("valeu", "value"),
        ("unit_printd", "unit_printed"),
        ("times", "time"),
    ],
)
def test_a_misspelling_is_corrected(written: str, meant: str) -> None:
    """Case, hyphens, a plural and one wrong letter of a long word are slips."""
    assert closest(written, REPORT_FIELDS) == meant


@pytest.mark.parametrize(
    "written", ["p_score", "x_score", "score", "t_value", "side", "tine", "percent_of_old"]
)
def test_another_name_is_not_corrected(written: str) -> None:
    """One letter of a short word makes another word: nobody is led from one score to the other."""
    assert closest(written, REPORT_FIELDS) is None
    assert "did you mean" not in suggest(written, REPORT_FIELDS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_word_of_the_data_is_taken_for_another(model: type[BaseModel]) -> None:
    """Each name of a field and each allowed word, where it does not belong, suggests only its own plural."""

    def stem(name: str) -> str:
        return re.sub(r"[^a-z]", "", name.lower()).rstrip("s")

    fields = fields_of(model)
    for names in ([field.name for field in fields], *(field.allowed for field in fields if field.allowed)):
        for word in (FIELDS | WORDS) - set(names):
            suggested = closest(word, names)
            assert suggested is None or stem(suggested) == stem(word)


@pytest.mark.parametrize(
    "kind", ["substances", "analytes", "sites", "features", "cases", "papers", "studies"]
)
def test_no_record_is_taken_for_another(corpus_dataset: Dataset, kind: str) -> None:
    """The id of each record, were it not there, suggests no other record."""
    holder = corpus_dataset if hasattr(corpus_dataset, kind) else corpus_dataset.vocabulary
    names = list(getattr(holder, kind))
    for name in names:
        assert closest(name, [other for other in names if other != name]) is None


@pytest.mark.parametrize(
    "drug", ["prednisone", "calcidiol", "vitamin-k1", "vitamin-d3", "clodronate", "zoledronate", "estradiol"]
)
def test_no_drug_is_taken_for_another(corpus_dataset: Dataset, drug: str) -> None:
    """A drug that the vocabulary lacks suggests none that sounds like it."""
    assert closest(drug, list(corpus_dataset.vocabulary.substances)) is None


@pytest.mark.parametrize(
    ("dose", "message"),
    [
        ("200 UI/day", "unknown unit of a dose 'UI'"),
        ("100 mg/L", "is not a dose"),
        ("2 tablets/day", "unknown unit of a dose 'tablets'"),
        ("20 µcg/day", "unknown unit of a dose 'µcg'"),
    ],
)
def test_no_unit_of_another_size_or_dimension_is_suggested_for_a_dose(
    corpus_data: Path, edit: Edit, dose: str, message: str
) -> None:
    """An unknown unit of a dose is added as a unit of its own, and never called a spelling of another."""
    edit(CASE, "dose: 45 mg/day", f"dose: {dose}")
    problem = problem_of(corpus_data)
    assert message in problem.message
    assert "did you mean" not in problem.fix
    assert "only where it means the very same unit" in problem.fix or problem.code == "quantity"


@pytest.mark.parametrize(
    "dose", ["200 U/day", "35 mg/week", "1000 mg", "2000 IU", "5 mg once", "60 mg every 6 months"]
)
def test_a_dose_as_printed_needs_no_unit_of_its_own(corpus_data: Path, edit: Edit, dose: str) -> None:
    """How often a dose is given is no part of its unit."""
    edit(CASE, "dose: 45 mg/day", f"dose: {dose}")
    [treatment] = load_dataset(corpus_data).cases["tsuchie-2012-case-1"].courses[0].treatments
    assert str(treatment.dose) == dose


@pytest.mark.parametrize("unit", ["g/cm", "mg/cm", "kg/cm2", "IU/day", "SD/cm2"])
def test_no_unit_of_another_dimension_is_suggested_for_a_value(
    corpus_data: Path, edit: Edit, unit: str
) -> None:
    """The units that are named measure what the analyte does."""
    edit(CASE, "unit_printed: g/cm2", f"unit_printed: {unit}")
    problem = problem_of(corpus_data)
    assert problem.fix.startswith("known for this analyte: g/cm2, mg/cm2; ")


def test_a_treatment_without_its_drug_is_led_to_none(corpus_data: Path, edit: Edit) -> None:
    """What is missing of a treatment is named without a drug or a dose that could be copied."""
    edit(CASE, "        substance: menatetrenone\n        dose: 45 mg/day\n", "")
    problem = problem_of(corpus_data)
    assert problem.message == "a treatment is a substance or a procedure"
    assert problem.fix == "give `substance` or `procedure`, one of the two"


@pytest.mark.parametrize(
    "removed",
    [
        "    delivery:\n"
        '      - {reported_in: text, order: 1, locator: "Case 1, paragraph 1"}\n'
        '      - {reported_in: table, order: 1, locator: "Table I, Delivery, Case 1"}\n',
        "    purpose: treatment\n",
        "        duration: not reported\n",
    ],
)
def test_what_a_source_does_not_tell_is_left_out(corpus_data: Path, edit: Edit, removed: str) -> None:
    """A case without a delivery number, a purpose or a duration is complete."""
    text = (corpus_data / CASE).read_text(encoding="utf-8")
    edit(CASE, removed, "")
    story = (
        text[text.index("    story:") : text.index("    authors_conclude:")] if "delivery" in removed else ""
    )
    if story:
        edit(CASE, story, "")
    load_dataset(corpus_data)


def test_no_bone_drug_is_a_statement_of_its_own(corpus_data: Path, edit: Edit) -> None:
    """`no_bone_drug` lacks its place and its words, not a drug."""
    edit("cases/example-2020-case-1.yml", "    label: ", "    no_bone_drug: {}\n    label: ")
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    fixes = [problem.fix for problem in caught.value.problems if "no_bone_drug" in problem.field]
    assert fixes
    assert not any("menatetrenone" in fix or re.search(r"\d", fix) for fix in fixes)
