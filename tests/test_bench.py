"""The benchmark: its arithmetic, its edits and its synthetic cases."""

import sys
from pathlib import Path

import pytest
from bench import edit_value
from benchmark.growth import exponents, median_of, ratio
from benchmark.plain_material import without_notebooks
from benchmark.process import BenchError, Run, run
from benchmark.report import COLD, EDITED, Measurement, as_numbers, as_text
from benchmark.sizes import FileSize, SearchTraffic
from benchmark.synthetic import PREFIX, write_cases
from k2evidence.load import load_dataset


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with forty synthetic cases alone."""
    return write_into(tmp_path_factory.mktemp("synthetic"), 0, 40)


def write_into(folder: Path, first: int, last: int) -> Path:
    """Write synthetic cases into a folder of their own."""
    for name in ("cases", "papers"):
        (folder / name).mkdir()
    write_cases(folder, first, last)
    return folder


def contents(folder: Path) -> dict[str, str]:
    """Return the text of each case by its file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "cases").iterdir()}


def test_growth_exponents() -> None:
    """Constant growth is 0, linear 1, quadratic 2; a missing measurement has none."""
    assert exponents([4, 40, 400], [3.0, 3.0, 30.0]) == [None, 0.0, pytest.approx(1.0)]
    assert exponents([10, 20], [5.0, 20.0]) == [None, pytest.approx(2.0)]
    assert exponents([4, 40, 400], [1.0, None, 2.0]) == [None, None, None]
    assert exponents([4], [1.0]) == [None]


def test_median_and_ratio_ignore_missing_measurements() -> None:
    """The median leaves out None; a ratio needs both sides."""
    assert median_of([9.0, 1.0, 2.0]) == 2.0
    assert median_of([1.0, None, 2.0]) == 1.5
    assert median_of([None]) is None
    assert [ratio(3.0, 2.0), ratio(None, 2.0), ratio(3.0, None), ratio(3.0, 0)] == [1.5, None, None, None]


def test_an_edit_changes_one_digit_of_the_last_value() -> None:
    """The case stays valid; a case without a value stays as it is."""
    assert edit_value("value: 1.5\n  value: 0.79\nyears: 30\n") == "value: 1.5\n  value: 0.70\nyears: 30\n"
    assert edit_value("years: 30\n") == "years: 30\n"


def test_plain_material_has_no_notebooks_in_its_navigation() -> None:
    """They are removed at every depth."""
    nav = [{"Home": "index.md"}, {"Data": [{"Tables": "data.md"}, {"Table I": "notebooks/table-1.ipynb"}]}]
    assert without_notebooks(nav) == [{"Home": "index.md"}, {"Data": [{"Tables": "data.md"}]}]


def test_a_failed_command_shows_its_output(tmp_path: Path) -> None:
    """A successful one returns its wall time."""
    command = [sys.executable, "-c", "import sys; print('output'); sys.exit(3)"]
    with pytest.raises(BenchError, match=r"(?s)output.*ended with 3"):
        run(command, tmp_path, {}, tmp_path / "log")
    assert run([sys.executable, "-c", ""], tmp_path, {}, tmp_path / "log").seconds > 0


def test_the_report_has_a_column_for_each_number_of_cases() -> None:
    """Medians, ratios in the same run, growth and sizes; a dash stands for what was not measured."""
    page = FileSize(raw=2_000, gzipped=500)
    few, many = (
        Measurement(
            cases=cases,
            runs={COLD: [Run(seconds, 100_000_000)], EDITED: [Run(seconds / 2, None)]},
            preview=[1.0, 3.0, 2.0],
            pages={"home": page},
            page_count=cases,
            largest_page=page,
            search_index=9,
            search=SearchTraffic(0, 7) if cases == 4 else None,
            material_index=None,
        )
        for cases, seconds in ((4, 3.0), (40, 30.0))
    )
    numbers = as_numbers([few, many])
    assert numbers["Seconds"] == {
        "cold": [3.0, 30.0],
        "one case edited": [1.5, 15.0],
        "preview: edit to new page": [2.0, 2.0],
    }
    assert numbers["Ratios of seconds, same run"] == {"one case edited / cold": [0.5, 0.5]}
    exponent = numbers["Growth exponent of seconds, from the number before"]["cold"]
    assert exponent == [None, pytest.approx(1.0)]
    assert numbers["Peak memory, MB (PSS of all processes)"] == {
        "cold": [100.0, 100.0],
        "one case edited": [None, None],
    }
    assert numbers["Bytes of search"]["Pagefind, first query"] == [7, None]
    [first_query] = [line for line in as_text([few, many]).splitlines() if "first query" in line]
    assert first_query.split() == ["Pagefind,", "first", "query", "7", "-"]


def test_synthetic_cases_differ(synthetic: Path) -> None:
    """No two of them are the same but for their ids."""
    without_ids = {text.replace(name.removesuffix(".yml"), "") for name, text in contents(synthetic).items()}
    assert len(without_ids) == len(contents(synthetic)) == 40


def test_a_number_determines_a_synthetic_case(synthetic: Path, tmp_path: Path) -> None:
    """A larger corpus contains the smaller one."""
    some = contents(write_into(tmp_path, 7, 12))
    assert len(some) == 5
    assert some == {name: text for name, text in contents(synthetic).items() if name in some}


def test_synthetic_cases_are_valid(corpus_data: Path) -> None:
    """They load beside other cases without a problem."""
    write_cases(corpus_data, 0, 40)
    cases = load_dataset(corpus_data).cases
    assert sum(name.startswith(PREFIX) for name in cases) == 40
