"""The files to take away: tables, records, and descriptions that other programs read."""

import csv
import io

from evidence.exports.package import render_package
from evidence.exports.parquet import render_parquet
from evidence.exports.phenopackets import render_phenopackets
from evidence.exports.records import render_everything, render_records
from evidence.exports.rows import Rows, tabulate
from evidence.model import Dataset
from evidence.results import BuildContext, Changes, Finding, Phrases, Recovery, SiteFile
from evidence.tables import Table

__all__ = ["render_exports"]


def render_exports(
    dataset: Dataset,
    changes: Changes,
    recovery: Recovery,
    findings: tuple[Finding, ...],
    phrases: Phrases,
    context: BuildContext,
) -> tuple[SiteFile, ...]:
    """Return every file to take away."""
    tables = tabulate(dataset, changes, recovery, findings, phrases)
    return (
        *(_csv(table, rows) for table, rows in tables.items()),
        *(SiteFile(f"data/{table.id}.parquet", content) for table, content in render_parquet(tables).items()),
        SiteFile("data/datapackage.json", render_package(context, dataset.papers.values())),
        *render_everything(dataset, tables, context),
        *render_records(dataset, tables, context),
        *render_phenopackets(dataset, changes, context),
    )


def _csv(table: Table, rows: Rows) -> SiteFile:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(rows)
    return SiteFile(table.uri, stream.getvalue())
