"""Publishes what belongs to single records: a shard at a time, several at once, and only what changed.

MkDocs holds every page that it builds in memory until the last is written, and builds them one after
the other. Pages of records are as many as the records, stand in no menu, and no other page's Markdown
refers to them; so they go through the same Markdown, theme and page frame here, and are forgotten once
they are written. What a shard became is kept by a hash of everything that it is made from.
"""

import gc
import hashlib
import io
import json
import multiprocessing
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import distributions
from pathlib import Path

from evidence.citations import cite
from evidence.results import Colophons, Shard, SiteFile
from evidence.stylesheet import names_in
from jinja2 import Environment
from markdown import Markdown
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

NAMES = ".names.json"
"""The member of a kept shard that lists what the theme's stylesheet may meet on its pages."""
KEPT_FOR = 7 * 24 * 3600
"""How long a kept shard stays that no build uses, in seconds."""

Change = Callable[[str, str], str]
"""What is done last to a page and its address, such as to say in the preview what is wrong with the data."""


@dataclass(frozen=True)
class Frame:
    """What MkDocs gives to every page: its menu, its templates and its settings."""

    config: MkDocsConfig
    nav: Navigation
    env: Environment

    @cached_property
    def markdown(self) -> Markdown:
        """The Markdown of the site."""
        return Markdown(extensions=self.config.markdown_extensions, extension_configs=self.config.mdx_configs)


@dataclass(frozen=True, slots=True)
class Store:
    """Keeps what shards became in a folder, by the hash of what they were made from.

    A folder that cannot be written keeps nothing.
    """

    folder: Path
    program: str
    """A hash of the program, its templates and its libraries."""

    def path(self, shard: Shard) -> Path:
        """Return where a shard is kept."""
        name = hashlib.sha256(f"{self.program} {shard.key}".encode()).hexdigest()
        return self.folder / f"{name}.zip"

    def get(self, shard: Shard) -> Mapping[str, bytes] | None:
        """Return the files of a shard; None where it is not kept whole."""
        path = self.path(shard)
        try:
            with zipfile.ZipFile(path) as kept:  # checks the sum of every member that it reads
                files = {name: kept.read(name) for name in kept.namelist()}
            os.utime(path)
        except (OSError, zipfile.BadZipFile, EOFError):
            return None
        return files

    def put(self, shard: Shard, files: Mapping[str, bytes]) -> None:
        """Keep the files of a shard: whole or not at all."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as kept:
            for name, content in files.items():
                kept.writestr(zipfile.ZipInfo(name), content)
        path = self.path(shard)
        aside = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(stream.getvalue())
            aside.replace(path)

    def clear(self, now: float) -> None:
        """Remove what no build has used for long."""
        with suppress(OSError):
            for path in self.folder.iterdir():
                if now - path.stat().st_mtime > KEPT_FOR:
                    path.unlink()


def program_hash(root: Path) -> str:
    """Return a hash of everything that makes pages besides the data: code, theme, settings, libraries."""
    parts = [sys.version, *sorted(f"{found.name} {found.version}" for found in distributions())]
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in sorted((*(root / "scripts").rglob("*"), root / "mkdocs.yml")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def publish(
    shards: Sequence[Shard], frame: Frame, store: Store, change: Change | None, *, workers: int
) -> frozenset[str]:
    """Write the files of all shards into the site; return the names that a stylesheet may meet on them.

    With more than one worker, shards that must be made are made by as many processes.
    """
    found: set[str] = set()
    fresh: list[Shard] = []
    for shard in shards:
        files = store.get(shard)
        if files is None:
            fresh.append(shard)
        else:
            found.update(_write(files, frame, change))
    _Work.shards, _Work.frame, _Work.store, _Work.change = fresh, frame, store, change
    # In one run: to start the CSL processor takes as long as a hundred references.
    cite(item for shard in fresh for item in shard.cited())
    if workers > 1 and len(fresh) > 1:
        gc.freeze()  # what all processes share stays shared
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            for names in pool.imap_unordered(_make, range(len(fresh))):
                found.update(names)
        gc.unfreeze()
    else:
        for number in range(len(fresh)):
            found.update(_make(number))
    return frozenset(found)


class _Work:
    """What a worker inherits from the process that it is split from."""

    shards: Sequence[Shard]
    frame: Frame
    store: Store
    change: Change | None


def _make(number: int) -> tuple[str, ...]:
    """Make one shard, keep it and write it; return the names on its pages."""
    shard = _Work.shards[number]
    made = shard.make()
    files = {}
    pages = []
    for item in made.files:
        if item.page:
            place, html = render(item, made.colophons, _Work.frame)
            pages.append(html)
            files[place] = html.encode("utf-8")
        else:
            files[item.uri] = item.bytes
    files[NAMES] = json.dumps(sorted(names_in(pages, ()))).encode()
    _Work.store.put(shard, files)
    return tuple(_write(files, _Work.frame, _Work.change))


def render(item: SiteFile, colophons: Colophons, frame: Frame) -> tuple[str, str]:
    """Return where a page stands in the site, and the page, as MkDocs would make it."""
    config = frame.config
    file = File.generated(config, item.uri, content=item.content)
    file.edit_uri = item.origin.as_posix() if item.origin else None
    page = Page(None, file, config)
    page.read_source(config)
    assert page.markdown is not None
    page.content = frame.markdown.reset().convert(page.markdown)
    page.toc = get_toc(getattr(frame.markdown, "toc_tokens", []))
    config.extra["colophons"] = colophons
    html = frame.env.get_template("main.html").render(get_context(frame.nav, [file], config, page))
    return file.dest_uri, html


def _write(files: Mapping[str, bytes], frame: Frame, change: Change | None) -> Sequence[str]:
    """Write files into the site; return the names that were kept with them."""
    for name, content in files.items():
        if name == NAMES:
            continue
        if change and name.endswith(".html"):
            content = change(content.decode("utf-8"), name.removesuffix("index.html")).encode("utf-8")
        path = Path(frame.config.site_dir, name)
        try:
            path.write_bytes(content)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    names: list[str] = json.loads(files[NAMES])
    return names
