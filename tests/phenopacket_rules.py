"""What the JSON Schema of phenopacket-tools asks of a phenopacket, as far as this site writes one.

Written down from its version of June 2026 (https://github.com/phenopackets/phenopacket-tools), which is
stricter than the messages themselves: it names what is required, and knows no field besides.
"""

from typing import Any

from jsonschema import Draft202012Validator


def _object(required: str, optional: str = "", **parts: Any) -> dict[str, Any]:
    """Return the schema of an object; fields without a part of their own are texts."""
    names = f"{required} {optional}".split()
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": {name: parts.get(name, {"type": "string"}) for name in names},
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_NUMBER = {"type": "number"}
_TERM = _object("id label") | {"properties": {"id": {"type": "string"}, "label": {"minLength": 1}}}
_TIME = _object("ontologyClass", ontologyClass=_TERM)
_REFERENCE = _object("", "id reference description")
_EVIDENCE = _object("evidenceCode", "reference", evidenceCode=_TERM, reference=_REFERENCE)
_RANGE = _object("unit low high", unit=_TERM, low=_NUMBER, high=_NUMBER)
_QUANTITY = _object("unit value", "referenceRange", unit=_TERM, value=_NUMBER, referenceRange=_RANGE)
_FEATURE = _object(
    "type",
    "excluded modifiers onset evidence",
    type=_TERM,
    excluded={"type": "boolean"},
    modifiers=_list(_TERM),
    onset=_TIME,
    evidence=_list(_EVIDENCE),
)
_MEASUREMENT = _object(
    "assay value",
    "description timeObserved",
    assay=_TERM,
    value=_object("quantity", quantity=_QUANTITY),
    timeObserved=_TIME,
)
_INTERVAL = _object(
    "quantity scheduleFrequency interval",
    quantity=_QUANTITY,
    scheduleFrequency=_TERM,
    interval=_object("start end"),
)
_TREATMENT = _object(
    "agent",
    "routeOfAdministration doseIntervals drugType",
    agent=_TERM,
    routeOfAdministration=_TERM,
    doseIntervals=_list(_INTERVAL),
    drugType={"enum": ["UNKNOWN_DRUG_TYPE"]},
)
_ACTION = _object(
    "",
    "procedure treatment treatmentIntent treatmentTerminationReason",
    procedure=_object("code", "performed", code=_TERM, performed=_TIME),
    treatment=_TREATMENT,
    treatmentIntent=_TERM,
    treatmentTerminationReason=_TERM,
) | {"oneOf": [{"required": ["procedure"]}, {"required": ["treatment"]}]}
_META_DATA = _object(
    "created createdBy phenopacketSchemaVersion",
    "resources externalReferences",
    resources=_list(_object("id name url version namespacePrefix iriPrefix")) | {"minItems": 1},
    externalReferences=_list(_REFERENCE),
)

PHENOPACKET = Draft202012Validator(
    _object(
        "id metaData",
        "subject phenotypicFeatures measurements medicalActions",
        metaData=_META_DATA,
        subject=_object("id", "sex karyotypicSex"),
        phenotypicFeatures=_list(_FEATURE),
        measurements=_list(_MEASUREMENT),
        medicalActions=_list(_ACTION),
    )
)
