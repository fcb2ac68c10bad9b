"""Gives the notebooks of the site its tables while they are run, and keeps what they became."""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from evidence.results import Publication
from mkdocs.config.defaults import MkDocsConfig

NOTEBOOK_DATA = "K2_EVIDENCE_DATA"
"""Environment variable that tells notebooks, while the site is built, where its tables are."""
NOTEBOOKS = ".cache/notebooks"
"""Where is kept what notebooks became."""


def lend_tables(publication: Publication, config: MkDocsConfig, program: str) -> None:
    """Put the tables where a notebook's kernel, a process of its own, can read them, if it is run.

    What a notebook became is kept by its plugin, under a hash of its file: so in a folder for each
    program and, if it is run, for each state of the tables.
    """
    take_tables_back()
    plugin = config.plugins["mkdocs-jupyter"].config
    made_from = hashlib.sha256(program.encode())
    if plugin["execute"]:
        folder = Path(tempfile.mkdtemp(prefix="k2-evidence-"))
        os.environ[NOTEBOOK_DATA] = str(folder)
        shard = publication.shard_at("data/")  # None where its files are among the whole ones
        for item in (*publication.whole.files, *(shard.make().files if shard else ())):
            if item.uri.endswith(".csv"):
                (folder / Path(item.uri).name).write_bytes(item.bytes)
                made_from.update(item.bytes)
    assert config.config_file_path is not None
    kept = Path(config.config_file_path).parent / NOTEBOOKS / made_from.hexdigest()
    plugin["cache_dir"] = str(kept)
    plugin["cache"] = False
    with suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
        os.utime(kept)
        plugin["cache"] = True


def take_tables_back() -> None:
    """Take the tables away again."""
    if folder := os.environ.pop(NOTEBOOK_DATA, None):
        shutil.rmtree(folder, ignore_errors=True)
