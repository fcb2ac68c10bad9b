"""The records as JSON: everything in one file with its schema, and one file for each record."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Record
from k2evidence.model.cases import Case
from k2evidence.model.judgements import Background, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Amendment
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import (
    Analyte,
    AppraisalTool,
    DoseUnit,
    Feature,
    LinkHost,
    PlausibleChange,
    ReferenceRange,
    SkeletalSite,
    Substance,
    Term,
    Threshold,
    Unit,
    Vocabulary,
)
from k2evidence.render.exports.table import Rows, Table
from k2evidence.render.site_file import SiteFile

SCHEMA = "evidence.schema.json"
"""File name of the schema, beside `evidence.json`."""


class TableRows(Record):
    """A table: the cells of its CSV file, without the apostrophe there before what looks like a formula."""

    columns: tuple[str, ...]
    """The names of the columns."""
    rows: tuple[tuple[str, ...], ...]
    """For each row the text of each field; empty where there is nothing to say."""


class Lists(Record):
    """The small lists that records refer to."""

    analytes: tuple[Analyte, ...]
    """What is measured."""
    units: tuple[Unit, ...]
    """Units of measurement."""
    dose_units: tuple[DoseUnit, ...]
    """Units in which substances are dosed."""
    sites: tuple[SkeletalSite, ...]
    """Places of the skeleton."""
    reference_ranges: tuple[ReferenceRange, ...]
    """Reference ranges of laboratories."""
    thresholds: tuple[Threshold, ...]
    """Changes that are more than error."""
    plausible_changes: tuple[PlausibleChange, ...]
    """How far outcomes of studies were ever found to change."""
    substances: tuple[Substance, ...]
    """Drugs and supplements."""
    features: tuple[Feature, ...]
    """What patients had, as codes."""
    tools: tuple[AppraisalTool, ...]
    """Tools of appraisal."""
    terms: tuple[Term, ...]
    """The glossary."""
    hosts: tuple[LinkHost, ...]
    """Hosts that records may link to."""


class EvidenceFile(Record):
    """Everything that this site knows, in one file; numbers are text, so that 0.70 stays 0.70."""

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True)

    schema_: Annotated[str, Field(alias="$schema")] = SCHEMA
    """The schema of this file, relative to it."""
    title: str
    """What the site is called."""
    version: str
    """Version of the site."""
    licence: str
    """Address of the licence of the data."""
    site: str | None = None
    """Address of the published site; left out while it is not assigned."""
    papers: tuple[Paper, ...]
    """Papers that cases come from."""
    cases: tuple[Case, ...]
    """Patients."""
    studies: tuple[Study, ...]
    """Publications around the cases."""
    appraisals: tuple[Appraisal, ...]
    """How good reports are, item by item."""
    background: tuple[Background, ...]
    """What papers discuss, beside current evidence."""
    summaries: tuple[OutcomeSummary, ...]
    """The rows of the summary of findings."""
    claims: tuple[Claims, ...]
    """The sentences of this site and what they rest on."""
    amendments: tuple[Amendment, ...]
    """Changes of content."""
    searches: tuple[Search, ...]
    """What is asked for new papers."""
    vocabulary: Lists
    """The small lists."""
    tables: dict[str, TableRows]
    """Every table to download, derived ones too, by name."""


def render_evidence_file(
    dataset: Dataset, tables: Mapping[Table[Any], Rows], context: BuildContext
) -> Iterator[SiteFile]:
    """Yield `evidence.json` and the JSON Schema that it follows."""
    yield SiteFile("data/evidence.json", _evidence_json(dataset, tables, context))
    yield SiteFile(f"data/{SCHEMA}", _schema())


def _evidence_json(dataset: Dataset, tables: Mapping[Table[Any], Rows], context: BuildContext) -> str:
    evidence = EvidenceFile(
        title=context.site_name,
        version=context.version,
        licence=context.licence,
        site=context.site_url or None,
        papers=tuple(dataset.papers.values()),
        cases=tuple(dataset.cases.values()),
        studies=tuple(dataset.studies.values()),
        appraisals=tuple(dataset.appraisals.values()),
        background=tuple(dataset.background.values()),
        summaries=tuple(dataset.summaries.values()),
        claims=tuple(dataset.claims.values()),
        amendments=tuple(dataset.amendments.values()),
        searches=tuple(dataset.searches.values()),
        vocabulary=_lists(dataset.vocabulary),
        tables={
            # Constructed without validation, which would copy every row.
            table.id: TableRows.model_construct(columns=table.header, rows=rows)
            for table, rows in tables.items()
        },
    )
    return f"{evidence.model_dump_json(exclude_none=True)}\n"


def _lists(vocabulary: Vocabulary) -> Lists:
    return Lists(
        analytes=tuple(vocabulary.analytes.values()),
        units=tuple(vocabulary.units.values()),
        dose_units=tuple(vocabulary.dose_units.values()),
        sites=tuple(vocabulary.sites.values()),
        reference_ranges=vocabulary.reference_ranges,
        thresholds=vocabulary.thresholds,
        plausible_changes=vocabulary.plausible_changes,
        substances=tuple(vocabulary.substances.values()),
        features=tuple(vocabulary.features.values()),
        tools=tuple(vocabulary.tools.values()),
        terms=vocabulary.terms,
        hosts=tuple(vocabulary.hosts.values()),
    )


@lru_cache
def _schema() -> str:
    schema = EvidenceFile.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return _json(schema)


def render_records(
    dataset: Dataset, tables: Mapping[Table[Any], Rows], context: BuildContext
) -> Iterator[SiteFile]:
    """Yield the `record.json` of each case, paper and study; that of a case includes its rows of tables."""
    rows_of = _rows_by_case(tables)
    for case in dataset.cases.values():
        yield _record(context, f"cases/{case.id}/", "case", case, rows_of[case.id])
    for paper in dataset.papers.values():
        yield _record(context, f"evidence/{paper.id}/", "paper", paper, {})
    for study in dataset.studies.values():
        yield _record(context, f"evidence/{study.id}/", "study", study, {})


def _rows_by_case(tables: Mapping[Table[Any], Rows]) -> Mapping[str, Mapping[Table[Any], Rows]]:
    """Return the rows of each case, in the tables that have a column `case_id`."""
    rows_of: dict[str, dict[Table[Any], Rows]] = {}
    for table, rows in tables.items():
        if "case_id" in table.header:
            column = table.header.index("case_id")
            for row in rows:
                of_case = rows_of.setdefault(row[column], {})
                of_case[table] = (*of_case.get(table, ()), row)
    return rows_of


def _record(
    context: BuildContext, page: str, kind: str, record: Record, rows: Mapping[Table[Any], Rows]
) -> SiteFile:
    content: dict[str, Any] = {
        "kind": kind,
        "page": f"{context.address}{page}",
        "version": context.version,
        "licence": context.licence,
        "record": record.model_dump(mode="json", exclude_none=True),
    }
    if rows:
        content["tables"] = {
            table.id: [dict(zip(table.header, row, strict=True)) for row in own]
            for table, own in rows.items()
        }
    return SiteFile(f"{page}record.json", _json(content))


def _json(content: object) -> str:
    # Compact: half the size of indented JSON, and several times faster to write.
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
