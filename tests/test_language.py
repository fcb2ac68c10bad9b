"""What every page says: no banned phrase, no name of a record or field, plurals that agree."""

import re
from collections.abc import Iterator, Mapping

import pytest
from bs4 import BeautifulSoup
from k2evidence.load.dataset import Dataset
from k2evidence.model.text import with_superscripts
from k2evidence.render.site_file import SiteFile

BUILDERS = ("contributing", "changelog", "data", "maintaining", "scaling", "cite")
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
FIELD = re.compile(r"\b[a-z]+_[a-z_]+\b")


def texts(files: Mapping[str, SiteFile]) -> Iterator[tuple[str, str]]:
    """Yield each text of the pages for readers, cell by cell, with the page that shows it."""
    for uri, file in files.items():
        if file.page is None or uri.startswith(BUILDERS):
            continue
        soup = BeautifulSoup(re.sub(r"\A---.*?---", "", str(file.content), flags=re.DOTALL), "lxml")
        for tag in soup(["script", "style", "svg", "code", "pre"]):
            tag.decompose()
        for text in soup.stripped_strings:
            yield uri, " ".join(text.split())


@pytest.mark.parametrize("phrase", BANNED)
def test_no_page_says_a_banned_phrase(files: dict[str, SiteFile], phrase: str) -> None:
    """Paraphrases of terms, literal translations, and what stood for an empty field."""
    found = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)
    assert [(uri, text) for uri, text in texts(files) if found.search(text)] == []


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
def test_no_page_has_a_slip(files: dict[str, SiteFile], pattern: re.Pattern[str]) -> None:
    """Nouns agree with their numbers, no word is doubled, and no name of the program is shown."""
    assert [(uri, text) for uri, text in texts(files) if pattern.search(text)] == []


def test_no_page_shows_the_id_of_a_study(files: dict[str, SiteFile], dataset: Dataset) -> None:
    """Where prose names a study by its id, the page shows what readers call it."""
    ids = re.compile(rf"\b({'|'.join(map(re.escape, dataset.studies))})\b")
    assert [(uri, text) for uri, text in texts(files) if ids.search(text)] == []


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
