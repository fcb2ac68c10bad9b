"""Makes what the preview is asked for when it is asked for it, so that an edit shows at once."""

import posixpath
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from evidence.results import Made, Publication, Shard
from keeping import Store
from record_pages import Change, Frame, Publishing, make
from search_index import FOLDER, write_index

Answer = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
"""A server's application (https://peps.python.org/pep-3333/)."""


@dataclass
class Work:
    """What is left to do of a build, and what it takes."""

    publication: Publication
    frame: Frame
    store: Store
    change: Change | None
    _done: set[Shard] = field(default_factory=set)
    _indexed: bool = False

    def begin(self, shards: Sequence[Shard], workers: int) -> Publishing:
        """Begin to write some of what is left."""
        return Publishing(shards, self.frame, self.store, self.change, workers=workers)

    def make(self, path: str) -> None:
        """Write what stands at a path of the site, and what is made with it, unless that is done."""
        if path.startswith(f"{FOLDER}/"):
            if not self._indexed:
                pages = [shard for shard in self.publication.shards if shard.pages]
                # A server has threads, with which a process cannot be split safely.
                self.begin(pages, workers=1).finish()
                write_index(Path(self.frame.config.site_dir))
                self._indexed = True
            return
        shard = self.publication.shard_at(path) or self.publication.shard_at(f"{path}/")
        if shard and shard not in self._done:
            make(shard, self.frame, self.store, self.change)
            self._done.add(shard)

    def renewed(self, publication: Publication) -> "Work | None":
        """Return what is left to do after a change of data, which is everything that is made of them.

        None where other pages are made now, so that MkDocs has to build the site again.
        """
        now, then = ((p.addresses, p.redirects, p.frozen) for p in (publication, self.publication))
        if now != then:
            return None
        whole = publication.whole
        single = (
            Shard(
                "",
                (file.uri,) if file.page else (),
                partial(Made, (file,), whole.colophons),
                others=() if file.page else (file.uri,),
            )
            for file in whole.files
        )
        late = replace(publication, whole=Made((), {}), shards=(*single, *publication.shards))
        return Work(late, self.frame, self.store, self.change)


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
        """Return an application that makes what it is asked for; `mount` is the site's path in it."""

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            while True:
                work = self._make(environ["PATH_INFO"], mount)
                told: list[tuple[Any, ...]] = []
                body = application(environ, partial(_note, told))
                if work is self._work:
                    break
                # It has waited for another build, whose files are others.
                getattr(body, "close", lambda: None)()
            start(*told[-1])
            return body

        return answer

    def _make(self, path: str, mount: str) -> Work | None:
        """Make what stands at the path of a request; return the work that it was left from."""
        inside = posixpath.normpath(f"/{path.removeprefix(mount)}").lstrip("/")  # as the server does
        if inside and path.endswith("/"):
            inside += "/"
        with self._writing:
            if self._work and path.startswith(mount):
                self._work.make(inside)
            return self._work


def _note(told: list[tuple[Any, ...]], *arguments: Any) -> None:
    told.append(arguments)
