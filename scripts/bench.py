#!/usr/bin/env python3
"""Measures builds, preview, pages and search at several numbers of cases, beside plain Material.

For each number of cases it makes a copy of the project with that many, the real ones and synthetic ones,
in a temporary folder, and removes it again. Notebooks are not executed. With --base, an earlier commit
builds its own data with the same synthetic cases in the same run. Exit status 1 where a build fails;
its output is shown.
"""

import argparse
import io
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmark.plain_material import convert_tree
from benchmark.preview import measure_preview
from benchmark.process import BenchError, Run, run
from benchmark.report import (
    BASE_COLD,
    BASE_EDITED,
    COLD,
    EDITED,
    MATERIAL,
    Measurement,
    as_numbers,
    as_text,
)
from benchmark.sizes import PAGES, file_size, folder_size, largest_page, measure_first_search
from benchmark.synthetic import PREFIX, write_cases

SOURCES = ("data", "docs", "scripts", "mkdocs.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md")
"""What a build needs of the project."""
SIZES = (4, 100, 1_000)
REPEATED_UP_TO = 100
"""Up to so many cases, builds are repeated three times."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table; return the exit status."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # removes temporary folders
    try:
        measurements = [_measure(options, size) for size in sorted(set(options.cases))]
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    machine = (
        f"Python {platform.python_version()}, Material {version('mkdocs-material')}, "
        f"{os.cpu_count()} processors"
    )
    print(machine, as_text(measurements), sep="\n\n")
    if options.json:
        report = {"machine": machine, "cases": [one.cases for one in measurements]}
        numbers = report | {"measured": as_numbers(measurements)}
        options.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    return 0


def _measure(options: argparse.Namespace, size: int) -> Measurement:
    """Measure everything at one number of cases, in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="k2-bench-") as folder:
        bench = Bench(Path(folder), options.project.resolve(), size)
        bench.prepare(options.base)
        runs: dict[str, list[Run]] = {}
        repeats = options.repeat or (3 if size <= REPEATED_UP_TO else 1)
        for repeat in range(repeats):  # in turns, so that a slow minute of the machine meets all of them
            bench.log(f"repeat {repeat + 1} of {repeats}")
            for name, result in bench.build_all(with_base=bool(options.base)):
                runs.setdefault(name, []).append(result)
        bench.log("preview, pages and search")
        site = bench.project / "site"
        return Measurement(
            cases=size,
            runs=runs,
            preview=bench.preview(),
            pages={name: file_size(site / path) for name, path in PAGES.items()},
            page_count=sum(1 for _ in site.rglob("*.html")),
            largest_page=file_size(largest_page(site)),
            search_index=folder_size(site / "pagefind"),
            search=measure_first_search(site),
            material_index=file_size(bench.folder / "material" / "site" / "search" / "search_index.json"),
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """A temporary folder with copies of the project; `root` is the project itself."""

    folder: Path
    root: Path
    size: int

    @property
    def project(self) -> Path:
        """The copy of the project as it is."""
        return self.folder / "project"

    @property
    def base(self) -> Path:
        """The copy of the project at the base commit."""
        return self.folder / "base"

    def log(self, message: str) -> None:
        """Report progress on standard error."""
        print(f"{self.size:,} cases: {message} …", file=sys.stderr, flush=True)

    def prepare(self, base: str | None) -> None:
        """Copy the project, add synthetic cases, and check out the base commit."""
        self.log("copying the project")
        (self.folder / "home").mkdir()
        (self.folder / "tmp").mkdir()
        ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
        self.project.mkdir()
        for name in SOURCES:
            source, target = self.root / name, self.project / name
            shutil.copytree(source, target, ignore=ignore) if source.is_dir() else shutil.copy(source, target)
        if base:
            archive = subprocess.run(
                ["git", "archive", base, *SOURCES], cwd=self.root, capture_output=True, check=True
            )
            with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as members:
                members.extractall(self.base, filter="data")
        for copy in (self.project, self.base):
            if copy.exists():
                real = sum(1 for _ in (copy / "data" / "cases").glob("*.yml"))
                write_cases(copy / "data", 0, self.size - real)
                # Else the first build alone would pay for compiling the program.
                self.run("compile", [sys.executable, "-m", "compileall", "-q", "scripts"], copy)

    def build_all(self, *, with_base: bool) -> list[tuple[str, Run]]:
        """Build cold and after an edit, with both commits, and with plain Material."""
        results = [
            (COLD, self.build(self.project, cold=True)),
            (EDITED, self.build(self.project, cold=False)),
        ]
        if with_base:
            results.append((BASE_COLD, self.build(self.base, cold=True)))
            results.append((BASE_EDITED, self.build(self.base, cold=False)))
        results.append((MATERIAL, self.build_material()))
        return results

    def build(self, project: Path, *, cold: bool) -> Run:
        """Build the site of a copy: without any cache, or after one value of one case was changed."""
        if cold:
            shutil.rmtree(project / ".cache", ignore_errors=True)
            shutil.rmtree(project / "site", ignore_errors=True)
        else:
            path = self.case(project)
            path.write_text(edit_value(path.read_text(encoding="utf-8")), encoding="utf-8")
        command = [sys.executable, "scripts/build.py", "site"]
        flag = "--skip-notebooks"
        if flag in self.help(project):  # earlier commits read an environment variable
            command.append(flag)
        return self.run("build", command, project)

    def help(self, project: Path) -> str:
        """Return the help of the command `site`."""
        command = [sys.executable, "scripts/build.py", "site", "--help"]
        done = subprocess.run(
            command, cwd=project, env=self.environment(project), capture_output=True, text=True, check=True
        )
        return done.stdout

    def case(self, project: Path) -> Path:
        """Return the file of the case that is edited: a synthetic one, else the first."""
        paths = sorted((project / "data" / "cases").glob("*.yml"))
        return next((path for path in paths if path.name.startswith(PREFIX)), paths[0])

    def build_material(self) -> Run:
        """Build the same Markdown with plain Material."""
        tree = self.folder / "material"
        if not tree.exists():
            self.run("render", [sys.executable, "scripts/build.py", "render", str(tree)], self.project)
            convert_tree(tree)
        shutil.rmtree(tree / "site", ignore_errors=True)
        return self.run(MATERIAL, [sys.executable, "-m", "mkdocs", "build", "-q"], tree)

    def preview(self) -> Sequence[float]:
        """Return the seconds until an edit shows in the preview, for several edits."""
        environment = self.environment(self.project)
        return measure_preview(
            self.project, self.case(self.project), environment, self.folder / "preview.log"
        )

    def run(self, name: str, command: Sequence[str], folder: Path) -> Run:
        """Run a command and measure it."""
        return run(command, folder, self.environment(folder), self.folder / f"{name}.log")

    def environment(self, project: Path) -> Mapping[str, str]:
        """Return an environment that holds nothing of the caller's but where programs are."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),  # what a stopped build leaves is removed with the folder
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(project / "scripts"),
            "GIT_CEILING_DIRECTORIES": str(self.folder),  # the copy has no history; look for none above it
            "K2_EXECUTE_NOTEBOOKS": "false",  # read by commits before 2026-11-27
            "NO_MKDOCS_2_WARNING": "1",
        }


def edit_value(case: str) -> str:
    """Return a case whose last value ends in another digit."""
    return re.sub(
        r"(.*\bvalue: -?[\d.]*)(\d)",
        lambda match: f"{match[1]}{(int(match[2]) + 1) % 10}",
        case,
        count=1,
        flags=re.DOTALL,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--project", type=Path, default=Path(), metavar="FOLDER", help="its folder; default: this one"
    )
    parser.add_argument(
        "--cases", type=_count, nargs="+", default=SIZES, metavar="N", help="default: 4 100 1000"
    )
    parser.add_argument(
        "--repeat", type=_count, metavar="TIMES", help=f"default: 3 up to {REPEATED_UP_TO} cases, 1 above"
    )
    parser.add_argument("--base", metavar="COMMIT", help="measure an earlier commit too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers for a program, too")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
