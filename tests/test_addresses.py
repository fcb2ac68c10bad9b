"""What was released answers for ever: a page that moves leaves a redirect, and old versions stay."""

import hashlib
import os
import subprocess
import sys
import threading
import zipfile
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.build_context import load_context
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Addresses
from k2evidence.publish import git_branch as publishing
from k2evidence.publish.release_archive import write_archive
from k2evidence.publish.url_ledger import addresses_of, render_ledger, unanswered, with_release
from k2evidence.site import build_site
from playwright.sync_api import Browser

from .conftest import CONTEXT, QUICK, ROOT, Edit, QuietHandler

OLD, NEW = "tsuchie-2012-case-2", "tsuchie-2012-patient-2"


def test_every_address_ever_released_answers(site: Path, dataset: Dataset) -> None:
    """A page, a file, or a redirect stands at each."""
    released = [address for release in dataset.addresses.released for address in release.addresses]
    assert len(released) > 200
    places = {a: site / a[1:] / "index.html" if a.endswith("/") else site / a[1:] for a in released}
    assert [address for address, place in places.items() if not place.is_file()] == []


def rename(data: Path, edit: Edit) -> None:
    """Give a case another id, everywhere."""
    (data / f"cases/{OLD}.yml").rename(data / f"cases/{NEW}.yml")
    edit(f"cases/{NEW}.yml", f"id: {OLD}", f"id: {NEW}")
    for path in data.rglob("*.yml"):
        if path.name != "addresses.yml":
            path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")


def redirect(data: Path, old: str, new: str) -> None:
    """Say in the ledger where an address went."""
    ledger = data / "addresses.yml"
    text = ledger.read_text(encoding="utf-8")
    head = "" if "\nredirects:\n" in text else "redirects:\n"
    ledger.write_text(f"{text}{head}  - {{old: {old}, new: {new}}}\n", encoding="utf-8")


def test_a_renamed_case_without_a_redirect_fails(data: Path, edit: Edit) -> None:
    """The message names the line of the ledger, what answered there, and what to write."""
    rename(data, edit)
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    told = str(caught.value)
    assert [problem.code for problem in caught.value.problems] == ["address-gone", "address-gone"]
    assert f"/cases/{OLD}/ was released in version 0.1.0 and answers no more" in told
    assert f"- {{old: /cases/{OLD}/, new: the address of the page that took its place}}" in told


def test_a_renamed_case_with_redirects_answers_at_both(data: Path, edit: Edit) -> None:
    """The page by a redirect; its files, which cannot redirect, twice."""
    rename(data, edit)
    redirect(data, f"/cases/{OLD}/", f"/cases/{NEW}/")
    redirect(data, f"/data/phenopackets/{OLD}.json", f"/data/phenopackets/{NEW}.json")
    publication = build_site(data, CONTEXT)
    files = {file.uri: file.content for file in publication}
    assert publication.redirects == {f"cases/{OLD}.md": f"cases/{NEW}.md"}
    for name in ("cases/{}/record.json", "cases/{}/cite.bib", "data/phenopackets/{}.json"):
        assert files[name.format(OLD)] == files[name.format(NEW)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("/cases/tsuchie-2012-case-1/", "/cases/tsuchie-2012-case-2/", "redirect-hides-page"),
        ("/cases/gone/", "/cases/nowhere/", "redirect-to-nowhere"),
        ("/cases/gone/", "//evil.example/", "address"),
        ("/cases/gone/", "/../../etc/passwd", "address"),
        ("/cases/gone/", "javascript:alert(1)", "address"),
    ],
)
def test_a_redirect_leads_from_a_gone_page_to_one_that_stands(
    data: Path, old: str, new: str, code: str
) -> None:
    """Never over a page, never nowhere, never off the site."""
    redirect(data, old, new)
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_an_amendment_names_pages_that_exist(data: Path, edit: Edit) -> None:
    """A page of a record that is not there is a problem of the file."""
    edit("amendments/2026-11-24-first-pages.yml", "/cases/, ", "/cases/nobody/, ")
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    assert [problem.code for problem in caught.value.problems] == ["unknown-page"]


def test_a_release_adds_what_is_new_and_takes_nothing_away() -> None:
    """Addresses stand with the version that brought them."""
    first = with_release(Addresses(released=()), "0.1.0", frozenset({"/", "/a/"}))
    second = with_release(first, "0.2.0", frozenset({"/", "/b/"}))
    assert [(release.version, release.addresses) for release in second.released] == [
        ("0.1.0", ("/", "/a/")),
        ("0.2.0", ("/b/",)),
    ]
    assert unanswered(second, frozenset({"/", "/b/"})) == ("/a/",)
    assert with_release(second, "0.2.0", frozenset({"/b/"})) == second


def test_the_ledger_is_written_as_it_is_read(dataset: Dataset) -> None:
    """Writing what was read gives the file in the repository, and it holds what the site answers at."""
    written = (ROOT / "data" / "addresses.yml").read_text(encoding="utf-8")
    assert render_ledger(dataset.addresses) == written
    publication = build_site(ROOT / "data", load_context(ROOT, {}))
    released = {address for release in dataset.addresses.released for address in release.addresses}
    assert released <= addresses_of(publication)


def build(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the build script of a project folder."""
    return subprocess.run(
        [sys.executable, str(project / "scripts" / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | QUICK | environment,
    )


def served(folder: Path) -> ThreadingHTTPServer:
    """Serve a folder on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_released_versions_stay_beside_the_newest_site(
    project: Path, tmp_path: Path, browser: Browser
) -> None:
    """One round with a bare repository: release, publish, rename, publish again, read all as a reader."""
    bare, tree = tmp_path / "pages.git", tmp_path / "published"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)
    address = {"K2_SITE_URL": "https://k2.example/"}

    made = build(project, "release", **address)
    assert (made.returncode, made.stderr) == (0, "")
    frozen = project / "dist" / "site"
    publishing.publish_branch(str(bare), "published", frozen, {"0.1.0": frozen}, "first")

    data = project / "data"
    (data / f"cases/{OLD}.yml").rename(data / f"cases/{NEW}.yml")
    for path in data.rglob("*.yml"):
        if path.name != "addresses.yml":
            path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    redirect(data, f"/cases/{OLD}/", f"/cases/{NEW}/")
    redirect(data, f"/data/phenopackets/{OLD}.json", f"/data/phenopackets/{NEW}.json")
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('version = "0.1.0"', 'version = "0.2.0"', 1))
    assert build(project, "site", **address).returncode == 0
    assert build(project, "publish", str(bare), **address).returncode == 0

    subprocess.run(["git", "clone", "--quiet", "--branch=published", str(bare), str(tree)], check=True)
    server, page = served(tree), browser.new_page()
    host = f"http://127.0.0.1:{server.server_port}/"
    try:
        page.goto(f"{host}v/0.1.0/cases/{OLD}/")
        banner = page.locator(".k2-frozen")
        assert "This is version 0.1.0, kept as it was released." in banner.inner_text()
        assert page.locator("link[rel=canonical]").get_attribute("href") == f"https://k2.example/cases/{OLD}/"
        shown = page.locator(".k2-metadata").inner_text()
        assert f"https://k2.example/v/0.1.0/cases/{OLD}/" in shown
        banner.locator("a").click()
        page.wait_for_url(f"{host}cases/{NEW}/")
        assert page.locator(".k2-frozen").count() == 0
        assert "0.2.0" in page.locator(".k2-metadata").inner_text()
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        assert canonical == f"https://k2.example/cases/{NEW}/"
    finally:
        page.close()
        server.shutdown()
        server.server_close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder that looks like a built site."""
    site = tmp_path / "small"
    (site / "a").mkdir(parents=True)
    (site / "index.html").write_text("home")
    (site / "a" / "index.html").write_text("a")
    return site


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty repository to publish to."""
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "bare.git")], check=True)
    return tmp_path / "bare.git"


def published(bare: Path) -> str:
    """Return the files of the branch."""
    command = ["git", "ls-tree", "-r", "--name-only", "published"]
    return subprocess.run(command, cwd=bare, capture_output=True, text=True, check=False).stdout


def test_a_released_version_never_changes(small: Path, bare: Path) -> None:
    """Publishing other content under its number is refused, and nothing is published."""
    publishing.publish_branch(str(bare), "published", small, {"1.0": small}, "first")
    before = published(bare)
    assert "v/1.0/a/index.html" in before
    (small / "a" / "index.html").write_text("other")
    (small / "b.html").write_text("b")
    with pytest.raises(publishing.PublishingError, match="published already, with other content"):
        publishing.publish_branch(str(bare), "published", small, {"1.0": small}, "second")
    assert published(bare) == before


def test_what_is_gone_from_the_site_is_gone_from_its_root(small: Path, bare: Path) -> None:
    """But not from a released version; publishing the same again makes no commit."""
    publishing.publish_branch(str(bare), "published", small, {"1.0": small}, "first")
    (small / "a" / "index.html").unlink()
    commit = publishing.publish_branch(str(bare), "published", small, {}, "second")
    assert published(bare).split() == [".nojekyll", "index.html", "v/1.0/a/index.html", "v/1.0/index.html"]
    assert publishing.publish_branch(str(bare), "published", small, {}, "third") == commit


def test_a_publication_that_fails_leaves_what_was_published(small: Path, bare: Path) -> None:
    """The host refuses the push: the branch is where it was."""
    publishing.publish_branch(str(bare), "published", small, {}, "first")
    before = published(bare)
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho full >&2\nexit 1\n")
    hook.chmod(0o755)
    (small / "b.html").write_text("b")
    with pytest.raises(publishing.PublishingError, match="full"):
        publishing.publish_branch(str(bare), "published", small, {}, "second")
    assert published(bare) == before


def test_an_archive_holds_everything_with_checksums(small: Path, tmp_path: Path) -> None:
    """Twice the same bytes; each member has the sum that the list inside tells."""
    one, other = tmp_path / "k2-1.zip", tmp_path / "again" / "k2-1.zip"
    other.parent.mkdir()
    for path in (one, other):
        write_archive(path, ROOT, small, 1_800_000_000)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        sums = archive.read("k2-1/SHA256SUMS").decode()
        told = dict(reversed(line.split("  ", 1)) for line in sums.splitlines())
        found = {
            name.removeprefix("k2-1/"): hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if not name.endswith("SHA256SUMS")
        }
    assert told == found
    assert {
        "site/a/index.html",
        "data/cases/tsuchie-2012-case-1.yml",
        "LICENSE",
        "CITATION.cff",
    } <= told.keys()
