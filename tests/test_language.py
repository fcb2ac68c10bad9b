"""What every page says: no banned phrase, no name of a record or field, plurals that agree."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from k2evidence.load.dataset import Dataset
from k2evidence.model.text import with_page_dashes, with_superscripts
from lxml import html
from lxml.etree import strip_elements
from lxml.html import HtmlElement, HTMLParser

from .conftest import ROOT

BUILDERS = ("contributing", "changelog", "data", "maintaining", "scaling", "cite", "notebooks")
"""Pages for those who build the site, or that show code: they name fields, files and ids."""
DOCUMENTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")
"""Documents of the repository; those in `docs/` are pages."""
SILENT = ("script", "style", "code", "pre")
"""Elements whose text is not prose."""
PARSER = HTMLParser(encoding="utf-8")
BANNED = (
    "not in what was read", "no remark", "none was read", "past menopause", "by lot", "fed at the breast",
    "by vein", "is told", "tells us", "the whole picture", "publicly doubted", "how this site reads it",
    "stands in a file", "N/A", "undefined", "whoever", "hard to believe", "at face value",
    "on several clocks", "told from", "is kept alive", "could not be asked",
    "people on steroids", "form not given", "not about people", "not looked for", "paid for by",
    "read against itself", "figures of one thing",
)  # fmt: skip
"""Literal translations, and paraphrases of terms that a clinician would not use."""
IDIOMS = {
    "is no": r"(?<!there )(?<!it )\b(?:is|are|was|were) no (?!longer|more|less|different|better|other)[a-z]",
    "so many": r"\bso many (?:days|weeks|months|years|women|people)\b",
    "by, for according to": r"\bby (?:an?|the|its) (?:abstract|digest|caption)\b",
    "women after": r"\bwomen (?:before|after) (?:pregnancy|menopause)\b",
    "a kind of record as a fact": r"\bother[,;] (?:no "
    "study|women|people|post|newborns|healthy|older|pregnancy)",
    "amount with empty decimals": r"\d\.0+ µg",
    "ordinal with a dot": r"\b\d+\. (?:delivery|pregnancy|course|visit|child)\b",
    "spread of unknown kind": r"± [\d.]+\)",
    "hyphen between pages": r";\d+(?:\(\d+\))?:[a-z]?\d+-\d",
    "notices not searched for": r"no notice (?:was )?seen\. notices were not searched",
    "Th for a thoracic vertebra": r"(?<!label )(?<!printed as )\bTh1?\d\b",
}
"""Patterns of faults; what no fixed phrase would catch."""
SINGULAR = re.compile(
    r"(?<![\d.,])\b1 (people|studies|trials|women|cases|papers|levels|months|years|visits)\b"
)
PLURAL = re.compile(r"(?<![\d.,])(?!1\b)\d{1,3} (study|trial|woman|case|paper|level|visit)\b(?!-)")
DOUBLED = re.compile(r"\b(?!had\b)([a-z]{2,}) \1\b")
FIELD = re.compile(r"\b[a-z]+_[a-z_]+\b")
Texts = list[tuple[str, str]]


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, HtmlElement]:
    """The article of every built page, without code, with its title and description."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        uri = path.relative_to(site).as_posix()
        if not uri.startswith("changelog/"):  # it is one of the documents
            head, body = html.fromstring(path.read_bytes(), parser=PARSER)
            (article,) = body.iter("article")
            strip_elements(article, *SILENT, with_tail=False)
            article.extend(head.xpath("title | meta[@name='description']"))
            found[uri] = article
    return found


@pytest.fixture(scope="module")
def every_text(pages: dict[str, HtmlElement]) -> Texts:
    """Each text and text alternative of every page, and each paragraph of the documents, with where it is."""
    return [(place, text) for place, text in chain(_page_texts(pages), _paragraphs()) if text]


@pytest.fixture(scope="module")
def texts(every_text: Texts) -> Texts:
    """The texts of the pages for readers."""
    return [(uri, text) for uri, text in every_text if not uri.startswith((*BUILDERS, *DOCUMENTS))]


def _page_texts(pages: dict[str, HtmlElement]) -> Iterator[tuple[str, str]]:
    """Yield the texts of the pages without addresses of other sites."""
    attributes = " | ".join(f".//@{name}" for name in ("alt", "aria-label", "title", "content"))
    for uri, article in pages.items():
        for text in (*article.itertext(), *article.xpath(attributes)):
            yield uri, " ".join(re.sub(r"https?://\S+", "", text).split())


def _paragraphs() -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of the documents without code; the table of words to avoid holds those."""
    for name in DOCUMENTS:
        text = re.sub(r"```.*?```|`[^`]*`", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        if name == "CONTRIBUTING.md":
            text = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE)
        for paragraph in text.split("\n\n"):
            yield name, " ".join(paragraph.split())


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(re.compile(rf"\b(?:{'|'.join(map(re.escape, BANNED))})\b", re.IGNORECASE), id="banned"),
        *(pytest.param(re.compile(p, re.IGNORECASE), id=name) for name, p in IDIOMS.items()),
    ],
)
def test_nothing_says_what_no_clinician_would(every_text: Texts, pattern: re.Pattern[str]) -> None:
    """Paraphrases of terms, literal translations, and what stood for an empty field."""
    assert [(uri, text) for uri, text in every_text if pattern.search(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(SINGULAR, id="one of many"),
        pytest.param(PLURAL, id="many of one"),
        pytest.param(DOUBLED, id="doubled word"),
        pytest.param(FIELD, id="name of a field"),
        pytest.param(re.compile(r"[a-z]/c?m[23]\b"), id="unit without a superscript"),
        pytest.param(re.compile(r"(?<![/\d-])\b20\d\d-[01]\d-[0-3]\d\b(?!/)"), id="day in figures"),
        pytest.param(re.compile(r";:|:\s*;|\(\)|,,|\.\.(?!\.)"), id="punctuation of nothing"),
    ],
)
def test_no_page_has_a_slip(texts: Texts, pattern: re.Pattern[str]) -> None:
    """Nouns agree with their numbers, no word is doubled, and no name of the program is shown."""
    assert [(uri, text) for uri, text in texts if pattern.search(text)] == []


def test_no_page_shows_the_id_of_a_study_or_of_a_measurement(texts: Texts, dataset: Dataset) -> None:
    """Where prose, or a finding, names one by its id, the page shows what readers call it."""
    names = [*dataset.studies, *(name for name in dataset.vocabulary.analytes if "-" in name)]
    ids = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?![\w-])")
    assert [(uri, text) for uri, text in texts if ids.search(text)] == []


def test_every_sentence_ends(pages: dict[str, HtmlElement]) -> None:
    """A paragraph of prose ends with a mark, before the source that may follow it."""
    unfinished = []
    for uri, article in pages.items():
        for paragraph in article.iterfind(".//p"):
            sources = [*paragraph.find_class("k2-where"), *paragraph.find_class("k2-evidence")]
            places = "".join(source.text_content() for source in sources)
            text = paragraph.text_content().removesuffix(places).strip()
            prose = not paragraph.get("class") and len(text.split()) > 4
            if prose and not re.search(r"[.?!:…][)”’\"]?( Source| doi:\S+)?$", text):
                unfinished.append((uri, text))
    assert unfinished == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.7 g/cm2", "0.7 g/cm²"),
        ("18 kg/m2, 120 mg/cm3", "18 kg/m², 120 mg/cm³"),
        ("<code>g/cm2</code> and `g/cm2`", "<code>g/cm2</code> and `g/cm2`"),
        ("12 mg/24 h", "12 mg/24 h"),
    ],
)
def test_units_have_superscripts_outside_of_code(text: str, expected: str) -> None:
    """A data file has the unit as it is printed."""
    assert with_superscripts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bone 2003;32:449-454", "Bone 2003;32:449–454"),
        ("2021;105(10):e3540-e3556, 13-15", "2021;105(10):e3540–e3556, 13-15"),
        ("`1;2:3-4` and 10.1016/a;2-4", "`1;2:3-4` and 10.1016/a;2-4"),
    ],
)
def test_pages_of_a_journal_have_a_dash(text: str, expected: str) -> None:
    """A range of pages, where a volume is before it; code and addresses stay as they are."""
    assert with_page_dashes(text) == expected
