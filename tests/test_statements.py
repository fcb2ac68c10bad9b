"""What this site says rests on evidence that stands, in as few words as were promised."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.intervals import ZERO
from k2evidence.derive.phrases import count_directions, derive_phrases
from k2evidence.load import DataError
from k2evidence.load.dataset import Dataset
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT

Edit = Callable[[str, str, str], None]


@pytest.mark.parametrize(
    ("name", "said"),
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
        ("mott-2019/vertebral-fracture-recalculated", "odds ratio 0.98, 95 % CI 0.85 to 1.14"),
        ("mott-2019/clinical-fracture-recalculated", "odds ratio 0.74, 95 % CI 0.56 to 0.97"),
        ("mott-2019/trials", "36"),
        ("japan-label-glakay/reactions-any", "16 of 272 (5.9 %)"),
    ],
)
def test_numbers_of_a_sentence_come_from_the_data(dataset: Dataset, name: str, said: str) -> None:
    """Each name in braces stands for what the records hold."""
    assert derive_phrases(dataset, derive_changes(dataset))[name] == said


def test_every_marker_of_turnover_that_was_measured_twice_fell(dataset: Dataset) -> None:
    """The summary of findings says so in words; here it is counted."""
    markers = [c for c in derive_changes(dataset) if c.chosen and c.analyte in ("ntx", "bap")]
    assert len(markers) == 7
    assert [change for change in markers if change.absolute.value >= 0] == []


def test_the_bottom_line_has_at_most_120_words(files: dict[str, SiteFile]) -> None:
    """Numbers included."""
    soup = BeautifulSoup(str(files["index.md"].content), "html.parser")
    words = [
        word for claim in soup.select(".k2-answer-first .k2-claim > span") for word in claim.text.split()
    ]
    assert 60 < len(words) <= 120


def test_a_longer_bottom_line_is_refused(data: Path, edit: Edit) -> None:
    """The limit stands in the record and is checked with the numbers put in."""
    edit("claims/bottom-line.yml", "max_words: 120", "max_words: 30")
    with pytest.raises(DataError, match="30 are allowed"):
        build_site(data, CONTEXT)


def test_every_sentence_of_the_answers_names_its_evidence(files: dict[str, SiteFile]) -> None:
    """The reader can open what each rests on."""
    soup = BeautifulSoup(str(files["index.md"].content), "html.parser")
    claims = soup.select(".k2-claim, .k2-questions > div")
    assert len(claims) == 21
    assert [claim for claim in claims if not claim.select(".k2-basis a[href]")] == []


def test_a_retraction_fails_every_claim_that_needs_the_study(data: Path, edit: Edit) -> None:
    """The answer cannot outlive its evidence; each sentence is named."""
    edit("studies/mott-2019.yml", "  status: corrected", "  status: retracted")
    with pytest.raises(DataError) as caught:
        build_site(data, CONTEXT)
    fallen = {(p.code, p.file.split("data/")[-1]) for p in caught.value.problems}
    assert ("evidence-fell", "claims/bottom-line.yml") in fallen
    assert ("evidence-fell", "summaries/vertebral-fracture.yml") in fallen
    assert ("evidence-fell", "background/tsuchie-2012.yml") in fallen
    assert {code for code, _ in fallen} == {"evidence-fell"}


def test_a_claim_without_its_evidence_fails(data: Path, edit: Edit) -> None:
    """A study that is not there is named with the nearest one that is."""
    edit("claims/bottom-line.yml", "nakamura-2015]", "nakamura-2051]")
    with pytest.raises(DataError, match="nakamura-2015"):
        build_site(data, CONTEXT)


def test_a_density_that_stayed_neither_rose_nor_fell(dataset: Dataset) -> None:
    """No change is no fall."""
    changes = derive_changes(dataset)
    stayed = Changes(
        {key: tuple(replace(c, absolute=ZERO) for c in own) for key, own in changes.by_measurement.items()},
        changes.chosen,
    )
    said = count_directions(dataset.courses(), stayed, "bmd-lumbar-spine")
    assert said == {"measured": "four courses", "rose": "no", "fell": "no", "unclear": "no"}
