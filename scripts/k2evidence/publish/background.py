"""Work that goes on after a build of the preview, until the next build stops it."""

from collections.abc import Iterable
from threading import Event, Thread


class Background:
    """At most one thread, which does the steps of some work one after the other."""

    def __init__(self) -> None:
        self._thread: Thread | None = None
        self._stopped = Event()

    def start(self, steps: Iterable[object]) -> None:
        """Begin to do the steps: asking for the next one does it."""
        self._stopped.clear()
        self._thread = Thread(target=self._do, args=(steps,))
        self._thread.start()

    def stop(self) -> None:
        """Do no further step, and wait for the one that is being done."""
        self._stopped.set()
        if self._thread:
            self._thread.join()
            self._thread = None

    def _do(self, steps: Iterable[object]) -> None:
        for _ in steps:
            if self._stopped.is_set():
                return
