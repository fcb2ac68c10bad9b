"""Other programs read the exports: Frictionless, DuckDB, jsonschema, phenopackets, and the code shown."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import duckdb
import duckdb_extension_httpfs
import pandas as pd
import phenopackets
import pytest
from bs4 import BeautifulSoup, Tag
from frictionless import validate
from google.protobuf.json_format import Parse
from jsonschema import Draft202012Validator
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.phrases import derive_phrases
from k2evidence.derive.recovery import derive_recovery
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.exports import render_phenopackets
from k2evidence.render.exports.catalogue import TABLES, tabulate
from k2evidence.render.exports.csv_file import csv_file, inert_text
from k2evidence.render.exports.measurement_tables import MEASUREMENTS
from k2evidence.render.exports.records import EvidenceFile
from k2evidence.render.exports.table import Column, Table
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site
from markupsafe import escape

from .clients import python_says, r_says
from .conftest import CONTEXT, CORPUS, ROOT, Edit, serve
from .phenopacket_rules import PHENOPACKET

PLACEHOLDER = "https://ADDRESS-OF-THIS-SITE/"
SEXES = {
    "female": phenopackets.Sex.FEMALE,
    "male": phenopackets.Sex.MALE,
    "not reported": phenopackets.Sex.UNKNOWN_SEX,
}


@pytest.fixture(scope="session")
def folder(corpus_files: dict[str, SiteFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported files on a disk."""
    root = tmp_path_factory.mktemp("exports")
    for uri, file in corpus_files.items():
        if uri.startswith("data/"):
            path = root / uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.bytes)
    return root


@pytest.fixture
def two_sites(folder: Path) -> Iterator[tuple[str, str]]:
    """Two sites with the same tables, at two addresses."""
    for one in serve(folder):
        for other in serve(folder):
            yield one, other


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    """Types, required fields, allowed values, primary and foreign keys of every table."""
    report = validate(str(folder / "data" / "datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    assert report.valid
    assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("measurements.csv", ",before,reported,0.71,", ",before,reported,0.7l,", "type-error"),
        ("measurements.csv", ",before,reported,", ",befour,reported,", "constraint-error"),
        ("fractures.csv", "tsuchie-2012-case-1,", "tsuchie-2012-case-9,", "foreign-key"),
        ("papers.csv", "tsuchie-2012,", ",", "constraint-error"),
    ],
)
def test_frictionless_finds_what_is_wrong(
    folder: Path, tmp_path: Path, name: str, old: str, new: str, kind: str
) -> None:
    """The package says enough for a broken table to be seen as broken."""
    for path in (folder / "data").glob("*"):
        if path.suffix in (".csv", ".json"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    table = tmp_path / name
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), encoding="utf-8")
    errors = {kind for [kind] in validate(str(tmp_path / "datapackage.json")).flatten(["type"])}
    assert kind in errors


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_parquet_holds_what_the_csv_holds(folder: Path, table: Table[Any]) -> None:
    """Read by DuckDB: the same rows, numbers equal to the printed ones, types as described."""
    rows = csv.reader(io.StringIO((folder / table.uri).read_text(encoding="utf-8")))
    next(rows)
    stored = duckdb.read_parquet(str(folder / "data" / f"{table.id}.parquet"))
    assert stored.columns == list(table.header)
    kinds = {"string": "VARCHAR", "integer": "INTEGER", "number": "DECIMAL(30,15)", "boolean": "BOOLEAN"}
    assert [str(kind) for kind in stored.types] == [kinds[column.type] for column in table.columns]

    def text(value: object, column: Column[Any]) -> object:
        if value is None:
            return ""
        if column.type == "boolean":
            return str(value).lower()
        if column.type == "string":
            return inert_text(str(value))
        return pd.to_numeric(str(value)) if column.type == "number" else str(value)

    def number(text: str, column: Column[Any]) -> object:
        return pd.to_numeric(text) if column.type == "number" and text else text

    read = [[text(*pair) for pair in zip(row, table.columns, strict=True)] for row in stored.fetchall()]
    exported = [[number(*pair) for pair in zip(row, table.columns, strict=True)] for row in rows]
    assert read == exported


def test_everything_follows_its_schema(folder: Path) -> None:
    """jsonschema finds it valid, and an unknown word invalid."""
    everything = json.loads((folder / "data/evidence.json").read_text(encoding="utf-8"))
    schema = json.loads((folder / "data" / everything["$schema"]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors(everything)) == []
    everything["cases"][0]["sex"] = "femal"
    assert [list(error.absolute_path) for error in validator.iter_errors(everything)] == [["cases", 0, "sex"]]


def test_the_table_of_measurements_is_rebuilt_from_the_json_alone(folder: Path) -> None:
    """By anybody, from the rows in it."""
    table = json.loads((folder / "data/evidence.json").read_text(encoding="utf-8"))["tables"]["measurements"]
    text = csv_file(table["columns"], MEASUREMENTS.types, table["rows"])
    assert text == (folder / "data/measurements.csv").read_text(encoding="utf-8")


def test_the_table_of_measurements_is_derived_again_from_the_records_of_the_json(folder: Path) -> None:
    """The records in it hold every printed token: the stages give the same rows from them."""
    read = EvidenceFile.model_validate_json((folder / "data/evidence.json").read_bytes())
    lists = read.vocabulary
    dataset = Dataset(
        papers={paper.id: paper for paper in read.papers},
        cases={case.id: case for case in read.cases},
        studies={study.id: study for study in read.studies},
        vocabulary=Vocabulary(
            analytes={item.id: item for item in lists.analytes},
            units={item.id: item for item in lists.units},
            dose_units={item.id: item for item in lists.dose_units},
            sites={item.id: item for item in lists.sites},
            reference_ranges=lists.reference_ranges,
            thresholds=lists.thresholds,
            plausible_changes=lists.plausible_changes,
            substances={item.id: item for item in lists.substances},
            features={item.id: item for item in lists.features},
            tools={item.id: item for item in lists.tools},
            terms=lists.terms,
            hosts={item.id: item for item in lists.hosts},
        ),
    )
    changes = derive_changes(dataset)
    rows = tabulate(dataset, changes, derive_recovery(dataset, changes), (), derive_phrases(dataset, changes))
    assert rows[MEASUREMENTS] == read.tables["measurements"].rows


def test_the_record_of_a_page_is_in_its_folder(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """A case and every study, read from that file, equal the loaded ones."""
    case = json.loads(corpus_files["cases/tsuchie-2012-case-3/record.json"].content)
    assert Case.model_validate(case["record"]) == corpus_dataset.cases["tsuchie-2012-case-3"]
    assert {row["case_id"] for row in case["tables"]["measurements"]} == {"tsuchie-2012-case-3"}
    for name, study in corpus_dataset.studies.items():
        record = json.loads(corpus_files[f"evidence/{name}/record.json"].content)["record"]
        assert Study.model_validate(record) == study, name


def packet(files: Mapping[str, SiteFile], case: str) -> Any:
    """Return a phenopacket as the official library reads it; it refuses what the schema does not know."""
    return Parse(str(files[f"data/phenopackets/{case}.json"].content), phenopackets.Phenopacket())


def test_each_case_is_a_phenopacket(corpus_files: dict[str, SiteFile], corpus_dataset: Dataset) -> None:
    """Parsed by the official library; every prefix that a code has is explained in its metadata."""
    for name in corpus_dataset.cases:
        read = packet(corpus_files, name)
        assert (read.id, read.subject.id) == (name, name)
        assert read.subject.sex == SEXES[corpus_dataset.cases[name].sex]
        assert read.meta_data.phenopacket_schema_version == "2.0"
        explained = {resource.namespace_prefix for resource in read.meta_data.resources}
        text = str(corpus_files[f"data/phenopackets/{name}.json"].content)
        used = {code for code in re.findall(r'"id": ?"([^"]+)"', text) if ":" in code}
        prefixes = {code.split(":")[0] for code in used if not code.startswith("DOI:")}
        assert prefixes == explained, name
        paper = corpus_dataset.publications[corpus_dataset.cases[name].paper]
        if paper.doi:
            assert read.meta_data.external_references[0].id == f"DOI:{paper.doi}"


def test_a_phenopacket_holds_what_the_paper_prints(corpus_files: dict[str, SiteFile]) -> None:
    """Case 1: three features, the drug, values with codes and times."""
    read = packet(corpus_files, "tsuchie-2012-case-1")
    assert [feature.type.id for feature in read.phenotypic_features] == [
        "HP:0003418",
        "HP:0002953",
        "HP:0000939",
    ]
    drug = read.medical_actions[0].treatment
    assert drug.agent.id == "ATC:M05BX08"
    spine = [
        (measured.value.quantity.value, measured.value.quantity.unit.id)
        for measured in read.measurements
        if measured.assay.id == "LOINC:24966-4"
    ]
    assert spine == [(0.714, "UCUM:g/cm2"), (0.749, "UCUM:g/cm2")]
    reported = {measured.time_observed.ontology_class.label for measured in read.measurements}
    assert reported >= {"3 months after delivery", "1 year after first visit"}
    assert all(reported)


def packets(files: Mapping[str, SiteFile]) -> Mapping[str, Any]:
    """Return the JSON of every phenopacket, by its address."""
    return {uri: json.loads(file.content) for uri, file in files.items() if "data/phenopackets/" in uri}


def test_phenopackets_obey_the_rules_of_the_stricter_schema(
    corpus_files: dict[str, SiteFile], files: dict[str, SiteFile]
) -> None:
    """Every field that it requires is there, also where a number is zero, and no other."""
    for uri, packet_ in (*packets(corpus_files).items(), *packets(files).items()):
        assert [error.json_path for error in PHENOPACKET.iter_errors(packet_)] == [], uri
    del packet_["metaData"]["created"]
    assert not PHENOPACKET.is_valid(packet_)


def test_a_score_of_zero_is_a_number_of_a_phenopacket(corpus_data: Path, edit: Edit) -> None:
    """The messages leave a zero out, which the schema requires."""
    edit("cases/tsuchie-2012-case-1.yml", "t_score: -2.9", "t_score: 0")
    dataset = load_dataset(corpus_data)
    packets_ = [json.loads(f.content) for f in render_phenopackets(dataset, derive_changes(dataset), CONTEXT)]
    [first] = [packet_ for packet_ in packets_ if packet_["id"] == "tsuchie-2012-case-1"]
    assert 0 in [measured["value"]["quantity"]["value"] for measured in first["measurements"]]


def labels_of(part: Any) -> Iterator[tuple[str, str]]:
    """Yield each code in a part of a phenopacket with its label."""
    if isinstance(part, dict):
        if "label" in part:
            yield part["id"], part["label"]
        for value in part.values():
            yield from labels_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from labels_of(value)


def test_a_code_has_one_label_and_a_place_where_it_is_explained(
    corpus_files: dict[str, SiteFile], files: dict[str, SiteFile]
) -> None:
    """In all phenopackets together; the anchor that the IRI of a term of this site names is on its page."""
    for site in (corpus_files, files):
        known: dict[str, str] = {}
        for uri, packet_ in packets(site).items():
            pages = {r["namespacePrefix"]: r["iriPrefix"] for r in packet_["metaData"]["resources"]}
            for id_, label in labels_of(packet_):
                assert known.setdefault(id_, label) == label, (uri, id_)
                prefix, code = id_.split(":", 1)
                if prefix.startswith("k2e"):
                    page, anchor = urljoin(uri, f"{pages[prefix]}{code}").split("#")
                    text = str(site[f"{page.rstrip('/')}.md"].content)
                    assert text.count(f'id="{anchor}"') == 1, anchor
                    assert str(escape(label)) in text


def test_a_phenopacket_says_when_its_case_last_changed(corpus_dataset: Dataset) -> None:
    """Without a history by its review, and without one by the date of the build."""
    case = next(iter(corpus_dataset.cases.values()))
    for reviewed, expected_ in (("2026-11-24", "2026-11-24T00:00:00Z"), (None, "2026-05-06T07:08:09Z")):
        changed = replace(corpus_dataset, cases={case.id: case.model_copy(update={"reviewed": reviewed})})
        context = replace(CONTEXT, built="2026-05-06T07:08:09Z")
        [file] = render_phenopackets(changed, derive_changes(changed), context)
        assert json.loads(file.content)["metaData"]["created"] == expected_


def test_a_phenopacket_leaves_no_other_measure_out(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """Every co-intervention is a medical action beside the bone drugs, coded or not."""
    for name, case in corpus_dataset.cases.items():
        amount = sum(
            len(course.treatments)
            + len(course.co_interventions)
            + sum(exposure.substance is not None for exposure in course.exposures)
            for course in case.courses
        )
        assert len(packet(corpus_files, name).medical_actions) == amount, name


def code_of(files: Mapping[str, SiteFile], label: str, *addresses: str) -> str:
    """Return a piece of code as the data page shows it, reading from other addresses."""
    soup = BeautifulSoup(files["data.md"].content, "html.parser")
    [block] = [pre for pre in soup.select("pre.k2-code") if pre["aria-label"] == label]
    code = block.get_text()
    assert f'"{PLACEHOLDER}"' in code
    return code.replace(f'"{PLACEHOLDER}"', ", ".join(f'"{address}"' for address in addresses))


def test_the_code_reads_from_the_address_of_the_site_or_says_where_to_put_it(
    corpus_files: dict[str, SiteFile],
) -> None:
    """Never from the computer of whoever built it."""
    without = str(corpus_files["data.md"].content)
    context = replace(CONTEXT, site_url="https://k2.example/")
    published = next(file for file in build_site(CORPUS, context).files if file.uri == "data.md")
    assert "127.0.0.1" not in without + str(published.content)
    assert f"replace <code>{PLACEHOLDER}</code> by the address" in without
    assert "ADDRESS-OF-THIS-SITE" not in str(published.content)
    assert "https://k2.example/" in str(published.content)


def expected(folder: Path) -> list[list[str]]:
    """Return the chosen values of the lumbar spine, as the tables hold them."""
    rows = csv.DictReader(io.StringIO((folder / "data/measurements.csv").read_text(encoding="utf-8")))
    names = ["case_id", "course_id", "phase", "value", "unit", "t_score"]
    chosen = [row for row in rows if row["analyte"] == "bmd-lumbar-spine" and row["chosen"] == "true"]
    return [names, *([row[name] for name in names] for row in chosen)]


def test_the_code_shown_for_python_works(
    corpus_files: dict[str, SiteFile], folder: Path, tmp_path: Path, two_sites: tuple[str, str]
) -> None:
    """It prints the values with their digits."""
    output = python_says(code_of(corpus_files, "Python", two_sites[0]), tmp_path)
    assert list(csv.reader(io.StringIO(output.strip()))) == expected(folder)


def test_the_code_shown_for_r_works(
    corpus_files: dict[str, SiteFile], folder: Path, tmp_path: Path, two_sites: tuple[str, str]
) -> None:
    """It prints the same."""
    output = r_says(code_of(corpus_files, "R", two_sites[0]), tmp_path)
    assert list(csv.reader(io.StringIO(output.strip()))) == expected(folder)


def test_the_tables_hold_every_woman(folder: Path, corpus_dataset: Dataset) -> None:
    """With each visit, treatment, report of a value and report of fractures, and a phenopacket each."""

    def cases_of(table: str) -> list[str]:
        text = (folder / f"data/{table}.csv").read_text(encoding="utf-8")
        return sorted(row["case_id"] for row in csv.DictReader(io.StringIO(text)))

    courses = [(case.id, course) for case, course in corpus_dataset.courses()]
    measured = [(case, measurement) for case, course in courses for measurement in course.measurements]
    assert cases_of("cases") == sorted(corpus_dataset.cases)
    assert cases_of("visits") == sorted(case for case, measurement in measured for _ in measurement.visits)
    assert cases_of("measurements") == sorted(c for c, measurement in measured for _ in measurement.reports())
    assert cases_of("treatments") == sorted(case for case, course in courses for _ in course.treatments)
    assert set(cases_of("fractures")) == {case for case, course in courses if course.fractures}
    packets_ = {path.stem for path in (folder / "data/phenopackets").glob("*.json")}
    assert packets_ == set(corpus_dataset.cases)


def drawn_again(folder: Path) -> int:
    """Return how many lines the picture of single women has, by its table."""
    rows = csv.DictReader(io.StringIO((folder / "data/recovery.csv").read_text(encoding="utf-8")))
    return len({(row["group"], row["line"]) for row in rows if row["line"]})


def test_the_picture_is_drawn_again_in_python(
    corpus_files: dict[str, SiteFile], folder: Path, tmp_path: Path, two_sites: tuple[str, str]
) -> None:
    """Every line of a woman begins at her baseline; the groups have no line."""
    code = code_of(corpus_files, "The chart in Python", two_sites[0])
    count = """
import sys
lines = [line for axis in axes.flat for line in axis.lines]
women = [line for line in lines if (line.get_xdata()[0], line.get_ydata()[0]) == (0, 100)]
print(len(women), sorted({line.get_linestyle() for line in lines if line not in women}))
"""
    assert python_says(f"{code}{count}", tmp_path) == f"{drawn_again(folder)} ['None']\n"
    assert (tmp_path / "recovery.svg").read_text(encoding="utf-8").count("</svg>") == 1


def test_the_picture_is_drawn_again_in_r(
    corpus_files: dict[str, SiteFile], folder: Path, tmp_path: Path, two_sites: tuple[str, str]
) -> None:
    """With the same lines, each beginning at the baseline."""
    code = code_of(corpus_files, "The chart in R", two_sites[0])
    count = """
drawn <- 0
lines <- function(x, y) { stopifnot(x[1] == 0, y[1] == 100); drawn <<- drawn + 1; graphics::lines(x, y) }
"""
    assert r_says(f"{count}{code}\ncat(drawn)", tmp_path) == str(drawn_again(folder))
    assert (tmp_path / "recovery.pdf").read_bytes().startswith(b"%PDF")


def test_the_query_over_many_sites_works(
    corpus_files: dict[str, SiteFile], folder: Path, tmp_path: Path, two_sites: tuple[str, str]
) -> None:
    """DuckDB reads two sites straight from their addresses, and names each row's."""
    # DuckDB would download its HTTP extension; here a package provides it.
    [reader] = Path(duckdb_extension_httpfs.__file__).parent.rglob("httpfs.duckdb_extension")
    python_says(f"import duckdb; duckdb.execute(\"INSTALL '{reader}'\")", tmp_path)
    code = code_of(corpus_files, "DuckDB in Python", *two_sites)
    rows = csv.DictReader(io.StringIO((folder / "data/changes.csv").read_text(encoding="utf-8")))
    once = [r for r in rows if r["analyte"] == "bmd-lumbar-spine" and r["threshold_unit"] == "%"]
    assert python_says(code, tmp_path) == f"{2 * len(once)} rows of 2 sites\n"
    assert once


def test_every_column_is_in_the_dictionary(corpus_files: dict[str, SiteFile]) -> None:
    """The data page explains each column of each table, with the values that it may hold."""

    def values(cell: Tag) -> str:
        return cell.get_text(" ", strip=True).replace(" , ", ", ")

    soup = BeautifulSoup(corpus_files["data.md"].content, "html.parser")
    shown = {
        (
            table.caption.get_text(),
            row.th.get_text(),
            cells[-1].get_text(" ", strip=True).replace(" , ", ", "),
        )
        for table in soup.select("table")
        if table.caption
        for row in table.select("tbody tr")
        if row.th and len(cells := row.select("td")) == 4
    }
    for table in TABLES:
        for column in table.columns:
            assert (table.name, column.name, ", ".join(column.enum) or "any") in shown, column.name


def test_the_licence_is_that_of_the_repository() -> None:
    """Tables and pages name the licence in `LICENSE-data`."""
    assert "creativecommons.org/licenses/by/4.0/" in (ROOT / "LICENSE-data").read_text(encoding="utf-8")
