"""What every page says: no banned phrase, no name of a record or field, plurals that agree."""

import re
from pathlib import Path

import pytest
from k2evidence.load.dataset import Dataset
from k2evidence.model.text import with_superscripts
from lxml import html
from lxml.etree import strip_elements
from lxml.html import HtmlElement, HTMLParser

BUILDERS = ("contributing", "changelog", "data", "maintaining", "scaling", "cite", "notebooks")
"""Pages for those who build the site, or that show code: they name fields, files and ids."""
BANNED = (
    "not in what was read", "no remark", "none was read", "past menopause", "by lot", "fed at the breast",
    "by vein", "is told", "tells us", "the whole picture", "publicly doubted", "how this site reads it",
    "stands in a file", "N/A", "undefined",
)  # fmt: skip
SINGULAR = re.compile(
    r"(?<![\d.,])\b1 (people|studies|trials|women|cases|papers|levels|months|years|visits)\b"
)
PLURAL = re.compile(r"(?<![\d.,])(?!1\b)\d{1,3} (study|trial|woman|case|paper|level|visit)\b(?!-)")
DOUBLED = re.compile(r"\b(?!had\b)([a-z]{2,}) \1\b")
SILENT = ("script", "style", "code", "pre")
"""Elements whose text is not prose."""
PARSER = HTMLParser(encoding="utf-8")
FIELD = re.compile(r"\b[a-z]+_[a-z_]+\b")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, HtmlElement]:
    """The article of every built page for readers, without code, with its title and description."""
    found = {}
    for path in sorted(site.rglob("index.html")):
        uri = path.relative_to(site).as_posix()
        if not uri.startswith(BUILDERS):
            head, body = html.fromstring(path.read_bytes(), parser=PARSER)
            (article,) = body.iter("article")
            strip_elements(article, *SILENT, with_tail=False)
            article.extend(head.xpath("title | meta[@name='description']"))
            found[uri] = article
    return found


@pytest.fixture(scope="module")
def texts(pages: dict[str, HtmlElement]) -> list[tuple[str, str]]:
    """Each text of the pages, and each text alternative, with the page that shows it; no addresses."""
    attributes = " | ".join(f".//@{name}" for name in ("alt", "aria-label", "title", "content"))
    return [
        (uri, " ".join(re.sub(r"https?://\S+", "", text).split()))
        for uri, article in pages.items()
        for text in (*article.itertext(), *article.xpath(attributes))
    ]


@pytest.mark.parametrize("phrase", BANNED)
def test_no_page_says_a_banned_phrase(texts: list[tuple[str, str]], phrase: str) -> None:
    """Paraphrases of terms, literal translations, and what stood for an empty field."""
    found = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
    assert [(uri, text) for uri, text in texts if found.search(text)] == []


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(SINGULAR, id="one of many"),
        pytest.param(PLURAL, id="many of one"),
        pytest.param(DOUBLED, id="doubled word"),
        pytest.param(FIELD, id="name of a field"),
        pytest.param(re.compile(r"[a-z]/c?m[23]\b"), id="unit without a superscript"),
        pytest.param(re.compile(r";:|:\s*;|\(\)|,,|\.\.(?!\.)"), id="punctuation of nothing"),
    ],
)
def test_no_page_has_a_slip(texts: list[tuple[str, str]], pattern: re.Pattern[str]) -> None:
    """Nouns agree with their numbers, no word is doubled, and no name of the program is shown."""
    assert [(uri, text) for uri, text in texts if pattern.search(text)] == []


def test_no_page_shows_the_id_of_a_study(texts: list[tuple[str, str]], dataset: Dataset) -> None:
    """Where prose names a study by its id, the page shows what readers call it."""
    ids = re.compile(rf"\b({'|'.join(map(re.escape, dataset.studies))})\b")
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
            if prose and not re.search(r"[.?!:…][)”’\"]?( Source)?$", text):
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
