"""Sentences about evidence come from the records: they change when the records do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.derive.care import WITHOUT_BONE_DRUG
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.recovery import derive_recovery
from k2evidence.load import load_dataset
from k2evidence.render.pages import site_data
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS, ROOT

Edit = Callable[[str, str, str], None]
RATED = ("index.md", "safety.md")


def soup(data: Path, uri: str) -> BeautifulSoup:
    """Return a page of a site that is built from `data`."""
    file = next(file for file in build_site(data, CONTEXT).files if file.uri == uri)
    return BeautifulSoup(str(file.content), "html.parser")


def test_the_certainty_of_a_page_is_that_of_the_ratings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No template knows a level: with other ratings each page shows another one."""
    monkeypatch.setattr(site_data, "lowest_level", lambda _ratings: "moderate")
    files = {file.uri: file for file in build_site(CORPUS, CONTEXT).files}
    for uri in RATED:
        box = BeautifulSoup(str(files[uri].content), "html.parser").select_one(".k2-certainty")
        assert box is not None, uri
        assert (box["data-level"], "moderate." in box.get_text()) == ("moderate", True), uri


def test_a_dose_that_a_label_gives_is_said_to_be_that_of_the_label(corpus_data: Path, edit: Edit) -> None:
    """The sentence links the record of the label, and goes when the label gives another dose."""
    link = 'a[href="../evidence/japan-label-glakay/"]'
    (item,) = (tag.parent for tag in soup(corpus_data, "cases/index.md").select(link))
    assert item is not None
    assert item.get_text() == (
        "menatetrenone, 45 mg (45,000 µg) a day: 6 of 10 courses. "
        "The Glakay label (Eisai) gives this dose for osteoporosis."
    )
    edit("studies/japan-label-glakay.yml", "dose: 45 mg/day", "dose: 30 mg/day")
    assert soup(corpus_data, "cases/index.md").select(link) == []


@pytest.mark.parametrize(
    ("tools", "sentence"),
    [
        (3, "Three published tools, each item answered with its reason."),
        (1, "One published tool, each item answered with its reason."),
        (0, "No report has been appraised yet."),
    ],
)
def test_the_appraisal_counts_its_tools(corpus_data: Path, tools: int, sentence: str) -> None:
    """As many as the appraisals answer."""
    path = corpus_data / "appraisals" / "tsuchie-2012.yml"
    head, *answers = path.read_text(encoding="utf-8").split("\n  - tool:")
    if tools:
        path.write_text("\n  - tool:".join((head, *answers[:tools])).rstrip() + "\n", encoding="utf-8")
    else:
        path.unlink()
    assert sentence in soup(corpus_data, "appraisal.md").get_text()


def test_why_nobody_knows_is_a_claim_with_its_evidence(corpus_files: dict[str, SiteFile]) -> None:
    """The caption of the picture on the home page names the studies that it rests on."""
    caption = BeautifulSoup(str(corpus_files["index.md"].content), "html.parser").figcaption
    assert caption is not None
    claim = caption.find(id="why-nobody-knows-rises-without-drugs")
    assert claim is not None
    assert claim.get_text() == "Lumbar bone density also rose in women who were given no bone drug."
    assert [link["href"] for link in caption.select(".k2-basis a")] == [
        "evidence/hong-2018/#lumbar-bmd",
        "evidence/kalkwarf-specker-1995/#lumbar-recovery",
    ]


@pytest.mark.parametrize("data", [ROOT / "data", CORPUS], ids=["real", "corpus"])
def test_density_rose_without_a_bone_drug_in_each_study_that_the_claim_names(data: Path) -> None:
    """The picture draws groups without a bone drug of each of them, all of them above zero."""
    dataset = load_dataset(data)
    points = [
        point
        for point in derive_recovery(dataset, derive_changes(dataset)).points
        if point.group in (*WITHOUT_BONE_DRUG, "healthy women")
    ]
    (claim,) = dataset.claims["why-nobody-knows"].claims
    for study in {ref.partition("/")[0] for ref in claim.rests_on}:
        values = [point.value for point in points if point.record_id == study]
        assert values, study
        assert min(values) > 0, study
