"""Forest plots: the estimates of studies with their intervals, one chart for each outcome."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import RATIOS, VIEWS, Estimate, OutcomeKind, Study, StudyOutcome
from k2evidence.model.study_text import estimate_text
from k2evidence.model.text import number
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import NARROW, Spec, draw_picture
from k2evidence.render.charts.vega.strips import Mark, Scale, Strip, strip_panel
from k2evidence.render.exports.csv_file import csv_of
from k2evidence.render.exports.study_tables import ESTIMATES, EstimateRow


@dataclass(frozen=True, slots=True)
class ForestPanel:
    """The estimates that share a scale."""

    scale: Scale
    rows: tuple[Strip, ...]


def forest_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield a picture of each outcome, with a panel for each kind of measure that has intervals."""
    drawn = tuple(_drawn(dataset))
    for kind, panels in _panels(drawn).items():
        yield draw_picture(
            f"forest-{kind}",
            f"{VIEWS[kind]}: estimates with their intervals",
            f"{VIEWS[kind]}. {' '.join(map(_says, panels))}",
            csv_of(ESTIMATES.columns, (row for row in drawn if row.outcome.kind == kind)),
            _chart,
            panels,
            context,
        )


def is_drawn(study: Study, outcome: StudyOutcome, estimate: Estimate) -> bool:
    """Say whether a forest plot shows an estimate: usable, not replaced, and with an interval."""
    return (
        outcome.kind in VIEWS
        and "vitamin K and bone" in study.topics
        and study.usable
        and study.superseded_by is None
        and not outcome.secondary
        and not estimate.replaced
        and None not in (estimate.value, estimate.low, estimate.high)
    )


def _drawn(dataset: Dataset) -> Iterator[EstimateRow]:
    """Yield every estimate that a forest plot shows."""
    for study in dataset.studies.values():
        for outcome in study.outcomes:
            for estimate in outcome.estimates:
                if is_drawn(study, outcome, estimate):
                    yield EstimateRow(study, outcome, estimate)


def _panels(drawn: Iterable[EstimateRow]) -> Mapping[OutcomeKind, Sequence[ForestPanel]]:
    """Return the panels of each outcome."""
    rows: dict[OutcomeKind, dict[Scale, list[Strip]]] = {}
    for row in drawn:
        strips = rows.setdefault(row.outcome.kind, {}).setdefault(_scale(row.estimate), [])
        strips.append(_strip(row.study, row.outcome, row.estimate))
    return {
        kind: [ForestPanel(scale, tuple(strips)) for scale, strips in scales.items()]
        for kind, scales in rows.items()
    }


def _chart(panels: Sequence[ForestPanel], width: int) -> Spec:
    inner = width - 20 if width == NARROW else width - 30
    return {"vconcat": [strip_panel(panel.rows, panel.scale, inner) for panel in panels]}


def _scale(estimate: Estimate) -> Scale:
    """Return the scale of an estimate; estimates of one scale share a panel."""
    if estimate.measure in RATIOS:
        return Scale("odds ratio or relative risk; below 1: fewer with vitamin K", 1.0, logarithmic=True)
    if estimate.measure in ("SMD", "effect size"):
        return Scale("standardised difference", 0.0)
    return Scale(f"difference in {estimate.unit}" if estimate.unit else "difference; unit not reported", 0.0)


def _strip(study: Study, outcome: StudyOutcome, estimate: Estimate) -> Strip:
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    name = f"{study.label}, {estimate.comparison}" if estimate.comparison else study.label
    mark = Mark(
        value=float(estimate.value),
        low=float(estimate.low),
        high=float(estimate.high),
        shape="square",
        details=(("Study", study.label), ("Outcome", outcome.what), ("Estimate", estimate_text(estimate))),
    )
    numbers = f"{number(estimate.value)} ({number(estimate.low)} to {number(estimate.high)})"
    return Strip(name, f"{estimate.measure} {numbers}", (mark,))


def _says(panel: ForestPanel) -> str:
    """Return every estimate of a panel in words."""
    estimates = "; ".join(f"{row.name}: {row.shown}" for row in panel.rows)
    title = panel.scale.title
    return f"{title[0].upper()}{title[1:]}: {estimates}."
