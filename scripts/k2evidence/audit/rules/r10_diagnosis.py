"""T-scores against the definition that the diagnosis invokes."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact, listed
from k2evidence.model.base import Source
from k2evidence.model.cases import ReportKey, keyed_reports
from k2evidence.model.text import number

RULE = Rule(
    id="diagnosis",
    title="Diagnosis by T-score",
    principle="By the classes of the WHO osteoporosis is a T-score of −2.5 or lower. The classes are "
    "for women after menopause and men from 50; before menopause Z-scores are preferred, and "
    "density alone makes no diagnosis.",
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
MENOPAUSE = 45
"""Below this age, in years, a woman is taken to be before menopause."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield diagnoses that the printed T-scores do not support, and T-scores used too young."""
    yield from _called_osteoporosis(scope)
    yield from _treated_without(scope)
    yield from _too_young(scope)


def _called_osteoporosis(scope: Scope) -> Iterator[Draft]:
    for visit in scope.visits:
        for key, report in visit.reports:
            if report.qualifier != "osteoporosis" or report.t_score is None:
                continue
            if report.t_score > OSTEOPOROSIS:
                yield Draft(
                    kind="plausibility",
                    severity="minor",
                    courses=((visit.case, visit.course),),
                    field=f"{visit.field} called osteoporosis",
                    says=f"T-score {number(report.t_score)}",
                    locator=report.locator,
                    also_says=f"osteoporosis is {number(OSTEOPOROSIS)} or lower",
                    also_locator="classes of the WHO",
                    means="The paper takes this density as showing osteoporosis; by itself it does not "
                    "reach the definition.",
                    effect="None: this site uses no T-score to diagnose.",
                    affects=(key,),
                )


def _treated_without(scope: Scope) -> Iterator[Draft]:
    """Yield courses treated as osteoporosis in which no T-score before treatment reaches it."""
    for case, course in scope.courses():
        if course.purpose != "treatment":
            continue
        scores: list[tuple[ReportKey, Decimal, str]] = []
        for measurement in course.measurements:
            for key, report in keyed_reports(case, course, measurement, ("before",)):
                if report.t_score is not None:
                    scores.append((key, report.t_score, report.locator))
        if scores and all(score > OSTEOPOROSIS for _, score, _ in scores):
            yield Draft(
                kind="plausibility",
                severity="major",
                courses=((case, course),),
                field="osteoporosis without a low T-score",
                says=", ".join(f"T-score {number(score)}" for _, score, _ in scores),
                locator=listed(locator for _, _, locator in scores),
                also_says="reported as osteoporosis",
                also_locator="Title",
                means="No T-score before treatment reaches osteoporosis. The case rests on fractures "
                "alone, and bone density had little room to improve.",
                effect="None: this site uses no T-score to diagnose.",
                affects=tuple(key for key, _, _ in scores),
            )


def _too_young(scope: Scope) -> Iterator[Draft]:
    scored = [
        (visit, key, report)
        for visit in scope.visits
        for key, report in visit.reports
        if report.t_score is not None and visit.course.age and visit.course.age[0].years < MENOPAUSE
    ]
    if not scored:
        return
    ages = sorted({visit.course.age[0].years for visit, _, _ in scored})
    courses = {(v.case.id, v.course.id): (v.case, v.course) for v, _, _ in scored}
    yield Draft(
        kind="gap",
        severity="minor",
        courses=tuple(courses.values()),
        field="T-scores before menopause",
        says=f"T-scores at {ages[0]} to {ages[-1]} years",
        locator=listed(report.locator for _, _, report in scored),
        also_says="Z-scores are preferred before menopause",
        also_locator=RULE.source.title if RULE.source else "",
        means="The paper gives T-scores where the rule asks for Z-scores, and Z-scores cannot be "
        "computed without the scanner and its reference.",
        effect="T-scores are shown as printed and used in no derived figure.",
        affects=tuple(fact(case, course, "t-scores") for case, course in courses.values()),
    )
