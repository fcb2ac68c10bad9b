"""Generates synthetic cases for benchmarks and tests: as varied as real ones, valid, and true of nobody.

Every name, title and locator says that it is synthetic. A case depends on its number
alone, so that two corpora of different sizes share their first cases.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import yaml

PREFIX = "synthetic-"
"""Prefix of the id of every synthetic paper and case."""
PAPER = "page 1"
NUMBERS = {
    "bmd-lumbar-spine": (0.45, 1.05, 3, "g/cm2"),
    "bmd-proximal-femur": (0.40, 0.95, 3, "g/cm2"),
    "ntx": (9.0, 190.0, 1, "nmol BCE/mmol Cr"),
    "bap": (9.0, 70.0, 1, "U/L"),
    "calcium": (8.2, 10.4, 1, "mg/dL"),
    "phosphate": (2.4, 4.8, 1, "mg/dL"),
    "pth-intact": (10.0, 75.0, 0, "pg/mL"),
}
"""Between what, with how many decimals and in which unit each analyte is made up."""
SPECIMENS = {"ntx": "urine", "bap": "serum", "calcium": "serum", "phosphate": "serum", "pth-intact": "serum"}
REGIMENS: tuple[tuple[tuple[str, str | None], ...], ...] = (
    (("menatetrenone", "45 mg/day"),),
    (("menatetrenone", "15 mg/day"),),
    (("menatetrenone", "90 mg/day"),),
    (("menatetrenone", None),),
    (("teriparatide", "20 ug/day"), ("denosumab", "60 mg every 6 months")),
    (("risedronate", "35 mg/week"),),
    (("romosozumab", "210 mg/month"), ("zoledronic-acid", "5 mg once")),
    (),
)
"""What is given in a course, one after the other: nothing, one bone drug or two, each with its dose."""
K2_REGIMENS = 4
"""How many of these are vitamin K2, the first ones, which most of the courses get."""
VERTEBRAE = ("T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3", "L4")
MEASURES = (
    {"kind": "weaning", "what": "Stopped breast-feeding."},
    {"kind": "corset", "what": "Corset."},
    {"kind": "calcium", "what": "Calcium.", "substance": "calcium-carbonate", "dose": "1200 mg/day"},
    {"kind": "analgesic", "what": "Painkiller."},
)


def write_cases(data: Path, first: int, last: int) -> None:
    """Write the synthetic cases from number `first` up to and without `last`, and their papers."""
    for paper, numbers in papers(last):
        if numbers[-1] < first:
            continue
        write(data / "papers" / f"{paper}.yml", _paper(paper, len(numbers)))
        for place, number in enumerate(numbers, 1):
            if first <= number < last:
                write(data / "cases" / f"{paper}-case-{place}.yml", _case(paper, place, number))


def papers(cases: int) -> Iterator[tuple[str, list[int]]]:
    """Yield each paper with the numbers of its cases, one to seven each."""
    start = paper = 0
    while start < cases:
        size = 1 + paper % 7
        yield f"{PREFIX}{paper + 1:05}", list(range(start, min(start + size, cases)))
        start += size
        paper += 1


def write(path: Path, record: dict[str, Any]) -> None:
    """Write a record as YAML."""
    text = yaml.dump(record, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=10_000)
    path.write_text(text, encoding="utf-8")


def _paper(name: str, size: int) -> dict[str, Any]:
    number = name.removeprefix(PREFIX)
    return {
        "id": name,
        "title": f"A synthetic report number {number}",
        "article_type": f"case report, {size} patients" if size > 1 else "case report",
        "authors": [{"given": "Nobody", "family": f"Synthetic {number}"}],
        "affiliation": "Nowhere",
        "journal": "Synthetic Reports",
        "year": 2013,
        "volume": "1",
        "issue": {"says": "not verified"},
        "pages": "1-2",
        "doi": f"10.5555/synthetic.{number}",
        "reading": {"extent": "full text"},
        "integrity": {"status": "current", "note": "Made up."},
        "licence": {"says": "not verified"},
        "conflicts": "Not reported.",
        "ethics": "Not reported.",
        "funding": "Not reported.",
        "methods": [{"about": "densitometer", "says": "Not reported.", "reported": False, "locator": PAPER}],
    }


def _case(paper: str, place: int, number: int) -> dict[str, Any]:
    draw = Random(number)  # the same case for the same number
    case: dict[str, Any] = {
        "id": f"{paper}-case-{place}",
        "paper": paper,
        "label": f"Case {place}",
        "sex": "female",
        "extraction": {"times": draw.choice(("once", "twice"))},
    }
    if draw.random() < 0.7:
        case["history"] = [{"what": "Healthy before.", "locator": PAPER}]
    age = draw.randint(21, 41)
    case["courses"] = [_course(draw, "first-delivery", age, 1)]
    if draw.random() < 0.15:
        case["courses"].append(_course(draw, "second-delivery", age + draw.randint(2, 6), 2))
    case["reviewed"] = f"2026-{draw.randint(1, 11):02}-{draw.randint(1, 28):02}"
    return case


def _course(draw: Random, name: str, age: int, order: int) -> dict[str, Any]:
    onset, start = draw.randint(1, 6), draw.randint(2, 14)
    most = draw.random() < 0.8
    regimen = draw.choice(REGIMENS[:K2_REGIMENS] if most else REGIMENS[K2_REGIMENS:])
    course: dict[str, Any] = {
        "id": name,
        "label": name.replace("-", " ").capitalize(),
        "age": [{"reported_in": place, "years": age, "locator": PAPER} for place in _places(draw)],
        "delivery": [{"reported_in": "text", "order": order, "locator": PAPER}],
        "onset": [
            {"reported_in": place, "time": f"{onset} months after delivery", "locator": PAPER}
            for place in _places(draw)
        ],
    }
    if regimen:
        course["purpose"] = "treatment" if order == 1 else "prevention"
        course["treatments"] = [
            _treatment(draw, substance, dose, start + 12 * i) for i, (substance, dose) in enumerate(regimen)
        ]
    else:
        course["no_bone_drug"] = {"what": "No bone drug was given.", "locator": PAPER}
    levels = sorted(draw.sample(range(len(VERTEBRAE)), draw.randint(0, 6)))
    if levels and order == 1:
        course["fractures"] = [
            {"reported_in": place, "levels": [VERTEBRAE[level] for level in levels], "locator": PAPER}
            for place in _places(draw)
        ]
    measures = draw.sample(MEASURES, draw.randint(0, len(MEASURES)))
    if measures:
        course["co_interventions"] = [measure | {"locator": PAPER} for measure in measures]
    course["findings"] = [
        {
            "kind": "symptom",
            "what": "Back pain began.",
            "time": f"{onset} months after delivery",
            "feature": "back-pain",
            "locator": PAPER,
        },
        {"kind": "imaging", "what": "Radiographs were taken.", "locator": PAPER},
    ]
    course["measurements"] = [
        _measurement(draw, analyte, start) for analyte in NUMBERS if draw.random() < 0.75
    ]
    if not course["measurements"]:
        del course["measurements"]
    course["outcomes"] = [{"kind": "pain", "what": "Back pain gone.", "locator": PAPER}]
    course["story"] = ["Back pain began {onset}, when she was {age}.", _story(regimen)]
    course["authors_conclude"] = [{"what": "A favourable course.", "locator": PAPER}]
    course["our_reading"] = ["Nobody was there to compare her with."]
    return course


def _treatment(draw: Random, substance: str, dose: str | None, start: int) -> dict[str, Any]:
    treatment: dict[str, Any] = {"id": substance, "substance": substance}
    if dose:
        treatment["dose"] = dose
    treatment["start"] = [
        {"reported_in": place, "time": f"{start} months after delivery", "locator": PAPER}
        for place in _places(draw)
    ]
    return treatment | {"duration": "not reported", "locator": PAPER}


def _story(regimen: tuple[tuple[str, str | None], ...]) -> str:
    given = [f"{{{name}}}{f', {{{name}.dose}}' if dose else ''}, {{{name}.start}}" for name, dose in regimen]
    return f"She was given {', then '.join(given) or 'no bone drug'}. Her pain went away."


def _places(draw: Random) -> tuple[str, ...]:
    return draw.choice((("text",), ("table",), ("text", "table")))


def _measurement(draw: Random, analyte: str, start: int) -> dict[str, Any]:
    low, high, _, _ = NUMBERS[analyte]
    measurement: dict[str, Any] = {"analyte": analyte}
    if analyte in SPECIMENS:
        measurement["specimen"] = SPECIMENS[analyte]
    value, month = draw.uniform(low, high), start
    labels: tuple[str | None, ...] = draw.choice((("before", "after"), ("before", "after"), (None,) * 3))
    visits = []
    for label in labels:
        visit: dict[str, Any] = {"label": label} if label else {}
        visits.append(visit | {"reports": _reports(draw, analyte, value, month)})
        value *= draw.uniform(0.94, 1.15)
        month += draw.randint(3, 24)
    draw.shuffle(visits)  # the order in the file means nothing
    return measurement | {"visits": visits}


def _reports(draw: Random, analyte: str, value: float, month: int) -> list[dict[str, Any]]:
    _, _, decimals, unit = NUMBERS[analyte]
    if draw.random() < 0.12:
        return [{"reported_in": "table", "status": "not-available", "printed": "N.A.", "locator": PAPER}]
    return [
        {
            "reported_in": place,
            "value": _printed(value, decimals if place == "text" else max(decimals - 1, 0)),
            "unit_printed": unit,
            "time": f"{month} months after delivery",
            "locator": PAPER,
        }
        for place in _places(draw)
    ]


class _Digits(str):
    """A number as it is printed; YAML holds it without quotes."""


def _printed(value: float, decimals: int) -> _Digits:
    return _Digits(f"{value:.{decimals}f}")


def _represent(dumper: yaml.representer.BaseRepresenter, digits: _Digits) -> yaml.Node:
    kind = "float" if "." in digits else "int"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(digits))


yaml.CSafeDumper.add_representer(_Digits, _represent)
