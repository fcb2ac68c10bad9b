"""Measures how long an edit of a case takes to show in the live preview."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from benchmark.process import BenchError

EDITS = 5
TIMEOUT_SECONDS = 300.0
POLL_SECONDS = 0.02


def measure_preview(project: Path, case: Path, environment: Mapping[str, str], log: Path) -> list[float]:
    """Return the seconds from saving each of five edits until the preview answers with the new page.

    Raises BenchError when the preview does not answer in time.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    page = f"http://{address}/cases/{case.stem}/"
    command = [sys.executable, "scripts/build.py", "serve", "--address", address]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=project, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_for(page, "<main", log)
        return [_time_edit(case, page, f"Edit {number}", log) for number in range(EDITS)]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _time_edit(case: Path, page: str, label: str, log: Path) -> float:
    """Change the label of a case, which its page shows; return the seconds until it does."""
    time.sleep(2.0)  # the previous edit's search index is finished meanwhile
    text = case.read_text(encoding="utf-8")
    start = time.perf_counter()
    case.write_text(
        re.sub(r"^label: .*$", f"label: {label}", text, count=1, flags=re.MULTILINE), encoding="utf-8"
    )
    _wait_for(page, label, log)
    return time.perf_counter() - start


def _wait_for(page: str, text: str, log: Path) -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(page, timeout=TIMEOUT_SECONDS) as response,
        ):
            if text in response.read().decode("utf-8"):
                return
        time.sleep(POLL_SECONDS)
    raise BenchError(f"{log.read_text(encoding='utf-8')}\nThe preview did not show {text!r} in time.")
