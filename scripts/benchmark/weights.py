"""What a built site weighs: pages, the index for search, and what a reader's first search loads."""

import gzip
import shutil
from dataclasses import dataclass
from pathlib import Path

from site_audit import LighthouseServer, served

PAGES = {
    "the same case page": "cases/tsuchie-2012-case-1/index.html",
    "home": "index.html",
    "first page of cases": "cases/index.html",
}
"""Pages that are weighed at every number of cases."""
QUERY = "parathyroid"


@dataclass(frozen=True, slots=True)
class Weight:
    """Bytes of a file, and bytes of it as hosts send it."""

    raw: int
    gzipped: int


@dataclass(frozen=True, slots=True)
class Search:
    """Bytes of search on the wire: before anybody searches, and by a first query."""

    before: int
    query: int


def weigh(path: Path) -> Weight:
    """Return what a file weighs."""
    content = path.read_bytes()
    return Weight(len(content), len(gzip.compress(content, mtime=0)))


def largest_page(site: Path) -> Path:
    """Return the page with the most bytes."""
    return max(sorted(site.rglob("*.html")), key=lambda path: path.stat().st_size)


def total(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def first_search(site: Path) -> Search | None:
    """Search the site once in a real browser; None where the driver or a browser is not installed."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return None
    sent: list[tuple[str, int]] = []

    class Weighing(LighthouseServer):
        """The static host, noting what it sends: a page's own events leave out what its workers load."""

        def send_header(self, keyword: str, value: str) -> None:
            """Note the length of each answer."""
            if keyword == "Content-Length":
                sent.append((self.path, int(value)))
            super().send_header(keyword, value)

    def of_search() -> int:
        return sum(length for path, length in sent if path.startswith("/pagefind/"))

    with served(site, Weighing) as address, sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
        except Error:
            return None
        page = browser.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        before = of_search()
        page.keyboard.press("/")
        page.keyboard.type(QUERY)
        page.locator(".k2-search__results a").first.wait_for(timeout=120_000)
        page.wait_for_load_state("networkidle")
        browser.close()
    return Search(before, of_search() - before)
