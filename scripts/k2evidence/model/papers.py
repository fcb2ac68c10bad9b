"""Source papers, and how good their reports are."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Integrity, Located, Reading, Record
from k2evidence.model.cases import Statement
from k2evidence.model.markers import Example, MeasuredIn
from k2evidence.model.scalars.free_text import Prose, Text
from k2evidence.model.scalars.identifiers import Doi, Id, Link
from k2evidence.model.scalars.numbers import Boolean, Number, RangeField, Whole
from k2evidence.model.scalars.times import Date


class Person(Record):
    """An author."""

    given: Annotated[Text, Example("Hiroyuki")]
    """Given names."""
    family: Annotated[Text, Example("Tsuchie")]
    """Family name."""


class Unverified(Record):
    """A fact that may not be verified yet."""

    says: Annotated[Text, Example("3")]
    """The fact, or `not verified`."""
    note: Annotated[
        Text | None,
        Example("Not confirmed by the publisher page that was read, which shows pages, dates and DOI."),
    ] = None
    """What stands in the way."""


class Statistic(Located):
    """A summary figure that the paper prints over its patients."""

    of: Literal["age"]
    """What is summarised."""
    statistic: Literal["mean", "range"]
    """Which summary."""
    value: Annotated[Number | None, Example("31.5"), MeasuredIn("that of `unit`")] = None
    """The mean as printed."""
    range: Annotated[RangeField | None, MeasuredIn("that of `unit`")] = None
    """The range as printed."""
    unit: Annotated[Text, Example("year")]
    """The unit, e.g. year."""
    n: Annotated[Whole, Example("4")]
    """Number of patients."""


class Figure(Located):
    """A figure of the paper: what it shows and the labels drawn in it."""

    number: Annotated[Whole, Example("1")]
    """The figure's number."""
    case: Annotated[Id, Example("tsuchie-2012-case-2")]
    """The patient shown."""
    shows: Annotated[Prose, Example("Lateral radiograph of the spine.")]
    """What it shows, in our own words."""
    image_labels: Annotated[tuple[Text, ...], Example("T8")] = ()
    """Vertebra labels drawn in the picture, as printed. A label names a vertebra; it does not
    say that it is fractured."""


class Method(Located):
    """A method or setting that the paper states, or leaves out."""

    about: Annotated[Text, Example("bone density")]
    """What it is about, e.g. densitometer."""
    says: Annotated[Prose, Example("Not reported.")]
    """What the paper says; `Not reported.` is an answer."""
    reported: Boolean = True
    """False where a reader needs it and the paper leaves it out."""


class FindingAnswer(Record):
    """An answer to something that does not fit, shown beside it for as long as it does not fit."""

    finding: Annotated[
        Text, Example("contradiction-r01-tsuchie-2012-case-3-first-delivery-proximal-femur-bmd")
    ]
    """The id of the finding, from the audit page; it changes when the finding becomes of another kind."""
    kind: Literal["erratum", "reply", "explanation"]
    """An erratum of the journal, a reply by the authors, or an explanation by a curator."""
    says: Annotated[Text, Example("The journal corrected the value in the table.")]
    """The answer, in our own words."""
    date: Annotated[Date, Example("2026-11-22")]
    """When it was given."""
    link: Annotated[Link | None, Example("https://doi.org/10.3109/03009734.2012.676573")] = None
    """Where it can be read."""


class Paper(Record):
    """The bibliographic record of a source paper."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """Equal to the file name without its ending."""
    title: Annotated[
        Text,
        Example(
            "Amelioration of pregnancy-associated osteoporosis after treatment with vitamin K2: "
            "a report of four patients"
        ),
    ]
    """The title as printed."""
    article_type: Annotated[Text, Example("case report of four patients")]
    """What sort of article it is."""
    authors: Annotated[tuple[Person, ...], Field(min_length=1)]
    """In the order printed."""
    affiliation: Annotated[
        Text,
        Example(
            "Department of Orthopedic Surgery, Akita University Graduate School of Medicine, Akita, Japan"
        ),
    ]
    """Where the authors worked."""
    journal: Annotated[Text, Example("Upsala Journal of Medical Sciences")]
    """Full name of the journal."""
    year: Annotated[Whole, Example("2012")]
    """Year of the issue."""
    volume: Annotated[Text, Example("117")]
    """Volume."""
    issue: Unverified
    """Issue number, and whether it was confirmed."""
    pages: Annotated[Text, Example("336-341")]
    """First and last page."""
    doi: Annotated[Doi, Example("10.3109/03009734.2012.676573")]
    """The DOI without its resolver."""
    received: Annotated[Date | None, Example("2012-03-06")] = None
    """When the journal received it, where it is printed."""
    accepted: Annotated[Date | None, Example("2012-03-12")] = None
    """When the journal accepted it, where it is printed."""
    published_online: Annotated[Date | None, Example("2012-07-03")] = None
    """When it appeared online, where it is told."""
    reading: Reading
    """How it was read."""
    integrity: Integrity
    """Whether it still stands."""
    licence: Unverified
    """The licence of the article."""
    conflicts: Annotated[Text, Example("None declared.")]
    """Conflicts of interest declared."""
    ethics: Annotated[Text, Example("No statement on ethics approval or consent in the text that was read.")]
    """Statement on ethics or consent."""
    funding: Annotated[Text, Example("No statement on funding in the text that was read.")]
    """Statement on funding."""
    methods: tuple[Method, ...] = ()
    """How things were measured."""
    outcomes_promised: Annotated[tuple[Id, ...], Example("bmd-lumbar-spine")] = ()
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

    item: Annotated[Whole, Example("1")]
    """Number of the item in the tool."""
    answer: AppraisalAnswer
    """`yes`, `no`, `unclear` or `not applicable`."""
    reason: Annotated[Text, Example("How the women were chosen is not told.")]
    """Why, in our own words."""


class ToolAnswers(Record):
    """The answers to every item of one tool."""

    tool: Annotated[Id, Example("jbi-case-series")]
    """A tool of `data/vocabulary/appraisal-tools.yml`."""
    items: tuple[AppraisedItem, ...]
    """Each item once."""


class Appraisal(Record):
    """How good a report is, item by item; `id` is that of the paper."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """The paper; equal to the file name without its ending."""
    answers: tuple[ToolAnswers, ...]
    """One entry for each tool."""
    reviewed: Date | None = None
    """When the answers were last reconsidered; left out where nobody noted it."""
