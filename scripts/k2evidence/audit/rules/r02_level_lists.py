"""The fractures that text, table and figures name."""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    statement="Every place that lists the fractured vertebrae of a patient must list the same ones, a stated "
    "number must match the list, and no place may report fractures where another states that there "
    "were none. A caption may name fewer, but then the image shows less than the text describes. Two "
    "methods, such as a radiograph and a bone scan, may show different fractures: that is an "
    "imprecision.",
)

SEVERAL = re.compile(r"\b(several|multiple|many|numerous)\b", re.IGNORECASE)
ONE = re.compile(r"\b(single|solitary)\b", re.IGNORECASE)
"""Words of a source for how many fractures there were."""
_WORD = re.compile(r"[^\W_]{2,}?(?=s?\b)")
"""A word of a method without the s of a plural."""
MOST_WORDS = 4
"""Words of the name of a method at most; what has more of them says more than a method."""
_JOINING = {"and", "or", "of", "by", "on", "with", "the"}
"""Words that join methods and name none."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield lists, numbers, words and denials that do not fit each other, and labels that fit no list."""
    for case, course in scope.courses():
        yield from _lists(case, course)
        yield from _methods(case, course)
        yield from _numbers(case, course)
        yield from _words(case, course)
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
        if not fewer_in_caption and _are_two_methods(first, other):
            yield _methods_differ(case, course, first, other)
            continue
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
                else "Which list is right changes the number of fractures."
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
            method = known.method if known.method == report.method else None
            lists[key] = known.model_copy(update={"levels": levels, "method": method})
    return _added_up(lists.values())


def _added_up(lists: Iterable[FractureReport]) -> list[FractureReport]:
    """Return the lists with those of one section together that have no vertebra in common.

    A section may list compressed vertebrae in one sentence and wedged ones in the next. A list with a number
    claims to be whole.
    """
    added_up: list[FractureReport] = []
    for report in lists:
        known = next((one for one in added_up if _go_on(one, report)), None)
        if known is None:
            added_up.append(report)
        else:
            both = known.model_copy(update={"levels": (*known.levels, *report.levels)})
            added_up[added_up.index(known)] = both
    return added_up


def _go_on(one: FractureReport, other: FractureReport) -> bool:
    """Return whether the second list may go on with the first."""
    same = [
        (r.reported_in, r.locator.partition(",")[0], r.new, r.time, r.number, r.via) for r in (one, other)
    ]
    return same[0] == same[1] and one.number is None and set(one.levels).isdisjoint(other.levels)


def _methods(case: Case, course: Course) -> Iterator[Draft]:
    """Yield the lists of two methods at one place that differ, where both name some of the same vertebrae.

    Lists without a common vertebra may be one list, sorted by method.
    """
    by_method: dict[object, FractureReport] = {}
    for report in course.fractures:
        if report.levels and report.method and not report.severity:
            key = place(report), report.new, report.time, report.method
            known = by_method.get(key, report)
            levels = tuple(dict.fromkeys((*known.levels, *report.levels)))
            by_method[key] = known.model_copy(update={"levels": levels})
    for one, other in combinations(by_method.values(), 2):
        if place(one) != place(other) or not (_same_moment(one, other) and _are_two_methods(one, other)):
            continue
        if set(one.levels) != set(other.levels) and set(one.levels) & set(other.levels):
            yield _methods_differ(case, course, one, other)


def _are_two_methods(one: FractureReport, other: FractureReport) -> bool:
    """Return whether two lists were made by methods that share no word; MRI shares one with CT and MRI."""
    words, other_words = (
        set(_WORD.findall((report.method or "").lower())) - _JOINING for report in (one, other)
    )
    are_names = all(0 < len(named) <= MOST_WORDS for named in (words, other_words))
    return are_names and words.isdisjoint(other_words)


def _methods_differ(case: Case, course: Course, one: FractureReport, other: FractureReport) -> Draft:
    return Draft(
        kind="imprecision",
        severity="minor",
        courses=((case, course),),
        field=f"fractures by {one.method} and {other.method}",
        says=f"{one.method}: {', '.join(one.levels) or f'{one.number} fractures'}",
        locator=one.locator,
        also_says=f"{other.method}: {', '.join(other.levels) or f'{other.number} fractures'}",
        also_locator=other.locator,
        means="The two methods do not show the same vertebrae. Each can show what the other misses, and "
        "they may have been used at different times, so this need not be an error; the number of "
        "fractures depends on the method.",
        effect="Every level is shown with each place that names it; none is counted twice.",
        affects=(fact(case, course, "fractures"),),
    )


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
        if _are_two_methods(one, other):
            yield _methods_differ(case, course, one, other)
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
            effect="Both are shown; the number of fractures is uncertain.",
            affects=(fact(case, course, "fractures"),),
        )


def _words(case: Case, course: Course) -> Iterator[Draft]:
    """Yield words for the number of fractures that all the paper lists does not bear out.

    Several are borne out by any sign of a second fracture, one alone by a list without it.
    """
    reported = [report for report in course.fractures if report.status == "reported" and not report.new]
    counted = [report for report in reported if report.number is not None or report.levels or report.bone]
    levels = {level for report in counted for level in report.levels}
    bones = {report.bone for report in counted if report.bone}
    most = max([len(levels) + len(bones), *(report.number or 0 for report in counted)], default=0)
    both_sides = any(report.side == "both" for report in counted)
    for word in course.fractures:
        if word.status != "qualitative" or word.new or not counted:
            continue
        printed = word.printed or word.in_our_words or ""
        too_few = SEVERAL.search(printed) and most == 1 and not both_sides
        too_many = ONE.search(printed) and not SEVERAL.search(printed) and len(levels) > 1
        first = next((report for report in counted if report.levels), counted[0])
        if (too_few or too_many) and _same_moment(word, first) and word.locator != first.locator:
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((case, course),),
                field=f"word for the number of fractures {word.locator}",
                says=f"“{printed}”",
                locator=word.locator,
                also_says=_reported(first),
                also_locator=first.locator,
                means="The wording and the list of fractures do not agree on the number. The list may be "
                "incomplete.",
                effect="Both are shown.",
                affects=(fact(case, course, "fractures"),),
            )


def _denials(case: Case, course: Course) -> Iterator[Draft]:
    """Yield a place that says that there was no fracture where another reports one."""
    for none, reported in product(course.fractures, repeat=2):
        if none.status == "none" and reported.status == "reported" and _same_moment(none, reported):
            yield _denied(case, course, "new fractures" if none.new else "fractures", none.locator, reported)


def _outcomes(case: Case, course: Course) -> Iterator[Draft]:
    """Yield numbers of new fractures reported as an outcome that the fractures listed do not bear out."""
    outcomes = [one for one in course.outcomes if one.kind == "fracture" and one.value is not None]
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
        means="One place states that there was no fracture; another reports one.",
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
            effect="A label is not counted as a fracture.",
            affects=(fact(case, course, "fractures"),) if course else (),
        )


def _in_order(levels: set[str]) -> Sequence[str]:
    return [vertebra for vertebra in VERTEBRAE if vertebra in levels]
