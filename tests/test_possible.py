"""Nothing impossible is good: each model that holds such a number refuses it, whichever model that is."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from k2evidence.load import DataError
from k2evidence.load.cross_references.future_dates import check_dates, latest_day
from k2evidence.load.data_files import FOLDERS, SINGLE, VOCABULARY
from k2evidence.load.dataset_loader import load_dataset
from k2evidence.load.problem_reports import as_text
from k2evidence.model.base import Record
from k2evidence.model.cases import Report
from k2evidence.model.fields import field_at, fields_of, models_below, required_example
from k2evidence.model.scalars.times import DATE_TYPE
from k2evidence.model.studies import RATIOS
from pydantic import BaseModel, ValidationError

from .conftest import Cli, Edit
from .mistakes import CASE, TRIAL

MODELS: tuple[type[BaseModel], ...] = tuple(
    dict.fromkeys(
        inner
        for model in (*FOLDERS.values(), *SINGLE.values(), *VOCABULARY.values())
        for inner in models_below(model)
    )
)
"""Every model that a file of the data can hold."""
TODAY = "2026-11-28"


def having(*names: str) -> list[type[BaseModel]]:
    """Return the models that have all of some fields; there is one at least."""
    models = [model for model in MODELS if {*names} <= model.model_fields.keys()]
    assert models
    return models


def is_good(model: type[BaseModel], **fields: Any) -> bool:
    """Say whether the example of a model with some other fields is valid; numbers become doses of a dose."""
    written = {
        name: f"{value} mg/day" if field_at(model, [name]).kind == "dose" else value
        for name, value in fields.items()
    }
    try:
        model.model_validate(required_example(model) | written)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("model", having("low", "high"))
def test_the_ends_of_an_interval_are_in_their_order(model: type[BaseModel]) -> None:
    """Both of them are there, or neither."""
    without = {"value": "2.5"} if "value" in model.model_fields else {}
    assert is_good(model, low="2", high="3", **without)
    assert not is_good(model, low="3", high="2", **without)


@pytest.mark.parametrize("model", having("low", "high", "value"))
@pytest.mark.parametrize("value", ["1.9", "3.1", "-2.5"])
def test_a_value_lies_inside_its_interval(model: type[BaseModel], value: str) -> None:
    """Also one whose sign was lost."""
    assert not is_good(model, low="2", high="3", value=value)
    assert not is_good(model, low="2", value="2.5")


@pytest.mark.parametrize("model", [model for model in having("value", "range") if model is not Report])
def test_a_value_lies_inside_the_range_of_what_it_is_the_value_of(model: type[BaseModel]) -> None:
    """The range beside a measurement is another thing: that of healthy people."""
    assert is_good(model, range="2-3", value="2.5")
    assert not is_good(model, range="2-3", value="3.5")


@pytest.mark.parametrize("model", having("p"))
@pytest.mark.parametrize("p", ["2", "-0.1", "1.5", "< 0", "> 1", "5e3"])
def test_a_p_value_lies_between_0_and_1(model: type[BaseModel], p: str) -> None:
    """Wherever one is held."""
    needed = {"says": "Nothing."} if "says" in model.model_fields else {}
    assert is_good(model, p="< 0.05", **needed)
    assert not is_good(model, p=p, **needed)


@pytest.mark.parametrize("model", having("measure", "low", "high", "value"))
@pytest.mark.parametrize("measure", sorted(RATIOS))
def test_a_ratio_and_its_interval_lie_above_zero(model: type[BaseModel], measure: str) -> None:
    """A difference may lie anywhere."""
    for value, low, high in (("0", "0", "1"), ("-1", "-2", "1"), ("0.5", "0", "1")):
        assert not is_good(model, measure=measure, value=value, low=low, high=high)
        assert is_good(model, measure="MD", value=value, low=low, high=high)


@pytest.mark.parametrize("model", having("events", "people"))
def test_no_more_people_have_an_event_than_there_are(model: type[BaseModel]) -> None:
    """Of those that the same field counts."""
    assert is_good(model, events="3", people="3")
    assert not is_good(model, events="4", people="3")


STUDY_RESULT = {
    "of the study": "{events: 500}",
    "of an arm": "{arm: menatetrenone, events: 500}",
    "out of more than the arm has": "{arm: menatetrenone, events: 5, people: 500}",
}


@pytest.mark.parametrize("result", STUDY_RESULT)
def test_no_more_people_have_an_event_than_are_in_their_group(
    corpus_data: Path, edit: Edit, result: str
) -> None:
    """The study, or the arm that the result names."""
    edit(
        TRIAL,
        "outcomes:\n",
        f"outcomes:\n  - {{id: x, kind: other, what: X, results: [{STUDY_RESULT[result]}]}}\n",
    )
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert "impossible" in {problem.code for problem in caught.value.problems}


def test_one_person_can_have_several_events_where_the_record_says_so(corpus_data: Path, edit: Edit) -> None:
    """Such as fractures."""
    result = "{arm: menatetrenone, events: 500, note: Fractures are counted; a person can have several.}"
    edit(TRIAL, "outcomes:\n", f"outcomes:\n  - {{id: x, kind: other, what: X, results: [{result}]}}\n")
    load_dataset(corpus_data)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("9 months after delivery", "3 months after delivery", 1),
        ("3 months after delivery", "9 months after delivery", 0),
        ("9 months after delivery", "3 months after onset", 0),
    ],
)
def test_what_is_called_after_treatment_is_not_before_what_is_called_before(
    corpus_data: Path, edit: Edit, before: str, after: str, found: int
) -> None:
    """On one clock; times on two clocks are not compared."""
    visits = "".join(
        f"          - label: {label}\n"
        f"            reports: [{{reported_in: text, locator: p, time: {time}, t_score: -2}}]\n"
        for label, time in (("before", before), ("after", after))
    )
    edit(
        CASE,
        "    measurements:\n",
        f"    measurements:\n      - analyte: bmd-total-hip\n        visits:\n{visits}",
    )
    try:
        load_dataset(corpus_data)
        problems = []
    except DataError as error:
        problems = [problem.code for problem in error.problems]
    assert problems == ["impossible"] * found


# Dates ------------------------------------------------------------------------------------------------

DATES = [(model, field.name) for model in MODELS for field in fields_of(model) if field.kind == DATE_TYPE]


@pytest.mark.parametrize(("model", "name"), DATES)
@pytest.mark.parametrize(
    ("date", "found"),
    [("2026-11-28", 0), ("2026-11", 0), ("2026", 0), ("2026-11-29", 1), ("2026-12", 1), ("2027", 1)],
)
def test_no_date_of_any_record_is_in_the_future(
    model: type[BaseModel], name: str, date: str, found: int
) -> None:
    """A part of a date has not come yet where no day of it has."""
    record = model.model_validate(required_example(model) | {name: date})
    assert isinstance(record, Record)
    assert [issue.loc for issue in check_dates(record, TODAY)] == [[name]] * found


@pytest.mark.parametrize("model", having("year"))
@pytest.mark.parametrize(("year", "found"), [("2026", 0), ("2027", 0), ("2028", 1)])
def test_an_issue_of_the_next_year_can_be_out(model: type[BaseModel], year: str, found: int) -> None:
    """And none of a later one."""
    record = model.model_validate(required_example(model) | {"year": year})
    assert isinstance(record, Record)
    assert len(list(check_dates(record, TODAY))) == found


@pytest.mark.parametrize(
    ("now", "built", "expected"),
    [
        (datetime(2026, 11, 28, 9, tzinfo=UTC), "2026-11-20T00:00:00Z", "2026-11-28"),
        (datetime(2026, 11, 28, 11, tzinfo=UTC), "2026-11-20T00:00:00Z", "2026-11-29"),
        (datetime(1970, 1, 1, tzinfo=UTC), "2026-11-20T00:00:00Z", "2026-11-20"),
    ],
)
def test_today_is_that_of_the_first_time_zone_or_the_date_of_the_build(
    now: datetime, built: str, expected: str
) -> None:
    """Nobody is told that their own day has not come, and no wrong clock refuses what is committed."""
    assert latest_day(now, built) == expected


def test_a_date_in_the_future_is_named_with_its_line(corpus_data: Path, edit: Edit) -> None:
    """Where no day is known to be today, nothing is in the future."""
    edit("papers/tsuchie-2012.yml", "received: 2012-03-06", "received: 2099-03-06")
    load_dataset(corpus_data)
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data, TODAY)
    assert "received: 2099-03-06 has not come yet: today is 2026-11-28" in as_text(caught.value.problems)


def test_the_check_and_the_build_know_today(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the clock, or from the date of the build where that is later."""
    path = project / "data" / "papers" / "tsuchie-2012.yml"
    text = path.read_text(encoding="utf-8").replace("received: 2012-03-06", "received: 2099-03-06")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert "2099-03-06 has not come yet" in cli("check", project=project).stderr
    assert "2099-03-06 has not come yet" in cli("render", str(project / "tree"), project=project).stderr
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4080000000")
    assert cli("check", project=project).status == 0
