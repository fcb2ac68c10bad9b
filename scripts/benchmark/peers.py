"""The same content for other programs: plain Material on the same Markdown, Hugo on the same data."""

import shutil
from pathlib import Path
from typing import Any

import yaml

LAYOUTS = Path(__file__).parent / "hugo"
KEPT = ("site_name", "docs_dir", "site_dir", "use_directory_urls", "not_in_nav", "markdown_extensions")
"""Settings that plain Material shares with this project."""


def plain_material(tree: Path) -> None:
    """Make of a rendered tree one that Material builds by itself: no theme of ours, no hook.

    Notebooks are left out, because they need a plugin.
    """
    shutil.rmtree(tree / "docs" / "notebooks")
    shutil.rmtree(tree / "theme")
    settings: dict[str, Any] = yaml.safe_load((tree / "mkdocs.yml").read_text(encoding="utf-8"))
    plain = {name: settings[name] for name in KEPT} | {
        "theme": {"name": "material", "font": False},
        "plugins": ["search"],
        "nav": without_notebooks(settings["nav"]),
    }
    (tree / "mkdocs.yml").write_text(yaml.safe_dump(plain, sort_keys=False), encoding="utf-8")


def without_notebooks(nav: list[Any]) -> list[Any]:
    """Return a navigation without the entries of notebooks."""
    kept: list[Any] = []
    for entry in nav:
        ((title, target),) = entry.items()
        if isinstance(target, list):
            kept.append({title: without_notebooks(target)})
        elif not target.endswith(".ipynb"):
            kept.append(entry)
    return kept


def hugo(cases: Path, target: Path) -> None:
    """Make a Hugo site of the files of cases: each is the front matter of a page, as it stands."""
    shutil.copytree(LAYOUTS, target)
    content = target / "content" / "cases"
    content.mkdir(parents=True)
    for path in cases.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        (content / f"{path.stem}.md").write_text(
            f"---\ntitle: {path.stem}\n{text.rstrip()}\n---\n", encoding="utf-8"
        )
