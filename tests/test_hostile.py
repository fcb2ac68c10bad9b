"""Whatever a text field of the data holds, a page shows it as text."""

import os
import shutil
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
from k2evidence.model.scalars.free_text import check_prose, check_text
from playwright.sync_api import Page, expect
from pydantic import AfterValidator, BaseModel

from .conftest import QUICK, ROOT, Once, QuietHandler, serve

PROSE = (
    ' <script>window.ran=true</script><img src=x onerror="window.ran=true"> [a](javascript:ran) '
    "![b](//other.example/p.png) <//other.example> **c** `d` &lt; <!-- e --> | f \\<b> ~~g~~ [h]: x"
)
"""Markup, scripts and Markdown, without the numbers and braces that prose must not hold."""
TEXT = PROSE + ' {{ 7*7 }} {% include "x" %} {: onclick="ran" } {.k2-x} {#y}'
"""The same, with what templates and attribute lists would take for theirs."""


def hostile(value: Any, model: type[BaseModel], loc: tuple[str | int, ...] = ()) -> Any:
    """Return a record with hostile words behind every text of it."""
    if isinstance(value, dict):
        return {key: hostile(item, model, (*loc, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, model, (*loc, position)) for position, item in enumerate(value)]
    return value + added if isinstance(value, str) and (added := payload(model, loc)) else value


def payload(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    """Return what may be added to a field: nothing where the model does not take free text."""
    if loc[-1] in ("unit", "unit_printed") or "reads_printed" in loc:
        return ""  # names of units, compared with the list of units
    name = next(step for step in reversed(loc) if isinstance(step, str))
    depth = max(position for position, step in enumerate(loc) if step == name)
    field = model_at(model, loc[:depth]).model_fields.get(name)
    checks = set(validators(field)) if field else set()
    return PROSE if check_prose in checks else TEXT if check_text in checks else ""


def validators(field: Any) -> Iterator[Any]:
    """Yield the functions that check a field or the items of its list."""
    for found in (*getattr(field, "metadata", ()), *getattr(field, "__metadata__", ())):
        if isinstance(found, AfterValidator):
            yield found.func
    for inner in getattr(getattr(field, "annotation", field), "__args__", ()):
        yield from validators(inner)


@pytest.fixture(scope="module")
def hostile_site(once: Once) -> Path:
    """The site built from the real data with hostile words behind every text."""
    return once("hostile", make_hostile) / "k2" / "site"


def make_hostile(folder: Path) -> None:
    """Build that site in a folder."""
    ignored = shutil.ignore_patterns(".venv", ".git", "site", ".*_cache", ".cache", "tests", "__pycache__")
    project = Path(shutil.copytree(ROOT, folder / "k2", ignore=ignored))
    for path in (project / "data").glob("*/*.yml"):
        if path.stem in ("hosts", "units"):
            continue  # names that other fields are compared with
        model = VOCABULARY[path.stem] if path.parent.name == "vocabulary" else FOLDERS[path.parent.name]
        record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        changed = hostile(record, model)
        changed.pop("max_words", None)
        path.write_text(yaml.safe_dump(changed, sort_keys=False, allow_unicode=True), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "scripts/build.py", "site"],
        cwd=project,
        env=os.environ | QUICK,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-6000:]


@pytest.fixture(scope="module")
def hostile_soups(hostile_site: Path) -> Mapping[str, BeautifulSoup]:
    """Every page of that site, parsed."""
    return {
        path.relative_to(hostile_site).as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in sorted(hostile_site.rglob("*.html"))
    }


def test_pages_keep_their_markup(
    hostile_soups: Mapping[str, BeautifulSoup], soups: Mapping[str, BeautifulSoup]
) -> None:
    """Element by element the same page: not one element, link or attribute came from a text."""
    different = {}
    for name, page in hostile_soups.items():
        counts = [
            Counter((tag.name, *sorted(tag.attrs)) for tag in soup.find_all(True))
            for soup in (page, soups[name])
        ]
        # A long text takes more lines in a picture; a fact that is told in other words has no finding.
        if more := {kind: n for kind, n in (counts[0] - counts[1]).items() if kind[0] != "text"}:
            different[name] = more
        assert page.find_all(string=lambda text: isinstance(text, Comment)) == [], name
    assert different == {}


def test_what_was_written_is_what_is_read(hostile_soups: Mapping[str, BeautifulSoup]) -> None:
    """Nothing of it is run by a template, and nothing is swallowed by Markdown."""
    shown = {name: soup.get_text(" ") for name, soup in hostile_soups.items()}
    for page in ("index.html", "safety/index.html", "evidence/mott-2019/index.html"):
        assert PROSE.strip() in shown[page], page
    for page in ("cases/tsuchie-2012-case-3/index.html", "evidence/mott-2019/index.html"):
        assert TEXT.strip() in shown[page], page


def test_pictures_hold_no_markup_of_a_text(hostile_site: Path) -> None:
    """Those in pages and those to take away are drawings and nothing else."""
    drawn = list(hostile_site.rglob("*.svg"))
    assert len(drawn) > 3
    for path in drawn:
        tags = {element.tag.rpartition("}")[2] for element in ElementTree.parse(path).iter()}
        assert tags <= {"svg", "g", "path", "text", "tspan", "title", "desc", "rect", "circle", "line",
                        "defs", "clipPath", "style", "symbol", "use"}, path  # fmt: skip
        assert "onerror" not in {
            name for element in ElementTree.parse(path).iter() for name in element.attrib
        }


@pytest.mark.parametrize("path", ["", "cases/tsuchie-2012-case-3/", "evidence/", "recovery/"])
def test_nothing_hostile_runs(page: Page, hostile_site: Path, path: str) -> None:
    """Opened, searched and explored: no script of a text runs, and nobody else is asked."""
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for address in serve(hostile_site, QuietHandler):
        page.goto(address + path)
        explore = page.get_by_role("button", name="Explore")
        if explore.count():
            explore.first.click()
            expect(page.locator(".k2-drawing [aria-roledescription=point]").first).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("window ran true")
        expect(page.locator(".k2-search__results a").first).to_be_visible()
        assert page.evaluate("window.ran") is None
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert said == []


@pytest.mark.parametrize(
    "name",
    ["..", "../x", "a/b", "a%2fb", "a\\b", "index", ".hidden", "a.md", "A", "ä", "x" * 81, "con\\u0000"],
)
def test_an_id_is_never_a_path(data: Path, name: str) -> None:
    """Only words joined by hyphens become part of an address, and none that is taken."""
    path = data / "cases" / "tsuchie-2012-case-1.yml"
    text = path.read_text(encoding="utf-8").replace("id: tsuchie-2012-case-1", f'id: "{name}"', 1)
    path.unlink()
    other = data / "cases" / ("index.yml" if name == "index" else "tsuchie-2012-case-1.yml")
    other.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"cases/[\w-]+\.yml:2:"):
        load_dataset(data)


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


@pytest.mark.parametrize("kind", HUGE)
def test_a_file_made_to_exhaust_is_refused_within_bounds(data: Path, kind: str) -> None:
    """Ten seconds of the processor and 400 MB more than at the start are never reached."""
    path = data / "cases" / "tsuchie-2012-case-9.yml"
    path.write_text(HUGE[kind])
    if kind == "a hundred megabytes":
        os.truncate(path, 100_000_000)
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from evidence.load import DataError, load_dataset\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000,) * 2)\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 10))\n"
        "try:\n"
        "    load_dataset(Path(sys.argv[1]))\n"
        "except DataError as error:\n"
        "    print(len(str(error)), len(error.problems), error.problems[0].file)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(data)],
        env=os.environ | {"PYTHONPATH": str(ROOT / "scripts")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    characters, _, file = done.stdout.split()
    assert file == "data/cases/tsuchie-2012-case-9.yml"
    assert int(characters) < 1_000_000
