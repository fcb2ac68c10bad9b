"""The site-wide charts: valid Vega-Lite, cited, and every number drawn is in an exported table."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path
from typing import Any

import altair as alt
import jsonschema
import pytest
import vl_convert
from k2evidence.render.charts.vega.drawing import DOWNLOAD_COLOURS
from k2evidence.render.site_file import SiteFile

from .conftest import CONTEXT, ROOT

CHARTS = (
    "compare", "recovery", "recovery-home", "levels", "forest-clinical-fracture", "forest-hip-bmd",
    "forest-lumbar-bmd", "forest-bone-markers", "forest-ucoc", "forest-vertebral-fracture",
    "answers-bone-markers", "answers-clinical-fracture", "answers-hip-bmd", "answers-hip-fracture",
    "answers-lumbar-bmd", "answers-ucoc", "answers-vertebral-fracture",
    "risk-of-bias-trials", "risk-of-bias-reviews",
)  # fmt: skip
BARS = "levels", "risk-of-bias-trials", "risk-of-bias-reviews"
FORESTS = tuple(name for name in CHARTS if name.startswith(("forest-", "answers-")))

VEGA_LITE = jsonschema.Draft7Validator(
    json.loads((Path(alt.__file__).parent / "vegalite/v6/schema/vega-lite-schema.json").read_text("utf-8"))
)


def spec_of(files: dict[str, SiteFile], name: str) -> dict[str, Any]:
    """Return a chart as Vega-Lite."""
    spec = json.loads(files[f"charts/{name}.json"].content)
    assert isinstance(spec, dict)
    return spec


def rows_of(spec: dict[str, Any], *fields: str) -> set[tuple[Any, ...]]:
    """Return the rows of a chart that hold all these fields, without repeats."""
    matching = set()
    for values in spec["datasets"].values():
        rows = json.loads(values) if isinstance(values, str) else values
        matching |= {tuple(row[field] for field in fields) for row in rows if all(f in row for f in fields)}
    return matching


def table(files: dict[str, SiteFile], name: str) -> list[dict[str, str]]:
    """Return an exported table."""
    return list(csv.DictReader(io.StringIO(str(files[f"data/{name}.csv"].content))))


def test_the_schema_that_a_chart_names_is_the_one_it_is_checked_against(files: dict[str, SiteFile]) -> None:
    """And the version of Vega-Lite that draws it."""
    named = spec_of(files, "compare")["$schema"]
    assert named == alt.SCHEMA_URL
    assert f"/v{vl_convert.get_vegalite_versions()[-1]}." in named


def test_every_chart_is_there(files: dict[str, SiteFile]) -> None:
    """Recovery, comparison, and of each outcome with intervals the answers of reviews and the trials."""
    names = {uri.split("/")[1].removesuffix(".svg") for uri in files if re.match(r"charts/.*\.svg$", uri)}
    assert names == set(CHARTS)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("width", ["", "-narrow"])
def test_a_chart_is_valid(files: dict[str, SiteFile], name: str, width: str) -> None:
    """Vega-Lite's own schema accepts it: the build itself leaves this out for speed."""
    assert list(VEGA_LITE.iter_errors(json.loads(str(files[f"charts/{name}{width}.json"].content)))) == []


@pytest.mark.parametrize("name", CHARTS)
def test_a_download_says_where_it_comes_from(files: dict[str, SiteFile], name: str) -> None:
    """Title, version and the address of the numbers are inside the image, in plain colours."""
    svg = str(files[f"charts/{name}.svg"].content)
    texts = [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]
    assert any(re.fullmatch(rf"K2 Evidence, version {CONTEXT.version}\. Numbers: charts/{name}\.csv", t or "")
               for t in texts)  # fmt: skip
    assert "var(" not in svg
    png = files[f"charts/{name}.png"].content
    assert isinstance(png, bytes)
    assert png.startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CHARTS)
def test_a_downloaded_image_has_a_name_and_a_description(files: dict[str, SiteFile], name: str) -> None:
    """It is one image to assistive technology, wherever it is opened."""
    root = ElementTree.fromstring(str(files[f"charts/{name}.svg"].content))
    title, description = (root.find(f"{{http://www.w3.org/2000/svg}}{part}") for part in ("title", "desc"))
    assert root.get("role") == "img"
    assert title is not None
    assert description is not None
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (
        title.get("id"),
        description.get("id"),
    )
    assert title.text
    assert len(description.text or "") > len(title.text)
    assert [part for part in list(root.iter())[1:] if part.get("role")] == []


@pytest.mark.parametrize("name", [name for name in CHARTS if name not in BARS])
def test_the_csv_beside_a_picture_holds_exactly_what_it_draws(files: dict[str, SiteFile], name: str) -> None:
    """As many rows as marks, with their numbers; a row of words has no interval."""
    drawn = list(csv.DictReader(io.StringIO(str(files[f"charts/{name}.csv"].content))))
    column, field = ("value", "value") if name in FORESTS else ("percent_of_baseline", "percent")
    column = "percent_change" if name == "compare" else column
    drawn = [row for row in drawn if row[column] and row.get("low", "any")]
    field = "value" if name == "compare" else field
    marks = marks_of(spec_of(files, name), field)
    assert len(drawn) == len(marks)
    assert marks or name in FORESTS  # trials may all be words
    assert sorted(round(float(row[column]), 1) for row in drawn) == sorted(round(m, 1) for m in marks)


def test_the_csv_beside_the_bars_holds_exactly_what_they_show(files: dict[str, SiteFile]) -> None:
    """A row for each vertebra of each group, also where no woman had it fractured and there is no bar."""
    drawn = list(csv.DictReader(io.StringIO(str(files["charts/levels.csv"].content))))
    bars = [
        (row["vertebra"], str(row["women"]))
        for values in spec_of(files, "levels")["datasets"].values()
        for row in json.loads(values)
    ]
    assert {(row["vertebra"], row["women"]) for row in drawn if row["women"] != "0"} == {*bars}
    assert len({row["vertebra"] for row in drawn}) == 17


def marks_of(spec: dict[str, Any], field: str) -> list[float]:
    """Return the number of each mark of a chart."""
    rows = [
        row
        for values in spec["datasets"].values()
        for row in (json.loads(values) if isinstance(values, str) else values)
    ]
    return [row[field] for row in rows if field in row and "shape" in row]


@pytest.mark.parametrize("name", CHARTS)
def test_no_number_of_a_drawing_has_many_decimals(files: dict[str, SiteFile], name: str) -> None:
    """The last digits of a float differ between versions of Python; the same commit gives the same bytes."""
    svg = re.sub(r">[^<]*<", "><", str(files[f"charts/{name}.svg"].content))  # printed numbers are texts
    assert re.findall(r"\d\.\d{5,}", svg) == []
    for width in ("", "-narrow"):
        spec = json.dumps(spec_of(files, f"{name}{width}")).replace(r"\u2212", "")
        spec = spec.replace(r"\\u2212", "")
        digits = [number.replace(".", "").lstrip("0") for number in re.findall(r"\d+\.\d+", spec)]
        assert [number for number in digits if len(number) > 6] == []


def test_no_number_of_a_picture_in_a_page_has_many_decimals(files: dict[str, SiteFile]) -> None:
    """Neither in those of Vega nor in those of the courses."""
    for uri, file in files.items():
        if uri.endswith(".md"):
            for svg in re.findall(r"<svg .*?</svg>", str(file.content)):
                attributes = re.sub(r'aria-label="[^"]*"|>[^<]*<', "", svg)
                assert re.findall(r"\d\.\d{4,}", attributes) == [], uri


def test_colours_of_downloads_are_those_of_the_light_scheme() -> None:
    """The two lists cannot drift apart."""
    css = (ROOT / "docs/assets/k2.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"(--k2-[a-z]+): light-dark\((#\w+),", css))
    assert {name: light[name] for name in DOWNLOAD_COLOURS} == DOWNLOAD_COLOURS


def test_every_point_of_recovery_is_in_its_table(files: dict[str, SiteFile]) -> None:
    """Value, ends of the spread and months: nothing is drawn that the table does not hold."""
    rows = {
        (
            f"{row['woman']}: {row['label']}" if row["woman"] else row["label"],
            round(float(row["percent_of_baseline"]), 1),
            round(100 + float(row["percent_low"] or row["percent_change"]), 1),
            round(100 + float(row["percent_high"] or row["percent_change"]), 1),
            round(float(row["months_low"]), 1),
            round(float(row["months_high"]), 1),
        )
        for row in table(files, "recovery")
    }
    marks = rows_of(spec_of(files, "recovery"), "label", "percent", "low", "high", "from", "to")
    assert {(mark[0], *(round(number, 1) for number in mark[1:])) for mark in marks} == rows
    assert len(marks) == len(rows) == len(table(files, "recovery"))


def test_every_mark_of_the_comparison_is_in_its_table(files: dict[str, SiteFile]) -> None:
    """Percent and what rounding allows equal the changes; the spans equal the thresholds."""
    rows = {
        (row["from_value"], row["to_value"], row["percent_change"], row["percent_low"], row["percent_high"])
        for row in table(files, "changes")
    }
    two = Decimal("0.01")
    for values, value, low, high in rows_of(
        spec_of(files, "compare"), "Printed values", "value", "low", "high"
    ):
        start, end = values.split(" to ")
        numbers = [str(Decimal(str(number)).quantize(two)) for number in (value, low, high)]
        assert any(
            row[:2] == (start, end)
            and all(abs(Decimal(a) - Decimal(b)) <= two for a, b in zip(row[2:], numbers, strict=True))
            for row in rows
        ), values
    limits = {float(r["threshold_value"]) for r in table(files, "changes") if r["threshold_unit"] == "%"}
    spans = {abs(end) for *_, low, high in rows_of(spec_of(files, "compare"), "top", "low", "high")
             for end in (low, high) if end}  # fmt: skip
    assert spans == limits


@pytest.mark.parametrize("name", FORESTS)
def test_every_interval_of_a_forest_plot_is_in_its_table(files: dict[str, SiteFile], name: str) -> None:
    """Estimate and interval equal the printed ones, but for those that are recomputed from counts.

    Of studies that may be used, but for the hollow triangles of the panels apart, where one trial is too.
    """
    kind = name.partition("-")[2]
    rows = {
        pooled: {
            (float(row["value"]), float(row["low"]), float(row["high"]))
            for row in table(files, "estimates")
            if row["kind"] == kind and row["value"] and row["low"]
            if (row["used"] == "true" and row["trials"] != "1") == pooled
        }
        for pooled in (True, False)
    }
    marks = rows_of(spec_of(files, name), "value", "low", "high", "shape")
    for *numbers, shape in marks:
        if shape != "diamond":
            assert tuple(numbers) in rows[shape != "triangle-up"], numbers


@pytest.mark.parametrize("name", FORESTS)
def test_an_axis_of_a_forest_plot_is_symmetric_with_one_line_of_no_effect(
    files: dict[str, SiteFile], name: str
) -> None:
    """The line goes without a break from the first row to the axis; ratios have a log scale, and say so."""
    panels = [panel for panel in spec_of(files, name)["vconcat"] if "rule" in json.dumps(panel)]
    for panel in panels:
        (line,) = [one for one in panel["layer"] if "neutral" in json.dumps(one["encoding"])]
        x = line["encoding"]["x"]
        low, high = x["scale"]["domain"]
        is_log = x["scale"]["type"] == "log"
        assert (low * high if is_log else low + high) == pytest.approx(1 if is_log else 0)
        assert ("log scale" in " ".join(x["axis"]["title"])) is is_log
        data = json.loads(spec_of(files, name)["datasets"][line["data"]["name"]])
        assert data == [{"end": panel["height"], "neutral": 1 if is_log else 0, "top": 0}]


def test_no_forest_plot_of_trials_shows_a_doubted_study(files: dict[str, SiteFile]) -> None:
    """Retracted, doubted and replaced numbers are in no view of trials, and apart in that of answers."""
    unused = {row["study_id"] for row in table(files, "estimates") if row["used"] == "false"}
    assert unused
    for name in FORESTS:
        rows = list(csv.DictReader(io.StringIO(str(files[f"charts/{name}.csv"].content))))
        shown = {row["study_id"] for row in rows if row["row"] != "apart"}
        used = {row["study_id"] for row in table(files, "studies") if row["used"] == "true"}
        assert shown <= used


def test_the_text_alternative_states_the_finding(files: dict[str, SiteFile]) -> None:
    """Values and not only axes; the same words for both widths."""
    page = str(files["recovery.md"].content)
    labels = re.findall(r'<svg class="k2-drawn[^>]*aria-label="([^"]+)"', page)
    assert len(labels) == 2
    assert len(set(labels)) == 1
    assert "Vitamin K2: three women, 102.1 to 104.9 % at the last scans after 9 to 24.9 months" in labels[0]
    assert "107.5 % after 12 months, five women" in labels[0]


def test_the_interactive_program_is_one_file_of_our_own(files: dict[str, SiteFile]) -> None:
    """It holds no address to load anything else from."""
    program = files["assets/vega.js"].bytes.decode()
    assert "vegaEmbed" in program
    assert "cdn.jsdelivr" not in program
