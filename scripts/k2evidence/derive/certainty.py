"""The certainty of each body of evidence of the summary of findings, by the rules of GRADE.

Randomised trials start high and non-randomised studies low (Core GRADE 4; GRADE guidelines 18). A serious
concern in a domain lowers by one level, a very serious one by two; what was not rated lowers nothing. One
rule derives imprecision from the interval and the number of people, for every row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import (
    CERTAINTIES,
    DOMAINS,
    IMPORTANT_RATIOS,
    LEVELS_DOWN,
    Body,
    BodyDesign,
    Certainty,
    Concern,
    Domain,
    DomainRating,
    OutcomeSummary,
    RatingUp,
    body_domains,
)
from k2evidence.model.studies import RATIOS, Estimate, Result, Study, StudyOutcome
from k2evidence.model.text import join_words, lower_first, number


@dataclass(frozen=True, slots=True)
class Rating:
    """The certainty of a body of evidence: where it starts, each domain, reasons to rate up, the level."""

    start: Certainty
    domains: Mapping[Domain, DomainRating]
    up: tuple[RatingUp, ...]
    level: Certainty

    @property
    def not_rated(self) -> tuple[Domain, ...]:
        """The domains that could not be judged; the level could be lower with them."""
        return tuple(domain for domain, rating in self.domains.items() if rating.concern == "not rated")


Ratings = Mapping[tuple[str, str], Rating]
"""The rating of each body of evidence, by the ids of its outcome and of the body."""

NOTHING_RATED: Certainty = "very low"
"""How sure an answer is that rests on case reports alone: observational studies without a comparison group,
which start low and are lowered by two levels or more for risk of bias."""
STARTS: Mapping[BodyDesign, Certainty] = {"randomised trials": "high", "non-randomised studies": "low"}
"""Where the certainty of each design starts."""
STATEMENTS: Mapping[Certainty, str] = {
    "high": "{intervention} results in {result}.",
    "moderate": "{intervention} likely results in {result}.",
    "low": "{intervention} may result in {result}.",
    "very low": "{intervention} may result in {result}, but the evidence is very uncertain.",
}
"""The wording of size and certainty together, after GRADE guidelines 26."""
VERY_UNCERTAIN = "The evidence is very uncertain about the effect of {intervention} on {outcome}."
"""Its other wording for very low certainty, which names no size."""
NO_SIZE = "The size of any effect of {intervention} on {outcome} was not seen."
OPEN = "The direction of any effect of {intervention} on {outcome} is open."
"""Our wordings for the other levels: where no estimate was seen, and where one leaves the direction open."""
ENOUGH_PEOPLE = 400
"""With fewer people than this, few events or people are a concern of their own (Murad and others, BMJ
Evidence-Based Medicine 2017;22:85-87, table 1)."""


def rate_certainty(dataset: Dataset) -> Ratings:
    """Return the rating of every body of evidence of every outcome."""
    return {
        (summary.id, body.id): rate_body(body, effect_of(dataset, body), size_of(dataset, body).people)
        for summary in dataset.summaries.values()
        for body in summary.bodies
    }


def statement(intervention: str, result: str, level: Certainty) -> str:
    """Return size and certainty of an effect in GRADE's own wording."""
    return STATEMENTS[level].format(intervention=intervention, result=result)


def body_statement(summary: OutcomeSummary, body: Body, level: Certainty) -> str:
    """Return what a body of evidence shows, with its certainty; without a size where none was seen."""
    if body.result:
        return statement(body.intervention, body.result, level)
    wording = VERY_UNCERTAIN if level == "very low" else OPEN if body.effect else NO_SIZE
    return wording.format(intervention=lower_first(body.intervention), outcome=lower_first(summary.outcome))


def lowest_level(ratings: Iterable[Rating]) -> Certainty:
    """Return the lowest level of some ratings; that of case reports where there are none."""
    return min((rating.level for rating in ratings), key=CERTAINTIES.index, default=NOTHING_RATED)


def effect_of(dataset: Dataset, body: Body) -> Estimate | None:
    """Return the estimate that a body names; where it names an outcome, the only estimate of that."""
    item = _item(dataset, body.effect)
    if isinstance(item, StudyOutcome) and len(item.estimates) == 1:
        return item.estimates[0]
    return item if isinstance(item, Estimate) else None


def baseline_of(dataset: Dataset, body: Body) -> Result | None:
    """Return the result of the control group that the absolute effect is derived from."""
    item = _item(dataset, body.baseline.result if body.baseline else None)
    if isinstance(item, StudyOutcome) and len(item.results) == 1:
        return item.results[0]
    return item if isinstance(item, Result) else None


@dataclass(frozen=True, slots=True)
class Size:
    """How many people and studies a body of evidence has on its outcome; None where that was not seen."""

    people: int | None
    studies: int | None


def size_of(dataset: Dataset, body: Body) -> Size:
    """Return the size of a body: that of its estimate, else of the studies that it rests on.

    A review has more than one outcome, so that the people of a whole review are no size of a body; nor are
    those of a trial with a group for each of several forms of vitamin K.
    """
    effect = effect_of(dataset, body)
    if effect:
        return Size(effect.people, effect.trials)
    names = dict.fromkeys(ref.partition("/")[0] for ref in body.rests_on)
    found = [dataset.studies.get(name) for name in names]
    primary = [study for study in found if study and "review" not in study.design]
    if len(primary) < len(names):
        return Size(None, None)
    sizes = [_people_compared(study) for study in primary]
    return Size(sum(filter(None, sizes)) if None not in sizes else None, len(primary))


def _people_compared(study: Study) -> int | None:
    """Return how many people a trial compares; None where some of them had another form of vitamin K."""
    if len(study.vitamin_k) > 1:
        return None
    return study.people if study.people is not None else study.group_total


def rate_body(body: Body, effect: Estimate | None, people: int | None = None) -> Rating:
    """Return the rating of a body of evidence with this estimate, from this number of people."""
    judged = body_domains(body)
    ratings = {d: judged.get(d) or _imprecision(body, effect, people) for d in DOMAINS}
    start = STARTS[body.design]
    down = sum(LEVELS_DOWN[rating.concern] for rating in ratings.values())
    up = sum(reason.levels for reason in body.up)
    place = max(0, min(CERTAINTIES.index(start) - down + up, len(CERTAINTIES) - 1))
    return Rating(start, ratings, body.up, CERTAINTIES[place])


def _imprecision(body: Body, effect: Estimate | None, people: int | None) -> DomainRating:
    """Return the judgement of imprecision that the interval of an estimate and its size give.

    A ratio: not serious where the whole interval is one answer (an appreciable benefit, little or no effect,
    or an appreciable harm), serious where it spans two of them, very serious where it spans all three. A
    difference, for which no threshold of importance was found: serious where it includes no difference. Few
    people are serious where the interval is not, and where no interval was seen. Where the number of people
    was not seen, imprecision is not rated unless the interval alone makes it serious.
    """
    by_interval = _by_interval(body, effect)
    if people is not None and people >= ENOUGH_PEOPLE:
        return by_interval
    otherwise: Concern = "not rated" if people is None else "serious"
    size = (
        "The number of people was not seen."
        if people is None
        else f"There were fewer than {ENOUGH_PEOPLE:,} people ({people:,})."
    )
    return DomainRating(
        concern=by_interval.concern if LEVELS_DOWN[by_interval.concern] else otherwise,
        reason=f"{by_interval.reason} {size}",
        rests_on=by_interval.rests_on or body.rests_on,
    )


def _by_interval(body: Body, effect: Estimate | None) -> DomainRating:
    """Return the judgement that the interval alone gives."""
    if effect is None or effect.low is None or effect.high is None:
        return DomainRating(concern="not rated", reason="No confidence interval was seen.")
    refs = (body.effect,) if body.effect else ()
    unit = f" {effect.unit}" if effect.unit else ""
    interval = f"The interval, {number(effect.low)} to {number(effect.high)}{unit},"
    if effect.measure not in RATIOS:
        if effect.low <= 0 <= effect.high:
            reason = f"{interval} includes no difference."
            return DomainRating(concern="serious", reason=reason, rests_on=refs)
        reason = f"{interval} excludes no difference; no threshold of an important difference was found."
        return DomainRating(concern="not serious", reason=reason, rests_on=refs)
    benefit, harm = IMPORTANT_RATIOS
    answers = [
        *(["an appreciable benefit"] if effect.low < benefit else []),
        *(["little or no effect"] if effect.low <= harm and effect.high >= benefit else []),
        *(["an appreciable harm"] if effect.high > harm else []),
    ]
    reason = f"{interval} includes {join_words(answers)}. The number of events was not seen."
    concerns = {1: "not serious", 2: "serious", 3: "very serious"}
    return DomainRating.model_validate(
        {"concern": concerns[len(answers)], "reason": reason, "rests_on": list(refs)}
    )


def _item(dataset: Dataset, ref: str | None) -> object:
    """Return the item of a study that a reference names."""
    name, _, item = (ref or "").partition("/")
    study = dataset.studies.get(name)
    return dict(study.items()).get(item) if study else None
