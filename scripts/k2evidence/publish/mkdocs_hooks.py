"""Gives MkDocs the generated files, and indexes the built site for search.

Files are generated in memory: writing them into `docs/` would make `mkdocs serve` rebuild
for ever.
"""

import atexit
import logging
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from watchdog.observers.polling import PollingObserver

from k2evidence.load import DataError
from k2evidence.load.build_context import load_context
from k2evidence.load.problem_reports import as_html
from k2evidence.load.problems import Problem
from k2evidence.publish.background import Background
from k2evidence.publish.built_page import BuiltPage, read_page
from k2evidence.publish.cached_render import cache_render, link_targets
from k2evidence.publish.csp import add_csp
from k2evidence.publish.disk_cache import DiskCache, open_cache
from k2evidence.publish.heading_links import add_heading_links
from k2evidence.publish.link_check import broken_links
from k2evidence.publish.notebook_html import clean_notebook, is_searched
from k2evidence.publish.notebooks import configure_kernels, export_tables, remove_exported_tables
from k2evidence.publish.pagefind import write_search_index
from k2evidence.publish.preview_folder import put_back, remove_others, set_aside
from k2evidence.publish.raw_html_blocks import RawBlocks
from k2evidence.render.site_file import SiteFile
from k2evidence.site import SiteBuild, build_site

UNUSED_THEME_FILES = (
    "assets/javascripts/",
    "assets/stylesheets/main",
    "assets/stylesheets/palette",
    "assets/images/favicon.png",
)
"""Files of Material that no page of this site loads; `theme/` has its stylesheet, trimmed."""

log = logging.getLogger("mkdocs.k2")


@dataclass
class _State:
    """What one process knows from one build to the next."""

    serving: bool = False
    last_good: SiteBuild | None = None
    problems: tuple[Problem, ...] = ()
    link_targets: str = ""
    """A hash of the files that pages can link to."""
    tables: str = ""
    """A hash of the tables that notebooks read."""
    preview: Path | None = None
    """The folder of the preview."""
    downloads: list[SiteFile] = field(default_factory=list)
    """The files beside the pages, which are written after them."""
    after: Background = field(default_factory=Background)
    """Does what the preview is shown without waiting for: downloads, and the search index."""


state = _State()


def on_startup(*, command: str, **_: object) -> None:
    """Note whether this is the preview, which shows problems instead of failing."""
    state.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Apply the settings of the command, and take the repository's address for the edit links alone.

    MkDocs' own `repo_url` stays unset: with it, Material calls a code host from the reader's
    browser.
    """
    context = load_context(_root(config), os.environ)
    configure_kernels()
    config.plugins["mkdocs-jupyter"].config["execute"] = config.extra.get("execute_notebooks", True)
    config.markdown_extensions.append(RawBlocks())  # it may be an object too
    config.extra["preview"] = state.serving
    config.edit_uri = f"{context.repository_url}edit/main/" if context.repository_url else None
    return config


def on_serve(server: LiveReloadServer, config: MkDocsConfig, **_: object) -> LiveReloadServer:
    """Look for saved files five times a second: MkDocs would look twice."""
    watched = (config.docs_dir, str(config.config_file_path))
    for path in watched:
        server.unwatch(path)
    server.observer = PollingObserver(timeout=0.2)
    for path in watched:
        server.watch(path)
    return server


def on_pre_build(config: MkDocsConfig) -> None:
    """Stop writing for the last preview, and keep its files: a build clears its folder."""
    state.after.stop()
    if state.serving:
        state.preview = Path(config.site_dir)
        put_back(state.preview)  # if the last build failed
        set_aside(state.preview)


def on_shutdown() -> None:
    """Stop writing for the last preview: its folder is removed next."""
    state.after.stop()
    if state.preview:
        put_back(state.preview)  # if a build was interrupted


@event_priority(100)  # before the plugin for pages that moved looks for their new places
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every generated file; refuse one that was also written by hand."""
    built = _build_or_last_good(_root(config), frozen=config.extra.get("frozen", False))
    for file in list(files):
        if file.src_uri.startswith(UNUSED_THEME_FILES) or file.src_uri.endswith(".map"):
            files.remove(file)
        else:
            file.edit_uri = f"docs/{file.src_uri}"
    config.extra["addresses"] = sorted(built.addresses)
    config.extra["metadata"] = built.metadata
    config.plugins["redirects"].config["redirect_maps"] = dict(built.redirects)
    state.downloads = []
    for item in built.files:
        if files.get_file_from_path(item.uri):
            raise PluginError(f"docs/{item.uri} is written by hand, but this file is generated")
        file = File.generated(config, item.uri, content="")
        file.edit_uri = item.origin.as_posix() if item.origin else None
        files.append(file)
        if file.is_documentation_page():
            file.content_string = str(item.content)
        else:
            state.downloads.append(item)
    if config.plugins["mkdocs-jupyter"].config["execute"]:
        state.tables = export_tables(built.files)
    return files


def on_nav(nav: Navigation, files: Files, **_: object) -> Navigation:
    """Note which files there are, once all plugins have added theirs."""
    state.link_targets = link_targets(files)
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Leave the downloads for later, now that links to them were checked; read no template twice."""
    if state.serving:
        put_back(Path(config.site_dir))
        remove_others(Path(config.site_dir), {file.dest_uri for file in files})
    for item in state.downloads:
        files.remove(files.src_uris[item.uri])
    env.auto_reload = False  # else every page asks for every template whether its file changed
    return env


@event_priority(-100)  # after the plugin for notebooks has replaced `page.render`
def on_pre_page(page: Page, config: MkDocsConfig, **_: object) -> Page:
    """Let unchanged pages skip Markdown, and unchanged notebooks their execution."""
    executed = config.plugins["mkdocs-jupyter"].config["execute"] and page.file.src_uri.endswith(".ipynb")
    context = (state.link_targets, state.tables if executed else "")
    cache_render(page, config, context, open_cache(_root(config)))
    return page


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Give headings their links, and notebooks the looks of the site; release the Markdown of the page.

    MkDocs holds all pages in memory.
    """
    page.markdown = ""
    if page.file.src_dir is None:  # a generated one
        page.file.content_string = ""
    if page.file.src_uri.endswith(".ipynb"):
        page.meta["found"] = is_searched(page.file.content_string)
        html = open_cache(_root(config)).call(_clean_notebook, html).decode()
    return add_heading_links(html)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """In the preview, say on every page what is wrong with the data, that of its own record first."""
    page.content = ""  # written by now, and held until the last page is
    if not state.problems:
        return output
    root = get_relative_url(".", page.url).rstrip("/") + "/"
    record = Path(page.url).name
    own = next((problem.file for problem in state.problems if Path(problem.file).stem == record), "")
    return output.replace("<main", f"{as_html(state.problems, root, own)}<main", 1)


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the built site: give pages of plugins a policy, check links, index for search."""
    remove_exported_tables()
    site, cache = Path(config.site_dir), open_cache(_root(config))
    downloads, state.downloads = state.downloads, []
    if state.serving:
        state.after.start(_finish_preview(site, downloads, cache))
        return
    for _ in _write_downloads(site, downloads):
        pass
    pages = dict(_read_pages(site, cache))
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    base = urlsplit(config.site_url or "/").path or "/"
    with ThreadPoolExecutor() as pool:  # Pagefind is a program of its own
        indexing = pool.submit(write_search_index, site, _searched_parts(pages.items()))
        for link in broken_links(files, pages, base, frozen=config.extra.get("frozen", False)):
            log.warning("%s", link)
        indexing.result()
    cache.prune()


def _finish_preview(site: Path, downloads: list[SiteFile], cache: DiskCache) -> Iterator[None]:
    """Write what no page of the preview shows, step by step."""
    yield from _write_downloads(site, downloads)
    write_search_index(site, _searched_parts(_read_pages(site, cache)))
    cache.prune()


def _write_downloads(site: Path, downloads: list[SiteFile]) -> Iterator[None]:
    """Write the files beside the pages, one at each step; each is released then."""
    while downloads:
        item = downloads.pop()
        path = site / item.uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(item.bytes)
        yield


def _read_pages(site: Path, cache: DiskCache) -> Iterator[tuple[str, BuiltPage]]:
    """Yield each page of the built site with its path; one that a plugin wrote gets a policy."""
    for path in list(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if (safe := add_csp(html)) != html:
            path.write_text(safe, encoding="utf-8")
        yield path.relative_to(site).as_posix(), read_page(safe, cache)


def _searched_parts(pages: Iterable[tuple[str, BuiltPage]]) -> Iterator[tuple[str, str]]:
    return ((place, page.searched) for place, page in pages)


def _clean_notebook(html: str) -> bytes:
    return clean_notebook(html).encode()


def on_build_error(error: Exception) -> None:
    """Leave nothing behind when a build fails."""
    remove_exported_tables()


def _build_or_last_good(root: Path, *, frozen: bool) -> SiteBuild:
    """Return what the data gives; in the preview what the last good data gave, if it is bad now."""
    try:
        context = replace(load_context(root, os.environ), cache=open_cache(root), frozen=frozen)
        built = build_site(root / "data", context)
        state.problems = ()
    except DataError as error:
        if not state.serving:
            raise PluginError(f"the data cannot be used.\n{error}") from None
        log.error("the data cannot be used.\n%s", error)
        state.problems = error.problems
        return state.last_good or _placeholder_pages(error.problems)
    if state.serving:
        state.last_good = built
    return built


def _placeholder_pages(problems: tuple[Problem, ...]) -> SiteBuild:
    """Return a home page, and a page at the address of each bad record, until the data is good."""
    pages = {"index.md": None} | {
        f"{'cases' if path.parent.name == 'cases' else 'evidence'}/{path.stem}.md": path
        for path in (Path(problem.file) for problem in problems)
        if path.parent.name in ("cases", "studies", "papers")
    }
    text = "# Nothing to show yet\n\nThe data could not be read so far.\n"
    files = tuple(SiteFile(uri, text, origin) for uri, origin in pages.items())
    return SiteBuild(files, {}, {}, frozen=False)


def _root(config: MkDocsConfig) -> Path:
    assert config.config_file_path is not None
    return Path(config.config_file_path).parent


atexit.register(remove_exported_tables)  # MkDocs tells its hooks of errors, not of a signal
