"""Trials, reviews, cohorts, labels and other publications around the cases."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from k2evidence.model.base import DrugClass, IntegrityStatus, Reading, Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import PEOPLE, USUAL, Example, MeasuredIn
from k2evidence.model.papers import CaseReporting
from k2evidence.model.possible import require_interval, require_part
from k2evidence.model.scalars.doses import DoseField
from k2evidence.model.scalars.free_text import Name, PValue, SeenName, SeenText, StandardError, Text
from k2evidence.model.scalars.identifiers import Doi, Id, Link, Pmcid, Pmid
from k2evidence.model.scalars.numbers import (
    Boolean,
    Months,
    NotNegative,
    Number,
    Position,
    RangeField,
    Whole,
    Year,
)
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.scalars.times import Date

Design = Literal[
    "randomised trial",
    "non-randomised comparison",
    "cohort",
    "case-control study",
    "case series",
    "case report",
    "systematic review",
    "narrative review",
    "guideline",
    "label",
    "laboratory study",
    "other",
]
Work = Literal["journal article", "conference abstract", "report", "web page", "data set", "package insert"]
Pools = Literal["randomised trials", "cohorts and case reports"]
Topic = Literal[
    "vitamin K and bone",
    "bone after pregnancy",
    "the disease",
    "recovery without bone drugs",
    "other treatments",
    "safety",
    "mechanism",
    "pain and healing",
    "integrity",
]
Population = Literal[
    "people with osteoporosis",
    "postmenopausal women with osteoporosis",
    "postmenopausal women",
    "older adults",
    "premenopausal women",
    "women after pregnancy",
    "pregnancy-associated osteoporosis",
    "people on steroids",
    "other patients",
    "newborns and their mothers",
    "healthy volunteers",
    "animals and cells",
    "not about people",
]
VitaminK = Literal["MK-4", "MK-7", "K1", "K2, form not given"]
OutcomeKind = Literal[
    "vertebral-fracture",
    "clinical-fracture",
    "hip-fracture",
    "lumbar-bmd",
    "hip-bmd",
    "other-bmd",
    "bone-markers",
    "ucoc",
    "pain",
    "adverse-events",
    "coagulation",
    "other",
]
Direction = Literal["favours vitamin K", "no difference", "favours control", "mixed", "not reported"]
NoticeKind = Literal["retraction", "correction", "expression of concern", "reported concern", "recalculation"]
JOURNAL_NOTICES: frozenset[NoticeKind] = frozenset({"retraction", "correction", "expression of concern"})
"""The three notices that a journal itself publishes; the words are used for nothing else."""
Confidence = Literal["high", "moderate", "low"]
SpreadKind = Literal["SD", "SE", "not stated"]
Care = Literal["no bone drug", DrugClass]
FactTopic = Literal[
    "warfarin and other anticoagulants",
    "coagulation in other people",
    "adverse events",
    "pregnancy",
    "breast-feeding",
    "newborns",
    "dose and use",
    "how it may work",
    "where proof is missing",
    "who gets it",
    "what may cause it",
    "tests for a cause",
    "bone loss while feeding",
    "stopping breast-feeding",
    "next pregnancy",
    "warning signs",
    "recovery",
    "need for drugs",
    "bisphosphonates and pregnancy",
    "later fractures",
    "calcium and parathyroid hormone",
    "markers after fracture",
    "pain without bone drugs",
    "healing on images",
    "integrity",
]
Measure = Literal["OR", "RR", "HR", "MD", "SMD", "effect size", "difference", "coefficient"]

VIEWS: Mapping[OutcomeKind, str] = {
    "vertebral-fracture": "Vertebral fractures",
    "clinical-fracture": "Clinical and other fractures",
    "hip-fracture": "Hip fractures",
    "lumbar-bmd": "Lumbar bone density",
    "hip-bmd": "Hip bone density",
    "bone-markers": "Bone markers",
    "ucoc": "Undercarboxylated osteocalcin",
}
"""The outcomes that have pictures and pages of their own, `evidence/<outcome>/`."""
RESERVED: frozenset[str] = frozenset(
    {*VIEWS, "by-outcome", "index", "not-used", "reviews-and-trials", "risk-of-bias", "summary-of-findings"}
)
"""Addresses below `evidence/` that no study or paper, and below `cases/` that no case, may take."""
RATIOS: frozenset[Measure] = frozenset({"OR", "RR", "HR"})
"""Measures whose neutral value is one; that of the others is zero."""
BETTER: Mapping[OutcomeKind, Literal["lower", "higher"]] = {
    "vertebral-fracture": "lower",
    "clinical-fracture": "lower",
    "hip-fracture": "lower",
    "lumbar-bmd": "higher",
    "hip-bmd": "higher",
    "other-bmd": "higher",
}
"""On which side of no difference an outcome is better for patients; the others have no better side."""
OF_OUTCOME = MeasuredIn("that of the outcome")
"""The unit of a result."""
OF_ESTIMATE = MeasuredIn("that of `unit`; ratios have none")
"""The unit of an estimate."""


class ArmReport(Record):
    """The size of a group as one place of the source prints it."""

    people: Annotated[Whole, Example("38"), PEOPLE]
    """How many entered, according to this place."""
    locator: Annotated[Text, Example("Methods, first paragraph")]
    """The place."""


class Arm(Record):
    """A group of people of a study."""

    name: Annotated[Name, Example("calcium and vitamin D")]
    """What the group got, or who they are; outcomes name it."""
    people: Annotated[Whole | None, Example("120"), PEOPLE] = None
    """How many entered."""
    reports: tuple[ArmReport, ...] = ()
    """Where places of the source print different sizes of the group: each place with its own."""
    analysed: Annotated[Whole | None, Example("105"), PEOPLE] = None
    """How many were analysed, where it differs."""
    vitamin_k: VitaminK | None = None
    """The form of vitamin K that the group got; the dose is then of it. Left out where it got none."""
    dose: DoseField | None = None
    """Daily dose of vitamin K, or of the drug the arm is about."""
    dose_note: Annotated[Text | None, Example("87 % of doses taken")] = None
    """The dose in words, where it is not a daily amount or needs a remark."""
    care: Care | None = None
    """What was given, for the recovery picture; only in women with pregnancy-associated
    osteoporosis or after pregnancy."""

    @model_validator(mode="after")
    def _no_more_analysed_than_entered(self) -> Self:
        require_part("analysed", self.analysed, self.people)
        return self


class Result(Record):
    """What one group showed, as printed; the unit is that of the outcome."""

    id: Annotated[Id | None, Example("reactions-any")] = None
    """A name by which claims refer to it."""
    arm: Annotated[Name | None, Example("calcium and vitamin D")] = None
    """The name of an arm; left out where the result is of everyone."""
    what: Annotated[Name | None, Example("femoral neck")] = None
    """What sets this result apart from the others of its outcome."""
    at: Annotated[Name | None, Example("12 months")] = None
    """When, as the source reports it."""
    months: Annotated[Months | None, Example("12"), MeasuredIn("months")] = None
    """Months since the baseline scan; with it the recovery picture can draw the value."""
    value: Annotated[Number | None, Example("5.1"), OF_OUTCOME] = None
    """The number printed."""
    range: Annotated[RangeField | None, OF_OUTCOME] = None
    """The two ends, where a range is printed."""
    before: Annotated[Number | None, Example("0.750"), OF_OUTCOME] = None
    """The number before, where before and after are printed."""
    before_spread: Annotated[NotNegative | None, Example("0.105"), OF_OUTCOME] = None
    """Its spread, of the same sort as `spread`."""
    spread: Annotated[NotNegative | None, Example("6.6"), OF_OUTCOME] = None
    """The number printed after the plus-minus sign."""
    spread_is: SpreadKind | None = None
    """What that number is."""
    low: Annotated[Number | None, Example("1.2"), OF_OUTCOME] = None
    """Lower end of the confidence interval."""
    high: Annotated[Number | None, Example("9.6"), OF_OUTCOME] = None
    """Upper end of the confidence interval."""
    events: Annotated[Whole | None, Example("12"), MeasuredIn("people, or events")] = None
    """How many people, or events."""
    people: Annotated[Whole | None, Example("120"), PEOPLE] = None
    """Out of how many; only where it differs from the arm."""
    people_derived: Annotated[
        Text | None, Example("the one split of the 440 people that gives the printed ratio and its interval")
    ] = None
    """How `people` was derived, where the source does not print it."""
    p: Annotated[PValue | None, Example("< 0.001")] = None
    """P value within the group, as printed."""
    note: Annotated[Text | None, Example("The range is printed upside down.")] = None
    """A quirk of what is printed."""

    @model_validator(mode="after")
    def _require_spread_kind(self) -> Self:
        if (self.spread is None) != (self.spread_is is None):
            raise refuse(
                ErrorCode.SPREAD_INCOMPLETE,
                "`spread` and `spread_is` do not fit together",
                "give both, or neither; `not stated` is an answer",
            )
        if self.before_spread is not None and (self.before is None or self.spread is None):
            raise refuse(
                ErrorCode.SPREAD_INCOMPLETE,
                "`before_spread` is given without `before` or `spread`",
                "give the number before that it is the spread of, and the spread afterwards with its kind; "
                "where only the one before is printed, say so in `note`",
            )
        return self

    @model_validator(mode="after")
    def _numbers_fit(self) -> Self:
        require_interval(self.value, self.low, self.high)
        if self.range:
            require_interval(self.value, self.range.low, self.range.high)
        if self.events is not None and self.people is not None and self.events > self.people:
            raise refuse(
                ErrorCode.IMPOSSIBLE,
                f"{self.events:,} events are given with {self.people:,} people, out of whom they are counted",
                "correct the two numbers; leave `people` out where one person can have several events",
            )
        return self


class Estimate(Record):
    """A comparison of groups as one number, as printed; intervals are of 95 %."""

    id: Annotated[Id | None, Example("clinical-fracture-recalculated")] = None
    """A name by which claims refer to it."""
    measure: Measure
    """What sort of number it is."""
    value: Annotated[Number | None, USUAL, Example("0.81"), OF_ESTIMATE] = None
    """The number."""
    low: Annotated[Number | None, Example("0.56"), OF_ESTIMATE] = None
    """Lower end of the interval."""
    high: Annotated[Number | None, Example("0.97"), OF_ESTIMATE] = None
    """Upper end of the interval."""
    se: Annotated[StandardError | None, Example("0.014")] = None
    """Standard error, where no interval is printed."""
    p: Annotated[PValue | None, Example("0.84")] = None
    """P value as printed."""
    unit: Annotated[Name | None, Example("%")] = None
    """The unit; ratios have none."""
    comparison: Annotated[Name | None, Example("according to a site that summarises papers")] = None
    """What is compared, where the outcome does not say it."""
    vitamin_k: tuple[VitaminK, ...] = ()
    """Which forms of vitamin K it is of, where they are not all those of the study."""
    comparator: Annotated[Name | None, Example("placebo")] = None
    """What vitamin K is compared with: placebo, no treatment or another drug, where it was read."""
    trials: Annotated[Whole | None, Example("5")] = None
    """Number of studies pooled."""
    people: Annotated[Whole | None, Example("1120")] = None
    """Number of people."""
    leaves_out: Annotated[Text | None, Example("one trial that differed from the others")] = None
    """What was left out of the pool to see whether the result turns on it; left out for a main result."""
    without: Annotated[tuple[Id, ...], Example("yops-2004")] = ()
    """Studies in `includes` that are known not to be in this number."""
    corrects: Boolean = False
    """Whether a later correction put this number in the place of another."""
    replaced: Boolean = False
    """Whether a later correction put another number in its place; no view uses it then."""

    @model_validator(mode="after")
    def _interval_is_whole(self) -> Self:
        if self.value is None and self.p is None and self.low is None:
            raise refuse(
                ErrorCode.ESTIMATE_EMPTY, "the estimate has no number", "give `value`, an interval or `p`"
            )
        require_interval(self.value, self.low, self.high)
        return self

    @model_validator(mode="after")
    def _ratio_is_positive(self) -> Self:
        numbers = {"value": self.value, "low": self.low, "high": self.high}
        for name, number in numbers.items():
            if self.measure in RATIOS and number is not None and number <= 0:
                raise refuse(
                    ErrorCode.OUT_OF_BOUNDS,
                    f"`{name}` of a ratio ({self.measure}) is {number}, but a ratio lies above zero",
                    "look at the sign and at the measure in the source; a difference is no ratio",
                )
        return self


class StudyOutcome(Record):
    """One outcome of a study: numbers where they were read, words where not."""

    id: Annotated[Id, Example("bone-markers")]
    """Unique within the study; claims refer to it as `study/outcome`."""
    kind: OutcomeKind
    """Under which view the outcome stands."""
    what: Annotated[Name, Example("Markers of bone turnover")]
    """What was measured, where and when."""
    unit: Annotated[Name | None, Example("%")] = None
    """The unit of the results."""
    results: tuple[Result, ...] = ()
    """What each group showed."""
    estimates: tuple[Estimate, ...] = ()
    """Comparisons as one number."""
    p: Annotated[PValue | None, Example("0.007")] = None
    """P value between the groups, as printed."""
    chi_squared: Annotated[NotNegative | None, Example("3.84"), MeasuredIn("without a unit")] = None
    """The chi-squared of that P value, where it is printed."""
    degrees_of_freedom: Annotated[Position | None, Example("1")] = None
    """The degrees of freedom printed with it."""
    parts_of: Annotated[Id | None, Example("any-fracture")] = None
    """The outcome of which these results are the parts: each person of it is counted in one of them."""
    says: Annotated[Text | None, USUAL, Example("No effect of either form.")] = None
    """The result in our own words."""
    note: Annotated[Text | None, Example("I-squared 50.9 %.")] = None
    """What a reader must know to understand it."""
    secondary: Boolean = False
    """Whether it was read in another publication's account and not in the study's own."""
    not_drawn: Annotated[Text | None, Example("A review; cohorts that are drawn may be in it.")] = None
    """Why the recovery picture does not draw it."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.results or self.estimates or self.says):
            raise refuse(
                ErrorCode.OUTCOME_EMPTY, "the outcome says nothing", "give `results`, `estimates` or `says`"
            )
        return self


class Fact(Record):
    """Something a publication says that is not an outcome of its own groups, in our own words."""

    id: Annotated[Id, Example("why-newborns")]
    """Unique within the study; claims refer to it as `study/fact`."""
    about: FactTopic
    """Under which heading it stands."""
    says: Annotated[Text, Example("The condition tends to improve with time.")]
    """What is said, in our own words."""
    read_in: Annotated[Text | None, Example("the label, as quoted on the maker's site")] = None
    """What was read for it, where that is not the publication itself, e.g. a digest of the label."""
    limits: Annotated[Text | None, Example("No case of this site reports it.")] = None
    """What it does not show."""


class RatedDirection(Record):
    """Our judgement of which group a comparison of vitamin K with a control favours."""

    judgement: Direction
    """Which group it favours; `not reported` where the comparison was made and what was read of it does
    not give the result."""
    about: Annotated[Text, Example("BMD, geometry and turnover")]
    """The outcomes that it is about."""
    reason: Annotated[Text, Example("Neither form differed from placebo.")]
    """Why, from what the record holds."""


class Notice(Record):
    """A notice of a journal about a publication, or concerns that someone else reported."""

    kind: NoticeKind
    """`retraction`, `correction` and `expression of concern` only for what the journal itself published;
    `reported concern` for what anyone else wrote; `recalculation` where the authors of a review give new
    figures without a trial."""
    by: Annotated[Name | None, Example("Retraction Watch")] = None
    """Who reported it; needed for a `reported concern`."""
    says: Annotated[Text, Example("The journal retracted the article.")]
    """What it says, in our own words."""
    year: Annotated[Year | None, Example("2018")] = None
    """Year of the notice."""
    doi: Annotated[Doi | None, Example("10.1001/jamainternmed.2018.1127")] = None
    """DOI of the notice."""
    link: Annotated[
        Link | None,
        Example("https://link.springer.com/article/10.1007/s40261-018-0643-3"),
    ] = None
    """Where it can be read, where it has no DOI."""


class StudyIntegrity(Record):
    """What is known of retractions, corrections and concerns about the publication."""

    status: IntegrityStatus
    """`current` where no notice was seen; `concern` for an expression of concern by the journal, or for
    concerns that someone else reported."""
    searched: Annotated[Date | None, Example("2026-11-22")] = None
    """When notices about it were last searched for; left out where they never were."""
    notices: tuple[Notice, ...] = ()
    """Every notice that was seen."""


class UnreadFigures(Record):
    """A part of a publication that prints figures which were not read, and where it can be opened."""

    kinds: Annotated[tuple[OutcomeKind, ...], Field(min_length=1)]
    """The outcomes that it is about."""
    what: Annotated[Text, Example("the table of fractures in each arm")]
    """What it prints, as far as its title or the publication's text says so."""
    link: Annotated[Link, Example("https://pmc.ncbi.nlm.nih.gov/articles/PMC9138595/")]
    """Where it can be read."""


class StudyReading(Reading):
    """How much was read, and how safe the reading is."""

    confidence: Confidence
    """`high`: the publisher's or PubMed's own abstract; `moderate`: a copy, or text cut off;
    `low`: another's account only."""
    checked: Annotated[Date | None, Example("2026-11-22")] = None
    """When it was last read against the record."""
    copy_read: Boolean = False
    """Whether a copy was read; the site links the publication itself, never the copy."""


class Study(CaseReporting):
    """One trial, review, cohort, label or other publication."""

    id: Annotated[Id, Example("shiraki-2000")]
    """Equal to the file name without its ending."""
    label: Annotated[SeenName, Example("Shiraki 2000")]
    """What readers call it, e.g. Jiang 2014."""
    title: Annotated[SeenText | None, Example("Lactation and bone turnover")] = None
    """The title as printed, with the capitals of a sentence, where it was seen."""
    title_ours: Boolean = False
    """Whether the title is this site's description, because the printed one was not seen whole."""
    authors: Annotated[tuple[SeenName, ...], Example("Shiraki M")] = ()
    """Family name and initials, in the order printed; as far as they were seen."""
    authors_note: Annotated[Text | None, Example("Only the first author was seen.")] = None
    """What is missing from the list, or who issued it."""
    year: Annotated[Year | None, Example("2000")] = None
    """Year of publication."""
    journal: Annotated[SeenName | None, Example("Journal of Bone Metabolism")] = None
    """Journal or publisher."""
    volume: Annotated[SeenName | None, Example("28(1)")] = None
    """Volume, with the issue in brackets where it was seen."""
    pages: Annotated[SeenText | None, Example("515-521")] = None
    """Pages, or the article's number."""
    doi: Annotated[Doi | None, Example("10.1359/jbmr.2000.15.3.515")] = None
    """The DOI without its resolver."""
    pmid: Annotated[Pmid | None, Example("10750566")] = None
    """PubMed's number."""
    pmcid: Annotated[Pmcid | None, Example("PMC7146284")] = None
    """PubMed Central's number."""
    link: Annotated[Link | None, Example("https://pubmed.ncbi.nlm.nih.gov/10750566/")] = None
    """Another stable address of it: the publisher's, a regulator's or a maker's own page."""
    work: Work | None = None
    """What sort of work is cited; left out for an article of a journal with a volume, a DOI or a number of
    PubMed, and where it is not known."""
    registration: Annotated[Name | None, Example("NCT00165607")] = None
    """Number in a trial registry."""
    country: Annotated[Name | None, Example("Japan")] = None
    """Where it was done, as far as reported."""
    design: Design
    """What sort of publication it is."""
    design_note: Annotated[Text | None, Example("narrative systematic review without pooling")] = None
    """The design in more words."""
    pools: Pools | None = None
    """For systematic reviews: what they pool."""
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """What it is used for on this site."""
    population: Population
    """Who was studied, as a filter knows it."""
    population_note: Annotated[Text | None, Example("postmenopausal women without osteoporosis")] = None
    """Who was studied, in more words."""
    vitamin_k: tuple[VitaminK, ...] = ()
    """Which forms of vitamin K it is about; empty where none was given."""
    people: Annotated[Whole | None, Example("241"), PEOPLE] = None
    """Number of people who entered, or who were pooled."""
    completed: Annotated[Whole | None, Example("218"), PEOPLE] = None
    """Number who finished."""
    trials: Annotated[Whole | None, Example("5")] = None
    """Number of studies pooled."""
    people_note: Annotated[
        Text | None, Example("30 women at one month, 25 at six months, 20 six months after weaning.")
    ] = None
    """What a reader must know about these numbers."""
    arms: tuple[Arm, ...] = ()
    """The groups."""
    co_interventions: Annotated[Text | None, Example("daily calcium and vitamin D3 in all arms")] = None
    """What all groups got besides."""
    follow_up: Annotated[Text | None, Example("12 months")] = None
    """How long people were followed."""
    baseline: Annotated[Text | None, Example("within a week after delivery")] = None
    """The state at the baseline scan."""
    outcomes: tuple[StudyOutcome, ...] = ()
    """What was found."""
    facts: tuple[Fact, ...] = ()
    """What else it says that this site uses."""
    authors_conclude: Annotated[Text | None, Example("Every infant should be protected.")] = None
    """What the authors conclude, in our own words; kept apart from the judgement below."""
    direction: RatedDirection | None = None
    """Our judgement of the comparison of vitamin K with a control, with its reason; left out where nobody
    rated it, or where there is no such comparison."""
    not_usable: Annotated[Text | None, Example("The abstract contradicts itself.")] = None
    """Why this site uses none of its numbers, where it is neither retracted nor in doubt."""
    caveats: Annotated[tuple[Text, ...], Example("Vitamin K1, not K2; for comparison only.")] = ()
    """Our judgement: what limits it."""
    funding: Annotated[Text | None, Example("Eisai")] = None
    """Who paid, as far as reported."""
    includes: Annotated[tuple[Id, ...], Example("sato-1998-stroke")] = ()
    """For reviews: studies of this site that are known to be in it."""
    includes_complete: Boolean = False
    """For reviews: whether its list of studies was read whole, so that those of this site which `includes`
    does not name are known not to be in it."""
    superseded_by: Annotated[Id | None, Example("mott-2019")] = None
    """A later review by the same team that replaces it."""
    figures_in: tuple[UnreadFigures, ...] = ()
    """Where it prints figures that were not read."""
    reading: StudyReading
    """How it was read."""
    integrity: StudyIntegrity
    """Whether it still stands."""

    @property
    def short_name(self) -> str:
        """What readers call it: 'Shiraki 2000'."""
        return self.label

    @property
    def cited_name(self) -> str:
        """What pages call it, the same."""
        return self.label

    @model_validator(mode="after")
    def _people_fit(self) -> Self:
        require_part("completed", self.completed, self.people)
        for index, arm in enumerate(self.arms):
            require_part(f"arms[{index}].people", arm.people, self.people)
        for index, outcome in enumerate(self.outcomes):
            for number, result in enumerate(outcome.results):
                self._require_people_of_arm(f"outcomes[{index}].results[{number}]", result)
            for number, estimate in enumerate(outcome.estimates):
                require_part(f"outcomes[{index}].estimates[{number}].people", estimate.people, self.people)
        return self

    def _require_people_of_arm(self, where: str, result: Result) -> None:
        """Raise the error of a result with more people, or more people with an event, than could have it."""
        entered = {arm.name: arm.people or arm.analysed for arm in self.arms}
        people = self.people if result.arm is None else entered.get(result.arm)
        require_part(f"{where}.people", result.people, people)
        if people is not None and result.events is not None and result.events > people and not result.note:
            raise refuse(
                ErrorCode.IMPOSSIBLE,
                f"`{where}.events` is {result.events:,}, more than the {people:,} people of its group",
                "correct one of the two numbers; where one person can have several events, say so in `note` "
                "of the result",
            )

    @model_validator(mode="after")
    def _require_listed_forms(self) -> Self:
        for index, arm in enumerate(self.arms):
            if arm.vitamin_k and arm.vitamin_k not in self.vitamin_k:
                raise refuse(
                    ErrorCode.ARM_FORM,
                    f"arms[{index}] got {arm.vitamin_k}, which `vitamin_k` does not list",
                    "correct the form of the group or the list of the study",
                )
        for i, outcome in enumerate(self.outcomes):
            for j, estimate in enumerate(outcome.estimates):
                for form in estimate.vitamin_k:
                    if form not in self.vitamin_k:
                        raise refuse(
                            ErrorCode.ARM_FORM,
                            f"outcomes[{i}].estimates[{j}] is of {form}, which `vitamin_k` does not list",
                            "correct the form of the estimate or the list of the study",
                        )
        return self

    @property
    def usable(self) -> bool:
        """Say whether its numbers may be used: neither retracted, nor in doubt, nor unusable."""
        return self.integrity.status in ("current", "corrected") and self.not_usable is None

    @property
    def in_pooled_views(self) -> bool:
        """Say whether pooled views show it: usable, and not superseded by a later review."""
        return self.usable and self.superseded_by is None

    @property
    def group_total(self) -> int | None:
        """The people of all groups together; None where the size of a group is not known."""
        sizes = [arm.people for arm in self.arms]
        return sum(filter(None, sizes)) if sizes and None not in sizes else None

    def people_of(self, result: Result) -> int | None:
        """Return out of how many people a result is: its own number, else that of its group."""
        if result.people is not None:
            return result.people
        arm = next((arm for arm in self.arms if arm.name == result.arm), None)
        if arm is None:
            return None
        return arm.analysed if arm.analysed is not None else arm.people

    @property
    def display_title(self) -> str | None:
        """The title, in brackets where it is this site's description."""
        return f"[{self.title}]" if self.title and self.title_ours else self.title

    def is_recovery(self, outcome: StudyOutcome) -> bool:
        """Say whether an outcome is a change of lumbar bone density after pregnancy, in percent."""
        return (
            self.population in ("women after pregnancy", "pregnancy-associated osteoporosis")
            and outcome.kind == "lumbar-bmd"
            and bool(outcome.results)
        )

    def items(self) -> Iterator[tuple[str, "StudyOutcome | Result | Estimate | Fact"]]:
        """Yield every part of the study that a claim can name, with its id."""
        for outcome in self.outcomes:
            yield outcome.id, outcome
            yield from ((result.id, result) for result in outcome.results if result.id)
            yield from ((estimate.id, estimate) for estimate in outcome.estimates if estimate.id)
        for fact in self.facts:
            yield fact.id, fact
