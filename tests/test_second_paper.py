"""A case from a different paper makes a correct site: no page assumes that there is one paper."""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from . import second
from .conftest import CONTEXT, QUICK, ROOT


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteFile]:
    """Every generated file of the real data with a second paper, by address."""
    data = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("two") / "data"))
    second.add_to(data)
    return {file.uri: file for file in build_site(data, CONTEXT).files}


def text(files: dict[str, SiteFile], uri: str) -> str:
    """Return a page as readers read it."""
    return BeautifulSoup(str(files[uri].content), "html.parser").get_text(" ")


def test_cases_of_two_papers_are_told_apart(two: dict[str, SiteFile]) -> None:
    """The same label in two papers is followed by the paper, wherever cases stand side by side."""
    for uri in ("cases/index.md", "compare.md", "recovery.md"):
        page = text(two, uri)
        assert "Case 1 (Tsuchie 2012)" in page, uri
        assert "Case 1 (Example 2020), first delivery" in page, uri


def test_sentences_count_the_cases_they_rest_on(two: dict[str, SiteFile]) -> None:
    """A claim about one paper does not grow with another; a count of the site does."""
    home = text(two, "index.md")
    assert "One paper describes four women" in home
    assert "45 mg (45,000 µg) a day" in home
    assert "15 mg" not in home
    assert "five cases" in str(two["index.md"].content)
    assert "What the five women" in text(two, "evidence/summary-of-findings.md")


def test_every_drug_and_dose_is_told(two: dict[str, SiteFile]) -> None:
    """Different doses are listed, each with its number of courses."""
    cases = text(two, "cases/index.md")
    assert "menatetrenone, 45 mg (45,000 µg) a day: 6 of 7 courses" in cases
    assert "menatetrenone, 15 mg (15,000 µg) a day: 1 of 7 courses" in cases
    assert "Not reported by Example and Sample 2020: densitometer." in cases


def test_the_new_case_has_its_page(two: dict[str, SiteFile]) -> None:
    """Its clock is converted, its fractures named, and it says that it was extracted twice."""
    page = text(two, "cases/example-2020-case-1.md")
    assert "2 months before first visit" in page
    assert "T11, L2 and L3" in page
    assert "twice, independently (A. Curator and B. Curator)" in page
    assert "+7.7" in page  # from 0.650 to 0.700, in percent
    assert "ntx" not in page.lower()


def test_both_papers_are_cited(two: dict[str, SiteFile]) -> None:
    """The home page and the page on citing name each paper with cases."""
    for uri in ("index.md", "cite.md"):
        assert "10.1000/test" in str(two[uri].content), uri
        assert "10.3109/03009734.2012.676573" in str(two[uri].content), uri


def test_two_papers_with_background_and_appraisal_share_no_anchor(data: Path) -> None:
    """The second paper's discussion and appraisal stand below the first with anchors of their own."""
    second.add_to(data)
    for folder in ("background", "appraisals"):
        original = (data / folder / "tsuchie-2012.yml").read_text(encoding="utf-8")
        copied = original.replace("id: tsuchie-2012\n", "id: example-2020\n", 1)
        (data / folder / "example-2020.yml").write_text(copied, encoding="utf-8")
    claims = (data / "papers" / "tsuchie-2012.yml").read_text(encoding="utf-8").partition("\nclaims:\n")[2]
    paper = data / "papers" / "example-2020.yml"
    paper.write_text(paper.read_text(encoding="utf-8") + "claims:\n" + claims, encoding="utf-8")
    files = {file.uri: file for file in build_site(data, CONTEXT).files}
    for uri in ("background.md", "appraisal.md", "safety.md"):
        page = str(files[uri].content)
        anchors = Counter([*re.findall(r' id="([^"]+)"', page), *re.findall(r"\{ #(\S+) \}", page)])
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], uri


def test_the_whole_site_with_a_second_paper_builds_strictly(project: Path) -> None:
    """No link is broken, and no page has two anchors of one name."""
    second.add_to(project / "data")
    out = project / "site"
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)],
        cwd=project,
        env=os.environ | QUICK,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    for page in ("", "cases/", "compare/", "recovery/", "background/", "evidence/example-2020/"):
        soup = BeautifulSoup((out / page / "index.html").read_text(encoding="utf-8"), "html.parser")
        anchors = Counter(str(tag["id"]) for tag in soup.find_all(id=True))
        assert [anchor for anchor, times in anchors.items() if times > 1] == [], page
