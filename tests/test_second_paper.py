"""A second paper makes a correct site: no page assumes that there is one paper."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT


def text(files: dict[str, SiteFile], uri: str) -> str:
    """Return a page as readers read it."""
    return BeautifulSoup(str(files[uri].content), "html.parser").get_text(" ")


def test_cases_of_two_papers_have_different_labels(corpus_files: dict[str, SiteFile]) -> None:
    """The same label in two papers is followed by the paper, wherever cases are listed together."""
    for uri in ("cases/index.md", "compare.md", "recovery.md"):
        page = text(corpus_files, uri)
        assert "Case 1 (Tsuchie 2012)" in page, uri
        assert "Case 1 (Example 2020), first delivery" in page, uri


def test_sentences_count_the_cases_they_rest_on(corpus_files: dict[str, SiteFile]) -> None:
    """A claim about one paper does not grow with another; a count of the site does."""
    home = text(corpus_files, "index.md")
    assert "One paper describes four women" in home
    assert "45 mg (45,000 µg) a day" in home
    assert "15 mg" not in home
    assert "six cases" in str(corpus_files["index.md"].content)
    assert "What the six women" in text(corpus_files, "evidence/summary-of-findings.md")


def test_every_drug_and_dose_is_listed(corpus_files: dict[str, SiteFile]) -> None:
    """Different doses are listed, each with its number of courses."""
    cases = text(corpus_files, "cases/index.md")
    assert "menatetrenone, 45 mg (45,000 µg) a day: 6 of 9 courses" in cases
    assert "menatetrenone, 15 mg (15,000 µg) a day: 1 of 9 courses" in cases
    assert "Not reported by Example and Sample 2020: densitometer." in cases


def test_a_case_of_the_second_paper_has_its_page(corpus_files: dict[str, SiteFile]) -> None:
    """Its clock is converted, its fractures named, and it says that it was extracted twice."""
    page = text(corpus_files, "cases/example-2020-case-1.md")
    assert "2 months before first visit" in page
    assert "T11, L2 and L3" in page
    assert "twice, independently (A. Curator and B. Curator)" in page
    assert "+7.7" in page  # from 0.650 to 0.700, in percent
    assert "ntx" not in page.lower()


def test_both_papers_are_cited(corpus_files: dict[str, SiteFile]) -> None:
    """The home page and the page on citing name each paper with cases."""
    for uri in ("index.md", "cite.md"):
        assert "10.1000/test" in str(corpus_files[uri].content), uri
        assert "10.3109/03009734.2012.676573" in str(corpus_files[uri].content), uri


def test_two_papers_with_background_and_appraisal_share_no_anchor(corpus_data: Path) -> None:
    """The second paper's discussion and appraisal follow those of the first, with anchors of their own."""
    for folder in ("background", "appraisals"):
        original = (corpus_data / folder / "tsuchie-2012.yml").read_text(encoding="utf-8")
        copied = original.replace("id: tsuchie-2012\n", "id: example-2020\n", 1)
        (corpus_data / folder / "example-2020.yml").write_text(copied, encoding="utf-8")
    claims = (
        (corpus_data / "papers" / "tsuchie-2012.yml").read_text(encoding="utf-8").partition("\nclaims:\n")[2]
    )
    paper = corpus_data / "papers" / "example-2020.yml"
    paper.write_text(paper.read_text(encoding="utf-8") + "claims:\n" + claims, encoding="utf-8")
    files = {file.uri: file for file in build_site(corpus_data, CONTEXT).files}
    for uri in ("background.md", "appraisal.md", "safety.md"):
        page = str(files[uri].content)
        anchors = Counter([*re.findall(r' id="([^"]+)"', page), *re.findall(r"\{ #(\S+) \}", page)])
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], uri


def test_no_page_has_two_anchors_of_one_name(corpus_soups: Mapping[str, BeautifulSoup]) -> None:
    """The site of both papers was built strictly, so that no link is broken either."""
    for page, soup in corpus_soups.items():
        anchors = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], page
