"""The tables as Parquet, so that other programs read the columns they need straight from an address."""

import tempfile
from pathlib import Path

import duckdb

from evidence.tables import Column, Table

TYPES = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    # Exact for every number that the data can hold: at most 15 digits, on either side of the point.
    "number": "DECIMAL(30, 15)",
    "boolean": "BOOLEAN",
}
"""The type of each sort of column; a number equals the printed one, its digits are in the CSV."""


def render_parquet(table: Table, rows: str) -> bytes:
    """Return a table, given as CSV, as a Parquet file.

    The library reads from a path and writes to one, so both pass through a temporary folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="k2-evidence-") as folder,
        tempfile.NamedTemporaryFile(dir=folder) as given,
        duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection,
    ):
        given.write(rows.encode())
        given.flush()
        made = Path(folder) / "made"
        fields = ", ".join(_cast(name, column) for name, column in table.columns.items())
        # Names and types are those of this program; no value of the data enters the text.
        connection.execute(
            f"COPY (SELECT {fields} FROM {_read(given.name, table)}) TO '{made}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        return made.read_bytes()


def _read(path: str, table: Table) -> str:
    """Return how the library reads a table: as text, so that no number passes through binary fractions."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in table.columns)
    how = "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"
    return f"read_csv('{path}', {how}, columns = {{{columns}}})"


def _cast(name: str, column: Column) -> str:
    return f'CAST(NULLIF("{name}", \'\') AS {TYPES[column.type]}) AS "{name}"'
