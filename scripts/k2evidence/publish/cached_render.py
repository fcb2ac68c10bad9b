"""Lets pages whose source did not change skip Markdown, and notebooks their run."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from k2evidence.publish.disk_cache import DiskCache


def cache_render(page: Page, config: MkDocsConfig, files: Files, tables: str, cache: DiskCache) -> None:
    """Make `page.render` look its result up in the cache.

    The result is a function of the source, the settings, and which files there are to link to; that of a
    notebook of `tables`, a hash of its tables, too.
    """
    render = page.render

    def convert(_: object) -> bytes:
        render(config, files)
        return json.dumps(_result(page)).encode()

    def cached_render(config: MkDocsConfig, files: Files) -> None:
        _restore(page, files, json.loads(cache.call(convert, _inputs(page, config, files, tables))))

    page.render = cached_render  # type: ignore[method-assign]  # as the plugin for notebooks does it


def _inputs(page: Page, config: MkDocsConfig, files: Files, tables: str) -> tuple[object, ...]:
    """Return everything that the HTML of a page is made from."""
    assert config.config_file_path is not None
    settings = Path(config.config_file_path).read_text(encoding="utf-8")
    source = page.markdown, page.file.src_uri, settings, tuple(files.src_uris)
    if not page.file.src_uri.endswith(".ipynb"):
        return source
    assert page.file.abs_src_path is not None
    execute = config.plugins["mkdocs-jupyter"].config["execute"]
    return (*source, Path(page.file.abs_src_path).read_bytes(), tables if execute else "")


def _result(page: Page) -> dict[str, Any]:
    """Return what `Page.render` sets."""
    links = {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
    return {
        "content": page.content,
        "toc": _tokens(page.toc),
        "title": page._title_from_render,
        "anchors": sorted(page.present_anchor_ids) if page.present_anchor_ids is not None else None,
        "links": links,
    }


def _restore(page: Page, files: Files, result: dict[str, Any]) -> None:
    """Set what `Page.render` sets."""
    page.content = result["content"]
    page.toc = get_toc(result["toc"])
    page._title_from_render = result["title"]
    page.present_anchor_ids = None if result["anchors"] is None else set(result["anchors"])
    page.links_to_anchors = {files.src_uris[uri]: anchors for uri, anchors in result["links"].items()}


def _tokens(links: Iterable[AnchorLink]) -> list[dict[str, Any]]:
    """Return a table of contents as the tokens that it is made from."""
    return [
        {"name": link.title, "id": link.id, "level": link.level, "children": _tokens(link.children)}
        for link in links
    ]
