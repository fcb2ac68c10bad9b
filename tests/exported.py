"""The exports of some data, without the pages: for tests of tables, records and phenopackets."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from k2evidence.derive.changes import derive_changes
from k2evidence.derive.phrases import derive_phrases
from k2evidence.derive.recovery import derive_recovery
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.render.exports import render_exports, render_phenopackets, render_records, tabulate
from k2evidence.render.site_file import SiteFile

from .conftest import CONTEXT

Row = dict[str, str]


def exports_of(data: Path | Dataset) -> Mapping[str, SiteFile]:
    """Return every download of a folder of data, or of loaded data, by its address; without findings."""
    dataset = data if isinstance(data, Dataset) else load_dataset(data)
    changes = derive_changes(dataset)
    recovery, phrases = derive_recovery(dataset, changes), derive_phrases(dataset, changes)
    tables = tabulate(dataset, changes, recovery, (), phrases)
    files = (
        *render_exports(dataset, tables, CONTEXT),
        *render_records(dataset, tables, CONTEXT),
        *render_phenopackets(dataset, changes, CONTEXT),
    )
    return {file.uri: file for file in files}


def rows(files: Mapping[str, SiteFile], name: str) -> list[Row]:
    """Return a table as rows."""
    return list(csv.DictReader(io.StringIO(str(files[f"data/{name}.csv"].content))))
