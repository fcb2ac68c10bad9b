"""Whatever a text field of the data holds, a page shows it as text."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup, Comment
from k2evidence.load import FOLDERS, VOCABULARY, DataError, load_dataset
from k2evidence.model.fields import model_at
from k2evidence.model.scalars.free_text import check_name, check_prose, check_text
from playwright.sync_api import Page, expect
from pydantic import AfterValidator, BaseModel

from .conftest import ROOT, Cli, Once, make_project, parse_pages, serve

PROSE = (
    ' <script>window.ran=true</script><img src=x onerror="window.ran=true"> [a](javascript:ran) '
    "![b](//other.example/p.png) <//other.example> **c** `d` &lt; <!-- e --> | f \\<b> ~~g~~ [h]: x"
)
"""Markup, scripts and Markdown, without the numbers and braces that prose must not hold."""
TEXT = PROSE + ' {{ 7*7 }} {% include "x" %} {: onclick="ran" } {.k2-x} {#y}'
"""The same, with what templates and attribute lists would take for theirs."""
NAME = " <script>window.ran=true</script> *a* {{ 7*7 }} {#y}"
"""Less of it, for names in pictures, which grow with them until drawing takes half a minute."""


def hostile(value: Any, model: type[BaseModel], loc: tuple[str | int, ...] = ()) -> Any:
    """Return a record with hostile words behind every text of it."""
    if isinstance(value, dict):
        return {key: hostile(item, model, (*loc, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, model, (*loc, position)) for position, item in enumerate(value)]
    return value + added if isinstance(value, str) and (added := payload(model, loc)) else value


def payload(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """Return what may be added to a field: nothing where the model does not take free text."""
    if loc[-1] in ("unit", "unit_printed", "finding", "see") or {"reads_printed", "other_units"} & set(loc):
        return ""  # a unit, the id of a finding and the address of a page must be known
    name = next(step for step in reversed(loc) if isinstance(step, str))
    depth = max(position for position, step in enumerate(loc) if step == name)
    field = model_at(model, loc[:depth]).model_fields.get(name)
    checks = set(validators(field)) if field else set()
    payloads = {check_prose: PROSE, check_name: NAME, check_text: TEXT}
    return next((text for check, text in payloads.items() if check in checks), "")


def validators(field: Any) -> Iterator[Any]:
    """Yield the functions that check a field or the items of its list."""
    for validator in (*getattr(field, "metadata", ()), *getattr(field, "__metadata__", ())):
        if isinstance(validator, AfterValidator):
            yield validator.func
    for inner in getattr(getattr(field, "annotation", field), "__args__", ()):
        yield from validators(inner)


@pytest.fixture(scope="session")
def hostile_site(once: Once, cli: Cli) -> Path:
    """The site of the corpus with hostile words behind every text."""

    def make(folder: Path) -> None:
        project = make_project(folder / "project")
        for path in (project / "data").glob("*/*.yml"):
            if path.stem not in ("hosts", "units"):  # names that other fields are compared with
                make_hostile(path)
        done = cli("site", "--skip-notebooks", project=project)
        assert (done.status, done.stderr) == (0, "")

    return once("hostile", make) / "project" / "site"


def make_hostile(path: Path) -> None:
    """Put hostile words behind every text of a record."""
    folder = path.parent.name
    model = VOCABULARY[path.stem] if folder == "vocabulary" else FOLDERS[folder]
    record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    changed = hostile(record, model)
    changed.pop("max_words", None)
    if folder == "papers" and "answers" in record:  # to a finding whose id has a method's words
        changed["methods"] = record["methods"]
    text = yaml.dump(changed, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def hostile_soups(hostile_site: Path) -> Mapping[str, BeautifulSoup]:
    """Every page of that site, parsed."""
    return parse_pages(hostile_site)


@pytest.mark.build
def test_pages_keep_their_markup(
    hostile_soups: Mapping[str, BeautifulSoup], corpus_soups: Mapping[str, BeautifulSoup]
) -> None:
    """Element by element the same page: not one element, link or attribute came from a text."""

    def elements(soup: BeautifulSoup) -> Counter[tuple[str, ...]]:
        return Counter((tag.name, *sorted(tag.attrs)) for tag in soup.find_all(True))

    different = {}
    for name, page in hostile_soups.items():
        added = elements(page) - elements(corpus_soups[name])
        # A long text takes more lines in a picture, each on paper; a fact in other words has no finding.
        lines = {kind for kind in added if kind[0] == "text" or kind in (("g",), ("path", "d", "fill"))}
        if more := {kind: count for kind, count in added.items() if kind not in lines}:
            different[name] = more
        assert page.find_all(string=lambda text: isinstance(text, Comment)) == [], name
    assert different == {}


@pytest.mark.build
def test_a_page_shows_a_text_as_it_was_written(hostile_soups: Mapping[str, BeautifulSoup]) -> None:
    """Nothing of it is run by a template, and nothing is swallowed by Markdown."""
    shown = {name: soup.get_text(" ") for name, soup in hostile_soups.items()}
    for page in ("index.html", "safety/index.html", "evidence/mott-2019/index.html"):
        assert PROSE.strip() in shown[page], page
    for page in ("cases/tsuchie-2012-case-3/index.html", "evidence/mott-2019/index.html"):
        assert TEXT.strip() in shown[page], page


@pytest.mark.build
def test_pictures_hold_no_markup_of_a_text(hostile_site: Path) -> None:
    """Those in pages and those to download are drawings and nothing else."""
    drawings = list(hostile_site.rglob("*.svg"))
    assert len(drawings) > 3
    for path in drawings:
        elements = list(ElementTree.parse(path).iter())
        assert {element.tag.rpartition("}")[2] for element in elements} <= DRAWN, path
        assert "onerror" not in {name for element in elements for name in element.attrib}


DRAWN = {"svg", "g", "path", "text", "tspan", "title", "desc", "rect", "circle", "line",
         "defs", "clipPath", "style", "symbol", "use"}  # fmt: skip
"""The elements of a picture."""


@pytest.mark.parametrize("path", ["", "cases/tsuchie-2012-case-3/", "evidence/", "recovery/"])
def test_nothing_hostile_runs(page: Page, hostile_site: Path, path: str) -> None:
    """Opened, searched and explored: no script of a text runs, and no other host is asked."""
    messages: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    for address in serve(hostile_site):
        page.goto(address + path)
        explore = page.get_by_role("button", name="Explore")
        if explore.count():
            explore.first.click()
            expect(page.locator(".k2-drawing [aria-roledescription=point]").first).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("window ran true")
        expect(page.locator(".k2-search__results a").first).to_be_visible()
        assert page.evaluate("window.ran") is None
        assert [url for url in requests if not url.startswith((address, "data:"))] == []
    assert messages == []


@pytest.mark.parametrize(
    "name",
    ["..", "../x", "a/b", "a%2fb", "a\\b", "index", ".hidden", "a.md", "A", "ä", "x" * 81, "con\\u0000"],
)
def test_an_id_is_never_a_path(corpus_data: Path, name: str) -> None:
    """Only words joined by hyphens become part of an address, and none that the site uses itself."""
    path = corpus_data / "cases" / "tsuchie-2012-case-1.yml"
    text = path.read_text(encoding="utf-8").replace("id: tsuchie-2012-case-1", f'id: "{name}"', 1)
    path.unlink()
    other = corpus_data / "cases" / ("index.yml" if name == "index" else "tsuchie-2012-case-1.yml")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"cases/[\w-]+\.yml:2:"):
        load_dataset(corpus_data)


HUGE = {
    "alias bomb": "a: &a [x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 8)}]\n" for i in range(20)
    ),
    "deep lists": "a: " + "[" * 400_000,
    "deep mappings": "a: " + "{a: " * 200_000,
    "deep blocks": "".join(" " * i + "a:\n" for i in range(1200)),
    "many keys": "".join(f"k{i}: 1\n" for i in range(80_000)),
    "one key again and again": "id: x\n" * 120_000,
    "many items": "a: [" + "1," * 400_000 + "]",
    "many tags": "".join(f"k{i}: !t 1\n" for i in range(60_000)),
    "long text": "label: " + "x " * 400_000,
    "long number": "label: x\nage: " + "9" * 900_000,
    "long line of colons": ":" * 900_000,
    "many documents": "---\na\n" * 120_000,
    "many anchors": "".join(f"k{i}: &a{i} 1\n" for i in range(60_000)),
    "quotes": "a: '" + "'" * 900_000,
    "comments": "# x\n" * 240_000,
    "merge keys": "a: &a {b: 1}\nc: {<<: *a}\n",
    "question marks": "? " * 400_000,
    "a hundred megabytes": "",
}  # fmt: skip
"""Files that are made to take long or to need much memory."""


LOAD_EACH = """
import os, resource, sys
from pathlib import Path
from k2evidence.load import DataError, load_dataset

data, *sources = map(Path, sys.argv[1:])
for source in sources:
    source.rename(data / "cases" / "tsuchie-2012-case-9.yml")
    if not os.fork():
        resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        try:
            load_dataset(data)
        except DataError as error:
            if {problem.file for problem in error.problems} == {"data/cases/tsuchie-2012-case-9.yml"}:
                print(source.name, len(str(error)), flush=True)
        os._exit(0)
    os.wait()
"""
"""Loads some data with each of some files beside it, in a process of its own within bounds."""


@pytest.mark.build
def test_files_made_to_exhaust_are_refused_within_bounds(corpus_data: Path, tmp_path: Path) -> None:
    """Each in at most ten seconds of the processor and 1 GB, with a message that is not huge itself."""
    sources = [tmp_path / kind for kind in HUGE]
    for source in sources:
        source.write_text(HUGE[source.name])
    os.truncate(tmp_path / "a hundred megabytes", 100_000_000)
    done = subprocess.run(
        [sys.executable, "-c", LOAD_EACH, str(corpus_data), *map(str, sources)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    sizes = {kind: int(size) for kind, _, size in (line.rpartition(" ") for line in done.stdout.splitlines())}
    assert sizes.keys() == HUGE.keys(), done.stderr[-2000:]
    assert [kind for kind, size in sizes.items() if size > 1_000_000] == []
