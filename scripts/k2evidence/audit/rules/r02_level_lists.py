"""The fractures that text, table and figures name."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from k2evidence.audit.finding import Rule, Severity
from k2evidence.audit.first_hand import first_hand
from k2evidence.audit.scope import Draft, Scope, fact, place
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case, Course, FractureReport, Outcome
from k2evidence.model.papers import Figure

RULE = Rule(
    id="level-lists",
    title="Lists and numbers of fractures",
    statement="Every place that lists the fractured vertebrae of one patient must list the same "
    "ones, a number must be that of the list, and no place may report fractures where another says that "
    "there were none. A caption may show fewer, but then it shows less than the text claims to see.",
)

NEW_FRACTURES = ("recurrence", "fracture")
"""Kinds of outcomes that are new fractures, or none."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield lists, numbers and denials that do not fit each other, and labels that fit no list."""
    for case, course in scope.courses():
        yield from _lists(case, course)
        yield from _numbers(case, course)
        yield from _denials(case, course)
        yield from _outcomes(case, course)
    for figure in first_hand(scope.paper.figures):
        yield from _labels(scope, figure)


def _lists(case: Case, course: Course) -> Iterator[Draft]:
    """Yield places that leave out, or add, vertebrae to those of the first place."""
    lists = _lists_by_place(course)
    firsts = {new: next((one for one in lists if one.new is new), None) for new in (False, True)}
    for other in lists:
        first = firsts[other.new]
        if first is None or first is other or not _same_moment(first, other):
            continue
        left_out = _in_order(set(first.levels) - set(other.levels))
        added = _in_order(set(other.levels) - set(first.levels))
        if not (left_out or added):
            continue
        parts = [f"leaves out {', '.join(left_out)}"] if left_out else []
        parts += [f"adds {', '.join(added)}"] if added else []
        fewer_in_caption = other.reported_in == "figure" and not added
        yield Draft(
            kind="gap" if fewer_in_caption else "contradiction",
            severity=_severity(other),
            courses=((case, course),),
            field=f"fractures {other.locator}",
            says=", ".join(first.levels),
            locator=first.locator,
            also_says=", ".join(other.levels),
            also_locator=other.locator,
            means=f"The second place {' and '.join(parts)}. "
            + (
                "A caption may show fewer."
                if fewer_in_caption
                else "The number of fractures depends on which place is believed."
            ),
            effect="Every level is shown with each place that names it; none is counted twice.",
            affects=(fact(case, course, "fractures"),),
        )


def _lists_by_place(course: Course) -> list[FractureReport]:
    """Return the vertebrae that each place lists, together where it sorts them, e.g. by severity."""
    lists: dict[object, FractureReport] = {}
    for report in course.fractures:
        if report.levels:
            key = place(report), report.new, report.time
            known = lists.get(key, report)
            levels = tuple(dict.fromkeys((*known.levels, *report.levels)))
            lists[key] = known.model_copy(update={"levels": levels})
    return list(lists.values())


def _numbers(case: Case, course: Course) -> Iterator[Draft]:
    """Yield numbers of vertebral fractures that fit neither the vertebrae listed nor another number."""
    numbers = [report for report in course.fractures if report.number is not None and report.bone is None]
    counted = [report for report in numbers if report.severity is None]
    listed = _lists_by_place(course)
    pairs = [*product(counted, listed), *((a, b) for a, b in combinations(counted, 2) if not b.levels)]
    for one, other in pairs:
        amount = len(other.levels) if other.levels else other.number
        if one.number == amount or not _same_moment(one, other):
            continue
        yield Draft(
            kind="contradiction",
            severity=_severity(other),
            courses=((case, course),),
            field=f"number of fractures {one.locator}",
            says=f"{one.number} fractures",
            locator=one.locator,
            also_says=", ".join(other.levels) or f"{other.number} fractures",
            also_locator=other.locator,
            means=f"One place counts {one.number} fractures, the other {amount}.",
            effect="Both are shown; the number of fractures depends on which place is believed.",
            affects=(fact(case, course, "fractures"),),
        )


def _denials(case: Case, course: Course) -> Iterator[Draft]:
    """Yield a place that says that there was no fracture where another reports one."""
    for none, reported in product(course.fractures, repeat=2):
        if none.status == "none" and reported.status == "reported" and _same_moment(none, reported):
            yield _denied(case, course, "new fractures" if none.new else "fractures", none.locator, reported)


def _outcomes(case: Case, course: Course) -> Iterator[Draft]:
    """Yield numbers of new fractures reported as an outcome that the fractures listed do not bear out."""
    outcomes = [one for one in course.outcomes if one.kind in NEW_FRACTURES and one.value is not None]
    for outcome, report in product(outcomes, course.fractures):
        if not report.new or _apart(outcome, report):
            continue
        if outcome.value == 0 and report.status == "reported":
            yield _denied(case, course, "new fractures", outcome.locator, report)
        if outcome.value and report.status == "none":
            yield _denied(case, course, "new fractures", report.locator, outcome)


def _denied(
    case: Case, course: Course, field: str, locator: str, reported: FractureReport | Outcome
) -> Draft:
    return Draft(
        kind="contradiction",
        severity="major",
        courses=((case, course),),
        field=f"{field} denied",
        says="none",
        locator=locator,
        also_says=_reported(reported),
        also_locator=reported.locator,
        means="One place says that there was no fracture, another reports one.",
        effect="Both are shown.",
        affects=(fact(case, course, "fractures"), fact(case, course, "recurrence")),
    )


def _reported(reported: FractureReport | Outcome) -> str:
    if isinstance(reported, Outcome):
        return reported.what
    if reported.levels:
        return ", ".join(reported.levels)
    return " ".join(filter(None, [reported.side, reported.bone])) or f"{reported.number} fractures"


def _severity(report: FractureReport) -> Severity:
    return "minor" if report.reported_in == "figure" else "major"


def _same_moment(one: FractureReport, other: FractureReport) -> bool:
    """Return whether two places may speak of the same fractures: both at the start, or at one follow-up."""
    return one.new is other.new and not _apart(one, other)


def _apart(one: FractureReport | Outcome, other: FractureReport) -> bool:
    """Return whether two places date what they report to different times."""
    return one.time is not None and other.time is not None and one.time != other.time


def _labels(scope: Scope, figure: Figure) -> Iterator[Draft]:
    """Yield labels drawn in a picture whose own caption, or any list, does not name them."""
    case = next((case for case in scope.cases if case.id == figure.case), None)
    if case is None or not figure.image_labels:
        return
    reports = [(course, report) for course in case.courses for report in course.fractures]
    captions = [r for _, r in reports if r.locator.startswith(f"{figure.locator},")]
    caption = next((report for report in captions if report.levels), None)
    named = {level for _, report in reports for level in report.levels}
    labels = {label.replace("Th", "T"): label for label in figure.image_labels}
    known = set(caption.levels) if caption else named
    for level in _in_order(set(labels) - known):
        course = next((course for course, report in reports if report.levels), None)
        where = caption.locator if caption else "text and table"
        names = caption.levels if caption else _in_order(named)
        yield Draft(
            kind="plausibility",
            severity="minor",
            courses=((case, course),),
            field=f"label {level} in {figure.locator}",
            says=f"label {labels[level]}",
            locator=f"{figure.locator}, labels in the picture",
            also_says=", ".join(names) or "no vertebra is listed",
            also_locator=where,
            means=f"The picture labels a vertebra that {'its caption does' if caption else 'no place'} "
            f"{'not name' if caption else 'names'} as fractured. A label may only help to count.",
            effect="A label is not taken as a fracture.",
            affects=(fact(case, course, "fractures"),) if course else (),
        )


def _in_order(levels: set[str]) -> Sequence[str]:
    return [vertebra for vertebra in VERTEBRAE if vertebra in levels]
