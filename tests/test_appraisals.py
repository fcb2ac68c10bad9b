"""Risk of bias of trials and quality of reviews: what follows from the answers, and where they are shown."""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from k2evidence.derive.appraisals import OverallRisk, overall_risk
from k2evidence.model.base import AppraisalAnswer
from k2evidence.model.papers import AppraisedItem
from k2evidence.render.charts.vega.bias import ItemShare, ToolShares, bias_chart, says
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT

PAGE = "evidence/risk-of-bias.md"


def soup(files: Mapping[str, SiteFile], uri: str = PAGE) -> BeautifulSoup:
    """Return a page, parsed."""
    return BeautifulSoup(str(files[uri].content), "html.parser")


def built(data: Path, uri: str = PAGE) -> BeautifulSoup:
    """Return a page of a site that is built from `data`."""
    return soup({file.uri: file for file in build_site(data, CONTEXT).files}, uri)


def row_of(page: BeautifulSoup, study: str) -> list[str]:
    """Return the answers of the first row of a study, in words."""
    link = page.select_one(f'table a[href*="/{study}/"]')
    assert link is not None
    row = link.find_parent("tr")
    assert isinstance(row, Tag)
    return [cell.get_text(" ", strip=True) for cell in row.select("td")]


@pytest.mark.parametrize(
    ("answers", "overall"),
    [
        (["low risk", "low risk"], "low risk"),
        (["low risk", "some concerns"], "some concerns"),
        (["some concerns", "not assessable"], "at least some concerns"),
        (["low risk", "not assessable"], "not assessable"),
        (["not assessable", "high risk", "low risk"], "high risk"),
    ],
)
def test_the_overall_risk_is_that_of_the_least_favourable_domain(
    answers: Sequence[AppraisalAnswer], overall: OverallRisk
) -> None:
    """High risk decides whatever is not known; below that, unknown domains leave it open upwards."""
    items = [
        AppraisedItem(item=number, answer=answer, reason="Read.", locator="Abstract")
        for number, answer in enumerate(answers, 1)
    ]
    assert overall_risk(items) == overall


def test_a_row_has_the_sign_and_the_word_of_each_domain_and_of_the_whole(
    corpus_files: Mapping[str, SiteFile],
) -> None:
    """No reader depends on colour."""
    assert row_of(soup(corpus_files), "shiraki-2000") == [
        "? not assessable", "? not assessable", "? not assessable", "! some concerns", "? not assessable",
        "! at least some concerns",
    ]  # fmt: skip


def test_the_counts_add_up(corpus_files: Mapping[str, SiteFile]) -> None:
    """What could be answered and what could not are all cells of the table, without the derived ones."""
    page = soup(corpus_files)
    cells = [cell.get_text() for cell in page.select("td[data-label]") if cell["data-label"] != "Overall"]
    counts = re.findall(
        r"(\d+) of (\d+) answers could be given from what was read, and (\d+) could not", page.get_text()
    )
    given, asked, rest = (sum(map(int, numbers)) for numbers in zip(*counts, strict=True))
    assert (asked, rest) == (len(cells), sum("not assessable" in cell for cell in cells))
    assert given + rest == asked


def test_a_trial_that_nobody_appraised_is_named(corpus_files: Mapping[str, SiteFile]) -> None:
    """It is no row, and it is not forgotten."""
    page = soup(corpus_files)
    waiting = [p for p in page.select("p") if p.get_text().startswith("Not appraised yet")]
    assert [p for p in waiting if p.select_one('a[href="../knapen-2013/"]')]
    assert not page.select_one('table a[href*="knapen-2013"]')


def test_a_trial_that_is_not_usable_is_not_in_the_matrix(corpus_data: Path) -> None:
    """Retracted or under concern: its own page still has its answers."""
    appraisal = (corpus_data / "appraisals" / "jiang-2014.yml").read_text(encoding="utf-8")
    moved = appraisal.replace("id: jiang-2014", "id: yops-2004").replace(
        "about: fracture", "about: radius-bmd"
    )
    moved = moved.replace("about: lumbar-bmd", "about: vertebral-fracture")
    (corpus_data / "appraisals" / "yops-2004.yml").write_text(moved, encoding="utf-8")
    files = {file.uri: file for file in build_site(corpus_data, CONTEXT).files}
    assert not soup(files).select_one('table a[href*="yops-2004"]')
    assert soup(files, "evidence/yops-2004.md").find(string=re.compile("RoB 2"))


def test_the_page_of_a_trial_gives_the_reasons(corpus_files: Mapping[str, SiteFile]) -> None:
    """What shares a reason is one row; the result that is judged is named."""
    page = soup(corpus_files, "evidence/jiang-2014.md")
    tables = [table for table in page.select("table") if "RoB 2" in table.get_text()]
    assert [table.caption.get_text(" ", strip=True) for table in tables if table.caption] == [
        "RoB 2, for the result “New fractures, of any sort”. Overall: ? not assessable",
        "RoB 2, for the result “Lumbar spine BMD, change from baseline”. Overall: ? not assessable",
    ]
    assert "the full text was not read" in tables[0].get_text()


def test_a_study_without_an_appraisal_says_nothing_about_it(corpus_files: Mapping[str, SiteFile]) -> None:
    """No default speaks."""
    assert "RoB 2" not in str(corpus_files["evidence/knapen-2013.md"].content)


def test_every_answer_is_a_row_of_the_table(corpus_files: Mapping[str, SiteFile]) -> None:
    """Those of a shared reason too; the overall judgement is there for trials only."""
    rows = list(csv.DictReader(io.StringIO(str(corpus_files["data/appraisals.csv"].content))))
    jiang = [row for row in rows if row["record_id"] == "jiang-2014" and row["about"] == "fracture"]
    assert [row["item"] for row in jiang] == ["1", "2", "3", "4", "5"]
    assert {row["overall"] for row in jiang} == {"not assessable"}
    assert {row["overall"] for row in rows if row["tool"] != "rob-2"} == {""}


def test_the_appraisal_of_reports_of_patients_has_its_own_page(corpus_files: Mapping[str, SiteFile]) -> None:
    """The tools for trials and for reviews are not on it."""
    assert "RoB 2" not in str(corpus_files["appraisal.md"].content)


def test_the_picture_has_the_numbers_in_words() -> None:
    """And a part of the bar for each answer that was given."""
    shares = ToolShares("reviews", (ItemShare("1 search", (("yes", 1), ("unclear", 3))),))
    assert says(shares) == "1 search: yes 1, unclear 3."
    parts = json.loads(bias_chart(shares, 700)["layer"][0]["data"]["values"])
    drawn = [(part["answer"], part["from"], part["to"]) for part in parts]
    assert drawn == [("yes", 0, 1), ("unclear", 1, 4)]


def test_no_appraisal_at_all_is_said(corpus_data: Path) -> None:
    """The page exists all the same."""
    for path in (corpus_data / "appraisals").glob("*.yml"):
        path.unlink()
    assert "No trial and no review was appraised yet." in built(corpus_data).get_text()
