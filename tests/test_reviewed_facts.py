"""The build names the sentences that must be read again, because a fact under them has changed."""

from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.curate.reviewed import render_reviews

from .conftest import Cli, Edit

STUDY = "studies/mott-2019.yml"


@pytest.fixture(autouse=True)
def ledger(corpus_data: Path) -> Path:
    """The ledger of the corpus as it is."""
    path = corpus_data / "reviewed.yml"
    path.write_text(render_reviews(load_and_validate(corpus_data).facts), encoding="utf-8")
    return path


def test_nothing_is_to_be_read_again_where_nothing_changed(corpus_data: Path) -> None:
    """The ledger was just written."""
    assert load_and_validate(corpus_data).to_read_again == ()


def test_without_a_ledger_nothing_is_named(corpus_data: Path, ledger: Path) -> None:
    """A new site has no reviews to compare with."""
    ledger.unlink()
    assert load_and_validate(corpus_data).to_read_again == ()


def test_a_changed_number_names_the_sentences_that_use_it(corpus_data: Path, edit: Edit) -> None:
    """The claim that prints it, and the body of evidence whose rating rests on it."""
    edit(STUDY, "value: 0.98, low: 0.85, high: 1.14", "value: 0.98, low: 0.80, high: 1.20")
    again = load_and_validate(corpus_data).to_read_again
    assert "claims/bottom-line/trials" in again
    assert "summaries/vertebral-fracture/all-forms" in again
    assert not any("pain" in sentence for sentence in again)


def test_a_changed_rating_names_the_sentences_above_it(corpus_data: Path, edit: Edit) -> None:
    """Also where no number of theirs has changed."""
    edit("summaries/vertebral-fracture.yml", "concern: very serious", "concern: serious")
    assert "summaries/vertebral-fracture/all-forms" in load_and_validate(corpus_data).to_read_again


def test_a_title_changes_no_fact(corpus_data: Path, edit: Edit) -> None:
    """Only what a sentence rests on is compared."""
    edit(STUDY, "journal: Osteoporosis International", "journal: Another Journal")
    assert load_and_validate(corpus_data).to_read_again == ()


def test_the_check_says_what_to_read_again(project: Path, cli: Cli) -> None:
    """And `reviewed` notes that it was read."""
    assert "Read these again" not in cli("check", project=project).stdout
    cli("reviewed", project=project)
    study = project / "data" / STUDY
    study.write_text(study.read_text().replace("high: 1.14", "high: 1.15"), encoding="utf-8")
    assert "claims/bottom-line/trials" in cli("check", project=project).stdout
    assert "of them read again" in cli("reviewed", project=project).stdout
    assert "Read these again" not in cli("check", project=project).stdout
