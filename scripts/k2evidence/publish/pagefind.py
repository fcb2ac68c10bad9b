"""Indexes the built site for search with Pagefind, the same site always to the same bytes."""

import gzip
import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import cbor2
from lxml.html import fromstring, tostring
from pagefind.service import get_executable

from k2evidence.publish.disk_cache import DiskCache

FOLDER = "pagefind"
"""Where the index stands in the site."""
SEARCHED = ".searched"
"""Where, while the site is built, that part of each page stands that is searched."""
EXTRAS = ("*-ui.js", "*-ui.css", "pagefind-highlight.js")
"""Files of Pagefind that this site does not use: it has its own search dialog."""
_APART = ("dt", "dd", "th", "td", "caption", "summary", "figcaption")
_SIGNATURE = b"pagefind_dcd"


def write_search_index(site: Path, cache: DiskCache) -> None:
    """Write the search index of a site into its folder.

    The program is run to its end. The library beside it stops it as soon as it has answered, which can be
    before all files are on the disk. Raises CalledProcessError where it fails.
    """
    folder, searched = site / FOLDER, site / SEARCHED
    shutil.rmtree(folder, ignore_errors=True)
    for path in list(site.rglob("*.html")):
        place = searched / path.relative_to(site)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(cache.call(searched_part, path.read_text(encoding="utf-8")))
    command = [str(get_executable()), "--site", str(searched), "--output-path", str(folder), "--silent"]
    subprocess.run(command, check=True)
    shutil.rmtree(searched)
    for pattern in EXTRAS:
        for path in folder.glob(pattern):
            path.unlink()
    make_deterministic(folder)


def searched_part(page: str) -> bytes:
    """Return what the search reads of a page: it takes three times as long to find its way in the whole.

    Empty for a page that the search leaves out.
    """
    start, end = page.find("<main"), page.rfind("</main>")
    if "data-pagefind-body" not in page[start : page.find(">", start)]:
        return b""
    main = fromstring(page[start:end])
    for element in main.xpath("descendant::*[@data-pagefind-ignore] | descendant::svg"):
        element.drop_tree()
    for element in main.iter(*_APART):
        element.tail = f" {element.tail or ''}"  # else the search reads two neighbours as one word
    return b'<html lang="en"><body>%s</body></html>' % tostring(main, encoding="utf-8")


def make_deterministic(folder: Path) -> None:
    """Put the filters of an index in the order of the alphabet, and name what tells of a page by its number.

    Pagefind writes filters in an order that differs each time, and names each file by a hash of what it
    holds. So each file of a filter, the file that names them, and the one that names that are written
    again, under the names that follow from what they hold now. That second file names one file for each
    page; a hash hardly gets smaller when it is compressed, and a first search loads them all.
    """
    entry = folder / "pagefind-entry.json"
    told = json.loads(entry.read_text(encoding="utf-8"))
    for code, language in told["languages"].items():
        old = folder / f"pagefind.{language['hash']}.pf_meta"
        meta = _read(old)
        meta[_PAGES] = _numbered(folder / "fragment", meta[_PAGES])
        meta[_FILTERS] = sorted([name, _sorted(folder, code, held)] for name, held in meta[_FILTERS])
        language["hash"] = _write(folder, "pagefind.{}.pf_meta", code, 10, meta, old)
    entry.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


_PAGES, _FILTERS = 1, 3
"""Which parts of the file about all pages name the pages and the filters, each with the name of its file."""


def _numbered(folder: Path, pages: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Give the files of all pages numbers for names; return the pages with them.

    They stand in a folder that is named by all of them: a browser that kept one of an earlier build never
    takes it for another page's.
    """
    inside = hashlib.sha256("".join(name for name, _ in pages).encode()).hexdigest()[:10]
    (folder / inside).mkdir()
    found = []
    for number, (name, words) in enumerate(pages):
        (folder / f"{name}.pf_fragment").rename(folder / inside / f"{number}.pf_fragment")
        found.append((f"{inside}/{number}", words))
    return found


def _sorted(folder: Path, code: str, held: str) -> str:
    """Write a filter with its values in order; return the hash that names its file now."""
    old = folder / "filter" / f"{held}.pf_filter"
    name, values = _read(old)
    return _write(folder / "filter", "{}.pf_filter", code, 7, [name, sorted(values)], old)


def _read(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE))


def _write(folder: Path, name: str, code: str, length: int, content: Any, old: Path) -> str:
    """Write a file in place of an old one, named by a hash of what it holds; return that hash."""
    raw = _SIGNATURE + cbor2.dumps(content)
    digest = f"{code}_{hashlib.sha256(raw).hexdigest()[:length]}"
    old.unlink()
    (folder / name.format(digest)).write_bytes(gzip.compress(raw, mtime=0))
    return digest
