"""The tables to download: what a row is, and what each column means, holds and refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from k2evidence.audit.finding import KINDS, SEVERITIES
from k2evidence.derive.changes import Verdict
from k2evidence.derive.recovery import RecoveryGroup
from k2evidence.model.base import Extent, IntegrityStatus, Phase, Place, Qualifier, Specimen, Status
from k2evidence.model.scalars.times import TimeUnit
from k2evidence.model.studies import Design, Direction, Measure, OutcomeKind, Population

ColumnType = Literal["string", "integer", "number", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds. An empty field means that there is nothing to say.

    `unit` is the unit of every value, `unit_in` the column that names it row by row; `values` are
    all that may stand there, empty where anything may.
    """

    meaning: str
    type: ColumnType = "string"
    unit: str = ""
    unit_in: str = ""
    values: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values stand in the primary key of another table."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table: its name, what one row is, its columns, and how rows are told apart."""

    id: str
    row: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    refers: tuple[ForeignKey, ...] = ()

    @property
    def uri(self) -> str:
        """Where its CSV file stands in the site."""
        return f"data/{self.name}"

    @property
    def name(self) -> str:
        """The name of its CSV file."""
        return f"{self.id}.csv"


def _one_of(literal: Any, meaning: str, *, needed: bool = False) -> Column:
    """Return a column that holds one of the words of the data model."""
    return Column(meaning, values=get_args(literal), needed=needed)


def _id(meaning: str) -> Column:
    return Column(meaning, needed=True)


ORIGINS = ("delivery", "first-visit", "start-of-treatment", "onset")
"""What the clocks of a paper count from, as one word each."""

_COURSE = {
    "case_id": _id("The patient."),
    "course_id": _id("The course of treatment within the case."),
}
_PLACE = {
    "reported_in": _one_of(Place, "Which kind of place of the paper prints it.", needed=True),
    "locator": Column("Where to look in the paper.", needed=True),
}
_ANALYTE = {
    "analyte": _id("What was measured."),
    "specimen": _one_of(
        Specimen, "In what it was measured; empty for bone density, or where it is not told."
    ),
}
_USED = Column("Whether pooled views may show it.", "boolean", needed=True)
_INTEGRITY = _one_of(IntegrityStatus, "Whether the publication still stands.", needed=True)
_READ = _one_of(Extent, "How much of it was read.", needed=True)
_OF_COURSE = ForeignKey(("case_id", "course_id"), "courses")
_OF_ANALYTE = ForeignKey(("analyte", "specimen"), "analytes")

CASES = Table(
    "cases",
    "patient",
    {
        "case_id": _id("The patient; also the address, `cases/<case_id>/`."),
        "paper_id": _id("The paper that reports her."),
        "label": Column("What the paper calls the patient.", needed=True),
        "sex": Column("As far as the paper tells.", values=("female", "male", "not reported"), needed=True),
        "courses": Column("Number of courses of treatment.", "integer", needed=True),
    },
    key=("case_id",),
    refers=(ForeignKey(("paper_id",), "papers"),),
)
MEASUREMENTS = Table(
    "measurements",
    "report of a measurement; a value printed in the table and in the text is two rows",
    _COURSE
    | _ANALYTE
    | {
        "phase": _one_of(Phase, "Before or after treatment, as the paper sorts it.", needed=True),
        "status": _one_of(
            Status,
            "`reported`: a number is printed; `not-available`: the paper says that it has none; `dash`: "
            "the table prints a dash; `qualitative`: words only.",
            needed=True,
        ),
        "value": Column("Exactly the digits printed; only where `reported`.", "number", unit_in="unit"),
        "unit": Column("The unit that this site uses."),
        "printed": Column("The token as printed, with its footnote mark."),
        "unit_printed": Column("The unit as the paper prints it."),
        "qualifier": _one_of(Qualifier, "What the paper calls the value, in one word."),
        "t_score": Column("T-score printed with it.", "number", unit="SD"),
        "range_low": Column(
            "Low end of the reference range printed with it.", "number", unit_in="unit_printed"
        ),
        "range_high": Column(
            "High end of the reference range printed with it.", "number", unit_in="unit_printed"
        ),
        "time_value": Column(
            "When, on the clock that this report uses; negative before its origin.",
            "number",
            unit_in="time_unit",
        ),
        "time_unit": _one_of(TimeUnit, "The unit of that time."),
        "time_origin": Column(
            "What that clock counts from.",
            values=ORIGINS,
        ),
        "months_after_delivery": Column(
            "Only where this report itself counts months from delivery.", "number", unit="month"
        ),
    }
    | _PLACE
    | {"chosen": Column("Whether tables and charts of this site use the report.", "boolean", needed=True)},
    key=(
        "case_id", "course_id", "analyte", "specimen", "phase", "reported_in", "locator", "time_value",
        "time_unit", "time_origin", "printed",
    ),
    refers=(_OF_COURSE, _OF_ANALYTE),
)  # fmt: skip
FRACTURES = Table(
    "fractures",
    "vertebra and place of the paper that names it as fractured",
    _COURSE | {"vertebra": Column("`T1` to `L5`.", needed=True)} | _PLACE,
    key=("case_id", "course_id", "vertebra", "reported_in", "locator"),
    refers=(_OF_COURSE,),
)
COURSES = Table(
    "courses",
    "course of treatment",
    _COURSE
    | {
        "age": Column("Completed years of age.", "integer", unit="year"),
        "parity": Column("Which delivery the course follows; 1 is the first.", "integer"),
        "onset": Column("When symptoms began, as first told; empty where no time is told."),
        "treatment_start": Column("When vitamin K2 began, as first told."),
        "purpose": Column(
            "Whether fractures were treated or prevented.", values=("treatment", "prevention"), needed=True
        ),
        "drug": Column("The drug given.", needed=True),
        "dose": Column("The dose as printed.", "number", unit_in="dose_unit", needed=True),
        "dose_unit": Column("The unit of the dose.", needed=True),
        "duration": Column("How long, as far as the paper tells."),
        "co_interventions": Column("What else was done; joined by `; `."),
        "outcome": Column("What followed; joined by `; `."),
        "locator": Column("Where to look in the paper.", needed=True),
    },
    key=("case_id", "course_id"),
    refers=(ForeignKey(("case_id",), "cases"),),
)
TIMES = Table(
    "times",
    "event of a course and place of the paper that tells when it was",
    _COURSE
    | {
        "event": Column(
            "What happened.",
            values=("onset", "first-visit", "treatment-start", "treatment-end"),
            needed=True,
        ),
        "status": _one_of(Status, "Whether the place tells a time.", needed=True),
        "time_value": Column("When; negative before its origin.", "number", unit_in="time_unit"),
        "time_unit": _one_of(TimeUnit, "The unit of that time."),
        "time_origin": Column("What that clock counts from.", values=ORIGINS),
    }
    | _PLACE,
    key=("case_id", "course_id", "event", "time_value", "time_unit", "time_origin", "reported_in", "locator"),
    refers=(_OF_COURSE,),
)
CHANGES = Table(
    "changes",
    "change, place of the paper and threshold",
    _COURSE
    | _ANALYTE
    | {
        "basis": Column("Which place of the paper both values come from.", needed=True),
        "from_value": Column("The value before, as printed.", "number", unit_in="unit", needed=True),
        "from_months": Column(
            "Months after delivery of the value before; empty where the paper leaves it open.",
            "number",
            unit="month",
        ),
        "to_value": Column("The value after, as printed.", "number", unit_in="unit", needed=True),
        "to_months": Column(
            "Months after delivery of the value after; empty where the paper leaves it open.",
            "number",
            unit="month",
        ),
        "unit": Column("The unit that this site uses.", needed=True),
        "absolute_change": Column("The difference of the printed values.", "number", unit_in="unit"),
        "absolute_low": Column(
            "Lowest difference that rounding of the printed digits allows.", "number", unit_in="unit"
        ),
        "absolute_high": Column(
            "Highest difference that rounding of the printed digits allows.", "number", unit_in="unit"
        ),
        "percent_change": Column("The difference in percent of the value before.", "number", unit="%"),
        "percent_low": Column("Lowest percent that rounding allows.", "number", unit="%"),
        "percent_high": Column("Highest percent that rounding allows.", "number", unit="%"),
        "threshold_id": Column("The threshold; empty where none is known."),
        "threshold_value": Column(
            "Its size; empty where the rule needs the clinic's own figure.",
            "number",
            unit_in="threshold_unit",
        ),
        "threshold_unit": Column("The unit of its size.", values=("%", "g/cm2")),
        "verdict": _one_of(Verdict, "How the change stands against the threshold.", needed=True),
    },
    key=("case_id", "course_id", "analyte", "specimen", "basis", "threshold_id"),
    refers=(_OF_COURSE, _OF_ANALYTE, ForeignKey(("threshold_id",), "thresholds")),
)
ANALYTES = Table(
    "analytes",
    "analyte in one specimen",
    _ANALYTE
    | {
        "name": Column("What readers call it.", needed=True),
        "full_name": Column("Its full name.", needed=True),
        "group": Column(
            "Where it stands in tables.",
            values=("bone density", "bone turnover", "minerals and hormones"),
            needed=True,
        ),
        "unit": Column("The unit that this site uses; empty for a form that holds no value."),
        "ucum": Column("The unit as UCUM code, where it was validated."),
        "loinc": Column("LOINC code, where it was verified."),
    },
    key=("analyte", "specimen"),
)
THRESHOLDS = Table(
    "thresholds",
    "published threshold that a change must reach to be more than error",
    {
        "threshold_id": _id("The threshold."),
        "name": Column("What readers call it.", needed=True),
        "analytes": Column("What it is for; joined by `;`.", needed=True),
        "specimen": _one_of(Specimen, "Only in this specimen, where that matters."),
        "value": Column(
            "Its size; empty where the rule needs the clinic's own figure.", "number", unit_in="unit"
        ),
        "unit": Column("The unit of its size.", values=("%", "g/cm2")),
        "direction": Column(
            "Whether it judges any change, or only a fall.", values=("either", "fall"), needed=True
        ),
        "group": Column("On whom, or on which scanner, it rests.", needed=True),
        "derived": Column("How this site derived the value, where the source prints another figure."),
        "source": Column("Where it was seen.", needed=True),
    },
    key=("threshold_id",),
)
FINDINGS = Table(
    "findings",
    "finding of the audit",
    {
        "finding_id": _id("The finding; also the anchor on the audit page."),
        "rule": Column("The rule that found it.", needed=True),
        "kind": Column("What sort of finding it is.", values=KINDS, needed=True),
        "severity": Column("How much it matters.", values=SEVERITIES, needed=True),
        "paper_id": _id("The paper."),
        "case_ids": Column("The patients; joined by `;`."),
        "course_ids": Column("The courses, as case/course; joined by `;`."),
        "field": Column("What it is about.", needed=True),
        "says": Column("What one place says."),
        "locator": Column("Where."),
        "also_says": Column("What another place says."),
        "also_locator": Column("Where."),
        "explanation": Column("What it means, and what it does to derived figures.", needed=True),
    },
    key=("finding_id",),
    refers=(ForeignKey(("paper_id",), "papers"),),
)
RECOVERY = Table(
    "recovery",
    "change of lumbar bone density that the recovery picture draws",
    {
        "group": _one_of(RecoveryGroup, "The panel of the picture.", needed=True),
        "record_id": _id("The case or the study."),
        "course_id": Column("The course of treatment, for a case."),
        "label": Column("How the picture names it.", needed=True),
        "arm": Column("What was given.", needed=True),
        "people": Column("How many women.", "integer"),
        "months_low": Column(
            "Months since the baseline scan; the shortest that the source allows.", "number", unit="month"
        ),
        "months_high": Column("The longest.", "number", unit="month"),
        "percent_change": Column(
            "Change of lumbar bone density since the baseline scan.", "number", unit="%", needed=True
        ),
        "percent_low": Column(
            "One SD or SE below, or the low end of the interval.", "number", unit="%"
        ),
        "percent_high": Column(
            "One SD or SE above, or the high end of the interval.", "number", unit="%"
        ),
        "spread_is": Column(
            "What low and high are; empty where no spread is given.",
            values=("SD", "SE", "95 % CI", "not stated"),
        ),
        "baseline_months_low": Column(
            "When the baseline scan was made, after delivery, if known.", "number", unit="month"
        ),
        "baseline_months_high": Column("The latest that the source allows.", "number", unit="month"),
    },
    key=("record_id", "course_id", "arm", "months_low", "months_high", "percent_change"),
)  # fmt: skip
ESTIMATES = Table(
    "estimates",
    "comparison of groups that a study gives as one number",
    {
        "study_id": _id("The study."),
        "outcome_id": _id("The outcome within the study."),
        "kind": _one_of(OutcomeKind, "The view under which the outcome stands.", needed=True),
        "what": Column("What was measured.", needed=True),
        "comparison": Column("What is compared, where the outcome does not say it."),
        "measure": _one_of(Measure, "What sort of number it is.", needed=True),
        "value": Column("The number as printed.", "number", unit_in="unit"),
        "low": Column("Low end of the 95 % confidence interval.", "number", unit_in="unit"),
        "high": Column("High end of it.", "number", unit_in="unit"),
        "se": Column("Standard error as printed, where no interval is."),
        "p": Column("P value as printed."),
        "unit": Column("The unit; empty for a ratio."),
        "trials": Column("Number of studies pooled.", "integer"),
        "people": Column("Number of people.", "integer"),
        "corrects": Column(
            "Whether a later correction put it in the place of another.", "boolean", needed=True
        ),
        "secondary": Column("Whether it was read in another publication.", "boolean", needed=True),
        "integrity": _INTEGRITY,
        "used": _USED,
    },
    key=("study_id", "outcome_id", "comparison", "measure", "value", "low", "high", "p"),
    refers=(ForeignKey(("study_id",), "studies"),),
)
RESULTS = Table(
    "results",
    "group of a study and figure of it",
    {
        "study_id": _id("The study."),
        "outcome_id": _id("The outcome within the study."),
        "kind": _one_of(OutcomeKind, "The view under which the outcome stands.", needed=True),
        "arm": Column("The group; empty for everyone."),
        "what": Column("What sets the figure apart from the others of its outcome."),
        "at": Column("When, as the source tells it."),
        "months": Column("Months since the baseline scan, where told.", "number", unit="month"),
        "value": Column("The number as printed.", "number", unit_in="unit"),
        "range_low": Column("Low end, where a range is printed.", "number", unit_in="unit"),
        "range_high": Column("High end, where a range is printed.", "number", unit_in="unit"),
        "before": Column("The number before, where before and after are printed.", "number", unit_in="unit"),
        "before_spread": Column("Its spread, of the same sort as `spread`.", "number", unit_in="unit"),
        "spread": Column("The number printed after the plus-minus sign.", "number", unit_in="unit"),
        "spread_is": Column("What that number is.", values=("SD", "SE", "not stated")),
        "low": Column("Low end of the confidence interval.", "number", unit_in="unit"),
        "high": Column("High end of it.", "number", unit_in="unit"),
        "events": Column("How many people, or events.", "integer"),
        "people": Column("Out of how many.", "integer"),
        "p": Column("P value within the group, as printed."),
        "unit": Column("The unit."),
        "secondary": Column("Whether it was read in another publication.", "boolean", needed=True),
        "integrity": _INTEGRITY,
        "used": _USED,
    },
    key=("study_id", "outcome_id", "arm", "what", "at", "months", "value", "range_low", "events", "before"),
    refers=(ForeignKey(("study_id",), "studies"),),
)
FIGURES = Table(
    "figures",
    "figure that sentences of this site take from the cases",
    {
        "figure": _id("Its name in the sentences of the data."),
        "meaning": Column("What it is.", needed=True),
        "says": Column("How it reads.", needed=True),
    },
    key=("figure",),
)
STUDIES = Table(
    "studies",
    "publication around the cases",
    {
        "study_id": _id("The study; also its address, `evidence/<study_id>/`."),
        "label": Column("What readers call it.", needed=True),
        "authors": Column("Authors, as far as they were seen; joined by `; `."),
        "title": Column("The title; in brackets where it is this site's description."),
        "year": Column("Year of publication.", "integer"),
        "journal": Column("Journal or publisher."),
        "doi": Column("DOI."),
        "pmid": Column("PubMed's number."),
        "pmcid": Column("PubMed Central's number."),
        "link": Column("Another stable address of it."),
        "registration": Column("Number in a trial registry."),
        "country": Column("Where it was done."),
        "design": _one_of(Design, "What sort of publication it is.", needed=True),
        "topics": Column("What it is used for; joined by `; `.", needed=True),
        "population": _one_of(Population, "Who was studied.", needed=True),
        "vitamin_k": Column("Forms of vitamin K; joined by `; `."),
        "doses": Column("Daily doses of vitamin K as given; joined by `; `."),
        "people": Column("Number of people.", "integer"),
        "trials": Column("Number of studies pooled.", "integer"),
        "outcomes": Column("Outcomes; joined by `; `."),
        "direction": _one_of(Direction, "This site's judgement of the comparison with the control."),
        "direction_on": Column("The outcome that it is about."),
        "funding": Column("Who paid."),
        "read": _READ,
        "confidence": Column(
            "Confidence in the reading.", values=("high", "moderate", "low"), needed=True
        ),
        "checked": Column("When it was last read against the record: a date or part of one."),
        "integrity": _INTEGRITY,
        "superseded_by": Column("A later review that replaces it."),
        "used": _USED,
    },
    key=("study_id",),
    refers=(ForeignKey(("superseded_by",), "studies"),),
)  # fmt: skip
PAPERS = Table(
    "papers",
    "paper that cases come from",
    {
        "paper_id": _id("The paper; also its address, `evidence/<paper_id>/`."),
        "authors": Column("Authors; joined by `; `.", needed=True),
        "title": Column("The title as printed.", needed=True),
        "year": Column("Year of the issue.", "integer", needed=True),
        "journal": Column("Journal.", needed=True),
        "volume": Column("Volume.", needed=True),
        "pages": Column("First and last page.", needed=True),
        "doi": Column("DOI.", needed=True),
        "read": _READ,
        "integrity": _INTEGRITY,
        "cases": Column("Number of cases.", "integer", needed=True),
    },
    key=("paper_id",),
)
TABLES = (
    MEASUREMENTS, FRACTURES, COURSES, CHANGES, FINDINGS, RECOVERY, STUDIES, ESTIMATES, PAPERS, CASES,
    ANALYTES, THRESHOLDS, TIMES, RESULTS, FIGURES,
)  # fmt: skip
"""Every table of the site."""
