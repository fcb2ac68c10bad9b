"""Publishes what belongs to single records: a shard at a time, several at once, and only what changed.

MkDocs holds every page that it builds in memory until the last is written, and builds them one after
the other. Pages of records are as many as the records, stand in no menu, and no other page's Markdown
refers to them; so they go through the same Markdown, theme and page frame here, and are forgotten once
they are written. What a shard became is kept by a hash of everything that it is made from.
"""

import gc
import json
import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from evidence.citations import word
from evidence.results import Colophons, Shard, SiteFile
from evidence.stylesheet import names_in
from jinja2 import Environment
from keeping import Store
from markdown import Markdown
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from search_index import SEARCHED, searched_part

NAMES = ".names.json"
"""The member of a kept shard that lists what the theme's stylesheet may meet on its pages."""

Change = Callable[[str, str], str]
"""What is done last to a page and its address, such as to say in the preview what is wrong with the data."""


@dataclass(frozen=True)
class Frame:
    """What MkDocs gives to every page: its menu, its templates and its settings.

    `earlier` is the folder of an earlier site, whose files are taken again where they hold the same.
    """

    config: MkDocsConfig
    nav: Navigation
    env: Environment
    earlier: Path | None = None

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The pages in the menu, by their places among the sources."""
        return {page.file.src_uri: page for page in self.nav.pages}

    @cached_property
    def markdown(self) -> Markdown:
        """The Markdown of the site."""
        return Markdown(extensions=self.config.markdown_extensions, extension_configs=self.config.mdx_configs)


class Publishing:
    """The files of all shards, on their way into the site."""

    def __init__(
        self, shards: Sequence[Shard], frame: Frame, store: Store, change: Change | None, *, workers: int
    ) -> None:
        """Let other processes begin, so many that with this one they are as many workers as asked for."""
        word(item for shard in shards if not store.holds(shard.key) for item in shard.cited())
        self._ours = [shard for shard in shards if shard.alone]
        self._queue = _Queue([shard for shard in shards if not shard.alone])
        self._make = partial(make, frame=frame, store=store, change=change)
        gc.freeze()  # what all processes share stays shared
        try:
            for _ in range(min(workers, len(shards)) - 1):
                _others.append(_begin(self._queue, self._make))
        except BaseException:
            stop_workers()
            raise

    def finish(self) -> frozenset[str]:
        """Help, and wait for the others; return the names that a stylesheet may meet on the pages.

        Raises PluginError where another process failed; it has said why.
        """
        found: set[str] = set()
        try:
            for shard in chain(self._ours, self._queue):
                found.update(self._make(shard))
            while _others:
                found.update(_others[0].finish())
                _others.pop(0)
        finally:
            self._queue.close()
            stop_workers()
        return frozenset(found)


def stop_workers() -> None:
    """End all other processes, whatever they do, so that none of them writes any more."""
    gc.unfreeze()
    while _others:
        _others.pop().stop()


class _Queue:
    """Shards that several processes take one after the other, so that all of them end together."""

    def __init__(self, shards: Sequence[Shard]) -> None:
        self._shards = shards
        # The place in an open file belongs to all processes that split off, and moving it is atomic.
        self._turns = tempfile.TemporaryFile()  # noqa: SIM115  # closed by its user

    def __iter__(self) -> Iterator[Shard]:
        while (turn := os.lseek(self._turns.fileno(), 1, os.SEEK_CUR)) <= len(self._shards):
            yield self._shards[turn - 1]

    def close(self) -> None:
        """Let the file go."""
        self._turns.close()


@dataclass(frozen=True, slots=True)
class _Worker:
    """A process that makes some of the shards, and the pipe through which it tells the names on them."""

    process: int
    told: int

    def finish(self) -> Sequence[str]:
        """Wait for it; return the names.

        Raises the OSError that stopped it, or PluginError where it has said itself what did.
        """
        with open(self.told, closefd=False, encoding="utf-8") as pipe:  # a number, no path
            text = pipe.read()
        if os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]) != 0:
            if text:
                raise OSError(*json.loads(text))
            raise PluginError("pages of records could not be made; the reason stands above")
        os.close(self.told)
        names: list[str] = json.loads(text)
        return names

    def stop(self) -> None:
        """End it, whatever it does."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.told)


def _begin(shards: Iterable[Shard], make: Callable[[Shard], Sequence[str]]) -> _Worker:
    """Split a process off that makes some shards."""
    parent = os.getpid()
    told, tell = os.pipe()
    process = os.fork()
    if process:
        os.close(tell)
        return _Worker(process, told)
    status = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)  # whoever is told to stop clears up, not this one
        found: set[str] = set()
        try:
            for shard in shards:
                if os.getppid() != parent:  # killed, and its folder may be cleared away already
                    os._exit(1)
                found.update(make(shard))
            _tell(tell, sorted(found))
            status = 0
        except OSError as error:
            _tell(tell, [error.errno, error.strerror, error.filename])
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _tell(pipe: int, what: Sequence[object]) -> None:
    with open(pipe, "w", encoding="utf-8") as stream:  # a number, no path
        json.dump(what, stream)


_others: list[_Worker] = []
"""The other processes that this one has begun and not ended."""


def make(shard: Shard, frame: Frame, store: Store, change: Change | None) -> Sequence[str]:
    """Write the files of one shard, made where they are not kept; return the names on its pages."""
    if not shard.key:
        made = shard.make()
        for item in made.files:  # one after the other: they may be large
            place, content = _finished(item, made.colophons, frame)
            _write({place: content}, frame, change)
        return ()
    files = store.get(shard.key)
    if files is None:
        files = _made(shard, frame)
        store.put(shard.key, files)
    _write(files, frame, change)
    names: list[str] = json.loads(files[NAMES])
    return names


def _made(shard: Shard, frame: Frame) -> Mapping[str, bytes]:
    """Make the files of a shard, with the list of the names on its pages."""
    made = shard.make()
    files = {}
    pages = []
    for item in made.files:
        place, content = _finished(item, made.colophons, frame)
        files[place] = content
        if item.page:
            html = content.decode("utf-8")
            pages.append(html)
            files[f"{SEARCHED}/{place}"] = searched_part(html)
    return files | {NAMES: json.dumps(sorted(names_in(pages, ()))).encode()}


def _finished(item: SiteFile, colophons: Colophons, frame: Frame) -> tuple[str, bytes]:
    """Return where a file stands in the site, and what it holds there."""
    if not item.page:
        return item.uri, item.bytes
    place, html = render(item, colophons, frame)
    return place, html.encode("utf-8")


def render(item: SiteFile, colophons: Colophons, frame: Frame) -> tuple[str, str]:
    """Return where a page stands in the site, and the page, as MkDocs would make it."""
    config = frame.config
    file = File.generated(config, item.uri, content=item.content)
    file.edit_uri = item.origin.as_posix() if item.origin else None
    page = frame.pages.get(item.uri) or Page(None, file, config)
    page.file = file
    page.read_source(config)
    assert page.markdown is not None
    page.content = frame.markdown.reset().convert(page.markdown)
    page.toc = get_toc(getattr(frame.markdown, "toc_tokens", []))
    config.extra["colophons"] = colophons
    page.active = True  # the menu says where the reader is
    try:
        html = frame.env.get_template("main.html").render(get_context(frame.nav, [file], config, page))
    finally:
        page.active = False
    return file.dest_uri, html


def _write(files: Mapping[str, bytes], frame: Frame, change: Change | None) -> None:
    """Write files into the site."""
    for name, content in files.items():
        if name == NAMES:
            continue
        if change and name.endswith(".html"):
            content = change(content.decode("utf-8"), name.removesuffix("index.html")).encode("utf-8")
        path = Path(frame.config.site_dir, name)
        earlier = frame.earlier / name if frame.earlier else None
        try:
            _put(path, content, earlier)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            _put(path, content, earlier)


def _put(path: Path, content: bytes, earlier: Path | None) -> None:
    """Write a file, or let the earlier one stand here too if it holds the same: that is much faster."""
    with suppress(OSError):  # none is there, or the folders are on two disks
        if earlier and earlier.stat().st_size == len(content) and earlier.read_bytes() == content:
            path.hardlink_to(earlier)
            return
    path.write_bytes(content)
