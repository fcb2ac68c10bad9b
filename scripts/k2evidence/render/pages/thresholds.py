"""The page of thresholds: how large a change must be before it is more than error, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.model.base import Source, Specimen
from k2evidence.model.text import lower_first, number
from k2evidence.model.vocabulary import Threshold, Vocabulary
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, vocabulary_files
from k2evidence.render.pages.views.measurements import VERDICTS, limits_anchor
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class ThresholdView:
    """A threshold: how large a change must be, on whom it rests, and where it was seen."""

    id: str
    name: str
    change: str
    rests_on: str
    derived: str
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A measurement, and the thresholds that its changes are judged under; `figures` have a figure."""

    anchor: str
    name: str
    thresholds: tuple[ThresholdView, ...]
    figures: int


@dataclass(frozen=True, slots=True)
class ThresholdsPage:
    """Every threshold, and which measurements each of them judges.

    `verdicts` are the words of the three verdicts; `without` names what was measured twice and has no
    threshold.
    """

    thresholds: tuple[ThresholdView, ...]
    judged: tuple[JudgedView, ...]
    exceeds: str
    within: str
    cannot_judge: str
    without: tuple[str, ...]


def thresholds_page(site: SiteData) -> SiteFile:
    """Return the page that every verdict on a change leads to."""
    vocabulary = site.dataset.vocabulary
    return render_page(
        site.context,
        "methods/thresholds.md",
        "thresholds.md.jinja",
        title="Thresholds of measurement error",
        description="How large a change of bone density or of a bone marker must be to exceed measurement "
        "error: every published threshold used here, with its source.",
        kind="Page",
        sources=vocabulary_files(*MEASURED),
        wide=True,
        view=ThresholdsPage(
            thresholds=tuple(map(_threshold_view, vocabulary.thresholds)),
            judged=tuple(_judged(vocabulary)),
            exceeds=VERDICTS["exceeds"],
            within=VERDICTS["within-error"],
            cannot_judge=VERDICTS["cannot-judge"],
            without=tuple(dict.fromkeys(_without(site))),
        ),
    )


def _threshold_view(threshold: Threshold) -> ThresholdView:
    return ThresholdView(
        id=threshold.id,
        name=threshold.name,
        change=change_text(threshold),
        rests_on=threshold.group,
        derived=threshold.derived or "",
        note=threshold.note or "",
        source=threshold.source,
    )


def change_text(threshold: Threshold) -> str:
    """Return '3.0 %, up or down', 'a fall of 31 %', or that the threshold has no figure."""
    if threshold.value is None:
        return "no figure: each clinic has its own"
    amount = f"{number(threshold.value)}\N{NO-BREAK SPACE}{threshold.unit}"
    return f"a fall of {amount}" if threshold.direction == "fall" else f"{amount}, up or down"


def _judged(vocabulary: Vocabulary) -> Iterator[JudgedView]:
    """Yield each measurement that some threshold judges, in the order of tables."""
    for analyte in vocabulary.analytes.values():
        for form in analyte.forms:
            fitting = tuple(vocabulary.thresholds_of(analyte.id, form.specimen))
            if fitting:
                yield JudgedView(
                    limits_anchor(analyte.id, form.specimen),
                    form.name,
                    tuple(map(_threshold_view, fitting)),
                    sum(threshold.value is not None for threshold in fitting),
                )


def _without(site: SiteData) -> Iterator[str]:
    """Yield the name of each measurement that changed and that no threshold judges."""
    vocabulary = site.dataset.vocabulary
    changed: dict[tuple[str, Specimen | None], None] = {
        (change.analyte, change.specimen): None for change in site.changes if not change.judgements
    }
    yield from (lower_first(vocabulary.form(analyte, specimen).name) for analyte, specimen in changed)
