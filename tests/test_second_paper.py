"""Cases from a second paper make a correct site: no page assumes that there is one paper.

The corpus has two papers; without the second one its names go from every label.
"""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT


def text(files: Mapping[str, SiteFile], uri: str) -> str:
    """Return a page as readers read it."""
    return BeautifulSoup(str(files[uri].content), "lxml").get_text(" ")


def test_cases_of_two_papers_have_different_labels(corpus_files: dict[str, SiteFile]) -> None:
    """The same label in two papers is followed by the paper, wherever cases are side by side."""
    register = text(corpus_files, "cases/index.md")
    assert "Case 1, Tsuchie et al. 2012" in register
    assert "Case 1, Example and Sample 2020" in register
    for uri in ("compare.md", "recovery.md"):
        page = text(corpus_files, uri)
        assert "Case 1 (Tsuchie 2012)" in page, uri
        assert "Case 1 (Example 2020), first delivery" in page, uri


def test_cases_of_one_paper_are_not_followed_by_it(corpus_data: Path) -> None:
    """Their labels are unique."""
    for folder in ("cases", "papers"):
        for path in (corpus_data / folder).glob("example-*.yml"):
            path.unlink()
    files = {file.uri: file for file in build_site(corpus_data, CONTEXT).files}
    for uri in ("cases/index.md", "compare.md", "recovery.md"):
        assert "Case 1" in text(files, uri), uri
        assert "(Tsuchie 2012)" not in text(files, uri), uri


def test_sentences_count_the_cases_that_they_rest_on(corpus_files: dict[str, SiteFile]) -> None:
    """A claim about one paper does not grow with another; a count of the site does."""
    home = text(corpus_files, "index.md")
    assert "One paper describes four women" in home
    assert "45 mg (45,000 µg) a day" in home
    assert "15 mg" not in home
    assert "three other patients for whom none is reported" in str(corpus_files["index.md"].content)
    assert "what the seven patients given vitamin K2 report" in text(
        corpus_files, "evidence/summary-of-findings.md"
    )


def test_every_drug_and_dose_is_listed(corpus_files: dict[str, SiteFile]) -> None:
    """Each with its number of courses."""
    page = text(corpus_files, "cases/index.md")
    assert "menatetrenone, 45 mg (45,000 µg) a day: 6 of 10 courses" in page
    assert "menatetrenone, 15 mg (15,000 µg) a day: 1 of 10 courses" in page
    assert "Not reported by Example and Sample 2020: densitometer." in page


def test_patients_without_vitamin_k2_be_apart(corpus_files: dict[str, SiteFile]) -> None:
    """In the list of cases after those given it, under a heading of their own; no count mixes the two."""
    page = text(corpus_files, "cases/index.md")
    assert "First the seven patients given vitamin K2, then three other patients" in page
    given, _, others = page.partition("{ #others }")
    assert "Patient C, Example congress 2021" in given
    for name in ("Patient A, Example congress 2021", "Patient B, Example congress 2021", "Example 2022"):
        assert name in others
        assert name not in given


def test_a_case_of_the_second_paper_has_its_page(corpus_files: dict[str, SiteFile]) -> None:
    """Its clock is converted, its fractures named, and it says that it was extracted twice."""
    page = text(corpus_files, "cases/example-2020-case-1.md")
    assert "2 months before first visit" in page
    assert "T11, L2 and L3" in page
    assert "twice, independently (A. Curator and B. Curator)" in page
    assert "+7.7" in page  # from 0.650 to 0.700, in percent
    assert "ntx" not in page.lower()


def test_both_papers_are_cited(corpus_files: dict[str, SiteFile]) -> None:
    """On the home page and on the page about citing."""
    for uri in ("index.md", "cite.md"):
        assert "10.1000/test" in str(corpus_files[uri].content), uri
        assert "10.3109/03009734.2012.676573" in str(corpus_files[uri].content), uri


def test_two_papers_with_background_and_appraisal_share_no_anchor(corpus_data: Path) -> None:
    """The second paper's discussion and appraisal follow the first with anchors of their own."""
    for folder in ("background", "appraisals"):
        original = (corpus_data / folder / "tsuchie-2012.yml").read_text(encoding="utf-8")
        copied = original.replace("id: tsuchie-2012\n", "id: example-2020\n", 1)
        (corpus_data / folder / "example-2020.yml").write_text(copied, encoding="utf-8")
    claims = (corpus_data / "papers" / "tsuchie-2012.yml").read_text(encoding="utf-8")
    with (corpus_data / "papers" / "example-2020.yml").open("a", encoding="utf-8") as paper:
        paper.write(f"claims:\n{claims.partition('claims:')[2]}")
    files = {file.uri: file for file in build_site(corpus_data, CONTEXT).files}
    for uri in ("background.md", "appraisal.md", "safety.md"):
        page = str(files[uri].content)
        anchors = Counter([*re.findall(r' id="([^"]+)"', page), *re.findall(r"\{ #(\S+) \}", page)])
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], uri


def test_no_page_has_two_anchors_of_one_name(corpus_soups: Mapping[str, BeautifulSoup]) -> None:
    """Of all pages of two papers; the build found no broken link either."""
    for name, page in corpus_soups.items():
        anchors = Counter(str(tag["id"]) for tag in page.find_all(id=True))
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], name
