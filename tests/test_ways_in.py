"""Ways in: plain pages for patients and clinicians, one name for a page, and where each page is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from k2evidence.audit.validation import load_and_validate
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.register_counts import NOTHING_GIVEN, count_courses, count_given, count_other_bones
from k2evidence.load import DataError
from k2evidence.load.build_context import load_context
from k2evidence.load.dataset import Dataset
from k2evidence.render.site_file import SiteFile
from playwright.sync_api import Page

from .conftest import ROOT, Edit

GRADE_OF_AGE = 5
"""A child of the first grade in school is six years old at its end: reading age is the grade and five."""
MENU = ["Answer", "Patients", "Clinicians", "Evidence", "Cases", "Safety", "Methods", "Data"]


def syllables(word: str) -> int:
    """Return about how many syllables a word has: groups of vowels, without a silent ending."""
    letters = re.sub("[^a-z]", "", word.lower())
    number = len(re.findall("[aeiouy]+", letters))
    return max(number - bool(re.search("[^aeiouyl]e$|[^aeiou]es$|[^aeioutd]ed$", letters)), 1)


def reading_age(text: str) -> float:
    """Return the age at which a text is read with ease, by the grade of Flesch and Kincaid (1975).

    Grade = 0.39 words per sentence + 11.8 syllables per word - 15.59; neither a colon nor a semicolon ends a
    sentence.
    """
    sentences = [part for part in re.split(r"[.!?](?:\s|$)", text) if part.strip()]
    words = [word for word in text.split() if re.search(r"\w", word)]
    long = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * long - 15.59 + GRADE_OF_AGE


def text_of(*tags: Tag) -> str:
    """Return the words of some parts of a page, without the marks of evidence.

    Each part ends a sentence, and so does each entry of a list and what introduces it.
    """
    texts = []
    for tag in tags:
        for basis in tag.select("details"):
            basis.decompose()
        for entry in tag.select("li"):
            entry.insert(0, ". ")
        texts.append(" ".join(tag.get_text(" ").split()).rstrip(".") + ".")
    return " ".join(texts)


@pytest.mark.parametrize(("text", "age"), [("The cat sat on the mat.", 3.6), ("Nobody knows.", 13.8)])
def test_the_reading_age_is_that_of_the_formula(text: str, age: float) -> None:
    """Six words of one syllable; two words of four syllables together."""
    assert reading_age(text) == pytest.approx(age, abs=0.1)


def test_patients_read_their_page_at_twelve(files: dict[str, SiteFile]) -> None:
    """Every question with its answer, and the safety box; signs that need help come first, in easy words."""
    page = BeautifulSoup(re.sub(r"^## .*$", "", str(files["patients.md"].content), flags=re.M), "lxml")
    questions = [item.get_text() for item in page.select(".k2-jump li")]
    said = text_of(*page.select(".k2-lede p, .k2-safety p, .k2-claim"))
    assert reading_age(f"{' '.join(questions)} {said}") <= 12
    answers = [part.select(".k2-claim") for part in page.select(".k2-answers")]
    ages = {answer[0]["id"]: round(reading_age(text_of(*answer)), 1) for answer in answers}
    assert {name: age for name, age in ages.items() if age > 13} == {}
    assert next(iter(ages)) == "patients-warning-signs"
    assert ages["patients-warning-signs"] <= 11


def test_the_first_screen_of_the_home_page_is_read_at_fourteen(files: dict[str, SiteFile]) -> None:
    """Question, answer, how sure it is, safety line and doors."""
    content = str(files["index.md"].content)
    question = re.search(r"^# ([^{\n]*)", content, re.M)
    page = BeautifulSoup(content.partition("## ")[0], "lxml")
    said = text_of(*page.select(".k2-first .k2-claim, .k2-certainty, .k2-safety p, .k2-doors li"))
    assert question
    assert reading_age(f"{question[1]}. {said}") <= 14


def test_the_first_screen_of_a_phone_leads_to_three_pages(page: Page, address: str) -> None:
    """At 390 by 844 pixels the three doors are on it, below the question, the answer and the safety line."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    ends = [
        page.locator(f"main {part}").first.evaluate("tag => tag.getBoundingClientRect().bottom")
        for part in ("h1", ".k2-first", ".k2-certainty", ".k2-safety", ".k2-doors")
    ]
    assert ends == sorted(ends)
    assert ends[-1] <= 844


def test_text_of_the_home_page_has_one_measure(page: Page, address: str) -> None:
    """On a desk no paragraph, claim, question or box of the home page is wider than another may be."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    parts = page.locator(
        "main .k2-claims, main article > p, main .k2-safety, main .k2-certainty, main .k2-questions > *"
    )
    widths = parts.evaluate_all("tags => tags.map((tag) => tag.getBoundingClientRect().width)")
    assert max(widths) <= 42 * 16


@pytest.mark.parametrize("uri", ["patients.md", "clinicians.md"])
def test_every_sentence_of_a_way_in_has_its_evidence(corpus_files: dict[str, SiteFile], uri: str) -> None:
    """What is not a claim is the safety box, a heading, a table of counts, or a link."""
    page = BeautifulSoup(str(corpus_files[uri].content), "lxml")
    claims = page.select(".k2-claim")
    assert claims
    assert [claim["id"] for claim in claims if not claim.select(".k2-basis a")] == []


def test_a_claim_that_two_pages_show_is_written_once(corpus_files: dict[str, SiteFile]) -> None:
    """The page for patients shows the sentence of another file, below that file's question, lists too."""
    says = "Ask your doctor first."
    assert says in str(corpus_files["safety.md"].content)
    section = str(corpus_files["patients.md"].content).partition("{ #anticoagulants }")[2]
    assert says in section.partition("## ")[0]
    for uri in ("index.md", "safety.md", "patients.md"):
        entries = BeautifulSoup(str(corpus_files[uri].content), "lxml").select(
            ".k2-claim--list li:not(details li)"
        )
        assert [entry.text for entry in entries] == ["numbness in both legs", "chest pain"], uri


def test_a_claim_that_no_page_would_show_is_found(edit: Edit, corpus_data: Path) -> None:
    """A file of claims that lists what its page shows lists each claim of its own."""
    edit("claims/patients.yml", "  - other-drugs\n", "")
    with pytest.raises(DataError) as caught:
        load_and_validate(corpus_data)
    assert [problem.message for problem in caught.value.problems] == ["no page shows the claim 'other-drugs'"]


# Counts ----------------------------------------------------------------------------------------------


def test_women_are_counted_once_for_each_thing_that_they_were_given(corpus_dataset: Dataset) -> None:
    """Rows are by the alphabet, the unknown ones last, and no count is larger than the register."""
    rows = count_given(corpus_dataset)
    names = [row.what for row in rows if row.what not in NOTHING_GIVEN.values()]
    assert names == sorted(names)
    assert {row.what: row.women for row in rows}["Vitamin K2"] == len(corpus_dataset.k2_cases)
    assert max(row.women for row in rows) <= len(corpus_dataset.cases)


def test_a_fall_of_density_is_counted_like_a_rise(corpus_dataset: Dataset) -> None:
    """Of the courses on vitamin K2 that were scanned twice two fell, and the range begins with them."""
    rows = count_courses(corpus_dataset, derive_changes(corpus_dataset))
    given = next(row for row in rows if row.group == "vitamin K2")
    assert (given.known, given.increased, given.decreased, given.unchanged) == (7, 5, 2, 0)
    assert given.within_error == 2
    assert given.lowest is not None
    assert given.lowest < Decimal(0)
    assert sum(row.courses for row in rows) == len(list(corpus_dataset.courses()))


def test_a_recurrence_of_what_is_not_stated_is_no_fracture(
    corpus_dataset: Dataset, edit: Edit, corpus_data: Path
) -> None:
    """A course that reports no recurrence is not followed for fractures; one that names fractures is."""

    def counts(dataset: Dataset) -> tuple[int, int]:
        rows = count_courses(dataset, derive_changes(dataset))
        given = next(row for row in rows if row.group == "vitamin K2")
        return given.followed, given.unclear

    followed, unclear = counts(corpus_dataset)
    edit("cases/tsuchie-2012-case-1.yml", "kind: recurrence", "kind: fracture")
    assert counts(load_and_validate(corpus_data).dataset) == (followed + 1, unclear - 1)


def test_fractures_of_other_bones_and_single_reports_are_named(corpus_dataset: Dataset) -> None:
    """A report of one woman without a case is listed; fractures of other bones are counted by woman."""
    bones = {row.what: row.women for row in count_other_bones(corpus_dataset)}
    assert bones["femoral neck"] == 1
    assert bones["rib"] == 1
    for report in corpus_dataset.single_reports:
        assert report.people == 1
        assert report.id not in corpus_dataset.cases_of


# Names and places --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A page of the menu."""

    title: str
    uri: str


def entries(nav: list[Mapping[str, object]]) -> Iterator[Entry]:
    """Yield every page of the menu with its name."""
    for item in nav:
        for title, below in item.items():
            if isinstance(below, str):
                yield Entry(title, below)
            else:
                assert isinstance(below, list)
                yield from entries(below)


@pytest.fixture(scope="module")
def nav() -> list[Mapping[str, object]]:
    """The menu as it is set."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    found = yaml.safe_load(text.partition("\nnav:\n")[2].partition("\n# Pages")[0])
    assert isinstance(found, list)
    return found


def test_the_menu_has_eight_groups(nav: list[Mapping[str, object]]) -> None:
    """What is about the site itself comes last, and is in the footer."""
    assert [title for item in nav for title in item] == [*MENU, "About"]


def test_a_page_has_one_name(nav: list[Mapping[str, object]], corpus_files: dict[str, SiteFile]) -> None:
    """In the menu, in its title, which is cited, and in its heading; the first page is a question."""
    prose = {page.uri: page.title for page in load_context(ROOT, {}).prose_pages}
    names = {}
    for entry in entries(nav):
        file = corpus_files.get(entry.uri)
        if file and file.page:
            heading = re.search(r"^# (.+?)(?: \{ #.*)?$", str(file.content), re.M)
            names[entry.uri] = {entry.title, file.page.title, heading[1] if heading else ""}
        else:
            names[entry.uri] = {entry.title, prose[entry.uri]}
    assert {uri: found for uri, found in names.items() if len(found) > 1 and uri != "index.md"} == {}


def test_records_lead_to_their_neighbours(corpus_files: dict[str, SiteFile], corpus_dataset: Dataset) -> None:
    """From the first case one reaches every case, step by step, and the way back is the same."""
    cases = [case.id for group in corpus_dataset.list_groups for case in group.cases]
    texts = {name: str(corpus_files[f"cases/{name}.md"].content) for name in cases}
    front = {name: yaml.safe_load(text.split("---\n")[1]) for name, text in texts.items()}
    steps = [front[name].get("next", {}).get("address") for name in cases]
    back = [front[name].get("previous", {}).get("address") for name in cases]
    assert steps == [*(f"cases/{name}/" for name in cases[1:]), None]
    assert back == [None, *(f"cases/{name}/" for name in cases[:-1])]


def test_every_page_says_where_it_is(corpus_soups: Mapping[str, BeautifulSoup]) -> None:
    """Breadcrumbs lead from the first page to this one, also where it is in no menu."""

    def trail(place: str) -> list[str]:
        return [item.get_text(strip=True) for item in corpus_soups[place].select(".k2-crumbs li")]

    assert trail("evidence/mott-2019/index.html") == ["Answer", "Evidence", "Studies", "Mott 2019"]
    builders = ["Answer", "About", "Contributing", "Validation messages"]
    assert trail("contributing/errors/index.html") == builders
    outcome = ["Answer", "Evidence", "By outcome", "Vertebral fractures"]
    assert trail("evidence/vertebral-fracture/index.html") == outcome
    summary = ["Answer", "Evidence", "Summary of findings"]
    assert trail("evidence/summary-of-findings/index.html") == summary
    assert trail("about/index.html") == ["Answer", "About", "About this site"]
    assert trail("methods/index.html") == ["Answer", "Methods"]
    without = {place for place, soup in corpus_soups.items() if soup.main and not soup.select(".k2-crumbs")}
    assert without <= {"index.html", "404.html"}


def test_a_section_has_a_link_to_itself(corpus_soups: Mapping[str, BeautifulSoup]) -> None:
    """On pages from templates, from Markdown and from notebooks; it has a name, and nothing to search."""
    for place in ("safety/index.html", "methods/index.html", "notebooks/table-1/index.html"):
        headings = corpus_soups[place].select("article > :is(h2, h3)[id], .jp-Cell :is(h2, h3)[id]")
        assert headings, place
        for heading in headings:
            link = heading.select_one("a.k2-anchor")
            assert link, (place, heading)
            assert (link["href"], link["aria-label"]) == (f"#{heading['id']}", "Link to this section")
            assert not link.get_text()


def test_the_footer_has_four_groups(corpus_soups: Mapping[str, BeautifulSoup]) -> None:
    """Every page of the menu is in one of them."""
    footer = corpus_soups["safety/index.html"].select_one("footer.k2-footer")
    assert footer
    assert [tag.get_text() for tag in footer.select("h2")] == [
        "Answers", "Evidence and cases", "Methods and data", "About",
    ]  # fmt: skip
