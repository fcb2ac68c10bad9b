"""Indexes the built site for search with Pagefind, the same site always to the same bytes."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from gzip import GzipFile
from io import BytesIO
from pathlib import Path
from typing import Any

import cbor2
from pagefind.service import get_executable

FOLDER = "pagefind"
"""Where the index is in the site."""
SEARCHED = ".searched"
"""Temporary folder of the searched part of each page, while the site is built."""
EXTRAS = ("*-ui.js", "*-ui.css", "pagefind-highlight.js")
"""Files of Pagefind that this site does not use: it has its own search dialog."""
WORDS = "words.json"
"""The file of the index that tells the search which words there are, and what kind of page each page is."""
PATIENTS = ("patients", "safety")
"""What pages that answer patients say of themselves; those of the first before those of the second."""
SEVERAL = 4
"""Pages that have a word for which a short word that is misspelt may be meant."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_SIGNATURE = b"pagefind_dcd"


def write_search_index(site: Path, parts: Iterable[tuple[str, str]]) -> None:
    """Write the search index of a site into its folder, from the path and the searched part of each page.

    Pagefind runs as a program: its Python library stops it as soon as it has answered, which can be before
    all files are on disk. Raises CalledProcessError if it fails.
    """
    folder, searched = site / FOLDER, site / SEARCHED
    shutil.rmtree(folder, ignore_errors=True)
    for place, html in parts:
        part = searched / place
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(html, encoding="utf-8")
    command = [str(get_executable()), "--site", str(searched), "--output-path", str(folder), "--silent"]
    subprocess.run(command, check=True)
    shutil.rmtree(searched)
    for pattern in EXTRAS:
        for path in folder.glob(pattern):
            path.unlink()
    make_deterministic(folder)
    write_words(folder)


def write_words(folder: Path) -> None:
    """Write what the search must know of all pages before it looks into one.

    `words` are the words of four letters or more that two pages or a title have, those of most pages first:
    a word that is misspelt is compared with them, a short one with the first `often` that several pages have.
    `kinds` are the kinds of pages, and `pages` has a letter for each page in the order of their numbers: the
    position of its kind in the alphabet, a capital letter for a page that answers readers' questions.
    `patients` are the numbers of those that answer patients, their own first.
    """
    fragments = [fragment for _, fragment in sorted(_fragments(folder))]
    kinds = sorted({fragment["meta"]["kind"] for fragment in fragments})
    amounts: Counter[str] = Counter()
    for fragment in fragments:
        amounts.update(_words(fragment["content"]))
    titles = {word for fragment in fragments for word in _words(fragment["meta"].get("title", ""))}
    known = [word for word, amount in amounts.items() if amount > 1 or word in titles]
    content = {
        "words": " ".join(sorted(known, key=lambda word: (-amounts[word], word))),
        "often": sum(amount >= SEVERAL for amount in amounts.values()),
        "kinds": kinds,
        "pages": "".join(_letter(kinds, fragment["meta"]) for fragment in fragments),
        "patients": [
            number
            for whom in PATIENTS
            for number, fragment in enumerate(fragments)
            if fragment["meta"].get("answers") == whom
        ],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (folder / WORDS).write_text(text, encoding="utf-8")


def _fragments(folder: Path) -> Iterator[tuple[int, Any]]:
    """Yield each page of an index with its number."""
    for path in (folder / "fragment").rglob("*.pf_fragment"):
        raw = gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE)
        yield int(path.stem), json.loads(raw)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _letter(kinds: list[str], meta: Mapping[str, str]) -> str:
    letter = chr(ord("a") + kinds.index(meta["kind"]))
    return letter.upper() if "answers" in meta else letter


def make_deterministic(folder: Path) -> None:
    """Sort the filters of an index, and rename the fragments of pages from hashes to page numbers.

    Pagefind writes filters in a random order, and names each file by a hash of its content. So each file of
    a filter, the metadata that lists them, and the entry file that names the metadata are written again
    under the hash of their new content. The metadata lists a fragment for each page and is loaded by every
    first search; numbers compress well, hashes do not.
    """
    entry = folder / "pagefind-entry.json"
    index = json.loads(entry.read_text(encoding="utf-8"))
    for code, language in index["languages"].items():
        old = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _read(old)
        meta[_PAGES] = _number_fragments(folder / "fragment", meta[_PAGES])
        meta[_FILTERS] = sorted([name, _sort_filter(folder, code, digest)] for name, digest in meta[_FILTERS])
        language["hash"] = _write(folder, "pagefind.{}.pf_meta", code, 10, meta, old)
    entry.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


_PAGES, _FILTERS = 1, 3
"""Positions in the metadata of the lists of pages and filters, each with the name of its file."""


def _number_fragments(folder: Path, pages: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Rename the fragments of all pages to numbers; return the pages with the new names.

    They move into a folder that is named by a hash of all of them, so that a browser never takes a cached
    fragment of an earlier build for another page's.
    """
    subfolder = hashlib.sha256("".join(name for name, _ in pages).encode()).hexdigest()[:10]
    (folder / subfolder).mkdir()
    renamed = []
    for number, (name, words) in enumerate(pages):
        (folder / f"{name}.pf_fragment").rename(folder / subfolder / f"{number}.pf_fragment")
        renamed.append((f"{subfolder}/{number}", words))
    return renamed


def _sort_filter(folder: Path, code: str, digest: str) -> str:
    """Write a filter with its values sorted; return the hash that names its new file."""
    old = folder / "filter" / f"{digest}.pf_filter"
    name, values = _read(old)
    return _write(folder / "filter", "{}.pf_filter", code, 7, [name, sorted(values)], old)


def _read(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))


def _write(folder: Path, name: str, code: str, length: int, content: Any, old: Path) -> str:
    """Replace a file by one that is named by a hash of its content; return that hash."""
    raw = _SIGNATURE + cbor2.dumps(content)
    digest = f"{code}_{hashlib.sha256(raw).hexdigest()[:length]}"
    old.unlink()
    (folder / name.format(digest)).write_bytes(compress(raw))
    return digest


def compress(content: bytes) -> bytes:
    """Return content in gzip's format, the same under every version of Python.

    The header that `gzip.compress` writes names a system until Python 3.12, and none from 3.13 on.
    """
    stream = BytesIO()
    with GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as file:
        file.write(content)
    return stream.getvalue()
