"""Pages say what the data says: whole pages are compared with files that were read and meant."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from k2evidence.load.dataset import Dataset
from k2evidence.render.pages.rendering import escape_markdown, links_from
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT

GOLDEN = Path(__file__).parent / "golden"
WHOLE = ("index.md", "cases/index.md", "cases/tsuchie-2012-case-3.md", "compare.md", "recovery.md", "cite.md",
    "evidence/mott-2019.md", "evidence/yops-2004.md", "evidence/vertebral-fracture.md",
    "evidence/summary-of-findings.md", "evidence/not-used.md", "background.md", "safety.md",
)  # fmt: skip
Edit = Callable[[str, str, str], None]
HOSTILE = "<img src=x onerror=alert(x)> {{x*x}} {% x %} **b** [l](javascript:alert(x)) &amp; `c`"


@pytest.mark.parametrize("uri", WHOLE)
def test_a_page_is_as_it_was_read_and_meant(
    files: dict[str, SiteFile], uri: str, request: pytest.FixtureRequest
) -> None:
    """A change of a page shows as a change of its golden file."""
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


def test_every_page_has_a_title_a_description_and_one_heading(files: dict[str, SiteFile]) -> None:
    """Front matter for machines, one heading of the first level for readers."""
    for uri, file in files.items():
        if uri.endswith(".md") and uri != "changelog.md":
            assert re.match(r'---\ntitle: ".+"\ndescription: ".+"\nkind: ', file.content), uri
            assert len(re.findall(r"^# ", without_code(file.content), re.MULTILINE)) == 1, uri


def test_a_generated_page_names_the_file_behind_it(files: dict[str, SiteFile]) -> None:
    """'Edit this page' opens the YAML file of a case."""
    origin = files["cases/tsuchie-2012-case-2.md"].origin
    assert origin == Path("data/cases/tsuchie-2012-case-2.yml")
    origins = {file.origin for file in files.values() if file.origin}
    assert [origin for origin in origins if not (ROOT / origin).is_file()] == []


def test_safety_and_certainty_stand_on_home_and_every_case(
    files: dict[str, SiteFile], dataset: Dataset
) -> None:
    """The safety box is there, and the certainty comes before the first table."""
    for uri in ("index.md", "safety.md", *(f"cases/{case}.md" for case in dataset.cases)):
        content = str(files[uri].content)
        assert 0 < content.index("k2-certainty") < (content + "<table").index("<table"), uri
        assert "needs to be assessed by a doctor" in content, uri


def test_no_cell_is_blank(files: dict[str, SiteFile]) -> None:
    """A missing value says which kind of missing it is."""
    for uri, file in files.items():
        if uri.endswith(".md"):
            for cell in BeautifulSoup(file.content, "html.parser").select("tbody td, dd"):
                assert cell.get_text(strip=True) or cell.find("svg"), (uri, cell.parent)


def test_tables_have_captions_and_scoped_headers(files: dict[str, SiteFile]) -> None:
    """Every table can be read by a screen reader."""
    for uri, file in files.items():
        if not uri.endswith(".md"):
            continue
        for table in BeautifulSoup(file.content, "html.parser").select("table"):
            assert table.caption is not None, uri
            assert all(header.get("scope") for header in table.select("th")), uri


def test_a_mark_stands_beside_every_value_that_does_not_fit(files: dict[str, SiteFile]) -> None:
    """Both values of the contradicted femur carry a mark that leads to its explanation."""
    soup = BeautifulSoup(files["cases/tsuchie-2012-case-3.md"].content, "html.parser")
    name = "contradiction-text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"
    marks = [mark for mark in soup.select("td .k2-mark") if mark.select_one(f'a[href="#{name}"]')]
    assert len(marks) == 2
    assert {mark.summary.get_text(strip=True)[0] for mark in marks if mark.summary} == {"≠"}
    explained = soup.find(id=name)
    assert explained is not None
    assert "0.569 g/cm2" in explained.get_text()


def test_every_mark_leads_to_an_explanation(files: dict[str, SiteFile]) -> None:
    """On case pages on the page itself, on the comparison on the audit page."""
    audit = BeautifulSoup(files["audit.md"].content, "html.parser")
    for uri, file in files.items():
        if not uri.endswith(".md"):
            continue
        soup = BeautifulSoup(file.content, "html.parser")
        for link in soup.select(".k2-mark a"):
            base, _, anchor = str(link["href"]).partition("#")
            assert (audit if base else soup).find(id=anchor), (uri, link["href"])


def test_each_change_is_judged_under_every_threshold(files: dict[str, SiteFile]) -> None:
    """The verdicts stand beside the change, and say that the scanner is unknown."""
    soup = BeautifulSoup(files["cases/tsuchie-2012-case-4.md"].content, "html.parser")
    verdicts = [tag.get_text(strip=True) for tag in soup.select(".k2-verdict")]
    assert "within error under 6, cannot be judged under 1; 7 thresholds; scanner unknown" in verdicts


def ignored(tag: Tag) -> bool:
    """Say whether the search index leaves out what stands in a tag."""
    return any("data-pagefind-ignore" in around.attrs for around in (tag, *tag.parents))


def test_charts_stay_out_of_search(files: dict[str, SiteFile]) -> None:
    """Axis ticks and labels are not words to be found."""
    pages = [*(str(f.content) for f in files.values() if f.uri.endswith(".md"))]
    pages += [path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")]
    charts = [
        chart for page in pages for chart in BeautifulSoup(page, "html.parser").select(".k2-chart, .k2-drawn")
    ]
    assert len(charts) > 50
    assert [chart for chart in charts if not ignored(chart)] == []


def test_charts_of_a_case_are_light(files: dict[str, SiteFile], dataset: Dataset) -> None:
    """They add at most 6 KB to what a reader's connection carries."""
    for case in dataset.cases:
        page = str(files[f"cases/{case}.md"].content)
        bare = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        assert page != bare
        assert len(gzip.compress(page.encode())) - len(gzip.compress(bare.encode())) <= 6 * 1024


def test_urine_and_serum_never_share_a_row(files: dict[str, SiteFile]) -> None:
    """NTX in urine and in serum are different measurements."""
    soup = BeautifulSoup(files["compare.md"].content, "html.parser")
    heads = [th.get_text(" ", strip=True) for th in soup.select("tbody th")]
    assert {"NTX in urine nmol BCE/mmol Cr", "NTX in serum nmol BCE/L"} <= set(heads)


def test_authors_and_site_speak_in_separate_boxes(files: dict[str, SiteFile]) -> None:
    """What the authors conclude and how this site reads it never share an element."""
    soup = BeautifulSoup(files["cases/tsuchie-2012-case-1.md"].content, "html.parser")
    authors, ours = soup.select_one(".k2-said--authors"), soup.select_one(".k2-said--ours")
    assert authors is not None
    assert ours is not None
    assert "favourable course" in authors.get_text()
    assert "cannot show which of these helped" in ours.get_text()


def test_markup_in_data_is_shown_as_text(data: Path, edit: Edit) -> None:
    """Whatever stands in a field appears as it was typed, on every page that shows it."""
    case = "cases/tsuchie-2012-case-1.yml"
    edit(case, "label: Case 1", f"label: '{HOSTILE}'")
    edit(case, "what: Corset.", f"what: '{HOSTILE}'")
    for file in build_site(data, CONTEXT).files:
        if file.uri.endswith(".md"):
            body = file.content.split("---\n", 2)[-1]
            assert "<img" not in body, file.uri
    page = next(f for f in build_site(data, CONTEXT).files if f.uri.endswith("case-1.md")).content
    assert "# &#60;img src&#61;x onerror&#61;alert(x)&#62;" in page


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
