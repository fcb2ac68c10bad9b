"""What the hooks leave to MkDocs: every page passes through it, with its events and its links."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from .conftest import Cli, Once, make_project

pytestmark = pytest.mark.build

EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
PLUGIN = """
from pathlib import Path

def note(event, page):
    with Path("{log}").open("a") as log:
        log.write(f"{{event}} {{page.file.src_uri}}\\n")

def on_pre_page(page, **_): note("pre_page", page); return page
def on_page_read_source(page, **_): note("page_read_source", page)
def on_page_markdown(markdown, page, **_): note("page_markdown", page)
def on_page_content(html, page, **_): note("page_content", page)
def on_page_context(context, page, **_): note("page_context", page)
def on_post_page(output, page, **_): note("post_page", page); return output + "<!-- by a plugin -->"
"""
"""What a contributor may add to `hooks` in mkdocs.yml."""


@pytest.fixture(scope="session")
def extended(once: Once, cli: Cli) -> Path:
    """A project that was built with one more plugin, and with one more page written by hand."""

    def make(folder: Path) -> None:
        project = make_project(folder / "project")
        settings = project / "mkdocs.yml"
        text = settings.read_text()
        for heading, item in (
            ("hooks:\n", "  - scripts/plugin.py\n"),
            ("not_in_nav: |\n", "  /by-hand.md\n"),
        ):
            text = text.replace(heading, heading + item)
        settings.write_text(text)
        (project / "scripts/plugin.py").write_text(PLUGIN.format(log=project / "events"))
        (project / "docs/by-hand.md").write_text(
            "# By hand\n\n[A case](cases/tsuchie-2012-case-1.md#measured), [a study](evidence/mott-2019.md)\n"
        )
        done = cli("site", "--skip-notebooks", project=project)
        assert (done.status, done.stderr) == (0, "")

    return once("extended", make) / "project"


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_of_a_plugin_is_called_for_every_page(extended: Path, corpus_site: Path, event: str) -> None:
    """Once for each generated page, each page written by hand and each notebook."""
    lines = [line.split() for line in (extended / "events").read_text().splitlines()]
    called = [uri for name, uri in lines if name == event]
    assert len(called) == len(set(called)) == len(list((extended / "site").rglob("index.html")))
    assert {"cases/tsuchie-2012-case-1.md", "by-hand.md", "notebooks/table-1.ipynb"} <= set(called)


def test_what_a_plugin_changes_is_on_every_page(extended: Path) -> None:
    """Its last event gives what is written."""
    for path in (extended / "site").rglob("index.html"):
        assert path.read_text(encoding="utf-8").endswith("<!-- by a plugin -->"), path


def test_a_page_written_by_hand_links_to_generated_pages_by_markdown(extended: Path) -> None:
    """As to any other page of the sources."""
    page = BeautifulSoup((extended / "site/by-hand/index.html").read_bytes(), "lxml")
    assert [link["href"] for link in page.select("article > p > a")][:2] == [
        "../cases/tsuchie-2012-case-1/#measured",
        "../evidence/mott-2019/",
    ]
