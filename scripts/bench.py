#!/usr/bin/env python3
"""Measures what grows with the number of cases, beside other programs in the same run.

For each number of cases it makes a copy of the project with that many, the real ones and synthetic ones,
in a temporary folder, and takes it away again. Notebooks are not run (K2_EXECUTE_NOTEBOOKS=false), as in
plain Material; one of them computes every figure again, so it too takes longer with more cases. Exit status 1
where a build fails; its output is shown.
"""

import argparse
import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmark import peers
from benchmark.running import BenchError, Run, run
from benchmark.table import HUGO, MATERIAL, OURS, REBUILT, Measured, as_numbers, as_text
from benchmark.weights import PAGES, Weight, first_search, largest_page, total, weigh
from synthetic import write_cases

ROOT = Path(__file__).parent.parent
"""The project's folder."""
COPIED = ("docs", "data", "scripts", "mkdocs.yml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md")
"""What a build needs of the project."""
SIZES = (4, 100, 1_000, 10_000)
FEW = 100
"""Up to so many cases, three repeats are worth their time."""
CAVEATS = """\
Every build ran with K2_EXECUTE_NOTEBOOKS=false. Synthetic cases are as varied as the real ones.
Plain Material built the same Markdown without this project's theme, hooks and notebooks.
Hugo wrote the case pages and their list, nothing else: it draws no picture, does no validation, no audit, no
exports and no search index, and fills in no story. Its ratio says what all of that costs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table; return the exit status."""
    real = sum(1 for _ in (ROOT / "data" / "cases").glob("*.yml"))
    parser = _parser()
    options = parser.parse_args(arguments)
    sizes = sorted(set(options.cases))
    if sizes[0] < real:
        parser.error(f"--cases: the project has {real} cases; name no smaller number")
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # clear up on the way out
    try:
        measured = [
            measure(size, real, options.repeat or (3 if size <= FEW else 1), size <= options.peers_to)
            for size in sizes
        ]
    except BenchError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was left behind.", file=sys.stderr)
        return 128 + signal.SIGINT
    machine = _machine()
    print(", ".join(f"{name} {said}" for name, said in machine.items()), as_text(measured), sep="\n\n")
    print(f"\nLargest page: {', '.join(f'{one.largest} with {one.cases:,} cases' for one in measured)}.")
    print(CAVEATS, *_left_out(measured, options.peers_to), sep="\n")
    if options.json:
        told = {
            "machine": machine,
            "cases": sizes,
            "measured": as_numbers(measured),
            "largest page": [one.largest for one in measured],
        }
        options.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(size: int, real: int, repeats: int, with_peers: bool) -> Measured:
    """Measure everything at one number of cases, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="k2-bench-") as folder:
        bench = Bench(Path(folder), size)
        bench.prepare(size - real)
        runs: dict[str, list[Run]] = {OURS: [], REBUILT: []}
        peer: dict[str, tuple[list[str], Path, Path]] = {}
        for repeat in range(repeats):  # in turns, so that a slow minute of the machine meets all of them
            bench.tell(f"repeat {repeat + 1} of {repeats}")
            runs[OURS].append(bench.cold())
            runs[REBUILT].append(bench.rebuilt())
            if with_peers and not peer:  # only now: what they are made from is worked out already
                peer = bench.peers()
            for name, (command, tree, made) in peer.items():
                shutil.rmtree(made, ignore_errors=True)
                runs.setdefault(name, []).append(bench.run(name, command, tree))
        bench.tell("pages, search and stages")
        site = bench.project / "site"
        largest = largest_page(site)
        built = {OURS: site} | {name: made for name, (_, _, made) in peer.items()}
        return Measured(
            cases=size,
            repeats=repeats,
            runs=runs,
            html={name: sum(1 for _ in made.rglob("*.html")) for name, made in built.items()},
            pages={name: weigh(site / place) for name, place in PAGES.items()},
            largest=f"/{largest.parent.relative_to(site).as_posix()}/",
            largest_page=weigh(largest),
            search_index=total(site / "pagefind"),
            search=first_search(site),
            material_index=_material_index(built),
            stages=bench.stages(),
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder with a copy of the project, its peers, and all that they write."""

    folder: Path
    size: int

    @property
    def project(self) -> Path:
        """The copy of the project."""
        return self.folder / "project"

    def tell(self, what: str) -> None:
        """Say on the error stream what is going on."""
        print(f"{self.size:,} cases: {what} …", file=sys.stderr, flush=True)

    def prepare(self, synthetic: int) -> None:
        """Copy the project and add so many synthetic cases."""
        self.tell("making the project")
        (self.folder / "home").mkdir()
        (self.folder / "tmp").mkdir()
        self.project.mkdir()
        for name in COPIED:
            source, target = ROOT / name, self.project / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        write_cases(self.project / "data", 0, synthetic)
        # Or the first build alone would pay for compiling the program.
        self.run("compile", [sys.executable, "-m", "compileall", "-q", "scripts"], self.project)

    def cold(self) -> Run:
        """Build the site from nothing."""
        for left in (".cache", "site"):
            shutil.rmtree(self.project / left, ignore_errors=True)
        return self.run(OURS, [sys.executable, "scripts/build.py", "site"], self.project)

    def rebuilt(self) -> Run:
        """Build the site again after one value of one case was changed."""
        written = sorted((self.project / "data" / "cases").glob("*.yml"), key=_is_real)
        path = next(path for path in written if edited(path.read_text(encoding="utf-8")))
        path.write_text(edited(path.read_text(encoding="utf-8")), encoding="utf-8")
        return self.run(REBUILT, [sys.executable, "scripts/build.py", "site"], self.project)

    def peers(self) -> dict[str, tuple[list[str], Path, Path]]:
        """Make the same content for each peer that is installed; return its command, folder and output."""
        self.tell("making the same for the peers")
        material = self.folder / "material"
        self.run("render", [sys.executable, "scripts/build.py", "render", str(material)], self.project)
        peers.plain_material(material)
        found = {MATERIAL: ([sys.executable, "-m", "mkdocs", "build", "-q"], material, material / "site")}
        if shutil.which("hugo"):
            tree = self.folder / "hugo"
            peers.hugo(self.project / "data" / "cases", tree)
            found[HUGO] = (["hugo", "--quiet"], tree, tree / "public")
        return found

    def stages(self) -> dict[str, float]:
        """Return the seconds of each stage of the project's own work."""
        shutil.rmtree(self.project / ".cache", ignore_errors=True)
        told = self.folder / "stages.json"
        self.run("stages", [sys.executable, "-m", "benchmark.stages", str(told)], self.project)
        seconds: dict[str, float] = json.loads(told.read_text(encoding="utf-8"))
        return seconds

    def run(self, name: str, command: Sequence[str], folder: Path) -> Run:
        """Run a command with an environment that holds nothing of the caller's but where programs are."""
        return run(command, folder, self._environment(), self._log(name))

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),  # what a stopped build leaves goes with the folder
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(self.project / "scripts"),
            "GIT_CEILING_DIRECTORIES": str(self.folder),  # the copy has no history; look for none above it
            "K2_EXECUTE_NOTEBOOKS": "false",
            "NO_MKDOCS_2_WARNING": "1",
        }


def edited(case: str) -> str:
    """Return a case with another last digit of its last value; nothing where it has no value."""
    changed, times = re.subn(
        r"(.*\bvalue: -?[\d.]*)(\d)",
        lambda found: f"{found[1]}{(int(found[2]) + 1) % 10}",
        case,
        count=1,
        flags=re.DOTALL,
    )
    return changed if times else ""


def _is_real(path: Path) -> tuple[bool, str]:
    return not path.name.startswith("synthetic-"), path.name


def _material_index(built: Mapping[str, Path]) -> Weight | None:
    return weigh(built[MATERIAL] / "search" / "search_index.json") if MATERIAL in built else None


def _left_out(measured: Sequence[Measured], peers_to: int) -> list[str]:
    told = []
    if large := [f"{one.cases:,}" for one in measured if MATERIAL not in one.runs]:
        told.append(f"Not run with {' and '.join(large)} cases (--peers-to {peers_to}): {MATERIAL}, {HUGO}.")
    if not shutil.which("hugo"):
        told.append("Not run: Hugo is not installed.")
    if any(one.search is None for one in measured):
        told.append("Not measured: the first query, for want of Playwright or a browser.")
    return told


def _machine() -> dict[str, Any]:
    made = {"Python": platform.python_version(), "Material": version("mkdocs-material")}
    if shutil.which("hugo"):
        asked = subprocess.run(["hugo", "version"], capture_output=True, text=True, check=True)
        found = re.search(r"v([\d.]+)", asked.stdout)
        made["Hugo"] = found[1] if found else asked.stdout.strip()
    return made | {"processors": os.cpu_count()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--cases", type=_number, nargs="+", default=SIZES, metavar="N", help="default: 4 100 1000 10000"
    )
    parser.add_argument(
        "--repeat", type=_number, metavar="TIMES", help=f"default: 3 up to {FEW} cases, 1 above"
    )
    parser.add_argument(
        "--peers-to", type=int, default=1_000, metavar="N", help="most cases for peers; default: %(default)s"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers for a program, too")
    return parser


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
