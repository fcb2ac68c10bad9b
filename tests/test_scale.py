"""What holds for thousands of cases: no page grows with them, and what is kept is what would be made."""

import hashlib
import os
import random
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from evidence.memo import by_identity
from k2evidence.load.dataset import BATCH
from k2evidence.site import Made, Publication, Shard
from k2evidence.render.site_file import SiteFile, path_of
from k2evidence.site import build_site
from jinja2 import Environment
from keeping import Store, clear, program_hash
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.nav import Navigation
from k2evidence.publish.raw_html_blocks import RawBlocks
from record_pages import Frame, Publishing, make
from synthetic import write_cases

from .conftest import CONTEXT, QUICK, ROOT
from .test_build import run


def published(data: Path, cases: int) -> Publication:
    """Return what is published when so many synthetic cases stand beside the real ones."""
    write_cases(data, 0, cases)
    return build_site(data, CONTEXT)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """What is published with sixty more cases."""
    data = tmp_path_factory.mktemp("many") / "data"
    shutil.copytree(ROOT / "data", data)
    return published(data, 60)


def sizes(publication: Publication) -> dict[str, tuple[int, int]]:
    """Return how long each page about all records is, its metadata too, and the drawings on it."""
    found = {}
    for file in publication.whole.files:
        if file.page:
            drawn = sum(map(len, re.findall(r"<svg.*?</svg>", str(file.content))))
            told = len(publication.whole.metadata[file.uri].json_ld)
            found[file.uri] = len(file.bytes) - drawn + told, drawn
    return found


def test_no_page_grows_with_the_number_of_cases(data: Path, many: Publication) -> None:
    """Pages about all records keep their size within two percent from sixty to 240 cases; a drawing gets
    a mark more only where its fields still have room.
    """
    few, more = sizes(many), sizes(published(data, 240))
    assert few.keys() == more.keys()
    assert [uri for uri in few if more[uri][0] > few[uri][0] * 1.02] == []
    assert [uri for uri in few if more[uri][1] > few[uri][1] * 1.3] == []


def test_the_page_of_a_case_is_the_same_however_many_there_are(data: Path, many: Publication) -> None:
    """Its bytes do not depend on how many cases stand beside it."""
    uri = "cases/tsuchie-2012-case-1.md"
    [few], [more] = ([f.content for f in p if f.uri == uri] for p in (many, published(data, 120)))
    assert few == more


def test_every_case_is_reached_from_the_first_page_of_cases(many: Publication) -> None:
    """Following the links to the next page leads past all of them, each once."""
    pages = {file.uri: str(file.content) for file in many if file.page}
    listed: list[str] = []
    uri = "cases/index.md"
    while uri:
        soup = BeautifulSoup(pages[uri], "html.parser")
        listed += dict.fromkeys(re.findall(r"[\w-]+-case-\d+", " ".join(map(str, soup.select("th a")))))
        after = soup.find("a", string="Next")
        number = re.findall(r"\d+", str(after["href"])) if after else []
        uri = f"cases/page/{number[0]}.md" if number else ""
    cases = [uri[6:-3] for uri in pages if re.fullmatch(r"cases/[\w-]+-case-\d+\.md", uri)]
    assert sorted(listed) == sorted(cases)
    assert len(cases) == 64


@pytest.mark.parametrize("kind", ["cases", "compare", "audit"])
def test_a_page_of_a_list_holds_whole_papers(many: Publication, kind: str) -> None:
    """No paper is split over two pages, and a page holds a dozen courses unless one paper has more."""
    pages = [
        BeautifulSoup(str(file.content), "html.parser")
        for file in many
        if re.fullmatch(rf"{kind}(/index)?\.md|{kind}/page/\d+\.md", file.uri)
    ]
    assert len(pages) > 4
    papers = [
        paper
        for page in pages
        for paper in str(page.select_one(".k2-pager span")).partition("by paper: ")[2].split(", ")
    ]
    assert len(papers) == len(set(papers))
    if kind == "cases":
        rows = [len(page.select("tbody tr")) for page in pages]
        assert max(rows) <= BATCH


def test_findings_are_linked_where_they_stand(many: Publication) -> None:
    """A mark on a later page of the comparison leads to the page of the audit with the same papers."""
    pages = {file.uri: BeautifulSoup(str(file.content), "html.parser") for file in many if file.page}
    marks = [str(link["href"]) for link in pages["compare/page/2.md"].select("a[href*='audit/']")]
    assert marks
    for mark in marks:
        address, _, anchor = mark.partition("#")
        assert address == "../../../audit/page/2/"
        assert pages["audit/page/2.md"].find(id=anchor), anchor


def test_many_courses_are_counted_in_the_recovery_picture(many: Publication) -> None:
    """Beyond two dozen they are fields with a number; the caption and the text alternative say so."""
    [page] = [str(file.content) for file in many.whole.files if file.uri == "recovery.md"]
    [table] = [str(file.content) for file in many if file.uri == "data/recovery.csv"]
    courses = sum(line.startswith("vitamin K2") for line in table.splitlines())
    assert courses > 24
    assert f"{courses} courses, changes from" in page
    assert "too many to be drawn one by one" in page


# What is kept -------------------------------------------------------------------------------------


def text_of(made: Made) -> str:
    """Return a hash of everything that a shard became."""
    told = [(file.uri, file.bytes) for file in made.files]
    return hashlib.sha256(repr((told, sorted(made.metadata.items()))).encode()).hexdigest()


def change_a_number(data: Path, draw: random.Random) -> None:
    """Change a digit of a value of a case."""
    path = draw.choice(sorted((data / "cases").glob("*.yml")))
    text = path.read_text(encoding="utf-8")
    values = list(re.finditer(r"value: [\d.]*(\d)$", text, re.MULTILINE))
    if values:
        at = draw.choice(values).start(1)
        path.write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}", encoding="utf-8")


def change_words(data: Path, draw: random.Random) -> None:
    """Change what a paper, a study or a case says."""
    folder, old = draw.choice(
        [("papers", "Not told."), ("cases", "Healthy before."), ("studies", "label: "), ("papers", "title: ")]
    )
    for path in sorted((data / folder).glob("*.yml"), key=lambda _: draw.random()):
        text = path.read_text(encoding="utf-8")
        if old in text and '"' not in text.partition(old)[2].partition("\n")[0]:
            path.write_text(text.replace(old, f"{old}Changed " if old.endswith(" ") else "Changed."), "utf-8")
            return


def remove_a_case(data: Path, draw: random.Random) -> None:
    """Remove a synthetic case."""
    draw.choice(sorted((data / "cases").glob("synthetic-*.yml"))).unlink()


def rename_a_case(data: Path, draw: random.Random) -> None:
    """Give a synthetic case another name."""
    path = draw.choice(sorted((data / "cases").glob("synthetic-*.yml")))
    name = f"{path.stem}-again"
    path.with_name(f"{name}.yml").write_text(
        path.read_text(encoding="utf-8").replace(f"id: {path.stem}\n", f"id: {name}\n"), encoding="utf-8"
    )
    path.unlink()


def add_a_paper(data: Path, draw: random.Random) -> None:
    """Add a paper with its cases, older or younger than the others."""
    first = max(int(path.stem.split("-")[1]) for path in (data / "papers").glob("synthetic-*.yml"))
    made = data.parent / f"more-{first}"
    (made / "papers").mkdir(parents=True)
    (made / "cases").mkdir()
    write_cases(made, 0, 7 * (first + 1))
    for folder in ("papers", "cases"):
        for path in (made / folder).glob(f"synthetic-{first + 1:05}*.yml"):
            text = path.read_text(encoding="utf-8").replace(
                "year: 2013", f"year: {draw.choice([2011, 2020])}"
            )
            (data / folder / path.name).write_text(text, encoding="utf-8")


def change_the_vocabulary(data: Path, draw: random.Random) -> None:
    """Change a name in one of the small lists."""
    name, old = draw.choice([("analytes", "name: NTX in urine"), ("substances", "dose_note: The dose")])
    path = data / "vocabulary" / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, f"{old} changed", 1), encoding="utf-8")


def note_a_change(data: Path, draw: random.Random) -> None:
    """Note that the content of a page changed."""
    record = {
        "id": f"changed-{draw.randrange(10**9)}",
        "date": "2026-11-20",
        "kind": "correction",
        "title": "A change",
        "says": "Something changed.",
        "why": "It was wrong.",
        "pages": ["/cases/tsuchie-2012-case-2/"],
    }
    (data / "amendments" / f"{record['id']}.yml").write_text(yaml.safe_dump(record), encoding="utf-8")


EDITS: list[Callable[[Path, random.Random], None]] = [
    change_a_number,
    change_words,
    remove_a_case,
    rename_a_case,
    add_a_paper,
    change_the_vocabulary,
    note_a_change,
]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_is_what_would_be_made(data: Path, seed: int) -> None:
    """Under random edits, a shard whose key was seen before is made of the same bytes as then."""
    draw = random.Random(seed)
    write_cases(data, 0, 30)
    kept: dict[str, str] = {}
    again = 0
    for _ in range(12):
        for shard in build_site(data, CONTEXT).shards:
            if not shard.key:
                continue
            made = text_of(shard.make())
            again += shard.key in kept
            assert kept.setdefault(shard.key, made) == made, shard.pages
        draw.choice(EDITS)(data, draw)
    assert again > 50


def test_an_edit_makes_few_shards_anew(data: Path) -> None:
    """One changed case leaves the key of every shard but its own."""
    before = published(data, 60).shards
    change_a_number(data, random.Random(1))
    after = build_site(data, CONTEXT).shards
    assert sum(one.key != other.key for one, other in zip(before, after, strict=True)) == 1


def test_the_program_is_part_of_what_is_kept(project: Path) -> None:
    """A changed template, style of the page frame, module or setting asks for every page anew."""
    known = {program_hash(project)}
    for name in (
        "scripts/evidence/templates/case.md.jinja",
        "scripts/theme/main.html",
        "scripts/evidence/words.py",
        "mkdocs.yml",
    ):
        path = project / name
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        known.add(program_hash(project))
    assert len(known) == 5


def test_a_damaged_file_is_not_taken_for_what_was_kept(tmp_path: Path) -> None:
    """Neither a cut one nor one with a flipped bit."""
    store = Store(tmp_path / "kept", "program")
    store.put("key", {"a/index.html": b"text " * 100})
    assert store.get("key") == {"a/index.html": b"text " * 100}
    path = store.path("key")
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole.replace(b"text", b"tex7", 1), b""):
        path.write_bytes(damaged)
        assert store.get("key") is None


def test_a_store_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    """The build goes on without it."""
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file", "program")
    store.put("key", {"a": b"b"})
    clear(store.folder, 0)
    assert store.get("key") is None


def test_what_no_build_uses_is_cleared_away(tmp_path: Path) -> None:
    """After a week, files and folders; what was used since stays."""
    store = Store(tmp_path, "program")
    store.put("key", {"a": b"b"})
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "notebook.json").touch()
    used = store.path("key").stat().st_mtime
    clear(tmp_path, used + 6 * 24 * 3600)
    assert len(list(tmp_path.iterdir())) == 2
    clear(tmp_path, used + 8 * 24 * 3600)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_found_in_the_shard_that_makes_it(many: Publication) -> None:
    """By its address, beside a page or elsewhere; what no shard makes is in none."""
    for shard in many.shards:
        for file in shard.make().files:
            assert many.shard_at(path_of(file.uri)) == shard, file.uri
    assert many.shard_at("about/") is None
    assert many.shard_at("") is None


def test_what_was_derived_of_the_same_record_is_given_again() -> None:
    """Of the same objects, not of equal ones; and in any number."""
    calls = []

    @by_identity
    def count(*values: object) -> int:
        calls.append(values)
        return len(calls)

    one, equal = [1], [1]
    assert [count(one), count(one), count(equal), count(one, equal), count(one, equal)] == [1, 1, 2, 3, 3]


def test_html_passes_through_markdown_unread_and_unchanged(files: dict[str, SiteFile]) -> None:
    """Every page of the site becomes the same with the short way as without it."""
    extensions = ["attr_list", "toc"]
    plain, short = Markdown(extensions=extensions), Markdown(extensions=[*extensions, RawBlocks()])
    for uri, file in files.items():
        if file.page:
            text = str(file.content).split("---\n", 2)[2]
            assert short.reset().convert(text) == plain.reset().convert(text), uri


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\n# a\n\n</div>\n\n# b { #c }",
        "<p>one</p>\n\n<p>two</p>\n\nthree *four*",
        "<pre>\n\na\n\n\nb</pre>\n\n- c",
        "<section>\n<div>\n\n<div>\n</div>\n\n</div>\n</section>\n\n## d",
        "<p>x</p> tail\n\n<em>y</em>",
        "a\n<div>b</div>\n\nc",
        "<div>\n\nnever closed\n\n# e",
        "<hr>\n\n<p>f</p>",
    ],
)
def test_the_short_way_reads_html_as_the_long_one(text: str) -> None:
    """Nested, unclosed and inline HTML too."""
    extensions = ["attr_list", "toc"]
    plain, short = Markdown(extensions=extensions), Markdown(extensions=[*extensions, RawBlocks()])
    assert short.convert(text) == plain.convert(text)


def test_a_shard_that_cannot_be_made_stops_the_build(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where another process makes it, which says why; no process is left."""
    fork, begun = os.fork, []
    monkeypatch.setattr(os, "fork", lambda: begun.append(fork()) or begun[-1])
    taken = tmp_path / "taken"

    def fail() -> Made:
        taken.touch()
        raise ValueError("this shard is broken")

    def wait() -> Made:
        while not taken.exists():
            time.sleep(0.01)
        return Made((), {})

    config = MkDocsConfig()
    config.site_dir = str(tmp_path / "site")
    frame = Frame(config, Navigation([], []), Environment())
    begin = partial(Publishing, frame=frame, store=Store(tmp_path / "kept", "program"), change=None)
    ours = Shard("", (), make=wait, others=("ours",), alone=True)
    with pytest.raises(PluginError, match="could not be made"):
        begin([ours, Shard("broken", (), make=fail)], workers=2).finish()
    assert "this shard is broken" in capfd.readouterr().err
    with pytest.raises(ValueError, match="this shard is broken"):
        begin([replace(ours, make=fail), Shard("other", (), make=wait)], workers=2).finish()
    assert len(begun) == 2
    for process in begun:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_a_page_by_hand_in_the_place_of_a_records_page_is_refused(project: Path) -> None:
    """It would be written over without a word."""
    (project / "docs" / "cases").mkdir()
    (project / "docs/cases/tsuchie-2012-case-1.md").write_text("# By hand\n")
    done = run("site", root=project, **QUICK)
    assert done.returncode == 1
    assert "cases/tsuchie-2012-case-1.md is written by hand" in done.stderr


def test_a_file_of_the_earlier_site_stands_again_only_where_it_is_the_same(tmp_path: Path) -> None:
    """What somebody changed in it is written as it should be, and the earlier site is left alone."""
    earlier, site = tmp_path / "site", tmp_path / "new"
    (earlier / "x").mkdir(parents=True)
    (earlier / "x" / "same").write_bytes(b"same")
    (earlier / "x" / "other").write_bytes(b"changed")
    files = {"x/same": b"same", "x/other": b"is made", "y/more": b"more"}
    shard = Shard("", (), lambda: Made(tuple(SiteFile(*item) for item in files.items()), {}))
    frame = Frame(MkDocsConfig(), Navigation([], []), Environment(), earlier)
    frame.config.site_dir = str(site)
    make(shard, frame, Store(tmp_path / "kept", ""), None)
    assert {name: (site / name).read_bytes() for name in files} == files
    assert [(site / name).samefile(earlier / name) for name in ("x/same", "x/other")] == [True, False]
    assert (earlier / "x" / "other").read_bytes() == b"changed"


def build(project: Path) -> dict[str, bytes]:
    """Build the site of a project; return its files."""
    done = run("site", root=project, **QUICK)
    assert done.returncode == 0, done.stderr
    site = project / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_rebuilt_site_equals_one_that_was_built_anew(project: Path) -> None:
    """After an edit, a renamed case and a changed template, byte for byte, search index included."""
    write_cases(project / "data", 0, 16)
    build(project)
    draw = random.Random(7)
    change_a_number(project / "data", draw)
    rename_a_case(project / "data", draw)
    template = project / "scripts/evidence/templates/case.md.jinja"
    template.write_text(template.read_text().replace("The story", "Her story"))
    rebuilt = build(project)
    shutil.rmtree(project / ".cache" / "kept")
    shutil.rmtree(project / "site")
    anew = build(project)
    assert sorted(rebuilt) == sorted(anew)
    assert [name for name in anew if rebuilt[name] != anew[name]] == []
    assert b"Her story" in anew["cases/tsuchie-2012-case-1/index.html"]
    assert zipfile.is_zipfile(next((project / ".cache" / "kept").glob("*.zip")))
