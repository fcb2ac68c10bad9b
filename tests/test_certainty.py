"""The certainty of a body of evidence follows from its design, its judged domains and its interval."""

import csv
import dataclasses
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from k2evidence.derive.absolute_effects import absolute_effect
from k2evidence.derive.appraisals import answers_of
from k2evidence.derive.certainty import (
    ENOUGH_PEOPLE,
    Rating,
    body_statement,
    lowest_level,
    rate_body,
    rate_certainty,
    size_of,
    statement,
)
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import LEVELS_DOWN, Body, Certainty
from k2evidence.model.studies import Estimate, Result
from k2evidence.render.pages.views.certainty import rating_text, symbols, unrated_text
from k2evidence.render.site_file import SiteFile
from pydantic import ValidationError

from .conftest import Edit

FINE = {"concern": "not serious", "reason": "None was seen.", "rests_on": ["x"]}
UNRATED = {"concern": "not rated", "reason": "The full text was not read."}


def judged(concern: str) -> dict[str, Any]:
    """Return the judgement of a domain."""
    return FINE | {"concern": concern}


def body(**fields: Any) -> Body:
    """Return a body of randomised trials without any concern, with some other fields."""
    plain = {
        "id": "k2", "intervention": "Vitamin K2", "comparator": "placebo", "population": "somebody",
        "design": "randomised trials", "effect": "x/y", "result": "fewer fractures", "rests_on": ["x"],
        "risk_of_bias": FINE, "inconsistency": FINE, "indirectness": FINE, "imprecision": FINE,
        "publication_bias": FINE,
    }  # fmt: skip
    return Body.model_validate({k: v for k, v in (plain | fields).items() if v is not None})


def estimate(measure: str, low: str | None, high: str | None) -> Estimate:
    """Return an estimate with this interval."""
    return Estimate.model_validate({"measure": measure, "p": "0.5", "low": low, "high": high})


@pytest.mark.parametrize(
    ("design", "level"), [("randomised trials", "high"), ("non-randomised studies", "low")]
)
def test_the_design_sets_the_start(design: str, level: str) -> None:
    """Trials start high and non-randomised studies low."""
    assert rate_body(body(design=design), None).level == level


@pytest.mark.parametrize(
    ("concerns", "level"),
    [
        ({"indirectness": "serious"}, "moderate"),
        ({"indirectness": "very serious"}, "low"),
        ({"indirectness": "very serious", "risk_of_bias": "serious"}, "very low"),
        ({"indirectness": "very serious", "risk_of_bias": "very serious"}, "very low"),
    ],
)
def test_a_concern_lowers_by_one_level_and_a_very_serious_one_by_two(
    concerns: dict[str, str], level: str
) -> None:
    """No rating is below very low."""
    rated = body(**{domain: judged(concern) for domain, concern in concerns.items()})
    assert rate_body(rated, None).level == level


def test_what_was_not_rated_lowers_nothing_and_is_named() -> None:
    """That something was not read is no weakness of the evidence."""
    rating = rate_body(body(risk_of_bias=UNRATED, publication_bias=UNRATED), None)
    assert rating.level == "high"
    assert rating.not_rated == ("risk of bias", "publication bias")
    assert rating_text(rating) == "starts high; risk of bias and publication bias not rated"
    assert unrated_text(rating) == "2 of 5 domains not rated"
    assert unrated_text(rate_body(body(), None)) == ""


@pytest.mark.parametrize(
    ("measure", "low", "high", "concern"),
    [
        ("RR", "0.85", "1.14", "not serious"),
        ("OR", "0.40", "0.70", "not serious"),
        ("OR", "0.56", "0.97", "serious"),
        ("RR", "0.64", "1.20", "serious"),
        ("RR", "0.90", "1.60", "serious"),
        ("HR", "0.50", "2.00", "very serious"),
        ("OR", "0.75", "1.25", "not serious"),
        ("MD", "-0.02", "1.89", "serious"),
        ("MD", "0.10", "3.16", "not serious"),
        ("SMD", None, None, "not rated"),
    ],
)
def test_one_rule_derives_imprecision_from_the_interval(
    measure: str, low: str | None, high: str | None, concern: str
) -> None:
    """How many answers an interval includes: benefit, little or no effect, harm; or no difference."""
    rating = rate_body(body(imprecision=None), estimate(measure, low, high), ENOUGH_PEOPLE)
    assert rating.domains["imprecision"].concern == concern


@pytest.mark.parametrize(
    ("interval", "people", "concern"),
    [
        (("-33.68", "-9.87"), ENOUGH_PEOPLE - 1, "serious"),
        (("-33.68", "-9.87"), ENOUGH_PEOPLE, "not serious"),
        (("-0.02", "1.89"), ENOUGH_PEOPLE - 1, "serious"),
        ((None, None), ENOUGH_PEOPLE - 1, "serious"),
        ((None, None), ENOUGH_PEOPLE, "not rated"),
        (("-33.68", "-9.87"), None, "not rated"),
        (("-0.02", "1.89"), None, "serious"),
    ],
)
def test_few_people_are_imprecise_whatever_the_interval(
    interval: tuple[str | None, str | None], people: int | None, concern: str
) -> None:
    """A narrow interval of a small pool is no reason to be sure, nor one of a pool of unseen size; a wide one
    is not lowered twice."""
    judged_ = rate_body(body(imprecision=None), estimate("MD", *interval), people).domains["imprecision"]
    assert judged_.concern == concern
    assert ("number of people was not seen" in judged_.reason) == (people is None)
    assert ("fewer than" in judged_.reason) == (people is not None and people < ENOUGH_PEOPLE)


def test_the_minus_of_an_interval_is_a_minus_sign() -> None:
    """A hyphen could be read as a dash between the two ends."""
    rating = rate_body(body(imprecision=None), estimate("MD", "-0.02", "1.89"))
    assert rating.domains["imprecision"].reason.startswith("The interval, \N{MINUS SIGN}0.02 to 1.89,")


def test_a_rating_of_the_risk_of_bias_follows_the_answers_for_the_trials(dataset: Dataset) -> None:
    """A result that is named and has a concern by RoB 2 is a concern of the body."""
    concerns = {
        f"{appraisal.id}/{answers.about}"
        for appraisal in dataset.appraisals.values()
        for answers in answers_of(dataset, appraisal, "results of trials")
        if {item.answer for item in answers.all_items} & {"some concerns", "high risk"}
    }
    assert [
        f"{summary.id}/{body_.id}"
        for summary in dataset.summaries.values()
        for body_ in summary.bodies
        if concerns & {*body_.rests_on} and not LEVELS_DOWN[body_.risk_of_bias.concern]
    ] == []


def test_a_rating_changes_with_the_fact_under_it() -> None:
    """A corrected interval needs no corrected rating."""
    rated = body(imprecision=None, indirectness=judged("serious"))
    assert rate_body(rated, estimate("RR", "0.85", "1.14"), ENOUGH_PEOPLE).level == "moderate"
    assert rate_body(rated, estimate("RR", "0.50", "1.40")).level == "very low"


def test_non_randomised_studies_can_be_rated_up() -> None:
    """By one level or two, with a reason."""
    up = [{"domain": "large effect", "levels": "2", "reason": "Fivefold.", "rests_on": ["x"]}]
    assert rate_body(body(design="non-randomised studies", up=up), None).level == "high"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("design: non-randomised studies", "design: randomised trials"),
        ("concern: not serious", "concern: serious"),
    ],
)
def test_only_sound_non_randomised_studies_are_rated_up(
    corpus_data: Path, edit: Edit, old: str, new: str
) -> None:
    """Neither trials, nor what was rated down."""
    edit("summaries/example-outcome.yml", old, new)
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert [problem.message for problem in caught.value.problems] == [
        "a body is rated up that GRADE does not rate up"
    ]


def test_a_judgement_names_the_records_that_hold_its_facts() -> None:
    """Only what was not rated needs none."""
    with pytest.raises(ValidationError, match="without the records that it rests on"):
        body(indirectness={"concern": "serious", "reason": "Others."})


def test_a_result_names_no_direction_that_the_interval_leaves_open(corpus_data: Path, edit: Edit) -> None:
    """Neither of a difference nor of a ratio; little to no difference is the result of a narrow ratio."""
    edit("summaries/lumbar-bmd.yml", "lumbar-bmd-2-years", "lumbar-bmd-1-year")
    with pytest.raises(DataError, match="a direction that the interval of `effect` leaves open"):
        load_dataset(corpus_data)


def test_a_surrogate_says_what_it_stands_in_for(corpus_data: Path, edit: Edit) -> None:
    """And an outcome that patients feel stands in for nothing."""
    edit("summaries/lumbar-bmd.yml", "surrogate_for: fractures\n", "")
    with pytest.raises(DataError, match="`surrogate_for` do not fit together"):
        load_dataset(corpus_data)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("high", "Vitamin K2 results in fewer fractures."),
        ("moderate", "Vitamin K2 likely results in fewer fractures."),
        ("low", "Vitamin K2 may result in fewer fractures."),
        ("very low", "Vitamin K2 may result in fewer fractures, but the evidence is very uncertain."),
    ],
)
def test_the_wording_follows_from_the_certainty(level: Certainty, expected: str) -> None:
    """No effect is claimed beyond its certainty."""
    assert statement("Vitamin K2", "fewer fractures", level) == expected


@pytest.mark.parametrize(
    ("level", "effect", "expected"),
    [
        ("low", None, "The size of any effect of vitamin K2 on new clinical fractures was not seen."),
        ("low", "x/y", "The direction of any effect of vitamin K2 on new clinical fractures is open."),
        (
            "very low",
            None,
            "The evidence is very uncertain about the effect of vitamin K2 on new clinical fractures.",
        ),
    ],
)
def test_no_size_is_worded_that_was_not_seen(
    corpus_dataset: Dataset, level: Certainty, effect: str | None, expected: str
) -> None:
    """That a difference was not significant does not show that there is little or none."""
    summary = corpus_dataset.summaries["clinical-fracture"]
    assert body_statement(summary, body(result=None, effect=effect), level) == expected


def test_a_whole_review_is_no_size_of_a_body(corpus_dataset: Dataset) -> None:
    """The people of trials named one by one are added."""
    trials = size_of(corpus_dataset, body(effect=None, rests_on=["jiang-2014/fracture", "shiraki-2000"]))
    assert (trials.people, trials.studies) == (477, 2)
    trial = corpus_dataset.studies["shiraki-2000"].model_copy(update={"vitamin_k": ("MK-4", "K1")})
    changed = dataclasses.replace(corpus_dataset, studies={"shiraki-2000": trial})
    two_forms = size_of(changed, body(effect=None, rests_on=["shiraki-2000"]))
    assert (two_forms.people, two_forms.studies) == (None, 1)
    review = size_of(corpus_dataset, body(effect=None, rests_on=["jiang-2014/fracture", "mott-2019"]))
    assert (review.people, review.studies) == (None, None)


def test_a_level_has_its_four_signs() -> None:
    """As tables of GRADE show it."""
    assert [symbols(level) for level in ("very low", "low", "moderate", "high")] == [
        "⊕◯◯◯",
        "⊕⊕◯◯",
        "⊕⊕⊕◯",
        "⊕⊕⊕⊕",
    ]


def test_the_lowest_of_several_levels_counts(corpus_dataset: Dataset) -> None:
    """Where nothing was rated, it is that of case reports."""
    rating = rate_body(body(), None)
    levels: tuple[Certainty, ...] = ("high", "low", "moderate")
    assert lowest_level(dataclasses.replace(rating, level=level) for level in levels) == "low"
    assert lowest_level([]) == "very low"
    assert all(isinstance(rating, Rating) for rating in rate_certainty(corpus_dataset).values())


# Absolute effects --------------------------------------------------------------------------------


def baseline(events: int, people: int) -> Result:
    """Return a result of a control group."""
    return Result.model_validate({"events": str(events), "people": str(people)})


@pytest.mark.parametrize(
    ("measure", "events", "people", "expected"),
    [
        ("RR", 20, 100, (200, 160, 128, 240)),
        ("OR", 20, 100, (200, 167, 138, 231)),
        ("RR", 90, 100, (900, 720, 576, 1000)),
    ],
)
def test_the_absolute_effect_follows_from_the_baseline_risk(
    measure: str, events: int, people: int, expected: tuple[int, ...]
) -> None:
    """Of a relative risk and of an odds ratio of 0.80 (0.64 to 1.20), per 1,000 people; none beyond 1,000."""
    ratio = Estimate.model_validate({"measure": measure, "value": "0.80", "low": "0.64", "high": "1.20"})
    derived = absolute_effect(ratio, baseline(events, people))
    assert derived is not None
    assert (derived.without, derived.with_, derived.low, derived.high) == expected


@pytest.mark.parametrize("measure", ["MD", "HR", "SMD"])
def test_other_measures_have_no_absolute_effect(measure: str) -> None:
    """A difference is absolute already, and a hazard ratio needs a time."""
    effect = Estimate.model_validate({"measure": measure, "value": "0.8"})
    assert absolute_effect(effect, baseline(20, 100)) is None


def test_an_absolute_effect_is_an_illustration_or_has_a_reason(corpus_files: Mapping[str, SiteFile]) -> None:
    """With the risk that it rests on and its limits; the reason is that of the row, and no other."""
    text = str(corpus_files["evidence/summary-of-findings.md"].content)
    assert (
        "Illustration: 10 fewer per 1,000 (16 fewer to 1 fewer), from 38 to 28, at the risk of women given "
        "alfacalcidol (4 of 105). They were not postpartum."
    ) in text
    assert "not given: the risk found, 4 of 105 (3.8 %), is of any fracture<" in text
    assert "not given: no estimate was seen<" in text
    assert re.search(r">\N{EN DASH}</td><td[^>]*>mean difference ", text)


def test_an_outcome_without_a_body_is_a_row_of_the_ratings(corpus_files: Mapping[str, SiteFile]) -> None:
    """It says what was not found, and has no level; a body has its estimate and what is against it."""
    table = csv.DictReader(io.StringIO(str(corpus_files["data/ratings.csv"].content)))
    rows = {(row["outcome_id"], row["body_id"]): row for row in table}
    pain, fracture = rows["pain", "no evidence"], rows["vertebral-fracture", "all-forms"]
    assert pain["statement"]
    assert pain["certainty"] == pain["domains_not_rated"] == ""
    assert (fracture["starting_level"], fracture["low"], fracture["high"]) == ("high", "0.85", "1.14")
