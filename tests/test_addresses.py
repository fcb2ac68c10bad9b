"""A released address answers for ever: a page that moves leaves a redirect, and old versions stay."""

import hashlib
import subprocess
import zipfile
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.build_context import load_context
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Addresses
from k2evidence.publish.git_branch import PublishingError, publish_branch
from k2evidence.publish.release_archive import write_archive
from k2evidence.publish.url_ledger import add_release, addresses_of, missing_urls, render_ledger
from k2evidence.site import build_site
from playwright.sync_api import Page

from .conftest import CONTEXT, ROOT, Cli, serve

OLD, NEW = "tsuchie-2012-case-2", "tsuchie-2012-patient-2"


def test_every_released_address_answers(site: Path, dataset: Dataset) -> None:
    """By a page, a file, or a redirect."""
    released = [address for release in dataset.addresses.released for address in release.addresses]
    assert released
    places = {a: site / a[1:] / "index.html" if a.endswith("/") else site / a[1:] for a in released}
    assert [address for address, place in places.items() if not place.is_file()] == []


def rename_case(data: Path) -> None:
    """Give a case another id, everywhere but in the ledger of addresses."""
    (data / f"cases/{OLD}.yml").rename(data / f"cases/{NEW}.yml")
    for path in data.rglob("*.yml"):
        if path.name != "addresses.yml":
            path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")


def redirect(data: Path, old: str, new: str) -> None:
    """Say in the ledger where an address went."""
    ledger = data / "addresses.yml"
    text = ledger.read_text(encoding="utf-8")
    head = "" if "\nredirects:\n" in text else "redirects:\n"
    ledger.write_text(f"{text}{head}  - {{old: {old}, new: {new}}}\n", encoding="utf-8")


def redirect_case(data: Path) -> None:
    """Say where the page and the file of the renamed case went."""
    redirect(data, f"/cases/{OLD}/", f"/cases/{NEW}/")
    redirect(data, f"/data/phenopackets/{OLD}.json", f"/data/phenopackets/{NEW}.json")


def codes(data: Path) -> list[str]:
    """Return the codes of the problems of some data."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    return [problem.code for problem in caught.value.problems]


def test_a_renamed_case_without_a_redirect_fails(corpus_data: Path) -> None:
    """The message names the line of the ledger, what answered there, and what to write."""
    rename_case(corpus_data)
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    message = str(caught.value)
    assert [problem.code for problem in caught.value.problems] == ["address-gone", "address-gone"]
    assert f"/cases/{OLD}/ was released in version 0.1.0 and answers no more" in message
    assert f"- {{old: /cases/{OLD}/, new: the address of the page that took its place}}" in message


def test_a_renamed_case_with_redirects_answers_at_both(corpus_data: Path) -> None:
    """The page by a redirect; its files, which cannot redirect, twice."""
    rename_case(corpus_data)
    redirect_case(corpus_data)
    built = build_site(corpus_data, CONTEXT)
    files = {file.uri: file.content for file in built.files}
    assert built.redirects == {f"cases/{OLD}.md": f"cases/{NEW}.md"}
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
def test_a_redirect_leads_from_a_page_that_is_gone_to_one_that_is_there(
    corpus_data: Path, old: str, new: str, code: str
) -> None:
    """Never over a page, never nowhere, never off the site."""
    redirect(corpus_data, old, new)
    assert codes(corpus_data) == [code]


def test_an_amendment_names_pages_that_exist(corpus_data: Path) -> None:
    """A page of a record that is not there is a problem of the file."""
    amendment = corpus_data / "amendments/2026-11-24-first-pages.yml"
    amendment.write_text(amendment.read_text().replace("/cases/, ", "/cases/nobody/, "))
    assert codes(corpus_data) == ["unknown-page"]


def test_a_release_adds_new_addresses_and_keeps_the_others() -> None:
    """Each is listed under the version that brought it."""
    first = add_release(Addresses(released=()), "0.1.0", frozenset({"/", "/a/"}))
    second = add_release(first, "0.2.0", frozenset({"/", "/b/"}))
    assert [(release.version, release.addresses) for release in second.released] == [
        ("0.1.0", ("/", "/a/")),
        ("0.2.0", ("/b/",)),
    ]
    assert missing_urls(second, frozenset({"/", "/b/"})) == ("/a/",)
    assert add_release(second, "0.2.0", frozenset({"/b/"})) == second


def test_the_ledger_is_written_as_it_is_read(dataset: Dataset) -> None:
    """Writing what was read gives the file in the repository."""
    written = (ROOT / "data" / "addresses.yml").read_text(encoding="utf-8")
    assert render_ledger(dataset.addresses) == written


@pytest.mark.build
def test_the_command_writes_every_address_of_the_site(cli: Cli, project: Path) -> None:
    """Pages, tables and charts, but no file in the folder of a page."""
    done = cli("addresses", project=project)
    assert (done.status, done.stderr) == (0, "")
    ledger = load_dataset(project / "data").addresses
    released = {address for release in ledger.released for address in release.addresses}
    built = build_site(project / "data", load_context(project, {}))
    assert released == addresses_of(built)
    assert {"/cases/example-2020-case-1/", "/data/measurements.csv", "/charts/recovery.svg"} <= released
    assert "/cases/tsuchie-2012-case-1/cite.bib" not in released


@pytest.mark.build
def test_a_release_without_its_addresses_is_refused(cli: Cli, project: Path) -> None:
    """The message says what to run first."""
    done = cli("release", "--skip-notebooks", project=project)
    assert done.status == 1
    assert "Run scripts/build.py addresses" in done.stderr
    assert not (project / "dist").exists()


@pytest.mark.build
def test_released_versions_stay_beside_the_newest_site(
    cli: Cli, project: Path, tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One round with a bare repository: release, publish, rename, publish again, read all as a reader."""
    monkeypatch.setenv("K2_SITE_URL", "https://k2.example/")
    bare, tree = tmp_path / "pages.git", tmp_path / "published"
    subprocess.run(["git", "init", "--quiet", "--bare", str(bare)], check=True)

    for command in (["addresses"], ["release", "--skip-notebooks"]):
        done = cli(*command, project=project)
        assert (done.status, done.stderr) == (0, ""), command
    released = project / "dist" / "site"
    publish_branch(str(bare), "published", released, {"0.1.0": released}, "first")

    rename_case(project / "data")
    redirect_case(project / "data")
    pyproject = project / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('version = "0.1.0"', 'version = "0.2.0"', 1))
    for command in (["site", "--skip-notebooks"], ["publish", str(bare)]):
        done = cli(*command, project=project)
        assert (done.status, done.stderr) == (0, ""), command

    subprocess.run(["git", "clone", "--quiet", "--branch=published", str(bare), str(tree)], check=True)
    for host in serve(tree):
        page.goto(f"{host}v/0.1.0/cases/{OLD}/")
        banner = page.locator(".k2-frozen")
        assert "This is version 0.1.0, kept as it was released." in banner.inner_text()
        assert page.locator("link[rel=canonical]").get_attribute("href") == f"https://k2.example/cases/{OLD}/"
        shown = page.locator(".k2-colophon").inner_text()
        assert f"https://k2.example/v/0.1.0/cases/{OLD}/" in shown
        banner.locator("a").click()
        page.wait_for_url(f"{host}cases/{NEW}/")
        assert page.locator(".k2-frozen").count() == 0
        assert "0.2.0" in page.locator(".k2-colophon").inner_text()
        canonical = page.locator("link[rel=canonical]").get_attribute("href")
        assert canonical == f"https://k2.example/cases/{NEW}/"


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
    publish_branch(str(bare), "published", small, {"1.0": small}, "first")
    before = published(bare)
    assert "v/1.0/a/index.html" in before
    (small / "a" / "index.html").write_text("other")
    (small / "b.html").write_text("b")
    with pytest.raises(PublishingError, match="published already, with other content"):
        publish_branch(str(bare), "published", small, {"1.0": small}, "second")
    assert published(bare) == before


def test_what_is_gone_from_the_site_is_gone_from_its_root(small: Path, bare: Path) -> None:
    """But not from a released version; publishing the same again makes no commit."""
    publish_branch(str(bare), "published", small, {"1.0": small}, "first")
    (small / "a" / "index.html").unlink()
    commit = publish_branch(str(bare), "published", small, {}, "second")
    assert published(bare).split() == [".nojekyll", "index.html", "v/1.0/a/index.html", "v/1.0/index.html"]
    assert publish_branch(str(bare), "published", small, {}, "third") == commit


def test_a_publication_that_fails_leaves_what_was_published(small: Path, bare: Path) -> None:
    """The host refuses the push: the branch is where it was."""
    publish_branch(str(bare), "published", small, {}, "first")
    before = published(bare)
    hook = bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho full >&2\nexit 1\n")
    hook.chmod(0o755)
    (small / "b.html").write_text("b")
    with pytest.raises(PublishingError, match="full"):
        publish_branch(str(bare), "published", small, {}, "second")
    assert published(bare) == before


def test_an_archive_holds_everything_with_checksums(small: Path, tmp_path: Path) -> None:
    """Twice the same bytes; each member has the sum that the list inside names."""
    one, other = tmp_path / "k2-1.zip", tmp_path / "again" / "k2-1.zip"
    other.parent.mkdir()
    for path in (one, other):
        write_archive(path, ROOT, small, 1_800_000_000)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        sums = archive.read("k2-1/SHA256SUMS").decode()
        listed = dict(reversed(line.split("  ", 1)) for line in sums.splitlines())
        sums_of_members = {
            name.removeprefix("k2-1/"): hashlib.sha256(archive.read(name)).hexdigest()
            for name in archive.namelist()
            if not name.endswith("SHA256SUMS")
        }
    assert listed == sums_of_members
    assert {
        "site/a/index.html",
        "data/addresses.yml",
        "LICENSE",
        "CITATION.cff",
    } <= listed.keys()
