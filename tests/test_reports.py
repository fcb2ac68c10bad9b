"""Problems are told to people, to programs and on pull requests."""

import json
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.problem_reports import MOST_SHOWN, as_github, as_html, as_json, as_text
from k2evidence.load.yaml_source import Problem

from .test_build import run

ONE = Problem("data/cases/x.yml", 5, 6, "sex", "not-allowed", "'a%b' is not allowed", "write\nfemale")


def test_a_program_gets_every_problem() -> None:
    """JSON holds all fields, the page that explains the code, and the counts."""
    told = json.loads(as_json([ONE] * 200, "https://example.org/"))
    assert (told["count"], told["files"], len(told["problems"])) == (200, 1, 200)
    assert told["problems"][0] == {
        "file": "data/cases/x.yml",
        "line": 5,
        "column": 6,
        "field": "sex",
        "code": "not-allowed",
        "message": "'a%b' is not allowed",
        "fix": "write\nfemale",
        "page": "https://example.org/contributing/errors/#not-allowed",
    }


def test_github_shows_a_problem_on_its_line() -> None:
    """Percent signs and line ends are escaped, so that no text can become a command."""
    [first, last] = as_github([ONE]).splitlines()
    assert first == (
        "::error file=data/cases/x.yml,line=5,col=6,title=not-allowed::"
        "sex: 'a%25b' is not allowed%0Awrite%0Afemale%0Acontributing/errors/#not-allowed"
    )
    assert last == "::error::1 problem in 1 file; nothing was built."


def test_many_problems_are_shortened_and_counted_whole() -> None:
    """Fifty are written out; where the others are is told."""
    lines = as_text([ONE] * 10_000).splitlines()
    assert len([line for line in lines if line.startswith("data/")]) == MOST_SHOWN
    assert lines[-2] == "… and 9,950 more, in data/cases/x.yml (9,950)."
    assert lines[-1] == "10,000 problems in 1 file; nothing was built."


def test_a_known_address_makes_a_whole_link() -> None:
    """Without one the page is named relative to the site."""
    assert "not-allowed: /contributing/errors/#not-allowed" in as_text([ONE])
    assert "not-allowed: https://example.org/contributing/errors/#not-allowed" in as_text(
        [ONE], "https://example.org/"
    )


def test_a_box_on_a_page_shows_text_as_text() -> None:
    """Markup in the data is not run; the page's own file comes first."""
    bad = Problem("data/cases/y.yml", 1, 1, "<b>", "number", "<script>", "<img onerror=x>")
    box = as_html([ONE, bad], "../../", own="data/cases/y.yml")
    assert "<script>" not in box
    assert "&lt;script&gt;" in box
    assert box.index("y.yml") < box.index("x.yml")
    assert "href='../../contributing/errors/#number'" in box


@pytest.mark.parametrize("form", ["json", "github"])
def test_the_command_speaks_each_format(project: Path, form: str) -> None:
    """Good data is status 0, bad data status 1, on standard output and without a traceback."""
    good = run("check", "--format", form, root=project)
    assert (good.returncode, good.stderr) == (0, "")
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    case.write_text(case.read_text().replace("sex: female", "sex: femal"))
    bad = run("check", "--format", form, root=project)
    assert (bad.returncode, bad.stderr) == (1, "")
    assert "not-allowed" in bad.stdout


def test_ten_thousand_problems_in_one_file_are_found_and_counted(data: Path) -> None:
    """Neither a hang nor a silent end of the list."""
    name = "cases/tsuchie-2012-case-1.yml"
    text = (data / name).read_text(encoding="utf-8")
    many = "".join(f"  - {{wat: x{n}, locator: y}}\n" for n in range(10_000))
    (data / name).write_text(text.replace("history:\n", f"history:\n{many}", 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    assert len(caught.value.problems) == 10_000
    assert str(caught.value).endswith("10,000 problems in 1 file; nothing was built.")
