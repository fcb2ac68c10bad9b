"""The table of facts that the record of a course lacks, each with the way in which it is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from k2evidence.derive.missing import unsaid
from k2evidence.derive.visits import is_before_treatment
from k2evidence.load.dataset import Publication
from k2evidence.model.base import WAYS_MISSING, Missing
from k2evidence.model.cases import Case, Course, CourseFact, FractureReport, PlacedReport, Treatment
from k2evidence.render.exports.shared_columns import COURSE_COLUMNS, COURSE_KEY, CourseRow
from k2evidence.render.exports.table import Column, Table, TableSource, one_of

_LISTS: tuple[CourseFact, ...] = ("co_interventions", "exposures", "measurements", "outcomes")
"""Facts that are reported where their list is not empty."""
_REPORTS: tuple[CourseFact, ...] = (
    "age",
    "delivery",
    "birth",
    "breast_feeding",
    "onset",
    "first_visit",
    "fractures",
)
"""Facts whose reports have a status."""


@dataclass(frozen=True, slots=True)
class MissingRow(CourseRow):
    """A fact of a course, or of one treatment of it, that the record lacks."""

    fact: CourseFact
    treatment: Treatment | None
    how: Missing
    locator: str | None = None


def _missing_rows(source: TableSource) -> Iterator[MissingRow]:
    for case, course in source.dataset.courses():
        publication = source.dataset.publications[case.paper]
        for fact in get_args(CourseFact):
            yield from _missing(publication, case, course, fact)


def _missing(paper: Publication, case: Case, course: Course, fact: CourseFact) -> Iterator[MissingRow]:
    """Yield how a fact is missing: once, or for each treatment; nothing where the record has it."""
    if fact in _REPORTS:
        yield from _missing_reports(paper, case, course, fact)
    elif fact in ("dose", "duration"):
        yield from _missing_of_treatments(paper, case, course, fact)
    elif fact == "purpose" and course.no_bone_drug:
        yield MissingRow(case, course, fact, None, "not applicable", course.no_bone_drug.locator)
    elif not _is_told(case, course, fact):
        yield MissingRow(case, course, fact, None, unsaid(paper, course, fact))


def _missing_reports(
    paper: Publication, case: Case, course: Course, fact: CourseFact
) -> Iterator[MissingRow]:
    reports: Iterable[PlacedReport | FractureReport] = getattr(course, fact)
    if fact == "fractures":
        reports = [report for report in course.fractures if not report.new]
    if any(report.status not in WAYS_MISSING for report in reports):
        return
    by_how = {WAYS_MISSING[report.status]: report.locator for report in reports}
    for how, locator in by_how.items():
        yield MissingRow(case, course, fact, None, how, locator)
    if not by_how:
        yield MissingRow(case, course, fact, None, unsaid(paper, course, fact))


def _missing_of_treatments(
    paper: Publication, case: Case, course: Course, fact: CourseFact
) -> Iterator[MissingRow]:
    """Yield each treatment without a dose, or without anything that says how long it lasted."""
    if course.no_bone_drug:
        yield MissingRow(case, course, fact, None, "not applicable", course.no_bone_drug.locator)
    elif not course.treatments:
        yield MissingRow(case, course, fact, None, unsaid(paper, course, fact))
    for treatment in course.treatments:
        if fact == "duration":
            if treatment.duration == "not reported":
                yield MissingRow(case, course, fact, treatment, "not reported", treatment.locator)
            elif treatment.duration is None and not any(report.time for report in treatment.end):
                yield MissingRow(case, course, fact, treatment, unsaid(paper, course, fact))
        elif treatment.procedure:
            yield MissingRow(case, course, fact, treatment, "not applicable", treatment.locator)
        elif treatment.dose is None:
            yield MissingRow(case, course, fact, treatment, unsaid(paper, course, fact))


def _is_told(case: Case, course: Course, fact: CourseFact) -> bool:
    """Return whether the record holds a fact that has no status of its own."""
    if fact in _LISTS:
        return bool(getattr(course, fact))
    if fact == "purpose":
        return course.purpose is not None
    if fact == "treatments":
        return bool(course.treatments or course.no_bone_drug)
    if fact == "new_fractures":
        said = any(outcome.kind == "fracture" for outcome in course.outcomes)
        return said or any(report.new for report in course.fractures)
    if fact == "pain":
        pains = (outcome for outcome in course.outcomes if outcome.kind == "pain")
        return not all(is_before_treatment(course, outcome) for outcome in pains)
    return bool(course.later_pregnancies) or _is_followed(case, course)


def _is_followed(case: Case, course: Course) -> bool:
    """Return whether another course of the case is known to be later."""
    named = any(earlier.course == course.id for other in case.courses for earlier in other.earlier)
    own = {report.order for report in course.delivery if report.order is not None}
    others = {report.order for other in case.courses for report in other.delivery if report.order is not None}
    return named or (bool(own) and max(others) > max(own))


MISSING: Table[MissingRow] = Table(
    "missing",
    "fact missing from the record of a course, and the way in which it is missing",
    _missing_rows,
    (
        *COURSE_COLUMNS,
        one_of("fact", CourseFact, "What is missing.", lambda row: row.fact, required=True),
        Column(
            "treatment_id",
            "For a dose or a duration: the treatment.",
            lambda row: row.treatment.id if row.treatment else None,
        ),
        one_of(
            "how",
            Missing,
            "`not available`: the source says so; `not applicable`: the question does not arise; `not "
            "reported`: the relevant text was read and does not mention it; `not seen`: that part was "
            "not read.",
            lambda row: row.how,
            required=True,
        ),
        Column("locator", "Where the source says so, if it does.", lambda row: row.locator),
    ),
    primary_key=("case_id", "course_id", "fact", "treatment_id", "how"),
    foreign_keys=(COURSE_KEY,),
)
