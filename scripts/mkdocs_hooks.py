"""Gives MkDocs the generated files, and indexes the built site for search. A thin adapter.

Files are generated in memory: writing them into `docs/` would make `mkdocs serve` rebuild
for ever.
"""

import atexit
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

sys.path.insert(0, str(Path(__file__).parent))  # MkDocs takes it away again after loading

from evidence.load import DataError, load_context
from evidence.notebook import clean_notebook
from evidence.policy import guarded
from evidence.reports import as_html
from evidence.results import Made, Publication, SiteFile, path_of
from evidence.site import build_site
from evidence.stylesheet import names_in, trimmed
from evidence.yaml_source import Problem
from keeping import KEPT, Store, clear, here_to_stay, store_of
from notebooks import NOTEBOOKS, lend_tables, take_tables_back
from on_request import Late, Work
from raw_blocks import RawBlocks
from record_pages import Frame, Publishing, stop_workers
from search_index import SEARCHED, write_index

THEME_EXTRAS = ("assets/javascripts/", "assets/stylesheets/palette", "assets/images/favicon.png")
"""Files of the theme that no page of this site loads."""


log = logging.getLogger("mkdocs.k2")


@dataclass
class _Preview:
    """What the preview remembers from one build to the next."""

    serving: bool = False
    good: Publication | None = None
    problems: tuple[Problem, ...] = ()
    derived: Publication | None = None
    """What the data gave just now, for the build that follows."""
    others: Mapping[Path, int] = field(default_factory=dict)
    """When everything that is watched but the data was changed, before the last build."""
    late: Late = field(default_factory=Late)


@dataclass
class _Building:
    """What one build has learned so far."""

    publication: Publication | None = None
    pages: Mapping[str, SiteFile] = field(default_factory=dict)
    """The generated pages about all records, by their places among the sources."""
    work: Work | None = None
    publishing: Publishing | None = None
    kept: Store | None = None

    def store(self, root: Path) -> Store:
        """Return what keeps files from one build to the next.

        The preview has its own, since its pages differ, and is started again when the program changes.
        """
        self.kept = self.kept or store_of(root, " preview" if preview.serving else "")
        return self.kept


preview = _Preview()
building = _Building()


def on_startup(*, command: str, **_: object) -> None:
    """Learn whether this is the preview, which shows problems instead of failing."""
    preview.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Take the repository's address from the environment, for the edit links alone.

    MkDocs' own `repo_url` stays unset: with it, Material calls a code host from the reader's
    browser.
    """
    context = load_context(_root(config), os.environ)
    config.markdown_extensions.append(RawBlocks())  # type: ignore[arg-type]  # it may be an object too
    config.extra["preview"] = preview.serving
    config.edit_uri = f"{context.repository_url}edit/main/" if context.repository_url else None
    return config


def on_pre_build(config: MkDocsConfig, **_: object) -> None:
    """Keep the preview from making anything while the site is cleared and built."""
    if preview.serving:
        preview.others = _others(config)
        preview.late.begin()


@event_priority(100)  # before the plugin for pages that moved looks for their new places
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add every generated file; refuse one that was also written by hand."""
    root = _root(config)
    publication = preview.derived or _published(root)
    preview.derived = None
    for file in list(files):
        if file.src_uri.startswith(THEME_EXTRAS) or file.src_uri.endswith(".map"):
            files.remove(file)
    for written in files:
        written.edit_uri = f"docs/{written.src_uri}"
    config.extra["frozen"] = publication.frozen
    config.extra["addresses"] = sorted(publication.addresses)
    config.extra["colophons"] = publication.whole.colophons
    config.plugins["redirects"].config["redirect_maps"] = dict(publication.redirects)
    generated = [item.uri for item in publication.whole.files]
    for uri in (*generated, *(page for shard in publication.shards for page in shard.pages)):
        if files.get_file_from_path(uri):
            raise PluginError(f"docs/{uri} is written by hand, but this file is generated")
    for item in publication.whole.files:
        file = File.generated(config, item.uri, content="" if item.page else item.content)
        file.edit_uri = item.origin.as_posix() if item.origin else None
        files.append(file)
    building.pages = {item.uri: item for item in publication.whole.files if item.page}
    building.publication = publication
    lend_tables(publication, config, building.store(root).program)
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, **_: object) -> Navigation:
    """Let other processes begin with the pages of records: they need nothing more of MkDocs."""
    assert building.publication is not None
    building.work = Work(
        building.publication,
        Frame(config, nav, config.theme.get_env(), None if preview.serving else _root(config) / "site"),
        building.store(_root(config)),
        _with_problems if preview.problems else None,
    )
    if not preview.serving:
        building.publishing = building.work.begin(
            building.publication.shards, workers=len(os.sched_getaffinity(0))
        )
    return nav


def on_env(env: Environment, **_: object) -> Environment:
    """Let all pages share their compiled templates."""
    return building.work.frame.env if building.work else env


def on_page_read_source(page: Page, **_: object) -> str | None:
    """Return the text of a generated page, made only now: what it draws takes long."""
    item = building.pages.get(page.file.src_uri)
    return str(item.content) if item else None


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """In the preview, say on every page what is wrong with the data."""
    return _with_problems(output, page.url) if preview.problems else output


def _with_problems(html: str, address: str) -> str:
    """Return a page with what is wrong with the data, that of its own record first."""
    root = get_relative_url(".", address).rstrip("/") + "/"
    record = Path(address).name
    own = next((problem.file for problem in preview.problems if Path(problem.file).stem == record), "")
    return html.replace("<main", f"{as_html(preview.problems, root, own)}<main", 1)


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """Give notebooks the looks of the site."""
    if not page.file.src_uri.endswith(".ipynb"):
        return html
    store = building.store(_root(config))
    return store.remember("notebook", html, lambda: clean_notebook(html).encode()).decode()


def on_post_build(config: MkDocsConfig) -> None:
    """Finish the built site: trim the stylesheet, give pages of plugins a policy, index for search.

    The preview makes what is left when it is asked for it.
    """
    take_tables_back()
    for kept in (KEPT, NOTEBOOKS):
        clear(_root(config) / kept, time.time())
    if preview.serving:
        preview.late.end(building.work)
        return
    assert building.publishing is not None
    site = Path(config.site_dir)
    pages = {path: path.read_text(encoding="utf-8") for path in _pages_of_mkdocs(site)}
    names = building.publishing.finish()
    _trim_stylesheet(site, names | names_in(pages.values(), ()), building.store(_root(config)))
    for path, text in pages.items():
        if (safe := guarded(text)) != text:
            path.write_text(safe, encoding="utf-8")
    write_index(site)


def _pages_of_mkdocs(site: Path) -> Iterator[Path]:
    """Yield the pages in the site that MkDocs and its plugins wrote."""
    assert building.publication is not None
    records = {
        site / path_of(uri) / "index.html" for shard in building.publication.shards for uri in shard.pages
    }
    for path in site.rglob("*.html"):
        if path not in records and path.relative_to(site).parts[0] != SEARCHED:
            yield path


def on_build_error(error: Exception) -> None:
    """Leave nothing behind when a build fails."""
    _clear_up()
    building.work = None
    preview.late.end()


def _clear_up() -> None:
    stop_workers()
    take_tables_back()


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None], **_: object
) -> LiveReloadServer:
    """Let the preview make what it is asked for, and build the site again only where that is needed."""
    server.set_app(preview.late.answering(server.get_app(), server.mount_path))
    server.builder = lambda: None if _renew(config) else builder()
    return server


def _renew(config: MkDocsConfig) -> bool:
    """Take new data into the preview, whose pages are made of them when asked for; say if that will do.

    It will not where anything else changed, where what pages there are did, and where data are or were bad.
    """
    work = building.work
    if not work or preview.problems or preview.others != _others(config):
        return False
    preview.derived = _published(_root(config))
    renewed = None if preview.problems else work.renewed(preview.derived)
    if not renewed:
        return False
    preview.derived = None
    preview.late.begin()
    building.work, building.pages = renewed, {}  # no page is of the earlier data
    preview.late.end(renewed)
    return True


def _others(config: MkDocsConfig) -> Mapping[Path, int]:
    """Return when each file that the preview watches was changed, but for the data."""
    assert config.config_file_path is not None
    found = {}
    for place in map(Path, (config.docs_dir, config.config_file_path, *config.watch)):
        for path in (place, *place.rglob("*")) if place != _root(config) / "data" else ():
            with suppress(FileNotFoundError):  # an editor's, gone already
                found[path] = path.stat().st_mtime_ns
    return found


def _trim_stylesheet(site: Path, names: frozenset[str], store: Store) -> None:
    """Take out of the theme's stylesheet what no page uses."""
    scripts = [(site / "assets" / name).read_text(encoding="utf-8") for name in ("k2.js", "scheme.js")]
    names |= names_in((), scripts)
    own = (site / "assets" / "k2.css").read_text(encoding="utf-8")
    for sheet in (site / "assets" / "stylesheets").glob("*.css"):
        css = sheet.read_text(encoding="utf-8")
        made = partial(_trimmed, css, names, own)
        sheet.write_bytes(store.remember("stylesheet", repr((css, sorted(names), own)), made))


def _trimmed(css: str, names: frozenset[str], own: str) -> bytes:
    return trimmed(css, names, own).encode("utf-8")


def _published(root: Path) -> Publication:
    """Return what the data gives; in the preview what the last good data gave, if it is bad now."""
    try:
        context = replace(load_context(root, os.environ), remember=building.store(root).remember)
        with here_to_stay():
            preview.good = build_site(root / "data", context)
        preview.problems = ()
    except DataError as error:
        if not preview.serving:
            raise PluginError(f"the data cannot be used.\n{error}") from None
        log.error("the data cannot be used.\n%s", error)
        preview.problems = error.problems
        return preview.good or _stand_ins(error.problems)
    return preview.good


def _stand_ins(problems: tuple[Problem, ...]) -> Publication:
    """Return a home page, and a page at the address of each bad record, until the data is good."""
    pages = {"index.md": None} | {
        f"{'cases' if path.parent.name == 'cases' else 'evidence'}/{path.stem}.md": path
        for path in (Path(problem.file) for problem in problems)
        if path.parent.name in ("cases", "studies", "papers")
    }
    text = "# Nothing to show yet\n\nThe data could not be read so far.\n"
    files = tuple(SiteFile(uri, text, origin) for uri, origin in pages.items())
    return Publication(Made(files, {}), (), addresses=frozenset(), redirects={}, frozen=False)


atexit.register(_clear_up)  # MkDocs tells its hooks of errors, not of a signal


def _root(config: MkDocsConfig) -> Path:
    assert config.config_file_path is not None
    return Path(config.config_file_path).parent
