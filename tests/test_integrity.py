"""What is published holds together: evidence that stands, ids of one meaning, addresses that answer."""

import re
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError, load_dataset
from k2evidence.load.cross_references import anchors
from k2evidence.load.dataset import Dataset
from k2evidence.load.dataset_loader import asks_made_site
from k2evidence.load.problems import Problem
from k2evidence.load.site_addresses import FILES, PAGES, prose_addresses
from k2evidence.render.pages.rendering import TEMPLATES
from k2evidence.render.pages.safety import SECTIONS
from k2evidence.render.site_file import SiteFile, url_path
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT, Cli, Edit
from .mistakes import ADDRESSES, AMENDMENT, CASE, CASE_OF_TWO_COURSES, CLAIMS, TRIAL

QUESTIONS = "claims/questions.yml"


def problems(data: Path) -> list[Problem]:
    """Return every problem of some data."""
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    return list(caught.value.problems)


def fields(data: Path) -> list[tuple[str, str, str]]:
    """Return the file, the field and the code of every problem of some data."""
    return [(problem.file, problem.field, str(problem.code)) for problem in problems(data)]


# Evidence that fell ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "field"),
    [
        ("current", "retraction", "integrity.notices[0].kind"),
        ("corrected", "retraction", "integrity.notices[0].kind"),
        ("current", "expression of concern", "integrity.notices[0].kind"),
        ("current", "correction", "integrity.notices[0].kind"),
        ("retracted", "correction", "integrity.status"),
        ("concern", "correction", "integrity.status"),
        ("corrected", "expression of concern", "integrity.notices[0].kind"),
    ],
)
def test_a_status_and_its_notices_tell_the_same(
    corpus_data: Path, edit: Edit, status: str, kind: str, field: str
) -> None:
    """A notice asks for a status, and a status for a notice."""
    notices = f"notices: [{{kind: {kind}, says: It was seen.}}]"
    edit("studies/example-single-patient.yml", "{status: current}", f"{{status: {status}, {notices}}}")
    file = "data/studies/example-single-patient.yml"
    assert (file, field, "integrity") in fields(corpus_data)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("corrected", "correction"),
        ("corrected", "recalculation"),
        ("concern", "expression of concern"),
        ("retracted", "retraction"),
    ],
)
def test_a_status_with_its_notice_is_good(corpus_data: Path, edit: Edit, status: str, kind: str) -> None:
    """Nothing rests on this study, so it may fall."""
    notices = f"notices: [{{kind: {kind}, says: It was seen.}}]"
    edit("studies/example-single-patient.yml", "{status: current}", f"{{status: {status}, {notices}}}")
    load_dataset(corpus_data)


def test_a_retracted_review_replaces_nothing(corpus_data: Path, edit: Edit) -> None:
    """Else both would be kept out of every view."""
    edit(TRIAL, "reading:", "superseded_by: sato-1998-stroke\nreading:")
    assert fields(corpus_data) == [(f"data/{TRIAL}", "superseded_by", "evidence-fell")]


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "authors_conclude: Nothing",
            "not_usable: x\nauthors_conclude: Nothing",
            "`not_usable`",
        ),
        ("extent: excerpt", "extent: not read", "marked as 'not read'"),
    ],
)
def test_nothing_rests_on_what_is_not_usable_or_not_read(
    corpus_data: Path, edit: Edit, old: str, new: str, why: str
) -> None:
    """Neither a summary nor a step of its certainty; no remedy proposes other evidence."""
    edit("studies/example-study.yml", old, new)
    found = problems(corpus_data)
    assert {problem.code for problem in found} == {"evidence-fell"}
    assert {problem.file for problem in found} == {"data/summaries/example-outcome.yml"}
    assert all(why in problem.message and "other evidence" not in problem.fix for problem in found)


def test_a_case_falls_with_its_paper(corpus_data: Path, edit: Edit) -> None:
    """A claim that names the case is refused like one that names the paper."""
    edit("papers/tsuchie-2012.yml", "  status: current", "  status: retracted")
    edit(CLAIMS, "rests_on: [tsuchie-2012]", "rests_on: [tsuchie-2012-case-1]")
    messages = [problem.message for problem in problems(corpus_data) if problem.file == f"data/{CLAIMS}"]
    assert "a case of tsuchie-2012, which is marked as retracted" in messages[0]


# One record, one id, one meaning -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["doi", "pmid"])
def test_two_papers_of_one_publication_are_refused(corpus_data: Path, edit: Edit, name: str) -> None:
    """Whatever number they share."""
    for paper in ("papers/example-2020.yml", "papers/example-2021.yml"):
        text = (corpus_data / paper).read_text(encoding="utf-8")
        text = re.sub("^(doi|pmid): .*\n", "", text, flags=re.MULTILINE)
        number = "10.1000/twice" if name == "doi" else "12345678"
        (corpus_data / paper).write_text(f"{text}{name}: {number}\n", encoding="utf-8")
    assert fields(corpus_data) == [("data/papers/example-2021.yml", name, "duplicate-publication")]


@pytest.mark.parametrize(("doi", "found"), [("", ["title"]), ("doi: 10.1000/other\n", [])])
def test_a_title_identifies_a_publication_that_has_no_number(
    corpus_data: Path, doi: str, found: list[str]
) -> None:
    """Two records with one title and year are one publication, unless each has a DOI of its own."""
    text = (corpus_data / "papers/tsuchie-2012.yml").read_text(encoding="utf-8").split("figures:")[0]
    text = re.sub("^(doi|pmid|pmcid|link): .*\n", "", text, flags=re.MULTILINE)
    copy = text.replace("id: tsuchie-2012", "id: tsuchie-2012-again") + doi
    (corpus_data / "papers/tsuchie-2012-again.yml").write_text(copy, encoding="utf-8")
    try:
        load_dataset(corpus_data)
        fields_found = []
    except DataError as error:
        fields_found = [problem.field for problem in error.problems]
    assert fields_found == found


def test_evidence_is_named_once(corpus_data: Path, edit: Edit) -> None:
    """Naming it again makes no sentence surer."""
    edit(CLAIMS, "rests_on: [tsuchie-2012]", "rests_on: [tsuchie-2012, tsuchie-2012]")
    assert fields(corpus_data) == [(f"data/{CLAIMS}", "claims[0].rests_on[1]", "duplicate-id")]


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("vocabulary/glossary.yml", "id: bap", "id: content", "terms[0].id"),
        ("vocabulary/glossary.yml", "id: bap", "id: reference-ranges", "terms[0].id"),
        ("vocabulary/glossary.yml", "id: bap", "id: lumbar-spine", "terms[0].id"),
        ("vocabulary/glossary.yml", "id: bap", "id: substance-menatetrenone", "terms[0].id"),
        (TRIAL, "id: clinical-fracture", "id: what-it-is", "outcomes[0].id"),
        (TRIAL, "id: clinical-fracture", "id: cite-this-page", "outcomes[0].id"),
        (TRIAL, "id: clinical-fracture", "id: shiraki-2000", "outcomes[0].id"),
        (TRIAL, "id: clinical-fracture", "id: people", "outcomes[0].id"),
        ("background/tsuchie-2012.yml", "  - id: ", "  - id: references\n    #", "points[0].id"),
        (CASE_OF_TWO_COURSES, "- id: second-delivery", "- id: first-delivery-story", "courses[1].id"),
        (CASE, "        id: calcium", "        id: drug", "courses[0].co_interventions[2].id"),
        (CASE, "        id: calcium", "        id: age", "courses[0].co_interventions[2].id"),
        (CASE, "        id: calcium", "        id: menatetrenone", "courses[0].co_interventions[2].id"),
        (CASE, "        id: calcium", "        id: pain-gone", "courses[0].outcomes[0].id"),
    ],
)
def test_an_id_means_one_thing(
    corpus_data: Path, edit: Edit, file: str, old: str, new: str, field: str
) -> None:
    """It is no anchor of its page, no name that every story has, and no name of something else."""
    edit(file, old, new)
    found = [
        (name, where) for name, where, code in fields(corpus_data) if code in ("reserved-id", "duplicate-id")
    ]
    assert found == [(f"data/{file}", field)]


@pytest.mark.parametrize(
    ("template", "known"),
    [
        ("study.md.jinja", anchors.STUDY_PAGE),
        ("glossary.md.jinja", anchors.GLOSSARY_PAGE),
        ("summary.md.jinja", anchors.SUMMARY_PAGE),
        ("not-used.md.jinja", anchors.NOT_USED_PAGE),
        ("case.md.jinja", anchors.CASE_PAGE | {*anchors.COURSE_SECTIONS}),
        ("background.md.jinja", anchors.BACKGROUND_PAGE),
    ],
)
def test_the_anchors_of_a_template_are_taken(template: str, known: frozenset[str]) -> None:
    """Whoever adds a section to a page keeps ids of records from being its anchor."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    literal = re.findall(r'(?:\sid="|\{ #)(?:\{\{[^}]*prefix \}\})?([a-z-]+)["\s]', text)
    assert literal
    assert {*literal} <= known


def test_the_anchors_of_the_frame_are_taken() -> None:
    """They are on every page."""
    frame = ROOT / "scripts" / "theme"
    texts = (path.read_text(encoding="utf-8") for path in frame.rglob("*.html"))
    assert {name for text in texts for name in re.findall(r'\sid="([a-z-]+)"', text)} == anchors.FRAME


def test_no_page_has_an_anchor_twice(corpus_files: dict[str, SiteFile]) -> None:
    """A link to an anchor goes to one place."""
    for uri, file in corpus_files.items():
        if file.page:
            found = re.findall(r'(?:\sid="|\{ #)([^"\s}]+)', str(file.content))
            assert len(found) == len({*found}), uri


# Addresses that answer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "see",
    [
        "javascript:alert(document.domain)//",
        "data:text/html,x",
        "https://example.org/",
        "//example.org/",
        "/recovery/",
        "recovery",
        "nowhere/at-all/",
        "cases/nobody/",
        "?x=1",
        "recovery/?x=1",
        "../recovery/",
    ],
)
def test_a_claim_leads_to_a_page_of_this_site(corpus_data: Path, edit: Edit, see: str) -> None:
    """Never to a scheme, another host or a page that is not there."""
    (corpus_data.parent / "docs").mkdir()
    edit(QUESTIONS, "see: recovery/", f'see: "{see}"')
    found = [problem for problem in problems(corpus_data) if problem.file == f"data/{QUESTIONS}"]
    assert ("claims[0].see", "unknown-page") in {(problem.field, str(problem.code)) for problem in found}


@pytest.mark.build
def test_a_claim_leads_to_a_part_that_the_page_has(corpus_data: Path, edit: Edit) -> None:
    """The parts of a page are known once it is made; the problem names file and line all the same."""
    edit(QUESTIONS, "see: safety/#breast-feeding", "see: safety/#nursing")
    with pytest.raises(DataError) as caught:
        build_site(corpus_data, CONTEXT)
    [problem] = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (f"data/{QUESTIONS}", 14, "claims[1].see")
    assert problem.message == "/safety/ has no part called 'nursing'"


@pytest.mark.parametrize(
    "address",
    [
        "/nonsense/",
        "/data/nope.csv",
        "/cases/nobody/cite.bib",
        "/cases/page/9/",
        "/evidence/index/",
        "/cases/tsuchie-2012-case-1/more/",
    ],
)
def test_an_amendment_names_addresses_that_answer(corpus_data: Path, edit: Edit, address: str) -> None:
    """Pages written by hand count where their folder is known."""
    (corpus_data.parent / "docs").mkdir()
    edit(AMENDMENT, "/cases/, ", f"/cases/, {address}, ")
    assert (f"data/{AMENDMENT}", "pages[2]", "unknown-page") in fields(corpus_data)


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("/", "/cases/", "old", "redirect-hides-page"),
        ("/index/", "/cases/", "old", "redirect-hides-page"),
        ("/glossary/", "/cases/", "old", "redirect-hides-page"),
        ("/cases/index/", "/cases/", "old", "redirect-hides-page"),
        ("/data/cases.csv", "/data/papers.csv", "old", "redirect-hides-page"),
        ("/feed.xml/", "/cases/", "old", "redirect-hides-page"),
        ("/data/cases.csv/old/", "/cases/", "old", "redirect-hides-page"),
        ("/sitemap.xml", "/feed.xml", "old", "redirect-hides-page"),
        ("/assets/x/", "/cases/", "old", "redirect-hides-page"),
        ("/v/0.1.0/", "/cases/", "old", "redirect-hides-page"),
        ("/old/", "/data/cases.csv", "new", "redirect-of-other-kind"),
        ("/old.csv", "/cases/", "new", "redirect-of-other-kind"),
        ("/old.csv", "/data/cases.parquet", "new", "redirect-of-other-kind"),
        ("/old.csv", "/data/nope.csv", "new", "redirect-to-nowhere"),
        ("/old/", "/cases/page/7/", "new", "redirect-to-nowhere"),
    ],
)
def test_a_redirect_covers_nothing_and_leads_somewhere(
    corpus_data: Path, edit: Edit, old: str, new: str, field: str, code: str
) -> None:
    """Never over a page, a file or the home page, never from one kind to another, never nowhere."""
    edit(ADDRESSES, "released:", f"redirects:\n  - {{old: {old}, new: {new}}}\nreleased:")
    assert fields(corpus_data) == [(f"data/{ADDRESSES}", f"redirects[0].{field}", code)]


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ("{old: /a/, new: /b/}", "{old: /b/, new: /cases/}", "redirects[0].new"),
        ("{old: /a.b/c/, new: /cases/}", "{old: /a.b, new: /data/x.b}", "redirects[0].old"),
        ("{old: /a/, new: /cases/}", "{old: /a/x.csv, new: /data/cases.csv}", "redirects[1].old"),
    ],
)
def test_redirects_do_not_get_in_the_way_of_each_other(
    corpus_data: Path, edit: Edit, first: str, second: str, field: str
) -> None:
    """No chain, no file where another needs a folder, no file of a page that moves whole."""
    edit(ADDRESSES, "released:", f"redirects:\n  - {first}\n  - {second}\nreleased:")
    assert field in {where for _, where, _ in fields(corpus_data)}


@pytest.mark.build
def test_a_redirect_over_a_file_of_a_page_is_found_in_the_build(corpus_data: Path, edit: Edit) -> None:
    """Pictures, and files beside pages, are known only then."""
    line = "redirects:\n  - {old: /charts/compare.svg, new: /charts/recovery.svg}\nreleased:"
    edit(ADDRESSES, "released:", line)
    with pytest.raises(DataError) as caught:
        build_site(corpus_data, CONTEXT)
    [problem] = caught.value.problems
    assert (problem.file, problem.field) == (f"data/{ADDRESSES}", "redirects[0].old")
    assert problem.message == "/charts/compare.svg is a file that stands"


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (QUESTIONS, "safety/#breast-feeding", "safety/#nursing", "/safety/ has no part called 'nursing'"),
        (QUESTIONS, "see: recovery/", "see: evidence/mott-2019/#nothing", "no part called 'nothing'"),
        (AMENDMENT, "/cases/, ", "/cases/, /charts/nothing.svg, ", "/charts/nothing.svg is not a page"),
        (
            ADDRESSES,
            "released:",
            "redirects:\n  - {old: /charts/compare.svg, new: /charts/recovery.svg}\nreleased:",
            "/charts/compare.svg is a file that stands",
        ),
    ],
)
def test_the_check_knows_what_only_made_pages_tell(
    cli: Cli, project: Path, name: str, old: str, new: str, message: str
) -> None:
    """It makes them without drawing, where a record asks for it."""
    path = project / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = cli("check", project=project)
    assert done.status == 1
    assert message in done.stderr


def test_the_check_makes_no_page_where_no_record_asks_for_one(corpus_dataset: Dataset) -> None:
    """The parts of the safety page are known without it."""
    assert not asks_made_site(corpus_dataset, prose_addresses(ROOT / "docs") or frozenset())
    assert {section: topic for section, _, topic, _ in SECTIONS} == anchors.SAFETY_TOPICS


def test_the_known_addresses_are_those_that_are_made(corpus_files: dict[str, SiteFile]) -> None:
    """What the check believes of pages and downloads is what a build makes."""
    pages = {f"/{url_path(uri)}" for uri, file in corpus_files.items() if file.page}
    files = {f"/{uri}" for uri, file in corpus_files.items() if not file.page}
    records = re.compile(r"/(cases|evidence)/(?!page/)[^/]+/|/(cases|compare|audit)/page/\d+/")
    assert {page for page in pages if not records.match(page)} | {
        page for page in PAGES if records.match(page)
    } == PAGES
    assert pages >= PAGES
    assert {file for file in files if re.fullmatch(r"/data/(?!cite\.)[^/]+|/feed\.xml", file)} == FILES
