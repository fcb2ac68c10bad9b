"""The page of reviews and trials: which trial is known to be in which review."""

from dataclasses import dataclass

from k2evidence.derive.reviews import Inclusion, ReviewedTrial, review_matrix
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Study
from k2evidence.model.study_text import form_labels
from k2evidence.model.text import count, join_words
from k2evidence.render.pages.not_used import exclusion_reason
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files
from k2evidence.render.pages.views.record_links import address_of
from k2evidence.render.pages.views.study_rows import vitamin_k_doses
from k2evidence.render.site_file import SiteFile

SIGNS = {"retracted": "✕", "concern": "!"}
"""The sign beside a record that is retracted, or under concern."""


@dataclass(frozen=True, slots=True)
class MatrixRecord:
    """A review or a trial: its link, what it gave, and its status, with a sign, where it is not used."""

    label: str
    address: str
    treatment: str
    sign: str
    status: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A trial with what is known of it in each review."""

    record: MatrixRecord
    cells: tuple[Inclusion, ...]


@dataclass(frozen=True, slots=True)
class ReviewedList:
    """How much of a review's list of trials is known, in words."""

    record: MatrixRecord
    known: str


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """Reviews as columns and trials as rows, each by date of publication; `summary` counts them in words."""

    summary: str
    reviews: tuple[ReviewedList, ...]
    rows: tuple[MatrixRow, ...]


def reviews_and_trials_page(site: SiteData) -> SiteFile:
    """Return the page that says which trial is known to be in which review."""
    dataset = site.dataset
    matrix = review_matrix(dataset)
    trials = [row.trial for row in matrix.trials]
    read = sum(review.includes_complete for review in matrix.reviews)
    return render_page(
        site.context,
        "evidence/reviews-and-trials.md",
        "reviews-and-trials.md.jinja",
        title="Reviews and trials",
        description="Which trials of vitamin K and bone are known to be in which systematic reviews, and "
        "of which pairs that is not known.",
        kind="Page",
        sources=record_files(dataset, (study.id for study in (*matrix.reviews, *trials))),
        wide=True,
        view=MatrixPage(
            summary=f"{count(len(matrix.reviews), 'review')} and {count(len(trials), 'trial')} of vitamin K. "
            f"The full list of trials was read in {count(read, 'review')}",
            reviews=tuple(
                ReviewedList(_record(dataset, review), _known(review)) for review in matrix.reviews
            ),
            rows=tuple(_row(dataset, row) for row in matrix.trials),
        ),
    )


def _row(dataset: Dataset, row: ReviewedTrial) -> MatrixRow:
    return MatrixRow(_record(dataset, row.trial), row.inclusions)


def _record(dataset: Dataset, study: Study) -> MatrixRecord:
    doses = ", ".join(vitamin_k_doses(dataset, study))
    return MatrixRecord(
        label=study.label,
        address=address_of(dataset, study.id),
        treatment="; ".join(filter(None, (join_words(form_labels(study.vitamin_k)), doses))),
        sign=SIGNS.get(study.integrity.status, ""),
        status=exclusion_reason(dataset, study) if study.integrity.status in SIGNS else "",
    )


def _known(review: Study) -> str:
    """Return 'one of 5 known' or 'all 3 known', by how the list of a review was read."""
    named = len(review.includes)
    if review.includes_complete:
        return "full list read"
    of = f" of {review.trials:,}" if review.trials is not None else ""
    return f"list not read{f'; {named:,}{of} known from elsewhere' if named else ''}"
