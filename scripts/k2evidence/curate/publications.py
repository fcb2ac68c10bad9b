"""Finds the records of publications that exist already, so that none is entered twice."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from k2evidence.curate.errors import CuratorError

FOLDERS = ("papers", "studies")
"""The folders of publications below `data/`; a case can belong to a record of either."""
_NUMBER = re.compile(r"^(doi|pmid|pmcid):\s*['\"]?([^\s'\"]+)", re.MULTILINE)


def publication_ids(data: Path) -> list[str]:
    """Return the id of every paper and study."""
    return sorted(path.stem for path in _files(data))


def refuse_known(data: Path, fields: Mapping[str, object]) -> None:
    """Raise CuratorError where a record with the same DOI, PubMed or PMC number exists."""
    numbers = {(kind, str(fields[kind]).lower()) for kind in ("doi", "pmid", "pmcid") if fields.get(kind)}
    for path in _files(data):
        for kind, number in _NUMBER.findall(path.read_text(encoding="utf-8", errors="replace")):
            if (kind, number.lower()) in numbers:
                raise CuratorError(
                    f"The {kind} {number} is already in data/{path.parent.name}/{path.name}; nothing was "
                    f"written. A case of it is begun with: new-case --paper {path.stem}"
                )


def _files(data: Path) -> Iterable[Path]:
    return sorted(path for folder in FOLDERS for path in (data / folder).glob("*.yml"))
