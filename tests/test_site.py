"""The site is a pure function of its data, and its modules depend in one direction."""

import ast
from pathlib import Path

from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT

PACKAGE = ROOT / "scripts" / "k2evidence"
FOUNDATION = {
    "model", "scalars", "words", "figures", "intervals", "clock", "layout", "results", "tables", "story",
    "yaml_source", "fields", "errors", "reports", "memo",
}  # fmt: skip
"""What every stage may use: records, results and small helpers without I/O."""
TEMPORARY = {"citations.py", "parquet.py"}
"""Modules that pass a temporary file to a library which takes nothing else."""
STAGES = {
    "citations",
    "metadata",
    "feed",
    "load",
    "changes",
    "timeline",
    "recovery",
    "certainty",
    "statements",
    "audit",
    "graphics",
    "pages",
    "exports",
    "synonyms",
}
MAY_ALSO_USE = {
    "site": STAGES | {"checked"},
    "checked": {"load", "changes", "audit", "statements"},
    "pages": {"charts"},
    "metadata": {"citations"},
    "schema": {"load"},  # the list of models by file
}


def imports(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, by their first name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("evidence."):
            found.add((node.module or "").split(".")[1])
    return found


def room(path: Path) -> str:
    """Return the stage that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_stages_never_import_each_other() -> None:
    """Only `site` knows the order of the stages; all of them stand on the foundation."""
    for path in PACKAGE.rglob("*.py"):
        here = room(path)
        allowed = FOUNDATION | MAY_ALSO_USE.get(here, set()) | {here}
        if here in FOUNDATION:
            allowed = FOUNDATION
        assert imports(path) <= allowed, path.name


def test_only_the_loader_reads_and_only_the_edges_write() -> None:
    """No other module of the package opens a file."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if room(path) not in ("load", "yaml_source") and path.name not in TEMPORARY:
            assert ".read_text(" not in text, path.name
            assert "open(" not in text, path.name
        assert ".write_text(" not in text, path.name
        assert ".write_bytes(" not in text, path.name


def test_the_same_data_gives_the_same_files() -> None:
    """Twice the same call, twice the same bytes."""
    one, other = (build_site(ROOT / "data", CONTEXT) for _ in range(2))
    assert [(file.uri, file.bytes) for file in one] == [(file.uri, file.bytes) for file in other]
    assert one.metadata == other.metadata
    assert [shard.key for shard in one.shards] == [shard.key for shard in other.shards]


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
