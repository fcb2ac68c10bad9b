"""The search of the built site: kinds of page, other names of things, and the form that finds cases."""

import gzip
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case
from k2evidence.publish.pagefind import searched_part
from k2evidence.render.search_synonyms import derive_synonyms, key_of
from k2evidence.render.site_file import SiteFile
from lxml.html import fromstring
from playwright.sync_api import Browser, Locator, Page, expect

RESULTS = ".k2-search .k2-search__results li > a"
STATUS = ".k2-search .k2-search__status"


def search(page: Page, address: str, query: str) -> Locator:
    """Search from a page without cases of its own, and return the titles that are shown."""
    page.goto(address + "methods/")
    page.keyboard.press("/")
    page.keyboard.insert_text(query)  # at once: no list of a part of it comes and goes
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
    """Ask for more results until there are no more."""
    results, more = page.locator(RESULTS), page.locator("dialog").get_by_role("button", name="Show more")
    while more.is_visible():
        shown = results.count()
        more.click()
        expect(results.nth(shown)).to_be_attached()


def found(page: Page) -> int:
    """Return how many pages the dialog says it found."""
    return int((page.locator(STATUS).inner_text()).split()[0])


def open_finder(page: Page, address: str) -> Locator:
    """Open the form on the page of cases, and wait for its lists."""
    page.goto(address + "cases/")
    finder = page.locator("[data-k2-find]")
    finder.locator("summary").click()
    expect(finder.locator("select[name=vertebra] option").nth(1)).to_be_attached()
    return finder


def vertebrae(case: Case) -> set[str]:
    """Return every vertebra that some place of the paper calls fractured."""
    return {level for course in case.courses for report in course.fractures for level in report.levels}


@pytest.mark.parametrize("query", ["warfarin", "PTH"])
def test_a_kind_narrows_the_list_and_none_means_all(page: Page, address: str, query: str) -> None:
    """Each kind says how many pages it has; together they are all, also where other names are searched."""
    search(page, address, query)
    every = kinds(page)
    assert sum(every.values()) == found(page)
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
    before = found(page)
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


@pytest.mark.parametrize(
    ("query", "says", "title"),
    [
        ("PTH", "parathyroid hormone", "Kebapci 2016"),
        ("PTH", "parathyroid hormone", "Methods"),
        ("parathyroid hormone", "PTH", "Compare the courses"),
        ("parathyrin", "PTH", "Compare the courses"),
        ("NSAID", "Non-steroidal anti-inflammatory drugs", "Case 4"),
        ("menaquinone-4", "MK-4", "Inoue 2009"),
        ("MK4", "menatetrenone", "Case 1"),
        ("vitamin K2", "MK-7", "Knapen 2013"),
        ("ucOC", "undercarboxylated osteocalcin", "Rønn 2016"),
        ("PTH lactation", "parathyroid hormone", "Shi, hypercalcaemia in lactation"),
    ],
)
def test_another_name_finds_the_page(page: Page, address: str, query: str, says: str, title: str) -> None:
    """What a page calls otherwise is found, alone or among other words, and the search says how."""
    results = search(page, address, query)
    expect(page.locator(STATUS)).to_contain_text(re.compile(f"Also searched for: .*{says.rstrip('s')}", re.I))
    show_all(page)
    expect(results.filter(has_text=title).first).to_be_visible()


def test_bone_density_and_bmd_find_the_same_pages(page: Page, address: str) -> None:
    """Two names of one thing, in either direction."""
    search(page, address, "BMD")
    pages = found(page)
    search(page, address, "bone density")
    assert found(page) >= pages > 50


def test_every_other_name_of_the_vocabulary_leads_on(dataset: Dataset) -> None:
    """Each synonym leads to its head name, or contains it, or is contained in it."""
    derived = derive_synonyms(dataset.vocabulary)
    rings = [
        *((term.term, term.synonyms) for term in dataset.vocabulary.terms),
        *((drug.name, drug.synonyms) for drug in dataset.vocabulary.substances.values()),
    ]
    for head, others in rings:
        for other in others:
            reached = [key_of(name) for name in (other, *derived.get(key_of(other), ()))]
            assert any(key_of(name) in reached for name in (head, *others) if name != other) or any(
                part in key_of(head) for part in reached
            ), other


def test_a_name_of_two_things_leads_to_both_and_neither_leads_to_the_other(dataset: Dataset) -> None:
    """Vitamin K2 is MK-4 and MK-7; who asks for one does not want the other."""
    derived = derive_synonyms(dataset.vocabulary)
    assert {"MK-4", "MK-7", "menaquinone-4", "menaquinone-7"} <= set(derived["vitamin k2"])
    for one, other in (("mk4", "MK-7"), ("mk7", "MK-4")):
        assert other not in derived[one]
        assert "vitamin K2" not in derived[one]
    assert "hip" not in derived["bmd"]
    assert "Femur BMD" in derived["hip"]


def test_the_synonyms_are_a_small_file(files: dict[str, SiteFile], dataset: Dataset) -> None:
    """One file of a few kilobytes, made from the vocabulary."""
    content = str(files["assets/synonyms.json"].content)
    assert {key: tuple(names) for key, names in json.loads(content).items()} == derive_synonyms(
        dataset.vocabulary
    )
    assert len(content) < 20_000


@pytest.mark.parametrize("vertebra", VERTEBRAE)
def test_the_form_lists_exactly_the_cases_with_a_vertebra(
    page: Page, address: str, dataset: Dataset, vertebra: str
) -> None:
    """Those that the data names it in, and its list offers it only if there is one."""
    expected = {case.id for case in dataset.cases.values() if vertebra in vertebrae(case)}
    finder = open_finder(page, address)
    choice = finder.locator(f"select[name=vertebra] option[value={vertebra}]")
    expect(choice).to_have_count(1 if expected else 0)
    if expected:
        expect(choice).to_have_text(f"{vertebra} ({len(expected)})")
        finder.get_by_label("Fractured vertebra").select_option(vertebra)
        expect(finder.get_by_role("status")).to_contain_text(f"{len(expected)} case")
        links = finder.locator("li > a").evaluate_all("links => links.map((link) => link.href)")
        assert {link.split("/cases/")[1].split("/")[0] for link in links} == expected


def test_the_form_takes_words_and_lists_together_and_is_cleared(page: Page, address: str) -> None:
    """Purpose, dose and words narrow one another; clearing leaves nothing."""
    finder = open_finder(page, address)
    finder.get_by_label("Given to").select_option("prevent")
    expect(finder.get_by_role("status")).to_have_text("1 case found.")
    expect(finder.locator("li a").first).to_contain_text("Case 3 (Tsuchie et al. 2012)")
    finder.get_by_label("Dose").select_option(index=1)
    finder.get_by_label("Words").fill("eating disorder")
    expect(finder.get_by_role("status")).to_have_text("No case found.")
    finder.get_by_label("Given to").select_option("")
    expect(finder.get_by_role("status")).to_have_text("1 case found.")
    expect(finder.locator("li a").first).to_contain_text("Case 2")
    finder.get_by_role("button", name="Clear").click()
    expect(finder.locator("li")).to_have_count(0)


def test_vertebrae_are_offered_from_the_neck_down(page: Page, address: str, dataset: Dataset) -> None:
    """In the order of the spine, not of the alphabet."""
    finder = open_finder(page, address)
    offered = finder.locator("select[name=vertebra] option").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    named = set().union(*(vertebrae(case) for case in dataset.cases.values()))
    assert offered[1:] == [level for level in VERTEBRAE if level in named]


def requests(page: Page, address: str) -> list[str]:
    """Collect what a page asks for, from the page of cases on; nothing of the search is among it."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address + "cases/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "pagefind" in url or "synonyms" in url]
    return asked


def test_the_kinds_that_are_shown_only_are_named_when_their_list_is_closed(page: Page, address: str) -> None:
    """Else a reader would take some of the pages for all."""
    search(page, address, "warfarin")
    summary = page.locator(".k2-search__kinds summary")
    expect(summary).to_have_text("Show only some kinds of pages")
    amount = kinds(page)["Study"]
    page.get_by_role("checkbox", name="Study").check()
    expect(page.locator(STATUS)).to_contain_text(f"{amount} page")
    summary.click()
    expect(summary).to_have_text("Shown only: Study")
    expect(page.locator(STATUS)).to_contain_text(f"{amount} page")


def test_the_dialog_loads_one_filter_and_each_file_once(page: Page, address: str) -> None:
    """No filter before the kinds are opened, then that one alone; the form then loads the rest."""
    asked = requests(page, address)
    page.keyboard.press("/")
    page.keyboard.type("PTH")
    expect(page.locator(STATUS)).to_contain_text("found")
    assert not [url for url in asked if url.endswith(".pf_filter")]
    assert kinds(page)
    assert len([url for url in asked if url.endswith(".pf_filter")]) == 1
    page.keyboard.press("Escape")
    page.locator("[data-k2-find] summary").click()
    expect(page.locator("[data-k2-find] option").nth(9)).to_be_attached()
    filters = [url for url in asked if url.endswith(".pf_filter")]
    assert len(filters) == len(set(filters)) == 4
    assert asked.count("assets/synonyms.json") == 1


def test_the_form_loads_no_index_on_opening_and_one_part_on_use(page: Page, address: str, site: Path) -> None:
    """A choice from a list costs what one word costs, not the whole index."""
    asked = requests(page, address)
    finder = page.locator("[data-k2-find]")
    finder.locator("summary").click()
    expect(finder.locator("select[name=vertebra] option").nth(1)).to_be_attached()
    assert not [url for url in asked if url.endswith(".pf_index")]
    finder.get_by_label("Fractured vertebra").select_option("T12")
    expect(finder.get_by_role("status")).to_contain_text("found")
    assert len([url for url in asked if url.endswith(".pf_index")]) == 1
    assert len(list((site / "pagefind" / "index").iterdir())) > 5


def test_the_search_works_without_its_synonyms(page: Page, address: str) -> None:
    """A file that does not come costs the other names, not the search."""
    page.route("**/synonyms.json", lambda route: route.abort())
    search(page, address, "PTH")
    assert found(page) > 0
    expect(page.locator(STATUS)).not_to_contain_text("Also")


def test_a_fast_reader_gets_what_was_typed(page: Page, address: str) -> None:
    """Enter before the results are there waits for them."""
    page.goto(address + "methods/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Knapen 2013")
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/knapen-2013/**")


def test_a_result_shows_the_hit_and_leads_to_other_sections(page: Page, address: str) -> None:
    """The word is marked in its sentence, and further sections of the page are one step away."""
    search(page, address, "PTH")
    first = page.locator(".k2-search__results li").first
    expect(first.locator("mark").first).to_contain_text("PTH")
    sections = page.locator(".k2-search__sections a").first
    expect(sections).to_have_attribute("href", re.compile("#"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_search_and_the_form_are_open_to_all(
    browser: Browser, address: str, scheme: str, width: int
) -> None:
    """Axe finds nothing in the dialog or the open form, and neither scrolls sideways."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    search(page, address, "PTH")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('dialog'))") == 0
    finder = open_finder(page, address)
    finder.get_by_label("Fractured vertebra").select_option("T12")
    expect(finder.get_by_role("status")).to_contain_text("found")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_form_is_not_there_without_a_script(browser: Browser, address: str) -> None:
    """The table of cases is."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "cases/")
    expect(page.locator("[data-k2-find]")).not_to_be_visible()
    expect(page.get_by_role("region", name="Cases").get_by_role("table")).to_be_visible()
    context.close()


def test_no_word_of_a_filter_is_text_of_a_page(site: Path) -> None:
    """The kind and the filters stand in attributes, so that no excerpt begins with them."""
    for path in site.rglob("*.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for tag in soup.select("span[data-pagefind-filter], span[data-pagefind-meta]"):
            assert not tag.get_text(strip=True), path
        assert len(soup.select("article[data-pagefind-filter^=kind]")) == 1, path


def test_the_search_reads_a_page_without_what_it_leaves_out() -> None:
    """Of what is to be found all, of the rest nothing; a page that is not to be found is empty."""
    page = (
        "<head><title>T</title></head><nav>menu</nav><main data-pagefind-body><h1 id='a'>A &amp; b</h1>"
        "<aside data-pagefind-ignore><p>not</p></aside> tail <svg><text>drawn</text></svg><p>c</p></main>"
    )
    assert searched_part(page) == (
        b'<html lang="en"><body><main data-pagefind-body><h1 id="a">A &amp; b</h1> tail <p>c</p></main>'
        b"</body></html>"
    )
    assert searched_part(page.replace(" data-pagefind-body", "")) == b""


def test_words_of_neighbouring_elements_stay_apart(site: Path) -> None:
    """A term and what is said of it, or two cells, are not read as one word, here or in the index."""
    terms, table = "<dl><dt>PTH</dt><dd>13</dd></dl>", "<table><tr><th>a</th><td>b</td></tr></table>"
    page = f"<main data-pagefind-body>{terms}{table}</main>"
    told = fromstring(searched_part(page).decode()).text_content()
    assert told.split() == ["PTH", "13", "a", "b"]
    kept = [gzip.decompress(path.read_bytes()) for path in (site / "pagefind").rglob("*.pf_fragment")]
    assert not [text for text in kept if b"MeasurementBefore" in text or b"hormoneA" in text]
    assert len(kept) > 100


def test_what_every_case_says_alike_finds_no_case(page: Page, address: str) -> None:
    """The box on safety stands on every page of a case; the page on safety is what it should find."""
    results = search(page, address, "anticoagulants")
    assert kinds(page).get("Case", 0) == 0
    expect(results.filter(has_text="Safety").first).to_be_visible()
