"""The certainty of each body of evidence of the summary of findings, by the rules of GRADE.

Randomised trials start high and non-randomised studies low (Core GRADE 4; GRADE guidelines 18). A serious
concern in a domain lowers by one level, a very serious one by two; what was not rated lowers nothing. One
rule derives imprecision from the interval, for every row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import (
    CERTAINTIES,
    DOMAINS,
    LEVELS_DOWN,
    Body,
    BodyDesign,
    Certainty,
    Domain,
    DomainRating,
    RatingUp,
    body_domains,
)
from k2evidence.model.studies import RATIOS, Estimate, Result, StudyOutcome


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
IMPORTANT_RATIOS: tuple[Decimal, Decimal] = (Decimal("0.75"), Decimal("1.25"))
"""Between these two ratios an effect is little or none; beyond them it is an appreciable benefit or harm
(the rough guide of GRADE guidelines 6)."""


def rate_certainty(dataset: Dataset) -> Ratings:
    """Return the rating of every body of evidence of every outcome."""
    return {
        (summary.id, body.id): rate_body(body, effect_of(dataset, body))
        for summary in dataset.summaries.values()
        for body in summary.bodies
    }


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


def rate_body(body: Body, effect: Estimate | None) -> Rating:
    """Return the rating of a body of evidence with this estimate."""
    judged = body_domains(body)
    ratings = {d: judged.get(d) or _imprecision(body, effect) for d in DOMAINS}
    start = STARTS[body.design]
    down = sum(LEVELS_DOWN[rating.concern] for rating in ratings.values())
    up = sum(reason.levels for reason in body.up)
    place = max(0, min(CERTAINTIES.index(start) - down + up, len(CERTAINTIES) - 1))
    return Rating(start, ratings, body.up, CERTAINTIES[place])


def _imprecision(body: Body, effect: Estimate | None) -> DomainRating:
    """Return the judgement of imprecision that the interval of an estimate gives.

    A ratio: not serious where the whole interval is one answer (an appreciable benefit, little or no effect,
    or an appreciable harm), serious where it spans two of them, very serious where it spans all three. A
    difference, for which no threshold of importance was found: serious where it includes no difference.
    """
    if effect is None or effect.low is None or effect.high is None:
        return DomainRating(concern="not rated", reason="No confidence interval was seen.")
    refs = (body.effect,) if body.effect else ()
    interval = f"The interval, {effect.low} to {effect.high}{f' {effect.unit}' if effect.unit else ''},"
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
    reason = f"{interval} includes {_listed(answers)}."
    concerns = {1: "not serious", 2: "serious", 3: "very serious"}
    return DomainRating.model_validate(
        {"concern": concerns[len(answers)], "reason": reason, "rests_on": list(refs)}
    )


def _listed(answers: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(answers[:-1]), answers[-1])))


def _item(dataset: Dataset, ref: str | None) -> object:
    """Return the item of a study that a reference names."""
    name, _, item = (ref or "").partition("/")
    study = dataset.studies.get(name)
    return dict(study.items()).get(item) if study else None
