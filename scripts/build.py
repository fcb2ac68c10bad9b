#!/usr/bin/env python3
"""Builds K2 Evidence from its data.

Exit status: 0 done; 1 the data or a page has problems, or a report needs a look, all of it listed; 2 the
command was not understood.
"""

import argparse
import fcntl
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import curate
import publishing
from evidence.addresses import addresses_of, render_ledger, unanswered, with_release
from evidence.forms import render_forms
from evidence.load import DataError, load_context, load_dataset
from evidence.model import Addresses, Design, Population, Topic
from evidence.reports import FORMATS, as_text
from evidence.results import Colophon, Publication
from evidence.schema import render_schemas
from publishing import checksums, contents, write_archive

if TYPE_CHECKING:
    from watch import Asker

ROOT = Path(__file__).parent.parent
"""The project's folder."""
RENDERED = "# Written by `build.py render`; do not edit.\n"
"""First line of the mkdocs.yml of a rendered tree, by which a later run knows its own."""

BUILDING = ".building-"
"""What the name of a folder holds that is being built beside its target."""
OLD = "-old"
"""How the name of a folder ends that was moved out of the way."""
MANIFEST = "SHA256SUMS"
"""Name of the list of hashes in a built site; `sha256sum --check SHA256SUMS` reads it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # clear up on the way out
    try:
        return command(options)
    except DataError as error:
        print(as_text(error.problems, _site_url()), file=sys.stderr)
        return 1
    except (BuildError, curate.CuratorError, publishing.PublishingError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What was built before is as it was.", file=sys.stderr)
        return 128 + signal.SIGINT


class BuildError(Exception):
    """The site could not be built; what was built before is untouched."""


def check(options: argparse.Namespace) -> int:
    """Read all data and list every problem; with --watch, again after every save."""
    if not options.watch:
        return curate.check(ROOT / "data", options.format, _site_url())
    curate.watch(ROOT / "data", lambda: curate.check(ROOT / "data", options.format, _site_url()))
    return 0


def new_paper(options: argparse.Namespace) -> int:
    """Begin a paper: data/papers/ID.yml."""
    curate.new_paper(ROOT / "data", options)
    return 0


def new_case(options: argparse.Namespace) -> int:
    """Begin a case: data/cases/ID.yml."""
    curate.new_case(ROOT / "data", options)
    return 0


def new_study(options: argparse.Namespace) -> int:
    """Begin a study: data/studies/ID.yml."""
    curate.new_study(ROOT / "data", options)
    return 0


def reconcile(options: argparse.Namespace) -> int:
    """List on what two transcriptions of one case agree, and how often."""
    return curate.compare(options.first, options.second, options.write)


def schema(_: argparse.Namespace) -> int:
    """Write the JSON Schemas that editors use, and the issue forms, from the models."""
    for folder, made in (("data/schema", render_schemas()), (".github/ISSUE_TEMPLATE", render_forms())):
        for name, text in made:
            (ROOT / folder / name).write_text(text, encoding="utf-8")
            print(f"{folder}/{name}")
    return 0


def render(options: argparse.Namespace) -> int:
    """Write the whole Markdown tree with a configuration that needs no hook."""
    out: Path = options.out
    if out.exists() and not _is_rendered(out):
        print(f"{out} exists and was not written by this command; name another folder.")
        return 2
    from evidence.site import build_site  # brings the chart library, which `check` does not need
    from keeping import store_of

    context = replace(load_context(ROOT, os.environ), remember=store_of(ROOT).remember)
    publication = build_site(ROOT / "data", context)
    with aside(out) as tree:
        shutil.copytree(ROOT / "docs", tree / "docs")
        shutil.copytree(ROOT / "scripts" / "theme", tree / "theme")
        (tree / "mkdocs.yml").write_text(_plain_configuration(publication), encoding="utf-8")
        for item in publication:
            target = tree / "docs" / item.uri
            if target.exists():
                raise BuildError(f"docs/{item.uri} is written by hand, but it is generated too")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(item.bytes)
    files = sum(1 for _ in publication)
    print(f"{out}: {files} generated files. Build it with: mkdocs build -f {out}/mkdocs.yml")
    return 0


def site(_: argparse.Namespace) -> int:
    """Build the site into site/; the earlier one stays until the new one is whole."""
    start = time.perf_counter()
    with aside(ROOT / "site") as folder:
        _build(folder)
        pages = sum(1 for _ in folder.rglob("*.html"))
    print(f"site/: {pages} pages in {time.perf_counter() - start:.1f} s.")
    return 0


def _build(folder: Path, without: tuple[str, ...] = ()) -> None:
    """Build the whole site into a folder, but for some files, with a list of what it holds."""
    from keeping import here_to_stay
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError
    from record_pages import stop_workers

    os.environ.setdefault("SOURCE_DATE_EPOCH", _last_commit_time())
    with here_to_stay():
        ledger = load_dataset(ROOT / "data").addresses
    print("Data: no problems. Building pages, notebooks and search index …", flush=True)
    _log_to(sys.stderr, logging.WARNING)
    try:
        build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
    except (Abort, ConfigurationError) as error:
        raise BuildError(f"{error} What was built before was left as it was.") from None
    finally:
        stop_workers()
    _keeps_its_addresses(folder, ledger)
    for name in without:
        (folder / name).unlink()
    (folder / MANIFEST).write_text(checksums(contents(folder)), encoding="utf-8")


def _keeps_its_addresses(folder: Path, ledger: Addresses) -> None:
    """Refuse a site that does not answer where an earlier one did."""
    answering = frozenset(
        address
        for release in ledger.released
        for address in release.addresses
        if (folder / address[1:] / "index.html" if address.endswith("/") else folder / address[1:]).is_file()
    )
    if gone := unanswered(ledger, answering):
        raise BuildError(
            f"Released addresses answer no more: {', '.join(gone)}. Say in data/addresses.yml, under "
            "`redirects`, where each went. What was built before was left as it was."
        )


def addresses(_: argparse.Namespace) -> int:
    """Write the addresses of this version into the ledger, before it is released."""
    from evidence.site import build_site

    context = load_context(ROOT, os.environ)
    answering = addresses_of(build_site(ROOT / "data", context))
    ledger = load_dataset(ROOT / "data").addresses
    written = with_release(ledger, context.version, answering)
    (ROOT / "data" / "addresses.yml").write_text(render_ledger(written), encoding="utf-8")
    before, after = (sum(len(part.addresses) for part in x.released) for x in (ledger, written))
    print(f"data/addresses.yml: {after} addresses, {after - before} new in version {context.version}.")
    return 0


def release(_: argparse.Namespace) -> int:
    """Build dist/: this version as it stays, and one archive with everything and checksums."""
    from evidence.site import build_site

    context = load_context(ROOT, os.environ)
    answering = addresses_of(build_site(ROOT / "data", context))
    ledger = load_dataset(ROOT / "data").addresses
    if with_release(ledger, context.version, answering) != ledger:
        raise BuildError(
            f"The ledger lacks addresses of version {context.version}. Run scripts/build.py addresses and "
            "commit data/addresses.yml; then release."
        )
    os.environ["K2_FROZEN"] = "true"
    with aside(ROOT / "dist") as dist:
        _build(dist / "site", without=("sitemap.xml", "sitemap.xml.gz"))  # searchers find the newest one
        archive = dist / f"k2-evidence-{context.version}.zip"
        write_archive(archive, ROOT, dist / "site", int(os.environ["SOURCE_DATE_EPOCH"]))
        sums = checksums({archive.name: archive.read_bytes()})
        (dist / MANIFEST).write_text(sums, encoding="utf-8")
    print(f"dist/: site/, {archive.name}, SHA256SUMS")
    return 0


def publish(options: argparse.Namespace) -> int:
    """Make site/ the newest site of a branch of a git repository; with --release, keep dist/site/ too."""
    version = load_context(ROOT, os.environ).version
    for folder in ("site", "dist/site") if options.release else ("site",):
        if not (ROOT / folder / "index.html").is_file():
            command = "make site" if folder == "site" else "make release"
            raise BuildError(f"{folder}/ is not built. Run {command} first.")
    frozen = {version: ROOT / "dist" / "site"} if options.release else {}
    commit = publishing.publish(
        options.repository, options.branch, ROOT / "site", frozen, f"Publish version {version}"
    )
    print(f"{options.branch}: {commit}")
    return 0


def watch(_: argparse.Namespace) -> int:
    """Ask Crossref for notices about cited works, Europe PMC for new papers; print a report."""
    from watch import report_watched
    from watch import watch as ask

    watched = ask(load_dataset(ROOT / "data"), _asker())
    print(report_watched(watched), end="")
    return 0 if watched.quiet else 1


def links(_: argparse.Namespace) -> int:
    """Ask every outbound link of site/ whether it is still there; print a report."""
    from bs4 import BeautifulSoup
    from watch import ask_links, report_links

    pages = sorted((ROOT / "site").rglob("*.html"))
    if not pages:
        raise BuildError("There is no site/ yet: run `make site` first.")
    found = {
        str(link["href"]).partition("#")[0]
        for page in pages
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a[href^=http]")
    }
    site_url = load_context(ROOT, os.environ).site_url
    outbound = (link for link in found if not (site_url and link.startswith(site_url)))
    asked = ask_links(outbound, replace(_asker(), tries=2))  # so many links: two tries have to do
    print(report_links(asked), end="")
    return 0 if asked.quiet else 1


def _asker() -> "Asker":
    from watch import Asker

    context = load_context(ROOT, os.environ)
    return Asker(agent=f"k2-evidence/{context.version} ({context.repository_url or 'address not assigned'})")


def serve(options: argparse.Namespace) -> int:
    """Preview the site; an edit shows within seconds. Notebooks are not run."""
    from mkdocs.commands.serve import serve as mkdocs_serve

    _log_to(sys.stdout, logging.INFO)
    os.environ["K2_EXECUTE_NOTEBOOKS"] = "false"
    mkdocs_serve(str(ROOT / "mkdocs.yml"), dev_addr=options.address)
    return 0


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; swap it in when all went well, else throw it away.

    What a killed run left is cleared away, and an earlier folder that it had moved is put back. Two
    runs at once each have their own folder; the later swap wins whole. Raises BuildError when the
    target cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target.parent):
            _clear_leftovers(target)
            new = Path(tempfile.mkdtemp(prefix=f".{target.name}{BUILDING}", dir=target.parent))
            in_use = _lock(new)
        try:
            yield new
            new.chmod(0o755)
            with _locked(target.parent):
                _swap(new, target)
        finally:
            shutil.rmtree(new, ignore_errors=True)
            _unlock(in_use)
    except OSError as error:
        raise BuildError(
            f"{error.strerror or error}: {error.filename or target}\n"
            f"    make room, or allow writing there; the earlier {target.name}/ was left as it was."
        ) from None


def _swap(new: Path, target: Path) -> None:
    old = new.with_name(f"{new.name}{OLD}")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _clear_leftovers(target: Path) -> None:
    """Remove what killed runs left beside the target; a folder that is locked is still in use."""
    for left in target.parent.glob(f".{target.name}{BUILDING}*"):
        if left.name.endswith(OLD) and not target.exists():
            left.rename(target)  # killed between the two steps of the swap
            continue
        with suppress(BlockingIOError):
            in_use = _lock(left, wait=False)
            shutil.rmtree(left, ignore_errors=True)
            _unlock(in_use)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    held = _lock(folder)
    try:
        yield
    finally:
        _unlock(held)


def _lock(folder: Path, *, wait: bool = True) -> int:
    """Lock a folder for this process; closing the number that is returned, or dying, unlocks it."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(held)
        raise
    _held.add(held)
    return held


def _unlock(held: int) -> None:
    _held.discard(held)
    os.close(held)


_held: set[int] = set()
"""The locks of this process."""


def _let_go() -> None:
    """Close the locks that a worker inherits: one that outlives a killed build must not hold them."""
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)


def _is_rendered(out: Path) -> bool:
    configuration = out / "mkdocs.yml"
    empty = out.is_dir() and not any(out.iterdir())
    return empty or (
        configuration.is_file() and configuration.read_text(encoding="utf-8").startswith(RENDERED)
    )


def _plain_configuration(publication: Publication) -> str:
    """Return mkdocs.yml without hooks, for a tree that holds its generated pages as files."""
    import yaml
    from mkdocs.utils.yaml import get_yaml_loader

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.load(text, Loader=get_yaml_loader())
    del settings["hooks"], settings["watch"]
    settings["theme"]["custom_dir"] = "theme"
    settings["extra"] = {
        "frozen": publication.frozen,
        "addresses": sorted(publication.addresses),
        "colophons": {uri: _plain(colophon) for uri, colophon in publication.colophons.items()},
    }
    settings["plugins"] = [
        {"redirects": {"redirect_maps": dict(publication.redirects)}} if plugin == "redirects" else plugin
        for plugin in settings["plugins"]
    ]
    return RENDERED + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)


def _plain(colophon: Colophon) -> dict[str, object]:
    """Return a colophon as the settings of a publisher can hold it."""
    amendments = [amendment.model_dump(exclude_none=True) for amendment in colophon.amendments]
    return asdict(replace(colophon, amendments=())) | {"amendments": amendments}


def _site_url() -> str:
    return load_context(ROOT, os.environ).site_url


def _last_commit_time() -> str:
    """Return the time of the last commit, so that two builds of it carry the same dates."""
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "0"


def _log_to(stream: object, level: int) -> None:
    handler = logging.StreamHandler(stream)  # type: ignore[type-var]
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log = logging.getLogger("mkdocs")
    log.addHandler(handler)
    log.setLevel(level)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's notice of its end of life


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The addresses of the published site and of its repository are read from\n"
        "K2_SITE_URL and K2_REPOSITORY_URL; without them no address is written anywhere.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        said = run.__doc__ or ""
        command = commands.add_parser(run.__name__.replace("_", "-"), help=said, description=said)
        command.set_defaults(command=run)
        return command

    checking = add(check)
    checking.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="for a person, for a program, or as annotations of a pull request; default: %(default)s",
    )
    checking.add_argument("--watch", action="store_true", help="check again after every save, until Ctrl-C")
    add(render).add_argument("out", type=Path, help="a folder that does not exist yet")
    add(site)
    add(serve).add_argument("--address", default="127.0.0.1:8000", help="default: %(default)s")
    for run in (new_paper, new_study):
        begin = add(run)
        begin.add_argument("--id", help="family name and year, e.g. tsuchie-2012")
        begin.add_argument("--doi", help="fetch its bibliographic record from Crossref")
        begin.add_argument("--csl", type=Path, metavar="FILE", help="read that record from CSL-JSON instead")
        begin.add_argument("--offline", action="store_true", help="take the DOI, but fetch nothing")
        begin.add_argument("--crossref", default=curate.CROSSREF, help="default: %(default)s")
        if run is new_paper:
            for name in ("title", "journal", "year"):
                begin.add_argument(f"--{name}")
        else:
            begin.add_argument("--label", help="what readers call it, e.g. Shiraki 2000")
            begin.add_argument("--design", choices=get_args(Design), metavar="DESIGN")
            begin.add_argument("--population", choices=get_args(Population), metavar="PEOPLE")
            begin.add_argument("--topic", choices=get_args(Topic), metavar="TOPIC", action="append")
    case = add(new_case)
    case.add_argument("--paper", help="a paper of data/papers/")
    case.add_argument("--label", help="what the paper calls the patient, e.g. Case 1")
    case.add_argument("--id", help="default: the paper and the label")
    case.add_argument("--sex", choices=("female", "male", "not reported"))
    case.add_argument("--course", action="append", metavar="LABEL", help="a course, e.g. Second delivery")
    case.add_argument("--age", help="in years, at the first course")
    case.add_argument("--delivery", help="which delivery the first course follows: 1 for the first")
    case.add_argument("--onset", help="e.g. 4 weeks after delivery")
    case.add_argument("--start", help="of vitamin K2, e.g. 3 months after delivery")
    case.add_argument("--substance", default="menatetrenone", help="default: %(default)s")
    case.add_argument("--dose", help="e.g. 45 mg/day")
    case.add_argument("--fractures", help="e.g. T6,T8,T12")
    case.add_argument("--locator", help="where in the paper, e.g. Case 1, paragraph 1")
    both = add(reconcile)
    both.add_argument("first", type=Path, metavar="A", help="a case as one person transcribed it")
    both.add_argument("second", type=Path, metavar="B", help="the same case by another person")
    both.add_argument("--write", type=Path, metavar="FILE", help="write one file of both")
    add(schema)
    add(addresses)
    add(release)
    put = add(publish)
    put.add_argument("repository", help="a git repository: a path, or an address")
    put.add_argument("--branch", default="published", help="default: %(default)s")
    put.add_argument("--release", action="store_true", help="add the frozen copy of dist/ at v/VERSION/")
    add(watch)
    add(links)
    return parser


if __name__ == "__main__":
    sys.exit(main())
