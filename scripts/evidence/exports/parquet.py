"""The tables as Parquet, so that other programs read the columns they need straight from an address."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb
import numpy as np

from evidence.exports.rows import Rows
from evidence.tables import Column, Table

TYPES = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    # Exact for every number that the data can hold: at most 15 digits, on either side of the point.
    "number": "DECIMAL(30, 15)",
    "boolean": "BOOLEAN",
}
"""The type of each sort of column; a number equals the printed one, its digits are in the CSV."""


def render_parquet(tables: Mapping[Table, Rows]) -> Mapping[Table, bytes]:
    """Return each table as one Parquet file.

    The library writes to a path and to nothing else, so the files pass through a temporary folder.
    """
    with (
        tempfile.TemporaryDirectory(prefix="k2-evidence-") as folder,
        duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection,
    ):
        made = {}
        for table, rows in tables.items():
            path = Path(folder) / f"{table.id}.parquet"
            # Text in, so that no number passes through binary fractions.
            columns = {
                name: np.array([row[position] for row in rows], dtype=object)
                for position, name in enumerate(table.columns)
            }
            connection.register("rows", columns)
            fields = ", ".join(_cast(name, column) for name, column in table.columns.items())
            # Names and types are those of this program; no value of the data enters the text.
            connection.execute(
                f"COPY (SELECT {fields} FROM rows) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
            )
            connection.unregister("rows")
            made[table] = path.read_bytes()
        return made


def _cast(name: str, column: Column) -> str:
    return f'CAST(NULLIF(CAST("{name}" AS VARCHAR), \'\') AS {TYPES[column.type]}) AS "{name}"'
