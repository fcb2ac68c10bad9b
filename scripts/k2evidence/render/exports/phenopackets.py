"""Each case as a GA4GH Phenopacket, version 2 (https://phenopacket-schema.readthedocs.io/en/2.0.0/).

Codes of other vocabularies stand only where they were verified. What has none is named in a small
vocabulary of this site, whose terms its glossary explains, so that nothing that was done is left out.
A phenopacket counts time in dates and ages; the paper counts in months after delivery, so times stand in
the descriptions. The age is that of a course, not of the last visit, and stands nowhere.
"""

import json
from collections.abc import Iterator

import phenopackets as pps
from google.protobuf.json_format import MessageToDict
from google.protobuf.timestamp_pb2 import Timestamp

from k2evidence.derive.changes import Changes
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Phase
from k2evidence.model.cases import Case, ClinicalFinding, Course, Measurement, Report, keyed_reports
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.numbers import Quantity
from k2evidence.model.vocabulary import Code
from k2evidence.render.site_file import SiteFile

OWN = "k2e"
"""Prefix of the terms of this site."""
SEXES = {"female": pps.Sex.FEMALE, "male": pps.Sex.MALE, "not reported": pps.Sex.UNKNOWN_SEX}
_UNKNOWN = "not recorded"
RESOURCES = {
    "HP": (
        "Human Phenotype Ontology",
        "https://hpo.jax.org/",
        "2025-01-16",
        "http://purl.obolibrary.org/obo/HP_",
    ),
    "LOINC": (
        "Logical Observation Identifiers Names and Codes",
        "https://loinc.org/",
        _UNKNOWN,
        "https://loinc.org/",
    ),
    "UCUM": ("Unified Code for Units of Measure", "https://ucum.org/", _UNKNOWN, "https://ucum.org/"),
    "ATC": (
        "Anatomical Therapeutic Chemical classification",
        "https://www.whocc.no/atc_ddd_index/",
        _UNKNOWN,
        "https://www.whocc.no/atc_ddd_index/?code=",
    ),
}
"""Each vocabulary that is drawn on: its name, its address, the release read, how its terms resolve."""


def render_phenopackets(dataset: Dataset, changes: Changes, context: BuildContext) -> Iterator[SiteFile]:
    """Yield `data/phenopackets/<case-id>.json` for each case."""
    for case in dataset.cases.values():
        packet = _packet(dataset, case, changes, context)
        # Without indentation: several times faster to write.
        text = json.dumps(MessageToDict(packet), separators=(",", ":"), ensure_ascii=False)
        yield SiteFile(f"data/phenopackets/{case.id}.json", f"{text}\n")


def _packet(dataset: Dataset, case: Case, changes: Changes, context: BuildContext) -> pps.Phenopacket:
    packet = pps.Phenopacket(
        id=case.id,
        subject=pps.Individual(id=case.id, sex=SEXES[case.sex]),
        phenotypic_features=[
            _feature(dataset, case, course, finding)
            for course in case.courses
            for finding in course.findings
            if finding.feature
        ],
        measurements=[
            measured
            for course in case.courses
            for measurement in course.measurements
            # A report without a number says nothing that can be coded.
            for key, report in keyed_reports(case, course, measurement)
            if key in changes.chosen and report.value is not None
            for measured in _measurements(dataset, case, course, measurement, key.phase, report)
        ],
        medical_actions=[
            action for course in case.courses for action in _actions(dataset, case, course)
        ],
    )  # fmt: skip
    packet.meta_data.CopyFrom(_meta_data(packet, dataset.papers[case.paper], case, context))
    return packet


def _term(prefix: str, code: str, label: str) -> pps.OntologyClass:
    return pps.OntologyClass(id=f"{prefix}:{code}", label=label)


def _coded(code: Code) -> pps.OntologyClass:
    """Return a code that brings its prefix along, as those of HPO do."""
    return pps.OntologyClass(id=code.code, label=code.label)


def _said(case: Case, course: Course, *parts: object) -> str:
    """Return a description: the course, where a patient has several, then what is told of it."""
    first = (course.label,) if len(case.courses) > 1 else ()
    return "; ".join(str(part).rstrip(".") for part in (*first, *parts) if part)


def _feature(dataset: Dataset, case: Case, course: Course, finding: ClinicalFinding) -> pps.PhenotypicFeature:
    feature = dataset.vocabulary.features[finding.feature or ""]
    levels = ""
    if finding.feature == "vertebral-fracture":
        named = dict.fromkeys(level for report in course.fractures for level in report.levels)
        levels = f"Vertebrae named: {', '.join(named)}" if named else ""
    return pps.PhenotypicFeature(
        description=_said(case, course, finding.what, finding.time, levels, finding.locator),
        type=_coded(feature.code),
        modifiers=[_coded(code) for code in feature.modifiers],
    )


def _measurements(
    dataset: Dataset, case: Case, course: Course, measurement: Measurement, phase: Phase, report: Report
) -> Iterator[pps.Measurement]:
    """Yield a value, and the T-score printed with it."""
    vocabulary = dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    unit = vocabulary.unit(form.unit or "")

    def said(printed: str) -> str:
        return _said(case, course, f"{phase} treatment", f"printed {printed}", report.time, report.locator)

    own = measurement.analyte + (f"-{measurement.specimen}" if measurement.specimen else "")
    assay = _term("LOINC", form.loinc.code, form.loinc.label) if form.loinc else _term(OWN, own, form.name)
    quantity = pps.Quantity(
        unit=_term("UCUM", unit.ucum, unit.name) if unit.ucum else _term(OWN, unit.id, unit.name),
        value=float(report.value or 0),
    )
    if report.range:
        quantity.reference_range.CopyFrom(
            pps.ReferenceRange(unit=quantity.unit, low=float(report.range.low), high=float(report.range.high))
        )
    printed = said(f"{report.token} {report.unit_printed}")
    yield pps.Measurement(description=printed, assay=assay, value=pps.Value(quantity=quantity))
    if report.t_score is not None:
        code = form.loinc_t_score
        yield pps.Measurement(
            description=said(f"T-score {report.t_score}"),
            assay=_term("LOINC", code.code, code.label) if code else _term(OWN, f"{own}-t-score", "T-score"),
            value=pps.Value(
                quantity=pps.Quantity(unit=_term("UCUM", "{T-score}", "T-score"), value=float(report.t_score))
            ),
        )


def _actions(dataset: Dataset, case: Case, course: Course) -> Iterator[pps.MedicalAction]:
    """Yield the vitamin K2, then whatever else was done, which may explain what followed as well."""
    given = course.treatment
    purpose = "given to treat" if course.purpose == "treatment" else "given to prevent"
    began = next((report.time for report in course.treatment_start if report.time), None)
    said = _said(case, course, purpose, f"began {began}" if began else "", given.duration, given.locator)
    yield pps.MedicalAction(treatment=_treatment(dataset, given.substance, given.dose, said))
    for measure in course.co_interventions:
        told = _said(case, course, measure.what, measure.time, measure.by, measure.locator)
        if measure.substance:
            yield pps.MedicalAction(treatment=_treatment(dataset, measure.substance, measure.dose, told))
        else:
            code = _term(OWN, measure.kind, told)
            yield pps.MedicalAction(procedure=pps.Procedure(code=code))


def _treatment(dataset: Dataset, substance: str, dose: Quantity | None, said: str) -> pps.Treatment:
    """Return what was given. The schema has no place for words here, so they stand in the agent's label."""
    known = dataset.vocabulary.substances[substance]
    agent = _term("ATC", known.codes[0].code, "") if known.codes else _term(OWN, f"substance-{known.id}", "")
    agent.label = f"{known.name} ({said})"
    if dose is None:
        return pps.Treatment(agent=agent)
    unit = dataset.vocabulary.unit(dose.unit)
    return pps.Treatment(
        agent=agent,
        dose_intervals=[
            pps.DoseInterval(
                quantity=pps.Quantity(
                    unit=_term("UCUM", unit.ucum, unit.name) if unit.ucum else _term(OWN, unit.id, unit.name),
                    value=float(dose.value),
                ),
                # The paper tells the amount of a day, not in how many doses.
                schedule_frequency=_term(
                    OWN, "daily-amount", "amount of a day; number of doses not reported"
                ),
            )
        ],
    )


def _meta_data(packet: pps.Phenopacket, paper: Paper, case: Case, context: BuildContext) -> pps.MetaData:
    used = json.dumps(MessageToDict(packet))
    resources = [
        pps.Resource(
            id=prefix.lower(), name=name, url=url, version=version, namespace_prefix=prefix, iri_prefix=iri
        )
        for prefix, (name, url, version, iri) in RESOURCES.items()
        if f'"id": "{prefix}:' in used
    ]
    own = pps.Resource(
        id=OWN,
        name=f"Terms of {context.site_name}",
        url=f"{context.site_url}glossary/",
        version=context.version,
        namespace_prefix=OWN,
        iri_prefix=f"{context.site_url}glossary/#",
    )
    meta = pps.MetaData(
        created_by=context.contributors,
        phenopacket_schema_version="2.0",
        resources=[*resources, *([own] if f'"id": "{OWN}:' in used else [])],
        external_references=[
            pps.ExternalReference(
                id=f"DOI:{paper.doi}", reference=f"https://doi.org/{paper.doi}", description=paper.title
            ),
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
