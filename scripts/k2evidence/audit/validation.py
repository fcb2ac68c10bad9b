"""The data, read and judged: everything that can be wrong with it is found here, before any page."""

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
    """Data without a problem, with what had to be derived to know that."""

    dataset: Dataset
    changes: Changes
    phrases: Phrases
    findings: tuple[Finding, ...]


def load_and_validate(data_dir: Path) -> ValidatedData:
    """Read the data and judge it as the site does.

    Raises DataError when the data cannot be used, answers a finding that is not there, or says
    more than it may.
    """
    dataset = load_dataset(data_dir)
    changes = derive_changes(dataset)
    phrases = derive_phrases(dataset, changes)
    findings = audit(dataset)
    if problems := (*check_appraisal_answers(dataset, findings), *check_phrase_lengths(dataset, phrases)):
        raise DataError(problems)
    return ValidatedData(dataset, changes, phrases, findings)
