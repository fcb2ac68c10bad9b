"""Doses as phenopackets hold them: an amount, and how often it was given.

A rate is written in UCUM where that is exact, e.g. `mg/wk` or `mg/(6.mo)`, and never as one of a day; these
units were validated with the UCUM library of the US National Library of Medicine. A single dose is its
amount. Where the source does not tell how often, there is no frequency. A dose interval would need dates,
which papers do not give.
"""

import re

import phenopackets as pps

from k2evidence.model.scalars.doses import Dose
from k2evidence.model.vocabulary import DoseUnit, Vocabulary
from k2evidence.render.exports.phenopacket_terms import OWN_PREFIX, own_term, term, unit_term

_UCUM_PERIODS = {"day": "d", "week": "wk", "month": "mo", "year": "a"}
_TWICE_A_DAY = ("NCIT", "C64496", "Twice Daily")
"""As the documentation of phenopackets writes it:
https://phenopacket-schema.readthedocs.io/en/2.0.0/dose-interval.html"""


def dose_interval(vocabulary: Vocabulary, dose: Dose) -> pps.DoseInterval:
    """Return a dose with its frequency, as far as the source tells it."""
    unit = vocabulary.dose_unit(dose.unit)
    return pps.DoseInterval(
        quantity=pps.Quantity(unit=_amount_unit(unit, dose.schedule), value=float(dose.value)),
        schedule_frequency=_frequency(dose.schedule),
    )


def _amount_unit(unit: DoseUnit, schedule: str) -> pps.OntologyClass:
    """Return the unit of what the schedule counts: of a period where it names one, else of one dose."""
    if match := re.fullmatch(r"(?:every (?P<count>\d+) |/)(?P<period>day|week|month|year)s?", schedule):
        count, period = match["count"], match["period"]
        name = f"{unit.name} {f'every {count} {period}s' if count else f'a {period}'}"
        code = _UCUM_PERIODS[period]
        if unit.ucum:
            return term("UCUM", f"{unit.ucum}/{f'({count}.{code})' if count else code}", name)
        return term(OWN_PREFIX, f"{unit.id}/{f'{count}-{period}s' if count else period}", name)
    return unit_term(unit)


def _frequency(schedule: str) -> pps.OntologyClass | None:
    """Return how often a dose was given; None where the source does not tell."""
    if not schedule:
        return None
    if schedule == "once":
        return own_term("once", "one single dose")
    if schedule == "2 times/day":
        return term(*_TWICE_A_DAY)
    if schedule == "/day":
        return own_term("daily-amount", "amount of a day; number of doses not recorded")
    if schedule.startswith("/"):
        period = schedule[1:]
        return own_term(f"amount-of-a-{period}", f"amount of a {period}; number of doses not recorded")
    words = schedule.replace("/", " a ")
    return own_term(words, words)
