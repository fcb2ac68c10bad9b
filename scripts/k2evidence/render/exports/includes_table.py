"""The table of which trials are known to be in which reviews."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.derive.reviews import Inclusion, review_matrix
from k2evidence.model.base import IntegrityStatus
from k2evidence.model.studies import Study
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of


@dataclass(frozen=True, slots=True)
class InclusionRow:
    """A review, a trial, and what is known of the one in the other."""

    review: Study
    trial: Study
    inclusion: Inclusion


def _rows(source: TableSource) -> Iterator[InclusionRow]:
    matrix = review_matrix(source.dataset)
    for row in matrix.trials:
        for review, inclusion in zip(matrix.reviews, row.inclusions, strict=True):
            yield InclusionRow(review, row.trial, inclusion)


INCLUDES: Table[InclusionRow] = Table(
    "includes",
    "pair of a review and a trial of vitamin K",
    _rows,
    (
        Column("review_id", "The review.", lambda row: row.review.id, required=True),
        Column("study_id", "The trial.", lambda row: row.trial.id, required=True),
        one_of(
            "inclusion",
            Inclusion,
            "Whether the trial is known to be in the review; `not read` if the review's list was not read.",
            lambda row: row.inclusion,
            required=True,
        ),
        Column(
            "list_read",
            "Whether the review's list of trials was read completely.",
            lambda row: row.review.includes_complete,
            "boolean",
            required=True,
        ),
        one_of(
            "review_integrity",
            IntegrityStatus,
            "Status of the review.",
            lambda row: row.review.integrity.status,
            required=True,
        ),
        one_of(
            "study_integrity",
            IntegrityStatus,
            "Status of the trial.",
            lambda row: row.trial.integrity.status,
            required=True,
        ),
    ),
    primary_key=("review_id", "study_id"),
    foreign_keys=(ForeignKey(("review_id",), "studies"), ForeignKey(("study_id",), "studies")),
)
