"""Plain Material on the same Markdown, without this project's theme, hooks and notebooks."""

import shutil
from pathlib import Path
from typing import Any

import yaml

SHARED = ("site_name", "docs_dir", "site_dir", "use_directory_urls", "not_in_nav", "markdown_extensions")
"""Settings that plain Material shares with this project."""


def convert_tree(tree: Path) -> None:
    """Turn a tree that `build.py render` wrote into one that Material builds by itself.

    Notebooks are left out, because they need a plugin.
    """
    shutil.rmtree(tree / "docs" / "notebooks")
    shutil.rmtree(tree / "theme")
    settings: dict[str, Any] = yaml.safe_load((tree / "mkdocs.yml").read_text(encoding="utf-8"))
    plain = {name: settings[name] for name in SHARED} | {
        "theme": {"name": "material", "font": False},
        "plugins": ["search"],
        "nav": without_notebooks(settings["nav"]),
    }
    (tree / "mkdocs.yml").write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")


def without_notebooks(nav: list[Any]) -> list[Any]:
    """Return a navigation without the entries of notebooks."""
    pages: list[Any] = []
    for entry in nav:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            pages.append({title: without_notebooks(target)})
        elif not target.endswith(".ipynb"):
            pages.append(entry)
    return pages
