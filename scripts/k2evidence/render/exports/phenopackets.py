"""Each case as a GA4GH Phenopacket, version 2 (https://phenopacket-schema.readthedocs.io/en/2.0.0/).

Valid under the JSON Schema of phenopacket-tools too, which is stricter than the messages. Phenopackets
express time as dates and ages; papers count from delivery and other events. So a time is a term of this site.
A dose would need the dates of its interval, which papers do not give: it is in words, like all that a
source reports about a feature or an action. The words of a feature are in its evidence; an action has no
place for any, so each has an external reference. The age is left out: it is that of a course, not of the
last visit. Changes that a source prints in percent are no values and are left out.
"""

import json
from collections.abc import Iterator
from typing import Any

import phenopackets as pps
from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp

from k2evidence.derive.changes import Changes
from k2evidence.derive.visits import OrderedVisit
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.cases import (
    Case,
    ClinicalFinding,
    CoIntervention,
    Course,
    Exposure,
    FractureReport,
    Measurement,
    Report,
    ReportKey,
    Treatment,
    measurement_key,
)
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.scalars.numbers import Number
from k2evidence.model.text import midnight
from k2evidence.render.exports.phenopacket_terms import (
    CASE_PREFIX,
    CODE_SYSTEMS,
    OWN_PREFIX,
    TERM_ANCHOR,
    TERMS_PAGE,
    CodeSystem,
    coded,
    own_term,
    term,
    time_term,
    unit_term,
    worded_term,
)
from k2evidence.render.exports.shared_columns import first_time
from k2evidence.render.site_file import SiteFile

SEXES = {"female": pps.Sex.FEMALE, "male": pps.Sex.MALE, "not reported": pps.Sex.UNKNOWN_SEX}
_STOPPED = own_term("treatment stopped", "treatment stopped for a reason that the source reports")
_PURPOSES = {"treatment": "given to treat", "prevention": "given to prevent"}
_REPORTED = ("ECO", "0006017", "author statement from published clinical study used in manual assertion")
"""As the documentation of phenopackets writes it:
https://phenopacket-schema.readthedocs.io/en/2.0.0/evidence.html"""
_VERTEBRAL_FRACTURE = "vertebral-fracture"
"""The feature of `data/vocabulary/features.yml` for fractured vertebrae."""


def render_phenopackets(dataset: Dataset, changes: Changes, context: BuildContext) -> Iterator[SiteFile]:
    """Yield `data/phenopackets/<case-id>.json` for each case."""
    for case in dataset.cases.values():
        packet = _packet(dataset, case, changes, context)
        # Compact: several times faster to write than indented JSON.
        text = json.dumps(_to_dict(packet), separators=(",", ":"), ensure_ascii=False)
        yield SiteFile(f"data/phenopackets/{case.id}.json", f"{text}\n")


def _to_dict(packet: pps.Phenopacket) -> Any:
    """Return a phenopacket as JSON, with each number that is zero: the JSON Schema requires them."""
    return _without_empty(MessageToDict(packet, always_print_fields_with_no_presence=True))


def _without_empty(part: Any) -> Any:
    """Return a part of JSON without its empty texts and lists, which nobody wrote."""
    if isinstance(part, dict):
        return {key: _without_empty(value) for key, value in part.items() if value not in ("", [], {})}
    return [_without_empty(value) for value in part] if isinstance(part, list) else part


def _packet(dataset: Dataset, case: Case, changes: Changes, context: BuildContext) -> pps.Phenopacket:
    given = [given for course in case.courses for given in _actions(dataset, case, course)]
    packet = pps.Phenopacket(
        id=case.id,
        subject=pps.Individual(id=case.id, sex=SEXES[case.sex]),
        phenotypic_features=_features(dataset, case, context),
        measurements=[
            measured
            for course in case.courses
            for measurement in course.measurements
            for measured in _measurements(dataset, case, course, measurement, changes)
        ],
        medical_actions=[action for action, _ in given],
    )
    reported = [
        pps.ExternalReference(
            id=f"{case.id}-action-{number}", reference=_case_page(case, context), description=words
        )
        for number, (_, words) in enumerate(given, 1)
    ]
    packet.meta_data.CopyFrom(_meta_data(packet, dataset.publications[case.paper], case, reported, context))
    return packet


def _case_page(case: Case, context: BuildContext) -> str:
    """Return the address of a case; without an address of the site, relative to the phenopacket."""
    return f"{context.address or '../../'}cases/{case.id}/"


def _course_label(case: Case, course: Course) -> str:
    """Return the label of a course if the patient has several."""
    return course.label if len(case.courses) > 1 else ""


def _description(case: Case, course: Course, *parts: object) -> str:
    """Return parts as one description, which begins with the course if the patient has several."""
    return "; ".join(str(part).rstrip(".") for part in (_course_label(case, course), *parts) if part)


def _time(case: Case, course: Course, words: object) -> pps.TimeElement | None:
    """Return a time of a course; the course alone where the patient has several and no time is reported."""
    label = _course_label(case, course)
    return time_term(case.id, str(words or ""), course.id if label else "", label)


def _features(dataset: Dataset, case: Case, context: BuildContext) -> list[pps.PhenotypicFeature]:
    """Return what the patient had; what is reported twice with one onset is one feature."""
    features: dict[tuple[str, str], pps.PhenotypicFeature] = {}
    for course in case.courses:
        for feature, words in _course_features(dataset, case, course):
            known = features.setdefault((feature.type.id, feature.onset.ontology_class.id), feature)
            reference = pps.ExternalReference(reference=_case_page(case, context), description=words)
            known.evidence.append(pps.Evidence(evidence_code=term(*_REPORTED), reference=reference))
    return list(features.values())


Told = tuple[pps.PhenotypicFeature, str]
"""A feature, and what the source reports about it."""


def _course_features(dataset: Dataset, case: Case, course: Course) -> Iterator[Told]:
    vertebrae = f"Vertebrae named: {', '.join(_levels(course))}" if course.levels else ""
    for finding in course.findings:
        if finding.feature:
            levels = vertebrae if finding.feature == _VERTEBRAL_FRACTURE else ""
            yield _feature(dataset, case, course, finding, levels)
    reported = any(finding.feature == _VERTEBRAL_FRACTURE for finding in course.findings)
    code = dataset.vocabulary.features.get(_VERTEBRAL_FRACTURE)
    if course.levels and not reported and code:
        feature = pps.PhenotypicFeature(type=coded(code.code), onset=_time(case, course, ""))
        yield feature, _description(case, course, vertebrae)
    for report in course.fractures:
        if report.bone:
            yield _fracture(case, course, report)
    for exposure in course.exposures:
        if not exposure.substance:
            type_, onset = worded_term(case.id, "exposure", exposure.what), _time(case, course, exposure.time)
            words = _description(case, course, exposure.what, exposure.time, exposure.locator)
            yield pps.PhenotypicFeature(type=type_, onset=onset), words


def _levels(course: Course) -> tuple[str, ...]:
    """Return every vertebra that is named, in the order printed."""
    return tuple(dict.fromkeys(level for report in course.fractures for level in report.levels))


def _feature(dataset: Dataset, case: Case, course: Course, finding: ClinicalFinding, levels: str) -> Told:
    feature = dataset.vocabulary.features[finding.feature or ""]
    had = pps.PhenotypicFeature(
        type=coded(feature.code),
        modifiers=[coded(code) for code in feature.modifiers],
        onset=_time(case, course, finding.time),
    )
    return had, _description(case, course, finding.what, finding.time, levels, finding.locator)


def _fracture(case: Case, course: Course, report: FractureReport) -> Told:
    """Return the fracture of a bone that is not a thoracic or lumbar vertebra."""
    bone = " ".join(filter(None, (report.side if report.side != "both" else "both sides", report.bone)))
    amount = f"{report.number} fractures" if report.number is not None else ""
    words = _description(
        case, course, bone, amount, report.severity, report.method, report.time, report.locator
    )
    onset = _time(case, course, report.time)
    return pps.PhenotypicFeature(type=worded_term(case.id, "fracture", bone), onset=onset), words


def _measurements(
    dataset: Dataset, case: Case, course: Course, measurement: Measurement, changes: Changes
) -> Iterator[pps.Measurement]:
    """Yield the values of each visit that this site uses, and every score that is printed, once a visit."""
    measured = measurement_key(case, course, measurement)
    for number, visit in enumerate(changes.visits[measured], 1):
        scores: set[tuple[str, Number]] = set()
        used = [
            position
            for position, report in enumerate(visit.visit.reports)
            if report.value is not None and ReportKey(*measured, visit.number, position) in changes.chosen
        ]
        for position, report in enumerate(visit.visit.reports):
            when = _when(course, number, visit, report)
            if position in used:
                yield _value(dataset, case, course, measurement, report, when, len(used))
            for name, score in _scores(report):
                if (name, score) not in scores:
                    scores.add((name, score))
                    yield _score(dataset, case, course, measurement, report, when, name, score)


def _when(course: Course, number: int, visit: OrderedVisit, report: Report) -> tuple[str, str]:
    """Return which visit a report is of, and its time or that of its visit, in words."""
    label = f"{visit.visit.label} treatment" if visit.visit.label else ""
    time = report.time or next(iter(visit.times), None)
    return label or f"visit {number}", str(time) if time else label


def _scores(report: Report) -> Iterator[tuple[str, Number]]:
    """Yield the name and the number of each score that a report prints."""
    if report.t_score is not None:
        yield "T-score", report.t_score
    if report.z_score is not None:
        yield "Z-score", report.z_score
    if report.percent_of_young is not None:
        yield "percent of young adult mean", report.percent_of_young


def _own_name(measurement: Measurement) -> str:
    return measurement.analyte + (f"-{measurement.specimen}" if measurement.specimen else "")


def _value(
    dataset: Dataset,
    case: Case,
    course: Course,
    measurement: Measurement,
    report: Report,
    when: tuple[str, str],
    printed: int,
) -> pps.Measurement:
    vocabulary = dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    quantity = pps.Quantity(unit=unit_term(vocabulary.unit(form.unit or "")), value=float(report.value or 0))
    if report.range:
        quantity.reference_range.CopyFrom(
            pps.ReferenceRange(unit=quantity.unit, low=float(report.range.low), high=float(report.range.high))
        )
    assay = (
        term("LOINC", form.loinc.code, form.loinc.label)
        if form.loinc
        else own_term(_own_name(measurement), form.name)
    )
    others = f", one of {printed} values that the source prints for this visit" if printed > 1 else ""
    reported = f"printed {report.token} {report.unit_printed}{others}"
    return _measurement(case, course, measurement, report, when, reported, assay, quantity)


def _score(
    dataset: Dataset,
    case: Case,
    course: Course,
    measurement: Measurement,
    report: Report,
    when: tuple[str, str],
    name: str,
    score: Number,
) -> pps.Measurement:
    form = dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    code = form.loinc_t_score if name == "T-score" else None
    assay = (
        term("LOINC", code.code, code.label)
        if code
        else own_term(f"{_own_name(measurement)} {name}", f"{form.name}, {name}")
    )
    unit = term("UCUM", f"{{{name}}}", name) if name.endswith("score") else term("UCUM", "%", "percent")
    quantity = pps.Quantity(unit=unit, value=float(score))
    return _measurement(case, course, measurement, report, when, f"printed {name} {score}", assay, quantity)


def _measurement(
    case: Case,
    course: Course,
    measurement: Measurement,
    report: Report,
    when: tuple[str, str],
    reported: str,
    assay: pps.OntologyClass,
    quantity: pps.Quantity,
) -> pps.Measurement:
    label, time = when
    return pps.Measurement(
        description=_description(
            case,
            course,
            label,
            reported,
            report.time,
            report.time_words,
            measurement.method,
            measurement.device,
            report.locator,
        ),
        assay=assay,
        value=pps.Value(quantity=quantity),
        time_observed=_time(case, course, time),
    )


Action = tuple[pps.MedicalAction, str]
"""What was done, and what the source reports about it."""


def _actions(dataset: Dataset, case: Case, course: Course) -> Iterator[Action]:
    """Yield the bone drugs, then what was done beside them and before, which may explain what followed."""
    for treatment in course.treatments:
        yield _given(dataset, case, course, treatment)
    for measure in course.co_interventions:
        yield _measure(dataset, case, course, measure)
    for exposure in course.exposures:
        if exposure.substance:
            yield _measure(dataset, case, course, exposure)


def _given(dataset: Dataset, case: Case, course: Course, given: Treatment) -> Action:
    """Return a bone drug, or the procedure in the place of one, with why it ended."""
    start, end = first_time(given.start), first_time(given.end)
    action = pps.MedicalAction()
    if given.substance:
        action.treatment.CopyFrom(_treatment(dataset, given.substance))
        if given.route:
            route = own_term(f"route {given.route}", given.route)
            action.treatment.route_of_administration.CopyFrom(route)
    else:
        code, performed = worded_term(case.id, "procedure", given.procedure or ""), _time(case, course, start)
        action.procedure.CopyFrom(pps.Procedure(code=code, performed=performed))
    if course.purpose:
        action.treatment_intent.CopyFrom(own_term(f"intent {course.purpose}", _PURPOSES[course.purpose]))
    if given.stopped_because:
        action.treatment_termination_reason.CopyFrom(_STOPPED)
    return action, _description(
        case,
        course,
        given.procedure or _name(dataset, given.substance),
        given.dose,
        given.route,
        _PURPOSES.get(course.purpose or ""),
        f"began {start}" if start else "",
        f"after {given.follows}" if given.follows else "",
        f"ended {end}" if end and not given.duration else "",
        given.duration,
        f"stopped: {given.stopped_because}" if given.stopped_because else "",
        given.locator,
    )


def _measure(dataset: Dataset, case: Case, course: Course, measure: CoIntervention | Exposure) -> Action:
    """Return something that was done or given beside a bone drug, or before."""
    by = measure.by if isinstance(measure, CoIntervention) else "before or during the pregnancy"
    lasted = f"for {measure.lasted}" if measure.lasted else ""
    advised = isinstance(measure, CoIntervention) and measure.advised
    words = _description(
        case,
        course,
        measure.what,
        "only recommended" if advised else "",
        measure.dose,
        measure.time,
        lasted,
        by,
        measure.locator,
    )
    if measure.substance:
        return pps.MedicalAction(treatment=_treatment(dataset, measure.substance)), words
    kind = measure.kind if isinstance(measure, CoIntervention) else "exposure"
    performed = _time(case, course, measure.time) if measure.time else None
    return pps.MedicalAction(procedure=pps.Procedure(code=own_term(kind, kind), performed=performed)), words


def _name(dataset: Dataset, substance: str | None) -> str:
    return dataset.vocabulary.substances[substance or ""].name


def _treatment(dataset: Dataset, substance_id: str) -> pps.Treatment:
    """Return what was given."""
    substance = dataset.vocabulary.substances[substance_id]
    if substance.codes:
        return pps.Treatment(agent=term("ATC", substance.codes[0].code, substance.name))
    return pps.Treatment(agent=own_term(f"substance-{substance.id}", substance.name))


def _meta_data(
    packet: pps.Phenopacket,
    paper: Publication,
    case: Case,
    reported: list[pps.ExternalReference],
    context: BuildContext,
) -> pps.MetaData:
    """Return the metadata: the code systems of the packet, the paper, and when the case last changed.

    While the site has no address, its own are relative to the phenopacket.
    """
    text = json.dumps(MessageToDict(packet))
    terms = f"{context.address or '../../'}{TERMS_PAGE}"
    own = tuple(
        CodeSystem(prefix, name, page, context.version, f"{page}#{TERM_ANCHOR}")
        for prefix, name, page in (
            (OWN_PREFIX, f"Terms of {context.site_name}", terms),
            (CASE_PREFIX, f"Terms of a case of {context.site_name}", _case_page(case, context)),
        )
    )
    meta = pps.MetaData(
        created_by=context.contributors,
        phenopacket_schema_version="2.0",
        resources=[
            system.resource() for system in (*CODE_SYSTEMS, *own) if f'"id": "{system.prefix}:' in text
        ],
        external_references=[
            _reference(paper),
            pps.ExternalReference(
                id=case.id,
                reference=_case_page(case, context),
                description="The case on this site, with every report of every value and its place",
            ),
            *reported,
        ],
    )
    created = Timestamp()
    created.FromJsonString(_created(case, context))
    meta.created.CopyFrom(created)
    return meta


def _created(case: Case, context: BuildContext) -> str:
    """Return when a case last changed; where no history says it, its review, else the build."""
    revision = (context.history or {}).get(f"data/cases/{case.id}.yml")
    if revision and revision.when:
        return revision.when
    return midnight(case.reviewed) if case.reviewed else context.built


def _reference(paper: Publication) -> pps.ExternalReference:
    """Return the publication by its DOI, else by its number in PubMed or its id on this site."""
    description = paper.title or paper.short_name
    if paper.doi:
        address = doi_address(paper.doi)
        return pps.ExternalReference(id=f"DOI:{paper.doi}", reference=address, description=description)
    if paper.pmid:
        address = f"https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/"
        return pps.ExternalReference(id=f"PMID:{paper.pmid}", reference=address, description=description)
    return pps.ExternalReference(id=paper.id, reference=paper.link or "", description=description)
