"""No link of the built site leads nowhere, however it was written."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from k2evidence.publish.built_page import read_page
from k2evidence.publish.disk_cache import DiskCache
from k2evidence.publish.link_check import broken_links

from .conftest import ROOT

PAGE = '<!doctype html><html lang="en"><head><title>x</title></head><body>{}</body></html>'


def problems(folder: Path, links: str, base: str = "/", frozen: bool = False) -> list[str]:
    """Write a site of two pages, the first of which holds some links; return what is broken."""
    pages = {
        "index.html": PAGE.format(f'<h1 id="top">a</h1>{links}'),
        "other/index.html": PAGE.format('<h2 id="there">b</h2><h2 id="ä">c</h2><a href="../#top">a</a>'),
    }
    for place, html in pages.items():
        path = folder / "site" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html)
    (folder / "site" / "file.csv").touch()
    (folder / "site" / "empty").mkdir(exist_ok=True)
    return check(folder, pages, base, frozen=frozen)


def check(folder: Path, pages: Mapping[str, str], base: str = "/", *, frozen: bool = False) -> list[str]:
    """Return the broken links of some pages of the site in a folder, with the cache beside it."""
    site, cache = folder / "site", DiskCache(folder / "cache")
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    parsed = {place: read_page(html, cache) for place, html in pages.items()}
    return list(broken_links(files, parsed, base, frozen=frozen))


@pytest.mark.parametrize(
    "link",
    [
        '<a href="other/">',
        '<a href="other/index.html">',
        '<a href="other/#there">',
        '<a href="other/?a=b#there">',
        '<a href="other/#%C3%A4">',
        '<a href="#top">',
        '<a href="">',
        '<a href=".">',
        '<a href="file.csv#row=2">',
        '<img src="file.csv" alt="">',
        '<a href="https://example.org/nowhere">',
        '<a href="//example.org/nowhere">',
        '<a href="mailto:a@example.org">',
        '<img src="data:image/png;base64,AAAA" alt="">',
    ],
)
def test_a_good_link_is_no_problem(tmp_path: Path, link: str) -> None:
    """A page, an anchor, a file, and whatever is outside the site."""
    assert problems(tmp_path, link) == []


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ('<a href="nowhere/">', "index.html links to 'nowhere/', which is not in the site"),
        ('<a href="empty/">', "index.html links to 'empty/', which is not in the site"),
        ('<a href="../other/">', "index.html links to '../other/', which is not in the site"),
        ('<img src="none.png" alt="">', "index.html links to 'none.png', which is not in the site"),
        ('<link href="none.css">', "index.html links to 'none.css', which is not in the site"),
        (
            '<a href="other/#nothing">',
            "index.html links to 'other/#nothing', but 'other/index.html' has no such anchor",
        ),
        (
            '<a href="JavaScript:alert(1)">',
            "index.html links to 'JavaScript:alert(1)', which may run a script",
        ),
        ('<a href="#nothing">', "index.html links to '#nothing', but 'index.html' has no such anchor"),
    ],
)
def test_a_broken_link_is_named_with_its_page(tmp_path: Path, link: str, message: str) -> None:
    """As it is written there."""
    assert problems(tmp_path, link) == [message]


def test_absolute_links_start_at_the_path_of_the_site(tmp_path: Path) -> None:
    """A site at /k2/ links to /k2/other/; /other/ belongs to somebody else."""
    assert problems(tmp_path, '<a href="/k2/other/#there">', base="/k2/") == []
    assert len(problems(tmp_path, '<a href="/other/">', base="/k2/")) == 1


def test_the_copy_of_a_released_version_links_to_the_newest_site(tmp_path: Path) -> None:
    """Which is outside its folder; its other links are checked."""
    assert problems(tmp_path, '<a href="../../other/">', frozen=True) == []
    assert len(problems(tmp_path, '<a href="nowhere/">', frozen=True)) == 1


def test_an_unchanged_page_is_checked_again(tmp_path: Path) -> None:
    """Its links come from the cache, what they lead to does not."""
    assert problems(tmp_path, '<a href="file.csv">') == []
    pages = {"index.html": (tmp_path / "site/index.html").read_text()}
    (tmp_path / "site/file.csv").unlink()
    assert len(check(tmp_path, pages)) == 1


@pytest.mark.build
def test_a_broken_link_fails_the_build(project: Path) -> None:
    """In a page written by hand, or in the template of a case or a study, as Markdown and as HTML.

    Each is named with its page, and the previous site stays.
    """
    about = project / "docs" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n[x](by-hand.md)\n", encoding="utf-8")
    package = project / "scripts" / "k2evidence"
    package.unlink()
    shutil.copytree(ROOT / "scripts" / "k2evidence", package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "scripts" / "build.py", project / "scripts")
    for name in ("case", "study"):
        template = package / "render" / "templates" / f"{name}.md.jinja"
        broken = f"\n[x](../as-markdown-in-{name}.md)\n\n<p><a href='../as-html-in-{name}/'>x</a></p>\n"
        template.write_text(template.read_text(encoding="utf-8") + broken, encoding="utf-8")
    previous = project / "site" / "index.html"
    previous.parent.mkdir()
    previous.write_text("previous")
    done = subprocess.run(
        [sys.executable, "scripts/build.py", "site", "--skip-notebooks"],
        cwd=project,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    for message in (
        "Doc file 'about.md' contains a link 'by-hand.md'",
        "Doc file 'cases/tsuchie-2012-case-1.md' contains a link '../as-markdown-in-case.md'",
        "cases/tsuchie-2012-case-1/index.html links to '../as-html-in-case/'",
        "Doc file 'evidence/mott-2019.md' contains a link '../as-markdown-in-study.md'",
        "evidence/mott-2019/index.html links to '../as-html-in-study/'",
    ):
        assert message in done.stderr
    assert previous.read_text() == "previous"
