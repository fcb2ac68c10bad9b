"""Runs a command and measures its wall time and the peak memory of its process tree."""

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
"""Seconds between two samples of memory: short at first, because a fast program ends soon."""
SAMPLING_SHARE = 0.05
"""Largest share of the time that may go into sampling: a sample of a large process takes some."""


class BenchError(Exception):
    """A command that was to be measured failed; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall time in seconds, and peak memory in bytes; None where the system does not report it."""

    seconds: float
    peak: int | None


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], log: Path) -> Run:
    """Run a command in a folder with this environment alone; its output goes to the log.

    Raises BenchError if it fails. All its processes are killed at the end.
    """
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the session identifies all processes of the run
        )
        try:
            with _MemorySampler(process.pid) as sampler:
                failed = process.wait()
                seconds = time.perf_counter() - start
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if failed:
        output_text = log.read_text(encoding="utf-8", errors="replace")
        raise BenchError(f"{output_text}\n`{' '.join(map(str, command))}` ended with {failed}.")
    return Run(seconds, sampler.peak or None)


class _MemorySampler:
    """Samples the memory of a session in a background thread."""

    def __init__(self, session: int) -> None:
        self.peak = 0
        self._session = session
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> "_MemorySampler":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        pause = cost = 0.0
        while not self._stopped.wait(max(pause, cost / SAMPLING_SHARE)):
            start = time.thread_time()  # CPU time: waiting costs the run nothing
            self.peak = max(self.peak, memory_of(self._session))
            cost = time.thread_time() - start
            pause = min(max(FIRST_PAUSE, pause * 1.2), LAST_PAUSE)


def memory_of(session: int) -> int:
    """Return the bytes of memory of all processes of a session, as the sum of proportional set sizes (PSS).

    Memory that several processes share counts once. It is 0 on a system without Linux's /proc.
    """
    total = 0
    for number in _processes():
        with suppress(OSError):  # ended meanwhile, or another user's
            state = Path(f"/proc/{number}/stat").read_bytes().rpartition(b")")[2].split()
            if int(state[3]) == session:
                rollup = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
                match = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
                total += int(match[1]) * 1024 if match else 0
    return total


def _processes() -> list[str]:
    proc = Path("/proc")
    return [path.name for path in proc.iterdir() if path.name.isdigit()] if proc.is_dir() else []
