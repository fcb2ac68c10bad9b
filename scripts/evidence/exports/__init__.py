"""The files to take away: tables, records, and descriptions that other programs read."""

import csv
import io
from collections.abc import Iterator, Mapping
from functools import partial

from evidence.exports.package import render_package
from evidence.exports.parquet import render_parquet
from evidence.exports.phenopackets import render_phenopackets
from evidence.exports.records import render_everything, render_records
from evidence.exports.rows import Rows, tabulate
from evidence.model import Dataset
from evidence.results import BuildContext, SiteFile
from evidence.tables import Table

__all__ = [
    "render_exports",
    "render_phenopackets",
    "render_records",
    "tabulate",
]


def render_exports(
    dataset: Dataset, tables: Mapping[Table, Rows], context: BuildContext
) -> Iterator[SiteFile]:
    """Yield the files to take away that hold all records, each made when it is asked for."""
    for table, rows in tables.items():
        yield SiteFile(table.uri, partial(_csv, table, rows))
        yield SiteFile(f"data/{table.id}.parquet", partial(_parquet, table, rows, context))
    yield SiteFile("data/datapackage.json", render_package(context, dataset.papers.values()))
    yield from render_everything(dataset, tables, context)


def _parquet(table: Table, rows: Rows, context: BuildContext) -> bytes:
    told = _csv(table, rows)
    return context.remember(f"{table.id}.parquet", told, lambda: render_parquet(table, told))


def _csv(table: Table, rows: Rows) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return stream.getvalue()
