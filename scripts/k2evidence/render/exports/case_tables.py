"""The tables of publications, cases and what is reported of their health before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from k2evidence.load.dataset import Publication
from k2evidence.model.cases import Case, History, Sex
from k2evidence.model.papers import Paper, Person
from k2evidence.model.scalars.times import Time
from k2evidence.render.exports.shared_columns import (
    CLOCK_COLUMNS,
    integrity_column,
    joined,
    reading_column,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of, word_column

RecordKind = Literal["paper", "study"]
"""The folder of the data that holds a publication with cases."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A publication and its cases."""

    paper: Publication
    cases: tuple[Case, ...]

    @property
    def record(self) -> RecordKind:
        """The sort of record that it is."""
        return "paper" if isinstance(self.paper, Paper) else "study"

    @property
    def title(self) -> str | None:
        """The title, in brackets where it is this site's description."""
        return self.paper.title if isinstance(self.paper, Paper) else self.paper.display_title


def _paper_rows(source: TableSource) -> Iterator[PaperRow]:
    dataset = source.dataset
    return (PaperRow(paper, dataset.cases_of[paper.id]) for paper in dataset.case_reports.values())


def _author(author: Person | str) -> str:
    """Return the name of an author, family name first."""
    if isinstance(author, Person):
        return f"{author.family} {author.given or ''}".strip()
    return author


PAPERS: Table[PaperRow] = Table(
    "papers",
    "publication that reports cases",
    _paper_rows,
    (
        Column(
            "paper_id",
            "The publication; also its address, `evidence/<paper_id>/`.",
            lambda row: row.paper.id,
            required=True,
        ),
        Column(
            "authors",
            "Authors, as far as they were seen; joined by `; `.",
            lambda row: "; ".join(map(_author, row.paper.authors)),
        ),
        Column(
            "title",
            "The title as printed; in brackets where it is this site's description.",
            lambda row: row.title,
        ),
        Column("year", "Year of the issue.", lambda row: row.paper.year, "integer"),
        Column("journal", "Journal, or congress.", lambda row: row.paper.journal),
        Column("volume", "Volume.", lambda row: row.paper.volume),
        Column("pages", "First and last page, or article number.", lambda row: row.paper.pages),
        Column("doi", "DOI.", lambda row: row.paper.doi),
        reading_column(lambda row: row.paper.reading.extent),
        integrity_column(lambda row: row.paper.integrity.status),
        Column("cases", "Number of cases.", lambda row: len(row.cases), "integer", required=True),
        one_of(
            "record",
            RecordKind,
            "Whether it is recorded as a paper or as a study; a study is in `studies.csv` under the same id.",
            lambda row: row.record,
            required=True,
        ),
        Column("label", "Its label on pages.", lambda row: row.paper.short_name, required=True),
        Column("pmid", "PubMed identifier.", lambda row: row.paper.pmid),
        Column("pmcid", "PubMed Central identifier.", lambda row: row.paper.pmcid),
        Column("link", "Another stable address of it.", lambda row: row.paper.link),
    ),
    primary_key=("paper_id",),
)

CASES: Table[Case] = Table(
    "cases",
    "patient",
    lambda source: source.dataset.cases.values(),
    (
        Column(
            "case_id",
            "The patient; also the address, `cases/<case_id>/`.",
            lambda case: case.id,
            required=True,
        ),
        Column(
            "paper_id", "The publication that reports the patient.", lambda case: case.paper, required=True
        ),
        Column("label", "What the paper calls the patient.", lambda case: case.label, required=True),
        one_of("sex", Sex, "Sex, as far as reported.", lambda case: case.sex, required=True),
        Column(
            "courses",
            "Number of courses: one for each pregnancy described in detail.",
            lambda case: len(case.courses),
            "integer",
            required=True,
        ),
        Column(
            "same_patient",
            "Other cases that may be the same patient; joined by `;`.",
            lambda case: joined(case.same_patient, ";"),
        ),
    ),
    primary_key=("case_id",),
    foreign_keys=(ForeignKey(("paper_id",), "papers"),),
)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One statement about a patient's health or family before the pregnancy."""

    case: Case
    number: int
    history: History

    @property
    def time(self) -> Time | None:
        """When it was, where the source reports."""
        return self.history.time


def _history_rows(source: TableSource) -> Iterator[HistoryRow]:
    for case in source.dataset.cases.values():
        for number, history in enumerate(case.history, 1):
            yield HistoryRow(case, number, history)


HISTORY: Table[HistoryRow] = Table(
    "history",
    "statement about a patient's health or family before the pregnancy",
    _history_rows,
    (
        Column("case_id", "The patient.", lambda row: row.case.id, required=True),
        Column(
            "number",
            "Number of the statement in the record.",
            lambda row: row.number,
            "integer",
            required=True,
        ),
        word_column(
            History,
            "kind",
            "The kind of history.",
            lambda row: row.history.kind,
            required=True,
        ),
        Column("what", "The statement, in this site's words.", lambda row: row.history.what, required=True),
        time_value_column("When; negative before its origin."),
        *CLOCK_COLUMNS,
        Column("locator", "The place in the paper.", lambda row: row.history.locator, required=True),
        via_column(lambda row: row.history),
    ),
    primary_key=("case_id", "number"),
    foreign_keys=(ForeignKey(("case_id",), "cases"),),
)
