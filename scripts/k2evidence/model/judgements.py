"""Claims, summaries of findings and background points, each with its evidence and certainty."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Record
from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Name, Prose, Text
from k2evidence.model.scalars.identifiers import Id, Ref
from k2evidence.model.scalars.numbers import Position
from k2evidence.model.scalars.times import Date

Domain = Literal[
    "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias", "size of effect"
]
Certainty = Literal["very low", "low", "moderate", "high"]

CERTAINTIES: tuple[Certainty, ...] = ("very low", "low", "moderate", "high")
"""From least to most sure."""

Evidence = Annotated[tuple[Ref, ...], Field(min_length=1)]
"""Studies, papers or cases, or one item of a study as `study/item`; none may be retracted or in doubt."""


class Claim(Record):
    """One sentence of this site, with what it rests on."""

    id: Annotated[Id, Example("unknown")]
    """Unique within the file."""
    asks: Annotated[Text | None, Example("Does vitamin K2 heal these fractures?")] = None
    """The reader's question that it answers, where it answers one."""
    says: Annotated[Prose, Example("Nobody knows.")]
    """The sentence; `{study/item}` stands for a number of the data."""
    see: Annotated[Text | None, Example("recovery/")] = None
    """Where on this site more is said: an address without the leading slash."""
    rests_on: Annotated[Evidence, Example("tsuchie-2012")]
    """The evidence; a retracted or missing one fails the build."""


class Claims(Record):
    """Sentences that are read together."""

    id: Annotated[Id, Example("bottom-line")]
    """Equal to the file name without its ending."""
    title: Annotated[Name, Example("Does vitamin K2 heal bones after pregnancy-associated osteoporosis?")]
    """The heading that they are under."""
    max_words: Annotated[Position | None, Example("120")] = None
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
    reason: Annotated[Text, Example("No rates by group were read.")]
    """Why, in our own words."""
    rests_on: Annotated[Evidence, Example("inoue-2009-of-study/adverse-events")]
    """The records that hold the fact."""


class Side(Record):
    """What one body of evidence shows about an outcome, and how sure that is."""

    says: Annotated[Prose, Example("None is reported.")]
    """What it shows; `{study/item}` stands for a number of the data."""
    people: Annotated[Prose, Example("{women}")]
    """How many people, as far as was read; names in braces as in `says`."""
    rests_on: Annotated[Evidence, Example("tsuchie-2012")]
    """The evidence, the best first: its design sets where certainty starts."""
    steps: tuple[Step, ...] = ()
    """Steps down and up from there."""


class OutcomeSummary(Record):
    """One row of the summary of findings."""

    id: Annotated[Id, Example("adverse-events")]
    """Equal to the file name without its ending."""
    outcome: Annotated[Name, Example("Adverse events")]
    """What readers want to know about."""
    place: Annotated[Position, Example("1")]
    """Where the row stands."""
    cases: Side
    """What the cases of this site show."""
    controlled: Side
    """What controlled evidence shows; where there is none, the best there is."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out where nobody noted it."""


class BackgroundPoint(Record):
    """One statement of the paper's discussion beside current evidence."""

    id: Annotated[Id, Example("pthrp")]
    """Anchor on the background page."""
    title: Annotated[Name, Example("A hormone of breast-feeding")]
    """What it is about."""
    section: Literal["cause", "vitamin K2 and bone", "care", "safety", "novelty"]
    """Under which heading it stands."""
    claims: Annotated[tuple[Id, ...], Field(min_length=1), Example("rare")]
    """What the authors say: claims of the paper's record."""
    evidence: Annotated[tuple[Ref, ...], Example("kebapci-2016/minerals")] = ()
    """Facts and outcomes of studies, as `study/item`."""
    our_reading: Annotated[Text, Example("None was found since.")]
    """How this site reads it."""


class CitedReference(Record):
    """One entry of the paper's list of references."""

    number: Annotated[Name, Example("1")]
    """Its number, or a run of numbers."""
    cited_for: Annotated[Text, Example("The first description of the disease.")]
    """What the text cites it for."""
    identified_as: Annotated[Text | None, Example("Probably Shiraki 2000")] = None
    """Which publication it is; left out where it could not be identified."""
    how: Annotated[Text, Example("Could not be identified; the list was not in what was read.")]
    """How it was identified, or why not."""
    study: Annotated[Id | None, Example("shiraki-2000")] = None
    """The record of it on this site."""


class Background(Record):
    """A paper's discussion, point by point; `id` is that of the paper."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """The paper; equal to the file name without its ending."""
    points: tuple[BackgroundPoint, ...]
    """In the order of the page."""
    references: tuple[CitedReference, ...] = ()
    """The paper's list of references, as far as it is known."""
    references_note: Annotated[
        Text | None, Example("The list of references was not in the text that was read.")
    ] = None
    """What could be read of the list."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out where nobody noted it."""
