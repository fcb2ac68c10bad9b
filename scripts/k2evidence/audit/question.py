"""What the audit of studies returns: questions about a study, each with both sides."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from k2evidence.audit.finding import Kind, Severity

FigureSort = Literal["result", "estimate", "outcome"]


class Figure(NamedTuple):
    """A printed figure of a study: a result, an estimate, or what is printed of the outcome as a whole."""

    study_id: str
    outcome_id: str
    sort: FigureSort
    number: int
    """Its place in the record, from 0."""


NOT_PROOF = "This is a question, not proof of an error."
"""What is said of every question."""


@dataclass(frozen=True, slots=True)
class Question:
    """Printed figures of a study that do not fit, with both sides and their places.

    `means` says what does not fit, `may_be` what could explain it without an error.
    """

    question_id: str
    rule: str
    kind: Kind
    severity: Severity
    study_id: str
    outcome_id: str | None
    field: str
    says: str
    locator: str
    also_says: str
    also_locator: str
    means: str
    may_be: str
    affects: frozenset[Figure] = frozenset()

    @property
    def explanation(self) -> str:
        """What the question means, what may explain it, and that it proves nothing."""
        return f"{self.means} {self.may_be} {NOT_PROOF}"
