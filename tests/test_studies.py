"""The evidence pages: complete, linked to their publications, and without excluded studies."""

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import VIEWS, Study
from k2evidence.render.pages.views.outcomes import outcome_text
from k2evidence.render.pages.views.publications import external_links
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, Edit


def soup_of(files: dict[str, SiteFile], uri: str) -> BeautifulSoup:
    """Return a page as HTML."""
    return BeautifulSoup(str(files[uri].content), "lxml")


def test_the_table_holds_every_publication(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """One row a study and one for the paper, each with a link, without a script."""
    links = [
        str(a["href"]) for a in soup_of(corpus_files, "evidence/index.md").select("tbody th a:first-child")
    ]
    assert sorted(links) == sorted(f"{name}/" for name in (*corpus_dataset.studies, *corpus_dataset.papers))


def test_each_row_can_be_filtered_by_every_facet(corpus_files: dict[str, SiteFile]) -> None:
    """The values that a row carries are those that the form offers."""
    soup = soup_of(corpus_files, "evidence/index.md")
    for choice in soup.select("form select"):
        offered = {option.text for option in choice.select("option")} - {"any"}
        carried = {
            value for row in soup.select("tbody tr")
            for value in str(row[f"data-{choice['name']}"]).split("|") if value
        }  # fmt: skip
        assert offered == carried, choice["name"]


def test_every_figure_of_a_study_is_on_its_page(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """Every number of every outcome, as it is printed."""
    for study in corpus_dataset.studies.values():
        page = soup_of(corpus_files, f"evidence/{study.id}.md").get_text(" ", strip=True)
        for outcome in study.outcomes:
            for number in re.findall(r"\d[\d.,]*\d|\d", outcome_text(study, outcome)):
                assert number in page, (study.id, outcome.id, number)


def test_a_derived_number_of_people_is_called_derived(corpus_files: dict[str, SiteFile]) -> None:
    """On the page of the study and in the table, with how it was derived."""
    page = soup_of(corpus_files, "evidence/example-study.md").get_text(" ", strip=True)
    assert "1,234 of 6,172 (20.0 %) number of people derived: Made up." in page
    rows = csv.DictReader(io.StringIO(str(corpus_files["data/results.csv"].content)))
    derived = {(row["study_id"], row["people"], row["people_derived"]) for row in rows}
    assert [row for row in derived if row[2]] == [("example-study", "6172", "made up")]


def test_an_estimate_names_its_forms_and_its_comparator(corpus_files: dict[str, SiteFile]) -> None:
    """Where they are recorded; on the page of the study, and in the table of estimates."""
    page = soup_of(corpus_files, "evidence/example-study.md").get_text(" ", strip=True)
    assert "that is told at length, MK-7 versus nothing:" in page
    rows = csv.DictReader(io.StringIO(str(corpus_files["data/estimates.csv"].content)))
    named = [(row["study_id"], row["vitamin_k"], row["comparator"]) for row in rows if row["vitamin_k"]]
    assert named == [("example-study", "MK-7", "nothing")]


@pytest.mark.parametrize("kind", VIEWS)
def test_no_view_shows_an_excluded_study(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset, kind: str
) -> None:
    """Retracted, doubted and replaced studies are named below the table, without a number."""
    soup = soup_of(corpus_files, f"evidence/{kind}.md")
    shown = {str(a["href"]).strip("./") for a in soup.select("table th a")}
    excluded = {s.id for s in corpus_dataset.studies.values() if not s.usable or s.superseded_by}
    assert shown
    assert shown & excluded == set()


def test_a_retraction_takes_a_study_out_of_every_view(
    corpus_data: Path, edit: Edit, corpus_files: dict[str, SiteFile]
) -> None:
    """Its row, its estimate in the picture and in the table of used estimates; its page says so first."""
    notices = "notices: [{kind: retraction, says: Made up.}]"
    edit("studies/example-study.yml", "  status: current", f"  status: retracted\n  {notices}")
    (corpus_data / "summaries/example-outcome.yml").unlink()  # nothing may rest on it
    files = {file.uri: file for file in build_site(corpus_data, CONTEXT).files}
    picture = "charts/forest-vertebral-fracture.csv"
    assert "a made-up comparison" in str(corpus_files[picture].content)
    view = soup_of(files, "evidence/vertebral-fracture.md")
    assert "../example-study/" not in {str(a["href"]) for a in view.select("table th a")}
    assert "../example-study/" in {str(a["href"]) for a in view.select("ul a")}
    assert "a made-up comparison" not in str(files[picture].content)
    rows = csv.DictReader(io.StringIO(str(files["data/estimates.csv"].content)))
    assert {row["used"] for row in rows if row["study_id"] == "example-study"} == {"false"}
    page = soup_of(files, "evidence/example-study.md")
    banner = page.select_one(".k2-banner")
    assert banner is not None
    assert "Retracted." in banner.get_text()
    assert str(page).index("k2-banner") < str(page).index("k2-lede")


def test_a_corrected_review_shows_the_correction_first(corpus_files: dict[str, SiteFile]) -> None:
    """The notice is above everything else; a replaced figure is marked, and apart in the picture."""
    page = soup_of(corpus_files, "evidence/mott-2019.md")
    banner = page.select_one(".k2-banner")
    assert banner is not None
    assert "recalculated" in banner.get_text()
    assert str(page).index("k2-banner") < str(page).index("0.74")
    rows = csv.DictReader(io.StringIO(str(corpus_files["charts/answers-vertebral-fracture.csv"].content)))
    roles = {row["comparison"]: row["row"] for row in rows if row["study_id"] == "mott-2019"}
    assert roles["as first published"] == "apart"


def test_every_study_leads_to_its_publication_or_says_that_there_is_no_address(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """DOI, PubMed, PMC or the issuer's own page."""
    for study in corpus_dataset.studies.values():
        source = soup_of(corpus_files, f"evidence/{study.id}.md").select_one(".k2-source")
        assert source is not None
        hrefs = [str(a["href"]) for a in source.select("a")]
        if links := external_links(study):
            assert set(hrefs) >= {link.href for link in links}
        else:
            assert "no stable address was found" in source.get_text()


def test_every_outbound_link_goes_to_who_issued_it(
    soups: Mapping[str, BeautifulSoup], dataset: Dataset
) -> None:
    """Checked by rule on every page of the built site."""
    unexpected = set()
    for name, soup in soups.items():
        for tag in soup.select("a[href]"):
            address = urlsplit(str(tag["href"]))
            known = address.scheme == "https" and address.hostname in dataset.vocabulary.hosts
            if address.scheme and not known:
                unexpected.add((name, str(tag["href"])))
    assert unexpected == set()


def test_ids_of_a_page_are_given_once(soups: Mapping[str, BeautifulSoup]) -> None:
    """An address with an anchor leads to one place."""
    for name, soup in soups.items():
        ids = [tag["id"] for tag in soup.select("[id]")]
        assert len(ids) == len(set(ids)), (name, sorted(i for i in set(ids) if ids.count(i) > 1))


def test_a_dose_in_milligrams_is_given_in_micrograms_too(corpus_files: dict[str, SiteFile]) -> None:
    """Menatetrenone is shown near products that are dosed in micrograms."""
    for page in ("evidence/shiraki-2000.md", "evidence/index.md", "safety.md", "cases/index.md"):
        assert "45 mg (45,000 µg) a day" in str(corpus_files[page].content), page


def test_safety_says_for_each_label_what_was_read(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """The label itself or a digest of it."""
    soup = soup_of(corpus_files, "safety.md")
    labels = [study for study in corpus_dataset.studies.values() if study.design == "label"]
    for study in labels:
        rows = [row for row in soup.select("tr") if row.th and study.label in row.th.get_text()]
        assert rows, study.id
        assert all(row.select("td")[-1].get_text(strip=True) for row in rows)
    (table,) = [t for t in soup.select("table") if t.caption and "Breast-feeding" in t.caption.get_text()]
    assert "a digest of the label" in table.get_text()


def test_every_claim_of_the_paper_is_in_the_background(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """Each beside evidence, and in a box of its own."""
    soup = soup_of(corpus_files, "background.md")
    authors = " ".join(box.get_text(" ", strip=True) for box in soup.select(".k2-said--authors"))
    ours = " ".join(box.get_text(" ", strip=True) for box in soup.select(".k2-said--ours"))
    for paper in corpus_dataset.papers.values():
        for claim in paper.claims:
            assert claim.what in authors
            assert claim.what not in ours
    numbers = [row.th.get_text() for row in soup.select("table tbody tr") if row.th]
    assert numbers == ["1", "2-6", "7", "8", "9-10", "11", "12", "13", "14"]


def test_a_study_may_not_take_the_address_of_a_view(corpus_data: Path) -> None:
    """`evidence/ucoc/` is a page of its own."""
    studies = corpus_data / "studies"
    study = (studies / "shiraki-2000.yml").read_text(encoding="utf-8")
    (studies / "ucoc.yml").write_text(study.replace("id: shiraki-2000", "id: ucoc", 1), encoding="utf-8")
    with pytest.raises(DataError, match="is a page of its own"):
        load_dataset(corpus_data)


def test_titles_that_are_ours_are_in_brackets(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """Nobody mistakes a description for a printed title."""
    ours: list[Study] = [s for s in corpus_dataset.studies.values() if s.title_ours and s.title]
    assert ours
    for study in ours:
        assert f"[{study.title}]" in soup_of(corpus_files, f"evidence/{study.id}.md").get_text()


def test_each_caveat_is_a_sentence(dataset: Dataset) -> None:
    """A comma without quotes would make two of one."""
    caveats = {study.id: study.caveats for study in dataset.studies.values()}
    broken = re.compile(r"^[a-z]|[^.?]$")
    assert {id_: said for id_, said in caveats.items() if any(map(broken.search, said))} == {}
