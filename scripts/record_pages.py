"""Publishes what belongs to single records: a shard at a time, several at once, and only what changed.

MkDocs holds every page that it builds in memory until the last is written, and builds them one after
the other. Pages of records are as many as the records, stand in no menu, and no other page's Markdown
refers to them; so they go through the same Markdown, theme and page frame here, and are forgotten once
they are written. What a shard became is kept by a hash of everything that it is made from.
"""

import gc
import json
import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evidence.citations import cite
from evidence.results import Colophons, Shard, SiteFile
from evidence.stylesheet import names_in
from jinja2 import Environment
from keeping import Store
from markdown import Markdown
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

NAMES = ".names.json"
"""The member of a kept shard that lists what the theme's stylesheet may meet on its pages."""

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


def publish(
    shards: Sequence[Shard], frame: Frame, store: Store, change: Change | None, *, workers: int
) -> frozenset[str]:
    """Write the files of all shards into the site; return the names that a stylesheet may meet on them.

    With more than one worker, shards that must be made are made by as many processes.
    """
    found: set[str] = set()
    fresh: list[Shard] = []
    for shard in shards:
        files = store.get(shard.key)
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
    _Work.store.put(shard.key, files)
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
