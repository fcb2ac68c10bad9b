"""Notebooks keep their cells and lose what they bring along."""

import csv
import gzip
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.publish.notebook_html import clean_notebook
from k2evidence.publish.notebooks import NOTEBOOK_TABLES, export_tables, remove_exported_tables
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT, Edit

NOTEBOOKS = ROOT / "docs" / "notebooks"


def test_styles_scripts_and_copy_buttons_go() -> None:
    """What is left is text, code and results."""
    html = (
        '<style>x</style><script>import("https://cdn")</script><!-- c -->'
        '<div class="jp-Cell" id="cell-id=1" tabindex="0"><h2 id="a">A</h2>'
        '<clipboard-copy for="c"></clipboard-copy><div class="highlight-ipynb"><pre>1</pre></div>'
        '<div class="clipboard-copy-txt">1</div></div>'
    )
    assert clean_notebook(html) == (
        '<div class="jp-Cell"><h2 id="a">A</h2>'
        '<div aria-label="Code 1" class="highlight" role="region" tabindex="0"><pre>1</pre></div>'
        "</div>"
    )


def test_the_notebook_was_run_on_the_exported_tables(site: Path) -> None:
    """Its page shows results, and no error."""
    soup = BeautifulSoup((site / "notebooks/table-1/index.html").read_text(), "lxml")
    text = soup.get_text(" ", strip=True)
    assert "54 values and 16 cells that say N.A." in text
    assert "0.71 (3M)" in text
    assert "Error" not in text
    [picture] = soup.select(".jp-OutputArea-output img")
    assert "Case 1, first delivery: 0.71 at month 3, 0.75 at month 24" in str(picture["alt"])


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_light_and_can_be_downloaded(site: Path, path: Path) -> None:
    """At most 150 KB for a reader's connection, and the very file beside it."""
    page = site / "notebooks" / path.stem
    html = (page / "index.html").read_bytes()
    assert len(gzip.compress(html)) <= 150_000
    link = BeautifulSoup(html, "lxml").select_one("a[download$='.ipynb'], a[href$='.ipynb'][download]")
    assert link is not None
    assert (page / str(link["href"])).read_bytes() == path.read_bytes()


def test_every_derived_figure_was_computed_again(site: Path) -> None:
    """The page says how many, of every kind, and shows no error."""
    soup = BeautifulSoup((site / "notebooks/derived-figures/index.html").read_text(), "lxml")
    shown = soup.get_text(" ", strip=True)
    for kind in ("percent changes and bounds", "verdicts", "recovery", "findings: T-scores", "all figures"):
        amount = re.search(rf"{kind} (\d+)", shown)
        assert amount is not None, kind
        assert int(amount[1]) > 0, kind
    assert "AssertionError" not in soup.get_text()


@pytest.fixture(scope="module")
def check_figures() -> Callable[[], None]:
    """The code of the notebook that computes every derived figure again."""
    cells = json.loads((NOTEBOOKS / "derived-figures.ipynb").read_text(encoding="utf-8"))["cells"]
    code = "".join("".join(cell["source"]) + "\n" for cell in cells if cell["cell_type"] == "code")
    compiled = compile(code, "derived-figures.ipynb", "exec")
    return lambda: exec(compiled, {"__name__": "__main__"})


@pytest.fixture
def tables(corpus_files: dict[str, SiteFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exported tables, where notebooks look for them."""
    for uri, file in corpus_files.items():
        if uri.endswith(".csv"):
            (tmp_path / Path(uri).name).write_bytes(file.bytes)
    monkeypatch.setenv(NOTEBOOK_TABLES, str(tmp_path))
    return tmp_path


def test_good_tables_pass_the_notebook(tables: Path, check_figures: Callable[[], None]) -> None:
    """Those of the corpus, with several papers and odd values."""
    check_figures()


def test_no_dose_and_no_value_is_too_odd_for_the_notebook(
    edit: Edit,
    corpus_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    check_figures: Callable[[], None],
) -> None:
    """Doses that are not by the day, no dose at all, and values far outside every known range."""
    edit("cases/example-2020-case-1.yml", "dose: 15 mg/day", "dose: 5 mg once")
    edit("cases/example-2020-case-1.yml", "        dose: 45 mg/day\n", "")
    edit(
        "cases/example-2020-case-1.yml", "value: 9.0, unit_printed: mg/dL", "value: 900, unit_printed: mg/dL"
    )
    edit("cases/example-2020-case-2.yml", "dose: 22.50 mg/day", "dose: 60 mg every 6 months")
    for file in build_site(corpus_data, CONTEXT).files:
        if file.uri.endswith(".csv"):
            (tmp_path / Path(file.uri).name).write_bytes(file.bytes)
    monkeypatch.setenv(NOTEBOOK_TABLES, str(tmp_path))
    check_figures()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("changes", "percent_change"),
        ("changes", "verdict"),
        ("recovery", "months_low"),
        ("figures", "says"),
        ("visits", "months_low"),
        ("visits", "phase"),
    ],
)
def test_a_figure_that_does_not_follow_stops_the_notebook(
    tables: Path, check_figures: Callable[[], None], table: str, column: str
) -> None:
    """One wrong cell of a table, and the build would fail."""
    path = tables / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    row = next(row for row in rows if row[column] not in ("", "0", "cannot-judge"))
    row[column] = {"exceeds": "within-error", "within-error": "exceeds"}.get(row[column], f"{row[column]}1")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(AssertionError):
        check_figures()


def test_the_hash_of_exported_tables_follows_their_content() -> None:
    """The same tables have the same hash, so a notebook is executed again only for other ones."""
    hashes = []
    for text in ("a\n1\n", "a\n2\n", "a\n1\n"):
        hashes.append(export_tables([SiteFile("data/measurements.csv", text), SiteFile("index.md", "page")]))
        assert [path.name for path in Path(os.environ[NOTEBOOK_TABLES]).iterdir()] == ["measurements.csv"]
        remove_exported_tables()
    assert (hashes[0] == hashes[2], hashes[0] == hashes[1]) == (True, False)
    assert NOTEBOOK_TABLES not in os.environ
