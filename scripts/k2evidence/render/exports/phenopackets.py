"""Each case as a GA4GH Phenopacket, version 2 (https://phenopacket-schema.readthedocs.io/en/2.0.0/).

A code of another vocabulary is used only if it was verified. Everything else gets a term of this site,
with the prefix `k2e`, which the glossary explains, so that nothing that was done is left out. Phenopackets
express time as dates and ages; papers count months after delivery, so times are given in the descriptions.
The age is left out: it is that of a course, not of the last visit.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

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
from k2evidence.model.vocabulary import Code, Unit
from k2evidence.render.site_file import SiteFile

OWN_PREFIX = "k2e"
"""Prefix of the terms of this site."""
SEXES = {"female": pps.Sex.FEMALE, "male": pps.Sex.MALE, "not reported": pps.Sex.UNKNOWN_SEX}
_UNKNOWN = "not recorded"


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A vocabulary of codes: its prefix, name and address, its version, and the IRI that codes resolve at."""

    prefix: str
    name: str
    url: str
    version: str
    iri_prefix: str

    def resource(self) -> pps.Resource:
        """Return it as the metadata of a phenopacket describe it."""
        return pps.Resource(
            id=self.prefix.lower(),
            name=self.name,
            url=self.url,
            version=self.version,
            namespace_prefix=self.prefix,
            iri_prefix=self.iri_prefix,
        )


CODE_SYSTEMS = (
    CodeSystem(
        "HP",
        "Human Phenotype Ontology",
        "https://hpo.jax.org/",
        "2025-01-16",
        "http://purl.obolibrary.org/obo/HP_",
    ),
    CodeSystem(
        "LOINC",
        "Logical Observation Identifiers Names and Codes",
        "https://loinc.org/",
        _UNKNOWN,
        "https://loinc.org/",
    ),
    CodeSystem(
        "UCUM", "Unified Code for Units of Measure", "https://ucum.org/", _UNKNOWN, "https://ucum.org/"
    ),
    CodeSystem(
        "ATC",
        "Anatomical Therapeutic Chemical classification",
        "https://www.whocc.no/atc_ddd_index/",
        _UNKNOWN,
        "https://www.whocc.no/atc_ddd_index/?code=",
    ),
)
"""The vocabularies whose codes are used, beside the terms of this site."""


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
    """Return a code that already includes its prefix, as those of HPO do."""
    return pps.OntologyClass(id=code.code, label=code.label)


def _description(case: Case, course: Course, *parts: object) -> str:
    """Return parts as one description, which begins with the course if the patient has several."""
    label = (course.label,) if len(case.courses) > 1 else ()
    return "; ".join(str(part).rstrip(".") for part in (*label, *parts) if part)


def _unit(unit: Unit) -> pps.OntologyClass:
    """Return a unit by its UCUM code, if it has a verified one."""
    return _term("UCUM", unit.ucum, unit.name) if unit.ucum else _term(OWN_PREFIX, unit.id, unit.name)


def _feature(dataset: Dataset, case: Case, course: Course, finding: ClinicalFinding) -> pps.PhenotypicFeature:
    feature = dataset.vocabulary.features[finding.feature or ""]
    levels = ""
    if finding.feature == "vertebral-fracture":
        named = dict.fromkeys(level for report in course.fractures for level in report.levels)
        levels = f"Vertebrae named: {', '.join(named)}" if named else ""
    return pps.PhenotypicFeature(
        description=_description(case, course, finding.what, finding.time, levels, finding.locator),
        type=_coded(feature.code),
        modifiers=[_coded(code) for code in feature.modifiers],
    )


def _measurements(
    dataset: Dataset, case: Case, course: Course, measurement: Measurement, phase: Phase, report: Report
) -> Iterator[pps.Measurement]:
    """Yield the measurement of a report that has a number, and that of a T-score printed with it."""
    vocabulary = dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    unit = vocabulary.unit(form.unit or "")

    def description(printed: str) -> str:
        when = f"{phase} treatment"
        return _description(case, course, when, f"printed {printed}", report.time, report.locator)

    own_term = measurement.analyte + (f"-{measurement.specimen}" if measurement.specimen else "")
    assay = (
        _term("LOINC", form.loinc.code, form.loinc.label)
        if form.loinc
        else _term(OWN_PREFIX, own_term, form.name)
    )
    quantity = pps.Quantity(unit=_unit(unit), value=float(report.value or 0))
    if report.range:
        quantity.reference_range.CopyFrom(
            pps.ReferenceRange(unit=quantity.unit, low=float(report.range.low), high=float(report.range.high))
        )
    yield pps.Measurement(
        description=description(f"{report.token} {report.unit_printed}"),
        assay=assay,
        value=pps.Value(quantity=quantity),
    )
    if report.t_score is not None:
        code = form.loinc_t_score
        yield pps.Measurement(
            description=description(f"T-score {report.t_score}"),
            assay=_term("LOINC", code.code, code.label)
            if code
            else _term(OWN_PREFIX, f"{own_term}-t-score", "T-score"),
            value=pps.Value(
                quantity=pps.Quantity(unit=_term("UCUM", "{T-score}", "T-score"), value=float(report.t_score))
            ),
        )


def _actions(dataset: Dataset, case: Case, course: Course) -> Iterator[pps.MedicalAction]:
    """Yield the vitamin K2, then the co-interventions, which may explain what followed as well."""
    given = course.treatment
    purpose = "given to treat" if course.purpose == "treatment" else "given to prevent"
    start = next((report.time for report in course.treatment_start if report.time), None)
    description = _description(
        case, course, purpose, f"began {start}" if start else "", given.duration, given.locator
    )
    yield pps.MedicalAction(treatment=_treatment(dataset, given.substance, given.dose, description))
    for measure in course.co_interventions:
        description = _description(case, course, measure.what, measure.time, measure.by, measure.locator)
        if measure.substance:
            treatment = _treatment(dataset, measure.substance, measure.dose, description)
            yield pps.MedicalAction(treatment=treatment)
        else:
            code = _term(OWN_PREFIX, measure.kind, description)
            yield pps.MedicalAction(procedure=pps.Procedure(code=code))


def _treatment(dataset: Dataset, substance_id: str, dose: Quantity | None, description: str) -> pps.Treatment:
    """Return what was given; a treatment has no description, so the label of its agent holds it."""
    substance = dataset.vocabulary.substances[substance_id]
    label = f"{substance.name} ({description})"
    if substance.codes:
        agent = _term("ATC", substance.codes[0].code, label)
    else:
        agent = _term(OWN_PREFIX, f"substance-{substance.id}", label)
    if dose is None:
        return pps.Treatment(agent=agent)
    return pps.Treatment(
        agent=agent,
        dose_intervals=[
            pps.DoseInterval(
                quantity=pps.Quantity(
                    unit=_unit(dataset.vocabulary.unit(dose.unit)),
                    value=float(dose.value),
                ),
                # The paper reports the daily amount, not the number of doses.
                schedule_frequency=_term(
                    OWN_PREFIX, "daily-amount", "amount of a day; number of doses not reported"
                ),
            )
        ],
    )


def _meta_data(packet: pps.Phenopacket, paper: Paper, case: Case, context: BuildContext) -> pps.MetaData:
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
