"""The files to take away: tables, records, and descriptions that other programs read."""

import csv
import io
from collections.abc import Mapping

from evidence.exports.package import render_package
from evidence.exports.parquet import render_parquet
from evidence.exports.phenopackets import render_phenopackets
from evidence.exports.records import RowsOfCase, render_everything, render_records, rows_by_case
from evidence.exports.rows import Rows, tabulate
from evidence.model import Dataset
from evidence.results import BuildContext, SiteFile
from evidence.tables import Table

__all__ = [
    "RowsOfCase",
    "render_exports",
    "render_phenopackets",
    "render_records",
    "rows_by_case",
    "tabulate",
]


def render_exports(
    dataset: Dataset, tables: Mapping[Table, Rows], context: BuildContext
) -> tuple[SiteFile, ...]:
    """Return the files to take away that hold all records."""
    return (
        *(_csv(table, rows) for table, rows in tables.items()),
        *(SiteFile(f"data/{table.id}.parquet", content) for table, content in render_parquet(tables).items()),
        SiteFile("data/datapackage.json", render_package(context, dataset.papers.values())),
        *render_everything(dataset, tables, context),
    )


def _csv(table: Table, rows: Rows) -> SiteFile:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return SiteFile(table.uri, stream.getvalue())
