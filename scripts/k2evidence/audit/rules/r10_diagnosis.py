"""T-scores against the definition that the diagnosis invokes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, ages_of, fact, join_distinct
from k2evidence.load.dataset import Publication
from k2evidence.model.base import Source
from k2evidence.model.cases import Course, ReportKey
from k2evidence.model.papers import Paper
from k2evidence.model.text import number, sentence

RULE = Rule(
    id="diagnosis",
    title="Diagnosis by T-score",
    statement="According to the WHO categories osteoporosis is a T-score of −2.5 or lower. They apply to "
    "postmenopausal women and to men aged 50 or over; before menopause Z-scores are preferred, and "
    "osteoporosis is not diagnosed on bone density alone.",
    needs_whole_text=True,
    source=Source.model_validate(
        {
            "title": "Positions of 2005 of the International Society for Clinical Densitometry, "
            "J Clin Densitom 2006;9:22-30",
            "url": "https://doi.org/10.1016/j.jocd.2006.05.004",
            "extent": "abstract",
        }
    ),
)

OSTEOPOROSIS = Decimal("-2.5")
"""T-score of osteoporosis by the classes of the WHO, in SD."""
NORMAL = Decimal(-1)
"""T-score from which density is normal by the classes of the WHO, in SD."""
FEATURE = "osteoporosis"
"""The feature of the vocabulary that codes a diagnosis of osteoporosis."""
TITLE_WORD = "osteoporo"
"""What a title that speaks of osteoporosis, or of osteoporotic patients, has in lower case."""
MENOPAUSE = 45
"""Below this age, in years, a woman is taken to be before menopause."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield diagnoses that the printed T-scores do not support, and T-scores used too young."""
    yield from _called_osteoporosis(scope)
    yield from _treated_without(scope)
    yield from _too_young(scope)


def _called_osteoporosis(scope: Scope) -> Iterator[Draft]:
    for event in scope.measurement_events:
        for key, report in event.reports:
            if report.qualifier != "osteoporosis" or report.t_score is None:
                continue
            if report.t_score > OSTEOPOROSIS:
                yield Draft(
                    kind="plausibility",
                    severity="minor",
                    courses=((event.case, event.course),),
                    field=f"{event.field} called osteoporosis",
                    says=f"T-score {number(report.t_score)}",
                    locator=report.locator,
                    also_says=f"osteoporosis is {number(OSTEOPOROSIS)} or lower",
                    also_locator="classes of the WHO",
                    means="The paper takes this density as evidence of osteoporosis; on its own it does not "
                    "meet the definition.",
                    effect="No figure changes: this site uses no T-score to diagnose.",
                    affects=(key,),
                )


def _treated_without(scope: Scope) -> Iterator[Draft]:
    """Yield courses treated and reported as osteoporosis of which no T-score before treatment reaches it."""
    scored: dict[tuple[str, str], list[tuple[ReportKey, Decimal, str]]] = {}
    for event in scope.measurement_events:
        for key, report in event.reports:
            if event.phase == "before" and report.t_score is not None:
                found = scored.setdefault((event.case.id, event.course.id), [])
                found.append((key, report.t_score, report.locator))
    for case, course in scope.courses():
        diagnosis = _diagnosis(scope.paper, course)
        scores = scored.get((case.id, course.id), [])
        if course.purpose != "treatment" or not diagnosis or not scores:
            continue
        if not scope.is_unsaid(course, "measurements"):
            continue
        if all(score > OSTEOPOROSIS for _, score, _ in scores):
            yield Draft(
                kind="plausibility",
                severity="major",
                courses=((case, course),),
                field="osteoporosis without a low T-score",
                says=", ".join(f"T-score {number(score)}" for _, score, _ in scores),
                locator=join_distinct(locator for _, _, locator in scores),
                also_says=diagnosis.words,
                also_locator=diagnosis.locator,
                means=_meaning(course, min(score for _, score, _ in scores)),
                effect="No figure changes: this site uses no T-score to diagnose.",
                affects=tuple(key for key, _, _ in scores),
            )


class _Diagnosis(NamedTuple):
    """What calls a course osteoporosis, and where."""

    words: str
    locator: str


def _diagnosis(paper: Publication, course: Course) -> _Diagnosis | None:
    """Return the diagnosis of osteoporosis in a course, else in the title; None where neither has one."""
    for finding in course.findings:
        if finding.kind == "diagnosis" and finding.feature == FEATURE:
            return _Diagnosis(finding.what, finding.locator)
    title = paper.title if isinstance(paper, Paper) or not paper.title_ours else None
    return _Diagnosis(title, "Title") if title and TITLE_WORD in title.lower() else None


def _meaning(course: Course, lowest: Decimal) -> str:
    """Return what it means that no T-score of a course before treatment reaches osteoporosis."""
    consequences = []
    if any(report.levels for report in course.fractures):
        consequences.append("the case rests on fractures alone")
    if lowest >= NORMAL:
        consequences.append("bone density had little room to improve")
    meaning = "No T-score before treatment reaches osteoporosis."
    return f"{meaning} {sentence(', and '.join(consequences))}" if consequences else meaning


def _too_young(scope: Scope) -> Iterator[Draft]:
    """Yield one finding for the courses before menopause that have T-scores and no Z-score."""
    with_z = {
        (event.case.id, event.course.id)
        for event in scope.measurement_events
        for _, report in event.reports
        if report.z_score is not None
    }
    scored = [
        (event, report)
        for event in scope.measurement_events
        for _, report in event.reports
        if report.t_score is not None
        and (event.case.id, event.course.id) not in with_z
        and event.case.sex != "male"
        and ages_of(event.course)
        and scope.is_younger(event, MENOPAUSE)
        and scope.is_unsaid(event.course, "measurements")
    ]
    if not scored:
        return
    ages = sorted({ages_of(event.course)[0] for event, _ in scored})
    span = f"{ages[0]} to {ages[-1]}" if len(ages) > 1 else f"{ages[0]}"
    courses = {(v.case.id, v.course.id): (v.case, v.course) for v, _ in scored}
    yield Draft(
        kind="gap",
        severity="minor",
        courses=tuple(courses.values()),
        field="T-scores before menopause",
        says=f"T-scores at {span} years",
        locator=join_distinct(report.locator for _, report in scored),
        also_says="Z-scores are preferred before menopause",
        also_locator=RULE.source.title if RULE.source else "",
        means="The paper gives T-scores where Z-scores are recommended, and Z-scores cannot be calculated "
        "without the scanner and its reference population.",
        effect="T-scores are shown as printed and used in no derived figure.",
        affects=tuple(fact(case, course, "t-scores") for case, course in courses.values()),
    )
