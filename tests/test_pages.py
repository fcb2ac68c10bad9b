"""Pages say what the data says: whole pages are compared with files that were read and meant."""

import gzip
import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from k2evidence.load.dataset import Dataset
from k2evidence.render.pages.rendering import escape_markdown, links_from
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT, Edit

GOLDEN = Path(__file__).parent / "golden"
WHOLE = ("index.md", "cases/index.md", "cases/tsuchie-2012-case-3.md", "compare.md", "recovery.md", "cite.md",
    "evidence/mott-2019.md", "evidence/yops-2004.md", "evidence/vertebral-fracture.md",
    "evidence/summary-of-findings.md", "evidence/risk-of-bias.md", "evidence/not-used.md", "background.md",
    "safety.md",
)  # fmt: skip
HOSTILE = "<img src=x onerror=alert(x)> {{x*x}} {% x %} **b** [l](javascript:alert(x)) &amp; `c`"


Pages = Mapping[str, BeautifulSoup]


@pytest.fixture(scope="session")
def pages(corpus_files: dict[str, SiteFile]) -> Pages:
    """The generated pages of the corpus, parsed; only to be read."""
    return {uri: BeautifulSoup(str(file.content), "lxml") for uri, file in corpus_files.items() if file.page}


@pytest.mark.parametrize("uri", WHOLE)
def test_a_page_is_as_it_was_read_and_meant(
    files: dict[str, SiteFile], uri: str, request: pytest.FixtureRequest
) -> None:
    """A change of a page of the real data shows as a change of its golden file."""
    golden = GOLDEN / uri
    # The text alternative of a drawn chart stays; its thousands of coordinates are tested as numbers.
    page = re.sub(r'(<svg class="k2-drawn[^>]*>).*?</svg>', r"\1", str(files[uri].content))
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def test_every_page_has_a_title_a_description_and_one_heading(corpus_files: dict[str, SiteFile]) -> None:
    """Front matter for machines, one heading of the first level for readers."""
    for uri, file in corpus_files.items():
        if file.page and uri != "changelog.md":
            assert re.match(r'---\ntitle: ".+"\ndescription: ".+"\nkind: ', str(file.content)), uri
            assert len(re.findall(r"^# ", without_code(str(file.content)), re.MULTILINE)) == 1, uri


def test_a_generated_page_names_the_file_behind_it(files: dict[str, SiteFile]) -> None:
    """'Edit this page' opens the YAML file of a case; every file that a page names is in the repository."""
    origin = files["cases/tsuchie-2012-case-2.md"].origin
    assert origin == Path("data/cases/tsuchie-2012-case-2.yml")
    origins = {file.origin for file in files.values() if file.origin}
    assert [origin for origin in origins if not (ROOT / origin).is_file()] == []


def test_safety_and_certainty_are_on_the_home_page_and_every_case(
    corpus_files: dict[str, SiteFile], corpus_dataset: Dataset
) -> None:
    """The safety box is there, and the certainty comes before the first table."""
    for uri in ("index.md", "safety.md", *(f"cases/{case}.md" for case in corpus_dataset.cases)):
        content = str(corpus_files[uri].content)
        assert 0 < content.index("k2-certainty") < (content + "<table").index("<table"), uri
        assert "needs to be assessed by a doctor" in content, uri


def test_no_cell_is_blank(pages: Pages) -> None:
    """A missing value says which kind of missing it is."""
    for uri, page in pages.items():
        for cell in page.select("tbody td, dd"):
            assert cell.get_text(strip=True) or cell.find("svg"), (uri, cell.parent)


def test_tables_have_captions_and_scoped_headers(pages: Pages) -> None:
    """Every table can be read by a screen reader."""
    for uri, page in pages.items():
        for table in page.select("table"):
            assert table.caption is not None, uri
            assert all(header.get("scope") for header in table.select("th")), uri


def test_a_mark_shows_what_is_gravest(pages: Pages) -> None:
    """An implausible T-score that is major comes before a rounded digit that is minor."""
    marks = pages["cases/tsuchie-2012-case-1.md"].select("td details.k2-mark")
    scores = [mark for mark in marks if mark.select_one('a[href*="t-scores"]')]
    assert scores
    assert {mark["data-kind"] for mark in scores} == {"plausibility"}


def test_a_mark_is_beside_every_value_of_a_contradiction(pages: Pages) -> None:
    """Both values of the contradicted femur carry a mark that leads to its explanation."""
    page = pages["cases/tsuchie-2012-case-3.md"]
    name = "contradiction-text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"
    marks = [mark for mark in page.select("td .k2-mark") if mark.select_one(f'a[href="#{name}"]')]
    assert len(marks) == 2
    assert {mark.summary.get_text(strip=True)[0] for mark in marks if mark.summary} == {"≠"}
    explanation = page.find(id=name)
    assert explanation is not None
    assert "0.569 g/cm²" in explanation.get_text()


def test_every_mark_leads_to_an_explanation(pages: Pages) -> None:
    """On case pages on the page itself, on the comparison on the audit page of the same papers."""
    for uri, page in pages.items():
        for link in page.select(".k2-mark a"):
            base, _, anchor = str(link["href"]).partition("#")
            target = posixpath.normpath(f"{uri.removesuffix('.md')}/{base}")
            assert (pages[f"{target}.md"] if base else page).find(id=anchor), (uri, link["href"])


def test_each_change_is_judged_under_every_threshold(pages: Pages) -> None:
    """The verdicts are beside the change, and say that the scanner is unknown."""
    verdicts = [
        tag.get_text(strip=True) for tag in pages["cases/tsuchie-2012-case-4.md"].select(".k2-verdict")
    ]
    assert "Of 7 thresholds: within 6, not assessable 1; scanner not reported" in verdicts


def is_ignored(tag: Tag) -> bool:
    """Return whether the search index leaves out what is in a tag."""
    return any("data-pagefind-ignore" in around.attrs for around in (tag, *tag.parents))


def test_charts_are_not_in_the_search_index(pages: Pages) -> None:
    """Axis ticks and labels are not words to search for."""
    written = [
        BeautifulSoup(path.read_text(encoding="utf-8"), "lxml") for path in (ROOT / "docs").glob("*.md")
    ]
    charts = [chart for page in (*pages.values(), *written) for chart in page.select(".k2-chart, .k2-drawn")]
    assert charts
    assert [chart for chart in charts if not is_ignored(chart)] == []


def test_charts_of_a_case_are_light(files: dict[str, SiteFile], dataset: Dataset) -> None:
    """They add at most 6 KB to what a reader's connection carries."""
    for case in dataset.cases:
        page = str(files[f"cases/{case}.md"].content)
        bare = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        assert page != bare
        assert len(gzip.compress(page.encode())) - len(gzip.compress(bare.encode())) <= 6 * 1024


def test_urine_and_serum_never_share_a_row(pages: Pages) -> None:
    """NTX in urine and in serum are different measurements."""
    heads = [th.get_text(" ", strip=True) for th in pages["compare.md"].select("tbody th")]
    assert {"NTX in urine nmol BCE/mmol Cr", "NTX in serum nmol BCE/L"} <= set(heads)


def test_authors_and_site_have_separate_boxes(pages: Pages) -> None:
    """What the authors conclude and how this site reads it never share an element."""
    page = pages["cases/tsuchie-2012-case-1.md"]
    authors, ours = page.select_one(".k2-said--authors"), page.select_one(".k2-said--ours")
    assert authors is not None
    assert ours is not None
    assert "favourable course" in authors.get_text()
    assert "cannot show which of these helped" in ours.get_text()


def test_markup_in_data_is_shown_as_text(corpus_data: Path, edit: Edit) -> None:
    """On every page that shows the field, in headings too."""
    case = "cases/tsuchie-2012-case-1.yml"
    edit(case, "label: Case 1", f"label: '{HOSTILE}'")
    edit(case, "what: Corset.", f"what: '{HOSTILE}'")
    files = {file.uri: str(file.content) for file in build_site(corpus_data, CONTEXT).files if file.page}
    assert [uri for uri, content in files.items() if "<img" in content.split("---\n", 2)[-1]] == []
    assert "# &#60;img src&#61;x onerror&#61;alert(x)&#62;" in files["cases/tsuchie-2012-case-1.md"]


def test_a_heading_is_plain_text() -> None:
    """Nothing in a heading is read as Markdown or as an attribute list."""
    assert escape_markdown("*a* {#b} <c>") == "&#42;a&#42; &#123;&#35;b&#125; &#60;c&#62;"


@pytest.mark.parametrize(
    ("uri", "target", "link"),
    [
        ("index.md", "cases/", "cases/"),
        ("cases/index.md", "cases/x/", "x/"),
        ("cases/x.md", "glossary/#ntx", "../../glossary/#ntx"),
        ("cases/x.md", "", "../../"),
        ("data.md", "data/measurements.csv", "measurements.csv"),
        ("compare.md", "cases/x/", "../cases/x/"),
    ],
)
def test_links_are_relative(uri: str, target: str, link: str) -> None:
    """The site works under any path, and from a folder."""
    assert links_from(uri)(target) == link
