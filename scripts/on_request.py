"""Makes what the preview is asked for when it is asked for it, so that an edit shows at once."""

import posixpath
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence.results import Publication, Shard
from keeping import Store
from record_pages import Change, Frame, Publishing, make
from search_index import FOLDER, write_index

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A server's application (https://peps.python.org/pep-3333/)."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do of a build, and what it takes."""

    publication: Publication
    frame: Frame
    store: Store
    change: Change | None
    done: set[Shard] = field(default_factory=set)
    """The shards that were made for requests."""

    def begin(self, shards: Sequence[Shard], workers: int) -> Publishing:
        """Begin to write some of what is left."""
        return Publishing(shards, self.frame, self.store, self.change, workers=workers)

    def make(self, path: str) -> bool:
        """Write what stands at a path of the site, and what is made with it; say whether something does."""
        site = Path(self.frame.config.site_dir)
        if path.startswith(f"{FOLDER}/"):
            if not (site / FOLDER).exists():
                pages = [shard for shard in self.publication.shards if shard.pages]
                # A server has threads, with which a process cannot be split safely.
                self.begin(pages, workers=1).finish()
                write_index(site)
            return _answers(site, path)
        shard = self.publication.shard_at(path) or self.publication.shard_at(f"{path}/")
        if shard and shard not in self.done:
            make(shard, self.frame, self.store, self.change)
            self.done.add(shard)
        return _answers(site, path)


def _answers(site: Path, path: str) -> bool:
    """Say whether the server finds something at a path: else it would be asked for ever."""
    place = site / path
    return (place / "index.html").is_file() or (not path.endswith("/") and place.is_file())


@dataclass(slots=True)
class Late:
    """What the newest build of the preview left for later."""

    _work: Work | None = None
    _writing: threading.Lock = field(default_factory=threading.Lock)
    """Held while the site is built, and while something is made for a request: never both at once."""
    _building: bool = False

    def begin(self) -> None:
        """Let nothing be made for requests: a build begins, and clears the site."""
        self._writing.acquire()
        self._work, self._building = None, True

    def end(self, work: Work | None = None) -> None:
        """Let requests be answered again, with what a build left for later; none where it failed."""
        if self._building:  # a build can fail before it began to write
            self._work, self._building = work, False
            self._writing.release()

    def answering(self, application: Answer, mount: str) -> Answer:
        """Return an application that makes what it does not find; `mount` is the site's path in it."""

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            told: list[tuple[Any, ...]] = []
            body = application(environ, lambda *arguments: told.append(arguments))
            # Asked again, it may wait for a new build, which has made nothing yet: so again and again.
            while told[-1][0].startswith("404") and self._make(environ["PATH_INFO"], mount):
                body = application(environ, lambda *arguments: told.append(arguments))
            start(*told[-1])
            return body

        return answer

    def _make(self, path: str, mount: str) -> bool:
        """Make what stands at the path of a request; say whether it is worth asking again."""
        if not path.startswith(mount):
            return False
        inside = posixpath.normpath(f"/{path[len(mount) :]}").lstrip("/")  # as the server does
        if inside and path.endswith("/"):
            inside += "/"
        with self._writing:
            return self._work is not None and self._work.make(inside)
