"""The bench measures what it says, and the cases that it makes up are cases."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from bench import MATERIAL, _left_out, edited
from benchmark.arithmetic import exponents, middle, ratio
from benchmark.peers import without_notebooks
from benchmark.running import BenchError, run
from benchmark.stages import Stopwatch
from k2evidence.load import load_dataset
from synthetic import PREFIX, write_cases

from .conftest import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with forty synthetic cases alone."""
    return write_into(tmp_path_factory.mktemp("made"), 0, 40)


def write_into(folder: Path, first: int, last: int) -> Path:
    """Write synthetic cases into a folder of their own."""
    for name in ("cases", "papers"):
        (folder / name).mkdir()
    write_cases(folder, first, last)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Return what each case holds, by its name."""
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "cases").iterdir()}


def test_a_growth_is_told_by_its_exponent() -> None:
    """Nothing grows by 0, the same as the cases by 1, as their square by 2; what is lacking has none."""
    assert exponents([4, 40, 400], [3.0, 3.0, 30.0]) == [None, 0.0, pytest.approx(1.0)]
    assert exponents([10, 20], [5.0, 20.0]) == [None, pytest.approx(2.0)]
    assert exponents([4, 40, 400], [1.0, None, 2.0]) == [None, None, None]
    assert exponents([4], [1.0]) == [None]


def test_the_middle_of_what_was_measured() -> None:
    """The median leaves out what was not measured; a ratio needs both sides."""
    assert middle([9.0, 1.0, 2.0]) == 2.0
    assert middle([1.0, None, 2.0]) == 1.5
    assert middle([None]) is None
    assert [ratio(3.0, 2.0), ratio(None, 2.0), ratio(3.0, None), ratio(3.0, 0)] == [1.5, None, None, None]


def test_an_edit_changes_the_last_value_and_nothing_else() -> None:
    """One digit, so that the case stays valid; a case without a value is left alone."""
    assert edited("value: 1.5\n  value: 0.79\nyears: 30\n") == "value: 1.5\n  value: 0.70\nyears: 30\n"
    assert edited("years: 30\n") == ""


def test_a_peer_without_notebooks_has_no_entry_of_them() -> None:
    """At every depth of the navigation."""
    nav = [{"Home": "index.md"}, {"Data": [{"Tables": "data.md"}, {"Table I": "notebooks/table-1.ipynb"}]}]
    assert without_notebooks(nav) == [{"Home": "index.md"}, {"Data": [{"Tables": "data.md"}]}]


def test_a_run_that_fails_shows_its_output(tmp_path: Path) -> None:
    """And one that does not tells its seconds."""
    command = [sys.executable, "-c", "import sys; print('said'); sys.exit(3)"]
    with pytest.raises(BenchError, match=r"(?s)said.*ended with 3"):
        run(command, tmp_path, {}, tmp_path / "log")
    assert run([sys.executable, "-c", ""], tmp_path, {}, tmp_path / "log").seconds > 0


def test_a_stage_that_calls_another_is_not_charged_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each second belongs to one stage."""
    now = iter((0.0, 1.0, 5.0, 6.0))
    monkeypatch.setattr("benchmark.stages.time.perf_counter", lambda: next(now))
    watch = Stopwatch()
    with watch.stage("outer"), watch.stage("inner"):
        pass
    assert dict(watch.seconds) == {"outer": 2.0, "inner": 4.0}


def test_synthetic_cases_differ(made: Path) -> None:
    """No two of them hold the same, their names aside."""
    bare = {text.replace(name.removesuffix(".yml"), "") for name, text in contents(made).items()}
    assert len(bare) == len(contents(made)) == 40


def test_the_same_number_gives_the_same_case(made: Path, tmp_path: Path) -> None:
    """Whether it is made with others or apart, so that a larger corpus holds the smaller one."""
    spread_apart = contents(write_into(tmp_path, 7, 12))
    assert len(spread_apart) == 5
    assert spread_apart == {name: text for name, text in contents(made).items() if name in spread_apart}


def test_synthetic_cases_are_valid(data: Path) -> None:
    """They load beside the real ones without a problem."""
    write_cases(data, 0, 40)
    cases = load_dataset(data).cases
    assert sum(name.startswith(PREFIX) for name in cases) == 40


def test_the_bench_reports_every_row(tmp_path: Path) -> None:
    """A small run ends well, and every row has a place for what was measured."""
    told = tmp_path / "bench.json"
    command = [sys.executable, "scripts/bench.py", "--cases", "4", "--repeat", "1"]
    done = subprocess.run(
        [*command, "--json", str(told)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(told.read_text(encoding="utf-8"))["measured"]
    assert list(measured) == [
        "Runs",
        "Seconds",
        "Ratios of seconds, same run",
        "Growth exponent of seconds, from the number before",
        "Peak memory, MB (PSS of all processes)",
        "Bytes of pages of this project (x: against 4 cases)",
        "Bytes of search",
        "Milliseconds a case, by stage (one run)",
    ]
    for title, rows in measured.items():
        assert title in done.stdout
        for label, values in rows.items():
            assert f"  {label} " in done.stdout
            assert len(values) == 1
    assert None not in measured["Seconds"]["this project"]
    assert measured["Seconds"]["plain Material"][0] > 0
    assert measured["Bytes of search"]["Pagefind, before a query"] == [0]
    assert {"load", "audit", "pages", "exports", "all stages"} <= set(
        measured["Milliseconds a case, by stage (one run)"]
    )


def test_what_was_not_measured_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers at the numbers where they were left out, a peer that is not installed, and a missing browser."""
    monkeypatch.setattr("bench.shutil.which", lambda _: None)
    small = SimpleNamespace(cases=4, runs={MATERIAL: []}, search=object())
    large = SimpleNamespace(cases=10_000, runs={}, search=None)
    assert _left_out([small, large], 4) == [
        "Not run with 10,000 cases (--peers-to 4): plain Material, Hugo.",
        "Not run: Hugo is not installed.",
        "Not measured: the first query, for want of Playwright or a browser.",
    ]
