"""What the commands `watch` and `links` do at a terminal."""

from dataclasses import replace
from pathlib import Path

from bs4 import BeautifulSoup

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.monitor.watch import HttpClient, ask_links, report_links, report_watched
from k2evidence.monitor.watch import watch as ask


def watch_literature(dataset: Dataset, context: BuildContext) -> int:
    """Print what became of the cited works and which papers are new; return the exit status."""
    watched = ask(dataset, _client(context))
    print(report_watched(watched), end="")
    return 0 if watched.nothing_to_report else 1


def check_links(site: Path, context: BuildContext) -> int:
    """Print which outbound links of a built site do not answer; return the exit status."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        print("There is no site/ yet: run `make site` first.")
        return 1
    links = {
        str(link["href"]).partition("#")[0]
        for page in pages
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a[href^=http]")
    }
    outbound = (link for link in links if not (context.site_url and link.startswith(context.site_url)))
    asked = ask_links(outbound, replace(_client(context), tries=2))  # so many links: two tries have to do
    print(report_links(asked), end="")
    return 0 if asked.nothing_to_report else 1


def _client(context: BuildContext) -> HttpClient:
    return HttpClient(
        agent=f"k2-evidence/{context.version} ({context.repository_url or 'address not assigned'})"
    )
