"""An outcome of a study as a page shows it: the result of each group, and every comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from k2evidence.audit.question import Figure, FigureSort
from k2evidence.derive.effects import Effect, Recomputed, recompute
from k2evidence.model.studies import VIEWS, Estimate, OutcomeKind, Result, Study, StudyOutcome
from k2evidence.model.study_text import (
    estimate_label,
    estimate_text,
    p_text,
    pooled_text,
    result_label,
    result_text,
    size_text,
)
from k2evidence.model.text import number, sentence
from k2evidence.render.pages.views.findings import FindingMark, Marks

OUTCOME_NAMES: Mapping[OutcomeKind, str] = {
    **{kind: name[0].lower() + name[1:] for kind, name in VIEWS.items()},
    "other-bmd": "other bone density",
    "pain": "pain",
    "adverse-events": "adverse events",
    "coagulation": "clotting",
    "other": "other outcomes",
}
"""The name of each kind of outcome inside a sentence, in the order of lists."""


@dataclass(frozen=True, slots=True)
class ResultView:
    """The result of one group; what is not given is empty. `derived` is how its number of people was."""

    id: str | None
    label: str
    text: str
    p: str
    derived: str | None
    note: str | None
    mark: FindingMark | None


@dataclass(frozen=True, slots=True)
class EstimateView:
    """A comparison of groups as one number; `size` is how many studies and people it pools."""

    id: str | None
    label: str
    text: str
    size: str
    corrects: bool
    replaced: bool
    mark: FindingMark | None


@dataclass(frozen=True, slots=True)
class RecomputedView:
    """What the counts of two groups give; `compared` says of each printed ratio whether it agrees.

    `derived` says how numbers of people were derived that the source does not print.
    """

    counts: str
    effects: str
    compared: tuple[str, ...]
    derived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome with its figures in words; `p` is the P value between the groups, `mark` that of it.

    `recomputed` is what its counts give, where they were read.
    """

    outcome: StudyOutcome
    results: tuple[ResultView, ...]
    estimates: tuple[EstimateView, ...]
    p: str
    mark: FindingMark | None
    recomputed: tuple[RecomputedView, ...]


def outcome_view(study: Study, outcome: StudyOutcome, marks: Marks = MappingProxyType({})) -> OutcomeView:
    """Return an outcome of a study: the result of each group, and every comparison, with their marks."""

    def mark(sort: FigureSort, number: int = 0) -> FindingMark | None:
        return marks.get(Figure(study.id, outcome.id, sort, number))

    return OutcomeView(
        outcome=outcome,
        results=tuple(
            _result_view(study, result, outcome.unit, mark("result", i))
            for i, result in enumerate(outcome.results)
        ),
        estimates=tuple(_estimate_view(e, mark("estimate", i)) for i, e in enumerate(outcome.estimates)),
        p=_p_text(outcome),
        mark=mark("outcome"),
        recomputed=tuple(_recomputed_view(r) for r in recompute(study, outcome) if r.effects),
    )


def _p_text(outcome: StudyOutcome) -> str:
    """Return the P value between the groups, with its chi-squared where that is printed."""
    p = p_text(outcome.p) if outcome.p else ""
    if outcome.chi_squared is None:
        return p
    degrees = f" ({outcome.degrees_of_freedom} df)" if outcome.degrees_of_freedom else ""
    return ", ".join(filter(None, (p, f"chi-squared {number(outcome.chi_squared)}{degrees}")))


def outcome_text(study: Study, item: StudyOutcome | Result | Estimate) -> str:
    """Return an outcome of a study, or one figure of it, in one line, with its group, time and number.

    Of an outcome, a figure that a corrected one replaced is left to the page of the study.
    """
    if isinstance(item, StudyOutcome):
        whole = outcome_view(study, item)
        estimates = [estimate for estimate in whole.estimates if not estimate.replaced]
        texts = [*map(_figure_text, whole.results), *map(_figure_text, estimates)]
        what = f"{item.what}: {'; '.join(texts)}" if texts else item.what
        summary = ", ".join(filter(None, (what, whole.p)))
        return " ".join(sentence(text) for text in (summary, item.says) if text)
    outcome = next(o for o in study.outcomes if item in (*o.results, *o.estimates))
    figure = _estimate_view(item) if isinstance(item, Estimate) else _result_view(study, item, outcome.unit)
    return f"{outcome.what}: {_figure_text(figure)}"


def _figure_text(figure: ResultView | EstimateView) -> str:
    """Return 'teriparatide, 12 months: 20.9 % (SD 11.9), n = 19'."""
    text = f"{figure.label}: {figure.text}" if figure.label else figure.text
    if isinstance(figure, EstimateView):
        return f"{text} ({figure.size})" if figure.size else text
    return f"{text} (number of people derived)" if figure.derived else text


def outcome_names(study: Study) -> tuple[str, ...]:
    """Return the name of each kind of outcome of a study, in the study's order."""
    return tuple(dict.fromkeys(OUTCOME_NAMES[outcome.kind] for outcome in study.outcomes))


def _result_view(
    study: Study, result: Result, unit: str | None, mark: FindingMark | None = None
) -> ResultView:
    text = result_text(result, unit)
    return ResultView(
        id=result.id,
        label=result_label(result),
        text=f"{text}{size_text(study, result)}" if text else "not given as a number",
        p=p_text(result.p) if result.p else "",
        derived=result.people_derived,
        note=result.note,
        mark=mark,
    )


def _estimate_view(estimate: Estimate, mark: FindingMark | None = None) -> EstimateView:
    return EstimateView(
        id=estimate.id,
        label=estimate_label(estimate),
        text=estimate_text(estimate),
        size=pooled_text(estimate),
        corrects=estimate.corrects,
        replaced=estimate.replaced,
        mark=mark,
    )


def _recomputed_view(recomputed: Recomputed) -> RecomputedView:
    counts = recomputed.counts
    effects = [f"{name} {effect_text(effect)}" for name, effect in recomputed.effects]
    return RecomputedView(
        counts=f"{recomputed.result.arm} {counts.events:,} of {counts.people:,}, "
        f"{recomputed.control.arm} {counts.control_events:,} of {counts.control_people:,}",
        effects="; ".join(effects),
        compared=tuple(
            f"{estimate_text(comparison.printed)} as printed: "
            f"{'agrees within rounding' if comparison.agrees else 'differs'}"
            for comparison in recomputed.comparisons
        ),
        derived=recomputed.derived,
    )


def effect_text(effect: Effect) -> str:
    """Return '0.49 (0.09 to 2.60)'."""
    value, low, high = map(number, effect.rounded())
    return f"{value} ({low} to {high})"
