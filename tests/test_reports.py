"""Problems are reported as text, as JSON, as annotations of a pull request and as a box of a page."""

import json
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.problem_reports import MOST_SHOWN, as_github, as_html, as_json, as_text
from k2evidence.load.problems import Problem
from k2evidence.model.error_codes import ErrorCode

from .conftest import Cli
from .mistakes import CASE

ONE = Problem("data/cases/x.yml", 5, 6, "sex", ErrorCode.NOT_ALLOWED, "'a%b' is not allowed", "write\nfemale")


def test_json_holds_every_problem_with_all_its_fields() -> None:
    """Each has the page that explains its code; beside them are the counts."""
    report = json.loads(as_json([ONE] * 200, "https://example.org/"))
    assert (report["count"], report["files"], len(report["problems"])) == (200, 1, 200)
    assert report["problems"][0] == {
        "file": "data/cases/x.yml",
        "line": 5,
        "column": 6,
        "field": "sex",
        "code": "not-allowed",
        "message": "'a%b' is not allowed",
        "fix": "write\nfemale",
        "page": "https://example.org/contributing/errors/#not-allowed",
    }


def test_an_annotation_escapes_percent_signs_and_line_ends() -> None:
    """No text of the data can become a workflow command."""
    [first, last] = as_github([ONE]).splitlines()
    assert first == (
        "::error file=data/cases/x.yml,line=5,col=6,title=not-allowed::"
        "sex: 'a%25b' is not allowed%0Awrite%0Afemale%0Acontributing/errors/#not-allowed"
    )
    assert last == "::error::1 problem in 1 file; nothing was built."


def test_a_long_text_report_is_shortened_but_counts_all() -> None:
    """Fifty problems are written out; of the rest the files are named."""
    lines = as_text([ONE] * 10_000).splitlines()
    assert len([line for line in lines if line.startswith("data/")]) == MOST_SHOWN
    assert lines[-2] == "… and 9,950 more, in data/cases/x.yml (9,950)."
    assert lines[-1] == "10,000 problems in 1 file; nothing was built."


def test_a_text_report_links_the_page_of_the_code() -> None:
    """The link is whole where the address of the site is known."""
    assert "not-allowed: /contributing/errors/#not-allowed" in as_text([ONE])
    assert "not-allowed: https://example.org/contributing/errors/#not-allowed" in as_text(
        [ONE], "https://example.org/"
    )


def test_a_box_on_a_page_shows_markup_as_text() -> None:
    """The problems of the file behind the page come first."""
    bad = Problem("data/cases/y.yml", 1, 1, "<b>", ErrorCode.NUMBER, "<script>", "<img onerror=x>")
    box = as_html([ONE, bad], "../../", own="data/cases/y.yml")
    assert "<script>" not in box
    assert "&lt;script&gt;" in box
    assert box.index("y.yml") < box.index("x.yml")
    assert "href='../../contributing/errors/#number'" in box


@pytest.mark.parametrize("form", ["json", "github"])
def test_check_prints_each_format_on_standard_output(project: Path, cli: Cli, form: str) -> None:
    """The status is 0 for good data and 1 for bad data."""
    good = cli("check", "--format", form, project=project)
    assert (good.status, good.stderr) == (0, "")
    path = project / "data" / CASE
    path.write_text(path.read_text(encoding="utf-8").replace("sex: female", "sex: femal"), encoding="utf-8")
    bad = cli("check", "--format", form, project=project)
    assert (bad.status, bad.stderr) == (1, "")
    assert "not-allowed" in bad.stdout


def test_ten_thousand_problems_in_one_file_are_all_counted(corpus_data: Path) -> None:
    """The list neither takes minutes nor ends early."""
    path = corpus_data / CASE
    many = "".join(f"  - {{wat: x{n}, locator: y}}\n" for n in range(10_000))
    text = path.read_text(encoding="utf-8").replace("history:\n", f"history:\n{many}", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert len(caught.value.problems) == 10_000
    assert str(caught.value).endswith("10,000 problems in 1 file; nothing was built.")
