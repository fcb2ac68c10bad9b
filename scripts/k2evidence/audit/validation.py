"""Loads and validates the data: every problem is reported here, before any page is rendered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from k2evidence.audit import audit, check_appraisal_answers, question_studies
from k2evidence.audit.finding import Finding
from k2evidence.audit.question import Question
from k2evidence.derive.certainty import rate_certainty
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.phrases import Phrases, check_phrase_lengths, derive_phrases
from k2evidence.derive.reviewed_facts import facts_under_sentences, sentences_to_read_again
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem, whole_file_problem
from k2evidence.model.error_codes import ErrorCode


@dataclass(frozen=True, slots=True)
class ValidatedData:
    """Data without a problem, with what was derived to validate it."""

    dataset: Dataset
    changes: Changes
    phrases: Phrases
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    facts: Mapping[str, str]
    """A hash of the facts under each sentence of this site."""

    @property
    def to_read_again(self) -> tuple[str, ...]:
        """The sentences whose facts changed since they were last read against them."""
        return sentences_to_read_again(self.dataset, self.facts)


def load_and_validate(data_dir: Path, today: str | None = None) -> ValidatedData:
    """Load the data, derive changes, phrases and findings, and check what depends on them.

    No date may be after today, where that is known.

    Raises DataError when the data cannot be used, when there is not what every page is about, when an answer
    names a finding that is gone, or when claims have more words than their record allows.
    """
    dataset = load_dataset(data_dir, today)
    if problems := tuple(_lacking(dataset, data_dir.name)):
        raise DataError(problems)
    changes = derive_changes(dataset)
    phrases = derive_phrases(dataset, changes)
    findings, questions = audit(dataset), question_studies(dataset)
    answers = check_appraisal_answers(dataset, findings, questions)
    if problems := (*answers, *check_phrase_lengths(dataset, phrases)):
        raise DataError(problems)
    facts = facts_under_sentences(dataset, phrases, rate_certainty(dataset))
    return ValidatedData(dataset, changes, phrases, findings, questions, facts)


def _lacking(dataset: Dataset, data: str) -> Iterator[Problem]:
    """Yield what the pages cannot be written without: patients given vitamin K2, and a judged outcome.

    Their sentences are about such patients, and how sure the answer is follows from the outcomes.
    """
    if not dataset.k2_cases:
        yield whole_file_problem(
            f"{data}/cases",
            ErrorCode.NOTHING_TO_SHOW,
            "no case was given vitamin K2, and the pages are about such patients",
            "add a case with a treatment that data/vocabulary/substances.yml counts as vitamin K2",
        )
    if not dataset.summaries:
        yield whole_file_problem(
            f"{data}/summaries",
            ErrorCode.NOTHING_TO_SHOW,
            "no outcome is summarised, and the certainty of the answer is taken from the summaries",
            "add a row of the summary of findings",
        )
