"""The site is a pure function of its data, and its modules depend in one direction."""

import ast
from collections.abc import Iterator
from pathlib import Path

from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS, ROOT

PACKAGE = ROOT / "scripts" / "k2evidence"
FLOW = (
    "http_client",
    "model",
    "load",
    "derive",
    "audit",
    "render",
    "site",
    "publish",
    "curate",
    "monitor",
    "cli",
)
"""The folders and modules of the package in the order in which data passes them."""


def stage(module: str) -> int:
    """Return the place in the flow of a module that is named as `k2evidence.load.reader`."""
    return FLOW.index(module.split(".")[1])


def imports(path: Path) -> Iterator[str]:
    """Yield the modules of the package that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("k2evidence"):
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "k2evidence" else ()
            )
            yield from names or [str(node.module)]


def test_a_folder_imports_only_those_before_it() -> None:
    """Data flows in one direction: model, load, derive, audit, render, publish, curate, monitor."""
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        if path.parent != PACKAGE or path.name != "__init__.py":
            assert [name for name in imports(path) if stage(name) > stage(module)] == [], module


def test_the_same_data_gives_the_same_files(corpus_files: dict[str, SiteFile]) -> None:
    """Twice the same call, twice the same bytes."""
    again = {file.uri: file.bytes for file in build_site(CORPUS, CONTEXT).files}
    assert again == {uri: file.bytes for uri, file in corpus_files.items()}


def test_every_address_of_the_contract_is_there(site: Path) -> None:
    """The pages and files that others rely on exist in the built site."""
    pages = [
        "",
        "cases/",
        "compare/",
        "recovery/",
        "evidence/",
        "evidence/tsuchie-2012/",
        "evidence/mott-2019/",
        "evidence/vertebral-fracture/",
        "evidence/summary-of-findings/",
        "evidence/risk-of-bias/",
        "evidence/not-used/",
        "background/",
        "safety/",
        "methods/",
        "glossary/",
        "audit/",
        "appraisal/",
        "data/",
        "cite/",
        "changelog/",
    ]
    pages += ["about/", "contributing/", "contributing/errors/", "notebooks/table-1/"]
    pages += [f"cases/tsuchie-2012-case-{number}/" for number in range(1, 5)]
    files = [f"data/{name}.csv" for name in ("measurements", "fractures", "courses", "changes", "findings")]
    files += [
        "data/recovery.csv",
        "data/estimates.csv",
        "data/studies.csv",
        "data/papers.csv",
        "assets/vega.js",
    ]
    files += [f"charts/recovery.{kind}" for kind in ("svg", "png", "json")]
    expected = [f"{page}index.html" for page in pages] + files
    assert [path for path in expected if not (site / path).is_file()] == []
