"""Forest plots of trials: every comparison of vitamin K on an outcome, drawn where it has an interval."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from k2evidence.derive.answers import by_date
from k2evidence.derive.effects import Recomputed, recompute
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import RATIOS, VIEWS, Arm, Estimate, OutcomeKind, Study, StudyOutcome
from k2evidence.model.study_text import FORMS, estimate_label, form_labels, result_text
from k2evidence.model.text import count, dose_text, join_words, quantity
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import Spec, draw_picture
from k2evidence.render.charts.vega.forest_panel import Panel, forest_panel
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

_MOST_GROUPS = 4
"""How many groups with a result a row lists; the table has those of a trial with more."""
_ROWS_OF_WORDS = 2
"""How many rows without an interval are one image: no sheet of paper ends inside it."""


def forest_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield a picture of the trials of each outcome that has any."""
    for kind, name in VIEWS.items():
        rows = tuple(trial_rows(dataset, kind))
        if not rows:
            continue
        panels = tuple(panels_of(rows, common_reach(rows)))
        yield draw_picture(
            f"forest-{kind}",
            f"{name}: trials of vitamin K",
            " ".join(
                filter(None, (f"{name}, trials of vitamin K.", drawn_text(rows), *map(panel_text, panels)))
            ),
            csv_of(COLUMNS, rows),
            forest_chart,
            panels,
            context,
            forest_parts,
        )


def forest_chart(panels: Sequence[Panel], width: int) -> Spec:
    """Return the panels one below the other."""
    return {"vconcat": [forest_panel(panel, width) for panel in panels]}


def forest_parts(panels: Sequence[Panel]) -> Sequence[tuple[Panel, ...]]:
    """Return each panel as a part of its own; one of words alone in several, which have its title once."""
    parts = []
    for panel in panels:
        size = _ROWS_OF_WORDS if panel.axis is None else len(panel.rows)
        for first in range(0, len(panel.rows), size):
            title = "" if first else panel.title
            parts.append((replace(panel, title=title, rows=panel.rows[first : first + size]),))
    return parts


def drawn_text(rows: Sequence[Plotted]) -> str:
    """Return how many of the rows have an interval, in a sentence; empty where all have one."""
    drawn = sum(row.is_drawn for row in rows)
    rest = len(rows) - drawn
    if not rest:
        return ""
    if not drawn:
        return "No row has an interval; each is listed with what is reported."
    have = "has" if drawn == 1 else "have"
    others = "the other one is" if rest == 1 else f"the other {count(rest)} are"
    first = count(drawn)
    return (
        f"{first[0].upper()}{first[1:]} of {count(len(rows))} rows {have} an interval and "
        f"{'is' if drawn == 1 else 'are'} drawn; {others} listed with what is reported."
    )


def trial_rows(dataset: Dataset, kind: OutcomeKind) -> Iterator[Plotted]:
    """Yield a row for each comparison on an outcome in the trials that may be used, the earliest first."""
    for study in sorted(filter(_is_usable_trial, dataset.studies.values()), key=by_date):
        outcomes = [outcome for outcome in study.outcomes if outcome.kind == kind]
        printed = any(
            row.is_drawn and row.estimate and row.estimate.measure in RATIOS
            for outcome in outcomes
            for row in _printed(dataset, study, outcome)
        )
        for outcome in outcomes:
            counted = tuple(_recomputed(dataset, study, outcome))
            if not (counted and printed):
                yield from counted or _printed(dataset, study, outcome)


def _is_usable_trial(study: Study) -> bool:
    """Say whether a study compares groups with and without vitamin K, and its numbers may be used."""
    return (
        study.design in ("randomised trial", "non-randomised comparison")
        and "vitamin K and bone" in study.topics
        and study.in_pooled_views
    )


def _printed(dataset: Dataset, study: Study, outcome: StudyOutcome) -> Iterator[Plotted]:
    """Yield the estimates of an outcome as printed, or what it says without one."""
    estimates = tuple(estimate for estimate in outcome.estimates if not estimate.replaced)
    for estimate in estimates or (None,):
        words = words_of(outcome, estimate)
        if not estimate and not outcome.says and (groups := _groups_text(outcome)):
            words = f"{groups}; {words}"
        yield Plotted(
            study=study,
            outcome=outcome,
            estimate=estimate,
            kind="answer",
            name=", ".join(filter(None, (study.label, estimate_label(estimate) if estimate else ""))),
            words=with_labels(dataset, words),
            rests_on=_rests_on(dataset, study, outcome),
        )


def _recomputed(dataset: Dataset, study: Study, outcome: StudyOutcome) -> Iterator[Plotted]:
    """Yield the relative risk of each group whose counts were read."""
    for effect in recompute(study, outcome):
        if effect.risk_ratio is None:
            continue
        value, low, high = effect.risk_ratio.rounded()
        if min(value, low) > Decimal(0):
            yield Plotted(
                study=study,
                outcome=outcome,
                estimate=Estimate(measure="RR", value=value, low=low, high=high),
                kind="recomputed",
                name=study.label,
                words="",
                rests_on=(*_rests_on(dataset, study, outcome), counts_text(effect)),
            )


def counts_text(effect: Recomputed) -> str:
    """Return 'recomputed from the counts: 2 of 108 against 4 of 105'; a derived number of people says so."""
    counts = effect.counts
    derived = " (numbers of people derived)" if effect.derived else ""
    return (
        f"recomputed from the counts: {counts.events:,} of {counts.people:,} against "
        f"{counts.control_events:,} of {counts.control_people:,}{derived}"
    )


def _rests_on(dataset: Dataset, study: Study, outcome: StudyOutcome) -> tuple[str, ...]:
    """Return what was measured, and what was given to how many people."""
    people = study.people if study.people is not None else study.group_total
    controls = [arm.name for arm in study.arms if arm.vitamin_k is None]
    given = join_words(list(dict.fromkeys(_given_texts(dataset, study)))) or join_words(
        form_labels(study.vitamin_k)
    )
    control = f"control: {join_words(controls, 'or')}" if controls else ""
    size = quantity(people, "person", "people") if people is not None else ""
    return what_text(dataset, outcome), "; ".join(filter(None, (given, control, size)))


def _given_texts(dataset: Dataset, study: Study) -> Iterator[str]:
    """Yield the form and the daily dose of each group that got vitamin K."""
    substance = dataset.vocabulary.substances["menatetrenone"]
    for arm in study.arms:
        if arm.vitamin_k:
            form = FORMS.get(arm.vitamin_k, arm.vitamin_k)
            yield f"{form} {dose_text(arm.dose, substance)}" if arm.dose else _no_dose(form, arm)


def _no_dose(form: str, arm: Arm) -> str:
    return f"{form}, {'dose: see its page' if arm.dose_note else 'dose not seen'}"


def _groups_text(outcome: StudyOutcome) -> str:
    """Return 'menatetrenone 1.2 %, alfacalcidol 2.2 %'; empty where there are many results or none."""
    if not 0 < len(outcome.results) <= _MOST_GROUPS:
        return ""
    texts = (
        " ".join(filter(None, (result.arm, result.at, result_text(result, outcome.unit))))
        for result in outcome.results
    )
    return ", ".join(texts)
