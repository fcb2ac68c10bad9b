#!/usr/bin/env python3
"""Builds K2 Evidence from its data.

Exit status: 0 done; 1 the data or a page has problems, all of them listed; 2 the command was not
understood.
"""

import argparse
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import get_args

import curate
from evidence.forms import render_forms
from evidence.load import DataError, load_context, load_dataset
from evidence.model import Design, Population, Topic
from evidence.reports import FORMATS, as_text
from evidence.schema import render_schemas

ROOT = Path(__file__).parent.parent
"""The project's folder."""
RENDERED = "# Written by `build.py render`; do not edit.\n"
"""First line of the mkdocs.yml of a rendered tree, by which a later run knows its own."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except DataError as error:
        print(as_text(error.problems, _site_url()), file=sys.stderr)
        return 1
    except (BuildError, curate.CuratorError) as error:
        print(error, file=sys.stderr)
        return 1


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

    context = load_context(ROOT, os.environ)
    files = build_site(ROOT / "data", context)
    with aside(out) as tree:
        shutil.copytree(ROOT / "docs", tree / "docs")
        shutil.copytree(ROOT / "scripts" / "theme", tree / "theme")
        (tree / "mkdocs.yml").write_text(_plain_configuration(), encoding="utf-8")
        for item in files:
            target = tree / "docs" / item.uri
            if target.exists():
                raise BuildError(f"docs/{item.uri} is written by hand, but it is generated too")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(item.bytes)
    print(f"{out}: {len(files)} generated files. Build it with: mkdocs build -f {out}/mkdocs.yml")
    return 0


def site(_: argparse.Namespace) -> int:
    """Build the site into site/; the earlier one stays until the new one is whole."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError

    load_dataset(ROOT / "data")
    print("Data: no problems. Building pages, notebook and search index …", flush=True)
    start = time.perf_counter()
    _log_to(sys.stderr, logging.WARNING)
    os.environ.setdefault("SOURCE_DATE_EPOCH", _last_commit_time())
    with aside(ROOT / "site") as folder:
        try:
            build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True))
        except (Abort, ConfigurationError) as error:
            raise BuildError(f"{error} The earlier site/ was left as it was.") from None
        pages = sum(1 for _ in folder.rglob("*.html"))
    print(f"site/: {pages} pages in {time.perf_counter() - start:.1f} s.")
    return 0


def serve(options: argparse.Namespace) -> int:
    """Preview the site; an edit shows within a second or two. Notebooks are not run."""
    from mkdocs.commands.serve import serve as mkdocs_serve

    _log_to(sys.stdout, logging.INFO)
    os.environ["K2_EXECUTE_NOTEBOOKS"] = "false"
    mkdocs_serve(str(ROOT / "mkdocs.yml"), dev_addr=options.address)
    return 0


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a folder beside the target; swap it in when all went well, else throw it away."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    old = new.with_name(f"{new.name}-old")
    try:
        yield new
        new.chmod(0o755)
        if target.exists():
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _is_rendered(out: Path) -> bool:
    configuration = out / "mkdocs.yml"
    empty = out.is_dir() and not any(out.iterdir())
    return empty or (
        configuration.is_file() and configuration.read_text(encoding="utf-8").startswith(RENDERED)
    )


def _plain_configuration() -> str:
    """Return mkdocs.yml without hooks, for a tree that holds its generated pages as files."""
    import yaml
    from mkdocs.utils.yaml import get_yaml_loader

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.load(text, Loader=get_yaml_loader())
    del settings["hooks"], settings["watch"]
    settings["theme"]["custom_dir"] = "theme"
    return RENDERED + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
