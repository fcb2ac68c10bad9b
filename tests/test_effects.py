"""Effects recomputed from counts: as published examples and as a library have them."""

from decimal import Decimal
from math import exp, isclose, log, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from k2evidence.derive.effects import (
    Counts,
    Effect,
    agrees,
    odds_ratio,
    peto_odds_ratio,
    recompute,
    risk_ratio,
)
from k2evidence.model.studies import Estimate, Study
from k2evidence.render.pages.views.outcomes import outcome_view
from scipy.stats.contingency import odds_ratio as their_odds_ratio
from scipy.stats.contingency import relative_risk

COUNTS = st.tuples(st.integers(2, 400), st.integers(2, 400)).flatmap(
    lambda people: st.builds(
        Counts,
        st.integers(1, people[0] - 1),
        st.just(people[0]),
        st.integers(1, people[1] - 1),
        st.just(people[1]),
    )
)
"""Two groups in which somebody has the event, and somebody does not."""


def text(effect: Effect | None) -> str:
    """Return '0.49 (0.09-2.60)'."""
    assert effect is not None
    value, low, high = effect.rounded()
    return f"{value} ({low}-{high})"


def three(effect: Effect | None) -> tuple[float, float, float]:
    """Return value, low and high."""
    assert effect is not None
    return effect.value, effect.low, effect.high


def study(**changes: Any) -> Study:
    """Return a trial of two groups with counts."""
    counts = [
        {"arm": "K", "events": 9, "people": 217, "people_derived": "from a printed ratio"},
        {"arm": "control", "events": 20, "people": 223},
    ]
    fields: dict[str, Any] = {
        "id": "x",
        "label": "X",
        "design": "randomised trial",
        "topics": ["vitamin K and bone"],
        "population": "older adults",
        "vitamin_k": ["K1"],
        "arms": [{"name": "K", "vitamin_k": "K1"}, {"name": "control"}],
        "outcomes": [{"id": "f", "kind": "clinical-fracture", "what": "Fractures", "results": counts}],
        "reading": {"extent": "abstract", "confidence": "high"},
        "integrity": {"status": "current"},
    }
    return Study.model_validate(fields | changes)


@pytest.mark.parametrize(
    ("counts", "risk", "odds"),
    [
        (Counts(2, 108, 4, 105), "0.49 (0.09-2.60)", "0.48 (0.09-2.66)"),
        (Counts(9, 217, 20, 223), "0.46 (0.22-0.99)", "0.44 (0.20-0.99)"),
    ],
)
def test_ratios_are_those_that_were_published(counts: Counts, risk: str, odds: str) -> None:
    """A trial whose abstract gives both counts, and one whose ratio a review prints."""
    assert (text(risk_ratio(counts)), text(odds_ratio(counts))) == (risk, odds)


@given(COUNTS)
def test_a_library_gives_the_same_risk_ratio(counts: Counts) -> None:
    """SciPy, with its interval."""
    theirs = relative_risk(counts.events, counts.people, counts.control_events, counts.control_people)
    interval = theirs.confidence_interval(0.95)
    ours = three(risk_ratio(counts))
    assert ours == pytest.approx((theirs.relative_risk, interval.low, interval.high))


@given(COUNTS)
def test_a_library_gives_the_same_odds_ratio(counts: Counts) -> None:
    """SciPy's sample odds ratio, with its interval."""
    a, c = counts.events, counts.control_events
    theirs = their_odds_ratio([[a, c], [counts.people - a, counts.control_people - c]], kind="sample")
    interval = theirs.confidence_interval(0.95)
    assert three(odds_ratio(counts)) == pytest.approx((theirs.statistic, interval.low, interval.high))


def test_peto_is_the_one_step_ratio_worked_by_hand() -> None:
    """10 of 50 against 5 of 50: expected 7.5, variance 50 x 50 x 15 x 85 / (100 x 100 x 99) = 3.2197."""
    value, low, high = three(peto_odds_ratio(Counts(10, 50, 5, 50)))
    variance = 3.219697
    assert value == pytest.approx(exp(2.5 / variance), rel=1e-5)
    assert (low, high) == pytest.approx(
        (exp(2.5 / variance - 1.959964 / sqrt(variance)), exp(2.5 / variance + 1.959964 / sqrt(variance))),
        rel=1e-5,
    )


@given(COUNTS)
def test_peto_turns_round_when_the_groups_are_swapped(counts: Counts) -> None:
    """What one group gains the other loses."""
    swapped = Counts(counts.control_events, counts.control_people, counts.events, counts.people)
    ours, theirs = peto_odds_ratio(counts), peto_odds_ratio(swapped)
    assert (ours is None) == (theirs is None)
    if ours and theirs:
        assert isclose(log(ours.value), -log(theirs.value), abs_tol=1e-9)
        assert isclose(log(ours.low), -log(theirs.high), abs_tol=1e-9)


def test_a_group_without_an_event_has_only_the_ratio_of_peto() -> None:
    """No half is added to any cell."""
    counts = Counts(0, 50, 5, 50)
    assert (risk_ratio(counts), odds_ratio(counts)) == (None, None)
    assert peto_odds_ratio(counts) is not None


@pytest.mark.parametrize("counts", [Counts(0, 50, 0, 50), Counts(50, 50, 50, 50), Counts(0, 1, 0, 0)])
def test_nothing_is_computed_where_nobody_or_everybody_has_the_event(counts: Counts) -> None:
    """Neither by Peto."""
    assert odds_ratio(counts) is None
    assert peto_odds_ratio(counts) is None


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ({"value": "0.46", "low": "0.22", "high": "0.99"}, True),
        ({"value": "0.5", "low": "0.2", "high": "1.0"}, True),
        ({"value": "0.47", "low": "0.22", "high": "0.99"}, False),
        ({"value": "0.46", "low": "0.22", "high": "0.98"}, False),
    ],
)
def test_a_printed_ratio_agrees_where_ours_rounds_to_it(printed: dict[str, str], expected: bool) -> None:
    """By the digits that are printed, of the value and of both ends."""
    ours = risk_ratio(Counts(9, 217, 20, 223))
    assert ours is not None
    numbers = {name: Decimal(number) for name, number in printed.items()}
    assert agrees(ours, Estimate.model_validate({"measure": "RR", **numbers})) is expected


def test_a_study_is_recomputed_and_compared_with_every_ratio_that_is_printed() -> None:
    """Another outcome of the same kind may print it."""
    printed = {"measure": "RR", "value": "0.46", "low": "0.22", "high": "0.99"}
    ratio = {"id": "r", "kind": "clinical-fracture", "what": "Ratio", "estimates": [printed]}
    trial = study()
    trial = trial.model_copy(update={"outcomes": (*trial.outcomes, study(outcomes=[ratio]).outcomes[0])})
    (recomputed,) = recompute(trial, trial.outcomes[0])
    assert [comparison.agrees for comparison in recomputed.comparisons] == [True]
    assert recomputed.derived == ("from a printed ratio",)


@pytest.mark.parametrize(
    "results",
    [
        pytest.param(
            [{"arm": "K", "events": 9}, {"arm": "control", "events": 20}], id="events without people"
        ),
        pytest.param([{"arm": "K", "events": 9, "people": 217}], id="one group"),
        pytest.param(
            [
                {"arm": "K", "events": 9, "people": 217, "at": "1 year"},
                {"arm": "control", "events": 20, "people": 223, "at": "2 years"},
            ],
            id="other times",
        ),
        pytest.param([{"events": 9, "people": 217}, {"events": 20, "people": 223}], id="groups not named"),
    ],
)
def test_nothing_is_recomputed_where_two_counts_cannot_be_compared(results: list[dict[str, Any]]) -> None:
    """Events without their own number of people may be several in one person."""
    trial = study(
        outcomes=[{"id": "f", "kind": "clinical-fracture", "what": "Fractures", "results": results}]
    )
    assert recompute(trial, trial.outcomes[0]) == ()


def test_a_page_says_what_was_recomputed_and_that_a_number_was_derived() -> None:
    """With the counts it rests on."""
    trial = study()
    (view,) = outcome_view(trial, trial.outcomes[0]).recomputed
    assert view.counts == "K 9 of 217, control 20 of 223"
    assert view.effects.startswith("relative risk 0.46 (0.22 to 0.99); odds ratio 0.44 (0.20 to 0.99); Peto")
    assert view.derived
