"""One question, every published answer: what is an answer, what is apart, and what does not overlap."""

import csv
import dataclasses
import io
from collections.abc import Mapping
from typing import Any

import pytest
from bs4 import BeautifulSoup
from k2evidence.derive.answers import answers, apart_intervals
from k2evidence.derive.reviews import inclusion, review_matrix
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import OutcomeKind, Study
from k2evidence.render.charts.vega.answers import (
    answer_pictures,
    conflicts,
    none_used,
    turning_points,
    unread_lists,
)
from k2evidence.render.charts.vega.forest import trial_rows
from k2evidence.render.charts.vega.forest_panel import Axis, reach_of
from k2evidence.render.charts.vega.plotted import Plotted, common_reach, panels_of
from k2evidence.render.site_file import SiteFile

from .conftest import CONTEXT

KIND: OutcomeKind = "vertebral-fracture"
RETRACTED = {"status": "retracted", "notices": [{"kind": "retraction", "says": "Made up."}]}


def estimate(value: str, low: str = "", high: str = "", **more: Any) -> dict[str, Any]:
    """Return an odds ratio."""
    ends = {"low": low, "high": high} if low else {}
    return {"measure": "OR", "value": value, **ends, **more}


def record(name: str, *estimates: dict[str, Any], **changes: Any) -> Study:
    """Return a review with one outcome; the last four characters of its name are its year."""
    outcome = {"id": "o", "kind": KIND, "what": "Vertebral fractures", "estimates": estimates}
    fields: dict[str, Any] = {
        "id": name,
        "label": name,
        "year": name[-4:],
        "design": "systematic review",
        "pools": "randomised trials",
        "topics": ["vitamin K and bone"],
        "population": "older adults",
        "vitamin_k": ["MK-4"],
        "outcomes": [outcome] if estimates else [],
        "reading": {"extent": "abstract", "confidence": "high"},
        "integrity": {"status": "current"},
    }
    return Study.model_validate(fields | changes)


def trial(name: str, **changes: Any) -> Study:
    """Return a trial without outcomes."""
    return record(name, **{"design": "randomised trial", "pools": None} | changes)


def with_studies(dataset: Dataset, *studies: Study) -> Dataset:
    """Return a dataset of these studies alone."""
    return dataclasses.replace(dataset, studies={study.id: study for study in studies})


def test_answers_are_in_the_order_of_their_publication(corpus_dataset: Dataset) -> None:
    """The earliest first; a review whose year was not seen by the year that its label names."""
    early, late = record("b-2006", estimate("0.4")), record("a-2022", estimate("0.9"))
    undated = record("c-2015", estimate("0.6"), year=None)
    found = answers(with_studies(corpus_dataset, late, undated, early), KIND)
    assert [answer.study.id for answer in found] == ["b-2006", "c-2015", "a-2022"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"integrity": RETRACTED}, "the review was retracted"),
        ({"superseded_by": "b-2020"}, "replaced by b-2020"),
        ({"includes": ["sato-2002"]}, "rests on sato-2002 (retracted)"),
        ({"not_usable": "Made up."}, "not used, for the reason on its page"),
    ],
)
def test_what_falls_is_apart_with_the_reason(
    corpus_dataset: Dataset, changes: dict[str, Any], reason: str
) -> None:
    """A review that is retracted, replaced or unusable, and one that pools a retracted trial."""
    review = record("a-2010", estimate("0.4", "0.2", "0.8"), **changes)
    others = record("b-2020"), trial("sato-2002", integrity=RETRACTED)
    (answer,) = answers(with_studies(corpus_dataset, review, *others), KIND)
    assert (answer.apart, answer.is_main) == (reason, False)


def test_what_is_of_one_trial_is_not_a_pooled_answer(corpus_dataset: Dataset) -> None:
    """Its mark is hollow, and the words below its name do not say so twice."""
    review = record("a-2010", estimate("0.46", "0.22", "0.99", trials="1"))
    data = with_studies(corpus_dataset, review)
    (answer,) = answers(data, KIND)
    assert (answer.apart, answer.is_main) == ("one trial, not a pool", False)
    (picture,) = answer_pictures(data, CONTEXT)
    table = next(str(file.content) for file in picture.downloads if file.uri.endswith(".csv"))
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["row"], row["rests_on"]) == ("apart", "MK-4; one trial, not a pool")


def test_an_estimate_without_the_retracted_trial_is_an_answer(corpus_dataset: Dataset) -> None:
    """Beside the one with it, which is apart."""
    review = record("a-2010", estimate("0.4"), estimate("0.9", without=["sato-2002"]), includes=["sato-2002"])
    data = with_studies(corpus_dataset, review, trial("sato-2002", integrity=RETRACTED))
    assert [bool(answer.apart) for answer in answers(data, KIND)] == [True, False]


def test_a_retracted_trial_of_other_outcomes_does_not_take_an_answer_away(corpus_dataset: Dataset) -> None:
    """It is not in the pool of this outcome."""
    outcome = {"id": "o", "kind": "hip-bmd", "what": "Hip", "says": "More."}
    fallen = trial("sato-2002", integrity=RETRACTED, outcomes=[outcome])
    review = record("a-2010", estimate("0.4"), includes=["sato-2002"])
    assert [answer.apart for answer in answers(with_studies(corpus_dataset, review, fallen), KIND)] == [""]


def test_two_reviews_whose_intervals_do_not_overlap_are_said_to(corpus_dataset: Dataset) -> None:
    """In a sentence with both intervals, on the page and in the text alternative."""
    data = with_studies(
        corpus_dataset,
        record("mott-2019", estimate("0.96", "0.83", "1.11")),
        record("salma-2022", estimate("0.42", "0.27", "0.66")),
    )
    (sentence,) = conflicts(answers(data, KIND))
    assert sentence == (
        "The intervals of mott-2019 (OR 0.83 to 1.11) and salma-2022 (OR 0.27 to 0.66) do not overlap, "
        "although both reviews ask the same question."
    )
    assert sentence in next(iter(answer_pictures(data, CONTEXT))).says


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"estimates": [estimate("0.42", "0.27", "0.83")]}, id="an end in common"),
        pytest.param({"estimates": [estimate("0.42", "0.27", "0.66", measure="RR")]}, id="another measure"),
        pytest.param({"integrity": RETRACTED}, id="retracted"),
        pytest.param({"vitamin_k": ["K1"]}, id="another vitamin"),
        pytest.param({"estimates": [estimate("0.4", "0.2", "0.6", leaves_out="one")]}, id="trials left out"),
        pytest.param({"estimates": [estimate("0.42")]}, id="no interval"),
    ],
)
def test_only_answers_to_the_same_question_are_compared(
    corpus_dataset: Dataset, other: dict[str, Any]
) -> None:
    """By the same measure, of the same vitamin, whole, and in use."""
    changes = dict(other)
    estimates = changes.pop("estimates", [estimate("0.42", "0.27", "0.66")])
    data = with_studies(
        corpus_dataset,
        record("mott-2019", estimate("0.96", "0.83", "1.11")),
        record("salma-2022", *estimates, **changes),
    )
    assert apart_intervals(answers(data, KIND)) == ()


def test_a_review_that_turns_on_one_trial_is_said_to(corpus_dataset: Dataset) -> None:
    """What it found with it and without it."""
    review = record("a-2010", estimate("0.63"), estimate("0.50", leaves_out="one trial"))
    assert turning_points(answers(with_studies(corpus_dataset, review), KIND)) == (
        "a-2010: odds ratio 0.63; odds ratio 0.50 when it left out one trial.",
    )


def test_an_outcome_without_any_answer_in_use_says_so(corpus_dataset: Dataset) -> None:
    """Where everything published is apart."""
    fallen = record("a-2010", estimate("0.4"), integrity=RETRACTED)
    assert none_used(answers(with_studies(corpus_dataset, fallen), KIND)).startswith("No published pooled")
    sound = record("b-2011", estimate("0.4"))
    assert none_used(answers(with_studies(corpus_dataset, fallen, sound), KIND)) == ""


def test_a_review_whose_list_was_not_read_is_named(corpus_dataset: Dataset) -> None:
    """One whose list was read whole is not."""
    data = with_studies(
        corpus_dataset,
        record("a-2010", estimate("0.4")),
        record("b-2011", estimate("0.4"), includes_complete=True),
    )
    assert unread_lists(data, KIND) == ("a-2010",)


@pytest.mark.parametrize(
    ("review", "year", "expected"),
    [
        ({"includes": ["sato-2002"]}, 2002, "included"),
        ({}, 2002, "not read"),
        ({"includes_complete": True}, 2002, "not included"),
        ({}, 2011, "published later"),
        ({"includes_complete": True}, 2011, "published later"),
        ({}, 2010, "not read"),
        ({"year": None, "label": "no year"}, 2011, "not read"),
    ],
)
def test_what_is_not_known_of_a_list_is_not_read(review: dict[str, Any], year: int, expected: str) -> None:
    """A trial is not in a review where its list was read whole, or where the trial came later."""
    assert inclusion(record("a-2010", **review), trial("sato-2002", year=year)) == expected


def test_the_matrix_has_each_review_and_each_trial_once(corpus_dataset: Dataset) -> None:
    """Retracted trials and those under concern among them."""
    matrix = review_matrix(corpus_dataset)
    trials = [row.trial.id for row in matrix.trials]
    assert {"sato-1998-stroke", "yops-2004"} <= {*trials}
    assert len(trials) == len({*trials})
    assert all(len(row.inclusions) == len(matrix.reviews) for row in matrix.trials)


def test_the_page_of_reviews_and_trials_says_in_words_what_was_not_read(
    corpus_files: Mapping[str, SiteFile],
) -> None:
    """A cell is never empty; a retracted trial and one under concern carry a sign and their status."""
    page = BeautifulSoup(str(corpus_files["evidence/reviews-and-trials.md"].content), "html.parser")
    rows = {row.th.a.get_text(): row for row in page.select("tbody tr") if row.th and row.th.a}
    texts = {cell.get_text(strip=True) for row in rows.values() for cell in row.select("td")}
    assert texts <= {"● included", "– not included", "later", "not read"}
    assert {"● included", "not read"} <= texts
    signs = {name: row.th.get_text(" ", strip=True) for name, row in rows.items() if row.th}
    assert "✕ retracted" in signs["Sato 1998"]
    assert "! concerns reported by" in signs["Ishida 2004 (Yamaguchi study)"]


def test_the_table_of_inclusions_is_the_matrix_of_the_page(corpus_files: Mapping[str, SiteFile]) -> None:
    """A row for each of its cells, in the same order."""
    page = BeautifulSoup(str(corpus_files["evidence/reviews-and-trials.md"].content), "html.parser")
    table = csv.DictReader(str(corpus_files["data/includes.csv"].content).splitlines())
    cells = [cell["data-inclusion"] for cell in page.select("tbody td")]
    assert [row["inclusion"] for row in table] == cells


def test_an_outcome_page_says_why_nothing_is_pooled_and_where_counts_are(
    corpus_files: Mapping[str, SiteFile],
) -> None:
    """How many trials have counts, and each document that prints more, with its address."""
    page = BeautifulSoup(str(corpus_files["evidence/hip-fracture.md"].content), "html.parser")
    text = page.get_text(" ", strip=True)
    assert "Counts of people in both groups were read in one trial" in text
    assert "Nothing is pooled here while fewer than five trials have them." in text
    assert page.select('li a[href="https://doi.org/10.1000/example"]')
    assert "recomputed from the counts" in text


def panels(*rows: Plotted) -> list[str]:
    """Return the titles of the panels of these rows."""
    return [panel.title for panel in panels_of(rows, common_reach(rows))]


def plotted(study: Study) -> tuple[Plotted, ...]:
    """Return the rows of a study."""
    return tuple(
        Plotted(study, outcome, one, "answer", study.label, "", ())
        for outcome in study.outcomes
        for one in outcome.estimates
    )


def test_odds_ratios_and_relative_risks_never_share_an_axis() -> None:
    """Nor do two units of one difference; a row without an interval joins the axis of its measure."""
    differences = [
        estimate("1", "0", "2", measure="MD", unit="%"),
        estimate("1", "0", "2", measure="MD", unit="g/cm2"),
    ]
    rows = plotted(
        record(
            "a-2010",
            estimate("0.4", "0.2", "0.8"),
            estimate("0.5", "0.3", "0.9", measure="RR"),
            estimate("0.6", measure="RR"),
            estimate("0.6", measure="HR"),
            *differences,
        )
    )
    assert panels(*rows) == [
        "Odds ratios",
        "Relative risks",
        "Mean differences, %",
        "Mean differences, g/cm2",
        "Reported without an interval",
    ]


@pytest.mark.parametrize(
    ("ends", "reach"),
    [((0.83, 1.11), 2), ((0.22, 0.99), 5), ((0.11, 0.35), 10), ((0.9, 8), 10), ((0.001, 1), 1000)],
)
def test_an_axis_of_ratios_reaches_as_far_on_both_sides(ends: tuple[float, ...], reach: float) -> None:
    """On a log scale, from one divided by its reach to its reach, with no effect in its middle."""
    assert reach_of(ends, ratios=True) == reach
    axis = Axis("", True, reach_of(ends, ratios=True), "", "")
    assert axis.neutral == pytest.approx((axis.domain[0] * axis.domain[1]) ** 0.5)
    assert axis.ticks[0] == pytest.approx(1 / axis.ticks[-1])
    assert all(axis.domain[0] <= end <= axis.domain[1] for end in ends)


def test_an_axis_of_differences_reaches_as_far_on_both_sides() -> None:
    """With a little room beyond the widest interval."""
    axis = Axis("", False, reach_of([-0.02, 1.89], ratios=False), "", "")
    assert axis.domain[0] == -axis.domain[1]
    assert 1.89 < axis.domain[1] < 2


@pytest.mark.parametrize(
    ("kind", "sides"),
    [
        ("vertebral-fracture", ("favours vitamin K", "favours control")),
        ("hip-bmd", ("favours control", "favours vitamin K")),
        ("ucoc", ("lower with vitamin K", "higher with vitamin K")),
    ],
)
def test_the_sides_of_an_axis_say_whom_they_favour(kind: str, sides: tuple[str, str]) -> None:
    """Fewer fractures and more density favour vitamin K; a marker is only lower or higher."""
    outcome = {"id": "o", "kind": kind, "what": "It", "estimates": [estimate("0.4", "0.2", "0.8")]}
    rows = plotted(record("a-2010", outcomes=[outcome]))
    (panel,) = panels_of(rows, common_reach(rows))
    assert panel.axis is not None
    assert (panel.axis.lower, panel.axis.higher) == sides


def test_a_trial_without_an_interval_is_a_row_with_its_words(corpus_dataset: Dataset) -> None:
    """With form and dose of vitamin K, and what the control group got."""
    arms = [
        {"name": "menatetrenone", "vitamin_k": "MK-4", "dose": "45 mg/day"},
        {"name": "placebo"},
    ]
    outcome = {"id": "o", "kind": KIND, "what": "New fractures", "says": "No difference."}
    null = trial("a-2010", arms=arms, outcomes=[outcome], people=240)
    (row,) = trial_rows(with_studies(corpus_dataset, null), KIND)
    assert (row.shown, row.rests_on) == (
        "No difference; no interval seen",
        ("New fractures", "MK-4 45 mg (45,000 µg) a day; control: placebo; 240 people"),
    )


def test_a_trial_with_counts_is_drawn_as_recomputed(corpus_dataset: Dataset) -> None:
    """With a mark of its own, and the counts below its name."""
    results = [
        {"arm": "K", "events": 2, "people": 108},
        {"arm": "control", "events": 4, "people": 105},
    ]
    outcome = {"id": "o", "kind": KIND, "what": "New fractures", "results": results}
    counted = trial(
        "a-2010", arms=[{"name": "K", "vitamin_k": "MK-4"}, {"name": "control"}], outcomes=[outcome]
    )
    (row,) = trial_rows(with_studies(corpus_dataset, counted), KIND)
    assert (row.kind, row.shown) == ("recomputed", "RR 0.49 (0.09 to 2.60)")
    assert row.rests_on[-1] == "recomputed from the counts: 2 of 108 against 4 of 105"


def test_no_forest_plot_of_trials_has_a_retracted_one(corpus_dataset: Dataset) -> None:
    """Nor one under concern."""
    outcome = {"id": "o", "kind": KIND, "what": "New fractures", "says": "Fewer."}
    fallen = trial("sato-2002", integrity=RETRACTED, outcomes=[outcome])
    assert [*trial_rows(with_studies(corpus_dataset, fallen), KIND)] == []
