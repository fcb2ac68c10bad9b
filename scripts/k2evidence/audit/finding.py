"""What the audit returns: rules and findings."""

from dataclasses import dataclass
from typing import Literal, get_args

from k2evidence.model.base import Source
from k2evidence.model.cases import ReportKey

Kind = Literal["contradiction", "imprecision", "plausibility", "gap"]
Severity = Literal["major", "minor"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""Every kind of finding, the gravest first."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""Every severity, the gravest first."""

AffectedValue = ReportKey | tuple[str, str, str]
"""What a finding touches: a report, or a fact of a course (case, course, name of the fact)."""

WHOLE_TEXT = "Missing information is reported only where the relevant text was read."
"""What is said of a rule that finds absences."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to read a paper against itself, and what it rests on."""

    id: str
    title: str
    statement: str
    """What must hold, in plain words."""
    source: Source | None = None
    """The publication that the principle rests on, where it is more than arithmetic."""
    needs_whole_text: bool = False
    """Whether some of what it finds is an absence, which only shows where the whole text was read."""

    @property
    def principle(self) -> str:
        """What must hold, and where the rule is silent."""
        return f"{self.statement} {WHOLE_TEXT}" if self.needs_whole_text else self.statement


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a source that does not fit, with both sides and their places.

    `says` and `also_says` hold values with units, never a sentence of the source. `means` is
    what follows for the reader, `effect` what it does to the figures that this site derives.
    """

    finding_id: str
    rule: str
    kind: Kind
    severity: Severity
    paper_id: str
    case_ids: tuple[str, ...]
    course_ids: tuple[str, ...]
    field: str
    says: str
    locator: str
    also_says: str
    also_locator: str
    means: str
    effect: str
    affects: frozenset[AffectedValue] = frozenset()

    @property
    def explanation(self) -> str:
        """What the finding means and what it does to derived figures."""
        return f"{self.means} {self.effect}".strip()
