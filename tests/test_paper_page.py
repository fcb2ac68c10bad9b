"""The page of a paper: how sure its cases make anybody, and what this site has on it."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SiteFile]:
    """The corpus, with an appraisal of the second paper, which has no background."""
    data = Path(shutil.copytree(CORPUS, tmp_path_factory.mktemp("changed") / "data"))
    appraisal = (data / "appraisals" / "tsuchie-2012.yml").read_text(encoding="utf-8")
    (data / "appraisals" / "example-2020.yml").write_text(
        appraisal.replace("id: tsuchie-2012\n", "id: example-2020\n", 1), encoding="utf-8"
    )
    return {file.uri: file for file in build_site(data, CONTEXT).files}


def related(files: Mapping[str, SiteFile], uri: str) -> str:
    """Return the sentence below the cases, on what this site has on the paper."""
    page = BeautifulSoup(str(files[uri].content), "html.parser")
    return next(text for p in page.select("p") if "findings on it" in (text := p.get_text()))


@pytest.mark.parametrize("uri", ["evidence/tsuchie-2012.md", "evidence/example-2020.md", "background.md"])
def test_single_patients_are_not_rated(changed: Mapping[str, SiteFile], uri: str) -> None:
    """GRADE rates bodies of evidence; a page about patients gives no level."""
    line = BeautifulSoup(str(changed[uri].content), "html.parser").select_one(".k2-certainty")
    assert line is not None
    assert line.get_text().startswith("Case reports, not rated.")
    assert not line.has_attr("data-level")


def test_a_paper_page_names_only_what_there_is(changed: Mapping[str, SiteFile]) -> None:
    """An appraisal and a background where the paper has them."""
    assert related(changed, "evidence/tsuchie-2012.md").endswith(
        "findings on it, the appraisal answers three published tools, and the background sets its discussion "
        "beside current evidence."
    )
    assert related(changed, "evidence/example-2020.md").endswith(
        "findings on it, and the appraisal answers three published tools."
    )


def test_a_paper_page_without_appraisal_and_background(corpus_files: Mapping[str, SiteFile]) -> None:
    """It names the audit alone."""
    assert related(corpus_files, "evidence/example-2020.md").endswith("findings on it.")


def test_a_paper_page_invents_nothing(corpus_files: Mapping[str, SiteFile]) -> None:
    """Of a congress abstract whose authors and title were not seen: no date, no link, no name."""
    page = BeautifulSoup(str(corpus_files["evidence/example-2021.md"].content), "html.parser")
    facts = {
        row.dt.get_text(): row.dd.get_text() for row in page.select(".k2-facts > div") if row.dt and row.dd
    }
    assert facts == {
        "Authors": "not seen The page shows no author.",
        "Conflicts of interest": "not checked",
        "Ethics": "not checked",
        "Funding": "not checked",
    }
    source = page.select_one(".k2-source")
    assert source is not None
    assert source.get_text() == "[Title not seen]. A made-up congress. 2021. no stable address was found"
    assert "not reported" not in page.get_text()


def test_a_study_with_a_case_lists_it(corpus_files: Mapping[str, SiteFile]) -> None:
    """With the findings of the audit on it, beside what its own record says."""
    page = BeautifulSoup(str(corpus_files["evidence/example-single-patient.md"].content), "html.parser")
    assert page.select('a[href="../../cases/example-2022-hip/"]')
    assert "findings on it" in page.get_text()
    assert "Only the opening was read." in page.get_text()
    assert "evidence/example-single-patient/cite.bib" in corpus_files
