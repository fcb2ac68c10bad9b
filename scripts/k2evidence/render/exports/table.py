"""The types of a table to download: its columns, each with the value of its cells, and its rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar, get_args

from k2evidence.audit.finding import Finding
from k2evidence.audit.question import Question
from k2evidence.derive.changes import Changes
from k2evidence.derive.phrases import Phrases
from k2evidence.derive.recovery import Recovery
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Record
from k2evidence.model.fields import field_at

ColumnType = Literal["string", "integer", "number", "boolean"]

Rows = tuple[tuple[str, ...], ...]
"""The rows of one table: a text for each column, as Parquet and JSON hold it."""

RowT = TypeVar("RowT")
RowT_contra = TypeVar("RowT_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class TableSource:
    """What the tables are derived from: the records, and everything that was computed from them."""

    dataset: Dataset
    changes: Changes
    recovery: Recovery
    findings: tuple[Finding, ...]
    phrases: Phrases
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Column(Generic[RowT_contra]):
    """One column: its name, what it means, and the function that returns its value in a row.

    `unit` is the unit of every value, `unit_column` the column that names it row by row. `enum` lists
    every allowed value, `pattern` is a regular expression that each matches; empty where any is allowed.
    An empty cell means that there is nothing to say; a `required` column has none.
    """

    name: str
    description: str
    value: Callable[[RowT_contra], object]
    type: ColumnType = "string"
    unit: str = ""
    unit_column: str = ""
    enum: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values are in the primary key of another table."""

    columns: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True, eq=False)
class Table(Generic[RowT]):
    """One table: what a row is and how the rows are enumerated, its columns and its keys.

    Header and cells both come from `columns`, so they cannot disagree.
    """

    id: str
    row_label: str
    """What one row is, e.g. `course of treatment`."""
    rows: Callable[[TableSource], Iterable[RowT]]
    columns: tuple[Column[RowT], ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def name(self) -> str:
        """The name of its CSV file."""
        return f"{self.id}.csv"

    @property
    def uri(self) -> str:
        """The address of its CSV file in the site."""
        return f"data/{self.name}"

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def types(self) -> tuple[ColumnType, ...]:
        """The types of the columns."""
        return tuple(column.type for column in self.columns)

    def tabulate(self, source: TableSource) -> Rows:
        """Return every row as text."""
        return tuple(
            tuple(cell_text(column.value(row)) for column in self.columns) for row in self.rows(source)
        )


def one_of(
    name: str,
    literal: Any,
    description: str,
    value: Callable[[RowT], str | None],
    *,
    required: bool = False,
) -> Column[RowT]:
    """Return a column that holds one of the words of a Literal type of the data model."""
    return Column(name, description, value, enum=get_args(literal), required=required)


def word_column(
    model: type[Record],
    field: str,
    description: str,
    value: Callable[[RowT], str | None],
    *,
    required: bool = False,
) -> Column[RowT]:
    """Return a column that holds one of the words which a field of a model allows."""
    return Column(field, description, value, enum=field_at(model, [field]).allowed, required=required)


def cell_text(value: object) -> str:
    """Return a value as a cell: None is empty, booleans are in lower case, the minus sign is ASCII."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace("\N{MINUS SIGN}", "-")
