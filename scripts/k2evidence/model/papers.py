"""Source papers, and how good their reports are."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Integrity, Located, Reading, Record
from k2evidence.model.cases import Statement
from k2evidence.model.scalars import Boolean, Date, Doi, Id, Link, Number, Prose, RangeField, Text, Whole


class Person(Record):
    """An author."""

    given: Text
    """Given names."""
    family: Text
    """Family name."""


class Unverified(Record):
    """A fact that may not be verified yet."""

    says: Text
    """The fact, or `not verified`."""
    note: Text | None = None
    """What stands in the way."""


class Statistic(Located):
    """A summary figure that the paper prints over its patients."""

    of: Literal["age"]
    """What is summarised."""
    statistic: Literal["mean", "range"]
    """Which summary."""
    value: Number | None = None
    """The mean as printed."""
    range: RangeField | None = None
    """The range as printed."""
    unit: Text
    """The unit, e.g. year."""
    n: Whole
    """Number of patients."""


class Figure(Located):
    """A figure of the paper: what it shows and the labels drawn in it."""

    number: Whole
    """The figure's number."""
    case: Id
    """The patient shown."""
    shows: Prose
    """What it shows, in our own words."""
    image_labels: tuple[Text, ...] = ()
    """Vertebra labels drawn in the picture, as printed. A label names a vertebra; it does not
    say that it is fractured."""


class Method(Located):
    """A method or setting that the paper states, or leaves out."""

    about: Text
    """What it is about, e.g. densitometer."""
    says: Prose
    """What the paper says; `Not reported.` is an answer."""
    reported: Boolean = True
    """False where a reader needs it and the paper leaves it out."""


class FindingAnswer(Record):
    """An answer to something that does not fit, shown beside it for as long as it does not fit."""

    finding: Text
    """The id of the finding, from the audit page; it changes when the finding becomes of another kind."""
    kind: Literal["erratum", "reply", "explanation"]
    """An erratum of the journal, a reply by the authors, or an explanation by a curator."""
    says: Text
    """The answer, in our own words."""
    date: Date
    """When it was given."""
    link: Link | None = None
    """Where it can be read."""


class Paper(Record):
    """The bibliographic record of a source paper."""

    id: Id
    """Equal to the file name without its ending."""
    title: Text
    """The title as printed."""
    article_type: Text
    """What sort of article it is."""
    authors: Annotated[tuple[Person, ...], Field(min_length=1)]
    """In the order printed."""
    affiliation: Text
    """Where the authors worked."""
    journal: Text
    """Full name of the journal."""
    year: Whole
    """Year of the issue."""
    volume: Text
    """Volume."""
    issue: Unverified
    """Issue number, and whether it was confirmed."""
    pages: Text
    """First and last page."""
    doi: Doi
    """The DOI without its resolver."""
    received: Date | None = None
    """When the journal received it, where it is printed."""
    accepted: Date | None = None
    """When the journal accepted it, where it is printed."""
    published_online: Date | None = None
    """When it appeared online, where it is told."""
    reading: Reading
    """How it was read."""
    integrity: Integrity
    """Whether it still stands."""
    licence: Unverified
    """The licence of the article."""
    conflicts: Text
    """Conflicts of interest declared."""
    ethics: Text
    """Statement on ethics or consent."""
    funding: Text
    """Statement on funding."""
    methods: tuple[Method, ...] = ()
    """How things were measured."""
    outcomes_promised: tuple[Id, ...] = ()
    """Analytes that the methods say were measured."""
    statistics: tuple[Statistic, ...] = ()
    """Summary figures over the patients."""
    figures: tuple[Figure, ...] = ()
    """The figures."""
    claims: tuple[Statement, ...] = ()
    """What the authors claim, in our own words."""
    answers: tuple[FindingAnswer, ...] = ()
    """Answers to findings of the audit; an answer without its finding fails the build."""
    reviewed: Date | None = None
    """When the record was last read against the paper; left out where nobody noted it."""


AppraisalAnswer = Literal["yes", "no", "unclear", "not applicable"]


class AppraisedItem(Located):
    """One item of an appraisal tool, answered for one paper."""

    item: Whole
    """Number of the item in the tool."""
    answer: AppraisalAnswer
    """`yes`, `no`, `unclear` or `not applicable`."""
    reason: Text
    """Why, in our own words."""


class ToolAnswers(Record):
    """The answers to every item of one tool."""

    tool: Id
    """A tool of `data/vocabulary/appraisal-tools.yml`."""
    items: tuple[AppraisedItem, ...]
    """Each item once."""


class Appraisal(Record):
    """How good a report is, item by item; `id` is that of the paper."""

    id: Id
    """The paper; equal to the file name without its ending."""
    answers: tuple[ToolAnswers, ...]
    """One entry for each tool."""
    reviewed: Date | None = None
    """When the answers were last reconsidered; left out where nobody noted it."""
