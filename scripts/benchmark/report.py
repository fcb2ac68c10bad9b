"""The measurements as rows, for a person or a program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmark.growth import exponents, median_of, ratio
from benchmark.process import Run
from benchmark.sizes import FileSize, SearchTraffic

COLD, EDITED, MATERIAL = "cold", "one case edited", "plain Material"
BASE_COLD, BASE_EDITED = "cold, base commit", "one case edited, base commit"
TIMED = (COLD, EDITED, BASE_COLD, BASE_EDITED, MATERIAL)
"""What is timed, in the order of the rows."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured at one number of cases; a program that was not run has no runs."""

    cases: int
    runs: Mapping[str, Sequence[Run]]
    preview: Sequence[float]
    """Seconds until an edit shows in the preview."""
    pages: Mapping[str, FileSize]
    page_count: int
    largest_page: FileSize
    search_index: int
    search: SearchTraffic | None
    material_index: FileSize | None

    def seconds(self, name: str) -> float | None:
        """Return the median wall time of one program."""
        return median_of([run.seconds for run in self.runs.get(name, ())])

    def peak(self, name: str) -> float | None:
        """Return the median of the peak memory of one program, in MB."""
        peak = median_of([run.peak for run in self.runs.get(name, ())])
        return None if peak is None else peak / 1e6


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value for each number of cases, None where it was not measured."""

    label: str
    values: Sequence[float | None]
    form: str = ",.0f"


def sections(measurements: Sequence[Measurement]) -> dict[str, list[Row]]:
    """Return every row, by the title of its section."""
    sizes = [one.cases for one in measurements]
    seconds = {name: [one.seconds(name) for one in measurements] for name in TIMED}
    timed = {name: values for name, values in seconds.items() if any(values)}
    return {
        "Seconds": [Row(name, values, ",.2f") for name, values in timed.items()]
        + [Row("preview: edit to new page", [median_of(one.preview) for one in measurements], ",.2f")],
        "Ratios of seconds, same run": [
            Row(f"{one} / {other}", _ratios(seconds[one], seconds[other]), ",.2f")
            for one, other in (
                (EDITED, COLD),
                (COLD, MATERIAL),
                (COLD, BASE_COLD),
                (EDITED, BASE_EDITED),
            )
            if one in timed and other in timed
        ],
        "Growth exponent of seconds, from the number before": [
            Row(name, exponents(sizes, values), ",.2f") for name, values in timed.items()
        ],
        "Peak memory, MB (PSS of all processes)": [
            Row(name, [one.peak(name) for one in measurements]) for name in timed
        ],
        "Bytes of pages": [
            Row("pages", [one.page_count for one in measurements]),
            *(
                row
                for name in measurements[0].pages
                for row in _size_rows(name, [one.pages[name] for one in measurements])
            ),
            *_size_rows("largest page", [one.largest_page for one in measurements]),
        ],
        "Bytes of search": list(_search_rows(measurements)),
    }


def _search_rows(measurements: Sequence[Measurement]) -> Iterator[Row]:
    searches = [one.search for one in measurements]
    indexes = [one.material_index for one in measurements]
    yield Row("Pagefind, all files", [one.search_index for one in measurements])
    yield Row("Pagefind, before a query", [search.before if search else None for search in searches])
    yield Row("Pagefind, first query", [search.query if search else None for search in searches])
    yield Row("plain Material, index, gzipped", [index.gzipped if index else None for index in indexes])


def as_text(measurements: Sequence[Measurement]) -> str:
    """Return the rows as a table of plain text, a column for each number of cases."""
    lines: list[tuple[str, ...]] = [("Cases", *(f"{one.cases:,}" for one in measurements))]
    for title, rows in sections(measurements).items():
        lines += [("",), (title,)]
        lines += [(f"  {row.label}", *(_cell(value, row.form) for value in row.values)) for row in rows]
    first = max(len(line[0]) for line in lines if len(line) > 1)
    width = max(len(cell) for line in lines for cell in line[1:]) + 2
    texts = (line[0].ljust(first) + "".join(cell.rjust(width) for cell in line[1:]) for line in lines)
    return "\n".join(text.rstrip() for text in texts)


def as_numbers(measurements: Sequence[Measurement]) -> dict[str, dict[str, list[float | None]]]:
    """Return the values by section and label, in the order of the numbers of cases."""
    return {
        title: {row.label: list(row.values) for row in rows} for title, rows in sections(measurements).items()
    }


def _size_rows(name: str, sizes: Sequence[FileSize]) -> Iterator[Row]:
    yield Row(name, [size.raw for size in sizes])
    yield Row(f"{name}, gzipped", [size.gzipped for size in sizes])


def _ratios(values: Sequence[float | None], bases: Sequence[float | None]) -> list[float | None]:
    return [ratio(value, base) for value, base in zip(values, bases, strict=True)]


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
