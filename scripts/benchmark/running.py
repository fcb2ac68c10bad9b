"""Runs a program to its end: how long it took, and how much memory it held with its children."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FIRST_PAUSE, LAST_PAUSE = 0.01, 0.1
"""Seconds between two looks at the memory: short at first, because a fast program is gone soon."""
LOOKING = 0.05
"""Most of the time that may go into looking: a look at a large process takes some."""


class BenchError(Exception):
    """Something that was to be measured failed; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds, and the most bytes held at once, None where the system does not tell."""

    seconds: float
    peak: int | None


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], log: Path) -> Run:
    """Run a command in a folder with nothing but this environment; its output goes to the log.

    Raises BenchError where it fails. No process of it is left, however this ends.
    """
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # by its session all processes of the run are found
        )
        try:
            with _Looking(process.pid) as looking:
                failed = process.wait()
                seconds = time.perf_counter() - start
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if failed:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise BenchError(f"{said}\n`{' '.join(map(str, command))}` ended with {failed}.")
    return Run(seconds, looking.peak or None)


class _Looking:
    """Looks at the memory of a session again and again, in a thread beside the one that waits."""

    def __init__(self, session: int) -> None:
        self.peak = 0
        self._session = session
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Looking":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        pause = cost = 0.0
        while not self._over.wait(max(pause, cost / LOOKING)):
            start = time.thread_time()  # what it takes from the run, not what a busy machine makes it wait
            self.peak = max(self.peak, memory_of(self._session))
            cost = time.thread_time() - start
            pause = min(max(FIRST_PAUSE, pause * 1.2), LAST_PAUSE)


def memory_of(session: int) -> int:
    """Return the bytes that the processes of a session hold; a page that several share counts once.

    That is the sum of their proportional set sizes (PSS). It is 0 on a system without Linux's /proc.
    """
    total = 0
    for number in _processes():
        with suppress(OSError):  # ended meanwhile, or another user's
            state = Path(f"/proc/{number}/stat").read_bytes().rpartition(b")")[2].split()
            if int(state[3]) == session:
                rollup = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
                found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
                total += int(found[1]) * 1024 if found else 0
    return total


def _processes() -> list[str]:
    proc = Path("/proc")
    return [path.name for path in proc.iterdir() if path.name.isdigit()] if proc.is_dir() else []
