"""What a rule on studies reads and returns: a study as far as it was read itself, a draft of a question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k2evidence.audit.finding import Kind, Severity
from k2evidence.audit.question import Figure, FigureSort
from k2evidence.model.studies import Arm, Result, Study, StudyOutcome
from k2evidence.model.study_text import result_label
from k2evidence.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class StudyScope:
    """One study, and the vocabulary."""

    study: Study
    vocabulary: Vocabulary

    def outcomes(self) -> Iterator[StudyOutcome]:
        """Yield the outcomes that were read in the study itself: another's account is no question to it."""
        return (outcome for outcome in self.study.outcomes if not outcome.secondary)

    @property
    def groups_of_trial(self) -> tuple[Arm, ...]:
        """The groups of a randomised trial, in which each person is in one; none for other designs."""
        return self.study.arms if self.study.design == "randomised trial" else ()

    @property
    def read_in(self) -> str:
        """Which text of the study was read: 'abstract'."""
        return self.study.reading.extent

    def place(self, outcome: StudyOutcome, result: Result | None = None) -> str:
        """Return where a figure was read: 'abstract, New fractures: placebo, 12 months'."""
        label = result_label(result) if result else ""
        return f"{self.read_in}, {outcome.what}{f': {label}' if label else ''}"

    def figure(self, outcome: StudyOutcome, sort: FigureSort, number: int = 0) -> Figure:
        """Return the key of a figure of the study."""
        return Figure(self.study.id, outcome.id, sort, number)


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question before it has its rule, its study and its id; an outcome is given where it is of one."""

    kind: Kind
    severity: Severity
    field: str
    says: str
    locator: str
    also_says: str
    also_locator: str
    means: str
    may_be: str
    outcome: StudyOutcome | None = None
    affects: Iterable[Figure] = ()
