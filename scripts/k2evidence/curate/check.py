"""The check of the data at a terminal, once or after every save."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from k2evidence.audit.validation import ValidatedData
from k2evidence.load import DataError
from k2evidence.load.problem_reports import FORMATS

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

SETTLE_SECONDS = 0.1
"""How long no other event may follow before a save counts as finished."""


def check(validate: Callable[[], ValidatedData], report_format: str, site_url: str) -> int:
    """Print what is wrong with the data, which `validate` loads; return the exit status.

    A report for programs goes to standard output, problems for a person go to standard error.
    """
    start = time.perf_counter()
    for_people = report_format == "text"
    try:
        validated = validate()
    except DataError as error:
        report = FORMATS[report_format](error.problems, site_url)
        print(report, file=sys.stderr if for_people else sys.stdout, flush=True)
        return 1
    if for_people:
        dataset = validated.dataset
        courses = sum(1 for _ in dataset.courses())
        report = (
            f"No problems: papers {len(dataset.papers)}, cases {len(dataset.cases)}, "
            f"courses {courses} ({time.perf_counter() - start:.2f} s)."
        )
        if validated.to_read_again:
            report += f"\n{read_again_text(validated.to_read_again)}"
    else:
        report = FORMATS[report_format]((), site_url)
    print(report, flush=True)
    return 0


def read_again_text(sentences: Sequence[str]) -> str:
    """Return what to do about sentences whose facts changed since they were last read against them."""
    listed = "".join(f"\n  {sentence}" for sentence in sentences)
    return (
        f"Read these again, because a fact under them has changed since their last review:{listed}\n"
        "Correct what is no longer true; then note that they were read: scripts/build.py reviewed"
    )


def watch(folder: Path, action: Callable[[], object]) -> None:
    """Run the action now and after every change below a folder, until interrupted."""
    changed = threading.Event()
    observer = _start_observer(folder, changed)
    try:
        action()
        print(f"Watching {folder.name}/ …", flush=True)
        while True:
            changed.wait()
            while changed.is_set():
                changed.clear()
                time.sleep(SETTLE_SECONDS)
            print(f"\n{time.strftime('%H:%M:%S')}", flush=True)
            action()
    except KeyboardInterrupt:
        pass
    finally:
        observer.stop()
        observer.join()


def _start_observer(folder: Path, changed: threading.Event) -> "BaseObserver":
    """Return a running file-system observer that sets the event after every change."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    class Handler(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # Reading a file is an event too, and checking reads all of them.
            if event.event_type not in ("opened", "closed_no_write"):
                changed.set()

    observer = Observer()
    observer.schedule(Handler(), str(folder), recursive=True)
    observer.start()
    return observer
