"""The exports hold any published case: several treatments or none, many visits, scores alone, no age."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import phenopackets
import pytest
from frictionless import validate
from google.protobuf.json_format import Parse
from jsonschema import Draft202012Validator
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.render.exports.phenopacket_terms import worded_term
from k2evidence.render.exports.treatment_tables import treatment_order
from k2evidence.render.site_file import SiteFile

from .conftest import CORPUS
from .exported import Row, exports_of, rows

SEVERAL_DRUGS = """\
# yaml-language-server: $schema=../../../data/schema/cases.json
# Nothing in it is true.
id: nomura-romosozumab-the-patient
paper: nomura-romosozumab
label: The patient
sex: female
history:
  - {kind: family, what: A parent had osteoporosis., locator: page 1}
courses:
  - id: first-delivery
    label: First delivery
    purpose: treatment
    birth:
      - {reported_in: text, mode: vaginal, children: 2, gestation: 38 weeks, locator: page 1}
    breast_feeding:
      - {reported_in: text, lasted: 18 months, locator: page 1}
    later_pregnancies:
      - {what: Another child was born., time: 4 years after delivery, locator: page 3}
    exposures:
      - {what: Enoxaparin in the pregnancy., substance: enoxaparin, dose: 40 mg/day,
         lasted: 8 months, locator: page 1}
      - {what: Smoked., locator: page 1}
    treatments:
      - id: denosumab
        substance: denosumab
        dose: 60 mg every 6 months
        route: subcutaneous
        start:
          - {reported_in: text, time: 26 months after delivery, locator: page 2}
        locator: page 2
      - id: teriparatide
        substance: teriparatide
        dose: 20 ug/day
        start:
          - {reported_in: text, time: 2 months after delivery, locator: page 2}
        end:
          - {reported_in: text, time: 2 years after start of teriparatide, locator: page 2}
        stopped_because: Nausea.
        locator: page 2
      - id: zoledronic-acid
        substance: zoledronic-acid
        dose: 5 mg once
        start:
          - {reported_in: text, time: 50 months after delivery, locator: page 3}
        locator: page 3
      - id: operation
        procedure: kyphoplasty
        start:
          - {reported_in: text, time: 2 months after delivery, locator: page 2}
        locator: page 2
    fractures:
      - {reported_in: text, number: 6, locator: page 1}
      - {reported_in: text, bone: femoral neck, side: left, severity: displaced, method: MRI, locator: page 1}
      - {reported_in: text, levels: [T8], new: true, time: 1 year after delivery, locator: page 2}
    findings:
      - {kind: symptom, what: Back pain began., time: 1 month after delivery,
         feature: back-pain, locator: page 1}
      - {kind: symptom, what: Back pain again reported., time: 1 month after delivery,
         feature: back-pain, locator: page 2}
    measurements:
      - analyte: bmd-lumbar-spine
        method: DXA
        device: Lunar
        visits:
          - reports:
              - {reported_in: text, value: 0.757, unit_printed: g/cm2, z_score: -1.9,
                 time_printed: the latest scan, time: 40 months after delivery, locator: page 2}
          - reports:
              - {reported_in: text, value: 0.615, unit_printed: g/cm2, t_score: -4.0,
                 z_score: -3.9, time: 1 month after delivery, locator: page 2}
          - reports:
              - {reported_in: text, value: 0.829, unit_printed: g/cm2,
                 time: 2 years after start of teriparatide, locator: page 2}
      - analyte: bmd-total-hip
        visits:
          - reports:
              - {reported_in: text, t_score: -3.3, locator: page 2}
          - reports:
              - {reported_in: text, percent_change: 11.2, time: 2 years after start of teriparatide,
                 locator: page 2}
    co_interventions:
      - {kind: vitamin D, what: Vitamin D., substance: cholecalciferol, dose: 2000 IU/day, locator: page 2}
    outcomes:
      - {kind: height, what: Height lost., value: 2, unit: cm, time: 1 year after delivery, locator: page 2}
      - {kind: pain, what: Pain left., value: 3, scale: "visual analogue scale, 0 to 10", locator: page 2}
  - id: second-delivery
    label: Second delivery
    no_bone_drug: {what: No bone drug was given., locator: page 3}
    delivery:
      - {reported_in: text, status: not-available, locator: page 3}
    findings:
      - {kind: symptom, what: Back pain came back., feature: back-pain, locator: page 3}
"""
"""One woman of a study of the corpus of which an abstract was read."""


def with_case(folder: Path, text: str = SEVERAL_DRUGS) -> Dataset:
    """Return the corpus with one more case."""
    name = text.partition("\nid: ")[2].partition("\n")[0]
    for source in CORPUS.rglob("*.yml"):
        target = folder / source.relative_to(CORPUS)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (folder / "cases" / f"{name}.yml").write_text(text, encoding="utf-8")
    return load_dataset(folder)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SiteFile]:
    """The exports of the corpus with that woman."""
    return exports_of(with_case(tmp_path_factory.mktemp("any-case")))


def of_her(files: Mapping[str, SiteFile], name: str, course: str = "first-delivery") -> list[Row]:
    """Return her rows of a table, of one course."""
    return [
        row
        for row in rows(files, name)
        if row["case_id"] == "nomura-romosozumab-the-patient" and row.get("course_id", course) == course
    ]


def cells(found: list[Row], *names: str) -> list[tuple[str, ...]]:
    """Return some columns of rows."""
    return [tuple(row[name] for name in names) for row in found]


def test_all_tables_and_the_json_are_valid(files: Mapping[str, SiteFile], tmp_path: Path) -> None:
    """By the data package and the JSON Schema published beside them."""
    for uri, file in files.items():
        path = tmp_path / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.bytes)
    report = validate(str(tmp_path / "data/datapackage.json"))
    assert report.flatten(["rowNumber", "fieldName", "type", "note"]) == []
    everything = json.loads(files["data/evidence.json"].content)
    schema = json.loads(files["data/evidence.schema.json"].content)
    assert list(Draft202012Validator(schema).iter_errors(everything)) == []
    [case] = [case for case in everything["cases"] if case["paper"] == "nomura-romosozumab"]
    assert case["courses"][0]["treatments"][0]["dose"] == "60 mg every 6 months"


def test_a_study_with_cases_is_one_publication_with_one_id(files: Mapping[str, SiteFile]) -> None:
    """It is among the publications that cases come from, under the id that it has among the studies."""
    found = [row for row in rows(files, "papers") if row["paper_id"] == "nomura-romosozumab"]
    assert cells(found, "record", "cases") == [("study", "1")]
    assert [row["study_id"] for row in rows(files, "studies")].count("nomura-romosozumab") == 1


def test_a_course_with_several_treatments_has_no_single_dose(files: Mapping[str, SiteFile]) -> None:
    """Its drugs are joined; dose, start and duration are those of one treatment and stay empty."""
    names = ("drug", "dose", "dose_unit", "treatment_start", "duration", "treatments", "no_bone_drug", "age")
    assert cells(of_her(files, "courses"), *names) == [
        ("denosumab;teriparatide;zoledronic-acid", "", "", "", "", "4", "", "")
    ]
    [row] = of_her(files, "courses")
    assert row["drug_classes"] == "denosumab;teriparatide;bisphosphonate;other drug"
    assert (row["breast_feeding"], row["later_pregnancies"]) == ("18 months", "Another child was born")
    assert row["exposures"] == "Enoxaparin in the pregnancy 40 mg/day; Smoked"


def test_that_no_bone_drug_was_given_is_true_only_where_the_source_says_so(
    files: Mapping[str, SiteFile],
) -> None:
    """Elsewhere the cell is empty."""
    names = ("drug", "purpose", "treatments", "no_bone_drug", "parity", "locator")
    assert cells(of_her(files, "courses", "second-delivery"), *names) == [("", "", "0", "true", "", "page 3")]


def test_treatments_have_their_place_in_time_and_their_schedule(files: Mapping[str, SiteFile]) -> None:
    """1 and the number of those that began earlier."""
    names = ("treatment_id", "order", "dose", "dose_unit", "schedule", "start_value", "drug_class")
    assert cells(of_her(files, "treatments"), *names) == [
        ("denosumab", "3", "60", "mg every 6 months", "every 6 months", "26", "denosumab"),
        ("teriparatide", "1", "20", "ug/day", "/day", "2", "teriparatide"),
        ("zoledronic-acid", "4", "5", "mg once", "once", "50", "bisphosphonate"),
        ("operation", "1", "", "", "", "2", "other drug"),
    ]
    assert of_her(files, "treatments")[1]["end_origin"] == "start-of-teriparatide"


def test_a_treatment_without_a_known_start_has_no_place(tmp_path: Path) -> None:
    """Nor does anything count it as earlier."""
    first, second = (
        "        start:\n          - {reported_in: text, time: 26 months after delivery, locator: page 2}\n",
        "        start:\n          - {reported_in: text, time: 50 months after delivery, locator: page 3}\n",
    )
    case = with_case(tmp_path, SEVERAL_DRUGS.replace(first, "").replace(second, "")).cases[
        "nomura-romosozumab-the-patient"
    ]
    assert treatment_order(case.courses[0]) == {}


def test_the_order_of_treatments_follows_from_dates_and_from_words(corpus_dataset: Dataset) -> None:
    """One that replaced another is later than it; what is not reported is not counted."""
    [course] = corpus_dataset.cases["example-2021-seven-treatments"].courses
    assert treatment_order(course) == {
        "calcitonin": 1,
        "risedronate": 2,
        "alfacalcidol": 2,
        "denosumab": 3,
        "romosozumab": 4,
        "vibration": 5,
        "menatetrenone": 4,
    }


def test_visits_are_numbered_in_the_order_of_time(files: Mapping[str, SiteFile]) -> None:
    """Whatever their order in the file; changes name the visits between which they lie."""
    spine = [row for row in of_her(files, "measurements") if row["analyte"] == "bmd-lumbar-spine"]
    names = ("visit", "value", "phase", "z_score", "time_printed", "method", "device")
    assert cells(spine, *names) == [
        ("1", "0.615", "", "-3.9", "", "DXA", "Lunar"),
        ("2", "0.829", "", "", "", "DXA", "Lunar"),
        ("3", "0.757", "", "-1.9", "the latest scan", "DXA", "Lunar"),
    ]
    visits = [row for row in of_her(files, "visits") if row["analyte"] == "bmd-lumbar-spine"]
    assert cells(visits, "visit", "label", "phase", "months_low", "is_baseline") == [
        ("1", "", "before", "1", "true"),
        ("2", "", "after", "26", "false"),
        ("3", "", "after", "40", "false"),
    ]
    changes = {
        (row["from_visit"], row["to_visit"], row["from_value"], row["to_value"])
        for row in of_her(files, "changes")
    }
    assert changes == {("1", "2", "0.615", "0.829"), ("1", "3", "0.615", "0.757")}


def test_scores_and_changes_be_without_a_value(files: Mapping[str, SiteFile]) -> None:
    """A change that only the source computed has a table of its own."""
    hip = [row for row in of_her(files, "measurements") if row["analyte"] == "bmd-total-hip"]
    assert sorted(cells(hip, "status", "value", "t_score", "percent_change")) == [
        ("reported", "", "", "11.2"),
        ("reported", "", "-3.3", ""),
    ]
    [change] = of_her(files, "printed-changes")
    assert (change["percent_change"], change["time_origin"]) == ("11.2", "start-of-teriparatide")


def test_fractures_are_listed_by_bone_or_number_where_no_level_is_reported(
    files: Mapping[str, SiteFile],
) -> None:
    """The vertebra is empty there; new fractures have their time."""
    names = ("vertebra", "bone", "side", "number", "severity", "new", "time_value", "status")
    assert cells(of_her(files, "fractures"), *names) == [
        ("", "", "", "6", "", "false", "", "reported"),
        ("", "femoral neck", "left", "", "displaced", "false", "", "reported"),
        ("T8", "", "", "", "", "true", "1", "reported"),
    ]


def test_births_exposures_outcomes_and_history_have_tables(files: Mapping[str, SiteFile]) -> None:
    """With numbers in columns of their own."""
    births = of_her(files, "births")
    assert cells(births, "kind", "children", "lasted_value", "lasted_unit", "time_value") == [
        ("birth", "2", "38", "week", ""),
        ("breast-feeding", "", "18", "month", ""),
        ("later-pregnancy", "", "", "", "4"),
    ]
    assert cells(of_her(files, "exposures"), "substance", "dose", "dose_unit", "lasted_value") == [
        ("enoxaparin", "40", "mg/day", "8"),
        ("", "", "", ""),
    ]
    assert cells(of_her(files, "co-interventions"), "kind", "dose_unit") == [("vitamin D", "IU/day")]
    assert cells(of_her(files, "outcomes"), "kind", "value", "unit", "scale") == [
        ("height", "2", "cm", ""),
        ("pain", "3", "", "visual analogue scale, 0 to 10"),
    ]
    assert cells(of_her(files, "history"), "kind", "what") == [("family", "A parent had osteoporosis.")]


def test_what_was_not_read_is_not_called_not_reported(files: Mapping[str, SiteFile]) -> None:
    """Four ways to be missing stay apart; of a publication that was not read whole, silence is not seen."""
    ways = {
        (row["course_id"], row["fact"], row["treatment_id"]): row["how"]
        for course in ("first-delivery", "second-delivery")
        for row in of_her(files, "missing", course)
    }
    assert ways["first-delivery", "age", ""] == "not seen"
    assert ways["first-delivery", "dose", "operation"] == "not applicable"
    assert ways["first-delivery", "duration", "denosumab"] == "not seen"
    assert ways["second-delivery", "delivery", ""] == "not available"
    assert ways["second-delivery", "dose", ""] == "not applicable"
    assert "not reported" not in ways.values()
    reported = {"birth", "breast_feeding", "exposures", "new_fractures", "pain", "later_pregnancies"}
    assert {fact for course, fact, _ in ways if course == "first-delivery"} & reported == set()
    whole = {row["how"] for row in rows(files, "missing") if row["case_id"] == "tsuchie-2012-case-1"}
    assert whole == {"not reported"}


@pytest.fixture(scope="module")
def packet(files: Mapping[str, SiteFile]) -> Any:
    """Her phenopacket, as the official library reads it."""
    content = str(files["data/phenopackets/nomura-romosozumab-the-patient.json"].content)
    return Parse(content, phenopackets.Phenopacket())


def test_a_dose_is_once_and_in_words(packet: Any) -> None:
    """A dose interval would need the dates of its ends, which no paper prints; none is made up."""
    assert [action for action in packet.medical_actions if action.treatment.dose_intervals] == []
    reported = [reference.description for reference in packet.meta_data.external_references]
    for dose in ("60 mg every 6 months", "20 ug/day", "5 mg once", "2000 IU/day", "40 mg/day"):
        assert sum(dose in words for words in reported) == 1, dose


def test_what_a_source_says_of_an_action_is_an_external_reference(packet: Any) -> None:
    """One for each, in their order, named by its number; codes keep one label."""
    [_, _, *reported] = packet.meta_data.external_references
    assert [reference.id for reference in reported] == [
        f"nomura-romosozumab-the-patient-action-{number}"
        for number, _ in enumerate(packet.medical_actions, 1)
    ]
    assert reported[0].description.startswith("First delivery; denosumab; 60 mg every 6 months; subcutaneous")
    assert "stopped: Nausea" in reported[1].description


def test_each_treatment_is_a_medical_action(packet: Any) -> None:
    """Drugs, the procedure, the supplement and the exposure to a medicine, with route and reason to stop."""
    actions = packet.medical_actions
    agents = [action.treatment.agent.id for action in actions if action.HasField("treatment")]
    assert agents == [
        "k2e:substance-denosumab",
        "k2e:substance-teriparatide",
        "k2e:substance-zoledronic-acid",
        "k2e:substance-cholecalciferol",
        "k2e:substance-enoxaparin",
    ]
    assert [action.procedure.code.id for action in actions if action.HasField("procedure")] == [
        "k2ecase:nomura-romosozumab-the-patient-procedure-kyphoplasty"
    ]
    assert actions[0].treatment.route_of_administration.label == "subcutaneous"
    assert actions[1].treatment_termination_reason.id == "k2e:treatment-stopped"
    assert actions[0].treatment_intent.id == "k2e:intent-treatment"


def test_every_visit_and_score_is_in_the_phenopacket(packet: Any) -> None:
    """Each with its time; a change in percent is no value of bone density."""
    found = [
        (
            measured.assay.id,
            round(measured.value.quantity.value, 3),
            measured.time_observed.ontology_class.label.removeprefix("First delivery; "),
        )
        for measured in packet.measurements
    ]
    assert sorted(found) == sorted(
        [
            ("LOINC:24966-4", 0.615, "1 month after delivery"),
            ("LOINC:38267-1", -4.0, "1 month after delivery"),
            ("k2e:bmd-lumbar-spine-z-score", -3.9, "1 month after delivery"),
            ("LOINC:24966-4", 0.829, "2 years after start of teriparatide"),
            ("LOINC:24966-4", 0.757, "40 months after delivery"),
            ("k2e:bmd-lumbar-spine-z-score", -1.9, "40 months after delivery"),
            ("k2e:bmd-total-hip-t-score", -3.3, "First delivery"),
        ]
    )


def test_no_feature_is_there_twice_with_one_onset(packet: Any) -> None:
    """Two reports of one onset are one feature; another course has its own."""
    found = [(feature.type.id, feature.onset.ontology_class.label) for feature in packet.phenotypic_features]
    assert found == [
        ("HP:0003418", "First delivery; 1 month after delivery"),
        ("HP:0002953", "First delivery"),
        ("k2ecase:nomura-romosozumab-the-patient-fracture-left-femoral-neck", "First delivery"),
        ("k2ecase:nomura-romosozumab-the-patient-exposure-smoked", "First delivery"),
        ("HP:0003418", "Second delivery"),
    ]


def test_a_phenopacket_of_other_drugs_does_not_speak_of_vitamin_k2(files: Mapping[str, SiteFile]) -> None:
    """Nor does it need an age, or a DOI of the publication."""
    content = str(files["data/phenopackets/nomura-romosozumab-the-patient.json"].content)
    assert "vitamin K2" not in content
    assert "menatetrenone" not in content


RECOMMENDED = """    delivery:
      - {reported_in: text, order: 2, gravida: 3, para: 1, locator: page 1}
    age:
      - {reported_in: text, status: qualitative, printed: young, locator: page 1}
    co_interventions:
      - {kind: calcium, what: Calcium., substance: calcium-carbonate, advised: true, locator: page 2}
"""


def test_what_was_only_recommended_says_so(tmp_path: Path) -> None:
    """In the tables and in the phenopacket; ages in words and parity are as printed."""
    case = SEVERAL_DRUGS.replace("    co_interventions:\n", RECOMMENDED).replace(
        "- {kind: pain, what: Pain left.,", "- {kind: pain, what: Pain left., phase: before,"
    )
    files = exports_of(with_case(tmp_path, case))
    assert [row["advised"] for row in of_her(files, "co-interventions")] == ["true", "false"]
    names = ("advised", "age", "age_printed", "gravida", "para")
    assert cells(of_her(files, "courses"), *names) == [("Calcium", "", "young", "3", "1")]
    assert [row["phase"] for row in of_her(files, "outcomes")] == ["", "before"]
    assert ("pain", "not seen") in cells(of_her(files, "missing"), "fact", "how")
    packet = str(files["data/phenopackets/nomura-romosozumab-the-patient.json"].content)
    assert "Calcium; only recommended" in packet


def test_words_of_a_source_are_the_label_of_their_term() -> None:
    """Capitals stay; two texts that differ only in signs are two codes."""
    one, other = (
        worded_term("case", "exposure", words) for words in ("An SSRI, formerly.", "An ssri formerly")
    )
    assert (one.label, other.label) == ("Exposure: An SSRI, formerly", "Exposure: An ssri formerly")
    assert one.id.startswith("k2ecase:case-exposure-an-ssri-formerly-")
    assert other.id == "k2ecase:case-exposure-an-ssri-formerly"


@pytest.mark.parametrize(("printed", "unit"), [("mg/dL", "mg/dL"), ("mmol/L", "mmol/L"), ("not printed", "")])
def test_a_value_names_the_unit_that_it_is_in(tmp_path: Path, printed: str, unit: str) -> None:
    """The one of this site only where the printed one is read as it."""
    calcium = f"""      - analyte: calcium
        specimen: serum
        visits:
          - reports: [{{reported_in: text, value: 2.4, unit_printed: {printed}, locator: page 2}}]
"""
    case = SEVERAL_DRUGS.replace("    co_interventions:\n", f"{calcium}    co_interventions:\n")
    found = of_her(exports_of(with_case(tmp_path, case)), "measurements")
    assert [row["unit"] for row in found if row["analyte"] == "calcium"] == [unit]
