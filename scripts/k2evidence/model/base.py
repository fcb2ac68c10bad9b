"""Base classes and words of all records: unknown fields refused, locators, how far a source was read."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict

from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Text
from k2evidence.model.scalars.identifiers import Id, Link

Place = Literal["table", "text", "figure"]
Status = Literal[
    "reported", "not-available", "dash", "qualitative", "not-applicable", "not-reported", "not-seen"
]
Phase = Literal["before", "after"]
Specimen = Literal["serum", "urine"]
Qualifier = Literal[
    "high",
    "low",
    "normal",
    "improved",
    "suppressed",
    "no-change",
    "mild-decline",
    "osteoporosis",
    "decreased",
    "fell",
    "rose",
]
Extent = Literal["full text", "abstract", "excerpt", "not read"]
Missing = Literal["not available", "not reported", "not applicable", "not seen"]
DrugClass = Literal[
    "vitamin K2",
    "teriparatide",
    "bisphosphonate",
    "denosumab",
    "romosozumab",
    "calcium or vitamin D",
    "active vitamin D",
    "vitamin K, form not stated",
    "other drug",
]
"""The groups of substances that are given for bone."""
IntegrityStatus = Literal["current", "corrected", "concern", "retracted"]
AppraisalAnswer = Literal[
    "low risk",
    "some concerns",
    "high risk",
    "yes",
    "partial yes",
    "no",
    "unclear",
    "not applicable",
    "not assessable",
]
"""How an item of an appraisal tool can be answered; each tool allows some of these."""

WAYS_MISSING: Mapping[str, Missing] = {
    "not-available": "not available",
    "dash": "not applicable",
    "not-applicable": "not applicable",
    "not-reported": "not reported",
    "not-seen": "not seen",
}
"""How a fact is missing by the status of a report; other statuses report it, in numbers or words."""
PHASES: tuple[Phase, ...] = ("before", "after")
VERTEBRAE: tuple[str, ...] = (*(f"T{n}" for n in range(1, 13)), *(f"L{n}" for n in range(1, 6)))
"""T1 to L5, from the top."""


class Record(BaseModel):
    """A frozen record that accepts no unknown field."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


class TrailingFields(Record):
    """Fields that are after those of the record that inherits them."""


class Located(Record):
    """Something a source says, and where."""

    locator: Annotated[Text, Example("Case 1, paragraph 1")]
    """Where to look in the source: the table with its row and column, the paragraph, or `Abstract`. It
    points; it does not quote."""
    via: Annotated[Id | None, Example("kovacs-ralston-2015")] = None
    """For information read at second hand: the publication on this site that reports it, such as a review."""


class Reading(Record):
    """How much of a source was read, and where."""

    extent: Annotated[Extent, Example("full text")]
    """`full text`, `abstract`, `excerpt` or `not read`."""
    note: Annotated[Text | None, Example("The images and the list of references were not in it.")] = None
    """What was missing from it."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole text was read, so that what it does not report is not reported."""
        return self.extent == "full text"


class Integrity(Record):
    """Whether the record still stands."""

    status: IntegrityStatus
    """`current` unless a notice was found."""
    note: Annotated[
        Text, Example("No notice was seen on the publisher's page; databases of retractions were not asked.")
    ]
    """What was looked at, and what was not."""


class Source(Record):
    """Where a fact of the vocabulary was seen."""

    title: Annotated[Text, Example("Table in Front. Endocrinol. 2026 (PMC12995607)")]
    """What the page is."""
    url: Annotated[Link | None, Example("https://pmc.ncbi.nlm.nih.gov/articles/PMC12995607/table/T3/")] = None
    """Its stable address; left out where none was found, or none that answers by https."""
    extent: Annotated[Extent, Example("excerpt")]
    """How much of it was read."""
