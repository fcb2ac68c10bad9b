"""Loads and validates the data: every problem is reported here, before any page is rendered."""

from dataclasses import dataclass
from pathlib import Path

from k2evidence.audit import audit, check_appraisal_answers
from k2evidence.audit.finding import Finding
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.phrases import Phrases, check_phrase_lengths, derive_phrases
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset


@dataclass(frozen=True, slots=True)
class ValidatedData:
    """Data without a problem, with what was derived to validate it."""

    dataset: Dataset
    changes: Changes
    phrases: Phrases
    findings: tuple[Finding, ...]


def load_and_validate(data_dir: Path) -> ValidatedData:
    """Load the data, derive changes, phrases and findings, and check what depends on them.

    Raises DataError when the data cannot be used, when an answer names a finding that is gone, or
    when claims have more words than their record allows.
    """
    dataset = load_dataset(data_dir)
    changes = derive_changes(dataset)
    phrases = derive_phrases(dataset, changes)
    findings = audit(dataset)
    if problems := (*check_appraisal_answers(dataset, findings), *check_phrase_lengths(dataset, phrases)):
        raise DataError(problems)
    return ValidatedData(dataset, changes, phrases, findings)
