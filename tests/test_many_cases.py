"""With many cases: no page grows with their number, and each is reached and linked."""

import csv
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from benchmark.synthetic import write_cases
from bs4 import BeautifulSoup
from k2evidence.load import dataset
from k2evidence.load.dataset import COURSES_PER_PAGE
from k2evidence.render.site_file import SiteFile
from k2evidence.site import SiteBuild, build_site

from .conftest import CONTEXT, CORPUS

LISTS = ("cases", "compare", "audit")
"""The lists that are split into pages."""
FEW_WOMEN = 12
"""How many women a page lists here, so that a few dozen are too many for one."""

pytestmark = [pytest.mark.build, pytest.mark.xdist_group("many cases")]  # two builds for all tests


def with_cases(folder: Path, amount: int) -> SiteBuild:
    """Build the site of the corpus with so many synthetic cases beside its own."""
    data = Path(shutil.copytree(CORPUS, folder / "data"))
    write_cases(data, 0, amount)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dataset, "WOMEN_PER_PAGE", FEW_WOMEN)
        patch.setattr("k2evidence.derive.recovery.MOST_DRAWN", 24)  # else it would take many more cases
        return build_site(data, CONTEXT)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> SiteBuild:
    """The site with sixty more cases."""
    return with_cases(tmp_path_factory.mktemp("sixty"), 60)


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> SiteBuild:
    """The site with twice as many."""
    return with_cases(tmp_path_factory.mktemp("more"), 120)


@pytest.fixture(scope="module")
def pages(sixty: SiteBuild) -> Mapping[str, BeautifulSoup]:
    """The pages with sixty more cases, parsed, by their place among the sources."""
    return {file.uri: BeautifulSoup(str(file.content), "lxml") for file in sixty.files if file.page}


def group(pages: Mapping[str, BeautifulSoup], kind: str) -> list[BeautifulSoup]:
    """Return the pages of a list in their order."""
    first = "cases/index.md" if kind == "cases" else f"{kind}.md"
    amount = sum(uri.startswith(f"{kind}/page/") for uri in pages)
    return [pages[first], *(pages[f"{kind}/page/{number}.md"] for number in range(2, amount + 2))]


def sizes(built: SiteBuild, file: SiteFile) -> tuple[int, int]:
    """Return how many characters a page has with its metadata but without drawings, and in drawings."""
    drawings = sum(map(len, re.findall(r"<svg.*?</svg>", str(file.content))))
    return len(str(file.content)) - drawings + len(built.metadata[file.uri].json_ld), drawings


def test_no_page_grows_with_the_number_of_cases(sixty: SiteBuild, more: SiteBuild) -> None:
    """From sixty to 120 cases by two percent at most, a drawing by a third: only where it has room left.

    Pages that had room are left out: the last one of each list, that of a paper that got more cases, and
    the table of evidence and the picture of courses in time, which have a bound of their own.
    """
    before = {file.uri: sizes(sixty, file) for file in sixty.files if file.page}
    after = {file.uri: sizes(more, file) for file in more.files if file.page}
    later = re.compile(r"/page/(?!2\.)|/synthetic-|^evidence/index|^cases/time")
    compared = [uri for uri in before if not later.search(uri)]
    assert {"cases/page/2.md", "compare/page/2.md", "audit/page/2.md"} <= set(compared)
    assert [uri for uri in compared if after[uri][0] > before[uri][0] * 1.02] == []
    assert [uri for uri in compared if after[uri][1] > before[uri][1] * 1.34] == []


def test_the_table_of_evidence_lists_a_bounded_number_of_papers(
    sixty: SiteBuild, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Beyond it the papers are counted, those on vitamin K2 listed first."""
    module = sys.modules["k2evidence.render.pages.evidence_index"]  # the package holds the function so called
    monkeypatch.setattr(module, "MOST_PAPERS", 4)
    bounded = with_cases(tmp_path, 60)
    [table] = [str(file.content) for file in bounded.files if file.uri == "evidence/index.md"]
    [whole] = [str(file.content) for file in sixty.files if file.uri == "evidence/index.md"]
    papers = re.compile(r'href="(?:tsuchie|example|synthetic)-[^"/]*/"')
    assert len({*papers.findall(table)}) < len({*papers.findall(whole)})
    assert "tsuchie-2012/" in table


def test_the_page_of_a_case_does_not_depend_on_the_number_of_cases(sixty: SiteBuild, more: SiteBuild) -> None:
    """Its bytes are the same."""
    uri = "cases/tsuchie-2012-case-1.md"
    [before], [after] = ([file.bytes for file in built.files if file.uri == uri] for built in (sixty, more))
    assert before == after


def test_every_case_is_reached_from_the_first_page_of_cases(pages: Mapping[str, BeautifulSoup]) -> None:
    """The links to the next page lead past all of them, each once."""
    listed: list[str] = []
    uri = "cases/index.md"
    while uri:
        links = " ".join(str(link["href"]) for link in pages[uri].select("th a"))
        listed += dict.fromkeys(re.findall(r"[\w-]+-case-\d+", links))
        following = pages[uri].find("a", string="Next")
        number = re.findall(r"\d+", str(following["href"])) if following else []
        uri = f"cases/page/{number[0]}.md" if number else ""
    cases = [uri[6:-3] for uri in pages if re.fullmatch(r"cases/[\w-]+-case-\d+\.md", uri)]
    assert sorted(listed) == sorted(cases)
    assert len(cases) == 66


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_of_a_list_holds_whole_papers(pages: Mapping[str, BeautifulSoup], kind: str) -> None:
    """No paper is split over two pages."""
    pagers = [str(page.select_one(".k2-pager span")) for page in group(pages, kind)]
    assert len(pagers) > 4
    papers = [paper for pager in pagers for paper in pager.partition("by paper: ")[2].split(", ")]
    assert len(papers) == len(set(papers))


def test_a_page_of_a_list_is_bounded(pages: Mapping[str, BeautifulSoup]) -> None:
    """Women in a row each, and courses side by side: no paper here has more by itself."""
    rows = [len(page.select(".k2-women tbody tr")) for page in group(pages, "cases")]
    columns = [
        len(page.select("[aria-label='Patients and treatment'] thead th")) for page in group(pages, "compare")
    ]
    assert max(rows) <= FEW_WOMEN
    assert max(columns) <= COURSES_PER_PAGE


def test_some_hundred_women_are_on_one_page() -> None:
    """A reader filters them together; a page has no more than that."""
    assert 100 <= dataset.WOMEN_PER_PAGE <= 200


def test_the_first_page_counts_all_women_and_the_others_their_own(pages: Mapping[str, BeautifulSoup]) -> None:
    """The table of counts is on the first page alone; filters count the rows of their page."""
    first, second, *_ = group(pages, "cases")
    assert "All women counted" in first.text
    assert "All women counted" not in second.text
    groups = [option.text for option in second.select("select[name=group] option")[1:]]
    assert sum(int(text.rpartition("(")[2][:-1]) for text in groups) == len(
        second.select(".k2-women tbody tr")
    )


def test_women_on_vitamin_k2_are_compared_on_pages_of_their_own(pages: Mapping[str, BeautifulSoup]) -> None:
    """The first page says where the others are; the chart is of those on vitamin K2."""
    first = pages["compare.md"]
    assert "for whom no vitamin K2 is reported are on the pages after" in first.text
    drawn = first.select("#picture-compare svg")[0]
    assert "Patient B" not in str(drawn["aria-label"])


def test_findings_are_linked_where_they_are(pages: Mapping[str, BeautifulSoup]) -> None:
    """A mark on a later page of the comparison leads to the page of the audit with the same papers."""
    marks = [str(link["href"]) for link in pages["compare/page/2.md"].select("a[href*='audit/']")]
    assert marks
    for mark in marks:
        address, _, anchor = mark.partition("#")
        assert address == "../../../audit/page/2/"
        assert pages["audit/page/2.md"].find(id=anchor), anchor


def test_many_courses_are_counted_in_the_recovery_picture(sixty: SiteBuild) -> None:
    """Where they are too many; the caption and the text alternative say so."""
    content = {
        file.uri: str(file.content)
        for file in sixty.files
        if file.uri in ("recovery.md", "data/recovery.csv")
    }
    rows = [row for row in csv.DictReader(content["data/recovery.csv"].splitlines()) if row["course_id"]]
    assert len(rows) > 24
    women = {row["record_id"] for row in rows if row["group"] == "vitamin K2"}
    assert f"Vitamin K2: {len(women)} women, " in content["recovery.md"]
    assert "too many to be drawn one by one" in content["recovery.md"]
