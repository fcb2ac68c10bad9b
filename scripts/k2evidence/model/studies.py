"""Trials, reviews, cohorts, labels and other publications around the cases."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from k2evidence.model.base import IntegrityStatus, Reading, Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars import (
    Boolean,
    Date,
    Doi,
    Id,
    Link,
    Number,
    Pmcid,
    Pmid,
    QuantityField,
    RangeField,
    Text,
    Whole,
    refuse,
)

Design = Literal[
    "randomised trial",
    "non-randomised comparison",
    "cohort",
    "case series",
    "case report",
    "systematic review",
    "narrative review",
    "guideline",
    "label",
    "laboratory study",
    "other",
]
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
Direction = Literal[
    "favours vitamin K", "no difference", "favours control", "mixed", "not reported", "not usable"
]
Confidence = Literal["high", "moderate", "low"]
SpreadKind = Literal["SD", "SE", "not stated"]
Care = Literal[
    "no bone drug", "vitamin K2", "teriparatide", "bisphosphonate", "denosumab", "romosozumab", "other drug"
]
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
    "bone loss while feeding",
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
    "lumbar-bmd": "Lumbar bone density",
    "hip-bmd": "Hip bone density",
    "bone-markers": "Bone markers",
    "ucoc": "Undercarboxylated osteocalcin",
}
"""The outcomes that have pictures and pages of their own, `evidence/<outcome>/`."""
RESERVED: frozenset[str] = frozenset({*VIEWS, "index", "not-used", "summary-of-findings"})
"""Addresses below `evidence/` that no study or paper, and below `cases/` that no case, may take."""
RATIOS: frozenset[Measure] = frozenset({"OR", "RR", "HR"})
"""Measures whose neutral value is one; that of the others is zero."""

_VITAMIN_K = re.compile(r"\b(?:MK-\d+|vitamin K[12]?|menatetrenone)(?![\w-])(?! antagonist)", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:without|no|not|non|never|neither|instead of|declined|refused|stopped)\b", re.IGNORECASE
)


class Arm(Record):
    """A group of people of a study."""

    name: Text
    """What the group got, or who they are; outcomes name it."""
    people: Whole | None = None
    """How many entered."""
    analysed: Whole | None = None
    """How many were analysed, where it differs."""
    dose: QuantityField | None = None
    """Daily dose of vitamin K, or of the drug the arm is about."""
    dose_note: Text | None = None
    """The dose in words, where it is not a daily amount or needs a remark."""
    care: Care | None = None
    """What was given, for the recovery picture; only in women with pregnancy-associated
    osteoporosis or after pregnancy."""

    @property
    def is_vitamin_k(self) -> bool:
        """Say whether the group got vitamin K, as its name tells; `without vitamin K2` did not.

        A negation holds to the end of its clause, so that in doubt a group did not get it.
        """
        clauses = re.split(r"[,;()]", self.name)
        return any(_VITAMIN_K.search(_NEGATION.split(clause)[0]) for clause in clauses)


class Result(Record):
    """What one group showed, as printed; the unit is that of the outcome."""

    id: Id | None = None
    """A name by which claims refer to it."""
    arm: Text | None = None
    """The name of an arm; left out where the result is of everyone."""
    what: Text | None = None
    """What sets this result apart from the others of its outcome."""
    at: Text | None = None
    """When, as the source tells it."""
    months: Number | None = None
    """Months since the baseline scan; with it the recovery picture can draw the value."""
    value: Number | None = None
    """The number printed."""
    range: RangeField | None = None
    """The two ends, where a range is printed."""
    before: Number | None = None
    """The number before, where before and after are printed."""
    before_spread: Number | None = None
    """Its spread, of the same sort as `spread`."""
    spread: Number | None = None
    """The number printed after the plus-minus sign."""
    spread_is: SpreadKind | None = None
    """What that number is."""
    low: Number | None = None
    """Lower end of the confidence interval."""
    high: Number | None = None
    """Upper end of the confidence interval."""
    events: Whole | None = None
    """How many people, or events."""
    people: Whole | None = None
    """Out of how many; only where it differs from the arm."""
    p: Text | None = None
    """P value within the group, as printed."""
    note: Text | None = None
    """A quirk of what is printed."""

    @model_validator(mode="after")
    def _require_spread_kind(self) -> Self:
        if (self.spread is None) != (self.spread_is is None):
            raise refuse(
                ErrorCode.SPREAD_INCOMPLETE,
                "`spread` and `spread_is` do not fit together",
                "give both, or neither; `not stated` is an answer",
            )
        return self


class Estimate(Record):
    """A comparison of groups as one number, as printed; intervals are of 95 %."""

    id: Id | None = None
    """A name by which claims refer to it."""
    measure: Measure
    """What sort of number it is."""
    value: Number | None = None
    """The number."""
    low: Number | None = None
    """Lower end of the interval."""
    high: Number | None = None
    """Upper end of the interval."""
    se: Text | None = None
    """Standard error, where no interval is printed."""
    p: Text | None = None
    """P value as printed."""
    unit: Text | None = None
    """The unit; ratios have none."""
    comparison: Text | None = None
    """What is compared, where the outcome does not say it."""
    trials: Whole | None = None
    """Number of studies pooled."""
    people: Whole | None = None
    """Number of people."""
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
        if (self.low is None) != (self.high is None):
            raise refuse(ErrorCode.INTERVAL_INCOMPLETE, "the interval has one end", "give `low` and `high`")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise refuse(ErrorCode.INTERVAL_ORDER, "`low` is above `high`", "swap the two ends")
        return self


class StudyOutcome(Record):
    """One outcome of a study: numbers where they were read, words where not."""

    id: Id
    """Unique within the study; claims refer to it as `study/outcome`."""
    kind: OutcomeKind
    """Under which view the outcome stands."""
    what: Text
    """What was measured, where and when."""
    unit: Text | None = None
    """The unit of the results."""
    results: tuple[Result, ...] = ()
    """What each group showed."""
    estimates: tuple[Estimate, ...] = ()
    """Comparisons as one number."""
    p: Text | None = None
    """P value between the groups, as printed."""
    says: Text | None = None
    """The result in our own words."""
    note: Text | None = None
    """What a reader must know to understand it."""
    secondary: Boolean = False
    """Whether it was read in another publication's account and not in the study's own."""
    not_drawn: Text | None = None
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

    id: Id
    """Unique within the study; claims refer to it as `study/fact`."""
    about: FactTopic
    """Under which heading it stands."""
    says: Text
    """What is said, in our own words."""
    read_in: Text | None = None
    """What was read for it, where that is not the publication itself, e.g. a digest of the label."""
    limits: Text | None = None
    """What it does not show."""


class Notice(Record):
    """A notice about a publication, or a reason to doubt it."""

    kind: Literal["retraction", "correction", "expression of concern", "warning", "recalculation"]
    """What sort of notice it is."""
    says: Text
    """What it says, in our own words."""
    year: Whole | None = None
    """Year of the notice."""
    doi: Doi | None = None
    """DOI of the notice."""
    link: Link | None = None
    """Where it can be read, where it has no DOI."""


class StudyIntegrity(Record):
    """Whether the publication still stands."""

    status: IntegrityStatus
    """`current` where no notice was seen; notices were not searched for one by one."""
    notices: tuple[Notice, ...] = ()
    """Every notice that was seen."""


class StudyReading(Reading):
    """How much was read, and how safe the reading is."""

    confidence: Confidence
    """`high`: the publisher's or PubMed's own abstract; `moderate`: a copy, or text cut off;
    `low`: another's account only."""
    checked: Date | None = None
    """When it was last read against the record."""
    copy_read: Boolean = False
    """Whether a copy was read; the site links the publication itself, never the copy."""


class Study(Record):
    """One trial, review, cohort, label or other publication."""

    id: Id
    """Equal to the file name without its ending."""
    label: Text
    """What readers call it, e.g. Jiang 2014."""
    title: Text | None = None
    """The title as printed, where it was seen."""
    title_ours: Boolean = False
    """Whether the title is this site's description, because the printed one was not seen whole."""
    authors: tuple[Text, ...] = ()
    """Family name and initials, in the order printed; as far as they were seen."""
    authors_note: Text | None = None
    """What is missing from the list, or who issued it."""
    year: Whole | None = None
    """Year of publication."""
    journal: Text | None = None
    """Journal or publisher."""
    volume: Text | None = None
    """Volume, with the issue in brackets where it was seen."""
    pages: Text | None = None
    """Pages, or the article's number."""
    doi: Doi | None = None
    """The DOI without its resolver."""
    pmid: Pmid | None = None
    """PubMed's number."""
    pmcid: Pmcid | None = None
    """PubMed Central's number."""
    link: Link | None = None
    """Another stable address of it: the publisher's, a regulator's or a maker's own page."""
    registration: Text | None = None
    """Number in a trial registry."""
    country: Text | None = None
    """Where it was done, as far as told."""
    design: Design
    """What sort of publication it is."""
    design_note: Text | None = None
    """The design in more words."""
    pools: Pools | None = None
    """For systematic reviews: what they pool."""
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]
    """What it is used for on this site."""
    population: Population
    """Who was studied, as a filter knows it."""
    population_note: Text | None = None
    """Who was studied, in more words."""
    vitamin_k: tuple[VitaminK, ...] = ()
    """Which forms of vitamin K it is about; empty where none was given."""
    people: Whole | None = None
    """Number of people who entered, or who were pooled."""
    completed: Whole | None = None
    """Number who finished."""
    trials: Whole | None = None
    """Number of studies pooled."""
    people_note: Text | None = None
    """What a reader must know about these numbers."""
    arms: tuple[Arm, ...] = ()
    """The groups."""
    co_interventions: Text | None = None
    """What all groups got besides."""
    follow_up: Text | None = None
    """How long people were followed."""
    baseline: Text | None = None
    """The state at the baseline scan."""
    outcomes: tuple[StudyOutcome, ...] = ()
    """What was found."""
    facts: tuple[Fact, ...] = ()
    """What else it says that this site uses."""
    authors_conclude: Text | None = None
    """What the authors conclude, in our own words; kept apart from the judgement below."""
    direction: Direction | None = None
    """Our judgement of the comparison with the control; left out where there is none."""
    direction_on: Text | None = None
    """The outcome that `direction` is about."""
    caveats: tuple[Text, ...] = ()
    """Our judgement: what limits it."""
    funding: Text | None = None
    """Who paid, as far as told."""
    includes: tuple[Id, ...] = ()
    """For reviews: studies of this site that are known to be in it."""
    superseded_by: Id | None = None
    """A later review by the same team that replaces it."""
    reading: StudyReading
    """How it was read."""
    integrity: StudyIntegrity
    """Whether it still stands."""

    @property
    def usable(self) -> bool:
        """Say whether its numbers may be used: neither retracted, nor doubted, nor unusable."""
        return self.integrity.status in ("current", "corrected") and self.direction != "not usable"

    @property
    def in_pooled_views(self) -> bool:
        """Say whether pooled views show it: usable, and not superseded by a later review."""
        return self.usable and self.superseded_by is None

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
