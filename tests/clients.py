"""What other people's programs make of our files: none of these readers is ours."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypandoc


def pandoc_reads(text: str, format_: str) -> dict[str, Any]:
    """Return the one reference that pandoc finds in a text, as CSL-JSON."""
    [reference] = all_pandoc_reads(text, format_)
    return reference


def all_pandoc_reads(text: str, format_: str) -> list[dict[str, Any]]:
    """Return every reference that pandoc finds in a text, as CSL-JSON."""
    return list(json.loads(pypandoc.convert_text(text, "csljson", format_)))


def python_says(code: str, folder: Path) -> str:
    """Run a program in a folder and return what it prints."""
    return _said([sys.executable, "-c", code], folder)


def r_says(code: str, folder: Path) -> str:
    """Run an R program in a folder and return what it prints."""
    return _said(["Rscript", "--vanilla", "-e", code], folder)


def _said(command: list[str], folder: Path) -> str:
    # What a program keeps in the home of its user stays in the folder of the test.
    home = os.environ | {"HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
