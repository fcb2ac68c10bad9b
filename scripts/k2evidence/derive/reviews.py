"""Which trials are known to be in which reviews, and of which that is not known."""

from dataclasses import dataclass
from typing import Literal

from k2evidence.derive.answers import by_date, is_review_of_trials, year_of
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Study

Inclusion = Literal["included", "not included", "published later", "not read"]


@dataclass(frozen=True, slots=True)
class ReviewedTrial:
    """A trial, and what is known of it in each review, in the order of the reviews."""

    trial: Study
    inclusions: tuple[Inclusion, ...]


@dataclass(frozen=True, slots=True)
class ReviewMatrix:
    """The reviews of trials of vitamin K, and every trial that could be in one, each by date."""

    reviews: tuple[Study, ...]
    trials: tuple[ReviewedTrial, ...]


def review_matrix(dataset: Dataset) -> ReviewMatrix:
    """Return which trials are known to be in which reviews."""
    reviews = tuple(sorted(filter(is_review_of_trials, dataset.studies.values()), key=by_date))
    included = {name for review in reviews for name in review.includes}
    trials = sorted(
        (study for study in dataset.studies.values() if study.id in included or _is_trial(study)),
        key=by_date,
    )
    return ReviewMatrix(
        reviews,
        tuple(
            ReviewedTrial(trial, tuple(inclusion(review, trial) for review in reviews)) for trial in trials
        ),
    )


def inclusion(review: Study, trial: Study) -> Inclusion:
    """Return what is known of a trial in a review.

    That a trial is not in it is known where its list was read whole, or where the trial was published in a
    later year.
    """
    if trial.id in review.includes:
        return "included"
    published, reviewed = year_of(trial), year_of(review)
    if published is not None and reviewed is not None and published > reviewed:
        return "published later"
    return "not included" if review.includes_complete else "not read"


def _is_trial(study: Study) -> bool:
    """Say whether a study is a trial of vitamin K and bone, or one that is retracted or under concern."""
    return (
        study.design == "randomised trial"
        and bool(study.vitamin_k)
        and ("vitamin K and bone" in study.topics or study.integrity.status in ("retracted", "concern"))
    )
