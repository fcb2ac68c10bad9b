"""The search of the built site: what it finds, its dialog, and the form that finds cases."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from k2evidence.load.build_context import NoCache
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case
from k2evidence.publish.built_page import read_page
from k2evidence.render.search_synonyms import derive_synonyms, key_of, plain_spellings
from k2evidence.render.site_file import SiteFile
from lxml.html import fromstring
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .browser import collect_requests, run_axe
from .conftest import ROOT

QUERIES = yaml.safe_load((ROOT / "tests" / "queries.yml").read_text(encoding="utf-8"))["queries"]
"""Each with the pages of which one must be among the first three."""

RESULTS = ".k2-search .k2-search__results li > a"
STATUS = ".k2-search .k2-search__status"

FIND = """async (query) => {
  const { results, asked } = await find(query, {})
  const pages = await Promise.all(results.map((result) => result.data()))
  const titles = pages.map((page) => page.meta.title), kinds = pages.map((page) => page.meta.kind)
  const section = results[0]?.section ?? ""
  return { spellings: asked, titles, kinds, addresses: pages.map((page) => page.url), section }
}"""
"""Calls the function of `k2.js` that the dialog calls when a reader types."""


@dataclass(frozen=True)
class Answer:
    """What the search finds for a query."""

    spellings: list[str]
    """The query, and what else was searched for: right spellings of its words, and other names."""
    titles: list[str]
    """Titles of all pages, the best first."""
    kinds: list[str]
    """Kinds of the same pages."""
    addresses: list[str]
    """Addresses of the same pages."""
    section: str
    """The section of the first page that answers, where the query is one of the phrases that lead to it."""


@pytest.fixture(scope="module")
def find(browser: Browser, address: str) -> Iterator[Callable[[str], Answer]]:
    """Search the site of the real data without the dialog, all queries on one page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "methods/")
    root = urlsplit(address).path.rstrip("/")

    def ask(query: str) -> Answer:
        said = page.evaluate(FIND, query)
        return Answer(**said | {"addresses": [url.removeprefix(root) for url in said["addresses"]]})

    yield cache(ask)
    context.close()


def search(page: Page, address: str, query: str) -> Locator:
    """Search in the dialog, from a page without cases of its own; return the titles that are shown."""
    page.goto(address + "methods/")
    page.keyboard.press("/")
    page.keyboard.insert_text(query)  # in one event: no list for a part of it comes and goes
    expect(page.locator(STATUS)).to_contain_text("found")
    return page.locator(RESULTS)


def kinds(page: Page) -> dict[str, int]:
    """Return how many pages of each kind the dialog says it found, once its list of kinds is open."""
    if not page.locator(".k2-search__kinds[open]").count():
        page.locator(".k2-search__kinds summary").click()
    expect(page.locator(".k2-search__kinds label:visible").first).to_be_visible()
    labels = page.locator(".k2-search__kinds label:visible").all_inner_texts()
    return {name: int(amount) for name, amount in re.findall(r"(\w+) \((\d+)\)", " ".join(labels))}


def show_all(page: Page) -> None:
    """Press the button for more results until there are no more."""
    results, more = page.locator(RESULTS), page.locator("dialog").get_by_role("button", name="Show more")
    while more.is_visible():
        shown = results.count()
        more.click()
        expect(results.nth(shown)).to_be_attached()


def count_found(page: Page) -> int:
    """Return how many pages the dialog says it found."""
    return int((page.locator(STATUS).inner_text()).split()[0])


def open_form(page: Page, address: str) -> Locator:
    """Open the form on the page of cases, and wait for its lists."""
    page.goto(address + "cases/")
    form = page.locator("[data-k2-find]")
    form.locator("summary").click()
    expect(form.locator("select[name=vertebra] option").nth(1)).to_be_attached()
    return form


def cases_listed(form: Locator) -> set[str]:
    """Return the ids of the cases that the form lists."""
    links = form.locator("li > a").evaluate_all("links => links.map((link) => link.href)")
    return {link.split("/cases/")[1].split("/")[0] for link in links}


def vertebrae(case: Case) -> set[str]:
    """Return every vertebra that some place of the paper calls fractured."""
    return {level for course in case.courses for report in course.fractures for level in report.levels}


# What is found --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Jiang", "Jiang 2014"),
        ("Knapen 2013", "Knapen 2013"),
        ("Inoue vertebral fractures", "Inoue 2009 (OF study)"),
        ("undercarboxylated osteocalcin 2016", "Rønn 2016"),
        ("warfarin", "Safety"),
        ("menatetrenone heal", "Does vitamin K2 heal bones after pregnancy-associated osteoporosis?"),
        ("MK-4", "Case 1 (Tsuchie et al. 2012)"),
        ("T12", "Case 2 (Tsuchie et al. 2012)"),
        ("parathyroid", "Glossary"),
        ("31-year-old", "Case 2 (Tsuchie et al. 2012)"),
        ("breast-feeding", "Case 1 (Tsuchie et al. 2012)"),
        ("anticoagulants", "Safety"),
        ("Ronn", "Rønn 2016"),
        ("Moller 2011", "Møller 2011"),
        ("45,000 \u03bcg", "Case 1 (Tsuchie et al. 2012)"),
        ("10.3109/03009734.2012.676573", "Tsuchie et al. 2012"),
    ],
)
def test_the_search_finds_a_page_by_its_words(find: Callable[[str], Answer], query: str, title: str) -> None:
    """A name, a year, an age, a part of the spine: what readers search for."""
    assert title in find(query).titles


@pytest.mark.parametrize(
    ("query", "synonym", "title"),
    [
        ("PTH", "parathyroid hormone", "Kebapci 2016"),
        ("PTH", "parathyroid hormone", "Methods"),
        ("parathyroid hormone", "PTH", "Compare the courses"),
        ("parathyrin", "PTH", "Compare the courses"),
        ("NSAID", "Non-steroidal anti-inflammatory drug", "Case 4 (Tsuchie et al. 2012)"),
        ("menaquinone-4", "MK-4", "Inoue 2009 (OF study)"),
        ("MK4", "menatetrenone", "Case 1 (Tsuchie et al. 2012)"),
        ("vitamin K2", "MK-7", "Knapen 2013"),
        ("ucOC", "undercarboxylated osteocalcin", "Rønn 2016"),
        ("PTH lactation", "parathyroid hormone", "Shi, hypercalcaemia in lactation"),
    ],
)
def test_the_search_finds_a_page_by_a_synonym(
    find: Callable[[str], Answer], query: str, synonym: str, title: str
) -> None:
    """What a page calls otherwise is found, alone or among other words."""
    answer = find(query)
    assert title in answer.titles
    assert any(synonym.lower() in spelling.lower() for spelling in answer.spellings[1:])


def test_bone_density_and_bmd_find_the_same_pages(find: Callable[[str], Answer]) -> None:
    """Two names of one thing, in either direction."""
    assert find("BMD").titles
    assert {*find("bone density").titles} >= {*find("BMD").titles}


def test_words_that_every_case_has_find_no_case(find: Callable[[str], Answer]) -> None:
    """The box on safety is on the page of each case; the page on safety is what it should find."""
    assert find("anticoagulants").addresses[0] == "/safety/"
    assert "/cases/tsuchie-2012-case-1/" not in find("anticoagulants").addresses


def test_every_synonym_of_the_vocabulary_leads_on(dataset: Dataset) -> None:
    """Each synonym leads to its head name, or contains it, or is contained in it."""
    derived = derive_synonyms(dataset.vocabulary)
    rings = [
        *((term.term, term.synonyms) for term in dataset.vocabulary.terms),
        *((drug.name, drug.synonyms) for drug in dataset.vocabulary.substances.values()),
    ]
    for head, synonyms in rings:
        for synonym in synonyms:
            reached = [key_of(name) for name in (synonym, *derived.get(key_of(synonym), ()))]
            assert any(key_of(name) in reached for name in (head, *synonyms) if name != synonym) or any(
                part in key_of(head) for part in reached
            ), synonym


def test_a_name_of_two_things_leads_to_both_and_neither_leads_to_the_other(dataset: Dataset) -> None:
    """Vitamin K2 is MK-4 and MK-7; who asks for one does not want the other."""
    derived = derive_synonyms(dataset.vocabulary)
    assert {"MK-4", "MK-7", "menaquinone-4", "menaquinone-7"} <= set(derived["vitamin k2"])
    for one, other in (("mk4", "MK-7"), ("mk7", "MK-4")):
        assert other not in derived[one]
        assert "vitamin K2" not in derived[one]
    assert "hip" not in derived["bmd"]
    assert "Femur BMD" in derived["hip"]


def test_a_name_is_found_in_plain_letters() -> None:
    """Where the engine takes no accent away; other words need no second spelling."""
    assert plain_spellings(["Rønn 2016", "Díaz 2000", "Łukasz ß"]) == {
        "ronn": ("Rønn",),
        "lukasz": ("Łukasz",),
        "ss": ("ß",),
    }


def test_the_synonyms_are_a_small_file(files: dict[str, SiteFile], dataset: Dataset) -> None:
    """One file of a few kilobytes, derived from the vocabulary and the names of publications."""
    content = str(files["assets/synonyms.json"].content)
    plain = plain_spellings(work.short_name for work in dataset.publications.values())
    read = {
        key: {name for name in names.partition("#")[0].split("|") if name and key_of(name) != key}
        for names, keys in json.loads(content).items()
        for key in keys.split("|")
    }
    assert read == {key: {*names} for key, names in {**plain, **derive_synonyms(dataset.vocabulary)}.items()}
    assert len(content) < 22_000


@pytest.mark.parametrize("query", ["menatetrenone", "Upsala Journal", "Akita", "T12"])
def test_a_woman_is_found_by_drug_journal_place_and_level(find: Callable[[str], Answer], query: str) -> None:
    """On her own page: the list of all women, which says the same, is not searched."""
    assert "Case" in find(query).kinds


# Which pages come first -----------------------------------------------------------------------------


def test_nine_of_ten_queries_find_their_page_among_the_first_three(find: Callable[[str], Answer]) -> None:
    """Those that do not are named."""
    assert len(QUERIES) >= 80
    failing = {
        case["query"]: first
        for case in QUERIES
        if not {*case["pages"]} & {*(first := find(case["query"]).addresses[:3])}
    }
    assert len(failing) <= len(QUERIES) / 10, failing
    led = {case["query"]: case["section"] for case in QUERIES if "section" in case}
    found = {query: find(query) for query in led}
    assert {query: answer.section for query, answer in found.items()} == led
    assert {answer.addresses[0] for answer in found.values()} == {"/patients/"}


def test_every_query_expects_a_page_that_is_there(site: Path) -> None:
    """A page that moved is expected where it is."""
    for case in QUERIES:
        assert any((site / page.strip("/") / "index.html").is_file() for page in case["pages"]), case


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("warfarn", "warfarin"),
        ("wafarrin", "warfarin"),
        ("osteoporsis", "osteoporosis"),
        ("osteoperosis", "osteoporosis"),
        ("menatretenone", "menatetrenone"),
        ("Cockane", "cockayne"),
        ("fracutre", "fracture"),
        ("blood thiners", "blood thinner"),
        ("bloodthinner", "blood thinner"),
        ("back pian", "back pain"),
        ("side effets", "side effects"),
        ("brest milk", "breast milk"),
    ],
)
def test_a_word_that_is_misspelt_is_found_in_its_right_spelling(
    find: Callable[[str], Answer], typed: str, meant: str
) -> None:
    """A letter that is missing, other or in another's place, also in a name; two in a long word."""
    spellings = " ".join(find(typed).spellings)
    assert all(word in spellings for word in meant.split())


def test_a_word_that_no_page_has_finds_none(find: Callable[[str], Answer]) -> None:
    """The engine alone would look for its first letters."""
    assert find("cowboyhat").addresses == []


def test_a_word_that_no_page_has_takes_no_other_away(find: Callable[[str], Answer]) -> None:
    """What pages have of a query is found."""
    assert find("cowboyhat warfarin").addresses == find("warfarin").addresses


def test_who_speaks_of_herself_is_led_to_the_patients_page(find: Callable[[str], Answer]) -> None:
    """Whatever she asks."""
    assert "/patients/" in find("my calcium is low").addresses[:3]
    assert "/patients/" in find("i have injections").addresses[:3]


def test_common_words_decide_nothing(find: Callable[[str], Answer]) -> None:
    """A question finds what its telling words find."""
    question, words = find("what is it about warfarin"), find("warfarin")
    assert {*question.addresses} == {*words.addresses}


@pytest.mark.parametrize(
    ("one", "other"),
    [("breastfeeding", "breast-feeding"), ("fractures", "fracture"), ("ビタミンＫ２", "ビタミンK2")],
)
def test_endings_dashes_and_wide_letters_make_no_difference(
    find: Callable[[str], Answer], one: str, other: str
) -> None:
    """The same pages, the same first."""
    assert find(one).addresses[:1] == find(other).addresses[:1]
    assert {*find(one).addresses} == {*find(other).addresses}


def test_the_words_of_the_index_are_a_small_file_beside_it(site: Path) -> None:
    """It is loaded with the first search: each page is one letter in it."""
    words = json.loads((site / "pagefind" / "words.json").read_text(encoding="utf-8"))
    fragments = list((site / "pagefind" / "fragment").rglob("*.pf_fragment"))
    assert len(words["pages"]) == len(fragments)
    assert {*words["pages"].lower()} == {*"abcdefghij"[: len(words["kinds"])]}
    assert {"osteoporosis", "warfarin", "tsuchie"} <= {*words["words"].split()}
    assert 0 < words["often"] < len(words["words"].split())
    assert [words["pages"][number] for number in words["patients"]] == [
        words["pages"][number].upper() for number in words["patients"]
    ]
    assert len(gzip.compress(json.dumps(words, ensure_ascii=False).encode())) < 15_000


# What is indexed ------------------------------------------------------------------------------------


def test_no_value_of_a_filter_is_text_of_a_page(soups: Mapping[str, BeautifulSoup]) -> None:
    """The kind and the filters are attributes, so that no excerpt begins with them."""
    for path, soup in soups.items():
        for tag in soup.select("span[data-pagefind-filter], span[data-pagefind-meta]"):
            assert not tag.get_text(strip=True), path
        assert len(soup.select("article[data-pagefind-filter^=kind]")) == 1, path


def test_a_page_of_a_case_is_filtered_by_exactly_its_vertebrae(
    corpus_dataset: Dataset, corpus_soups: Mapping[str, BeautifulSoup]
) -> None:
    """Those that the data names as fractured."""
    for case in corpus_dataset.cases.values():
        tags = corpus_soups[f"cases/{case.id}/index.html"].select("[data-pagefind-filter^=vertebra]")
        assert {str(tag["data-value"]) for tag in tags} == vertebrae(case)


def test_pages_for_those_who_make_the_site_are_not_searched(site: Path) -> None:
    """Nor is where a publication is used, how it was read, or the code of a notebook."""
    texts = {}
    for path in (site / "pagefind" / "fragment").rglob("*.pf_fragment"):
        page = json.loads(gzip.decompress(path.read_bytes()).removeprefix(b"pagefind_dcd"))
        texts[page["url"]] = page["content"]
    out = ("contributing", "maintaining", "scaling", "changelog", "notebooks/derived", "404")
    assert [page for page in texts if page.strip("/").startswith(out)] == []
    for text in texts.values():
        assert "Used on" not in text
        assert "Confidence in extraction" not in text
    assert "import " not in texts["/notebooks/table-1/"]


def test_the_search_reads_a_page_without_its_ignored_parts() -> None:
    """The main part without what is marked as ignored, or opens to show evidence; nothing of other pages."""
    page = (
        "<head><title>T</title></head><nav>menu</nav><main data-pagefind-body><h1 id='a'>A &amp; b</h1>"
        "<aside data-pagefind-ignore><p>not</p></aside> tail <svg><text>drawn</text></svg><p>c</p>"
        "<details class='k2-basis'><summary>1</summary>its evidence</details></main>"
    )
    assert read_page(page, NoCache()).searched == (
        '<html lang="en"><body><main data-pagefind-body><h1 id="a">A &amp; b</h1> tail <p>c</p></main>'
        "</body></html>"
    )
    assert read_page(page.replace(" data-pagefind-body", ""), NoCache()).searched == ""


def test_words_of_neighbouring_elements_are_separate(site: Path) -> None:
    """A term and its definition, or two cells, are not read as one word, here or in the index."""
    terms, table = "<dl><dt>PTH</dt><dd>13</dd></dl>", "<table><tr><th>a</th><td>b</td></tr></table>"
    page = f"<main data-pagefind-body>{terms}{table}</main>"
    assert fromstring(read_page(page, NoCache()).searched).text_content().split() == ["PTH", "13", "a", "b"]
    fragments = [gzip.decompress(path.read_bytes()) for path in (site / "pagefind").rglob("*.pf_fragment")]
    assert fragments
    assert not [text for text in fragments if b"MeasurementBefore" in text or b"hormoneA" in text]


# The dialog -----------------------------------------------------------------------------------------


def test_the_dialog_lists_what_is_found_and_names_the_synonyms(
    find: Callable[[str], Answer], page: Page, address: str
) -> None:
    """It opens by key, lists every page on request, and is closed by key."""
    page.goto(address + "methods/")
    for query in ("Inoue vertebral fractures", "PTH", "parathyrin"):
        page.keyboard.press("/")
        page.keyboard.insert_text(query)
        answer = find(query)
        synonyms = ", ".join(spelling.strip('"') for spelling in answer.spellings[1:])
        also = f" Also searched for: {synonyms}." if synonyms else ""
        expect(page.locator(STATUS)).to_have_text(f"{len(answer.titles)} pages found.{also}")
        show_all(page)
        for title, shown in zip(answer.titles, page.locator(RESULTS).all_inner_texts(), strict=True):
            assert shown == title or shown.startswith(f"{title} – ")
        page.keyboard.press("Escape")
        expect(page.locator("dialog.k2-search")).not_to_be_visible()


def test_a_result_is_reached_by_keyboard_alone(page: Page, address: str) -> None:
    """Slash, words, arrow down, enter: the page is open."""
    search(page, address, "eating disorder")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/tsuchie-2012-case-2/**")


def test_enter_before_the_results_are_shown_waits_for_them(page: Page, address: str) -> None:
    """A fast reader gets what was typed."""
    page.goto(address + "methods/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Knapen 2013")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/knapen-2013/**")


def test_a_search_without_result_says_so(page: Page, address: str, site: Path) -> None:
    """Nothing found is an answer; who may need help at once, or has a question, is led on, always."""
    page.goto(address)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("ωωω")
    expect(page.locator(STATUS)).to_have_text("Nothing found for “ωωω”.")
    links = page.locator(".k2-search__otherwise a")
    expect(links).to_have_text(["When back pain needs help at once", "Patients’ questions, with answers"])
    html = (site / "patients" / "index.html").read_text(encoding="utf-8")
    assert links.evaluate_all("links => links.map((link) => link.href)") == [
        f"{address}patients/#warning-signs",
        f"{address}patients/",
    ]
    assert 'id="warning-signs"' in html
    page.keyboard.press("ArrowDown")
    expect(links.first).to_be_focused()
    page.locator("#k2-query").fill("ωωω warfarin")
    expect(page.locator(STATUS)).to_contain_text("No page has: ωωω.")
    expect(links.first).to_be_visible()  # below what is found


def test_a_result_shows_the_hit_and_leads_to_other_sections(page: Page, address: str) -> None:
    """The word is marked in its sentence, and further sections of the page are one step away."""
    search(page, address, "PTH")
    first = page.locator(".k2-search__results li").first
    expect(first.locator("mark").first).to_contain_text("PTH")
    sections = page.locator(".k2-search__sections a").first
    expect(sections).to_have_attribute("href", re.compile("#"))


@pytest.mark.parametrize("query", ["warfarin", "PTH"])
def test_a_kind_narrows_the_list_and_none_means_all(page: Page, address: str, query: str) -> None:
    """Each kind says how many pages it has; together they are all, also where synonyms are searched."""
    search(page, address, query)
    every = kinds(page)
    assert sum(every.values()) == count_found(page)
    page.get_by_role("checkbox", name="Study").check()
    expect(page.locator(STATUS)).to_contain_text(f"{every['Study']} page")
    show_all(page)
    tags = page.locator(".k2-search__results li .k2-tag").all_inner_texts()
    assert tags == ["Study"] * every["Study"]
    assert kinds(page) == every
    page.get_by_role("checkbox", name="Page").check()
    expect(page.locator(STATUS)).to_contain_text(f"{every['Study'] + every['Page']} page")
    page.get_by_role("checkbox", name="Study").uncheck()
    page.get_by_role("checkbox", name="Page").uncheck()
    expect(page.locator(STATUS)).to_contain_text(f"{sum(every.values())} page")


def test_kinds_are_chosen_by_keyboard(page: Page, address: str) -> None:
    """Tab, Tab, space opens them; Tab, space chooses; arrow down leads from them to the results."""
    search(page, address, "warfarin")
    before = count_found(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("group", name="Show only").get_by_role("checkbox").first).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Space")
    expect(page.locator(STATUS)).not_to_contain_text(f"{before} page")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.k2-search__results a')")


def test_the_chosen_kinds_are_named_when_their_list_is_closed(page: Page, address: str) -> None:
    """Otherwise a reader would take some of the pages for all."""
    search(page, address, "warfarin")
    summary = page.locator(".k2-search__kinds summary")
    expect(summary).to_have_text("Show only some kinds of pages")
    amount = kinds(page)["Study"]
    page.get_by_role("checkbox", name="Study").check()
    expect(page.locator(STATUS)).to_contain_text(f"{amount} page")
    summary.click()
    expect(summary).to_have_text("Shown only: Study")
    expect(page.locator(STATUS)).to_contain_text(f"{amount} page")


def test_the_dialog_loads_no_filter_and_each_file_once(page: Page, address: str) -> None:
    """No filter in the dialog, whose kinds are in a file of the index; the form then loads them."""
    requests = collect_requests(page)
    page.goto(address + "cases/")
    page.keyboard.press("/")
    page.keyboard.insert_text("PTH")
    expect(page.locator(STATUS)).to_contain_text("found")
    assert not [url for url in requests if url.endswith(".pf_filter")]
    assert kinds(page)
    assert not [url for url in requests if url.endswith(".pf_filter")]
    page.keyboard.press("Escape")
    page.locator("[data-k2-find] summary").click()
    expect(page.locator("[data-k2-find] option").nth(9)).to_be_attached()
    filters = [url for url in requests if url.endswith(".pf_filter")]
    assert len(filters) == len(set(filters)) == 5
    assert requests.count(f"{address}assets/synonyms.json") == 1
    assert requests.count(f"{address}pagefind/words.json") == 1


def test_the_search_works_without_its_synonyms(page: Page, address: str) -> None:
    """A file that fails to load costs the synonyms, not the search; meanwhile it says that it searches."""
    asked: list[Route] = []
    page.route("**/synonyms.json", lambda route: asked.append(route))
    page.goto(address + "methods/")
    page.keyboard.press("/")
    page.keyboard.insert_text("PTH")
    expect(page.locator(STATUS)).to_have_text("Searching…")
    asked[0].abort()
    expect(page.locator(STATUS)).to_contain_text("found")
    assert count_found(page) > 0
    expect(page.locator(STATUS)).not_to_contain_text("Also")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_axe_finds_no_violation_in_the_dialog_and_the_form(
    browser: Browser, address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    """Neither scrolls sideways."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    search(page, address, "PTH")
    axe = run_axe(page, "dialog")
    assert axe.violations_count == 0, axe.generate_report()
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('dialog'))") == 0
    form = open_form(page, address)
    form.get_by_label("Fractured vertebra").select_option("T12")
    expect(form.get_by_role("status")).to_contain_text("found")
    axe = run_axe(page, "[data-k2-find]")
    assert axe.violations_count == 0, axe.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


# The form that finds cases --------------------------------------------------------------------------


def test_the_form_offers_the_vertebrae_of_the_cases_from_the_neck_down(
    page: Page, corpus_address: str, corpus_dataset: Dataset
) -> None:
    """Each with its number of cases, in the order of the spine and not of the alphabet."""
    form = open_form(page, corpus_address)
    count = Counter(level for case in corpus_dataset.cases.values() for level in vertebrae(case))
    assert form.locator("select[name=vertebra] option").all_inner_texts() == [
        "any",
        *(f"{level} ({count[level]})" for level in VERTEBRAE if level in count),
    ]


def test_the_form_lists_exactly_the_cases_with_a_vertebra(
    page: Page, corpus_address: str, corpus_dataset: Dataset
) -> None:
    """Many, some or one."""
    form = open_form(page, corpus_address)
    for vertebra, amount in (("T12", "6 cases"), ("T8", "4 cases"), ("T1", "1 case")):
        form.get_by_label("Fractured vertebra").select_option(vertebra)
        expect(form.get_by_role("status")).to_have_text(f"{amount} found.")
        assert cases_listed(form) == {
            case.id for case in corpus_dataset.cases.values() if vertebra in vertebrae(case)
        }


def test_the_form_combines_words_and_lists_and_is_cleared(page: Page, corpus_address: str) -> None:
    """Purpose, dose and words narrow one another; clearing leaves nothing."""
    form = open_form(page, corpus_address)
    form.get_by_label("Purpose").select_option("prevention")
    expect(form.get_by_role("status")).to_have_text("4 cases found.")
    assert cases_listed(form) == {
        "tsuchie-2012-case-3",
        "example-2020-case-1",
        "example-2020-case-2",
        "example-2021-six-scans",
    }
    form.get_by_label("Dose").select_option("45 mg (45,000 µg) a day")
    form.get_by_label("Words").fill("eating disorder")
    expect(form.get_by_role("status")).to_have_text("No case found.")
    form.get_by_label("Purpose").select_option("")
    expect(form.get_by_role("status")).to_have_text("1 case found.")
    assert cases_listed(form) == {"tsuchie-2012-case-2"}
    form.get_by_role("button", name="Clear").click()
    expect(form.locator("li")).to_have_count(0)


def test_the_form_loads_no_index_on_opening_and_one_part_on_use(page: Page, address: str, site: Path) -> None:
    """A choice from a list costs what one word costs, not the whole index."""
    requests = collect_requests(page)
    form = open_form(page, address)
    assert not [url for url in requests if url.endswith(".pf_index")]
    form.get_by_label("Fractured vertebra").select_option("T12")
    expect(form.get_by_role("status")).to_contain_text("found")
    assert len([url for url in requests if url.endswith(".pf_index")]) == 1
    assert len(list((site / "pagefind" / "index").iterdir())) > 1


def test_the_form_is_not_visible_without_a_script(browser: Browser, address: str) -> None:
    """The table of cases is."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "cases/")
    expect(page.locator("[data-k2-find]")).not_to_be_visible()
    expect(page.locator("table.k2-women").first).to_be_visible()
    context.close()
