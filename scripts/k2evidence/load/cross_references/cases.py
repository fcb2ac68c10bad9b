"""References of cases: papers, courses, vocabulary, and times that depend on each other."""

from k2evidence.load.cross_references.lookup import Lookup, check_unique, circular, reachable
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.base import PHASES
from k2evidence.model.cases import Case, Course, Measurement, TimeReport
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.placeholders import course_phrases, placeholders
from k2evidence.model.scalars.times import Origin


def check_case(case: Case, lookup: Lookup) -> Issues:
    """Yield whatever a case names that does not exist, names twice, or dates from itself."""
    yield from lookup.check_record_id("cases", case.id)
    yield from lookup.check_name(["paper"], ErrorCode.UNKNOWN_PAPER, case.paper, lookup.dataset.papers)
    yield from check_unique(["courses"], [course.id for course in case.courses])
    yield from _check_earlier_courses(case, lookup)
    for i, course in enumerate(case.courses):
        loc: Loc = ["courses", i]
        yield from _check_treatment(loc, course, lookup)
        yield from _check_measurements(loc, course, lookup)
        yield from _check_features(loc, course, lookup)
        yield from _check_clock_origins(loc, course)
        yield from _check_story(loc, course, lookup)


def _check_earlier_courses(case: Case, lookup: Lookup) -> Issues:
    """Yield earlier courses that the case does not have, or that are told from each other."""
    courses = {course.id: course for course in case.courses}
    earlier_of = {
        course.id: [earlier.course for earlier in course.earlier if earlier.course in courses]
        for course in case.courses
    }
    for i, course in enumerate(case.courses):
        for j, earlier in enumerate(course.earlier):
            loc: Loc = ["courses", i, "earlier", j, "course"]
            yield from lookup.check_name(loc, ErrorCode.UNKNOWN_COURSE, earlier.course, courses)
            if course.id in reachable(earlier.course, lambda name: earlier_of.get(name, [])):
                yield circular(loc, f"{earlier.course} is told from {course.id}")


def _check_treatment(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield unknown substances and dose units of the treatment and of the co-interventions."""
    substances = lookup.vocabulary.substances
    treatment = course.treatment
    yield from lookup.check_name(
        [*loc, "treatment", "substance"], ErrorCode.UNKNOWN_SUBSTANCE, treatment.substance, substances
    )
    yield from lookup.check_unit([*loc, "treatment", "dose"], treatment.dose.unit)
    for i, measure in enumerate(course.co_interventions):
        here = [*loc, "co_interventions", i]
        if measure.substance:
            yield from lookup.check_name(
                [*here, "substance"], ErrorCode.UNKNOWN_SUBSTANCE, measure.substance, substances
            )
        if measure.dose:
            yield from lookup.check_unit([*here, "dose"], measure.dose.unit)


def _check_measurements(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield unknown analytes, specimens and units, and an analyte that is measured twice."""
    for i, measurement in enumerate(course.measurements):
        here = [*loc, "measurements", i]
        yield from lookup.check_form(here, measurement.analyte, measurement.specimen)
        yield from _check_reports(here, measurement, lookup)
    yield from check_unique(
        [*loc, "measurements"],
        [" in ".join(filter(None, (m.analyte, m.specimen))) for m in course.measurements],
    )


def _check_reports(loc: Loc, measurement: Measurement, lookup: Lookup) -> Issues:
    try:
        form = lookup.vocabulary.form(measurement.analyte, measurement.specimen)
    except KeyError:
        return  # reported as an unknown analyte or specimen
    for phase in PHASES:
        for j, report in enumerate(measurement.at(phase)):
            here = [*loc, phase, j]
            if report.unit_printed:
                yield from lookup.check_unit([*here, "unit_printed"], report.unit_printed)
            if report.value is not None and form.unit is None:
                yield Issue(
                    [*here, "value"],
                    ErrorCode.SPECIMEN_NEEDED,
                    "a value stands here, but no specimen is named",
                    "say in `specimen` whether it was measured in serum or in urine",
                )


def _check_features(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield findings with an unknown feature."""
    for i, finding in enumerate(course.findings):
        if finding.feature:
            yield from lookup.check_name(
                [*loc, "findings", i, "feature"],
                ErrorCode.UNKNOWN_FEATURE,
                finding.feature,
                lookup.vocabulary.features,
            )


def _check_clock_origins(loc: Loc, course: Course) -> Issues:
    """Yield events that are dated from themselves, such as an onset 4 weeks after onset."""
    events: tuple[tuple[str, Origin, tuple[TimeReport, ...]], ...] = (
        ("onset", "onset", course.onset),
        ("first_visit", "first visit", course.first_visit),
        ("treatment_start", "start of treatment", course.treatment_start),
    )
    for name, origin, reports in events:
        for i, report in enumerate(reports):
            if report.time and report.time.origin == origin:
                yield circular([*loc, name, i, "time"], f"{origin} is told from {origin}")


def _check_story(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield placeholders of the story that stand for nothing in the course."""
    phrases = course_phrases(course, lookup.vocabulary)
    for i, paragraph in enumerate(course.story):
        for name in placeholders(paragraph):
            yield from lookup.check_name([*loc, "story", i], ErrorCode.UNKNOWN_NAME_IN_BRACES, name, phrases)
