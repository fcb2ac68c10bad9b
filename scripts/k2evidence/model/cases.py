"""Patients, the courses of their disease, and every report of every value with its place and its time."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, NamedTuple, Self, TypeVar

from pydantic import Field, model_validator

from k2evidence.model.base import VERTEBRAE, Located, Phase, Place, Qualifier, Record, Specimen, Status
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import USUAL, Example, MeasuredIn
from k2evidence.model.scalars.doses import DoseField
from k2evidence.model.scalars.free_text import Name, Prose
from k2evidence.model.scalars.identifiers import Id, Vertebra
from k2evidence.model.scalars.numbers import (
    AgeInYears,
    Bones,
    Boolean,
    Children,
    DeliveryOrder,
    Number,
    PercentChange,
    PercentOfMean,
    Pregnancies,
    RangeField,
    Score,
)
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.scalars.times import Date, DurationField, GestationField, Time, TimeField

Sex = Literal["female", "male", "not reported"]
Purpose = Literal["treatment", "prevention"]
Route = Literal["by mouth", "subcutaneous", "intravenous", "intramuscular", "intranasal", "other"]
CourseFact = Literal[
    "age",
    "delivery",
    "birth",
    "breast_feeding",
    "onset",
    "first_visit",
    "purpose",
    "treatments",
    "dose",
    "duration",
    "fractures",
    "new_fractures",
    "pain",
    "co_interventions",
    "exposures",
    "measurements",
    "outcomes",
    "later_pregnancies",
]
"""What a reader expects to be reported of a course."""
MOST_COURSES = 30
"""Most courses of one case: one for each delivery that a woman can have."""
MOST_TREATMENTS = 30
"""Most treatments of one course."""
MOST_VISITS = 60
"""Most visits of one measurement."""
MOST_REPORTS = 12
"""Most places that report one value, or one time, of one patient."""


class MeasurementKey(NamedTuple):
    """What identifies one measurement among those of all cases."""

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None


class ReportKey(NamedTuple):
    """What identifies one report: its visit and its position there, both from 0 as written in the file."""

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None
    visit: int
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
    unit_printed: Annotated[Name | None, USUAL, Example("g/cm2")] = None
    """The unit as the source prints it, even where it is wrong; `not printed` where the source prints a
    number without any."""
    printed: Annotated[Name | None, Example("N.A.")] = None
    """The token as printed where it is more than the digits, e.g. `N.A.`."""
    mark: Annotated[Name | None, Example("a")] = None
    """A footnote mark printed with the value, e.g. `a`."""
    qualifier: Qualifier | None = None
    """What the source calls the value, in one word."""
    t_score: Annotated[Score | None, Example("-2.66"), MeasuredIn("standard deviations")] = None
    """T-score printed for a bone density, with or without the density itself; never a Z-score."""
    z_score: Annotated[Score | None, Example("-3.9"), MeasuredIn("standard deviations")] = None
    """Z-score printed for a bone density, with or without the density itself; never a T-score."""
    percent_of_young: Annotated[
        PercentOfMean | None, Example("70"), MeasuredIn("% of the young adult mean")
    ] = None
    """Bone density in percent of the young adult mean (YAM), as printed."""
    percent_change: Annotated[PercentChange | None, Example("23.6"), MeasuredIn("%")] = None
    """A change from baseline that the source prints in percent, at the visit where it had come to that;
    positive where it rose."""
    change: Annotated[Number | None, Example("0.12"), MeasuredIn("that of `unit_printed`")] = None
    """A change from baseline that the source prints as a difference; positive where it rose."""
    range: Annotated[RangeField | None, MeasuredIn("that of `unit_printed`")] = None
    """Reference range printed beside the value, in `unit_printed`."""
    time: Annotated[TimeField | None, USUAL] = None
    """When it was measured, counted as in this report."""
    time_printed: Annotated[Name | None, Example("the latest scan")] = None
    """The words of the source for when it was measured, where they cannot be written as a time, such as
    `the latest scan` or `at follow-up`."""
    time_in_our_words: Annotated[Name | None, Example("on the last drug")] = None
    """When it was measured, in our words, where the source gives no time and its words are not at hand."""
    note: Annotated[Prose | None, Example("The sentence before it gives the time.")] = None
    """What a reader must know to understand this report."""

    @model_validator(mode="after")
    def _status_fits(self) -> Self:
        if self.status == "reported":
            self._require_number()
        elif self.has_number:
            raise refuse(
                ErrorCode.REPORT_STATUS,
                f"status '{self.status}' is given with a number",
                "remove the number, or leave `status` out: `reported` is assumed",
            )
        elif self.status == "qualitative":
            if self.qualifier is None:
                raise refuse(
                    ErrorCode.REPORT_STATUS,
                    "a qualitative report lacks `qualifier`",
                    "say in `qualifier` what the source calls the value",
                )
        elif self.status in ("not-available", "dash") and self.printed is None:
            raise refuse(
                ErrorCode.REPORT_STATUS,
                f"status '{self.status}' lacks `printed`",
                "give the token that the source prints, e.g. N.A. or -",
            )
        return self

    def _require_number(self) -> None:
        if not self.has_number:
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "a reported measurement has no number",
                "give what the source prints: `value` with `unit_printed`, `t_score`, `z_score`, "
                "`percent_of_young`, `percent_change` or `change`; where it prints none, say `status: "
                "qualitative`, `not-available`, `dash` or `not-seen`",
            )
        if (self.value is not None or self.change is not None) and self.unit_printed is None:
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "a value lacks `unit_printed`",
                "add the unit as the source prints it, or `unit_printed: not printed` where it prints none",
            )

    @property
    def time_words(self) -> str | None:
        """The words for when it was measured, the source's or ours."""
        return self.time_printed or self.time_in_our_words

    @property
    def has_number(self) -> bool:
        """Whether the source prints any number: a value, a score or a change."""
        return any(number is not None for number in self.numbers)

    @property
    def numbers(self) -> tuple[Number | None, ...]:
        """Every number that the report may hold; None for those that it does not."""
        return (
            self.value,
            self.t_score,
            self.z_score,
            self.percent_of_young,
            self.percent_change,
            self.change,
        )

    @property
    def token(self) -> str:
        """The token on the page: the digits with any footnote mark, or `printed`."""
        if self.printed is not None:
            return self.printed
        return f"{self.value if self.value is not None else ''}{self.mark or ''}"


class TimeReport(PlacedReport):
    """When something happened, as one place reports it."""

    time: Annotated[TimeField | None, USUAL] = None
    """The time as reported; left out if there is none."""
    printed: Annotated[Name | None, Example("the third trimester")] = None
    """The words of the source where they differ from the notation above, or hold no number; then the
    report has no `time`, and its `status` is `qualitative`."""
    in_our_words: Annotated[Name | None, Example("after she had weaned")] = None
    """When it was, in our words, where the words of the source are not at hand."""

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if (self.time is None) == (self.status == "reported"):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "`time` and `status` do not fit together",
                "give `time`; or a `status` other than `reported`, e.g. `qualitative` with the words of the "
                "source in `printed`",
            )
        return self


class AgeReport(PlacedReport):
    """Age in completed years, as one place reports it."""

    years: Annotated[AgeInYears | None, USUAL, Example("30"), MeasuredIn("completed years")] = None
    """Completed years."""
    printed: Annotated[Name | None, Example("middle-aged")] = None
    """The words of the source where it gives no number; then `status` is `qualitative`."""

    @model_validator(mode="after")
    def _has_years(self) -> Self:
        return require_if_reported(self, "years")


class OrderReport(PlacedReport):
    """Which delivery this is, as one place reports it."""

    order: Annotated[DeliveryOrder | None, USUAL, Example("1")] = None
    """1 for the first; where the source does not report, the whole report is left out, or has a `status`."""
    gravida: Annotated[Pregnancies | None, Example("2")] = None
    """How many pregnancies she had had, where the source prints it so: 1 for a primigravida."""
    para: Annotated[Pregnancies | None, Example("1")] = None
    """How many deliveries she had had, where the source prints it so: 0 for a nullipara."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        named = (self.order, self.gravida, self.para)
        return require_any_if_reported(self, named, "`order`, `gravida` or `para`")


class BirthReport(PlacedReport):
    """How the pregnancy ended, as one place reports it."""

    mode: Annotated[Literal["vaginal", "caesarean", "miscarriage", "termination"] | None, USUAL] = None
    """How the child was born, or how the pregnancy ended otherwise."""
    children: Annotated[Children | None, Example("2")] = None
    """How many children were born; 2 for twins."""
    stillborn: Boolean = False
    """Whether the source reports a stillbirth."""
    gestation: Annotated[GestationField | None, Example("38 weeks")] = None
    """How long the pregnancy lasted."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        named = (self.mode, self.children, self.gestation, self.stillborn or None)
        return require_any_if_reported(self, named, "`mode`, `children`, `gestation` or `stillborn`")


class BreastFeedingReport(PlacedReport):
    """Whether and how long she breast-fed, as one place reports it."""

    fed: Annotated[Boolean | None, USUAL] = None
    """Whether she breast-fed at all, where the source reports."""
    lasted: DurationField | None = None
    """How long she breast-fed."""
    until: TimeField | None = None
    """When it ended, where it is dated."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        return require_any_if_reported(
            self, (self.fed, self.lasted, self.until), "`fed`, `lasted` or `until`"
        )


class FractureReport(Located):
    """The fractures that one place reports: vertebrae by level, or any bone, or a number alone."""

    reported_in: Place
    """`table`, `text` or `figure`."""
    status: Status | Literal["none"] = "reported"
    """`reported`; `none` where the place says that there was no fracture; else why it lists none."""
    levels: Annotated[tuple[Vertebra, ...], USUAL, Example("T8")] = ()
    """The vertebrae in the order printed."""
    bone: Annotated[Name | None, Example("femoral neck")] = None
    """The bone, where it is none of the vertebrae T1 to L5, such as a rib, the sacrum or the femoral neck."""
    side: Literal["left", "right", "both"] | None = None
    """The side of the bone."""
    number: Annotated[Bones | None, Example("6"), MeasuredIn("fractures")] = None
    """How many, where the place gives a number and not the levels."""
    method: Annotated[Name | None, Example("MRI")] = None
    """How they were seen, where the place says so."""
    severity: Annotated[Name | None, Example("mild")] = None
    """How severe the place calls them."""
    time: TimeField | None = None
    """When they were found, where the place dates it."""
    new: Boolean = False
    """Whether they came during follow-up, after those that led to the diagnosis."""
    printed: Annotated[Name | None, Example("several")] = None
    """The words of the place, where it gives neither levels nor a number."""
    in_our_words: Annotated[Name | None, Example("several vertebrae")] = None
    """What the place says, in our words, where its own are not at hand."""

    @model_validator(mode="after")
    def _has_fractures(self) -> Self:
        named = bool(self.levels or self.bone or self.number is not None)
        if self.severity and self.status not in ("reported", "qualitative"):
            raise refuse(
                ErrorCode.REPORT_STATUS,
                f"`severity` is given with status '{self.status}'",
                "remove it, or list the fractures that the place calls so",
            )
        if named != (self.status == "reported"):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "`status` does not fit what is listed",
                "list `levels`, or a `bone` or a `number` of fractures; or give a `status`: `none` where the "
                "place says that there was none, `qualitative` with its words in `printed`",
            )
        return self


class Visit(Record):
    """One scan or one sample: every report of what it found."""

    label: Phase | None = None
    """`before` or `after` treatment, only where the source itself heads or calls it so; the site finds the
    order of visits from their times."""
    reports: Annotated[tuple[Report, ...], Field(min_length=1, max_length=MOST_REPORTS)]
    """Each place of the source that reports it."""


class Measurement(Record):
    """Every visit at which one analyte was measured in one specimen; their order does not matter."""

    analyte: Annotated[Id, Example("bmd-lumbar-spine")]
    """An analyte of `data/vocabulary/analytes.yml`; of a bone density, the one of the region that the source
    names, or the one whose region is not stated."""
    specimen: Annotated[Specimen | None, Example("serum")] = None
    """`serum` or `urine`; left out for what is not measured in one, such as bone density."""
    method: Annotated[Name | None, Example("DXA")] = None
    """How it was measured, where the source reports."""
    device: Annotated[Name | None, Example("Hologic QDR-4500")] = None
    """The device, where the source reports."""
    vertebrae: Annotated[tuple[Vertebra, ...], Example("L1")] = ()
    """The vertebrae that were measured, where the source leaves some of the region out."""
    visits: Annotated[tuple[Visit, ...], Field(min_length=1, max_length=MOST_VISITS)]
    """Each visit."""

    def reports(self) -> Iterator[tuple[Visit, Report]]:
        """Yield each report with its visit."""
        for visit in self.visits:
            for report in visit.reports:
                yield visit, report

    def labelled(self, label: Phase) -> tuple[Report, ...]:
        """Return the reports of the visits that the source places before, or after, treatment."""
        return tuple(report for visit, report in self.reports() if visit.label == label)


class Statement(Located):
    """Something the source says, in this site's words; numbers live in fields."""

    what: Annotated[Prose, Example("The pregnancy was normal.")]
    """What is said, in our own words, without a number."""
    id: Annotated[Id | None, Example("weaning")] = None
    """A name by which the story can refer to it."""
    time: TimeField | None = None
    """When, counted as in the source."""


class History(Statement):
    """Something the source says of the patient's health or family before the pregnancy."""

    kind: Literal["illness", "medicine", "family", "fracture", "lifestyle", "other"] = "other"
    """What sort of history it is."""


class Exposure(Statement):
    """A medicine or habit before or during the pregnancy that can weaken bone; its time is when it began."""

    substance: Annotated[Id | None, Example("enoxaparin")] = None
    """A substance of `data/vocabulary/substances.yml`, where it was one."""
    dose: DoseField | None = None
    """The dose as printed."""
    lasted: DurationField | None = None
    """How long."""


class CoIntervention(Statement):
    """Something done beside, or instead of, a bone drug that could also explain what followed."""

    kind: Literal[
        "weaning", "corset", "calcium", "vitamin D", "analgesic", "operation", "rest", "exercise", "other"
    ]
    """What sort of measure it is."""
    substance: Annotated[Id | None, Example("calcium-carbonate")] = None
    """A substance of `data/vocabulary/substances.yml`, where one was given."""
    dose: DoseField | None = None
    """The dose as printed."""
    lasted: DurationField | None = None
    """How long."""
    by: Annotated[Name | None, Example("an earlier doctor")] = None
    """Who ordered it."""
    advised: Boolean = False
    """Whether it was only recommended, and the source does not report that it was done."""


class NoBoneDrug(Statement):
    """That no bone drug was given in a course, as far as the source goes."""

    stated: Boolean = False
    """Whether the source says so; without it, the source lists what was done, and no bone drug is there."""


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
    """An earlier course, dated from this one: how long before."""

    course: Annotated[Id, Example("first-delivery")]
    """The earlier course of the same case."""
    time: TimeField
    """How long ago, counted back from an event of this course."""


class Outcome(Statement):
    """What followed, as the source reports it."""

    kind: Literal[
        "pain",
        "recurrence",
        "fracture",
        "bone density",
        "markers",
        "imaging",
        "height",
        "function",
        "quality of life",
        "adverse event",
        "treatment",
        "other",
    ]
    """What sort of outcome it is; `fracture` is new fractures, or none; `recurrence` is a return, or none, of
    what the source does not state."""
    phase: Phase | None = None
    """`before` for what is reported of the time before treatment, such as a score at presentation; a time
    before the first bone drug says so, too."""
    value: Annotated[Number | None, Example("10"), MeasuredIn("that of `unit`, or points of `scale`")] = None
    """The number printed, where there is one."""
    unit: Annotated[Name | None, Example("cm")] = None
    """Its unit as printed."""
    scale: Annotated[Name | None, Example("visual analogue scale, 0 to 10")] = None
    """The scale that it is a point of."""

    @property
    def says(self) -> str:
        """Return what pages show: of a recurrence it is added that the source leaves open of what."""
        return f"{self.what.rstrip('.')}, of what is not stated." if self.kind == "recurrence" else self.what

    @model_validator(mode="after")
    def _number_has_a_unit(self) -> Self:
        if (self.value is None) != (self.unit is None and self.scale is None):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "`value` is given without `unit` or `scale`, or they without it",
                "give the number with its unit, or with the scale that it is a point of",
            )
        return self


class Treatment(Located):
    """A bone drug, or a procedure in the place of one, from its start to its end."""

    id: Annotated[Id, Example("menatetrenone")]
    """Unique within the course, such as the name of the substance; times may be counted from it, as in
    `after start of <id>`."""
    substance: Annotated[Id | None, USUAL, Example("menatetrenone")] = None
    """A substance of `data/vocabulary/substances.yml`."""
    procedure: Annotated[Name | None, Example("whole-body vibration")] = None
    """The procedure, where no substance was given."""
    dose: Annotated[DoseField | None, USUAL] = None
    """Amount, unit and interval as printed: `/day`, `/week`, `every <number> months`, `once`; the amount
    alone where the source does not say how often; left out where no amount is known."""
    route: Route | None = None
    """How it was given, where the source reports."""
    start: Annotated[tuple[TimeReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """When it began, each report of it."""
    end: Annotated[tuple[TimeReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """When it ended, each report of it."""
    follows: Annotated[Id | None, Example("teriparatide")] = None
    """The treatment of this course that it replaced, where the source gives the order and no date."""
    duration: Annotated[Name | None, USUAL, Example("not reported")] = None
    """How long, in words, as far as the source reports; left out where it reports nothing."""
    stopped_because: Annotated[Prose | None, Example("Nausea after each injection.")] = None
    """Why it ended, where the source reports."""
    note: Annotated[
        Prose | None, Example("The text does not say whether, or when, vitamin K2 was stopped.")
    ] = None
    """What a reader must know about the treatment."""

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.substance is None) == (self.procedure is None):
            raise refuse(
                ErrorCode.REPORT_INCOMPLETE,
                "a treatment is a substance or a procedure",
                "give `substance` or `procedure`, one of the two",
            )
        return self


class Course(Record):
    """The course of the disease after one pregnancy: what was found, what was done, what followed."""

    id: Annotated[Id, Example("first-delivery")]
    """Unique within the case."""
    label: Annotated[Name, Example("First delivery")]
    """What readers call it: after the delivery where the source reports which one it was, else The course."""
    purpose: Annotated[Purpose | None, USUAL] = None
    """Whether fractures were treated or prevented; left out where no bone drug is known."""
    pregnancy: Annotated[Prose | None, Example("The pregnancy is called normal.")] = None
    """What the source says of the pregnancy."""
    age: Annotated[tuple[AgeReport, ...], USUAL, Field(max_length=MOST_REPORTS)] = ()
    """Age at this course, each report of it."""
    delivery: Annotated[tuple[OrderReport, ...], USUAL, Field(max_length=MOST_REPORTS)] = ()
    """Which delivery the course follows, each report of it; left out where the source does not report."""
    birth: Annotated[tuple[BirthReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """How the child was born, each report of it."""
    breast_feeding: Annotated[tuple[BreastFeedingReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """Whether and how long she breast-fed, each report of it."""
    earlier: tuple[Earlier, ...] = ()
    """Earlier courses, as far as the source reports how long ago they were."""
    later_pregnancies: tuple[Statement, ...] = ()
    """Pregnancies after this course that have no course of their own."""
    exposures: tuple[Exposure, ...] = ()
    """Medicines and habits before or during the pregnancy that can weaken bone."""
    onset: Annotated[tuple[TimeReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """When symptoms began, each report of it."""
    first_visit: Annotated[tuple[TimeReport, ...], Field(max_length=MOST_REPORTS)] = ()
    """When the authors first saw her for this course, each report of it."""
    treatments: Annotated[tuple[Treatment, ...], Field(max_length=MOST_TREATMENTS)] = ()
    """Every bone drug of this course; empty where none was given, or none is known."""
    no_bone_drug: NoBoneDrug | None = None
    """What the source says, where it reports that no bone drug was given or lists none among what was."""
    fractures: tuple[FractureReport, ...] = ()
    """Each report of the fractures."""
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
    """Our interpretation; kept separate from what the authors conclude."""
    not_seen: tuple[CourseFact, ...] = ()
    """Facts that the source may report in a part that was not read. If it was not read whole, every
    fact that the record lacks counts as not seen, so this is for sources that were."""
    not_reported: tuple[CourseFact, ...] = ()
    """Facts that the source was read for and does not report, although it was not read whole."""

    @model_validator(mode="after")
    def _treated_or_not(self) -> Self:
        if self.treatments and self.no_bone_drug:
            raise refuse(
                ErrorCode.REPORT_STATUS,
                "`no_bone_drug` is given with `treatments`",
                "remove one of them; what is no bone drug belongs in `co_interventions`",
            )
        return self

    def treatment(self, name: str) -> Treatment | None:
        """Return the treatment with this id."""
        return next((treatment for treatment in self.treatments if treatment.id == name), None)

    def clock(self, time: Time) -> str:
        """Return what a time counts from; the start of treatment is that of the only one there is."""
        if time.origin == "start of treatment" and len(self.treatments) == 1:
            return f"start of {self.treatments[0].id}"
        return time.origin

    @property
    def levels(self) -> tuple[str, ...]:
        """Every vertebra that some place names as fractured, from the top."""
        named = {level for report in self.fractures for level in report.levels}
        return tuple(vertebra for vertebra in VERTEBRAE if vertebra in named)


class Extraction(Record):
    """How often the patient was transcribed from the paper, each time without seeing the other."""

    times: Literal["once", "twice"]
    """`twice` only where two people transcribed independently and settled every disagreement."""
    by: Annotated[tuple[Name, ...], Example("A. Curator")] = ()
    """Who transcribed, where they want to be named."""


class Case(Record):
    """One patient of one paper."""

    id: Annotated[Id, Example("tsuchie-2012-case-1")]
    """Equal to the file name without its ending."""
    paper: Annotated[Id, Example("tsuchie-2012")]
    """The publication that reports her: a paper of `data/papers/` or a study of `data/studies/`."""
    same_patient: Annotated[tuple[Id, ...], Example("liel-1998-the-patient")] = ()
    """Other cases that may be the same patient."""
    doubt: Annotated[Prose | None, Example("She had osteopenia and no reported fracture.")] = None
    """What speaks against her being an example of the disease, in one sentence; left out without any."""
    label: Annotated[Name, Example("Case 1")]
    """What the paper calls the patient, or The patient where it reports one."""
    sex: Sex
    """The sex of the patient, as far as the paper reports."""
    extraction: Extraction | None = None
    """Whether one or two people transcribed the case."""
    history: tuple[History, ...] = ()
    """What is said of her health and her family before."""
    courses: Annotated[tuple[Course, ...], Field(min_length=1, max_length=MOST_COURSES)]
    """One course for each pregnancy that is described at length."""
    reviewed: Date | None = None
    """When it was last read against the paper; left out if not recorded."""


def measurement_key(case: Case, course: Course, measurement: Measurement) -> MeasurementKey:
    """Return the key of a measurement."""
    return MeasurementKey(case.id, course.id, measurement.analyte, measurement.specimen)


def keyed_reports(
    case: Case, course: Course, measurement: Measurement
) -> Iterator[tuple[ReportKey, Visit, Report]]:
    """Yield each report of a measurement with its key and its visit, as they are in the file."""
    key = measurement_key(case, course, measurement)
    for number, visit in enumerate(measurement.visits):
        for position, report in enumerate(visit.reports):
            yield ReportKey(*key, number, position), visit, report


ReportT = TypeVar("ReportT", bound=PlacedReport)


def require_if_reported(report: ReportT, name: str) -> ReportT:
    """Return a report that has its value exactly where its status is `reported`.

    Raises the error of an incomplete report otherwise.
    """
    return require_any_if_reported(report, (getattr(report, name),), f"`{name}`")


def require_any_if_reported(report: ReportT, values: Iterable[object], names: str) -> ReportT:
    """Return a report that has any of the values exactly where its status is `reported`.

    Raises the error of an incomplete report otherwise.
    """
    if all(value is None for value in values) == (report.status == "reported"):
        raise refuse(
            ErrorCode.REPORT_INCOMPLETE,
            f"{names} and `status` do not fit together",
            f"give {names}; or a `status` other than `reported`; or leave the whole report out where the "
            "source says nothing",
        )
    return report
