"""Gains in bone density with a drug beside those without, of the studies that report both."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import DrugClass
from k2evidence.model.studies import Care, OutcomeKind, Result, Study, StudyOutcome
from k2evidence.model.study_text import estimate_text, p_text, pooled_text, result_text, size_text
from k2evidence.model.text import quantity

DISEASE = "pregnancy-associated osteoporosis"
KINDS: tuple[OutcomeKind, ...] = ("lumbar-bmd", "hip-bmd")
WITHOUT: tuple[Care, ...] = ("no bone drug", "calcium or vitamin D")
"""What the groups are given that count as without the drug."""


@dataclass(frozen=True, slots=True)
class ComparedGain:
    """One gain with a drug and one without; of a review only the pooled `difference`.

    `p` is the P value between the groups, empty where the outcome has it in an earlier row already.
    """

    id: str
    label: str
    what: str
    when: str
    treated: str
    untreated: str
    difference: str
    p: str


def compared_gains(dataset: Dataset, drug: DrugClass) -> tuple[ComparedGain, ...]:
    """Return every comparison of gains with a drug and without it, single studies before reviews."""
    studies = [study for study in dataset.studies.values() if study.population == DISEASE and study.usable]
    rows = [row for study in studies for row in _rows(study, drug)]
    return tuple(sorted(rows, key=lambda row: bool(row.difference)))


def _rows(study: Study, drug: DrugClass) -> Iterator[ComparedGain]:
    treated = {arm.name for arm in study.arms if arm.care == drug}
    untreated = {arm.name for arm in study.arms if arm.care in WITHOUT}
    if not (treated and untreated):
        return
    for outcome in (one for kind in KINDS for one in study.outcomes if one.kind == kind):
        p = p_text(outcome.p) if outcome.p else ""
        for result in outcome.results:
            other = next((o for o in outcome.results if o.arm in untreated and _match(o, result)), None)
            if result.arm in treated and other:
                yield _row(study, outcome, result, other, p)
                p = ""
        for estimate in outcome.estimates:
            size = pooled_text(estimate)
            difference = estimate_text(estimate) + (f", {size}" if size else "")
            yield ComparedGain(study.id, study.label, _measured(outcome), "", "", "", difference, p)


def _measured(outcome: StudyOutcome) -> str:
    """Return where density was measured, without that it is the gain: 'Lumbar spine'."""
    return outcome.what.partition(", gain")[0].removesuffix(" BMD")


def _match(one: Result, other: Result) -> bool:
    """Return whether two groups were measured at the same place and time, each with one number."""
    return (one.what, one.at, one.months) == (other.what, other.at, other.months) and None not in (
        one.value,
        other.value,
    )


def _row(study: Study, outcome: StudyOutcome, treated: Result, untreated: Result, p: str) -> ComparedGain:
    when = treated.at or (quantity(int(treated.months), "month") if treated.months else "")
    texts = [f"{result_text(r, outcome.unit)}{size_text(study, r)}" for r in (treated, untreated)]
    return ComparedGain(study.id, study.label, _measured(outcome), when, texts[0], texts[1], "", p)
