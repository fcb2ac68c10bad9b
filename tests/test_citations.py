"""Every page and every publication is cited in formats that other programs read back."""

import json
import re
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy
import yaml
from bs4 import BeautifulSoup
from cffconvert.cli.create_citation import create_citation
from k2evidence.load.build_context import BuildContext, NoCache
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import IntegrityStatus
from k2evidence.model.papers import Person
from k2evidence.model.studies import Notice, NoticeKind, StudyIntegrity, Work
from k2evidence.render.citations import cite, is_citable, page_item, publication_item
from k2evidence.render.site_file import SiteFile
from playwright.sync_api import Page
from pylatexenc.latex2text import LatexNodes2Text

from .clients import all_pandoc_reads, pandoc_reads
from .conftest import ROOT

ADDRESS = "https://k2.example/"
PAGE = page_item(
    id_="k2-evidence-cases-x",
    title="Case 1 (Tsuchie et al. 2012)",
    site="K2 Evidence",
    author="K2 Evidence contributors",
    version="0.1.0",
    url=f"{ADDRESS}cases/x/",
    day="2026-11-24",
    abstract="What was seen.",
)


def test_a_page_is_cited_in_two_styles() -> None:
    """The NLM's and the APA's, each reference for itself: no year becomes 2026a."""
    other = {**PAGE, "id": "k2-evidence-cases-y", "title": "Case 2 (Tsuchie et al. 2012)"}
    log = "# Changelog\n\n## 0.2.0 — not released yet\n\n## 0.1.0 — 2026-12-01\n"
    labels = {v: BuildContext(version=v, changelog=log).version_label for v in ("0.1.0", "0.2.0", "0.3.0")}
    assert labels == {"0.1.0": "0.1.0", "0.2.0": "0.2.0 (unreleased)", "0.3.0": "0.3.0"}
    assert BuildContext(version="0.2.0", changelog=log, frozen=True).version_label == "0.2.0"
    cited = cite([PAGE, other], NoCache())
    assert cited["k2-evidence-cases-x"].vancouver == (
        "K2 Evidence contributors. Case 1 (Tsuchie et al. 2012) [Internet]. Version 0.1.0. "
        "[place unknown]: K2 Evidence; "
        f"2026 [updated 2026 Nov 24; cited YYYY Mon DD]. Available from: {ADDRESS}cases/x/"
    )
    assert cited["k2-evidence-cases-y"].apa == (
        "K2 Evidence contributors. (2026, November 24). Case 2 (Tsuchie et al. 2012). K2 Evidence. "
        f"{ADDRESS}cases/x/"
    )


def test_without_an_address_and_a_day_none_is_invented() -> None:
    """No link, no year."""
    bare = page_item(
        id_="k2-evidence",
        title="Home",
        site="K2 Evidence",
        author="K2 Evidence contributors",
        version="0.1.0",
        url="",
        day="",
        abstract="",
    )
    cited = cite([bare], NoCache())["k2-evidence"]
    assert cited.vancouver == (
        "K2 Evidence contributors. Home [Internet]. Version 0.1.0. [place unknown]: K2 Evidence; "
        "[date unknown] [cited YYYY Mon DD]."
    )
    assert "(n.d.)" in cited.apa
    assert "http" not in "".join((cited.vancouver, cited.apa, cited.bibtex, cited.ris, cited.csl))


def test_a_page_is_worded_as_the_style_of_the_nlm_words_it() -> None:
    """Apart from the version and the day of the update, which no CSL style knows."""
    known = {key: value for key, value in PAGE.items() if key not in ("version", "note", "container-title")}
    published = {
        **known,
        "publisher": "K2 Evidence",
        "publisher-place": "[place unknown]",
        "accessed": {"date-parts": [[2026, 11, 27]]},
    }
    [styled, ours] = (cite([item], NoCache())["k2-evidence-cases-x"].vancouver for item in (published, PAGE))
    plain = ours.replace(" Version 0.1.0.", "").replace("updated 2026 Nov 24; ", "")
    assert plain.replace("YYYY Mon DD", "2026 Nov 27") == styled


def test_the_apa_sets_the_title_of_a_page_in_italics_and_dates_the_reading() -> None:
    """The day of reading is wanted of a page without a date of its own; nothing of a title becomes a tag."""
    page = {**PAGE, "title": "A <b> & C", "URL": f"{ADDRESS}?a=1&b=2"}
    undated = {key: value for key, value in page.items() if key != "issued"} | {"id": "undated"}
    cited = cite([page, undated], NoCache())
    assert cited[str(PAGE["id"])].apa_html == (
        "K2 Evidence contributors. (2026, November 24). <em>A &lt;b&gt; &amp; C</em>. K2 Evidence. "
        f"{ADDRESS}?a=1&amp;b=2"
    )
    end = f"K2 Evidence. Retrieved Month DD, YYYY, from {ADDRESS}?a=1"
    assert cited["undated"].apa.endswith(f"{end}&b=2")
    assert cited["undated"].apa_html.endswith(f"{end}&amp;b=2")


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [
        ("336-341", "336", "341"),
        ("922-8", "922", "928"),
        ("S12–S15", "S12", "S15"),
        ("S98-9", "S98", "S99"),
        ("e104", "e104", None),
        ("12, 15-16", "12, 15-16", None),
    ],
)
def test_a_range_of_pages_is_two_fields(
    corpus_dataset: Dataset, pages: str, first: str, last: str | None
) -> None:
    """In RIS; in BibTeX there are two hyphens between them. An article's number is one."""
    paper = corpus_dataset.papers["tsuchie-2012"].model_copy(update={"pages": pages})
    cited = cite([publication_item(paper)], NoCache())[paper.id]
    [record] = rispy.loads(cited.ris)
    assert (record["start_page"], record.get("end_page")) == (first, last)
    [entry] = bibtexparser.parse_string(cited.bibtex).entries
    assert entry["pages"] == f"{{{first}{f'--{last}' if last else ''}}}"


def test_two_items_with_one_id_keep_their_own_citations() -> None:
    """A page by hand in the place of a generated one never gets into the cache under its name."""
    formatted: list[str] = []

    class Recording(NoCache):
        def call_batch(self, function: Any, values: Any) -> Any:
            results = list(super().call_batch(function, values))
            formatted.extend(result.decode() for result in results)
            return results

    cite([{"id": "x", "type": "webpage", "title": title} for title in ("First", "Second")], Recording())
    assert [("First" in text, "Second" in text) for text in formatted] == [(True, False), (False, True)]


def test_bibtex_is_read_back() -> None:
    """A BibTeX parser reads the entry type, the author as one name, and the title unchanged."""
    library = bibtexparser.parse_string(cite([PAGE], NoCache())[str(PAGE["id"])].bibtex)
    [entry] = library.entries
    assert library.failed_blocks == []
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, entry.key) == ("online", "k2-evidence-cases-x")
    assert fields["author"] == "{K2 Evidence contributors}"
    assert fields["title"] == "{Case 1 (Tsuchie et al. 2012)}"
    assert (fields["date"], fields["url"]) == ("2026-11-24", f"{ADDRESS}cases/x/")
    assert fields["note"] == "{Version 0.1.0}"


def test_ris_is_read_back() -> None:
    """Pandoc, which did not write it, reads title, author, address and year."""
    reference = pandoc_reads(cite([PAGE], NoCache())[str(PAGE["id"])].ris, "ris")
    assert reference["title"] == "Case 1 (Tsuchie et al. 2012)"
    assert reference["author"] == [{"family": "K2 Evidence contributors"}]
    assert (reference["URL"], reference["issued"]["date-parts"][0][0]) == (f"{ADDRESS}cases/x/", 2026)


def test_zotero_files_the_reference_as_a_web_page() -> None:
    """By the tags that its importer maps: type, site, day, and the version under Extra."""
    lines = cite([PAGE], NoCache())[str(PAGE["id"])].ris.splitlines()
    assert {"TY  - ELEC", "T2  - K2 Evidence", "DA  - 2026/11/24", "M1  - Version 0.1.0"} <= set(lines)
    [item] = json.loads(cite([PAGE], NoCache())[str(PAGE["id"])].csl)
    assert (item["type"], item["container-title"], item["note"]) == (
        "webpage",
        "K2 Evidence",
        "Version 0.1.0",
    )


def test_csl_json_is_read_back() -> None:
    """Pandoc reads type, address and author of the page."""
    reference = pandoc_reads(cite([PAGE], NoCache())[str(PAGE["id"])].csl, "csljson")
    assert (reference["type"], reference["URL"]) == ("webpage", f"{ADDRESS}cases/x/")
    assert reference["author"] == [{"literal": "K2 Evidence contributors"}]


def test_the_paper_is_cited_as_an_article(corpus_dataset: Dataset) -> None:
    """With its authors, its journal and its DOI, in both exchange formats."""
    paper = corpus_dataset.papers["tsuchie-2012"]
    cited = cite([publication_item(paper)], NoCache())["tsuchie-2012"]
    for text, format_ in ((cited.bibtex, "biblatex"), (cited.ris, "ris"), (cited.csl, "csljson")):
        reference = pandoc_reads(text, format_)
        assert reference["type"] == "article-journal", format_
        assert [author["family"] for author in reference["author"]] == [a.family for a in paper.authors]
        assert reference["DOI"] == paper.doi, format_
        assert reference["container-title"] == paper.journal, format_
    assert cited.vancouver.startswith("Tsuchie H, Miyakoshi N, Hongo M, Kasukawa Y, Ishikawa Y, Shimada Y. ")
    assert cited.vancouver.endswith("2012;117:336–341. doi:10.3109/03009734.2012.676573")


def test_every_study_is_cited_in_every_format(corpus_dataset: Dataset) -> None:
    """Each one is read back with its own title."""
    items = {study.id: publication_item(study) for study in corpus_dataset.studies.values()}
    cited = cite(items.values(), NoCache())
    assert [name for name, formats in cited.items() if not (formats.vancouver and formats.apa)] == []
    read = all_pandoc_reads("\n".join(formats.ris for formats in cited.values()), "ris")
    assert [reference["title"] for reference in read] == [item["title"] for item in items.values()]
    library = bibtexparser.parse_string("\n".join(formats.bibtex for formats in cited.values()))
    assert ([entry.key for entry in library.entries], library.failed_blocks) == (list(items), [])


def test_what_was_not_seen_of_a_paper_is_not_cited(corpus_dataset: Dataset) -> None:
    """A congress abstract without authors, title and DOI: the title says so, nothing else is there."""
    item = publication_item(corpus_dataset.papers["example-2021"])
    assert item == {
        "id": "example-2021",
        "type": "paper-conference",
        "title": "[Title not seen]",
        "container-title": "A made-up congress",
        "issued": {"date-parts": [[2021]]},
    }
    cited = cite([item], NoCache())["example-2021"]
    assert cited.vancouver == "[Title not seen]. In: A made-up congress. 2021."
    assert "http" not in "".join((cited.vancouver, cited.apa, cited.bibtex, cited.ris, cited.csl))


def test_a_work_without_a_volume_and_a_name_without_capitals(corpus_dataset: Dataset) -> None:
    """The pages follow the year, and no style cuts the name."""
    paper = corpus_dataset.papers["tsuchie-2012"].model_copy(
        update={"volume": None, "pages": "9-12", "authors": (Person(family="筑田", given="陽子"),)}
    )
    cited = cite([publication_item(paper)], NoCache())["tsuchie-2012"]
    assert "2012:9–12." in cited.vancouver
    assert cited.vancouver.startswith("筑田 陽子. ")
    assert cited.apa.startswith("筑田 陽子. (2012)")
    assert "volume" not in cited.bibtex
    assert "AU  - 筑田, 陽子" in cited.ris


def test_an_author_of_whom_the_family_name_alone_was_seen_is_cited_by_it(corpus_dataset: Dataset) -> None:
    """No initial is made up, in any format."""
    paper = corpus_dataset.papers["tsuchie-2012"]
    alone = paper.model_copy(update={"authors": (Person(family="Tsuchie"),)})
    cited = cite([publication_item(alone)], NoCache())["tsuchie-2012"]
    assert cited.vancouver.startswith("Tsuchie. Amelioration")
    for text, format_ in ((cited.bibtex, "biblatex"), (cited.ris, "ris")):
        (author,) = pandoc_reads(text, format_)["author"]
        assert "given" not in author, format_


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("retracted", "retraction", "Retracted"),
        ("retracted", None, "Retracted"),
        ("concern", "expression of concern", "Expression of concern published"),
        ("corrected", "correction", "Correction published"),
        ("concern", "reported concern", ""),
        ("current", "recalculation", ""),
    ],
)
def test_a_reference_says_what_the_journal_published_about_it(
    corpus_dataset: Dataset, status: IntegrityStatus, kind: NoticeKind | None, words: str
) -> None:
    """In both styles behind the title, in the files as a note; concerns of others are no notice."""
    study = corpus_dataset.studies["japan-label-glakay"]
    notice = kind and Notice(kind=kind, says="As the journal says.", doi="10.1000/notice", by="Somebody")
    integrity = StudyIntegrity(status=status, notices=(notice,) if notice else ())
    marked = study.model_copy(update={"integrity": integrity, "work": "journal article"})
    item = publication_item(marked)
    cited = cite([item], NoCache())[study.id]
    assert [f"{item['title']} [{words}]" in text for text in (cited.vancouver, cited.apa)] == [
        bool(words)
    ] * 2
    [entry] = bibtexparser.parse_string(cited.bibtex).entries
    [record], [csl] = rispy.loads(cited.ris), json.loads(cited.csl)
    notes = (entry["note"] if words else None, *record.get("notes", [None]), csl.get("note"))
    assert record["title"] == csl["title"] == item["title"]
    expected = f"[{words}]" + (" As the journal says. https://doi.org/10.1000/notice" if kind else "")
    assert [str(note).strip("{}") for note in notes] == [expected if words else "None"] * 3


@pytest.mark.parametrize("work", ["web page", "package insert", "report", None])
def test_what_is_read_online_without_a_date_says_when(corpus_dataset: Dataset, work: Work | None) -> None:
    """The NLM wants the day of reading of every such source, the APA of an undated one."""
    study = corpus_dataset.studies["japan-label-glakay"].model_copy(update={"work": work, "year": None})
    dated = study.model_copy(update={"id": "dated", "year": 2020})
    cited = cite([publication_item(record) for record in (study, dated)], NoCache())
    undated, other = cited[study.id], cited["dated"]
    assert f"[date unknown] [cited YYYY Mon DD]. Available from: {study.link}" in undated.vancouver
    assert undated.apa.endswith(f"Retrieved Month DD, YYYY, from {study.link}")
    assert "2020 [cited YYYY Mon DD]" in other.vancouver
    assert "Retrieved" not in other.apa
    assert "1111" not in "".join((undated.apa_html, undated.csl, undated.bibtex, undated.ris))


def test_authors_that_were_not_seen_are_others(corpus_dataset: Dataset) -> None:
    """In the words of each format; without a title, an author and a journal there is no reference at all."""
    study = corpus_dataset.studies["japan-label-glakay"]
    alone = study.model_copy(
        update={"authors": ("Smith R",), "authors_note": "Only the first author was seen."}
    )
    cited = cite([publication_item(alone)], NoCache())[study.id]
    assert cited.vancouver.startswith("Smith R, et al. ")
    assert cited.apa.startswith("Smith, R., et al. (")
    assert 'author = "Smith, R. and others"' in cited.bibtex
    assert json.loads(cited.csl)[0]["author"] == [{"family": "Smith", "given": "R."}]
    assert "N1  - Only the first author was seen." in cited.ris
    unseen = study.model_copy(update={"authors": (), "journal": None, "title_ours": True})
    assert [is_citable(record) for record in (alone, unseen)] == [True, False]


@pytest.mark.parametrize(
    ("work", "type_", "entry", "ris"),
    [
        ("journal article", "article-journal", "article", "JOUR"),
        ("conference abstract", "paper-conference", "inproceedings", "CPAPER"),
        ("report", "report", "techreport", "RPRT"),
        ("web page", "webpage", "online", "ELEC"),
        ("data set", "dataset", "dataset", "DATA"),
        ("package insert", "pamphlet", "booklet", "PAMP"),
        (None, "document", "misc", "GEN"),
    ],
)
def test_each_sort_of_work_is_cited_as_what_it_is(
    corpus_dataset: Dataset, work: Work | None, type_: str, entry: str, ris: str
) -> None:
    """In every format; where it appeared is read back, as its container or its publisher."""
    study = corpus_dataset.studies["japan-label-glakay"].model_copy(update={"work": work})
    cited = cite([publication_item(study)], NoCache())[study.id]
    [item] = json.loads(cited.csl)
    assert item["type"] == type_
    assert bibtexparser.parse_string(cited.bibtex).entries[0].entry_type == entry
    [record] = rispy.loads(cited.ris)
    assert record["type_of_reference"] == ris
    assert "Eisai" in (record.get("secondary_title"), record.get("publisher"))
    read = pandoc_reads(cited.bibtex, "biblatex")
    assert read["type"] in (type_, "")
    assert "Eisai" in (read.get("container-title"), read.get("publisher"))


def test_addresses_and_doi_are_as_they_are(corpus_dataset: Dataset) -> None:
    """BibTeX reads both verbatim: no sign in them is escaped."""
    study = corpus_dataset.studies["japan-label-glakay"].model_copy(update={"doi": "10.1000/a_b%3C&c#d~e"})
    cited = cite([publication_item(study)], NoCache())[study.id]
    [entry] = bibtexparser.parse_string(cited.bibtex).entries
    assert entry["doi"] == study.doi
    label = corpus_dataset.studies["japan-label-glakay"]
    [entry] = bibtexparser.parse_string(cite([publication_item(label)], NoCache())[label.id].bibtex).entries
    assert entry["url"] == label.link
    [record] = rispy.loads(cite([publication_item(label)], NoCache())[label.id].ris)
    assert record["urls"] == [label.link]


def plain(latex: str) -> str:
    """Return LaTeX as plain text; pylatexenc does not know the two commands for braces of the kernel."""
    known = latex.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return str(LatexNodes2Text().latex_to_text(known))


@pytest.mark.parametrize(
    "name",
    ["O{Brien", "a } b", "x\\", "\\evil{y}", "van der Berg", "Able and Baker", "Smith, Jr.", "A & B_C"],
)
def test_a_name_of_any_signs_survives(corpus_dataset: Dataset, name: str) -> None:
    """Braces, backslashes, and words that separate names in BibTeX."""
    paper = corpus_dataset.papers["tsuchie-2012"]
    alone = paper.model_copy(update={"authors": (Person(family=name, given="A."), Person(family=name))})
    cited = cite([publication_item(alone)], NoCache())["tsuchie-2012"]
    library = bibtexparser.parse_string(cited.bibtex)
    assert (len(library.entries), library.failed_blocks) == (1, [])
    [entry] = library.entries
    assert plain(entry["author"]) == f"{name}, A. and {name}"
    assert len(pandoc_reads(cited.bibtex, "biblatex")["author"]) == 2


def test_the_field_of_the_journal_holds_its_name_alone(dataset: Dataset) -> None:
    """What a reader must know about it is in a note."""
    remark = re.compile(r"\b(?:not|named|page|abbreviat\w*|poster|checked)\b")
    named = {record.id: record.journal for record in dataset.publications.values() if record.journal}
    assert {id_: journal for id_, journal in named.items() if remark.search(journal)} == {}


def test_a_saved_file_is_named_by_what_it_cites(corpus_site: Path) -> None:
    """Not all of them `cite` or `source`."""
    page = (corpus_site / "cases/tsuchie-2012-case-1/index.html").read_text(encoding="utf-8")
    links = BeautifulSoup(page, "lxml").select(".k2-colophon a[download]")
    assert {str(link["download"]) for link in links} == {
        f"{name}.{ending}"
        for name in ("k2-evidence-cases-tsuchie-2012-case-1", "tsuchie-2012")
        for ending in ("bib", "ris", "json")
    }


@pytest.mark.parametrize("title", ["{x} \\evil{ }", "a } b", "100 % & _x_ #1 $y$", "<b>bold</b> <script>"])
def test_a_hostile_title_stays_one_title(title: str) -> None:
    """Special characters of a format never end a field or a file."""
    cited = cite([{**PAGE, "title": title}], NoCache())[str(PAGE["id"])]
    library = bibtexparser.parse_string(cited.bibtex)
    assert (len(library.entries), library.failed_blocks) == (1, [])
    [entry] = library.entries
    assert plain(entry["title"]) == title
    assert pandoc_reads(cited.ris, "ris")["title"] == title
    assert json.loads(cited.csl)[0]["title"] == title


def test_a_page_shows_its_citation_without_a_script(corpus_site: Path) -> None:
    """Text to read, files to download, and the paper apart from the page."""
    page = corpus_site / "cases/tsuchie-2012-case-1"
    soup = BeautifulSoup((page / "index.html").read_text(encoding="utf-8"), "lxml")
    metadata = soup.select_one(".k2-colophon")
    assert metadata is not None
    own = metadata.select_one("h2 ~ .k2-cited")
    original = metadata.select_one("#cite-the-original")
    assert own is not None
    assert original is not None
    assert "K2 Evidence contributors" in own.get_text()
    assert "Upsala Journal of Medical Sciences" in original.get_text()
    assert "Upsala" not in own.get_text()
    for link in metadata.select("a[download]"):
        assert (page / str(link["href"])).resolve().is_file(), link["href"]
    shown = {re.sub(r"\s+", " ", block.get_text()).strip() for block in metadata.select("pre")}
    files = (page / f"cite.{ending}" for ending in ("bib", "ris", "json"))
    assert shown == {re.sub(r"\s+", " ", file.read_text(encoding="utf-8")).strip() for file in files}


def test_every_page_has_its_files(corpus_site: Path) -> None:
    """BibTeX, RIS and CSL-JSON beside each page, the notebook and prose pages included."""
    pages = [path for path in corpus_site.rglob("index.html") if path.parent.name != "pagefind"]
    assert pages
    names = [path.with_name(f"cite.{ending}") for path in pages for ending in ("bib", "ris", "json")]
    assert [path for path in names if not path.is_file()] == []


def test_the_citation_file_is_read_by_its_own_program() -> None:
    """cffconvert validates CITATION.cff and formats it as a reference."""
    citation = create_citation(str(ROOT / "CITATION.cff"), None)
    citation.validate()
    described = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert described["title"] in citation.as_apalike()


def test_reference_files_of_the_site_are_those_of_the_page(corpus_files: dict[str, SiteFile]) -> None:
    """The home page's file describes the home page, not the paper."""
    [item] = json.loads(corpus_files["cite.json"].content)
    assert (item["type"], item["title"]) == ("webpage", "Vitamin K2 for pregnancy-associated osteoporosis")


def test_a_citation_is_copied_with_a_click(page: Page, address: str) -> None:
    """By the button beside it; the browser's clipboard then holds the text and nothing else."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}cases/tsuchie-2012-case-1/")
    shown = page.locator(".k2-cited dd").first
    expected = shown.evaluate("element => element.firstChild.textContent.trim()")
    shown.get_by_role("button").click()
    shown.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").strip() == expected
