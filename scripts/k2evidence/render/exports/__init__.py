"""The downloads: tables as CSV and Parquet, records as JSON, phenopackets, and the data package."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.render.exports.catalogue import tabulate
from k2evidence.render.exports.csv_file import csv_file, exact_csv
from k2evidence.render.exports.package import render_package
from k2evidence.render.exports.parquet import ParquetSource, parquet_types, render_parquet
from k2evidence.render.exports.phenopackets import render_phenopackets
from k2evidence.render.exports.records import render_evidence_file, render_records
from k2evidence.render.exports.table import Rows, Table
from k2evidence.render.site_file import SiteFile

__all__ = [
    "render_exports",
    "render_phenopackets",
    "render_records",
    "tabulate",
]


def render_exports(
    dataset: Dataset, tables: Mapping[Table[Any], Rows], context: BuildContext
) -> Iterator[SiteFile]:
    """Yield the downloads that hold all records: tables as CSV and Parquet, their description, and JSON."""
    for table, rows in tables.items():
        yield SiteFile(table.uri, csv_file(table.header, table.types, rows))
        source = ParquetSource(parquet_types(table), exact_csv(table.header, rows))
        yield SiteFile(f"data/{table.id}.parquet", partial(context.cache.call, render_parquet, source))
    yield SiteFile("data/datapackage.json", render_package(context, dataset.case_reports.values()))
    yield from render_evidence_file(dataset, tables, context)
