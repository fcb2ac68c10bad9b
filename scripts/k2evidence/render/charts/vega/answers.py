"""One question, every published answer: the pooled estimates of an outcome by date, used or not."""

from collections.abc import Iterator, Sequence

from k2evidence.derive.answers import ONE_TRIAL, Answer, answers, apart_intervals
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import VIEWS, OutcomeKind
from k2evidence.model.study_text import estimate_label, estimate_text, form_labels
from k2evidence.model.text import join_words, number, quantity
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import draw_picture
from k2evidence.render.charts.vega.forest import drawn_text, forest_chart, forest_parts
from k2evidence.render.charts.vega.forest_panel import Kind
from k2evidence.render.charts.vega.plotted import (
    COLUMNS,
    Plotted,
    common_reach,
    panel_text,
    panels_of,
    what_text,
    with_labels,
    words_of,
)
from k2evidence.render.exports.csv_file import csv_of

_APART = "Not among the answers"


def answer_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield a picture of each outcome on which some review of trials gives an answer."""
    for kind, name in VIEWS.items():
        found = answers(dataset, kind)
        if not found:
            continue
        rows = tuple(_plotted(dataset, answer) for answer in found)
        reach = common_reach(rows)
        panels = (
            *panels_of([row for row in rows if not row.apart], reach),
            *panels_of([row for row in rows if row.apart], reach, _APART),
        )
        findings = (none_used(found), *conflicts(found), *turning_points(found))
        opening = f"{name}, every published pooled answer by date."
        texts = (opening, drawn_text(rows), *findings, *map(panel_text, panels))
        yield draw_picture(
            f"answers-{kind}",
            f"{name}: every published pooled answer",
            " ".join(filter(None, texts)),
            csv_of(COLUMNS, rows),
            forest_chart,
            panels,
            context,
            forest_parts,
        )


def none_used(found: Sequence[Answer]) -> str:
    """Return that no answer may be used, in a sentence; empty where one may, or nothing was published."""
    if not found or any(not answer.apart for answer in found):
        return ""
    return "No published pooled answer on this outcome is used; each is shown apart, with the reason."


def conflicts(found: Sequence[Answer]) -> tuple[str, ...]:
    """Return a sentence for each pair of reviews whose intervals have no number in common."""
    return tuple(
        f"The intervals of {_name(one)} ({_interval(one)}) and {_name(other)} ({_interval(other)}) do not "
        "overlap, although both reviews ask the same question."
        for one, other in apart_intervals(found)
    )


def turning_points(found: Sequence[Answer]) -> tuple[str, ...]:
    """Return what each review says with and without what it left out, in a sentence."""
    return tuple(
        f"{left.study.label}: {estimate_text(main.estimate)}; "
        f"{estimate_text(left.estimate)} when it left out {left.estimate.leaves_out}."
        for left in found
        if left.estimate and left.estimate.leaves_out and not left.apart
        for main in found
        if main.study.id == left.study.id and main.is_main and main.estimate and _same(main, left)
    )


def unread_lists(dataset: Dataset, kind: OutcomeKind) -> tuple[str, ...]:
    """Return the labels of the reviews among the answers that pool trials whose list was not read whole."""
    return tuple(
        dict.fromkeys(
            answer.study.label
            for answer in answers(dataset, kind)
            if answer.is_main and not answer.study.includes_complete
        )
    )


def _same(main: Answer, left: Answer) -> bool:
    assert main.estimate
    assert left.estimate
    return main.estimate.measure == left.estimate.measure and main.estimate.unit == left.estimate.unit


def _name(answer: Answer) -> str:
    corrected = ", corrected" if answer.estimate and answer.estimate.corrects else ""
    return f"{answer.study.label}{corrected}"


def _interval(answer: Answer) -> str:
    assert answer.estimate
    return f"{answer.estimate.measure} {number(answer.estimate.low)} to {number(answer.estimate.high)}"


def _plotted(dataset: Dataset, answer: Answer) -> Plotted:
    study, outcome, estimate = answer.study, answer.outcome, answer.estimate
    label = estimate_label(estimate) if estimate else ""
    is_named = outcome.what == VIEWS[outcome.kind] or (estimate and estimate.leaves_out)
    what = "" if is_named else what_text(dataset, outcome)
    return Plotted(
        study=study,
        outcome=outcome,
        estimate=estimate,
        kind=_kind(answer),
        name=", ".join(filter(None, (study.label, label))),
        words=with_labels(dataset, words_of(outcome, estimate)),
        rests_on=tuple(filter(None, (what, _pooled(answer), answer.apart))),
        apart=answer.apart,
    )


def _kind(answer: Answer) -> Kind:
    if answer.apart:
        return "apart"
    return "left out" if answer.estimate and answer.estimate.leaves_out else "answer"


def _pooled(answer: Answer) -> str:
    """Return 'MK-4; 5 trials, 5,508 people', or what was not seen of it."""
    estimate = answer.estimate
    trials = estimate.trials if estimate else None
    people = estimate.people if estimate else None
    whole = answer.study.trials
    if trials is not None:
        pooled = "" if answer.apart == ONE_TRIAL else quantity(trials, "trial")
    else:
        of = f", {whole:,} in the whole review" if whole is not None else ""
        pooled = f"number of trials in this pool not seen{of}"
    size = quantity(people, "person", "people") if people is not None else ""
    forms = "" if estimate and estimate.vitamin_k else join_words(form_labels(answer.study.vitamin_k))
    return "; ".join(filter(None, (forms, pooled, size)))
