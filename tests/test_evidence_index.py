"""The table of all evidence: a paper's row is derived from that paper's own cases."""

import re
from pathlib import Path

from bs4 import BeautifulSoup
from k2evidence.derive.changes import derive_changes
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.render.pages.views.evidence_rows import EvidenceRow, row_of_paper
from k2evidence.render.site_file import SiteFile

SECOND = "example-2020"
DOSES = (
    "15 mg (15,000 µg) a day",
    "45 mg (45,000 µg) a day",
    "22.50 mg (22,500 µg) a day",
    "0.045 mg (45 µg) a day",
)
"""The doses of the second paper of the corpus."""


def replace(paths: list[Path], old: str, new: str) -> None:
    """Replace a text in every file, each of which holds it."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert old in text, path.name
        path.write_text(text.replace(old, new), encoding="utf-8")


def row_in(data: Path, paper_id: str = SECOND) -> EvidenceRow:
    """Return the row of a paper of some data."""
    dataset = load_dataset(data)
    return row_of_paper(dataset, derive_changes(dataset), dataset.papers[paper_id])


def test_a_row_shows_the_doses_of_its_own_cases(corpus_dataset: Dataset) -> None:
    """Every dose of one paper, and none of the other's."""
    changes = derive_changes(corpus_dataset)
    papers = corpus_dataset.papers
    assert row_of_paper(corpus_dataset, changes, papers[SECOND]).doses == DOSES
    assert row_of_paper(corpus_dataset, changes, papers["tsuchie-2012"]).doses == ("45 mg (45,000 µg) a day",)


def test_a_row_shows_no_dose_of_another_drug(corpus_dataset: Dataset) -> None:
    """Its column is that of vitamin K."""
    changes = derive_changes(corpus_dataset)
    row = row_of_paper(corpus_dataset, changes, corpus_dataset.papers["example-2021"])
    assert (row.forms, row.doses) == (("MK-4",), ("15 mg (15,000 µg) 3 times a day",))


def test_the_design_follows_from_the_number_of_cases(corpus_data: Path) -> None:
    """Two cases are a case series, one is a case report."""
    two = row_in(corpus_data)
    assert (two.design, two.people, two.size) == ("case series", "2", 2)
    (corpus_data / "cases" / "example-2020-case-2.yml").unlink()
    one = row_in(corpus_data)
    assert (one.design, one.people, one.size) == ("case report", "1", 1)


def test_the_outcomes_are_those_that_the_cases_report(corpus_dataset: Dataset, corpus_data: Path) -> None:
    """Measured after treatment, in numbers or words, or a report of pain; a value before alone is none."""
    changes = derive_changes(corpus_dataset)
    row = row_of_paper(corpus_dataset, changes, corpus_dataset.papers[SECOND])
    assert row.outcomes == ("lumbar bone density", "hip bone density", "bone markers", "pain")
    assert row.outcomes_text == "bone density, bone markers, pain"
    (corpus_data / "cases" / "example-2020-case-2.yml").unlink()
    assert (row_in(corpus_data).outcomes, row_in(corpus_data).outcomes_text) == (
        ("lumbar bone density",),
        "bone density",
    )


def test_the_population_follows_from_the_purpose_of_the_courses(corpus_data: Path) -> None:
    """Without a fracture and a course that treats any, nobody in it is known to have the disease."""
    assert row_in(corpus_data).population == "pregnancy-associated osteoporosis"
    for path in (corpus_data / "cases").glob("example-2020*.yml"):
        text = path.read_text(encoding="utf-8")
        for old, new in (
            (r" +fractures:\n( +- .*\n)+", ""),
            (r"\{fractures\}", "some vertebrae"),
            ("purpose: treatment", "purpose: prevention"),
        ):
            text = re.sub(old, new, text)
        path.write_text(text, encoding="utf-8")
    assert row_in(corpus_data).population == "women after pregnancy"
    assert row_in(corpus_data, "tsuchie-2012").population == "pregnancy-associated osteoporosis"


def test_the_forms_are_those_of_the_substances(corpus_data: Path) -> None:
    """A substance whose synonyms name no form is a vitamin K2 of unknown form."""
    assert (row_in(corpus_data).forms, row_in(corpus_data).form_text) == (("MK-4",), "MK-4")
    replace([corpus_data / "vocabulary" / "substances.yml"], "menaquinone-4, MK-4", "menaquinone-4")
    assert row_in(corpus_data).form_text == "K2, form not stated"


def test_a_paper_without_cases_claims_nothing_of_them(corpus_data: Path) -> None:
    """No form, dose, outcome, population or person is made up for it."""
    paper = corpus_data / "papers" / "example-2020.yml"
    paper.write_text(paper.read_text(encoding="utf-8").partition("answers:")[0], encoding="utf-8")
    for path in (corpus_data / "cases").glob("example-2020*.yml"):
        path.unlink()
    row = row_in(corpus_data)
    assert (row.forms, row.doses, row.outcomes, row.population, row.people) == ((), (), (), None, "0")
    assert (row.design, row.topics) == ("other", ("bone after pregnancy",))


def test_a_retracted_paper_is_not_usable(corpus_data: Path) -> None:
    """Its row is struck out like that of a retracted study."""
    replace([corpus_data / "papers" / "example-2020.yml"], "status: current", "status: retracted")
    assert (row_in(corpus_data).usable, row_in(corpus_data).integrity_text) == (False, "retracted")


def test_the_table_shows_each_paper_by_itself(corpus_files: dict[str, SiteFile]) -> None:
    """The cells, what the filter knows of the row, and what the form offers."""
    soup = BeautifulSoup(str(corpus_files["evidence/index.md"].content), "html.parser")
    row = next(row for row in soup.select("tbody tr") if row.select_one('a[href="example-2020/"]'))
    assert [cell.get_text("; ") for cell in row.select("td")] == [
        "2020",
        "case series",
        "pregnancy-associated osteoporosis",
        "; ".join(("MK-4", *DOSES)),
        "2",
        "bone density, bone markers, pain",
        "not rated",
        "full text",
        "no notice seen",
    ]
    assert row["data-dose"] == "|".join(DOSES)
    offered = [option.text for option in soup.select('select[name="dose"] option')[1:]]
    assert {*offered} >= {*DOSES}
    in_mg = [
        float(re.search(r"^([\d.]+) (µg|mg)", dose)[1]) / (1 if " mg" in dose[:8] else 1000)
        for dose in offered
    ]
    assert in_mg == sorted(in_mg)


def test_a_study_whose_patient_is_a_case_is_counted_once(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """It has one row, and the number of publications counts it once."""
    soup = BeautifulSoup(str(corpus_files["evidence/index.md"].content), "html.parser")
    assert len(soup.select('tbody a[href="example-single-patient/"]')) == 1
    around = len(corpus_dataset.publications) - len(corpus_dataset.k2_papers)
    assert f"{around} publications around the seven patients given vitamin K2" in soup.get_text()


def test_a_row_is_found_by_its_topics_and_statements(corpus_files: dict[str, SiteFile]) -> None:
    """Also by words that no cell of it shows, each once."""
    soup = BeautifulSoup(str(corpus_files["evidence/index.md"].content), "html.parser")
    rows = soup.select("#evidence-table tbody tr")
    assert all(
        str(row["data-topic"]).split("|")[0].split()[0].lower() in str(row["data-words"]) for row in rows
    )
    words = [str(row["data-words"]).split() for row in rows]
    assert all(len(found) == len(set(found)) for found in words)


def test_the_cells_of_a_row_have_their_headings(corpus_files: dict[str, SiteFile]) -> None:
    """So that a card on a phone says what each line is."""
    soup = BeautifulSoup(str(corpus_files["evidence/index.md"].content), "html.parser")
    heads = [head.text for head in soup.select("#evidence-table thead th")][1:]
    for row in soup.select("#evidence-table tbody tr"):
        assert [cell["data-label"] for cell in row.select("td")] == heads
