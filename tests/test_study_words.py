"""What is said of a study: nothing from an empty field, and every figure with its group, time and number."""

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Notice, Study
from k2evidence.render.pages.views.evidence_rows import row_of_study
from k2evidence.render.pages.views.outcomes import outcome_text
from k2evidence.render.pages.views.publications import integrity_text, notice_title, search_text
from k2evidence.render.pages.views.study_rows import people_text
from k2evidence.render.site_file import SiteFile
from pydantic import ValidationError

from .conftest import Edit

STUDY: dict[str, Any] = {
    "id": "example-1",
    "label": "Example 2020",
    "design": "cohort",
    "topics": ["other treatments"],
    "population": "older adults",
    "reading": {"extent": "abstract", "confidence": "high"},
    "integrity": {"status": "current"},
}
ARMS = [{"name": "drug", "people": 19}, {"name": "no drug", "people": 8, "analysed": 6}]


def study(**fields: Any) -> Study:
    """Return a study with some optional fields."""
    return Study.model_validate(STUDY | fields)


def test_a_study_without_optional_fields_makes_no_claim(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """Its page has what was entered, how it was read, and nothing else."""
    empty = corpus_dataset.studies["example-review"]
    fields = (empty.outcomes, empty.facts, empty.caveats, empty.direction, empty.authors_conclude)
    assert not any(fields)
    page = BeautifulSoup(str(corpus_files[f"evidence/{empty.id}.md"].content), "lxml")
    assert page.select("#authors, #ours, #what-it-found, #what-it-says") == []
    assert {term.text for term in page.select("dt")} == {"Design", "Population", "Known to include"}


def test_a_direction_that_nobody_rated_is_called_so(corpus_dataset: Dataset) -> None:
    """An empty field is no statement about the comparison of a study."""
    assert row_of_study(corpus_dataset, study()).direction_text == "not rated"


def test_a_direction_has_a_reason() -> None:
    """A judgement without one is refused."""
    with pytest.raises(ValidationError, match="reason"):
        study(direction={"judgement": "mixed", "about": "BMD"})


@pytest.mark.parametrize(
    ("arms", "expected"),
    [
        (ARMS, "27 (groups of 19 and 8)"),
        ([{"name": "everyone", "people": 30}], "30"),
        ([{"name": "drug", "people": 19}, {"name": "no drug"}], ""),
        ([], ""),
    ],
)
def test_people_are_the_sum_of_the_groups_where_all_are_known(
    arms: list[dict[str, Any]], expected: str
) -> None:
    """A number that the record holds is not called unknown."""
    assert people_text(study(arms=arms)) == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"arm": "drug", "months": "12", "value": "20.9", "spread": "11.9", "spread_is": "SD"},
         "Density: drug, 12 months: 20.9 % (SD 11.9), n = 19"),
        ({"arm": "drug", "months": "24", "value": "32.9", "people": 7},
         "Density: drug, 24 months: 32.9 %, n = 7"),
        ({"arm": "no drug", "at": "1 year", "value": "6.2"}, "Density: no drug, 1 year: 6.2 %, n = 6"),
        ({"arm": "drug", "months": "1", "events": 2, "people": 19}, "Density: drug, 1 month: 2 of 19"),
        ({"value": "3"}, "Density: 3 %"),
        ({"arm": "drug", "events": 2, "people": 18, "people_derived": "from a ratio"},
         "Density: drug: 2 of 18 (number of people derived)"),
    ],
)  # fmt: skip
def test_a_result_has_its_group_its_time_and_its_number(result: dict[str, Any], expected: str) -> None:
    """Wherever one figure of a study is shown, also behind a mark of evidence."""
    outcome = {"id": "density", "kind": "lumbar-bmd", "what": "Density", "unit": "%"}
    whole = study(arms=ARMS, outcomes=[outcome | {"results": [result]}])
    assert outcome_text(whole, whole.outcomes[0].results[0]) == expected


def test_an_estimate_has_its_comparison_and_what_it_pools() -> None:
    """One study is not called 'studies', and no study is called a trial."""
    estimate = {"measure": "RR", "value": "0.87", "comparison": "with placebo", "trials": 1, "people": 3400}
    outcome = {"id": "fracture", "kind": "vertebral-fracture", "what": "Fractures", "estimates": [estimate]}
    whole = study(outcomes=[outcome])
    text = outcome_text(whole, whole.outcomes[0].estimates[0])
    assert text == "Fractures: with placebo: relative risk 0.87 (1 study, 3,400 people)"


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        ({"kind": "retraction", "year": 2018}, "retraction, 2018"),
        ({"kind": "expression of concern"}, "expression of concern"),
        ({"kind": "reported concern", "by": "A Watch", "year": 2020}, "concerns reported by A Watch, 2020"),
    ],
)
def test_only_a_notice_of_a_journal_has_the_words_of_journals(notice: dict[str, Any], expected: str) -> None:
    """What anyone else wrote is a concern with the name of who reported it."""
    assert notice_title(Notice.model_validate(notice | {"says": "x"})) == expected


@pytest.mark.parametrize("notice", ["kind: reported concern", "kind: expression of concern, by: A Watch"])
def test_a_concern_names_who_reported_it(corpus_data: Path, edit: Edit, notice: str) -> None:
    """A notice of a journal has no reporter, and a reported concern has one."""
    integrity = f"{{status: concern, notices: [{{{notice}, says: It was seen.}}]}}"
    edit("studies/example-single-patient.yml", "{status: current}", integrity)
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert [problem.message for problem in caught.value.problems] == ["`by` and `kind` do not fit together"]


def test_a_status_of_concern_says_who_and_when() -> None:
    """The status of a study under concern is its notices in short."""
    notice = {"kind": "reported concern", "by": "A Watch", "year": 2020, "says": "x"}
    text = integrity_text(study(integrity={"status": "concern", "notices": [notice]}))
    assert text == "concerns reported by A Watch, 2020"


@pytest.mark.parametrize(
    ("searched", "expected"),
    [
        ({}, "Notices were not searched for."),
        ({"searched": "2026-11-22"}, "Notices were last searched for on 22 November 2026."),
    ],
)
def test_no_notice_seen_says_when_they_were_searched_for(searched: dict[str, str], expected: str) -> None:
    """Without a date nobody may take it for a search."""
    assert search_text(study(integrity={"status": "current"} | searched)) == expected
