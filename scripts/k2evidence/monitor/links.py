"""Requests the outbound links of the built site, to find those that are gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

from k2evidence.http_client import HttpClient, HttpError, NotFoundError


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """Outbound links: how many, those that are gone, and those whose request failed, each with the reason."""

    checked: int
    gone: tuple[tuple[str, str], ...]
    failures: tuple[tuple[str, str], ...]

    @property
    def nothing_to_report(self) -> bool:
        """Say whether no link is gone; many hosts refuse programs, so a failure is not news."""
        return not self.gone


def outbound_links(pages: Iterable[Path], site_url: str) -> frozenset[str]:
    """Return the links of HTML pages to other hosts, without fragments; `site_url` may be empty."""
    links = (
        str(link["href"]).partition("#")[0]
        for page in pages
        for link in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select("a[href^=http]")
    )
    return frozenset(link for link in links if not (site_url and link.startswith(site_url)))


def check_links(links: Iterable[str], client: HttpClient) -> LinkCheck:
    """Request each link once."""
    gone: list[tuple[str, str]] = []
    failures: list[tuple[str, str]] = []
    urls = sorted(set(links))
    for url in urls:
        try:
            client.check(url)
        except NotFoundError as error:
            gone.append((url, str(error)))
        except HttpError as error:
            failures.append((url, str(error)))
    return LinkCheck(len(urls), tuple(gone), tuple(failures))
