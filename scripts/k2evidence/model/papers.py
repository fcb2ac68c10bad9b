"""Source papers, and how good their reports are."""

from typing import Annotated, Literal, Self

from pydantic import model_validator

from k2evidence.model.base import AppraisalAnswer, Integrity, Located, Reading, Record, TrailingFields
from k2evidence.model.cases import Statement
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import USUAL, Example, MeasuredIn
from k2evidence.model.possible import require_interval
from k2evidence.model.scalars.free_text import Name, Prose, SeenName, SeenText, Text
from k2evidence.model.scalars.identifiers import Doi, Id, Link, Pmcid, Pmid
from k2evidence.model.scalars.numbers import Boolean, NotNegative, Position, RangeField, Whole, Year
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.scalars.times import AGE, MOST_YEARS, Date


class Person(Record):
    """An author."""

    family: Annotated[SeenName, Example("Tsuchie")]
    """Family name."""
    given: Annotated[SeenName | None, USUAL, Example("Hiroyuki")] = None
    """Given names or initials, as far as they were seen."""


class Unverified(Record):
    """A fact that may not be verified yet."""

    says: Annotated[Text, Example("3")]
    """The fact, or `not verified`."""
    note: Annotated[
        Text | None,
        Example("Not confirmed by the publisher page that was read, which shows pages, dates and DOI."),
    ] = None
    """What is in the way."""


class Statistic(Located):
    """A summary figure that the paper prints over its patients."""

    of: Literal["age"]
    """What is summarised."""
    statistic: Literal["mean", "range"]
    """Which summary."""
    value: Annotated[NotNegative | None, Example("31.5"), MeasuredIn("that of `unit`")] = None
    """The mean as printed."""
    range: Annotated[RangeField | None, MeasuredIn("that of `unit`")] = None
    """The range as printed."""
    unit: Annotated[Name, Example("year")]
    """The unit."""
    n: Annotated[Whole, Example("4")]
    """Number of patients."""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        ends = (self.range.low, self.range.high) if self.range else (None, None)
        require_interval(self.value, *ends)
        oldest = max((number for number in (self.value, *ends) if number is not None), default=0)
        if self.of == "age" and self.unit == "year" and oldest > MOST_YEARS[AGE]:
            raise refuse(
                ErrorCode.OUT_OF_BOUNDS,
                f"{oldest} is no age in years, which is at most {MOST_YEARS[AGE]}",
                "look at the number and its unit in the source, and write what it prints",
            )
        return self


class Figure(Located):
    """A figure of the paper: what it shows and the labels drawn in it."""

    number: Annotated[Position, Example("1")]
    """The figure's number."""
    case: Annotated[Id, Example("tsuchie-2012-case-2")]
    """The patient shown."""
    shows: Annotated[Prose, Example("Lateral radiograph of the spine.")]
    """What it shows, in our own words."""
    image_labels: Annotated[tuple[Name, ...], Example("T8")] = ()
    """Vertebra labels drawn in the picture, as printed. A label names a vertebra; it does not
    say that it is fractured."""


class Method(Located):
    """A method or setting that the paper states, or leaves out."""

    about: Annotated[Name, Example("bone density")]
    """What it is about, such as the densitometer."""
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


class CaseReporting(TrailingFields):
    """What the audit reads of a publication that reports single patients, beside the patients."""

    methods: tuple[Method, ...] = ()
    """How things were measured."""
    outcomes_promised: Annotated[tuple[Id, ...], Example("bmd-lumbar-spine")] = ()
    """Analytes that the methods say were measured."""
    statistics: tuple[Statistic, ...] = ()
    """Summary figures over the patients."""
    figures: tuple[Figure, ...] = ()
    """The figures."""
    answers: tuple[FindingAnswer, ...] = ()
    """Answers to findings of the audit; an answer without its finding fails the build."""


class Paper(CaseReporting):
    """The bibliographic record of a source paper."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """Equal to the file name without its ending."""
    label: Annotated[SeenName | None, Example("AACE 2019")] = None
    """What readers call it, where it cannot be its first author and its year."""
    title: Annotated[
        SeenText | None,
        USUAL,
        Example(
            "Amelioration of pregnancy-associated osteoporosis after treatment with vitamin K2: "
            "a report of four patients"
        ),
    ] = None
    """The title as printed, with the capitals of a sentence; left out where it was not seen."""
    article_type: Annotated[SeenName, Example("case report of four patients")]
    """What sort of article it is."""
    authors: Annotated[tuple[Person, ...], USUAL] = ()
    """In the order printed, as far as they were seen."""
    authors_note: Annotated[Text | None, Example("Only the first author was seen.")] = None
    """What is missing from the list, or how names were read."""
    affiliation: Annotated[
        SeenText | None,
        Example(
            "Department of Orthopedic Surgery, Akita University Graduate School of Medicine, Akita, Japan"
        ),
    ] = None
    """Where the authors worked."""
    journal: Annotated[SeenName | None, USUAL, Example("Upsala Journal of Medical Sciences")] = None
    """Full name of the journal, or of the congress."""
    year: Annotated[Year | None, USUAL, Example("2012")] = None
    """Year of the issue."""
    volume: Annotated[SeenName | None, Example("117")] = None
    """Volume."""
    issue: Unverified | None = None
    """Issue number, and whether it was confirmed."""
    pages: Annotated[SeenName | None, Example("336-341")] = None
    """First and last page, or the article's number."""
    doi: Annotated[Doi | None, USUAL, Example("10.3109/03009734.2012.676573")] = None
    """The DOI without its resolver; left out where none was seen."""
    pmid: Annotated[Pmid | None, Example("10750566")] = None
    """PubMed's number."""
    pmcid: Annotated[Pmcid | None, Example("PMC7146284")] = None
    """PubMed Central's number."""
    link: Annotated[Link | None, Example("https://doi.org/10.3109/03009734.2012.676573")] = None
    """Another stable address of it, of the publisher or the congress."""
    received: Annotated[Date | None, Example("2012-03-06")] = None
    """When the journal received it, where it is printed."""
    accepted: Annotated[Date | None, Example("2012-03-12")] = None
    """When the journal accepted it, where it is printed."""
    published_online: Annotated[Date | None, Example("2012-07-03")] = None
    """When it appeared online, where it is reported."""
    reading: Reading
    """How it was read."""
    integrity: Integrity
    """Whether it still stands."""
    licence: Unverified | None = None
    """The licence of the article, where it was looked for."""
    conflicts: Annotated[Text | None, Example("None declared.")] = None
    """Conflicts of interest declared; left out if not checked."""
    ethics: Annotated[
        Text | None, Example("No statement on ethics approval or consent in the text that was read.")
    ] = None
    """Statement on ethics or consent; left out if not checked."""
    funding: Annotated[Text | None, Example("No statement on funding in the text that was read.")] = None
    """Statement on funding; left out if not checked."""
    claims: tuple[Statement, ...] = ()
    """What the authors claim, in our own words."""
    reviewed: Date | None = None
    """When the record was last read against the paper; left out if not recorded."""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if self.label is None and not (self.authors and self.year):
            raise refuse(
                ErrorCode.PAPER_NAME,
                "the paper has no first author and year to be called by",
                "add them, or say in `label` what readers call it, e.g. the congress and the year",
            )
        return self

    @property
    def short_name(self) -> str:
        """What tables and charts call it: 'Tsuchie 2012'."""
        return self.label or f"{self.authors[0].family} {self.year}"

    @property
    def cited_name(self) -> str:
        """What pages call it: 'Tsuchie et al. 2012', 'Able and Baker 2013'."""
        if self.label:
            return self.label
        et_al = " et al." if len(self.authors) > 2 else ""
        named = self.authors[:1] if et_al else self.authors
        return f"{' and '.join(author.family for author in named)}{et_al} {self.year}"


class AppraisedItem(Located):
    """One item of an appraisal tool, answered for one publication."""

    item: Annotated[Position, Example("1")]
    """Number of the item in the tool."""
    answer: AppraisalAnswer
    """One of the answers of the tool."""
    reason: Annotated[Text, Example("How the women were chosen is not reported.")]
    """Why, in our own words."""


class NotAssessable(Located):
    """Items of a tool that what was read does not allow to answer, with the reason that they share."""

    items: Annotated[tuple[Position, ...], Example("1")]
    """Their numbers in the tool."""
    reason: Annotated[Text, Example("The abstract does not report it.")]
    """Why, in our own words."""

    def as_items(self) -> tuple[AppraisedItem, ...]:
        """Return each of them as an item of its own."""
        return tuple(
            AppraisedItem(
                item=item, answer="not assessable", reason=self.reason, locator=self.locator, via=self.via
            )
            for item in self.items
        )


class ToolAnswers(Record):
    """The answers to every item of one tool."""

    tool: Annotated[Id, Example("jbi-case-series")]
    """A tool of `data/vocabulary/appraisal-tools.yml`."""
    about: Annotated[Id | None, Example("clinical-fracture")] = None
    """The result that is judged, an outcome of the study; only for a tool that judges results of trials."""
    items: tuple[AppraisedItem, ...] = ()
    """What was answered; each item once, here or in `not_assessable`."""
    not_assessable: NotAssessable | None = None
    """The other items; only for a tool with that answer."""

    @property
    def all_items(self) -> tuple[AppraisedItem, ...]:
        """Every item in the order of the tool; those that were not assessable with their shared reason."""
        others = self.not_assessable.as_items() if self.not_assessable else ()
        return tuple(sorted((*self.items, *others), key=lambda answer: answer.item))


class Appraisal(Record):
    """How good a report is, item by item; `id` is that of the paper or study."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """The paper or study; equal to the file name without its ending."""
    answers: tuple[ToolAnswers, ...]
    """One entry for each tool, and for each result that a tool judges by itself."""
    reviewed: Date | None = None
    """When the answers were last reconsidered; left out if not recorded."""
