"""Lets pages whose source did not change skip Markdown, and unchanged notebooks their execution."""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from k2evidence.publish.disk_cache import DiskCache

log = logging.getLogger("mkdocs.k2")
_ANCHOR = re.compile(r'<[a-z][^>]* id="([^"]+)"')


def link_targets(files: Files) -> str:
    """Return a hash of the files that pages can link to: with others, links must be validated again."""
    return hashlib.sha256("\n".join(sorted(files.src_uris)).encode()).hexdigest()


def cache_render(page: Page, config: MkDocsConfig, context: tuple[str, ...], cache: DiskCache) -> None:
    """Make `page.render` look its result up in the cache.

    The result is a function of the page's source, the settings in mkdocs.yml and the `context`: whatever
    else it depends on, as text.
    """
    render = page.render
    assert config.config_file_path is not None
    settings = Path(config.config_file_path).read_text(encoding="utf-8")

    def cached_render(config: MkDocsConfig, files: Files) -> None:
        logged: list[str] = []

        def convert(_: object) -> bytes:
            with _recorded_warnings() as warnings:
                render(config, files)
            logged.extend(warnings)
            return json.dumps(_result(page) | {"warnings": warnings}).encode()

        notebook = page.file.src_uri.endswith(".ipynb")
        source = page.file.content_string if notebook else page.markdown  # known only now, after plugins
        value = (page.file.src_uri, source, settings, *context)
        result = json.loads(cache.call(convert, value))
        for warning in result["warnings"][len(logged) :]:  # those of an earlier build: a link is still broken
            log.warning("%s", warning)
        _restore(page, files, result)

    page.render = cached_render  # type: ignore[method-assign]  # as the plugin for notebooks does


class _Recorder(logging.Handler):
    """Keeps the text of each message."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of a message."""
        self.texts.append(record.getMessage())


@contextmanager
def _recorded_warnings() -> Iterator[list[str]]:
    """Yield a list to which the warnings of MkDocs are added that are logged meanwhile."""
    recorder, mkdocs = _Recorder(), logging.getLogger("mkdocs")
    mkdocs.addHandler(recorder)
    try:
        yield recorder.texts
    finally:
        mkdocs.removeHandler(recorder)


def _result(page: Page) -> dict[str, Any]:
    """Return what `Page.render` sets; anchors in blocks of HTML too, which pass Markdown unread."""
    return {
        "content": page.content,
        "toc": _tokens(page.toc),
        "title": page._title_from_render,
        "anchors": sorted({*(page.present_anchor_ids or ()), *_ANCHOR.findall(page.content or "")}),
        "links": {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()},
    }


def _restore(page: Page, files: Files, result: dict[str, Any]) -> None:
    """Set what `Page.render` sets."""
    page.content = result["content"]
    page.toc = get_toc(result["toc"])
    page._title_from_render = result["title"]
    page.present_anchor_ids = set(result["anchors"])
    page.links_to_anchors = {files.src_uris[uri]: anchors for uri, anchors in result["links"].items()}


def _tokens(links: Iterable[AnchorLink]) -> list[dict[str, Any]]:
    """Return a table of contents as the tokens that it is made from."""
    return [
        {"name": link.title, "id": link.id, "level": link.level, "children": _tokens(link.children)}
        for link in links
    ]
