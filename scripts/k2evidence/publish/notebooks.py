"""Gives the notebooks of the site its tables, and their kernels a configuration, while they run."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from k2evidence.render.site_file import SiteFile

NOTEBOOK_TABLES = "K2_EVIDENCE_DATA"
"""Environment variable that names the folder of tables to a notebook's kernel, a process of its own."""
_JUPYTER_CONFIGURATION = Path(__file__).parent / "jupyter"
"""A folder that Jupyter reads: kernels report errors only. Else each warns about its local connection."""


def configure_kernels() -> None:
    """Let Jupyter read our configuration: https://docs.jupyter.org/en/latest/use/jupyter-directories.html."""
    folders = [str(_JUPYTER_CONFIGURATION), *os.environ.get("JUPYTER_CONFIG_PATH", "").split(os.pathsep)]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(dict.fromkeys(filter(None, folders)))


def export_tables(files: Iterable[SiteFile]) -> str:
    """Write the CSV tables into a temporary folder for notebooks; return a hash of them."""
    remove_exported_tables()
    folder = Path(tempfile.mkdtemp(prefix="k2-evidence-"))
    os.environ[NOTEBOOK_TABLES] = str(folder)
    digest = hashlib.sha256()
    for item in files:
        if item.uri.startswith("data/") and item.uri.endswith(".csv"):  # a chart's may have the same name
            (folder / Path(item.uri).name).write_bytes(item.bytes)
            digest.update(item.bytes)
    return digest.hexdigest()


def remove_exported_tables() -> None:
    """Remove the temporary folder."""
    if folder := os.environ.pop(NOTEBOOK_TABLES, None):
        shutil.rmtree(folder, ignore_errors=True)
