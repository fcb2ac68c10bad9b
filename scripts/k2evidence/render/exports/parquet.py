"""The tables as Parquet, of which other programs can read single columns over HTTP."""

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from k2evidence.render.exports.table import Table

TYPES = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    # Exact for every number that the data can hold, and wide enough for the change between two in percent.
    "number": "DECIMAL(30, 15)",
    "boolean": "BOOLEAN",
}
"""The DuckDB type of each column type; numbers equal the printed ones, whose digits are in the CSV."""


class ParquetSource(NamedTuple):
    """A table as CSV with its cells as they are, with the name and the DuckDB type of each column."""

    types: tuple[tuple[str, str], ...]
    csv: str


def parquet_types(table: Table[Any]) -> tuple[tuple[str, str], ...]:
    """Return the name and the DuckDB type of each column."""
    return tuple((column.name, TYPES[column.type]) for column in table.columns)


def render_parquet(source: ParquetSource) -> bytes:
    """Return a table as a Parquet file.

    DuckDB reads and writes files only, so both pass through a temporary folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="k2-evidence-") as folder,
        tempfile.NamedTemporaryFile(dir=folder) as rows,
        duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection,
    ):
        rows.write(source.csv.encode())
        rows.flush()
        written = Path(folder) / "table.parquet"
        fields = ", ".join(
            f'CAST(NULLIF("{name}", \'\') AS {type_}) AS "{name}"' for name, type_ in source.types
        )
        # Names and types come from the program; no value of the data becomes part of the SQL.
        connection.execute(
            f"COPY (SELECT {fields} FROM {_read(rows.name, source)}) TO '{written}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        return written.read_bytes()


def _read(path: str, source: ParquetSource) -> str:
    """Return the SQL that reads the CSV file, every column as text: no number becomes a binary fraction."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name, _ in source.types)
    options = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"
    return f"read_csv('{path}', {options}, columns = {{{columns}}})"
