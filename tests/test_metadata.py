"""Page metadata: history, review, citation, JSON-LD, tags, signposts, amendments and the feed."""

import json
import re
import struct
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import extruct
import feedparser
import pytest
from bs4 import BeautifulSoup
from jinja2 import Template
from k2evidence.load import load_dataset
from k2evidence.load.build_context import Revision, load_context, read_history
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import VIEWS
from k2evidence.model.text import day_in_words
from k2evidence.render.described_page import DescribedPage, describe_pages
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.feed import render_feeds
from k2evidence.render.full_titles import LONGEST
from k2evidence.render.metadata import EditorialLine
from k2evidence.render.robots import render_robots
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile, url_path
from k2evidence.site import SiteBuild, build_site
from markupsafe import Markup

from .conftest import CONTEXT, CORPUS, ROOT, Edit

ADDRESS = "https://k2.example/"
PAPER = "https://doi.org/10.3109/03009734.2012.676573"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(scope="session")
def published() -> SiteBuild:
    """The corpus at an address and with a history."""
    history = {
        "data/cases/tsuchie-2012-case-1.yml": Revision("a" * 40, "2026-01-02T03:04:05Z"),
        "data/papers/tsuchie-2012.yml": Revision("b" * 40, "2026-02-03T04:05:06Z"),
    }
    prose_pages = load_context(ROOT, {}).prose_pages
    return build_site(CORPUS, replace(CONTEXT, site_url=ADDRESS, history=history, prose_pages=prose_pages))


def json_ld(published: SiteBuild, uri: str) -> Any:
    """Return what extruct reads from a page's JSON-LD."""
    script = f'<script type="application/ld+json">{published.metadata[uri].json_ld}</script>'
    [item] = extruct.extract(f"<html><head>{script}</head></html>", syntaxes=["json-ld"])["json-ld"]
    return item


def test_a_page_names_the_last_change_of_its_sources(published: SiteBuild) -> None:
    """Of case and paper the paper changed last; a page of other records does not know of it."""
    revision = published.metadata["cases/tsuchie-2012-case-1.md"].revision
    assert revision == Revision("b" * 40, "2026-02-03T04:05:06Z")
    assert published.metadata["evidence/mott-2019.md"].revision is None


def test_metadata_describe_the_page_not_the_paper(published: SiteBuild) -> None:
    """Read by extruct: a web page of this site, based on the article."""
    properties = json_ld(published, "cases/tsuchie-2012-case-1.md")
    assert properties["@type"] == "WebPage"
    assert properties["@id"] == properties["url"] == f"{ADDRESS}cases/tsuchie-2012-case-1/"
    assert properties["isBasedOn"]["@type"] == "ScholarlyArticle"
    assert properties["isBasedOn"]["@id"] == PAPER
    assert (properties["dateModified"], properties["version"], properties["license"]) == (
        "2026-02-03",
        "0.1.0",
        LICENCE,
    )
    assert properties["author"]["name"] == "K2 Evidence contributors"
    assert properties["encoding"]["contentUrl"] == f"{ADDRESS}cases/tsuchie-2012-case-1/record.json"


def test_each_study_used_is_cited(published: SiteBuild, corpus_dataset: Dataset) -> None:
    """The table of all evidence cites all of it; the home page what its sentences rest on."""
    listed = json_ld(published, "evidence/index.md")["citation"]
    everything = {article.get("name", article.get("alternateName")) for article in listed}
    assert {study.title or study.label for study in corpus_dataset.studies.values()} <= everything
    label = corpus_dataset.studies["japan-label-glakay"]
    assert {"@type": "CreativeWork", "name": label.title, "@id": label.link} in listed
    assert {article["@type"] for article in listed} >= {"ScholarlyArticle", "CreativeWork"}
    home = [article.get("@id") for article in json_ld(published, "index.md")["citation"]]
    assert f"https://doi.org/{corpus_dataset.studies['mott-2019'].doi}" in home
    assert PAPER in home


def test_the_data_page_is_a_dataset(published: SiteBuild, corpus_dataset: Dataset) -> None:
    """Every table in two formats, and everything in one file; it rests on every paper with cases."""
    properties = json_ld(published, "data.md")
    assert properties["@type"] == "Dataset"
    assert len(properties["isBasedOn"]) == len(corpus_dataset.case_reports)
    kinds = [file["encodingFormat"] for file in properties["distribution"]]
    assert kinds.count("text/csv") == kinds.count("application/vnd.apache.parquet") == len(TABLES)
    assert all(file["contentUrl"].startswith(ADDRESS) for file in properties["distribution"])


def test_the_data_set_meets_the_rules_of_search_engines(published: SiteBuild) -> None:
    """A name of its own, 50 to 5000 signs, creator, licence, period, and what was measured with its unit."""
    properties = json_ld(published, "data.md")
    assert properties["name"].startswith("Vitamin K2, bone and ")
    assert properties["description"][0].isupper()
    assert properties["datePublished"] == properties["dateModified"] == "2026-02-03"
    assert properties["measurementTechnique"]
    assert properties["name"] != properties["alternateName"] == "Data of K2 Evidence"
    assert properties["identifier"] == properties["url"] == f"{ADDRESS}data/"
    assert properties["includedInDataCatalog"]["@type"] == "DataCatalog"
    assert "teriparatide" in properties["keywords"]
    assert 50 <= len(properties["description"]) <= 5000
    assert properties["creator"] == {"@type": "Organization", "name": "K2 Evidence contributors"}
    assert properties["license"] == LICENCE
    first, last = map(int, properties["temporalCoverage"].split("/"))
    assert 1900 < first < last < 2100
    variables = {variable["name"]: variable["unitText"] for variable in properties["variableMeasured"]}
    assert variables["Lumbar spine BMD"] == "g/cm2"


def test_without_an_address_nothing_is_called_a_distribution(corpus_data: Path) -> None:
    """A search engine wants the full address of each file."""
    properties = json.loads(build_site(corpus_data, CONTEXT).metadata["data.md"].json_ld)
    assert "distribution" not in properties


@pytest.mark.parametrize(
    ("address", "frozen", "sitemap"),
    [("", False, ""), (ADDRESS, False, f"Sitemap: {ADDRESS}sitemap.xml"), (ADDRESS, True, "")],
)
def test_crawlers_may_read_everything_and_find_the_sitemap(address: str, frozen: bool, sitemap: str) -> None:
    """Where there is one: not without an address, and not of a released version."""
    file = render_robots(replace(CONTEXT, site_url=address, frozen=frozen))
    assert file.uri == "robots.txt"
    lines = str(file.content).splitlines()
    assert lines[:2] == ["User-agent: *", "Allow: /"]
    assert [line for line in lines if line.startswith("Sitemap")] == [sitemap][: bool(sitemap)]


@pytest.mark.parametrize(("address", "frozen"), [("", False), (ADDRESS, False), (ADDRESS, True)])
def test_a_sitemap_lists_every_page_or_is_not_there(address: str, frozen: bool) -> None:
    """MkDocs writes no file for a template that renders to nothing."""
    template = Template((ROOT / "scripts/theme/sitemap.xml").read_text(encoding="utf-8"))
    extra = SimpleNamespace(addresses=["/", "/cases/"], frozen=frozen)
    text = template.render(config=SimpleNamespace(site_url=address, extra=extra))
    if not address or frozen:
        assert text.strip() == ""
        return
    places = ElementTree.fromstring(text).findall("{*}url/{*}loc")
    assert [place.text for place in places] == [ADDRESS, f"{ADDRESS}cases/"]


def test_nothing_in_the_metadata_ends_its_script(published: SiteBuild) -> None:
    """A title with a tag in it stays text."""
    assert all("<" not in metadata.json_ld for metadata in published.metadata.values())


@pytest.fixture(scope="session")
def heads(corpus_site: Path) -> Mapping[str, BeautifulSoup]:
    """Some pages as they were built, one of each kind."""
    case, study = "cases/tsuchie-2012-case-1/", "evidence/mott-2019/"
    names = ("", case, study, "data/", "methods/", "notebooks/table-1/")
    return {
        name: BeautifulSoup((corpus_site / name / "index.html").read_text(encoding="utf-8"), "lxml")
        for name in names
    }


def test_tags_tell_a_reference_manager_what_the_page_is(heads: Mapping[str, BeautifulSoup]) -> None:
    """Dublin Core and Open Graph; no tag of a journal, so that none takes the page for the article."""
    for name, soup in heads.items():
        tags = {str(tag["name"]): str(tag["content"]) for tag in soup.select("meta[name][content]")}
        properties = {str(tag["property"]): str(tag["content"]) for tag in soup.select("meta[property]")}
        assert tags["DC.creator"] == "K2\u00a0Evidence\u00a0contributors", name
        assert (tags["DC.language"], tags["DC.rights"]) == ("en", LICENCE), name
        assert tags["DC.title"] == properties["og:title"] == tags["twitter:title"], name
        assert len(properties["og:title"].split()) > 3, name
        assert tags["twitter:card"] == "summary", name
        assert properties["og:type"] == ("article" if name else "website"), name
        assert properties["og:locale"] == "en_GB", name
        description = soup.select_one("meta[name=description]")
        assert description, name
        assert description["content"] == properties["og:description"], name
        assert not [tag for tag in tags if tag.startswith("citation_")], name


def test_signposts_lead_to_files_that_are_there(
    heads: Mapping[str, BeautifulSoup], corpus_site: Path
) -> None:
    """Citation, licence, type, and the record or the tables."""
    for name, soup in heads.items():
        signs = {(str(sign["rel"][0]), str(sign.get("type", ""))) for sign in soup.select("head link[rel]")}
        assert ("license", "") in signs, name
        assert ("describedby", "application/vnd.citationstyles.csl+json") in signs, name
        for sign in soup.select("head link[rel=describedby], head link[rel=item]"):
            assert (corpus_site / name / str(sign["href"])).resolve().is_file(), (name, sign["href"])
    assert heads["cases/tsuchie-2012-case-1/"].select_one("link[rel=item][href='record.json']")


def test_without_an_address_no_link_is_called_permanent(heads: Mapping[str, BeautifulSoup]) -> None:
    """No canonical link, no signpost to cite, and the page says once where to put the address."""
    for name, soup in heads.items():
        assert not soup.select("link[rel=canonical], link[rel=cite-as], meta[property='og:url']"), name
        metadata = soup.select_one(".k2-colophon")
        assert metadata is not None
        words = metadata.get_text()
        assert words.count("no public address") == 1, name
        assert "not yet assigned" not in words, name
        assert "Permanent address" not in words, name


def git(folder: Path, *arguments: str, when: str = "2026-05-06T07:08:09Z") -> str:
    """Run git in a folder as somebody at some time."""
    times = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    keys = (f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL"))
    names = dict.fromkeys(keys, "a@example.org")
    return subprocess.run(
        ["git", *arguments], cwd=folder, env=times | names, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A small repository: one file changed in each of two commits, in two time zones."""
    root = tmp_path / "repository"
    (root / "data").mkdir(parents=True)
    git(root, "init", "--quiet")
    for name, when in (("one", "2026-01-02T23:30:00-05:00"), ("two", "2026-03-04T05:06:07Z")):
        (root / "data" / f"{name}.yml").write_text(name)
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", name, when=when)
    return root


def test_the_history_names_the_last_change_of_each_file(repository: Path) -> None:
    """By its commit, at its time in UTC."""
    history = read_history(repository)
    assert history is not None
    assert {path: revision.when for path, revision in history.items()} == {
        "data/one.yml": "2026-01-03T04:30:00Z",
        "data/two.yml": "2026-03-04T05:06:07Z",
    }
    assert history["data/two.yml"].commit == git(repository, "rev-parse", "HEAD")


def test_uncommitted_changes_are_pending(repository: Path) -> None:
    """A changed file has its last commit and is pending; a new file has no commit."""
    (repository / "data" / "one.yml").write_text("other")
    (repository / "data" / "new.yml").write_text("new")
    history = read_history(repository)
    assert history is not None
    pending = {path: (bool(revision.commit), revision.pending) for path, revision in history.items()}
    assert pending == {
        "data/one.yml": (True, True),
        "data/two.yml": (True, False),
        "data/new.yml": (False, True),
    }


def test_a_shallow_copy_knows_no_history(repository: Path, tmp_path: Path) -> None:
    """Its only commit would look like the last change of every file."""
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    assert read_history(tmp_path / "shallow") is None


def test_a_folder_inside_another_repository_knows_no_history(repository: Path) -> None:
    """The history of what is around it is not its own."""
    assert read_history(repository / "data") is None


def test_a_folder_without_git_knows_no_history(tmp_path: Path) -> None:
    """The last change of its files is unknown."""
    assert read_history(tmp_path) is None


def test_an_amendment_is_shown_on_its_pages(published: SiteBuild) -> None:
    """An amendment is shown on the pages that it names and on no other."""
    amendments = [a.id for a in published.metadata["safety.md"].amendments]
    assert amendments == ["2026-11-24-first-pages"]
    assert published.metadata["methods.md"].amendments == ()


def test_the_feed_is_read_by_a_feed_reader(
    published: SiteBuild, corpus_dataset: Dataset, corpus_files: dict[str, SiteFile]
) -> None:
    """Every amendment, the newest first; the ids of entries do not depend on the address of the site."""
    text = next(file.content for file in published.files if file.uri == "feed.xml")
    feed = feedparser.parse(text)
    assert not feed.bozo
    assert feed.version == "atom10"
    amendments = sorted(corpus_dataset.amendments.values(), key=lambda a: (a.date, a.id), reverse=True)
    assert [entry.title for entry in feed.entries] == [amendment.title for amendment in amendments]
    assert feed.entries[-1].link == f"{ADDRESS}changelog/#2026-11-24-first-pages"
    without_address = feedparser.parse(corpus_files["feed.xml"].content)
    assert [e.id for e in without_address.entries] == [e.id for e in feed.entries]


def feed_of(files: Iterable[SiteFile], uri: str) -> Any:
    """Return a feed as a reader of feeds reads it."""
    feed = feedparser.parse(next(file.content for file in files if file.uri == uri))
    assert not feed.bozo, uri
    return feed


def test_the_cases_and_each_outcome_have_a_feed_of_their_own(corpus_data: Path) -> None:
    """It concerns its own pages alone; a correction names what it corrects."""
    (corpus_data / "amendments/2026-11-26-femur.yml").write_text(
        "id: 2026-11-26-femur\ndate: 2026-11-26\nkind: correction\ntitle: The femur of case 3\n"
        "corrects: Femur bone density of case 3\nsays: Both values are now.\nwhy: One was left out.\n"
        "pages: [/cases/tsuchie-2012-case-3/]\n",
        encoding="utf-8",
    )
    built = build_site(corpus_data, replace(CONTEXT, site_url=ADDRESS))
    cases = feed_of(built.files, "cases/feed.xml")
    assert [entry.id for entry in cases.entries] == [
        entry.id for entry in feed_of(built.files, "feed.xml").entries if "/cases/" in entry.content[0].value
    ]
    assert cases.entries[0].content[0].value.startswith("Corrects: Femur bone density of case 3. ")
    everything = feed_of(built.files, "feed.xml").entries
    corrections = [entry for entry in everything if entry.tags[0].term == "correction"]
    assert all(entry.content[0].value.startswith("Corrects: ") for entry in corrections)
    assert cases.feed.links[0].href != feed_of(built.files, "feed.xml").feed.links[0].href
    for kind in VIEWS:
        reported = [entry.title for entry in feed_of(built.files, f"evidence/{kind}/feed.xml").entries]
        assert "The femur of case 3" not in reported


def test_a_page_links_the_feeds_that_tell_of_it(published: SiteBuild) -> None:
    """In its head, by their titles: its outcome or the cases, and all changes."""

    def feeds_at(uri: str) -> list[str]:
        return [link.target for link in published.metadata[uri].links if link.type == "application/atom+xml"]

    assert feeds_at("methods.md") == ["feed.xml"]
    assert feeds_at("cases/tsuchie-2012-case-1.md") == ["feed.xml", "cases/feed.xml"]
    assert feeds_at("evidence/hip-bmd.md") == ["feed.xml", "evidence/hip-bmd/feed.xml"]
    written = {file.uri for file in published.files}
    assert {target for uri in published.metadata for target in feeds_at(uri)} <= written


def test_what_xml_cannot_hold_never_reaches_a_feed(corpus_dataset: Dataset) -> None:
    """Non-characters and controls are replaced, whatever let them in."""
    amendment = next(iter(corpus_dataset.amendments.values()))
    odd = amendment.model_copy(update={"title": "a\uffffb\ufddec\x00d\ud800e"})
    for file in render_feeds(replace(corpus_dataset, amendments={odd.id: odd}), CONTEXT):
        for entry in feed_of([file], file.uri).entries:
            assert entry.title == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_a_review_is_that_of_the_record_reviewed_longest_ago(corpus_data: Path, edit: Edit) -> None:
    """Of case and paper the earlier day; beside it, how many records have none."""
    edit("cases/tsuchie-2012-case-1.yml", "reviewed: 2026-11-24", "reviewed: 2026-05-01")
    edit("papers/tsuchie-2012.yml", "reviewed: 2026-11-24", "reviewed: 2026-04-01")
    edit("cases/tsuchie-2012-case-2.yml", "reviewed: 2026-11-24\n", "")
    metadata = build_site(corpus_data, CONTEXT).metadata
    assert metadata["cases/tsuchie-2012-case-1.md"].reviewed == "2026-04-01"
    other = metadata["cases/tsuchie-2012-case-2.md"]
    assert (other.reviewed, other.undated) == ("2026-04-01", 1)


@pytest.fixture
def described(
    files: dict[str, SiteFile], dataset: Dataset, published: SiteBuild
) -> tuple[tuple[DescribedPage, ...], ...]:
    """The pages of the real data, then those of the corpus."""
    context = replace(CONTEXT, prose_pages=load_context(ROOT, {}).prose_pages)
    corpus = load_dataset(CORPUS)
    return (
        describe_pages(dataset, files.values(), context),
        describe_pages(corpus, published.files, context),
    )


def test_a_title_stands_alone_on_every_page(described: tuple[tuple[DescribedPage, ...], ...]) -> None:
    """It begins with the name of its page and says what that is about; no two pages have one title.

    The disease has one name in all of them. A search engine shows about 65 characters, which the name of a
    publication alone may fill.
    """
    for pages in described:
        titles = {page.uri: page.title for page in pages}
        assert {uri: title for uri, title in titles.items() if len(title.split()) < 4} == {}
        assert len(set(titles.values())) == len(titles)
        renamed = {page.uri: page.title for page in pages if not page.title.startswith(page.info.title)}
        assert renamed == {}
        assert {uri: title for uri, title in titles.items() if title.count(": ") > 1} == {}
        assert {u: t for u, t in titles.items() if re.search("osteoporosis", t) and "lactation" in t} == {}
        others = [page for page in pages if not page.publication and page.uri != "evidence/index.md"]
        assert {page.uri: page.title for page in others if len(page.title) > LONGEST + 5} == {}
        records = [page for page in pages if page.publication]
        ends = [len(page.title) - len(page.info.title) for page in records if len(page.title) > LONGEST]
        assert max(ends, default=0) <= 55


def test_a_description_is_of_its_page_alone(described: tuple[tuple[DescribedPage, ...], ...]) -> None:
    """Whole sentences that fit into the result of a search engine, and never of a 'design other'."""
    for pages in described:
        texts = {page.uri: page.info.description for page in pages}
        twice = {text for text, amount in Counter(texts.values()).items() if amount > 1}
        assert {uri: text for uri, text in texts.items() if text in twice} == {}
        unfit = {uri: text for uri, text in texts.items() if not 40 <= len(text) <= MOST_DESCRIBED}
        assert unfit == {}
        broken = re.compile(r"^[a-z]|[^.]$|\bother[,:]|not about people", re.M)
        assert {uri: text for uri, text in texts.items() if broken.search(text)} == {}


def test_the_card_of_the_first_page_says_the_answer(published: SiteBuild) -> None:
    """And how sure it is, where a link to it is shown."""
    properties = dict(published.metadata["index.md"].properties)
    assert properties["og:description"].startswith("Nobody knows. Certainty: very low.")


def test_a_link_to_a_page_is_shown_with_a_small_picture(published: SiteBuild) -> None:
    """Of the size that its card names; a page of a record shows the picture of the list it is in."""
    files = {file.uri: file for file in published.files}
    shown = {}
    for uri, metadata in published.metadata.items():
        properties = dict(metadata.properties)
        assert dict(metadata.tags)["twitter:card"] == "summary_large_image", uri
        shown[uri] = properties["og:image"].removeprefix(ADDRESS)
        assert shown[uri] in files, uri
        assert (properties["og:image:width"], properties["og:image:height"]) == ("1200", "630"), uri
        assert properties["og:image:alt"] == f"K2 Evidence: {metadata.title}", uri
    assert shown["cases/tsuchie-2012-case-1.md"] == shown["cases/index.md"] == "assets/cards/cases.png"
    for uri in {shown["index.md"], shown["cases/index.md"]}:
        content = files[uri].bytes
        assert content.startswith(b"\x89PNG")
        assert struct.unpack(">II", content[16:24]) == (1200, 630)
        assert len(content) < 40_000


def test_without_an_address_there_is_no_picture_of_a_link(corpus_files: dict[str, SiteFile]) -> None:
    """A card names its picture by its full address."""
    assert [uri for uri in corpus_files if uri.startswith("assets/cards/")] == []


def test_every_page_says_who_keeps_the_site_and_to_which_day_was_searched(
    corpus_data: Path, corpus_dataset: Dataset
) -> None:
    """From one record, and from the search that is furthest behind."""
    (corpus_data / "editorial.yml").write_text("name: A Group\nfunding: None.\n", encoding="utf-8")
    built = build_site(corpus_data, CONTEXT)
    lines = {metadata.editorial for metadata in built.metadata.values()}
    day = min(search.since for search in corpus_dataset.searches.values())
    assert lines == {EditorialLine("A Group", day_in_words(day), "about/editorial/")}
    [page] = [str(file.content) for file in built.files if file.uri == "about/editorial.md"]
    text = BeautifulSoup(page, "lxml").get_text()
    assert "A Group" in text
    assert f"Evidence current to {day_in_words(day)}." in text
    assert text.lower().count("not stated") == 1
    assert "Qualifications, interests, review by clinicians, use of automation and contact." in text
    assert "This copy of the site names no address of it." in text
    answers = "Who maintains this site, who pays for it and when publications were last consulted."
    assert built.metadata["about/editorial.md"].description == answers


def test_a_site_without_an_editorial_record_names_its_authors(corpus_files: dict[str, SiteFile]) -> None:
    """Those who are cited; everything else is not stated."""
    text = BeautifulSoup(str(corpus_files["about/editorial.md"].content), "lxml").get_text()
    assert "K2 Evidence contributors" in text
    assert text.lower().count("not stated") == 1


def test_those_who_keep_the_site_are_those_who_are_cited(dataset: Dataset) -> None:
    """The editorial record and CITATION.cff name the same."""
    assert dataset.editorial is not None
    assert dataset.editorial.name == load_context(ROOT, {}).contributors


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("index.md", ""),
        ("cases/index.md", "cases/"),
        ("a/b.md", "a/b/"),
        ("notes/x.ipynb", "notes/x/"),
    ],
)
def test_a_source_has_one_address(uri: str, path: str) -> None:
    """As MkDocs with directory addresses gives it."""
    assert url_path(uri) == path


def test_a_changed_value_changes_what_depends_on_it_and_nothing_else(
    corpus_data: Path, edit: Edit, corpus_files: dict[str, SiteFile]
) -> None:
    """One serum phosphate: its case, the comparison with its chart, the tables that hold it; no study."""
    edit("cases/tsuchie-2012-case-2.yml", "value: 3.7\n", "value: 3.6\n")
    files = {file.uri: file.bytes for file in build_site(corpus_data, CONTEXT).files}
    assert files.keys() == corpus_files.keys()
    assert sorted(uri for uri, file in corpus_files.items() if file.bytes != files[uri]) == [
        "cases/tsuchie-2012-case-2.md",
        "cases/tsuchie-2012-case-2/record.json",
        "charts/compare-narrow.json",
        "charts/compare.csv",
        "charts/compare.json",
        "charts/compare.png",
        "charts/compare.svg",
        "compare.md",
        "data/changes.csv",
        "data/changes.parquet",
        "data/evidence.json",
        "data/measurements.csv",
        "data/measurements.parquet",
        "data/phenopackets/tsuchie-2012-case-2.json",
    ]


def test_hostile_words_in_metadata_are_text(corpus_data: Path, edit: Edit) -> None:
    """A label with a tag in it stays inside its attribute and its script."""
    edit("cases/tsuchie-2012-case-1.yml", "label: Case 1", "label: '\"><script>alert(1)</script>'")
    metadata = build_site(corpus_data, CONTEXT).metadata["cases/tsuchie-2012-case-1.md"]
    assert "<script" not in metadata.json_ld
    assert json.loads(metadata.json_ld)["name"].startswith('"><script>alert(1)</script>')
    assert Markup.escape(dict(metadata.tags)["DC.title"]).startswith("&#34;&gt;&lt;script&gt;")
