"""References of cases: papers, courses, vocabulary, and times that depend on each other."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice

from k2evidence.load.cross_references.anchors import CASE_PAGE, COURSE_SECTIONS, check_anchor, reserved
from k2evidence.load.cross_references.lookup import Lookup, check_unique, circular, reachable
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.base import Located, Phase, Record
from k2evidence.model.cases import Case, Course, Measurement, TimeReport
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.placeholders import COURSE_PHRASES, course_phrases, placeholders
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.scalars.times import Time

STATEMENTS = ("later_pregnancies", "exposures", "co_interventions", "findings", "outcomes")
"""The fields of a course whose items can have an id."""
MOST_TIMES = 10**12
"""How many times another value of one measurement a value can be, whatever the units."""
MOST_WAYS = 200
"""In how many ways a source can date one event, through others that it dates from each other."""
MOST_YEARS_OF_CHAIN = 100
"""How far an event of a course can be from the delivery, in years, through other events."""


def check_case(case: Case, lookup: Lookup) -> Issues:
    """Yield whatever a case names that does not exist, names twice, or dates from itself."""
    yield from lookup.check_record_id("cases", case.id)
    publications = lookup.dataset.publications
    yield from lookup.check_name(["paper"], ErrorCode.UNKNOWN_PAPER, case.paper, publications)
    yield from lookup.check_patient(case)
    for i, name in enumerate(case.same_patient):
        yield from lookup.check_name(["same_patient", i], ErrorCode.UNKNOWN_CASE, name, lookup.dataset.cases)
    yield from check_unique(["courses"], [course.id for course in case.courses])
    yield from _check_course_anchors(case)
    yield from _check_earlier_courses(case, lookup)
    for i, course in enumerate(case.courses):
        loc: Loc = ["courses", i]
        yield from _check_birth(loc, case, course)
        yield from _check_treatments(loc, course, lookup)
        yield from _check_measurements(loc, course, lookup)
        yield from _check_features(loc, course, lookup)
        yield from _check_clock_origins(loc, course)
        yield from _check_story_names(loc, course)
        yield from _check_story(loc, course, lookup)
    for loc, value in _fields(case, []):
        if isinstance(value, Located) and value.via:
            yield from lookup.check_name([*loc, "via"], ErrorCode.UNKNOWN_STUDY, value.via, publications)


def _check_birth(loc: Loc, case: Case, course: Course) -> Issues:
    """Yield the first thing that only a woman can have, where it is reported of a man."""
    names = ("delivery", "birth", "breast_feeding", "pregnancy", "later_pregnancies")
    reported = next((name for name in names if getattr(course, name)), None)
    if case.sex == "male" and reported:
        yield Issue(
            [*loc, reported],
            ErrorCode.IMPOSSIBLE,
            f"`{reported}` is in a course of a patient whose sex is 'male'",
            "correct the sex, or remove what belongs to another patient",
        )


def _fields(record: Record, loc: Loc) -> Iterator[tuple[Loc, object]]:
    """Yield every field inside a record with its path, records and scalars alike."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        items = enumerate(value) if isinstance(value, tuple) else [(None, value)]
        for i, item in items:
            here = [*loc, name] if i is None else [*loc, name, i]
            yield here, item
            if isinstance(item, Record):
                yield from _fields(item, here)


def _check_course_anchors(case: Case) -> Issues:
    """Yield a course whose id is an anchor of the page: of its frame, or of a section of another course."""
    if len(case.courses) == 1:
        return  # only where there are several do ids of courses set sections apart
    sections = {f"{course.id}-{section}" for course in case.courses for section in COURSE_SECTIONS}
    for i, course in enumerate(case.courses):
        yield from check_anchor(["courses", i, "id"], course.id, CASE_PAGE | sections)


def _check_earlier_courses(case: Case, lookup: Lookup) -> Issues:
    """Yield earlier courses that the case does not have, or that are dated from each other."""
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
                yield circular(loc, f"{earlier.course} is dated from {course.id}")


def _check_treatments(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield unknown substances and units of doses, and treatments with one id."""
    yield from check_unique([*loc, "treatments"], [treatment.id for treatment in course.treatments])
    yield from _check_sequence(loc, course, lookup)
    for name in ("treatments", "co_interventions", "exposures"):
        for i, given in enumerate(getattr(course, name)):
            here = [*loc, name, i]
            if given.substance:
                yield from lookup.check_name(
                    [*here, "substance"],
                    ErrorCode.UNKNOWN_SUBSTANCE,
                    given.substance,
                    lookup.vocabulary.substances,
                )
            if given.dose:
                yield from lookup.check_dose([*here, "dose"], given.dose)


def _check_sequence(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield treatments that follow one that does not exist, or that follows them."""
    treatments = {treatment.id: treatment for treatment in course.treatments}

    def followed(name: str) -> Iterator[str]:
        treatment = treatments.get(name)
        return iter([treatment.follows] if treatment and treatment.follows else [])

    for i, treatment in enumerate(course.treatments):
        if treatment.follows:
            here: Loc = [*loc, "treatments", i, "follows"]
            yield from lookup.check_name(here, ErrorCode.UNKNOWN_TREATMENT, treatment.follows, treatments)
            if treatment.id in reachable(treatment.follows, followed):
                yield circular(here, f"{treatment.follows} follows {treatment.id}")


def _check_measurements(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield unknown analytes, specimens and units, and an analyte that is measured twice."""
    for i, measurement in enumerate(course.measurements):
        here = [*loc, "measurements", i]
        yield from lookup.check_form(here, measurement.analyte, measurement.specimen)
        yield from _check_reports(here, measurement, lookup)
        yield from _check_magnitudes(here, measurement)
        yield from _check_phases(here, course, measurement)
    yield from check_unique(
        [*loc, "measurements"],
        [" in ".join(filter(None, (m.analyte, m.specimen))) for m in course.measurements],
    )


def _check_reports(loc: Loc, measurement: Measurement, lookup: Lookup) -> Issues:
    try:
        form = lookup.vocabulary.form(measurement.analyte, measurement.specimen)
    except KeyError:
        return  # reported as an unknown analyte or specimen
    is_density = lookup.vocabulary.analytes[measurement.analyte].group == "bone density"
    for i, visit in enumerate(measurement.visits):
        for j, report in enumerate(visit.reports):
            here = [*loc, "visits", i, "reports", j]
            if report.unit_printed:
                yield from lookup.check_unit([*here, "unit_printed"], report.unit_printed, form)
            if report.value is not None and form.unit is None:
                yield Issue(
                    [*here, "value"],
                    ErrorCode.SPECIMEN_NEEDED,
                    "a value is here, but no specimen is named",
                    "say in `specimen` whether it was measured in serum or in urine",
                )
            if report.value is not None and (report.value < 0 or (is_density and not report.value)):
                yield Issue(
                    [*here, "value"],
                    ErrorCode.OUT_OF_BOUNDS,
                    f"{report.value} is no value of {measurement.analyte}, which is "
                    f"{'above' if is_density else 'at least'} zero",
                    "look at the place in the source; a score belongs in `t_score` or `z_score`, a change in "
                    "`change` or `percent_change`, a cell without a number in `status`",
                )
            for name in ("t_score", "z_score", "percent_of_young"):
                if getattr(report, name) is not None and not is_density:
                    yield Issue(
                        [*here, name],
                        ErrorCode.REPORT_STATUS,
                        f"`{name}` is given with {measurement.analyte}, which is no bone density",
                        "move it to the analyte that it was printed for",
                    )


def _check_magnitudes(loc: Loc, measurement: Measurement) -> Issues:
    """Yield the largest value of a measurement where it is more than a trillion times the smallest."""
    values = [
        (report.value, [*loc, "visits", i, "reports", j, "value"])
        for i, visit in enumerate(measurement.visits)
        for j, report in enumerate(visit.reports)
        if report.value is not None and report.value > 0
    ]
    smallest, largest = min(values, default=None), max(values, default=None)
    if smallest and largest and largest[0] > smallest[0] * MOST_TIMES:
        yield Issue(
            largest[1],
            ErrorCode.OUT_OF_BOUNDS,
            f"{largest[0]} is more than a trillion times {smallest[0]}, also of {measurement.analyte}",
            "look at both values and their units in the source",
        )


def _check_phases(loc: Loc, course: Course, measurement: Measurement) -> Issues:
    """Yield a visit before treatment that every place dates later, on one clock, than one after treatment."""
    earliest: dict[str, Decimal] = {}
    for _, time in _dated(measurement, "before"):
        clock = course.clock(time)
        earliest[clock] = min(time.years, earliest.get(clock, time.years))
    latest: dict[str, tuple[Decimal, int]] = {}
    for i, time in _dated(measurement, "after"):
        clock = course.clock(time)
        latest[clock] = max((time.years, i), latest.get(clock, (time.years, i)))
    for clock, (years, i) in latest.items():
        if clock in earliest and years < earliest[clock]:
            yield Issue(
                [*loc, "visits", i, "label"],
                ErrorCode.IMPOSSIBLE,
                f"every visit called 'after' is earlier than those called 'before', counted from {clock}",
                "look at the labels and the times in the source; the two labels may have changed places",
            )
            return


def _dated(measurement: Measurement, label: Phase) -> Iterator[tuple[int, Time]]:
    """Yield each time of the visits with a label, with the position of its visit."""
    for i, visit in enumerate(measurement.visits):
        if visit.label == label:
            yield from ((i, report.time) for report in visit.reports if report.time)


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
    """Yield times whose clock does not exist in the course, is not certain, or counts from itself."""
    for here, value in _fields(course, loc):
        if not isinstance(value, Time):
            continue
        if value.treatment and not course.treatment(value.treatment):
            known = ", ".join(treatment.id for treatment in course.treatments) or "none"
            yield Issue(
                here,
                ErrorCode.UNKNOWN_TREATMENT,
                f"no treatment of this course is called {shown(value.treatment)}",
                f"write the `id` of one of its treatments ({known})",
            )
        elif value.origin == "start of treatment" and len(course.treatments) > 1:
            ids = " or ".join(f"'start of {treatment.id}'" for treatment in course.treatments)
            yield Issue(
                here,
                ErrorCode.AMBIGUOUS_CLOCK,
                "'start of treatment' could be the start of any of several treatments",
                f"say which one: {ids}",
            )
    yield from _check_circular_clocks(loc, course)
    yield from _check_chains(loc, course)


def _check_circular_clocks(loc: Loc, course: Course) -> Issues:
    """Yield events that are dated from themselves, such as an onset 4 weeks after onset."""
    for origin, (here, reports) in _events(loc, course).items():
        for j, report in enumerate(reports):
            if report.time and course.clock(report.time) == origin:
                yield circular([*here, j, "time"], f"{origin} is dated from {origin}")


def _check_story_names(loc: Loc, course: Course) -> Issues:
    """Yield an id of a treatment or a statement that another one has, or that every story may name."""
    seen: set[str] = {treatment.id for treatment in course.treatments}
    for i, treatment in enumerate(course.treatments):
        yield from _check_story_name([*loc, "treatments", i, "id"], treatment.id)
    for name in STATEMENTS:
        for i, statement in enumerate(getattr(course, name)):
            if statement.id is None:
                continue
            here: Loc = [*loc, name, i, "id"]
            yield from _check_story_name(here, statement.id)
            if statement.id in seen:
                yield Issue(
                    here,
                    ErrorCode.DUPLICATE_ID,
                    f"{shown(statement.id)} names two things of this course",
                    "rename one of them, also in the story",
                )
            seen.add(statement.id)


def _check_story_name(loc: Loc, name: str) -> Issues:
    if name in COURSE_PHRASES:
        yield reserved(loc, name, f"{{{name}}} in a story stands for a field of the course")


def _events(loc: Loc, course: Course) -> Mapping[str, tuple[Loc, tuple[TimeReport, ...]]]:
    """Return the path and the reports of each event of a course that a clock can count from."""
    events: dict[str, tuple[Loc, tuple[TimeReport, ...]]] = {
        "onset": ([*loc, "onset"], course.onset),
        "first visit": ([*loc, "first_visit"], course.first_visit),
    }
    for i, treatment in enumerate(course.treatments):
        here: Loc = [*loc, "treatments", i]
        events[f"start of {treatment.id}"] = ([*here, "start"], treatment.start)
        events[f"end of {treatment.id}"] = ([*here, "end"], treatment.end)
    return events


def _check_chains(loc: Loc, course: Course) -> Issues:
    """Yield events that lie too far from the first one, or in too many ways, or only from each other."""
    events = _events(loc, course)
    for origin, (here, reports) in events.items():
        times = [report.time for report in reports if report.time]
        ways = list(islice(_ways(events, course, origin, frozenset()), MOST_WAYS + 1)) if times else []
        if len(ways) > MOST_WAYS:
            yield Issue(
                here,
                ErrorCode.TOO_LONG,
                f"{origin} is dated in more than {MOST_WAYS} ways, by events that others date in turn",
                "keep for each event the reports that date it from the delivery, or from one event",
            )
            return
        far = max((abs(years) for years in ways if years is not None), default=Decimal(0))
        if far > MOST_YEARS_OF_CHAIN:
            yield Issue(
                here,
                ErrorCode.OUT_OF_BOUNDS,
                f"{origin} lies {far:.0f} years from the event that its clock begins with",
                "look at this time, and at those of the events that it counts from",
            )
            return
        if ways and not any(years is not None for years in ways) and origin not in map(course.clock, times):
            yield circular(
                [*here, 0, "time"], f"{origin} is dated from {course.clock(times[0])}, and that from it"
            )
            return


def _ways(
    events: Mapping[str, tuple[Loc, tuple[TimeReport, ...]]],
    course: Course,
    origin: str,
    visited: frozenset[str],
) -> Iterator[Decimal | None]:
    """Yield the years from the first event of each chain of clocks to an event; None without a first."""
    if origin in visited:
        yield None
        return
    _, reports = events.get(origin, ([], ()))
    times = [report.time for report in reports if report.time]
    if not times:
        yield Decimal(0)
    for time in times:
        for years in _ways(events, course, course.clock(time), visited | {origin}):
            yield None if years is None else years + time.years


def _check_story(loc: Loc, course: Course, lookup: Lookup) -> Issues:
    """Yield placeholders of the story that stand for nothing in the course."""
    phrases = course_phrases(course, lookup.vocabulary)
    for i, paragraph in enumerate(course.story):
        for name in placeholders(paragraph):
            yield from lookup.check_name([*loc, "story", i], ErrorCode.UNKNOWN_NAME_IN_BRACES, name, phrases)
