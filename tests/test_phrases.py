"""Placeholders in sentences stand for what the data hold, counted over the cases that they rest on."""

from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.intervals import ZERO
from k2evidence.derive.phrases import Phrases, count_directions, derive_phrases
from k2evidence.load import DataError
from k2evidence.load.dataset import Dataset
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, Edit


@pytest.fixture(scope="module")
def phrases(corpus_dataset: Dataset) -> Phrases:
    """The phrases of the corpus."""
    return derive_phrases(corpus_dataset, derive_changes(corpus_dataset))


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("women", "four women"),
        ("courses", "five courses"),
        ("treatment-courses", "four"),
        ("dose", "45 mg (45,000 µg) a day"),
        ("weaned", "all five courses"),
        ("lumbar-measured", "four courses"),
        ("lumbar-rose", "three"),
        ("lumbar-fell", "one"),
        ("femur-rose", "two"),
        ("femur-fell", "one"),
        ("femur-unclear", "one"),
    ],
)
def test_a_sentence_counts_the_cases_of_the_papers_it_rests_on(
    phrases: Phrases, name: str, phrase: str
) -> None:
    """The cases of the second paper are not counted."""
    assert phrases.phrases_for(["tsuchie-2012"])[name] == phrase


def test_a_sentence_that_names_no_case_counts_every_case_given_vitamin_k2(phrases: Phrases) -> None:
    """Doses that differ are listed; nobody is counted for whom no vitamin K2 is reported."""
    assert phrases["women"] == "seven patients"
    assert phrases["courses"] == phrases.phrases_for(["mott-2019"])["courses"] == "ten courses"
    assert phrases["weaned"] == "six of ten courses"
    assert phrases["dose"].startswith("15 mg (15,000 µg) a day, 45 mg (45,000 µg) a day, ")


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("mott-2019/vertebral-fracture-recalculated", "odds ratio 0.98, 95 % CI 0.85 to 1.14"),
        ("mott-2019/clinical-fracture-recalculated", "odds ratio 0.74, 95 % CI 0.56 to 0.97"),
        ("mott-2019/trials", "36"),
        ("japan-label-glakay/reactions-any", "16 of 272 (5.9 %)"),
    ],
)
def test_a_placeholder_of_a_study_is_its_figure(phrases: Phrases, name: str, phrase: str) -> None:
    """It is written with measure, interval and unit."""
    assert phrases[name] == phrase


def test_a_density_that_stayed_neither_rose_nor_fell(corpus_dataset: Dataset) -> None:
    """No change is no fall."""
    changes = derive_changes(corpus_dataset)
    stayed = Changes(
        {key: tuple(replace(c, absolute=ZERO) for c in own) for key, own in changes.by_measurement.items()},
        changes.chosen,
        changes.visits,
        changes.printed,
    )
    directions = count_directions(corpus_dataset.vocabulary, corpus_dataset.courses(), stayed, "lumbar spine")
    assert directions == {"measured": "11 courses", "rose": "no", "fell": "no", "unclear": "no"}


def test_every_marker_of_turnover_in_the_first_paper_fell(dataset: Dataset) -> None:
    """The published summary of findings says so in words."""
    markers = [
        change
        for change in derive_changes(dataset)
        if change.chosen
        and change.analyte in ("ntx", "bap")
        and dataset.cases[change.case_id].paper == "tsuchie-2012"
    ]
    assert markers
    assert [change for change in markers if change.absolute.value >= 0] == []


def test_the_bottom_line_has_as_few_words_as_its_record_allows(corpus_files: dict[str, SiteFile]) -> None:
    """The words of the numbers are counted too."""
    soup = BeautifulSoup(str(corpus_files["index.md"].content), "html.parser")
    for basis in soup.select("details"):
        basis.decompose()
    words = [word for claim in soup.select(".k2-answer-first .k2-claim") for word in claim.text.split()]
    assert 60 < len(words) <= 120


def test_a_longer_bottom_line_is_refused(corpus_data: Path, edit: Edit) -> None:
    """The limit is checked with the numbers put in."""
    edit("claims/bottom-line.yml", "max_words: 120", "max_words: 30")
    with pytest.raises(DataError, match="30 are allowed"):
        build_site(corpus_data, CONTEXT)


def test_every_sentence_of_the_answers_names_its_evidence(corpus_files: dict[str, SiteFile]) -> None:
    """The reader can open what each rests on."""
    soup = BeautifulSoup(str(corpus_files["index.md"].content), "html.parser")
    claims = soup.select(".k2-claim, .k2-questions > div")
    assert claims
    assert [claim for claim in claims if not claim.select(".k2-basis a[href]")] == []


def test_a_retraction_fails_every_sentence_that_rests_on_the_study(corpus_data: Path, edit: Edit) -> None:
    """No claim, no row of the summary and no point of the background outlives its evidence."""
    edit("studies/mott-2019.yml", "  status: corrected", "  status: retracted")
    with pytest.raises(DataError) as caught:
        build_site(corpus_data, CONTEXT)
    fallen = {(problem.code, problem.file.removeprefix("data/")) for problem in caught.value.problems}
    assert ("evidence-fell", "claims/bottom-line.yml") in fallen
    assert ("evidence-fell", "summaries/vertebral-fracture.yml") in fallen
    assert ("evidence-fell", "background/tsuchie-2012.yml") in fallen
    assert {code for code, _ in fallen - {("integrity", "studies/mott-2019.yml")}} == {"evidence-fell"}


def test_a_claim_on_unknown_evidence_names_the_nearest_record(corpus_data: Path, edit: Edit) -> None:
    """A misspelt id is no reason to search."""
    edit("claims/bottom-line.yml", "rests_on: [tsuchie-2012", "rests_on: [tsuchi-2012")
    with pytest.raises(DataError, match="did you mean 'tsuchie-2012'"):
        build_site(corpus_data, CONTEXT)
