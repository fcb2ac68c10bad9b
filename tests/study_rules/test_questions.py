"""Questions as a whole: pure, general, about what was read itself, shown and exported with both sides."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.audit import question_studies, rules, study_rules
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError
from k2evidence.load.dataset import Dataset
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from ..conftest import CONTEXT
from ..exported import rows
from .conftest import QuestionsAfter

ASKED = "plausibility-ratios-yops-2004-vertebral-fracture-rr-0-44"
SHARE = ("value: 1.9}", "value: 17.0}")


def page_of(files: dict[str, SiteFile], uri: str) -> BeautifulSoup:
    """Return a page of the site."""
    return BeautifulSoup(str(files[uri].content), "lxml")


def test_questions_are_pure_and_their_ids_are_unique(corpus_dataset: Dataset) -> None:
    """The same data ask the same, each rule has an id of its own, and both sides are there."""
    first, second = question_studies(corpus_dataset), question_studies(corpus_dataset)
    assert first == second
    assert len({question.question_id for question in first}) == len(first)
    every = [rule.id for rule in (*rules(), *study_rules())]
    assert len(set(every)) == len(every)
    for question in first:
        sides = question.says, question.locator, question.also_says, question.also_locator
        assert all((*sides, question.means, question.may_be))


def test_no_rule_knows_a_study(dataset: Dataset) -> None:
    """No id of a study is in the source of a rule."""
    folder = Path(__file__).parents[2] / "scripts/k2evidence/audit/study_rules"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert [study for study in dataset.studies if study in source] == []


def test_what_another_reported_is_not_asked_about(questions_after: QuestionsAfter) -> None:
    """Neither an outcome of a secondary source, nor a study that is known by another's account alone."""
    assert len(questions_after("counts", "jiang-2014", SHARE)) == 1
    secondary = ('    p: "> 0.05"', '    p: "> 0.05"\n    secondary: true')
    assert questions_after("counts", "jiang-2014", SHARE, secondary) == []
    assert questions_after("counts", "jiang-2014", SHARE, ("confidence: high", "confidence: low")) == []


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (("confidence: high", "confidence: moderate, copy_read: true"), "A copy was read"),
        (
            (
                "  status: current",
                "  status: corrected\n  notices: [{kind: correction, says: Not read.}]",
            ),
            "A correction of the publication exists.",
        ),
    ],
)
def test_what_may_explain_any_figure_is_said(
    questions_after: QuestionsAfter, edit: tuple[str, str], sentence: str
) -> None:
    """A copy may be wrong where the publication is not, and a correction may have settled it."""
    [question] = questions_after("counts", "jiang-2014", SHARE, edit)
    assert sentence in question.may_be


def test_a_question_is_on_the_page_of_its_study(corpus_files: dict[str, SiteFile]) -> None:
    """With a mark beside the figure that leads to it."""
    page = page_of(corpus_files, "evidence/yops-2004.md")
    assert "0.47 (0.22 to 1.01)" in page.select_one(f"#{ASKED}").text
    [mark] = page.select("#vertebral-fracture details.k2-mark a")
    assert mark["href"] == f"#{ASKED}"
    assert page_of(corpus_files, "evidence/jiang-2014.md").select(".k2-finding") == []


def test_what_the_rules_read_is_shown(corpus_files: dict[str, SiteFile]) -> None:
    """The size of a group in another place, and the chi-squared of a P value."""
    page = page_of(corpus_files, "evidence/example-study.md").text
    assert "6,172 people, 6,173 (Methods), 6,000 analysed" in page
    assert "P not significant, chi-squared 1.2 (1 df)" in page


def test_lists_lead_to_the_questions(corpus_files: dict[str, SiteFile]) -> None:
    """The table of evidence says how many there are, the audit page shows both sides."""
    index = page_of(corpus_files, "evidence/index.md")
    links = {link["href"]: link.text for link in index.select('th a[href$="#questions"]')}
    assert links == {"yops-2004/#questions": "?1 question", "shiraki-2000/#questions": "?1 question"}
    audit = page_of(corpus_files, "audit.md")
    assert audit.select(f'a[href="../evidence/yops-2004/#{ASKED}"]')


def test_a_figure_in_a_list_has_its_mark(corpus_files: dict[str, SiteFile]) -> None:
    """In the table of an outcome, too."""
    page = page_of(corpus_files, "evidence/clinical-fracture.md")
    [mark] = page.select("details.k2-mark a")
    assert str(mark["href"]).startswith("../shiraki-2000/#plausibility-intervals")


def test_questions_are_exported(corpus_files: dict[str, SiteFile], corpus_dataset: Dataset) -> None:
    """Each with both sides and what may explain it."""
    exported = {row["question_id"]: row for row in rows(corpus_files, "questions")}
    assert exported.keys() == {question.question_id for question in question_studies(corpus_dataset)}
    assert (exported[ASKED]["study_id"], exported[ASKED]["kind"]) == ("yops-2004", "plausibility")


def test_an_answer_is_shown_until_its_question_is_gone(corpus_data: Path) -> None:
    """As one to a finding."""
    path = corpus_data / "studies/yops-2004.yml"
    text = path.read_text(encoding="utf-8")
    answer = (
        f"answers:\n  - {{finding: {ASKED}, kind: explanation, says: A ratio of rates., date: 2026-11-28}}\n"
    )
    path.write_text(text + answer, encoding="utf-8")
    page = next(f for f in build_site(corpus_data, CONTEXT).files if f.uri == "evidence/yops-2004.md")
    assert "A ratio of rates." in str(page.content)
    path.write_text(text.replace("measure: RR", "measure: HR") + answer, encoding="utf-8")
    with pytest.raises(DataError, match="no finding has the id"):
        load_and_validate(corpus_data)
