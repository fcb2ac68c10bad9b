"""What this site claims and how sure it is; every sentence names the evidence it rests on."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Record
from k2evidence.model.scalars import Date, Id, Prose, Ref, Text, Whole

Domain = Literal[
    "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias", "size of effect"
]
Certainty = Literal["very low", "low", "moderate", "high"]

CERTAINTIES: tuple[Certainty, ...] = ("very low", "low", "moderate", "high")
"""From least to most sure."""

Evidence = Annotated[tuple[Ref, ...], Field(min_length=1)]
"""Studies, papers or cases, or one item of a study as `study/item`; all of them must stand."""


class Claim(Record):
    """One sentence of this site, with what it rests on."""

    id: Id
    """Unique within the file."""
    asks: Text | None = None
    """The reader's question that it answers, where it answers one."""
    says: Prose
    """The sentence; `{study/item}` stands for a number of the data."""
    see: Text | None = None
    """Where on this site more is said: an address without the leading slash."""
    rests_on: Evidence
    """The evidence; a retracted or missing one fails the build."""


class Claims(Record):
    """Sentences that are read together."""

    id: Id
    """Equal to the file name without its ending."""
    title: Text
    """The heading that they stand under."""
    max_words: Whole | None = None
    """Longest that all of them together may be."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """In the order of the page."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out where nobody noted it."""


class Step(Record):
    """One step of certainty, down or up, with its reason."""

    domain: Domain
    """What the step is about."""
    direction: Literal["down", "up"]
    """Down for a weakness, up for a strength."""
    reason: Text
    """Why, in our own words."""
    rests_on: Evidence
    """The records that hold the fact."""


class Side(Record):
    """What one body of evidence shows about an outcome, and how sure that is."""

    says: Prose
    """What it shows; `{study/item}` stands for a number of the data."""
    people: Prose
    """How many people, as far as was read; names in braces as in `says`."""
    rests_on: Evidence
    """The evidence, the best first: its design sets where certainty starts."""
    steps: tuple[Step, ...] = ()
    """Steps down and up from there."""


class OutcomeSummary(Record):
    """One row of the summary of findings."""

    id: Id
    """Equal to the file name without its ending."""
    outcome: Text
    """What readers want to know about."""
    place: Whole
    """Where the row stands."""
    cases: Side
    """What the cases of this site show."""
    controlled: Side
    """What controlled evidence shows; where there is none, the best there is."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out where nobody noted it."""


class BackgroundPoint(Record):
    """One statement of the paper's discussion beside current evidence."""

    id: Id
    """Anchor on the background page."""
    title: Text
    """What it is about."""
    section: Literal["cause", "vitamin K2 and bone", "care", "safety", "novelty"]
    """Under which heading it stands."""
    claims: Annotated[tuple[Id, ...], Field(min_length=1)]
    """What the authors say: claims of the paper's record."""
    evidence: tuple[Ref, ...] = ()
    """Facts and outcomes of studies, as `study/item`."""
    our_reading: Text
    """How this site reads it."""


class CitedReference(Record):
    """One entry of the paper's list of references."""

    number: Text
    """Its number, or a run of numbers."""
    cited_for: Text
    """What the text cites it for."""
    identified_as: Text | None = None
    """Which publication it is; left out where it could not be identified."""
    how: Text
    """How it was identified, or why not."""
    study: Id | None = None
    """The record of it on this site."""


class Background(Record):
    """A paper's discussion, point by point; `id` is that of the paper."""

    id: Id
    """The paper; equal to the file name without its ending."""
    points: tuple[BackgroundPoint, ...]
    """In the order of the page."""
    references: tuple[CitedReference, ...] = ()
    """The paper's list of references, as far as it is known."""
    references_note: Text | None = None
    """What could be read of the list."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out where nobody noted it."""
