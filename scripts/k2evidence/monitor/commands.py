"""The commands `watch` and `links`: they print a report and return an exit status."""

from dataclasses import replace
from pathlib import Path

from k2evidence.http_client import HttpClient
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.monitor import links
from k2evidence.monitor.crossref import check_notices
from k2evidence.monitor.europepmc import check_papers
from k2evidence.monitor.report import links_report, watch_report


def watch_literature(dataset: Dataset, context: BuildContext) -> int:
    """Print new notices about cited works and new papers; return 1 if there are any, or a request failed."""
    client = _client(context)
    notices, papers = check_notices(dataset, client), check_papers(dataset, client)
    print(watch_report(notices, papers), end="")
    return 0 if notices.nothing_to_report and papers.nothing_to_report else 1


def check_links(site: Path, context: BuildContext) -> int:
    """Print which outbound links of a built site are gone or fail; return 1 if any is gone."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        print("There is no site/ yet: run `make site` first.")
        return 1
    client = replace(_client(context), attempts=2)  # more would take too long for so many links
    check = links.check_links(links.outbound_links(pages, context.site_url), client)
    print(links_report(check), end="")
    return 0 if check.nothing_to_report else 1


def _client(context: BuildContext) -> HttpClient:
    return HttpClient(f"k2-evidence/{context.version} ({context.repository_url or 'address not assigned'})")
