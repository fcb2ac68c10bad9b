"""Sizes of a built site in bytes: its pages, its search index, and what a reader's first search loads."""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

from site_audit import CompressingHandler, serve_folder

PAGES = {
    "the same case page": "cases/tsuchie-2012-case-1/index.html",
    "home": "index.html",
    "first page of cases": "cases/index.html",
}
"""Pages that are measured at every number of cases."""
QUERY = "parathyroid"


@dataclass(frozen=True, slots=True)
class FileSize:
    """Bytes of a file, and bytes of it as hosts send it."""

    raw: int
    gzipped: int


@dataclass(frozen=True, slots=True)
class SearchTraffic:
    """Bytes of search that a browser loads: before a reader searches, and by a first query."""

    before: int
    query: int


def file_size(path: Path) -> FileSize:
    """Return the size of a file."""
    content = path.read_bytes()
    return FileSize(len(content), len(gzip.compress(content, mtime=0)))


def largest_page(site: Path) -> Path:
    """Return the page with the most bytes."""
    return max(sorted(site.rglob("*.html")), key=lambda path: path.stat().st_size)


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure_first_search(site: Path) -> SearchTraffic | None:
    """Search the site once in a real browser; None where the driver or a browser is not installed."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return None
    sent: list[tuple[str, int]] = []

    class CountingHandler(CompressingHandler):
        """Counts the bytes that it sends: a page's own events leave out what its workers load."""

        def send_header(self, keyword: str, value: str) -> None:
            """Record the length of each response."""
            if keyword == "Content-Length":
                sent.append((self.path, int(value)))
            super().send_header(keyword, value)

    def search_bytes() -> int:
        return sum(length for path, length in sent if path.startswith("/pagefind/"))

    with serve_folder(site, CountingHandler) as address, sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
        except Error:
            return None
        page = browser.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        before = search_bytes()
        page.keyboard.press("/")
        page.keyboard.type(QUERY)
        page.locator(".k2-search__results a").first.wait_for(timeout=120_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    return SearchTraffic(before, search_bytes() - before)
