"""The exported tables equal the paper: transcribed here a second time, cell by cell."""

import csv
import io
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.phrases import derive_phrases
from k2evidence.derive.recovery import derive_recovery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case
from k2evidence.render.exports import render_exports
from k2evidence.render.exports.case_tables import CASES
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.exports.csv_file import csv_file, inert_text
from k2evidence.render.exports.table import Column, Table, TableSource, cell_text
from k2evidence.render.site_file import SiteFile

from .conftest import CONTEXT
from .exported import Row, exports_of, rows

GOLDEN = Path(__file__).parent / "golden" / "tables"
"""Tables of the transcribed paper as they were first published."""
COLUMNS = ("1", "2", "3 first", "3 second", "4")
TABLE_I = """
bmd-lumbar-spine   before 0.71 3  | 0.70 3  | 0.75 14   | 0.79 -11 | 0.90 3
bmd-lumbar-spine   after  0.75 24 | N.A.    | 0.78 25   | 0.78 6   | 0.92 12
bmd-proximal-femur before 0.59 3  | 0.59 3  | 0.54 14   | 0.57 -11 | 0.75 3
bmd-proximal-femur after  0.67 24 | N.A.    | 0.53 25   | 0.56 6   | 0.78 12
ntx                before 151a 3  | 25 3    | 52.2a 13  | N.A.     | 31 1
ntx                after  14a 12  | 18 10   | 9.3a 24   | N.A.     | 9 8
bap                before 23 3    | 46 3    | N.A.      | N.A.     | 32 1
bap                after  14 24   | 13 10   | 18.5 24   | N.A.     | 13 8
calcium            before 9.4 3   | 9.5 3   | 9.2 13    | N.A.     | 10.9 1
calcium            after  9.2 24  | 9.2 9   | 8.8 24    | N.A.     | 9.4 6
phosphate          before 4.4 3   | 3.7 3   | 3.7 13    | N.A.     | 4.6 1
phosphate          after  2.8 24  | 3.9 9   | 3.4 24    | N.A.     | 3.4 6
pth-intact         before 61 3    | N.A.    | 22 13     | N.A.     | 7 1
pth-intact         after  13 24   | N.A.    | N.A.      | N.A.     | 28 4
"""
"""Table I: analyte, phase, then for each column the cell and its months; `a` marks urine."""

TEXT = """
1 bmd-lumbar-spine before 0.714 T -2.9
1 bmd-proximal-femur before 0.589 T -3.8
1 ntx before 151.4 R 9.3 54.3
1 ntx after 14.0 1 year first-visit
1 bmd-lumbar-spine after 0.749 T -2.4 2 year first-visit
1 bmd-proximal-femur after 0.674 T -1.7 2 year first-visit
2 bmd-lumbar-spine before 0.698 T -2.8
2 bmd-proximal-femur before 0.585 T -2.3
2 ntx before 25 R 7.5 16.5
2 bap before 46 R 9.6 35.4
2 ntx after 18 10 month start-of-treatment
2 bap after 13 10 month start-of-treatment
3first bmd-lumbar-spine before 0.750 T -2.66
3first bmd-proximal-femur before 0.539 T -4.55
3first bmd-lumbar-spine after 0.775 T -2.46 25 month delivery
3first bmd-proximal-femur after 0.569 T -4.43 25 month delivery
3second bmd-lumbar-spine after 0.778 T -2.1 6 month delivery
3second bmd-proximal-femur after 0.564 T -2.7 6 month delivery
4 bmd-lumbar-spine before 0.901 T -1.0
4 bmd-proximal-femur before 0.749 T -1.0
4 ntx before 30.8
4 calcium before 10.9 R 7.8 10.1
4 pth-intact before 7 R 10 65
4 bmd-lumbar-spine after 0.92 T -0.8 12 month start-of-treatment
4 bmd-proximal-femur after 0.78 T -0.7 12 month start-of-treatment
"""
"""Every number of a measurement in the case paragraphs: T-score, printed range, time."""

LEVELS = """
1 text T8 T10 T12 L1
1 table T8 T10 T12 L1
2 text T8 T9 T11 T12 L1 L4
2 table T8 T9 T12 L1 L4
2 figure T8 T9 T12 L1
2 figure T8 T9 T11 T12 L1 L4
3first text T7 T12 L1
3first table T7 T12 L1
4 text T6 T8 T12
4 table T6 T8 T12
4 figure T6 T8 T12
4 figure T6 T8 T12
"""
"""Each place that lists fractured vertebrae."""


def of_paper(files: dict[str, SiteFile], name: str) -> list[Row]:
    """Return the rows of a table that are about the transcribed paper."""
    return [row for row in rows(files, name) if row["case_id"].startswith("tsuchie-2012-")]


def course(row: Row) -> str:
    """Return a course of the paper as the transcriptions name it."""
    number = row["case_id"][-1]
    return number + (row["course_id"].split("-")[0] if number == "3" else "")


def test_every_report_of_a_visit_has_the_months_that_any_of_them_allows(files: dict[str, SiteFile]) -> None:
    """The row that the site uses has a place in time also where only another report of the visit dates it."""
    visits = {
        tuple(row[name] for name in ("case_id", "course_id", "analyte", "specimen", "visit")): row
        for row in rows(files, "visits")
    }
    for row in rows(files, "measurements"):
        visit = visits[tuple(row[name] for name in ("case_id", "course_id", "analyte", "specimen", "visit"))]
        assert (row["months_low"], row["months_high"]) == (visit["months_low"], visit["months_high"])
        assert not row["months_after_delivery"] or row["months_low"]


def test_table_i_is_whole(files: dict[str, SiteFile]) -> None:
    """All 70 cells, with months, urine marks and the cells that say N.A."""
    expected = set()
    for line in TABLE_I.strip().splitlines():
        analyte, phase, cells = line.split(None, 2)
        for column, cell in zip(COLUMNS, cells.split("|"), strict=True):
            printed, *months = cell.split()
            urine = "urine" if printed.endswith("a") else ""
            expected.add((column.replace(" ", ""), analyte, phase, printed, *(months or [""]), urine))
    exported = {
        (
            course(row), row["analyte"], row["phase"], row["printed"],
            row["months_after_delivery"], "urine" if row["specimen"] == "urine" else "",
        )
        for row in of_paper(files, "measurements")
        if row["reported_in"] == "table"
    }  # fmt: skip
    assert len(expected) == 70
    assert exported == expected


def test_every_number_of_the_text_is_there(files: dict[str, SiteFile]) -> None:
    """Each value of the case paragraphs with its T-score, its range and its clock."""
    exported = []
    for row in of_paper(files, "measurements"):
        if row["reported_in"] == "text" and row["status"] == "reported":
            parts = [course(row), row["analyte"], row["phase"], row["value"]]
            parts += ["T", row["t_score"]] if row["t_score"] else []
            parts += ["R", row["range_low"], row["range_high"]] if row["range_low"] else []
            parts += [row["time_value"], row["time_unit"], row["time_origin"]]
            exported.append(" ".join(filter(None, parts)))
    assert sorted(exported) == sorted(TEXT.strip().splitlines())


def test_every_list_of_vertebrae_is_there(files: dict[str, SiteFile]) -> None:
    """One row a vertebra and place, in the order printed."""
    lists: dict[tuple[str, str, str], list[str]] = {}
    for row in of_paper(files, "fractures"):
        key = (course(row), row["reported_in"], row["locator"])
        lists.setdefault(key, []).append(row["vertebra"])
    exported = [" ".join([name, place, *levels]) for (name, place, _), levels in lists.items()]
    assert exported == LEVELS.strip().splitlines()


@pytest.mark.parametrize("name", ["measurements", "fractures", "courses", "changes"])
def test_what_was_published_stays(dataset: Dataset, name: str) -> None:
    """Each published row of the paper is there: same values, columns and order; new columns come after."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        published = list(csv.DictReader(stream))
    columns = list(published[0])
    table = next(table for table in TABLES if table.id == name)
    assert list(table.header[: len(columns)]) == columns
    exported = of_paper(exports_of(dataset), name)
    assert [{column: row[column] for column in columns} for row in exported] == published


def test_states_of_missing_values_differ(files: dict[str, SiteFile]) -> None:
    """54 cells of the table hold a value and 16 say that there is none; values in words have a status."""
    table = [row for row in of_paper(files, "measurements") if row["reported_in"] == "table"]
    states = [row["status"] for row in table]
    assert (states.count("reported"), states.count("not-available")) == (54, 16)
    words = [row for row in of_paper(files, "measurements") if row["status"] == "qualitative"]
    assert {(row["value"], row["qualifier"]) for row in words} == {("", "normal")}


def test_the_unit_of_the_site_and_the_printed_one_are_exported(files: dict[str, SiteFile]) -> None:
    """pg/L and a missing creatinine stay as printed; the digits do not change."""
    units = {
        (row["analyte"], row["specimen"], row["unit_printed"], row["unit"])
        for row in of_paper(files, "measurements")
        if row["unit_printed"] != row["unit"] and row["status"] == "reported"
    }
    assert units == {
        ("pth-intact", "serum", "pg/L", "pg/mL"),
        ("ntx", "urine", "nmolBCE/L", "nmol BCE/mmol Cr"),
        ("ntx", "serum", "nmolBCE/L", "nmol BCE/L"),
    }


def test_both_values_are_used_where_the_paper_disagrees(files: dict[str, SiteFile]) -> None:
    """The femur of case 3 after its first course: 0.53 in the table, 0.569 in the text."""
    used = [
        (row["reported_in"], row["value"])
        for row in of_paper(files, "measurements")
        if course(row) == "3first"
        and row["analyte"] == "bmd-proximal-femur"
        and row["phase"] == "after"
        and row["chosen"] == "true"
    ]
    assert used == [("table", "0.53"), ("text", "0.569")]


def test_courses_hold_age_start_and_dose(files: dict[str, SiteFile]) -> None:
    """Case 3 has two courses, with her age at each."""
    exported = [
        (
            course(row),
            row["age"],
            row["parity"],
            row["onset"],
            row["treatment_start"],
            row["purpose"],
        )
        for row in of_paper(files, "courses")
    ]
    assert exported == [
        ("1", "30", "1", "4 weeks after delivery", "3 months after delivery", "treatment"),
        ("2", "31", "1", "2 weeks after delivery", "3 months after delivery", "treatment"),
        ("3first", "23", "1", "2 months after delivery", "14 months after delivery", "treatment"),
        ("3second", "31", "2", "", "2 weeks after delivery", "prevention"),
        ("4", "34", "1", "1 week after delivery", "3 months after delivery", "treatment"),
    ]
    assert {(row["dose"], row["dose_unit"]) for row in of_paper(files, "courses")} == {("45", "mg/day")}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_files_are_plain(corpus_files: dict[str, SiteFile], table: Table[Any]) -> None:
    """Comma, line feed, ASCII minus, the columns of the contract."""
    content = str(corpus_files[table.uri].content)
    assert "\r" not in content
    assert "\N{MINUS SIGN}" not in content
    assert content.splitlines()[0].split(",") == list(table.header)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_and_units_name_columns(table: Table[Any]) -> None:
    """Column names are unique; keys and `unit_column` name columns that exist."""
    assert len(set(table.header)) == len(table.header)
    named = {*table.primary_key, *(column.unit_column for column in table.columns if column.unit_column)}
    named |= {name for key in table.foreign_keys for name in key.columns}
    assert named <= set(table.header)
    keys = {other.id: other.primary_key for other in TABLES}
    assert [key for key in table.foreign_keys if len(key.columns) != len(keys[key.table])] == []


def test_a_column_is_added_in_one_place(corpus_dataset: Dataset) -> None:
    """Declared among the columns of a table, it has its name and its cells in their order in every format."""
    changes = derive_changes(corpus_dataset)
    source = TableSource(
        corpus_dataset,
        changes,
        derive_recovery(corpus_dataset, changes),
        (),
        derive_phrases(corpus_dataset, changes),
    )
    added: Column[Case] = Column("history", "How many statements.", lambda case: len(case.history), "integer")
    table = replace(CASES, columns=(CASES.columns[0], added, *CASES.columns[1:]))
    text = next(render_exports(corpus_dataset, {table: table.tabulate(source)}, CONTEXT)).content
    read = list(csv.DictReader(io.StringIO(str(text))))
    assert list(read[0]) == ["case_id", "history", *CASES.header[1:]]
    assert [(row["case_id"], row["history"], row["paper_id"]) for row in read] == [
        (case.id, str(len(case.history)), case.paper) for case in corpus_dataset.cases.values()
    ]


def test_changes_follow_from_the_printed_values(corpus_files: dict[str, SiteFile]) -> None:
    """Absolute, percent and bounds are recomputed here from the two digits that are printed."""
    for row in rows(corpus_files, "changes"):
        start, end = Decimal(row["from_value"]), Decimal(row["to_value"])
        half = [Decimal(5).scaleb(v.as_tuple().exponent - 1) for v in (start, end)]  # type: ignore[operator]
        assert Decimal(row["absolute_change"]) == end - start
        assert Decimal(row["absolute_low"]) == end - start - sum(half)
        assert Decimal(row["absolute_high"]) == end - start + sum(half)
        percent = (end - start) / start * 100
        assert abs(Decimal(row["percent_change"]) - percent) <= Decimal("0.005")
        corners = [
            (e - s) / s * 100
            for s in (start - half[0], start + half[0])
            for e in (end - half[1], end + half[1])
        ]
        assert abs(Decimal(row["percent_low"]) - min(corners)) <= Decimal("0.005")
        assert abs(Decimal(row["percent_high"]) - max(corners)) <= Decimal("0.005")


def test_verdicts_follow_from_bounds_and_thresholds(corpus_files: dict[str, SiteFile]) -> None:
    """All beyond exceeds, all within is error, anything else cannot be judged."""
    for row in rows(corpus_files, "changes"):
        if not row["threshold_value"]:
            assert row["verdict"] == "cannot-judge"
            continue
        kind = "percent" if row["threshold_unit"] == "%" else "absolute"
        low, high = Decimal(row[f"{kind}_low"]), Decimal(row[f"{kind}_high"])
        size = Decimal(row["threshold_value"])
        crosses_zero = low <= 0 <= high
        least = Decimal(0) if crosses_zero else min(abs(low), abs(high))
        if row["verdict"] == "exceeds":
            assert least >= size - Decimal("0.005")
        elif row["verdict"] == "within-error":
            assert max(abs(low), abs(high)) < size + Decimal("0.005")
        else:
            assert least < size + Decimal("0.005")


def test_both_changes_of_a_contradicted_value_are_there(files: dict[str, SiteFile]) -> None:
    """The femur of case 3 rose by the text and fell by the table."""
    exported = {
        (row["basis"], row["absolute_change"])
        for row in of_paper(files, "changes")
        if course(row) == "3first" and row["analyte"] == "bmd-proximal-femur"
    }
    assert exported == {("text", "0.030"), ("table", "-0.01")}


def test_findings_are_exported_with_both_sides(files: dict[str, SiteFile]) -> None:
    """One row a finding; several courses are joined by semicolons."""
    findings = {row["finding_id"]: row for row in rows(files, "findings")}
    row = findings[
        "contradiction-text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"
    ]
    assert (row["kind"], row["says"], row["also_says"]) == ("contradiction", "0.53 g/cm2", "0.569 g/cm2")
    both = findings[
        "imprecision-ages-tsuchie-2012-case-3-first-delivery-case-3-second-delivery-years-between-courses"
    ]
    assert both["course_ids"] == "tsuchie-2012-case-3/first-delivery;tsuchie-2012-case-3/second-delivery"


@pytest.mark.parametrize(
    "text",
    [
        "-2+3+cmd|' /C calc'!A0",
        "\N{MINUS SIGN}2+3+cmd|' /C calc'!A0",
        "=1+1",
        "+1+1",
        "@SUM(1)",
        " =HYPERLINK(1)",
        "\N{NO-BREAK SPACE}=1+1",
        "\N{SOFT HYPHEN}=1+1",
        "\N{ZERO WIDTH SPACE}\N{IDEOGRAPHIC SPACE}=1+1",
        "\t=1+1",
        "\N{FULLWIDTH EQUALS SIGN}1+1",
        "\N{FULLWIDTH PLUS SIGN}1",
        "\N{FULLWIDTH HYPHEN-MINUS}1+1",
        "\N{FULLWIDTH COMMERCIAL AT}SUM(1)",
        "\N{SMALL HYPHEN-MINUS}1+1",
        "\N{SUPERSCRIPT PLUS SIGN}1+1",
        "-1e3+A1",
        "bone;=1+1",
    ],
)
def test_no_text_of_a_csv_file_is_a_formula(text: str) -> None:
    """It has an apostrophe before it there, and is as it was in JSON; Parquet is made from those rows."""
    assert re.search(r"(?:^|;|\s)'", inert_text(cell_text(text)))
    columns = ("label", "percent")
    made = list(
        csv.reader(io.StringIO(csv_file(columns, ("string", "number"), [(text, "-2.5")]), newline=""))
    )
    assert made[1] == [inert_text(text), "-2.5"]


@pytest.mark.parametrize(
    "text",
    ["", "-", "-2.9", "+4.9 %", "\N{MINUS SIGN}2.9", "-11;-2.5", "bone-density", "a=b", "'=1+1", "T8;L1"],
)
def test_a_text_that_no_spreadsheet_runs_stays(text: str) -> None:
    """A printed number keeps its minus, and a sign alone is no formula."""
    assert inert_text(text) == text


def test_a_formula_of_a_record_is_neutral_in_csv_alone(corpus_dataset: Dataset, tmp_path: Path) -> None:
    """Whatever table it is in; Parquet and JSON hold it as it is."""
    formula = "=1+1"
    case = next(iter(corpus_dataset.cases.values()))
    dataset = replace(
        corpus_dataset, cases={**corpus_dataset.cases, case.id: case.model_copy(update={"label": formula})}
    )
    exported = exports_of(dataset)
    assert rows(exported, "cases")[0]["label"] == f"'{formula}"
    everything = json.loads(exported["data/evidence.json"].content)["tables"]["cases"]
    assert formula in everything["rows"][0]
    parquet = tmp_path / "cases.parquet"
    parquet.write_bytes(exported["data/cases.parquet"].bytes)
    assert (formula,) in duckdb.read_parquet(str(parquet)).project("label").fetchall()
