"""The vertebrae that text, table and figures name."""

from collections.abc import Iterator, Sequence

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact
from k2evidence.model.base import VERTEBRAE

RULE = Rule(
    id="level-lists",
    title="Lists of fractured vertebrae",
    principle="Every place that lists the fractured vertebrae of one patient must list the same "
    "ones. A caption may show fewer, but then it shows less than the text claims to see.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield places that leave out, or add, vertebrae, and labels in pictures that fit no list."""
    for case, course in scope.courses():
        lists = [report for report in course.fractures if report.levels]
        if not lists:
            continue
        first = lists[0]
        for other in lists[1:]:
            left_out = _in_order(set(first.levels) - set(other.levels))
            added = _in_order(set(other.levels) - set(first.levels))
            if not (left_out or added):
                continue
            parts = [f"leaves out {', '.join(left_out)}"] if left_out else []
            parts += [f"adds {', '.join(added)}"] if added else []
            yield Draft(
                kind="contradiction",
                severity="minor" if other.reported_in == "figure" else "major",
                courses=((case, course),),
                field=f"fractures {other.locator}",
                says=", ".join(first.levels),
                locator=first.locator,
                also_says=", ".join(other.levels),
                also_locator=other.locator,
                means=f"The second place {' and '.join(parts)}. The number of fractures depends "
                "on which place is believed.",
                effect="Every level is shown with each place that names it; none is counted twice.",
                affects=(fact(case, course, "fractures"),),
            )
    yield from _labels(scope)


def _labels(scope: Scope) -> Iterator[Draft]:
    """Yield labels drawn in a picture whose own caption, or any list, does not name them."""
    for figure in scope.paper.figures:
        case = next((case for case in scope.cases if case.id == figure.case), None)
        if case is None or not figure.image_labels:
            continue
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
                kind="contradiction" if level in named or caption else "plausibility",
                severity="minor",
                courses=((case, course),),
                field=f"label {level} in {figure.locator}",
                says=f"label {labels[level]}",
                locator=f"{figure.locator}, labels in the picture",
                also_says=", ".join(names),
                also_locator=where,
                means="The picture labels a vertebra that its caption does not name as fractured."
                if caption
                else "The picture labels a vertebra that no place names as fractured. A label may "
                "only help to count.",
                effect="A label is not taken as a fracture.",
                affects=(fact(case, course, "fractures"),) if course else (),
            )


def _in_order(levels: set[str]) -> Sequence[str]:
    return [vertebra for vertebra in VERTEBRAE if vertebra in levels]
