"""The frozen corpus in `tests/data/`: a small data folder that has every kind of record and value.

Tests run on it and not on `data/`, so that a new case or study breaks none, and so that a build takes
seconds. It is no copy to be kept up to date: nobody reads it as evidence.

- The paper, cases, appraisal, background and studies with real names are copies of `data/`, cut where they
  name a study that is not here; sentences that need one are shorter here or left out.
- Whatever is called `example-…` is made up, and nothing in it is true: a second paper with an odd patient,
  a study with every field that the others lack, a review with hardly any, a row of the summary of
  findings, an amendment. A test of a single paper deletes `papers/example-2020.yml` and its two cases
  from a copy; nothing else names them.
- Change it when the data model or a vocabulary changes, or when a page gets a branch that no record here
  reaches; then extend an example, and leave the real records alone.
- Editors check its files against the schemas of `data/schema/`. The loader refuses files that it does not
  know, so this text cannot be beside the data.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup
from k2evidence.audit.validation import load_and_validate
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import IntegrityStatus
from k2evidence.model.studies import VIEWS, Design, OutcomeKind, Study
from k2evidence.render.site_file import SiteFile


def test_the_corpus_loads_without_a_problem(corpus_dataset: Dataset) -> None:
    """Three papers and a study with their cases, and only evidence that is in the corpus."""
    assert [*corpus_dataset.papers] == ["example-2020", "example-2021", "tsuchie-2012"]
    assert {paper: len(cases) for paper, cases in corpus_dataset.cases_of.items()} == {
        "example-2020": 2,
        "example-2021": 3,
        "example-single-patient": 1,
        "tsuchie-2012": 4,
    }


def test_the_corpus_loads_with_one_paper(corpus_data: Path) -> None:
    """No record needs the made-up papers and their cases, so that a test may delete them."""
    for folder in ("cases", "papers"):
        for path in (corpus_data / folder).glob("example-*.yml"):
            path.unlink()
    assert [*load_and_validate(corpus_data).dataset.papers] == ["tsuchie-2012"]


def test_every_file_renders(corpus_files: Mapping[str, SiteFile]) -> None:
    """No page, chart or export is empty."""
    assert [uri for uri, file in corpus_files.items() if not file.content] == []


@pytest.mark.parametrize("kind", VIEWS)
def test_every_outcome_page_lists_a_study(corpus_files: Mapping[str, SiteFile], kind: OutcomeKind) -> None:
    """Each has a picture too."""
    page = BeautifulSoup(str(corpus_files[f"evidence/{kind}.md"].content), "html.parser")
    assert page.select("table tbody th a[href]")
    assert page.select(f"#picture-forest-{kind} svg")


def test_every_group_of_the_recovery_picture_has_a_point(corpus_files: Mapping[str, SiteFile]) -> None:
    """Some with a spread, and some without."""
    points = list(csv.DictReader(str(corpus_files["data/recovery.csv"].content).splitlines()))
    assert {point["group"] for point in points} == {
        "vitamin K2",
        "no bone drug",
        "healthy women",
        "teriparatide",
        "bisphosphonate",
        "romosozumab",
        "several drugs",
    }
    assert {bool(point["spread_is"]) for point in points} == {True, False}


def test_every_design_and_integrity_status_is_there(corpus_dataset: Dataset) -> None:
    """Every kind of outcome as well."""
    studies = corpus_dataset.studies.values()
    assert {study.design for study in studies} == {*get_args(Design)}
    assert {study.integrity.status for study in studies} == {*get_args(IntegrityStatus)}
    assert {outcome.kind for study in studies for outcome in study.outcomes} == {*get_args(OutcomeKind)}


def _is_without_result(study: Study) -> bool:
    return study.direction is not None and study.direction.judgement == "not reported"


@pytest.mark.parametrize(
    "is_such",
    [
        pytest.param(lambda study: study.superseded_by, id="superseded"),
        pytest.param(lambda study: study.integrity.status == "corrected" and study.usable, id="corrected"),
        pytest.param(lambda study: study.not_usable is not None, id="unusable"),
        pytest.param(
            lambda study: (
                study.registration and study.direction and study.direction.judgement == "not reported"
            ),
            id="no result",
        ),
        pytest.param(lambda study: study.title_ours, id="described title"),
        pytest.param(lambda study: not study.title, id="no title"),
        pytest.param(lambda study: not study.doi, id="no DOI"),
        pytest.param(lambda study: not study.authors, id="no authors"),
        pytest.param(lambda study: not study.year, id="no year"),
        pytest.param(lambda study: not (study.outcomes or study.facts), id="nothing read"),
    ],
)
def test_a_study_of_each_odd_kind_is_there(
    corpus_dataset: Dataset, is_such: Callable[[Study], object]
) -> None:
    """What pages say of missing or withdrawn things, some study makes them say."""
    assert any(is_such(study) for study in corpus_dataset.studies.values())
