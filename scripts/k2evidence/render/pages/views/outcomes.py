"""An outcome of a study as a page shows it: the result of each group, and every comparison."""

from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.model.studies import VIEWS, Estimate, OutcomeKind, Result, Study, StudyOutcome
from k2evidence.model.study_text import estimate_text, p_text, result_text
from k2evidence.model.text import sentence

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
    """The result of one group; what is not given is empty."""

    id: str | None
    label: str
    text: str
    p: str
    note: str | None


@dataclass(frozen=True, slots=True)
class EstimateView:
    """A comparison of groups as one number; `size` is how many trials and people it pools."""

    id: str | None
    label: str
    text: str
    size: str
    corrects: bool
    replaced: bool


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """An outcome with its figures in words; `p` is the P value between the groups."""

    outcome: StudyOutcome
    results: tuple[ResultView, ...]
    estimates: tuple[EstimateView, ...]
    p: str


def outcome_view(outcome: StudyOutcome) -> OutcomeView:
    """Return an outcome: the result of each group, and every comparison."""
    return OutcomeView(
        outcome=outcome,
        results=tuple(_result_view(result, outcome.unit) for result in outcome.results),
        estimates=tuple(map(_estimate_view, outcome.estimates)),
        p=p_text(outcome.p) if outcome.p else "",
    )


def outcome_text(study: Study, item: StudyOutcome | Result | Estimate) -> str:
    """Return an outcome of a study, or one figure of it, in one line."""
    if isinstance(item, Estimate):
        return estimate_text(item)
    if isinstance(item, Result):
        unit = next(outcome.unit for outcome in study.outcomes if item in outcome.results)
        return result_text(item, unit)
    view = outcome_view(item)
    figures: tuple[ResultView | EstimateView, ...] = (*view.results, *view.estimates)
    texts = [f"{figure.label}: {figure.text}" if figure.label else figure.text for figure in figures]
    what = f"{item.what}: {'; '.join(texts)}" if texts else item.what
    summary = ", ".join(filter(None, (what, view.p)))
    return " ".join(sentence(text) for text in (summary, item.says) if text)


def outcome_names(study: Study) -> tuple[str, ...]:
    """Return the name of each kind of outcome of a study, in the study's order."""
    return tuple(dict.fromkeys(OUTCOME_NAMES[outcome.kind] for outcome in study.outcomes))


def _result_view(result: Result, unit: str | None) -> ResultView:
    return ResultView(
        id=result.id,
        label=", ".join(filter(None, (result.arm, result.what, result.at))),
        text=result_text(result, unit) or "not given as a number",
        p=p_text(result.p) if result.p else "",
        note=result.note,
    )


def _estimate_view(estimate: Estimate) -> EstimateView:
    return EstimateView(
        id=estimate.id,
        label=estimate.comparison or "",
        text=estimate_text(estimate),
        size=_size(estimate),
        corrects=estimate.corrects,
        replaced=estimate.replaced,
    )


def _size(estimate: Estimate) -> str:
    """Return '12 trials, 3,400 people', as far as it is known."""
    trials = f"{estimate.trials:,} trials" if estimate.trials is not None else ""
    people = f"{estimate.people:,} people" if estimate.people is not None else ""
    return ", ".join(filter(None, (trials, people)))
