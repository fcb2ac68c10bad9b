"""Builds K2 Evidence from its data.

Exit status: 0 done; 1 the data or a page has problems, or a report needs a look, all of it listed; 2 the
command was not understood.
"""

import argparse
import codecs
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import get_args

from k2evidence.audit.validation import ValidatedData, load_and_validate
from k2evidence.curate import new_records
from k2evidence.curate.check import check as check_data
from k2evidence.curate.check import watch as watch_folder
from k2evidence.curate.compare_transcriptions import compare_transcriptions
from k2evidence.curate.crossref import CROSSREF_WORKS
from k2evidence.curate.errors import CuratorError
from k2evidence.curate.new_records import EXTENTS
from k2evidence.load import DataError, load_dataset
from k2evidence.load.build_context import BuildContext, ProjectError, build_date, load_context, site_url
from k2evidence.load.dataset_loader import asks_made_site
from k2evidence.load.problem_reports import FORMATS, as_text
from k2evidence.load.site_addresses import prose_addresses
from k2evidence.model.base import Place
from k2evidence.model.cases import Sex
from k2evidence.model.releases import Addresses
from k2evidence.model.studies import Confidence, Design, Population, Topic
from k2evidence.publish.atomic_directory import STOPPING, BuildError, atomic_directory
from k2evidence.publish.git_branch import PublishingError, publish_branch
from k2evidence.publish.release_archive import checksums, write_archive

# Commands import MkDocs and the chart library where they use them, so that `check` starts fast.


PLAIN = str.maketrans({"…": "...", "–": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x", "−": "-"})
"""What stands for the punctuation of messages at a terminal that does not know it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status."""
    _print_on_any_terminal()
    options = make_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    options.project = options.project.resolve()
    if reason := _cannot_run(options.project):
        print(reason, file=sys.stderr)
        return 2
    try:
        with _stop_by_exception():
            return command(options)
    except DataError as error:
        print(as_text(error.problems, site_url(os.environ)), file=sys.stderr)
        return 1
    except (BuildError, CuratorError, ProjectError, PublishingError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What was built before is as it was.", file=sys.stderr)
        return 128 + signal.SIGINT


def _cannot_run(project: Path) -> str:
    """Return why no command can run, and the remedy; empty where nothing is in the way."""
    if sys.flags.optimize > 1:
        return (
            "Python was set to drop docstrings (-OO, or PYTHONOPTIMIZE=2), and the pages explain the fields "
            "of records by them. Run it without that, e.g. with: env -u PYTHONOPTIMIZE"
        )
    if not (project / "mkdocs.yml").is_file():
        return (
            f"{project} has no mkdocs.yml. Run this from the project's folder, or name it: --project FOLDER."
        )
    return ""


def _print_on_any_terminal() -> None:
    """Let a terminal that knows few characters get others in their place, and no exception."""
    codecs.register_error("plain", _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="plain")


def _plain(error: UnicodeError) -> tuple[str, int]:
    """Return plain characters, or the number of a character, for what an encoding does not hold."""
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end].translate(PLAIN)
    return text.encode(error.encoding, "backslashreplace").decode(error.encoding), error.end


@contextmanager
def _stop_by_exception() -> Iterator[None]:
    """Turn signals to stop into exceptions, so that context managers clean up; what is ignored stays so."""

    def stop(number: int, _: FrameType | None) -> None:
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(128 + number)

    heard = [number for number in STOPPING if signal.getsignal(number) is not signal.SIG_IGN]
    previous = {number: signal.signal(number, stop) for number in heard}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _context(options: argparse.Namespace) -> BuildContext:
    from k2evidence.publish.disk_cache import open_cache

    return replace(load_context(options.project, os.environ), cache=open_cache(options.project))


def check(options: argparse.Namespace) -> int:
    """Read all data and list every problem; with --watch, again after every save."""

    def check_once() -> int:
        context = _context(options)
        return check_data(lambda: _validate(options.project, context), options.format, context.site_url)

    if not options.watch:
        return check_once()
    watch_folder(options.project / "data", check_once)
    return 0


def _validate(project: Path, context: BuildContext) -> ValidatedData:
    """Load and check the data; pages are made only where a record names a part of one, or a file beside it.

    Raises DataError.
    """
    validated = load_and_validate(project / "data", context.today)
    if asks_made_site(validated.dataset, prose_addresses(project / "docs") or frozenset()):
        from k2evidence.site import check_made_site

        check_made_site(project / "data", context)
    return validated


def new_paper(options: argparse.Namespace) -> int:
    """Begin a paper: data/papers/ID.yml."""
    new_records.new_paper(options.project / "data", options)
    return 0


def new_case(options: argparse.Namespace) -> int:
    """Begin a case: data/cases/ID.yml."""
    new_records.new_case(options.project / "data", options)
    return 0


def new_study(options: argparse.Namespace) -> int:
    """Begin a study: data/studies/ID.yml."""
    new_records.new_study(options.project / "data", options)
    return 0


def reconcile(options: argparse.Namespace) -> int:
    """List on what two transcriptions of one case agree, and how often."""
    return compare_transcriptions(options.first, options.second, options.write)


def schema(options: argparse.Namespace) -> int:
    """Write the JSON Schemas that editors use, and the issue forms, from the models."""
    from k2evidence.curate.issue_forms import render_forms
    from k2evidence.curate.json_schemas import render_schemas

    for folder, files in (("data/schema", render_schemas()), (".github/ISSUE_TEMPLATE", render_forms())):
        for name, text in files:
            (options.project / folder / name).write_text(text, encoding="utf-8")
            print(f"{folder}/{name}")
    return 0


def render(options: argparse.Namespace) -> int:
    """Write the whole Markdown tree with a configuration that needs no hook."""
    from k2evidence.publish.site_folder import is_tree, write_tree
    from k2evidence.site import build_site

    out: Path = options.out
    if out.exists() and not is_tree(out):
        print(f"{out} exists and was not written by this command; name another folder.", file=sys.stderr)
        return 2
    built = build_site(options.project / "data", _context(options))
    with atomic_directory(out) as tree:
        write_tree(options.project, tree, built)
    print(f"{out}: {len(built.files)} generated files. Build it with: mkdocs build -f {out}/mkdocs.yml")
    return 0


def site(options: argparse.Namespace) -> int:
    """Build the site into site/; the earlier one stays until the new one is whole."""
    from k2evidence.publish.site_folder import build_folder

    start = time.perf_counter()
    ledger = load_dataset(options.project / "data").addresses
    print("Data: no problems. Building pages, notebooks and search index …", flush=True)
    with atomic_directory(options.project / "site") as folder:
        build_folder(options.project, folder, ledger, execute_notebooks=not options.skip_notebooks)
        pages = sum(1 for _ in folder.rglob("*.html"))
    print(f"site/: {pages} pages in {time.perf_counter() - start:.1f} s.")
    return 0


def serve(options: argparse.Namespace) -> int:
    """Preview the site; an edit shows within seconds. Notebooks are not run."""
    from k2evidence.publish.site_folder import serve_preview

    serve_preview(options.project, options.address)
    return 0


def addresses(options: argparse.Namespace) -> int:
    """Write the addresses of this version into the ledger, before it is released."""
    from k2evidence.publish.url_ledger import render_ledger

    context = _context(options)
    ledger, extended = _extended_ledger(options, context)
    (options.project / "data" / "addresses.yml").write_text(render_ledger(extended), encoding="utf-8")
    before, after = (sum(len(part.addresses) for part in x.released) for x in (ledger, extended))
    print(f"data/addresses.yml: {after} addresses, {after - before} new in version {context.version}.")
    return 0


def reviewed(options: argparse.Namespace) -> int:
    """Note that every sentence was read against the facts under it, as they are now."""
    from k2evidence.audit.validation import load_and_validate
    from k2evidence.curate.reviewed import render_reviews

    validated = load_and_validate(options.project / "data")
    again = validated.to_read_again
    (options.project / "data" / "reviewed.yml").write_text(render_reviews(validated.facts), encoding="utf-8")
    print(f"data/reviewed.yml: {len(validated.facts)} sentences, {len(again)} of them read again.")
    return 0


def release(options: argparse.Namespace) -> int:
    """Build dist/: this version as it stays, and one archive with everything and checksums."""
    from k2evidence.publish.site_folder import MANIFEST, build_folder

    context = _context(options)
    ledger, extended = _extended_ledger(options, context)
    if extended != ledger:
        raise BuildError(
            f"The ledger lacks addresses of version {context.version}. Run scripts/build.py addresses and "
            "commit data/addresses.yml; then release."
        )
    with atomic_directory(options.project / "dist") as dist:
        execute = not options.skip_notebooks
        build_folder(options.project, dist / "site", ledger, frozen=True, execute_notebooks=execute)
        archive = dist / f"k2-evidence-{context.version}.zip"
        write_archive(archive, options.project, dist / "site", build_date(options.project, os.environ))
        sums = checksums({archive.name: archive.read_bytes()})
        (dist / MANIFEST).write_text(sums, encoding="utf-8")
    print(f"dist/: site/, {archive.name}, SHA256SUMS")
    return 0


def _extended_ledger(options: argparse.Namespace, context: BuildContext) -> tuple[Addresses, Addresses]:
    """Return the ledger as it is, and with the addresses that are new in this version."""
    from k2evidence.publish.url_ledger import add_release, addresses_of
    from k2evidence.site import build_site

    data = options.project / "data"
    ledger = load_dataset(data).addresses
    return ledger, add_release(ledger, context.version, addresses_of(build_site(data, context)))


def publish(options: argparse.Namespace) -> int:
    """Make site/ the newest site of a branch of a git repository; with --release, keep dist/site/ too."""
    root: Path = options.project
    version = _context(options).version
    for folder in ("site", "dist/site") if options.release else ("site",):
        if not (root / folder / "index.html").is_file():
            command = "make site" if folder == "site" else "make release"
            raise BuildError(f"{folder}/ is not built. Run {command} first.")
    frozen = {version: root / "dist" / "site"} if options.release else {}
    commit = publish_branch(
        options.repository, options.branch, root / "site", frozen, f"Publish version {version}"
    )
    print(f"{options.branch}: {commit}")
    return 0


def watch(options: argparse.Namespace) -> int:
    """Ask Crossref for notices about cited works, Europe PMC for new papers; print a report."""
    from k2evidence.monitor.commands import watch_literature

    return watch_literature(load_dataset(options.project / "data"), _context(options))


def links(options: argparse.Namespace) -> int:
    """Ask every outbound link of site/ whether it is still there; print a report."""
    from k2evidence.monitor.commands import check_links

    return check_links(options.project / "site", _context(options))


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands and their arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The addresses of the published site and of its repository are read from\n"
        "K2_SITE_URL and K2_REPOSITORY_URL; without them no address is written anywhere.",
    )
    parser.add_argument(
        "--project", type=Path, default=Path(), metavar="FOLDER", help="its folder; default: this one"
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        command = commands.add_parser(
            run.__name__.replace("_", "-"), help=run.__doc__, description=run.__doc__
        )
        command.set_defaults(command=run)
        return command

    _check_arguments(add(check))
    add(render).add_argument("out", type=Path, help="a folder that does not exist yet")
    _notebook_arguments(add(site))
    add(serve).add_argument("--address", default="127.0.0.1:8000", help="default: %(default)s")
    _paper_arguments(add(new_paper))
    _study_arguments(add(new_study))
    _case_arguments(add(new_case))
    _reconcile_arguments(add(reconcile))
    add(schema)
    add(addresses)
    add(reviewed)
    _notebook_arguments(add(release))
    _publish_arguments(add(publish))
    add(watch)
    add(links)
    return parser


def _check_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="for a person, for a program, or as annotations of a pull request; default: %(default)s",
    )
    command.add_argument("--watch", action="store_true", help="check again after every save, until Ctrl-C")


def _notebook_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--skip-notebooks", action="store_true", help="publish notebooks without running them"
    )


def _bibliography_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--id", help="family name and year, e.g. tsuchie-2012")
    command.add_argument("--read", metavar="EXTENT", help=f"how much was read: {', '.join(EXTENTS)}")
    command.add_argument("--doi", help="fetch its bibliographic record from Crossref")
    command.add_argument("--csl", type=Path, metavar="FILE", help="read that record from CSL-JSON instead")
    command.add_argument("--offline", action="store_true", help="take the DOI, but fetch nothing")
    command.add_argument("--pmid", help="its number in PubMed")
    command.add_argument("--pmcid", help="its number in PubMed Central")
    command.add_argument("--crossref", default=CROSSREF_WORKS, help="default: %(default)s")


def _paper_arguments(command: argparse.ArgumentParser) -> None:
    _bibliography_arguments(command)
    command.add_argument(
        "--author",
        action="append",
        metavar="NAME",
        help='"Family, Given" as far as seen; once for each author',
    )
    command.add_argument("--label", help="what readers call it, where first author or year were not seen")
    command.add_argument("--article-type", metavar="TYPE", help="e.g. case report, abstract of a congress")
    command.add_argument("--link", help="a stable address, where it has no DOI")
    for name in ("title", "journal", "year"):
        command.add_argument(f"--{name}", help="as printed; leave out what was not seen")


def _study_arguments(command: argparse.ArgumentParser) -> None:
    _bibliography_arguments(command)
    command.add_argument("--label", help="what readers call it, e.g. Shiraki 2000")
    command.add_argument("--confidence", metavar="WORD", help=", ".join(get_args(Confidence)))
    command.add_argument("--design", metavar="DESIGN", help=", ".join(get_args(Design)))
    command.add_argument("--population", metavar="PEOPLE", help=", ".join(get_args(Population)))
    command.add_argument("--topic", metavar="TOPIC", action="append", help=", ".join(get_args(Topic)))


def _case_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--paper", metavar="ID", help="the paper or the study that reports her")
    command.add_argument("--label", help="what the paper calls the patient, e.g. Case 1")
    command.add_argument("--id", help="default: the paper and the label")
    command.add_argument("--sex", help=", ".join(get_args(Sex)))
    command.add_argument(
        "--course", action="append", metavar="LABEL", help="a course, where there are several; once for each"
    )
    command.add_argument(
        "--locator", help="where in the paper the following is found, e.g. Case 1, paragraph 1"
    )
    command.add_argument("--reported-in", metavar="PLACE", help=", ".join(get_args(Place)))
    command.add_argument("--age", help="in years, at the first course")
    command.add_argument("--delivery", help="which delivery the first course follows: 1 for the first")
    command.add_argument("--onset", metavar="TIME", help="so long after, or before, what")
    command.add_argument("--first-visit", metavar="TIME", help="when the authors first saw her")
    command.add_argument(
        "--treatment",
        action="append",
        metavar="SUBSTANCE[:DOSE]",
        help="a bone drug, and its dose where it is reported; once for each",
    )
    command.add_argument("--start", metavar="TIME", help="when the only treatment began")
    command.add_argument("--no-bone-drug", action="store_true", help="the paper says that none was given")
    command.add_argument(
        "--fractures", metavar="LEVELS", help="fractured vertebrae, with commas between them"
    )


def _reconcile_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("first", type=Path, metavar="A", help="a case as one person transcribed it")
    command.add_argument("second", type=Path, metavar="B", help="the same case by another person")
    command.add_argument("--write", type=Path, metavar="FILE", help="write one file of both")


def _publish_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("repository", help="a git repository: a path, or an address")
    command.add_argument("--branch", default="published", help="default: %(default)s")
    command.add_argument("--release", action="store_true", help="add the frozen copy of dist/ at v/VERSION/")
