"""What the check calls good is built: records with any optional field away, and records of any shape.

Hundreds of records are checked together; those with a problem leave the data, and of all others every
page, chart and export must be made. A seed makes each run the same.
"""

import copy
import json
import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError
from k2evidence.load.data_files import FOLDERS, VOCABULARY
from k2evidence.model.base import Record
from k2evidence.render.site_file import SiteFile
from k2evidence.site import SiteBuild, build_site

from .conftest import CONTEXT, CORPUS
from .odd_records import WORDS, OddMaker, Raw, is_valid

SEED = 17
ROUNDS = int(os.environ.get("K2_ROUNDS", "1"))
"""How many seeds are tried; `make test-odd` tries many."""
SEEDS = range(SEED, SEED + ROUNDS)
CASES_A_PAPER = 8
GENERATED = 150
"""How many cases of any shape are made."""
OCCURRENCES = 1
"""From how many places of all records one field is removed."""
ODD_STUDIES = 24
"""How many odd studies, and half as many odd papers, are made."""
CHANGES = 30
"""How often an odd record is changed."""
PAIRS = 20
"""How many pairs of fields are removed from each kind of record."""

Path_ = tuple[str | int, ...]

pytestmark = [pytest.mark.build, pytest.mark.xdist_group("any record")]


def raw(folder: str) -> list[Raw]:
    """Return the records of a folder of the corpus as YAML reads them, every value as text."""
    return [
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for path in sorted((CORPUS / folder).glob("*.yml"))
    ]


def names_in(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of each named field below a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        if isinstance(step, str):
            yield (*path, step)
        yield from names_in(inner, (*path, step))


def without(record: Raw, *paths: Path_) -> Raw:
    """Return a record without the fields at some paths, the deepest first."""
    smaller = copy.deepcopy(record)
    for path in sorted(paths, key=len, reverse=True):
        holder: Any = smaller
        for step in path[:-1]:
            holder = holder[step]
        holder.pop(path[-1], None)
    return smaller


def variants(records: list[Raw], random: Random) -> Iterator[Raw]:
    """Yield records without each of their fields, and without some random pairs of them.

    A field that many records have, or many items of one list, is removed from the first few alone.
    """
    removed: Counter[Path_] = Counter()
    for record in records:
        paths = list(names_in(record))
        for path in paths:
            kind = tuple(step for step in path if isinstance(step, str))
            removed[kind] += 1
            if removed[kind] <= OCCURRENCES:
                yield without(record, path)
        yield from (without(record, *random.sample(paths, 2)) for _ in range(PAIRS // len(records)))


def thinned(record: Raw, model: type[Record], turn: int) -> Raw:
    """Return a record without any of the fields that it can do without, each away from one place alone.

    Which of its places loses a field changes with the turn.
    """
    places: dict[Path_, list[Path_]] = {}
    for path in names_in(record):
        places.setdefault(tuple(step for step in path if isinstance(step, str)), []).append(path)
    chosen = [paths[(turn + kind) % len(paths)] for kind, paths in enumerate(places.values())]
    return without(record, *(path for path in chosen if is_valid(model, without(record, path))))


class Maker:
    """Makes cases of any shape: every optional field there or not, every list short or long, any order."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def case(self) -> Raw:
        """Return a case with one to three courses."""
        courses = [self.course(f"course-{n}") for n in range(self.random.choice((1, 1, 1, 2, 3)))]
        return self.some(
            {"label": self.name(), "sex": self.one(*["female"] * 12, "male", "not reported")},
            history=lambda: self.many(lambda: self.said(kind=self.one("illness", "family", "other"))),
            extraction=lambda: {"times": self.one("once", "twice")},
        ) | {"courses": courses}

    def course(self, name: str) -> Raw:
        """Return a course with any number of treatments and measurements."""
        self.treatments = [f"drug-{n}" for n in range(self.random.choice((0, 0, 1, 1, 2, 7)))]
        treated = {"treatments": [self.treatment(id_) for id_ in self.treatments]} if self.treatments else {}
        untreated = {} if self.treatments else self.some({}, no_bone_drug=self.said)
        analytes = self.random.sample(ANALYTES, self.random.randint(0, 5))
        return self.some(
            {"id": name, "label": self.name(), **treated, **untreated},
            purpose=lambda: self.one("treatment", "prevention"),
            pregnancy=self.text,
            age=lambda: self.many(lambda: self.placed("years", self.one("0", "29", "41", "120"))),
            delivery=lambda: self.many(lambda: self.placed("order", self.one("1", "2", "9", "30"))),
            birth=lambda: [self.birth()],
            breast_feeding=lambda: [self.placed("fed", self.one("true", "false"))],
            onset=lambda: self.many(lambda: self.placed("time", self.time("onset"))),
            first_visit=lambda: self.many(lambda: self.placed("time", self.time("first visit"))),
            later_pregnancies=lambda: [self.said()],
            exposures=lambda: [self.some(self.said(), dose=self.dose, lasted=self.lasted)],
            fractures=lambda: self.many(self.fracture),
            co_interventions=lambda: self.many(self.co_intervention),
            findings=lambda: self.many(lambda: self.said(kind=self.one("symptom", "visit", "diagnosis"))),
            measurements=lambda: [self.measurement(*analyte) for analyte in analytes],
            outcomes=lambda: self.many(lambda: self.said(kind=self.one("pain", "recurrence", "height"))),
            story=lambda: [self.text()],
            authors_conclude=lambda: [self.said()],
            our_reading=lambda: [self.text()],
            not_seen=lambda: [self.one("age", "dose", "fractures")],
            not_reported=lambda: [self.one("pain", "treatments", "onset")],
        )

    def treatment(self, name: str) -> Raw:
        """Return a treatment."""
        earlier = [other for other in self.treatments if other < name]
        substance = {"substance": self.one("menatetrenone", "teriparatide", "denosumab", "alfacalcidol")}
        what = substance if self.random.random() < 0.9 else {"procedure": self.name()}
        return self.some(
            {"id": name, **what, "locator": "p"},
            dose=self.dose,
            route=lambda: self.one("by mouth", "subcutaneous"),
            start=lambda: self.many(lambda: self.placed("time", self.time(f"start of {name}"))),
            end=lambda: self.many(lambda: self.placed("time", self.time(f"end of {name}"))),
            **({"follows": lambda: self.one(*earlier)} if earlier else {}),
            duration=self.name,
            stopped_because=self.text,
            note=self.text,
        )

    def measurement(self, analyte: str, specimen: str, unit: str) -> Raw:
        """Return a measurement with one to six visits in no order."""
        visits = [
            self.some(
                {"reports": self.many(lambda: self.report(unit, is_density=analyte.startswith("bmd")))},
                label=lambda: self.one("before", "after"),
            )
            for _ in range(self.random.randint(1, 6))
        ]
        return {"analyte": analyte, **({"specimen": specimen} if specimen else {}), "visits": visits}

    def report(self, unit: str, *, is_density: bool) -> Raw:
        """Return a report of a value, a score or a change, alone or together."""
        scores = dict.fromkeys(("t_score", "z_score"), self.score) if is_density else {}
        found = self.some(
            {},
            0.7,
            value=lambda: self.number(above_zero=is_density),
            percent_change=lambda: self.one("-100", "0.0", "23.6", "1000000"),
            **scores,
        )
        if "value" in found:
            found["unit_printed"] = self.one(unit, unit, "not printed")
        if not found:
            found = {"status": "qualitative", "qualifier": self.one("low", "normal", "improved", "no-change")}
        return self.some(
            {"reported_in": self.one("text", "table", "figure"), "locator": "p", **found},
            time=self.time,
            range=lambda: self.one("1-9", "0-0.000001", "0.5–999999999999"),
            note=self.text,
        )

    def fracture(self) -> Raw:
        """Return fractures of vertebrae, of another bone, by number, or none."""
        what: Raw = self.random.choice(
            (
                {"levels": self.random.sample(["T6", "T12", "L1", "L2", "L5"], 2)},
                {"bone": "femoral neck", "side": "left"},
                {"number": self.one("0", "6", "206")},
                {"status": "none"},
                {"status": "qualitative", "printed": "several"},
                {"status": "not-seen"},
            )
        )
        severity = {"severity": lambda: "mild"} if "status" not in what else {}
        return self.some(
            {"reported_in": self.one("text", "table"), "locator": "p", **what},
            method=lambda: "MRI",
            **severity,
            time=self.time,
            new=lambda: "true",
        )

    def co_intervention(self) -> Raw:
        """Return a measure beside or instead of a drug."""
        kind = self.one(
            "weaning", "corset", "calcium", "vitamin D", "analgesic", "operation", "rest", "other"
        )
        return self.some(
            self.said(kind=kind), substance=lambda: "calcium-carbonate", dose=self.dose, by=self.name
        )

    def said(self, **fields: str) -> Raw:
        """Return something that a source says."""
        return self.some({"what": self.text(), "locator": "p", **fields}, time=self.time)

    def birth(self) -> Raw:
        """Return how a pregnancy ended, or that the place does not report."""
        birth = self.placed("mode", self.one("vaginal", "caesarean", "miscarriage"))
        if "status" in birth:
            return birth
        return self.some(birth, gestation=lambda: self.one("38 weeks", "50 weeks", "0 days"))

    def placed(self, name: str, value: str) -> Raw:
        """Return a report with its value, or with a status."""
        place = {"reported_in": self.one("text", "table"), "locator": "p"}
        if self.random.random() < 0.8:
            return place | {name: value}
        status = self.one(
            "not-available", "dash", "qualitative", "not-seen", "not-reported", "not-applicable"
        )
        return place | {"status": status} | ({"printed": self.name()} if name == "time" else {})

    def some(self, fields: Raw, chance: float = 0.5, **optional: Any) -> Raw:
        """Return fields with each of the optional ones, or without it."""
        present = {name: make for name, make in optional.items() if self.random.random() < chance}
        return fields | {name: make() for name, make in present.items()}

    def many(self, make: Any) -> list[Any]:
        """Return one to three items."""
        return [make() for _ in range(self.random.choice((1, 1, 2, 3)))]

    def one(self, *words: str) -> str:
        """Return one of some words."""
        return self.random.choice(words)

    def time(self, event: str = "") -> str:
        """Return a time on any clock of the course but that of the event itself, the longest among them."""
        clocks = ["delivery", "onset", "first visit", *(f"start of {id_}" for id_ in self.treatments)]
        clocks += [f"end of {id_}" for id_ in self.treatments]
        side, clock = (
            self.one("after", "after", "before"),
            self.one(*(clock for clock in clocks if clock != event)),
        )
        near = f"{self.random.randint(0, 30)} {self.one('day', 'week', 'month', 'year')}s"
        far = self.one("100 years", "1200 months", "36525 days", "0.000001 days")
        amount = far if self.random.random() < 0.05 else near
        clocked = f"{amount} {side} {clock}"
        return self.one(
            clocked, clocked, clocked, "24 weeks of gestation", "58 years of age", "120 years of age"
        )

    def lasted(self) -> str:
        """Return how long something lasted."""
        return self.one("8 months", "100 years", "0 days", "0.000001 weeks")

    def dose(self) -> str:
        """Return a dose of any schedule."""
        schedule = self.one(
            "/day", "/week", " once", " every 6 months", " every 999 days", " 99 times/day", ""
        )
        amount = self.one("1", "45", "99", "0.000001", "999999999999", "1.50")
        return f"{amount} {self.one('mg', 'mcg', 'IU')}{schedule}"

    def number(self, *, above_zero: bool = False) -> str:
        """Return a number of a few digits or of many, zero among them where it can be."""
        zeros = () if above_zero else ("0", "0.0")
        usual = self.one(*zeros, "0.750", "1", "4.6", "123.45")
        extreme = self.one("0.000001", "250000000000", "0.712346", "12345678901.000001")
        return extreme if self.random.random() < 0.1 else usual

    def score(self) -> str:
        """Return a T-score or a Z-score."""
        return self.one("0", "-0.0", "-2.66", "-30", "30", "-12.750000")

    def text(self) -> str:
        """Return words, a few as long as they may be."""
        return self.long(4000) if self.random.random() < 0.002 else self.one(*WORDS)

    def name(self) -> str:
        """Return a name or a label, a few as long as they may be."""
        return self.long(200) if self.random.random() < 0.05 else self.one(*WORDS)

    def long(self, length: int) -> str:
        """Return one of the words again and again, up to a length."""
        word = self.one(*WORDS, "W")
        return (word * length)[:length].rstrip()


ANALYTES = [
    ("bmd-lumbar-spine", "", "g/cm2"),
    ("bmd-lumbar-spine-l1-l4", "", "g/cm2"),
    ("bmd-lumbar-spine-unspecified", "", "g/cm2"),
    ("bmd-femoral-neck", "", "g/cm2"),
    ("bmd-total-hip", "", "g/cm2"),
    ("ntx", "urine", "nmolBCE/L"),
    ("ctx", "serum", "ng/mL"),
    ("vitamin-d-25-oh", "serum", "ng/mL"),
    ("tbs-lumbar-spine", "", "index"),
    ("height", "", "cm"),
]


def paper(number: int, kind: str) -> Raw:
    """Return a publication for made-up cases, with what is required and no more."""
    extent = ("full text", "abstract", "excerpt")[number % 3]
    return {
        "id": f"{kind}-paper-{number}",
        "label": f"Made up {kind} {number}",
        "article_type": "case report",
        "reading": {"extent": extent},
        "integrity": {"status": "current", "note": "Made up."},
    }


def write(data: Path, folder: str, record: Raw) -> None:
    """Write a record; JSON is YAML too."""
    text = json.dumps(record, ensure_ascii=False)
    (data / folder / f"{record['id']}.yml").write_text(text, encoding="utf-8")


def add_cases(data: Path, kind: str, cases: list[Raw]) -> None:
    """Write cases under ids of their own, a few for each of some new papers."""
    for number, case in enumerate(cases):
        name = f"{kind}-paper-{number // CASES_A_PAPER}"
        if number % CASES_A_PAPER == 0:
            write(data, "papers", paper(number // CASES_A_PAPER, kind))
        label = {"label": f"{case['label']} {number}"} if "label" in case else {}
        write(data, "cases", {**case, **label, "id": f"{kind}-{number}", "paper": name})


def add_renamed(data: Path, folder: str, kind: str, records: list[Raw]) -> None:
    """Write publications under ids of their own, without what two records may not share."""
    for number, record in enumerate(records):
        unique = ("doi", "pmid", "pmcid", "link", "answers", "figures", "includes", "superseded_by")
        rest = {name: value for name, value in record.items() if name not in unique}
        if "title" in rest:
            rest["title"] = f"{rest['title']} {number}"
        write(data, folder, {**rest, "id": f"{kind}-{number}"})


def remove_what_is_bad(data: Path) -> None:
    """Remove every made-up record that has a problem; those of the corpus have none."""
    corpus = {str(path.relative_to(CORPUS).with_suffix("")) for path in CORPUS.rglob("*.yml")}
    for _ in range(3):
        bad = problem_files(data)
        assert bad & corpus == set()
        for name in bad:
            (data / f"{name}.yml").unlink()


def build_what_is_good(data: Path) -> tuple[SiteBuild, int]:
    """Remove every record that has a problem, and build the rest; return how many made-up records stayed."""
    remove_what_is_bad(data)
    stayed = sum(1 for path in data.rglob("*.yml") if not (CORPUS / path.relative_to(data)).exists())
    return build_site(data, CONTEXT), stayed


def names_of(built: SiteBuild) -> Mapping[str, int]:
    """Return how many bytes each file of a site has."""
    return {file.uri: len(file.bytes) for file in built.files}


def assert_whole(built: SiteBuild, data: Path, good: Mapping[str, SiteFile]) -> None:
    """Assert that every record has its page and its files, that nothing is empty, and no value is None.

    `good` are the files of the corpus, which say what a site can say.
    """
    assert impossible_words(built.files) <= impossible_words(good.values())
    sizes = names_of(built)
    ids = {path.stem for path in (data / "cases").glob("*.yml")}
    assert {uri for uri, size in sizes.items() if not size} == set()
    assert {name for name in ids if f"cases/{name}.md" not in sizes} == set()
    assert {name for name in ids if f"data/phenopackets/{name}.json" not in sizes} == set()
    for folder in ("papers", "studies"):
        publications = {path.stem for path in (data / folder).glob("*.yml")}
        assert {name for name in publications if f"evidence/{name}.md" not in sizes} == set()


def test_a_case_without_any_of_its_fields_is_built(tmp_path: Path, corpus_files: dict[str, SiteFile]) -> None:
    """Each field of each case of the corpus away, alone and in random pairs."""
    data = Path(shutil.copytree(CORPUS, tmp_path / "data"))
    add_cases(data, "variant", list(variants(raw("cases"), Random(SEED))))
    built, stayed = build_what_is_good(data)
    assert_whole(built, data, corpus_files)
    assert stayed > 100


def test_a_publication_without_any_of_its_fields_is_built(
    tmp_path: Path, corpus_files: dict[str, SiteFile]
) -> None:
    """Each field of each paper and study of the corpus away, alone and in random pairs."""
    data = Path(shutil.copytree(CORPUS, tmp_path / "data"))
    random = Random(SEED)
    add_renamed(data, "papers", "paper-variant", list(variants(raw("papers"), random)))
    add_renamed(data, "studies", "study-variant", list(variants(raw("studies"), random)))
    built, stayed = build_what_is_good(data)
    assert_whole(built, data, corpus_files)
    assert stayed > 100


@pytest.mark.parametrize("seed", SEEDS)
def test_a_case_of_any_shape_is_built(tmp_path: Path, corpus_files: dict[str, SiteFile], seed: int) -> None:
    """Any number of courses, treatments, visits and reports, in any order, on any clock."""
    data = Path(shutil.copytree(CORPUS, tmp_path / "data"))
    maker = Maker(Random(seed))
    add_cases(data, "generated", [maker.case() for _ in range(GENERATED)])
    built, stayed = build_what_is_good(data)
    assert_whole(built, data, corpus_files)
    assert stayed > GENERATED / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_odd_records_of_every_other_kind_are_built(
    tmp_path: Path, corpus_files: dict[str, SiteFile], seed: int
) -> None:
    """Studies and papers, lists of the vocabulary, claims and other judgements, all of them odd at once."""
    data = Path(shutil.copytree(CORPUS, tmp_path / "data"))
    maker = OddMaker(Random(seed), units_of_corpus())
    for folder, many in (("studies", ODD_STUDIES), ("papers", ODD_STUDIES // 2)):
        for record in maker.random.choices(raw(folder), k=many):
            alone = without(record, *((name,) for name in NAMES_OF_ONE if name in record))
            odd = maker.record(FOLDERS[folder], alone, CHANGES)
            number = maker.random.getrandbits(60)
            title = {"title": f"{odd['title']} {number}"} if "title" in odd else {}
            write(data, folder, {**odd, **title, "id": f"odd-{folder}-{number}"})
    remove_what_is_bad(data)
    changed = make_lists_odd(data, maker)
    started = time.perf_counter()
    built = build_site(data, CONTEXT)
    assert time.perf_counter() - started < LONGEST_BUILD
    assert_whole(built, data, corpus_files)
    assert changed > 20
    assert len(list(data.glob("*/odd-*.yml"))) > ODD_STUDIES / 2


NAMES_OF_ONE = (
    "doi",
    "pmid",
    "pmcid",
    "link",
    "answers",
    "figures",
    "includes",
    "superseded_by",
    "registration",
)
"""Fields of a publication that no other one shares, or that name what no other one may name."""
LONGEST_BUILD = 120
"""Longest time of a build of odd records, in seconds; it takes a few."""


def units_of_corpus() -> list[str]:
    """Return every unit that a value of the corpus can have."""
    units = yaml.load((CORPUS / "vocabulary/units.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [unit["id"] for unit in units["units"]]


IMPOSSIBLE = re.compile(r"(?:\bNone\b(?! [a-z])|\bnan\b|\bNaN\b|\bDecimal\().{0,4}")
"""What Python writes for a value that is not there, for no number, and for a number."""


def impossible_words(files: Iterable[SiteFile]) -> set[str]:
    """Return what no page, picture or table says but by mistake, with the words after it.

    "None is reported" is a sentence, and a cell can say "None."; "in None" is a value that is not there.
    """
    texts = [str(file.content) for file in files if file.uri.endswith((".md", ".svg", ".csv", ".json"))]
    return {found for text in texts for found in IMPOSSIBLE.findall(text)}


def make_lists_odd(data: Path, maker: OddMaker) -> int:
    """Make each list and each judgement odd, as far as the check allows; return how many of them are."""
    models = lists_and_judgements()
    whole = {name: (data / f"{name}.yml").read_text(encoding="utf-8") for name in models}
    left = dict.fromkeys(models, CHANGES)
    bad = set(models)
    while bad:
        for name in bad:
            record = yaml.load(whole[name], Loader=yaml.BaseLoader)
            odd = json.dumps(maker.record(models[name], record, left[name]), ensure_ascii=False)
            (data / f"{name}.yml").write_text(odd if left[name] else whole[name], encoding="utf-8")
        found = problem_files(data)
        bad = {name for name in found if name in models and left[name]}
        bad = bad or ({name for name in models if left[name]} if found else set())
        left |= {name: left[name] // 2 for name in bad}
    return sum(1 for number in left.values() if number)


def lists_and_judgements() -> dict[str, type[Record]]:
    """Return the model of each file of the corpus that holds neither a patient nor a publication."""
    models: dict[str, type[Record]] = {f"vocabulary/{name}": model for name, model in VOCABULARY.items()}
    for folder in sorted(FOLDERS.keys() - {"cases", "papers", "studies"}):
        models |= {f"{folder}/{path.stem}": FOLDERS[folder] for path in (CORPUS / folder).glob("*.yml")}
    return models


def problem_files(data: Path) -> set[str]:
    """Return the files with a problem, as folder and name without the ending."""
    try:
        load_and_validate(data)
    except DataError as error:
        return {problem.file.removeprefix("data/").removesuffix(".yml") for problem in error.problems}
    return set()


@pytest.mark.parametrize("turn", range(2))
def test_the_lists_and_judgements_without_their_optional_fields_are_built(
    tmp_path: Path, corpus_files: dict[str, SiteFile], turn: int
) -> None:
    """The vocabulary, claims, summaries, background, appraisals, searches and changes of content."""
    data = Path(shutil.copytree(CORPUS, tmp_path / "data"))
    models = lists_and_judgements()
    whole = {name: (data / f"{name}.yml").read_text(encoding="utf-8") for name in models}
    for name, text in whole.items():
        record = thinned(yaml.load(text, Loader=yaml.BaseLoader), models[name], turn)
        (data / f"{name}.yml").write_text(json.dumps(record), encoding="utf-8")
    built = build_with_whole_files_where_needed(data, whole)
    assert_whole(built, data, corpus_files)
    kept = sum((data / f"{name}.yml").read_text(encoding="utf-8") == text for name, text in whole.items())
    assert kept < len(whole) * 3 / 4  # many fields of judgements are needed together


def build_with_whole_files_where_needed(data: Path, whole: Mapping[str, str]) -> SiteBuild:
    """Give each file that the check refuses what it had, until there is none, and build.

    A record that names what is gone from the vocabulary gets the whole vocabulary back.
    """
    for _ in whole:
        bad = problem_files(data)
        if not bad:
            break
        lists = {name for name in whole if name.startswith("vocabulary/")}
        thin = {
            name for name in bad & whole.keys() if (data / f"{name}.yml").read_text("utf-8") != whole[name]
        }
        for name in thin or lists:
            (data / f"{name}.yml").write_text(whole[name], encoding="utf-8")
    return build_site(data, CONTEXT)
