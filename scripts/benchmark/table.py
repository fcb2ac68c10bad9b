"""What was measured, as rows that a person reads, or a program."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmark.arithmetic import exponents, middle, ratio
from benchmark.running import Run
from benchmark.weights import Search, Weight

OURS, REBUILT, MATERIAL, HUGO = "this project", "this project, one case edited", "plain Material", "Hugo"
"""What is timed, in the order of the rows."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured at one number of cases; a peer that was not run has no runs."""

    cases: int
    repeats: int
    runs: Mapping[str, Sequence[Run]]
    html: Mapping[str, int]
    """Pages that each program wrote."""
    pages: Mapping[str, Weight]
    largest: str
    largest_page: Weight
    search_index: int
    search: Search | None
    material_index: Weight | None
    stages: Mapping[str, float]
    """Seconds by stage."""

    def seconds(self, what: str) -> float | None:
        """Return the median of the seconds of one program."""
        return middle([run.seconds for run in self.runs.get(what, ())])

    def peak(self, what: str) -> float | None:
        """Return the median of the most bytes that one program held."""
        return middle([run.peak for run in self.runs.get(what, ())])


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value for each number of cases, None where it was not measured."""

    label: str
    values: Sequence[float | None]
    form: str = ",.0f"


def sections(measured: Sequence[Measured]) -> dict[str, list[Row]]:
    """Return every row, by the title of its section."""
    sizes = [one.cases for one in measured]
    indexes = [one.material_index for one in measured]
    seconds = {what: [one.seconds(what) for one in measured] for what in (OURS, REBUILT, MATERIAL, HUGO)}
    return {
        "Runs": [
            Row("repeats (medians of them are given)", [one.repeats for one in measured]),
            *(
                Row(f"pages, {what}", [one.html.get(what) for one in measured])
                for what in (OURS, MATERIAL, HUGO)
            ),
        ],
        "Seconds": [Row(what, values, ",.2f") for what, values in seconds.items()],
        "Ratios of seconds, same run": [
            Row("one case edited / cold", _ratios(seconds[REBUILT], seconds[OURS]), ",.2f"),
            Row("cold / plain Material", _ratios(seconds[OURS], seconds[MATERIAL]), ",.2f"),
            Row("cold / Hugo", _ratios(seconds[OURS], seconds[HUGO]), ",.1f"),
        ],
        "Growth exponent of seconds, from the number before": [
            Row(what, exponents(sizes, values), ",.2f") for what, values in seconds.items()
        ],
        "Peak memory, MB (PSS of all processes)": [
            Row(what, [_mega(one.peak(what)) for one in measured]) for what in seconds
        ],
        f"Bytes of pages of this project (x: against {sizes[0]:,} cases)": list(_weights(measured)),
        "Bytes of search": [
            Row("Pagefind, all files", [one.search_index for one in measured]),
            Row("Pagefind, before a query", [one.search.before if one.search else None for one in measured]),
            Row("Pagefind, first query", [one.search.query if one.search else None for one in measured]),
            Row("plain Material, index", [index.raw if index else None for index in indexes]),
            Row("plain Material, index, gzipped", [index.gzipped if index else None for index in indexes]),
        ],
        "Milliseconds a case, by stage (one run)": [
            Row(stage, [_per_case(one, one.stages.get(stage)) for one in measured], ",.2f")
            for stage in dict.fromkeys(stage for one in measured for stage in one.stages)
        ]
        + [Row("all stages", [_per_case(one, sum(one.stages.values())) for one in measured], ",.2f")],
    }


def as_text(measured: Sequence[Measured]) -> str:
    """Return the rows as a table of plain text, a column for each number of cases."""
    lines: list[tuple[str, ...]] = [("Cases", *(f"{one.cases:,}" for one in measured))]
    for title, rows in sections(measured).items():
        lines += [("",), (title,)]
        lines += [(f"  {row.label}", *(_cell(value, row.form) for value in row.values)) for row in rows]
    first = max(len(line[0]) for line in lines if len(line) > 1)
    width = max(len(cell) for line in lines for cell in line[1:]) + 2
    texts = (line[0].ljust(first) + "".join(cell.rjust(width) for cell in line[1:]) for line in lines)
    return "\n".join(text.rstrip() for text in texts)


def as_numbers(measured: Sequence[Measured]) -> dict[str, dict[str, list[float | None]]]:
    """Return the rows for a program: values by section and label, in the order of the numbers of cases."""
    return {
        title: {row.label: list(row.values) for row in rows} for title, rows in sections(measured).items()
    }


def _weights(measured: Sequence[Measured]) -> Iterator[Row]:
    for name in measured[0].pages:
        yield from _weight(name, [one.pages[name] for one in measured])
    yield from _weight("largest page", [one.largest_page for one in measured])


def _weight(name: str, weights: Sequence[Weight]) -> Iterator[Row]:
    sides: dict[str, Callable[[Weight], int]] = {
        name: lambda weight: weight.raw,
        f"{name}, gzipped": lambda weight: weight.gzipped,
    }
    for label, side in sides.items():
        values = [side(weight) for weight in weights]
        yield Row(label, values)
        yield Row(f"{label}, x", _ratios(values, [values[0]] * len(values)), ",.2f")


def _ratios(values: Sequence[float | None], bases: Sequence[float | None]) -> list[float | None]:
    return [ratio(value, base) for value, base in zip(values, bases, strict=True)]


def _mega(size: float | None) -> float | None:
    return None if size is None else size / 1e6


def _per_case(one: Measured, seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000 / one.cases


def _cell(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)
