"""A page whose source did not change skips Markdown, and is the same page; a notebook skips its execution."""

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from k2evidence.publish import mkdocs_hooks
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

SETTINGS = """
site_name: Test
theme: mkdocs
use_directory_urls: true
hooks: [hook.py]
validation: {anchors: warn}
markdown_extensions: [attr_list, toc]
"""
HOOK = """
from pathlib import Path
from k2evidence.publish.cached_render import cache_render, link_targets
from k2evidence.publish.disk_cache import DiskCache

def on_pre_page(page, config, files):
    cache = DiskCache(Path(config.config_file_path).parent / "cache")
    cache_render(page, config, (link_targets(files),), cache)
    return page
"""
PAGES = {
    "index.md": "# Home\n\n## One *part* { #one }\n\n### Below\n\n[other](other.md#there), [here](#one)\n",
    "other.md": "# Other\n\n## There\n\n[home](index.md)\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two pages that link to each other, under a hook that caches how they are rendered."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(SETTINGS)
    (tmp_path / "hook.py").write_text(HOOK)
    for name, text in PAGES.items():
        (tmp_path / "docs" / name).write_text(text)
    return tmp_path


def built(project: Path) -> dict[str, str]:
    """Build a project strictly; return its pages."""
    build(load_config(str(project / "mkdocs.yml"), strict=True))
    return {
        path.parent.name: path.read_text().partition("<!--\nMkDocs")[0]
        for path in (project / "site").rglob("index.html")
    }


def entries(project: Path) -> set[Path]:
    """Return the files of its cache."""
    return set((project / "cache").iterdir())


def test_a_cached_page_is_the_same_page(project: Path) -> None:
    """Content, title, anchors and table of contents equal those of a fresh render."""
    fresh = built(project)
    assert "Below" in fresh["site"]
    first = entries(project)
    assert built(project) == fresh
    assert entries(project) == first


def test_a_changed_page_is_rendered_again(project: Path) -> None:
    """The other one comes from the cache."""
    built(project)
    first = entries(project)
    (project / "docs/other.md").write_text(PAGES["other.md"].replace("# Other", "# Another"))
    assert "Another" in built(project)["other"]
    assert len(entries(project) - first) == 1


def test_changed_settings_render_every_page_again(project: Path) -> None:
    """Extensions of Markdown are there."""
    built(project)
    first = entries(project)
    (project / "mkdocs.yml").write_text(
        SETTINGS.replace("attr_list, toc", "attr_list, toc: {permalink: true}")
    )
    assert "headerlink" in built(project)["site"]
    assert len(entries(project) - first) == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda page: page.unlink(), id="page is gone"),
        pytest.param(lambda page: page.write_text("# Other\n\n## Elsewhere\n"), id="anchor is gone"),
    ],
)
def test_links_of_an_unchanged_page_are_validated_again(project: Path, change: Any) -> None:
    """A page that it links to, or an anchor of that page, is gone: the strict build fails."""
    built(project)
    change(project / "docs/other.md")
    with pytest.raises(Abort, match="1 warnings"):
        built(project)


def test_a_warning_of_an_unchanged_page_is_logged_again(
    project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A strict build of the same sources fails each time, once for each broken link."""
    (project / "docs/index.md").write_text(f"{PAGES['index.md']}\n[x](nowhere.md)\n")
    for _ in range(2):
        caplog.clear()
        with pytest.raises(Abort, match="1 warnings"):
            built(project)
        [warning] = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
        assert "'index.md' contains a link 'nowhere.md'" in warning


def executed(folder: Path, *runs: tuple[str, str], execute: bool = True) -> list[str]:
    """Render a notebook for each source and hash of tables; return which of them was executed."""
    rendered: list[str] = []
    (folder / "mkdocs.yml").write_text("")
    plugin = SimpleNamespace(config={"execute": execute})
    config: Any = SimpleNamespace(
        config_file_path=str(folder / "mkdocs.yml"), plugins={"mkdocs-jupyter": plugin}
    )
    files: Any = SimpleNamespace(src_uris={})
    for source, tables in runs:

        def render(*_: object, run: str = f"{source} on {tables}") -> None:
            rendered.append(run)

        page: Any = SimpleNamespace(
            render=render,
            markdown="",
            file=SimpleNamespace(src_uri="a.ipynb", content_string=source),
            content="<p>",
            toc=(),
            present_anchor_ids=None,
            links_to_anchors=None,
            _title_from_render=None,
        )
        mkdocs_hooks.state.tables = tables
        mkdocs_hooks.on_pre_page(page, config).render(config, files)
    return rendered


def test_a_notebook_is_executed_again_on_other_tables(tmp_path: Path) -> None:
    """Or when it changed itself; else its page comes from the cache."""
    assert executed(tmp_path, ("a", "1"), ("a", "1"), ("a", "2"), ("b", "2"), ("a", "1")) == [
        "a on 1",
        "a on 2",
        "b on 2",
    ]


def test_a_notebook_that_is_not_executed_does_not_depend_on_tables(tmp_path: Path) -> None:
    """As in the preview."""
    assert executed(tmp_path, ("a", "1"), ("a", "2"), execute=False) == ["a on 1"]
