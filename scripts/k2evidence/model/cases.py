"""Patients, their courses of treatment, and every report of every value with its place and its time."""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from k2evidence.model.base import PHASES, Located, Phase, Place, Qualifier, Record, Specimen, Status
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import USUAL, Example, MeasuredIn
from k2evidence.model.scalars.free_text import Prose, Text
from k2evidence.model.scalars.identifiers import Id, Vertebra
from k2evidence.model.scalars.numbers import Boolean, Number, QuantityField, RangeField, Whole
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.scalars.times import Date, TimeField

Sex = Literal["female", "male", "not reported"]
Purpose = Literal["treatment", "prevention"]


class MeasurementKey(NamedTuple):
    """What identifies one measurement among those of all cases."""

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None


class ReportKey(NamedTuple):
    """What identifies one report of a measurement; `position` counts from 0 within the phase."""

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None
    phase: Phase
    position: int


class PlacedReport(Located):
    """One report: which kind of place of the paper prints it."""

    reported_in: Place
    """`table`, `text` or `figure`."""
    status: Status = "reported"
    """`reported`; `not-available` where the place says so; `dash` where a table prints a dash;
    `qualitative` where it gives words and no number."""


class Report(PlacedReport):
    """One value of one analyte as one place prints it; the unit is `unit_printed`."""

    value: Annotated[Number | None, USUAL, Example("0.714"), MeasuredIn("that of `unit_printed`")] = None
    """The digits as printed; only where a number is reported."""
    unit_printed: Annotated[Text | None, USUAL, Example("g/cm2")] = None
    """The unit as the source prints it, even where it is wrong."""
    printed: Annotated[Text | None, Example("N.A.")] = None
    """The token as printed where it is more than the digits, e.g. `N.A.`."""
    mark: Annotated[Text | None, Example("a")] = None
    """A footnote mark printed with the value, e.g. `a`."""
    qualifier: Qualifier | None = None
    """What the source calls the value, in one word."""
    t_score: Annotated[Number | None, Example("-2.66"), MeasuredIn("standard deviations")] = None
    """T-score printed with a bone density, in standard deviations (SD)."""
    range: Annotated[RangeField | None, MeasuredIn("that of `unit_printed`")] = None
    """Reference range printed beside the value, in `unit_printed`."""
    time: Annotated[TimeField | None, USUAL] = None
    """When it was measured, on the clock that this report uses."""
    note: Annotated[Prose | None, Example("The sentence before it gives the time.")] = None
    """What a reader must know to understand this report."""

    @model_validator(mode="after")
    def _status_fits(self) -> Self:
        if self.status == "reported":
            if self.value is None or self.unit_printed is None:
                raise refuse(
                    ErrorCode.REPORT_INCOMPLETE,
                    "a reported value lacks `value` or `unit_printed`",
                    "add it, or say `status: not-available`, `dash` or `qualitative`",
                )
        elif self.value is not None:
            raise refuse(
                ErrorCode.REPORT_STATUS,
                f"status '{self.status}' stands beside a value",
                "remove the value, or leave `status` out: `reported` is assumed",
            )
        elif self.status == "qualitative":
            if self.qualifier is None:
                raise refuse(
                    ErrorCode.REPORT_STATUS,
                    "a qualitative report lacks `qualifier`",
                    "say in `qualifier` what the source calls the value",
                )
        elif self.printed is None:
            raise refuse(
                ErrorCode.REPORT_STATUS,
                f"status '{self.status}' lacks `printed`",
                "give the token that the source prints, e.g. N.A. or -",
            )
        return self

    @property
    def token(self) -> str:
        """The token on the page: the digits with any footnote mark, or `printed`."""
        if self.printed is not None:
            return self.printed
        return f"{self.value if self.value is not None else ''}{self.mark or ''}"


class TimeReport(PlacedReport):
    """When something happened, as one place tells it."""

    time: Annotated[TimeField | None, USUAL] = None
    """The time on its clock; only where one is reported."""
    printed: Annotated[Text | None, Example("eight weeks")] = None
    """The wording where it differs from the notation above."""

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if (self.time is None) == (self.status == "reported"):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "`time` and `status` do not fit together",
                "give `time`, or a `status` other than `reported`",
            )
        return self


class AgeReport(PlacedReport):
    """Age in completed years, as one place tells it."""

    years: Annotated[Whole, Example("30"), MeasuredIn("completed years")]
    """Completed years."""


class OrderReport(PlacedReport):
    """Which delivery this is, as one place tells it."""

    order: Annotated[Whole, Example("1")]
    """1 for the first."""


class FractureReport(PlacedReport):
    """The vertebrae that one place names as fractured."""

    levels: Annotated[tuple[Vertebra, ...], USUAL, Example("T8")] = ()
    """The vertebrae in the order printed."""
    method: Literal["radiograph", "MRI", "radiograph and MRI"] | None = None
    """How they were seen, where the place says so."""

    @model_validator(mode="after")
    def _has_levels(self) -> Self:
        if bool(self.levels) != (self.status == "reported"):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "`levels` and `status` do not fit together",
                "list the vertebrae, or give a `status` other than `reported`",
            )
        return self


class Measurement(Record):
    """Every report of one analyte in one specimen, before and after treatment."""

    analyte: Annotated[Id, Example("bmd-lumbar-spine")]
    """An analyte of `data/vocabulary/analytes.yml`."""
    specimen: Annotated[Specimen | None, Example("serum")] = None
    """`serum` or `urine`; left out for bone density."""
    before: Annotated[tuple[Report, ...], USUAL] = ()
    """Reports that the source places before treatment."""
    after: Annotated[tuple[Report, ...], USUAL] = ()
    """Reports that the source places after, or during, treatment."""

    def reports(self) -> Iterator[tuple[Phase, Report]]:
        """Yield each report with its phase, before first."""
        for phase in PHASES:
            for report in self.at(phase):
                yield phase, report

    def at(self, phase: Phase) -> tuple[Report, ...]:
        """Return the reports of one phase."""
        return self.before if phase == "before" else self.after


class Statement(Located):
    """Something the source says, in this site's words; numbers live in fields."""

    what: Annotated[Prose, Example("The pregnancy was normal.")]
    """What is said, in our own words, without a number."""
    id: Annotated[Id | None, Example("weaning")] = None
    """A name by which the story can refer to it."""
    time: TimeField | None = None
    """When, on the clock that the source uses here."""


class CoIntervention(Statement):
    """Something done beside the vitamin K2 that could also explain what followed."""

    kind: Literal["weaning", "corset", "calcium", "analgesic", "other"]
    """What sort of measure it is."""
    substance: Annotated[Id | None, Example("calcium-carbonate")] = None
    """A substance of `data/vocabulary/substances.yml`, where one was given."""
    dose: QuantityField | None = None
    """The dose as printed."""
    by: Annotated[Text | None, Example("an earlier doctor")] = None
    """Who ordered it."""


class ClinicalFinding(Statement):
    """What an examination, an image or a laboratory showed, or what was concluded from it."""

    kind: Literal["symptom", "visit", "examination", "imaging", "laboratory", "diagnosis"]
    """What sort of finding it is."""
    phase: Phase | None = None
    """For laboratory words: which measurements they speak of."""
    says: Qualifier | None = None
    """For words about laboratory values: what they call them."""
    about: Literal["all", "others"] | None = None
    """For words about laboratory values: all of them, or those not named one by one."""
    feature: Annotated[Id | None, Example("back-pain")] = None
    """A feature of `data/vocabulary/features.yml`, where its code fits."""
    referred: Boolean = False
    """For a visit: whether she was sent to the authors for the first time."""


class Earlier(Located):
    """An earlier course, told from this one: how long before."""

    course: Annotated[Id, Example("first-delivery")]
    """The earlier course of the same case."""
    time: TimeField
    """How long ago, e.g. `7 years before first visit`."""


class Outcome(Statement):
    """What followed, as the source tells it."""

    kind: Literal["pain", "recurrence", "bone density", "markers", "imaging", "treatment"]
    """What sort of outcome it is."""


class Treatment(Located):
    """The vitamin K2 that was given."""

    substance: Annotated[Id, Example("menatetrenone")]
    """A substance of `data/vocabulary/substances.yml`."""
    dose: QuantityField
    """The dose as printed, with its interval."""
    duration: Annotated[Text, Example("not reported")]
    """How long, as far as the source tells; `not reported` is an answer."""
    end: tuple[TimeReport, ...] = ()
    """When it ended, where the source tells."""
    note: Annotated[
        Prose | None, Example("The text does not say whether, or when, vitamin K2 was stopped.")
    ] = None
    """What a reader must know about the treatment."""


class Course(Record):
    """One episode of treatment, counted from one delivery."""

    id: Annotated[Id, Example("first-delivery")]
    """Unique within the case, e.g. `first-delivery`."""
    label: Annotated[Text, Example("First delivery")]
    """What readers call it, e.g. First delivery."""
    purpose: Purpose
    """Whether fractures were treated or prevented."""
    pregnancy: Annotated[Prose | None, Example("The pregnancy is called normal.")] = None
    """What the source says of the pregnancy."""
    age: Annotated[tuple[AgeReport, ...], Field(min_length=1)]
    """Age at this course, each report of it."""
    delivery: Annotated[tuple[OrderReport, ...], Field(min_length=1)]
    """Which delivery the course follows, each report of it."""
    earlier: tuple[Earlier, ...] = ()
    """Earlier courses, as far as the paper tells how long ago they were."""
    onset: tuple[TimeReport, ...] = ()
    """When symptoms began, each report of it."""
    first_visit: tuple[TimeReport, ...] = ()
    """When the authors first saw her for this course, each report of it."""
    treatment_start: tuple[TimeReport, ...] = ()
    """When vitamin K2 began, each report of it."""
    treatment: Treatment
    """Substance, dose and duration of the vitamin K2 of this course."""
    fractures: tuple[FractureReport, ...] = ()
    """The fractured vertebrae, each place that lists them."""
    co_interventions: tuple[CoIntervention, ...] = ()
    """What else was done."""
    findings: tuple[ClinicalFinding, ...] = ()
    """What was found."""
    measurements: tuple[Measurement, ...] = ()
    """What was measured."""
    outcomes: tuple[Outcome, ...] = ()
    """What followed."""
    story: Annotated[tuple[Prose, ...], Example("Back pain began {onset}, when she was {age}.")] = ()
    """The course in our own words, a paragraph each; `{onset}` and the like stand for data."""
    authors_conclude: tuple[Statement, ...] = ()
    """What the authors conclude of this course."""
    our_reading: Annotated[
        tuple[Prose, ...], Example("NTX fell, but stayed above the range that the paper itself prints.")
    ] = ()
    """How this site reads it; kept apart from what the authors conclude."""


class Extraction(Record):
    """How often the patient was transcribed from the paper, each time without seeing the other."""

    times: Literal["once", "twice"]
    """`twice` only where two people transcribed independently and settled every disagreement."""
    by: Annotated[tuple[Text, ...], Example("A. Curator")] = ()
    """Who transcribed, where they want to be named."""


class Case(Record):
    """One patient of one paper."""

    id: Annotated[Id, Example("tsuchie-2012-case-1")]
    """Equal to the file name without its ending."""
    paper: Annotated[Id, Example("tsuchie-2012")]
    """A paper of `data/papers/`."""
    label: Annotated[Text, Example("Case 1")]
    """What the paper calls the patient, e.g. Case 1."""
    sex: Sex
    """The sex of the patient, as far as the paper tells."""
    extraction: Extraction | None = None
    """Whether one or two people transcribed the case."""
    history: tuple[Statement, ...] = ()
    """What is said of her health before."""
    courses: Annotated[tuple[Course, ...], Field(min_length=1)]
    """One or more episodes of treatment."""
    reviewed: Date | None = None
    """When it was last read against the paper; left out where nobody noted it."""


def measurement_key(case: Case, course: Course, measurement: Measurement) -> MeasurementKey:
    """Return the key of a measurement."""
    return MeasurementKey(case.id, course.id, measurement.analyte, measurement.specimen)


def keyed_reports(
    case: Case, course: Course, measurement: Measurement, phases: tuple[Phase, ...] = PHASES
) -> Iterator[tuple[ReportKey, Report]]:
    """Yield each report of a measurement with its key, before treatment first."""
    key = measurement_key(case, course, measurement)
    for phase in phases:
        for position, report in enumerate(measurement.at(phase)):
            yield ReportKey(*key, phase, position), report
