"""The published answers to one question: pooled estimates by date, and which of them are not used."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Estimate, OutcomeKind, Study, StudyOutcome, VitaminK
from k2evidence.model.text import join_words

ONE_TRIAL = "one trial, not a pool"
"""Why the estimate of a review that is of one trial is not among the pooled answers."""
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one review says on one kind of outcome: an estimate, or words alone.

    `apart` says why it is not among the answers: the review is retracted, in doubt or replaced, or is
    known to rest on trials that are, or it pools nothing. It is empty for an answer.
    """

    study: Study
    outcome: StudyOutcome
    estimate: Estimate | None
    apart: str

    @property
    def has_interval(self) -> bool:
        """Whether its estimate can be drawn: a value with an interval."""
        return self.estimate is not None and has_interval(self.estimate)

    @property
    def is_main(self) -> bool:
        """Whether it is an answer of its own, and not one that leaves trials out to test another."""
        return not self.apart and (self.estimate is None or self.estimate.leaves_out is None)


def has_interval(estimate: Estimate) -> bool:
    """Say whether an estimate has a value and both ends of its interval."""
    return None not in (estimate.value, estimate.low, estimate.high)


def forms_of(study: Study, estimate: Estimate | None) -> tuple[VitaminK, ...]:
    """Return the forms of vitamin K that an estimate is of: its own, or all of its study."""
    return (estimate.vitamin_k if estimate else ()) or study.vitamin_k


def year_of(study: Study) -> int | None:
    """Return the year of publication, or the one that its label names where only that was seen."""
    named = _YEAR.search(study.label)
    return study.year or (int(named[0]) if named else None)


def is_review_of_trials(study: Study) -> bool:
    """Say whether a study is a review of trials of vitamin K."""
    return (
        study.design == "systematic review" and study.pools == "randomised trials" and bool(study.vitamin_k)
    )


def answers(dataset: Dataset, kind: OutcomeKind) -> tuple[Answer, ...]:
    """Return every published answer on one kind of outcome, the earliest first."""
    reviews = sorted(filter(is_review_of_trials, dataset.studies.values()), key=by_date)
    return tuple(
        answer
        for review in reviews
        for outcome in review.outcomes
        if outcome.kind == kind
        for answer in _answers(dataset, review, outcome)
    )


def by_date(study: Study) -> tuple[int, str]:
    """Return the key that sorts studies by date of publication; those of unknown date come last."""
    return year_of(study) or 9999, study.id


def _answers(dataset: Dataset, review: Study, outcome: StudyOutcome) -> Iterator[Answer]:
    for estimate in outcome.estimates or (None,):
        doubted = _doubted(dataset, review, outcome.kind, estimate)
        yield Answer(review, outcome, estimate, _apart(dataset, review, estimate, doubted))


def _doubted(
    dataset: Dataset, review: Study, kind: OutcomeKind, estimate: Estimate | None
) -> tuple[Study, ...]:
    """Return the trials retracted or under concern that an answer is known to rest on.

    A trial whose recorded outcomes are of other kinds is not in the pool of this one; a trial of which no
    outcome is recorded may be in any.
    """
    left_out = estimate.without if estimate else ()
    included = (dataset.studies[name] for name in review.includes if name not in left_out)
    return tuple(
        trial
        for trial in included
        if trial.integrity.status in ("retracted", "concern")
        and (not trial.outcomes or any(outcome.kind == kind for outcome in trial.outcomes))
    )


def _apart(dataset: Dataset, review: Study, estimate: Estimate | None, doubted: Sequence[Study]) -> str:
    if review.integrity.status == "retracted":
        return "the review was retracted"
    if review.integrity.status == "concern":
        return "concerns about the review were reported"
    if review.not_usable:
        return "not used, for the reason on its page"
    if review.superseded_by:
        return f"replaced by {dataset.studies[review.superseded_by].label}"
    if estimate and estimate.replaced:
        return "replaced by a corrected figure"
    if estimate and estimate.trials == 1:
        return ONE_TRIAL
    if doubted:
        return f"rests on {join_words([trial_status(trial) for trial in doubted])}"
    return ""


def trial_status(trial: Study) -> str:
    """Return 'Sato 2002 (retracted)' or 'Ishida 2004 (concerns reported)'."""
    return f"{trial.label} ({'retracted' if trial.integrity.status == 'retracted' else 'concerns reported'})"


def apart_intervals(found: Sequence[Answer]) -> tuple[tuple[Answer, Answer], ...]:
    """Return each pair of answers of two reviews whose intervals have no number in common.

    Only main answers by the same measure in the same unit are compared, and none of different forms of
    vitamin K.
    """
    return tuple(
        (one, other)
        for one, other in combinations([a for a in found if a.is_main and a.has_interval], 2)
        if one.study.id != other.study.id and _comparable(one, other) and _disjoint(one, other)
    )


def _comparable(one: Answer, other: Answer) -> bool:
    assert one.estimate
    assert other.estimate
    return (one.estimate.measure, one.estimate.unit) == (
        other.estimate.measure,
        other.estimate.unit,
    ) and bool(_vitamins(one) & _vitamins(other))


def _vitamins(answer: Answer) -> set[str]:
    """Return whether an answer is of K1, of K2 in any form, or of both."""
    return {"K1" if form == "K1" else "K2" for form in forms_of(answer.study, answer.estimate)}


def _disjoint(one: Answer, other: Answer) -> bool:
    a, b = one.estimate, other.estimate
    if a is None or b is None or a.low is None or a.high is None or b.low is None or b.high is None:
        return False
    return a.high < b.low or b.high < a.low
