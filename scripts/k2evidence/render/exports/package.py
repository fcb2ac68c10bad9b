"""The description of the tables as a Frictionless Data Package (https://datapackage.org/standard/)."""

import json
from collections.abc import Iterable
from typing import Any

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Publication
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.exports.table import Column, Table
from k2evidence.render.names import DATASET_TITLE


def render_package(context: BuildContext, papers: Iterable[Publication]) -> str:
    """Return `datapackage.json`: types, units, keys and the code for a missing value of every table."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "k2-evidence",
        "title": DATASET_TITLE,
        "description": context.description,
        "version": context.version,
        "licenses": [{"name": "CC-BY-4.0", "path": context.licence, "title": "CC BY 4.0"}],
        "sources": [_source(paper) for paper in papers],
        "contributors": [{"title": context.contributors, "role": "author"}],
        "resources": [_resource(table) for table in TABLES],
    }
    if context.site_url:
        package["homepage"] = context.site_url
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _source(paper: Publication) -> dict[str, str]:
    """Return a publication as a source, with its address where one is known."""
    source = {"title": paper.title or paper.short_name}
    path = doi_address(paper.doi) if paper.doi else paper.link
    return source | ({"path": path} if path else {})


def _resource(table: Table[Any]) -> dict[str, Any]:
    return {
        "name": table.id,
        "path": table.name,
        "profile": "tabular-data-resource",
        "description": f"One row for each {table.row_label}.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.primary_key),
            "foreignKeys": [
                {
                    "fields": list(key.columns),
                    # An empty name is the table itself.
                    "reference": {
                        "resource": "" if key.table == table.id else key.table,
                        "fields": list(_table(key.table).primary_key),
                    },
                }
                for key in table.foreign_keys
            ],
        },
    }


def _table(name: str) -> Table[Any]:
    return next(table for table in TABLES if table.id == name)


def _field(column: Column[Any]) -> dict[str, Any]:
    """Return a column as a field descriptor; `unit` and `unitColumn` are custom properties."""
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    if column.unit_column:
        field["unitColumn"] = column.unit_column
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.enum:
        constraints["enum"] = list(column.enum)
    if column.pattern:
        constraints["pattern"] = column.pattern
    return field | ({"constraints": constraints} if constraints else {})
