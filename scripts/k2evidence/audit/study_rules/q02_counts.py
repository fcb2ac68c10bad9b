"""Counts that do not add up: shares, people of groups, and parts of a whole."""

import math
from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.statistics import cut_or_rounded, share
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.model.studies import Result, StudyOutcome
from k2evidence.model.study_text import result_text
from k2evidence.model.text import number, one_decimal

RULE = Rule(
    id="counts",
    title="Counts that do not add up",
    statement="A percentage printed with its counts must follow from them, rounded or truncated. The "
    "groups of a randomised trial cannot hold more people than the trial, and the parts of a whole must "
    "add up to it.",
)
FAR = 2
"""A printed share that is this many times what the counts give, or the inverse, is not explained by some
people who were left out."""


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield shares that their counts do not give, groups that are too large, and parts that are no whole."""
    yield from _groups(scope)
    outcomes = {outcome.id: outcome for outcome in scope.outcomes()}
    for outcome in outcomes.values():
        for i in range(len(outcome.results)):
            yield from _share(scope, outcome, i)
        if whole := outcomes.get(outcome.parts_of or ""):
            yield from _parts(scope, outcome, whole)


def _groups(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield the groups of a randomised trial that together are more than all who entered."""
    sizes = [arm.people for arm in scope.groups_of_trial if arm.people is not None]
    total = scope.study.people
    if total is not None and sum(sizes) > total:
        yield QuestionDraft(
            kind="contradiction",
            severity="major",
            field="groups",
            says=f"groups of {', '.join(f'{size:,}' for size in sizes)}: {sum(sizes):,} people",
            locator=f"{scope.read_in}, groups",
            also_says=f"{total:,} people",
            also_locator=f"{scope.read_in}, people",
            means="The groups hold more people than entered the trial.",
            may_be="One of the numbers may refer to another stage of the trial.",
        )


def _share(scope: StudyScope, outcome: StudyOutcome, i: int) -> Iterator[QuestionDraft]:
    """Yield a printed share that the counts beside it do not give."""
    result = outcome.results[i]
    people = scope.study.people_of(result)
    if outcome.unit != "%" or result.events is None or result.value is None or not people:
        return
    given, printed = share(result.events, people), cut_or_rounded(result.value)
    if printed.low <= given <= printed.high:
        return
    far = result.value >= FAR * given or given >= FAR * result.value
    yield QuestionDraft(
        kind="contradiction",
        severity="major" if far else "minor",
        field=" ".join(filter(None, (outcome.id, result.arm, result.what, result.at))),
        says=f"{result.events:,}, printed as {number(result.value)} %",
        locator=scope.place(outcome, result),
        also_says=f"{result.events:,} of {people:,} is {one_decimal(given)} %{_needed(result, people)}",
        also_locator="arithmetic",
        means="The counts do not give the printed percentage.",
        may_be="One of the numbers may be a misprint, or the percentage may refer to other people or be a "
        "time-to-event estimate."
        if far
        else "Some people may have been excluded, or the percentage may be a time-to-event estimate.",
        outcome=outcome,
        affects=(scope.figure(outcome, "result", i),),
    )


def _needed(result: Result, people: int) -> str:
    """Return which counts would give the printed share: '; 17.0 % is 413 to 415 of 2,436, or 37 of 218'."""
    if result.events is None or result.value is None:
        return ""
    low, high = cut_or_rounded(result.value).low, cut_or_rounded(result.value).high
    events = [k for k in range(people + 1) if low <= share(k, people) <= high]
    others = _denominators(result.events, low, high)
    ways = (
        f"{_span(events)} of {people:,}" if events else "",
        f"{result.events:,} of {_span(others)}" if others else "",
    )
    return f"; {number(result.value)} % is {' or '.join(filter(None, ways))}" if any(ways) else ""


def _denominators(events: int, low: Decimal, high: Decimal) -> range | None:
    """Return out of how many people some events are a share between two ends; None where of none."""
    if not events or low <= 0:
        return None
    first = max(math.ceil(Decimal(events * 100) / high), events)
    last = math.floor(Decimal(events * 100) / low)
    return range(first, last + 1) if last >= first else None


def _span(numbers: list[int] | range) -> str:
    first, last = numbers[0], numbers[-1]
    return f"{first:,}" if first == last else f"{first:,} to {last:,}"


def _parts(scope: StudyScope, outcome: StudyOutcome, whole: StudyOutcome) -> Iterator[QuestionDraft]:
    """Yield parts whose events, or whose people, are not those of the whole."""
    if len(whole.results) != 1 or not outcome.results:
        return
    total = whole.results[0]
    affects = (
        *(scope.figure(outcome, "result", i) for i in range(len(outcome.results))),
        scope.figure(whole, "result"),
    )
    events = [result.events for result in outcome.results if result.events is not None]
    complete = len(events) == len(outcome.results)
    if complete and total.events is not None and sum(events) != total.events:
        yield QuestionDraft(
            kind="contradiction",
            severity="minor",
            field=f"{outcome.id} events",
            says=f"{' and '.join(f'{k:,}' for k in events)}, together {sum(events):,}",
            locator=scope.place(outcome),
            also_says=result_text(total, whole.unit),
            also_locator=scope.place(whole),
            means="The parts do not add up to the whole.",
            may_be="One of the counts may be a misprint, or may count events while the other counts people.",
            outcome=outcome,
            affects=affects,
        )
    people = _people_of_parts(outcome)
    if complete and people and total.people is not None and not people[0] <= total.people <= people[1]:
        yield QuestionDraft(
            kind="contradiction",
            severity="major",
            field=f"{outcome.id} people",
            says=f"{'; '.join(result_text(result, outcome.unit) for result in outcome.results)}: out of "
            f"{people[0]:,} to {people[1]:,} people together",
            locator=scope.place(outcome),
            also_says=f"{total.people:,} people",
            also_locator=scope.place(whole),
            means="The percentages of the parts do not fit the number of people in the whole.",
            may_be="A percentage may be a time-to-event estimate, or the comparison may be of other people.",
            outcome=outcome,
            affects=affects,
        )


def _people_of_parts(outcome: StudyOutcome) -> tuple[int, int] | None:
    """Return the fewest and the most people that parts with counts and shares can be of together."""
    spans = []
    for result in outcome.results:
        if result.people is not None:
            spans.append(range(result.people, result.people + 1))
            continue
        if outcome.unit != "%" or result.events is None or result.value is None:
            return None
        printed = cut_or_rounded(result.value)
        span = _denominators(result.events, printed.low, printed.high)
        if span is None:
            return None
        spans.append(span)
    return sum(span[0] for span in spans), sum(span[-1] for span in spans)
