"""Tables as CSV files, of which no cell is a formula to a spreadsheet.

A spreadsheet runs a cell that begins like a formula, also of a file from elsewhere
(https://owasp.org/www-community/attacks/CSV_Injection). Such a text gets an apostrophe before it, here
and nowhere else; Parquet and JSON hold it as it is.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

from k2evidence.render.exports.table import Column, ColumnType, cell_text

RowT = TypeVar("RowT")

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?: ?%)?", re.ASCII)
"""A number, which a spreadsheet reads as one also where its column holds texts, e.g. a printed T-score."""
_PARTS = re.compile(r"([;\t\r\n\v\f\x85\u2028\u2029])")
"""What some spreadsheet ends a cell or a row at."""
_FORMULA = frozenset("=+-@")
_MINUS = str.maketrans("\N{MINUS SIGN}", "-")
_IGNORED = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
"""Categories of Unicode that a reader does not see before a formula: spaces, controls, marks."""


def csv_file(header: Sequence[str], types: Sequence[ColumnType], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV: UTF-8, a comma between fields, line feeds, texts that are no formulas."""
    safe = (
        [inert_text(cell) if type_ == "string" else cell for type_, cell in zip(types, row, strict=True)]
        for row in rows
    )
    return exact_csv(header, safe)


def csv_of(columns: Sequence[Column[RowT]], rows: Iterable[RowT]) -> str:
    """Return rows as CSV, with these columns."""
    cells = ([cell_text(column.value(row)) for column in columns] for row in rows)
    return csv_file([column.name for column in columns], [column.type for column in columns], cells)


def exact_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV with every cell as it is, for programs of this site alone."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def inert_text(text: str) -> str:
    """Return a text with an apostrophe before each part of it that a spreadsheet would run."""
    if text.isalnum():
        return text
    return "".join(f"'{part}" if _is_formula(part) else part for part in _PARTS.split(text))


def _is_formula(text: str) -> bool:
    """Say whether the first visible character begins a formula, also in full width or as another minus.

    A sign alone, as papers print it in an empty cell, is none.
    """
    visible = next((char for char in text if unicodedata.category(char) not in _IGNORED), "")
    begins = unicodedata.normalize("NFKC", visible).translate(_MINUS)[:1]
    return (
        begins in _FORMULA and any(map(str.isalnum, text)) and not _NUMBER.fullmatch(text.translate(_MINUS))
    )
