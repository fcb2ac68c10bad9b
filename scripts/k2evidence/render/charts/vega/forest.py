"""Estimates with their intervals, one picture an outcome and a measure."""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import RATIOS, VIEWS, Estimate, OutcomeKind, Study, StudyOutcome
from k2evidence.model.study_text import estimate_text
from k2evidence.model.text import number
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import NARROW, picture
from k2evidence.render.charts.vega.strips import Mark, Scale, Strip, strips
from k2evidence.render.exports.study_tables import ESTIMATES

ForestRow = tuple[Study, StudyOutcome, Estimate]


def forest_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield a picture of each outcome, with a panel for each measure that has intervals."""
    groups: dict[OutcomeKind, dict[str, list[ForestRow]]] = {}
    for study in dataset.studies.values():
        for outcome in study.outcomes:
            for estimate in outcome.estimates:
                if is_drawn(study, outcome, estimate):
                    groups.setdefault(outcome.kind, {}).setdefault(_axis(estimate), []).append(
                        (study, outcome, estimate)
                    )
    for kind, panels in groups.items():
        drawn = tuple(
            (_scale(entries[0][2]), tuple(_strip(*entry) for entry in entries)) for entries in panels.values()
        )
        yield picture(
            f"forest-{kind}",
            f"{VIEWS[kind]}: estimates with their intervals",
            f"{VIEWS[kind]}. {' '.join(_says(scale.title, rows) for scale, rows in drawn)}",
            ESTIMATES.uri,
            _chart,
            drawn,
            context,
        )


def _chart(panels: tuple[tuple[Scale, tuple[Strip, ...]], ...], width: int) -> Any:
    inner = width - 20 if width == NARROW else width - 30
    return alt.vconcat(*(strips(rows, scale, inner) for scale, rows in panels))


def is_drawn(study: Study, outcome: StudyOutcome, estimate: Estimate) -> bool:
    """Say whether a picture shows an estimate: it stands, has an interval and was not replaced."""
    return (
        outcome.kind in VIEWS
        and "vitamin K and bone" in study.topics
        and study.in_pooled_views
        and not outcome.secondary
        and not estimate.replaced
        and None not in (estimate.value, estimate.low, estimate.high)
    )


def _scale(estimate: Estimate) -> Scale:
    ratio = estimate.measure in RATIOS
    title = f"{_axis(estimate)}; below 1: fewer with vitamin K" if ratio else _axis(estimate)
    return Scale(title, 1.0 if ratio else 0.0, logarithmic=ratio)


def _axis(estimate: Estimate) -> str:
    """Return what the axis counts; estimates that share it share a picture."""
    if estimate.measure in RATIOS:
        return "odds ratio or relative risk"
    if estimate.measure in ("SMD", "effect size"):
        return "standardised difference"
    return f"difference in {estimate.unit}"


def _strip(study: Study, outcome: StudyOutcome, estimate: Estimate) -> Strip:
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    name = f"{study.label}, {estimate.comparison}" if estimate.comparison else study.label
    mark = Mark(
        float(estimate.value),
        float(estimate.low),
        float(estimate.high),
        "square",
        (("Study", study.label), ("Outcome", outcome.what), ("Estimate", estimate_text(estimate))),
    )
    numbers = f"{number(estimate.value)} ({number(estimate.low)} to {number(estimate.high)})"
    return Strip(name, f"{estimate.measure} {numbers}", (mark,))


def _says(axis: str, rows: Sequence[Strip]) -> str:
    said = "; ".join(f"{row.name}: {row.shown}" for row in rows)
    return f"{axis[0].upper()}{axis[1:]}: {said}."
