"""How the results and estimates of studies read in a sentence."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from k2evidence.model.studies import Design, Estimate, Measure, Population, Result, Study, VitaminK
from k2evidence.model.text import join_words, number, quantity, signed

MEASURES: Mapping[Measure, str] = {
    "OR": "odds ratio",
    "RR": "relative risk",
    "HR": "hazard ratio",
    "MD": "mean difference",
    "SMD": "standardised mean difference",
    "effect size": "pooled effect size",
    "difference": "difference",
    "coefficient": "coefficient",
}
"""Each measure in words."""

DESIGNS: Mapping[Design, str] = {"other": "other design"}
"""The label of a design on a page, where it differs from the value in the data."""
POPULATIONS: Mapping[Population, str] = {
    "women after pregnancy": "postpartum women",
    "people on steroids": "people taking glucocorticoids",
    "not about people": "no study population",
}
"""The label of a population on a page, where it differs from the value in the data."""
FORMS: Mapping[VitaminK, str] = {"K2, form not given": "K2, form not stated"}
"""The label of a form of vitamin K on a page, where it differs from the value in the data."""

NOT_READ = "not seen"
"""What a record of evidence lacks: often only its abstract was read, so it may well be reported."""


def design_label(design: Design) -> str:
    """Return the label of a design."""
    return DESIGNS.get(design, design)


def design_text(study: Study) -> str:
    """Return the design of a study; one that is none of the list is described by its note."""
    return study.design_note or DESIGNS["other"] if study.design == "other" else study.design


def population_label(population: Population) -> str:
    """Return the label of a population."""
    return POPULATIONS.get(population, population)


def population_text(study: Study) -> str:
    """Return who was studied: of a population that is none of the list, its note; empty where nobody was."""
    if study.population in ("other patients", "not about people") and study.population_note:
        return study.population_note
    return "" if study.population == "not about people" else population_label(study.population)


def form_labels(forms: Iterable[VitaminK]) -> tuple[str, ...]:
    """Return the label of each form of vitamin K."""
    return tuple(FORMS.get(form, form) for form in forms)


def estimate_text(estimate: Estimate) -> str:
    """Return 'odds ratio 0.98, 95 % CI 0.85 to 1.14'."""
    parts = []
    signed_ = estimate.measure not in ("OR", "RR", "HR")
    if estimate.value is not None:
        value = signed(estimate.value) if signed_ else number(estimate.value)
        parts.append(f"{MEASURES[estimate.measure]} {value}{_unit(estimate.unit)}")
    if estimate.low is not None and estimate.high is not None:
        parts.append(f"95 % CI {number(estimate.low)} to {number(estimate.high)}")
    if estimate.se is not None:
        parts.append(f"standard error {number(estimate.se)}")
    if estimate.p is not None:
        parts.append(p_text(estimate.p))
    return ", ".join(parts)


def estimate_label(estimate: Estimate) -> str:
    """Return what is compared with what: 'at 1 year, K1 versus placebo', as far as it is given."""
    versus = f"versus {estimate.comparator}" if estimate.comparator else ""
    sides = " ".join(filter(None, (join_words(form_labels(estimate.vitamin_k)), versus)))
    left_out = f"leaving out {estimate.leaves_out}" if estimate.leaves_out else ""
    return ", ".join(filter(None, (estimate.comparison, left_out, sides)))


def result_label(result: Result) -> str:
    """Return the group, what was measured and when: 'teriparatide, 12 months'."""
    months = f"{result.months} {'month' if result.months == 1 else 'months'}" if result.months else ""
    return ", ".join(filter(None, (result.arm, result.what, result.at or months)))


def size_text(study: Study, result: Result) -> str:
    """Return ', n = 19', where the number of people is known and not printed with the events already."""
    people = None if result.events is not None and result.people is not None else study.people_of(result)
    return f", n = {people:,}" if people is not None else ""


def pooled_text(estimate: Estimate) -> str:
    """Return '1 study, 3,400 people': how much an estimate pools, as far as it is known."""
    trials = quantity(estimate.trials, "study", "studies") if estimate.trials is not None else ""
    people = quantity(estimate.people, "person", "people") if estimate.people is not None else ""
    return ", ".join(filter(None, (trials, people)))


def result_text(result: Result, unit: str | None) -> str:
    """Return '7.5 % (SD 7.1)', '0.137 to 0.118', '2 of 108 (1.9 %)' or '2.0 to 7.5 %'."""
    if result.events is not None:
        text = f"{result.events:,}" + (f" of {result.people:,}" if result.people is not None else "")
        return text + (f" ({number(result.value)}{_unit(unit)})" if result.value is not None else "")
    if result.range is not None:
        return f"{result.range.low} to {result.range.high}{_unit(unit)}"
    if result.value is None:
        return ""
    spread = _spread(result.spread, result)
    if result.low is not None and result.high is not None:
        spread += f" (95 % CI {number(result.low)} to {number(result.high)})"
    text = f"{number(result.value)}{_unit(unit)}{spread}"
    if result.before is not None:
        text = f"{number(result.before)}{_spread(result.before_spread, result)} to {text}"
    return text


def _spread(spread: Decimal | None, result: Result) -> str:
    """Return ' (SD 7.1)'; ' (± 7.1; SD or SE not stated)' where the source does not say which."""
    if spread is None:
        return ""
    return (
        f" (± {spread}; SD or SE not stated)"
        if result.spread_is == "not stated"
        else f" ({result.spread_is} {spread})"
    )


def p_text(p: str) -> str:
    """Return 'P = 0.04' or 'P < 0.001'."""
    return f"P {p}" if p[:1] in "<>" else f"P = {p}" if p[:1].isdigit() else f"P {p}"


def _unit(unit: str | None) -> str:
    return f" {unit}" if unit else ""
