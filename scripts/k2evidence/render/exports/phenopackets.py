"""Each case as a GA4GH Phenopacket, version 2 (https://phenopacket-schema.readthedocs.io/en/2.0.0/).

Phenopackets express time as dates and ages; papers count from delivery and other events. So a time is a
term of this site, and stands in the descriptions too. The age is left out: it is that of a course, not of
the last visit. Changes that a source prints in percent are no values and are left out.
"""

import json
from collections.abc import Iterator

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
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.scalars.numbers import Number
from k2evidence.model.scalars.times import Time
from k2evidence.render.exports.phenopacket_doses import dose_interval
from k2evidence.render.exports.phenopacket_terms import (
    CODE_SYSTEMS,
    OWN_PREFIX,
    CodeSystem,
    coded,
    own_term,
    term,
    time_term,
    unit_term,
)
from k2evidence.render.exports.shared_columns import first_time
from k2evidence.render.site_file import SiteFile

SEXES = {"female": pps.Sex.FEMALE, "male": pps.Sex.MALE, "not reported": pps.Sex.UNKNOWN_SEX}
_PURPOSES = {"treatment": "given to treat", "prevention": "given to prevent"}
_VERTEBRAL_FRACTURE = "vertebral-fracture"
"""The feature of `data/vocabulary/features.yml` for fractured vertebrae."""


def render_phenopackets(dataset: Dataset, changes: Changes, context: BuildContext) -> Iterator[SiteFile]:
    """Yield `data/phenopackets/<case-id>.json` for each case."""
    for case in dataset.cases.values():
        packet = _packet(dataset, case, changes, context)
        # Compact: several times faster to write than indented JSON.
        text = json.dumps(MessageToDict(packet), separators=(",", ":"), ensure_ascii=False)
        yield SiteFile(f"data/phenopackets/{case.id}.json", f"{text}\n")


def _packet(dataset: Dataset, case: Case, changes: Changes, context: BuildContext) -> pps.Phenopacket:
    packet = pps.Phenopacket(
        id=case.id,
        subject=pps.Individual(id=case.id, sex=SEXES[case.sex]),
        phenotypic_features=_features(dataset, case),
        measurements=[
            measured
            for course in case.courses
            for measurement in course.measurements
            for measured in _measurements(dataset, case, course, measurement, changes)
        ],
        medical_actions=[
            action for course in case.courses for action in _actions(dataset, case, course)
        ],
    )  # fmt: skip
    packet.meta_data.CopyFrom(_meta_data(packet, dataset.publications[case.paper], case, context))
    return packet


def _course_label(case: Case, course: Course) -> str:
    """Return the label of a course if the patient has several."""
    return course.label if len(case.courses) > 1 else ""


def _description(case: Case, course: Course, *parts: object) -> str:
    """Return parts as one description, which begins with the course if the patient has several."""
    return "; ".join(str(part).rstrip(".") for part in (_course_label(case, course), *parts) if part)


def _features(dataset: Dataset, case: Case) -> list[pps.PhenotypicFeature]:
    """Return what the patient had; what is told twice with one onset is one feature."""
    features: dict[tuple[str, str], pps.PhenotypicFeature] = {}
    for course in case.courses:
        for feature in _course_features(dataset, case, course):
            key = feature.type.id, feature.onset.ontology_class.id
            known = features.setdefault(key, feature)
            if known is not feature:
                known.description = f"{known.description}. {feature.description}"
    return list(features.values())


def _course_features(dataset: Dataset, case: Case, course: Course) -> Iterator[pps.PhenotypicFeature]:
    vertebrae = f"Vertebrae named: {', '.join(_levels(course))}" if course.levels else ""
    for finding in course.findings:
        if finding.feature:
            levels = vertebrae if finding.feature == _VERTEBRAL_FRACTURE else ""
            yield _feature(dataset, case, course, finding, levels)
    told = any(finding.feature == _VERTEBRAL_FRACTURE for finding in course.findings)
    code = dataset.vocabulary.features.get(_VERTEBRAL_FRACTURE)
    if course.levels and not told and code:
        yield pps.PhenotypicFeature(
            description=_description(case, course, vertebrae),
            type=coded(code.code),
            onset=time_term(_course_label(case, course)),
        )
    for report in course.fractures:
        if report.bone:
            yield _fracture(case, course, report)
    for exposure in course.exposures:
        if not exposure.substance:
            yield pps.PhenotypicFeature(
                description=_description(case, course, exposure.what, exposure.time, exposure.locator),
                type=own_term(f"exposure {exposure.what}", f"Exposure: {exposure.what.rstrip('.')}"),
                onset=time_term(_course_label(case, course), exposure.time),
            )


def _levels(course: Course) -> tuple[str, ...]:
    """Return every vertebra that is named, in the order printed."""
    return tuple(dict.fromkeys(level for report in course.fractures for level in report.levels))


def _feature(
    dataset: Dataset, case: Case, course: Course, finding: ClinicalFinding, levels: str
) -> pps.PhenotypicFeature:
    feature = dataset.vocabulary.features[finding.feature or ""]
    return pps.PhenotypicFeature(
        description=_description(case, course, finding.what, finding.time, levels, finding.locator),
        type=coded(feature.code),
        modifiers=[coded(code) for code in feature.modifiers],
        onset=time_term(_course_label(case, course), finding.time),
    )


def _fracture(case: Case, course: Course, report: FractureReport) -> pps.PhenotypicFeature:
    """Return the fracture of a bone that is no vertebra of the chest or the loins."""
    bone = " ".join(filter(None, (report.side if report.side != "both" else "both sides", report.bone)))
    amount = f"{report.number} fractures" if report.number is not None else ""
    return pps.PhenotypicFeature(
        description=_description(
            case, course, amount, report.severity, report.method, report.time, report.locator
        ),
        type=own_term(f"fracture {bone}", f"Fracture: {bone}"),
        onset=time_term(_course_label(case, course), report.time),
    )


def _measurements(
    dataset: Dataset, case: Case, course: Course, measurement: Measurement, changes: Changes
) -> Iterator[pps.Measurement]:
    """Yield the values of each visit that this site uses, and every score that is printed, once a visit."""
    measured = measurement_key(case, course, measurement)
    for number, visit in enumerate(changes.visits[measured], 1):
        scores: set[tuple[str, Number]] = set()
        for position, report in enumerate(visit.visit.reports):
            when = _when(course, number, visit, report)
            if report.value is not None and ReportKey(*measured, visit.number, position) in changes.chosen:
                yield _value(dataset, case, course, measurement, report, when)
            for name, score in _scores(report):
                if (name, score) not in scores:
                    scores.add((name, score))
                    yield _score(dataset, case, course, measurement, report, when, name, score)


def _when(course: Course, number: int, visit: OrderedVisit, report: Report) -> tuple[str, Time | None]:
    """Return which visit a report is of, in words, and its time; that of its visit where it gives none."""
    label = f"{visit.visit.label} treatment" if visit.visit.label else f"visit {number}"
    return label, report.time or next(iter(visit.times), None)


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
    when: tuple[str, Time | None],
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
    printed = f"printed {report.token} {report.unit_printed}"
    return _measurement(case, course, measurement, report, when, printed, assay, quantity)


def _score(
    dataset: Dataset,
    case: Case,
    course: Course,
    measurement: Measurement,
    report: Report,
    when: tuple[str, Time | None],
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
    unit = term("UCUM", f"{{{name}}}" if name.endswith("score") else "%", name)
    quantity = pps.Quantity(unit=unit, value=float(score))
    return _measurement(case, course, measurement, report, when, f"printed {name} {score}", assay, quantity)


def _measurement(
    case: Case,
    course: Course,
    measurement: Measurement,
    report: Report,
    when: tuple[str, Time | None],
    printed: str,
    assay: pps.OntologyClass,
    quantity: pps.Quantity,
) -> pps.Measurement:
    label, time = when
    return pps.Measurement(
        description=_description(
            case,
            course,
            label,
            printed,
            report.time,
            report.time_printed,
            measurement.method,
            measurement.device,
            report.locator,
        ),
        assay=assay,
        value=pps.Value(quantity=quantity),
        time_observed=time_term(_course_label(case, course), time),
    )


def _actions(dataset: Dataset, case: Case, course: Course) -> Iterator[pps.MedicalAction]:
    """Yield the bone drugs, then what was done beside them and before, which may explain what followed."""
    for treatment in course.treatments:
        yield _given(dataset, case, course, treatment)
    for measure in course.co_interventions:
        yield _measure(dataset, case, course, measure)
    for exposure in course.exposures:
        if exposure.substance:
            yield _measure(dataset, case, course, exposure)


def _given(dataset: Dataset, case: Case, course: Course, given: Treatment) -> pps.MedicalAction:
    """Return a bone drug, or the procedure in the place of one, with why it ended."""
    start, end = first_time(given.start), first_time(given.end)
    description = _description(
        case,
        course,
        _PURPOSES.get(course.purpose or ""),
        f"began {start}" if start else "",
        f"after {given.follows}" if given.follows else "",
        f"ended {end}" if end and not given.duration else "",
        given.duration,
        f"dose {given.dose}" if given.dose and given.dose.schedule == "once" else "",
        given.locator,
    )
    action = pps.MedicalAction()
    if given.substance:
        action.treatment.CopyFrom(_treatment(dataset, given.substance, given.dose, description))
        if given.route:
            route = own_term(f"route {given.route}", given.route)
            action.treatment.route_of_administration.CopyFrom(route)
    else:
        code = own_term(given.procedure or "", f"{given.procedure} ({description})")
        performed = time_term(_course_label(case, course), start)
        action.procedure.CopyFrom(pps.Procedure(code=code, performed=performed))
    if given.stopped_because:
        reason = own_term("treatment stopped", given.stopped_because.rstrip("."))
        action.treatment_termination_reason.CopyFrom(reason)
    return action


def _measure(
    dataset: Dataset, case: Case, course: Course, measure: CoIntervention | Exposure
) -> pps.MedicalAction:
    by = measure.by if isinstance(measure, CoIntervention) else "before or during the pregnancy"
    lasted = f"for {measure.lasted}" if measure.lasted else ""
    description = _description(case, course, measure.what, measure.time, lasted, by, measure.locator)
    if measure.substance:
        return pps.MedicalAction(treatment=_treatment(dataset, measure.substance, measure.dose, description))
    kind = measure.kind if isinstance(measure, CoIntervention) else "exposure"
    performed = time_term(_course_label(case, course), measure.time) if measure.time else None
    return pps.MedicalAction(procedure=pps.Procedure(code=own_term(kind, description), performed=performed))


def _treatment(dataset: Dataset, substance_id: str, dose: Dose | None, description: str) -> pps.Treatment:
    """Return what was given; a treatment has no description, so the label of its agent holds it."""
    substance = dataset.vocabulary.substances[substance_id]
    label = f"{substance.name} ({description})"
    if substance.codes:
        agent = term("ATC", substance.codes[0].code, label)
    else:
        agent = own_term(f"substance-{substance.id}", label)
    intervals = [dose_interval(dataset.vocabulary, dose)] if dose else []
    return pps.Treatment(agent=agent, dose_intervals=intervals)


def _meta_data(
    packet: pps.Phenopacket, paper: Publication, case: Case, context: BuildContext
) -> pps.MetaData:
    """Return the metadata: the code systems of the packet, the paper, and when the case last changed."""
    text = json.dumps(MessageToDict(packet))
    own = CodeSystem(
        OWN_PREFIX,
        f"Terms of {context.site_name}",
        f"{context.site_url}glossary/",
        context.version,
        f"{context.site_url}glossary/#",
    )
    meta = pps.MetaData(
        created_by=context.contributors,
        phenopacket_schema_version="2.0",
        resources=[
            system.resource() for system in (*CODE_SYSTEMS, own) if f'"id": "{system.prefix}:' in text
        ],
        external_references=[
            _reference(paper),
            pps.ExternalReference(
                id=case.id,
                reference=f"{context.address}cases/{case.id}/",
                description="The case on this site, with every report of every value and its place",
            ),
        ],
    )
    if context.history and (revision := context.history.get(f"data/cases/{case.id}.yml")) and revision.when:
        created = Timestamp()
        created.FromJsonString(revision.when)
        meta.created.CopyFrom(created)
    return meta


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
