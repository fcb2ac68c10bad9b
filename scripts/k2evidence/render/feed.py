"""The feeds of changes of content, as Atom (RFC 4287): one of all, one of the cases, one of each outcome."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from feedgen.feed import FeedGenerator

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Amendment
from k2evidence.model.studies import VIEWS, OutcomeKind
from k2evidence.model.text import midnight
from k2evidence.render.site_file import SiteFile

EPOCH = "2012-07-03"
"""The `updated` date, which Atom requires, of a feed without entries: online date of the main paper."""
FEED_TYPE = "application/atom+xml"
"""The media type of a feed."""

_NOT_XML = re.compile("[^\\t\\n\\r -\\uD7FF\\uE000-\\uFFFD\\U00010000-\\U0010FFFF]|[\\uFDD0-\\uFDEF]")
"""What XML 1.0 cannot hold, and non-characters."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it is about, the path of its page, and whether it reports a page by its address."""

    title: str
    page: str
    covers: Callable[[str], bool]

    @property
    def uri(self) -> str:
        """The address of the feed, beside its page."""
        return f"{self.page}feed.xml"


def feeds(dataset: Dataset) -> tuple[Feed, ...]:
    """Return every feed, that of all changes first."""
    return (
        Feed("Changes of content", "", lambda _: True),
        Feed("Changes of cases", "cases/", lambda page: page.startswith("/cases/")),
        *(
            Feed(f"Changes of evidence: {name.lower()}", f"evidence/{kind}/", _covers(dataset, kind))
            for kind, name in VIEWS.items()
        ),
    )


def _covers(dataset: Dataset, kind: OutcomeKind) -> Callable[[str], bool]:
    """Return whether a page is that of an outcome, or of a study with it."""
    pages = {f"/evidence/{kind}/"}
    pages |= {
        f"/evidence/{study.id}/"
        for study in dataset.studies.values()
        if any(outcome.kind == kind for outcome in study.outcomes)
    }
    return pages.__contains__


def feeds_of(page: str, every: Sequence[Feed]) -> Iterator[Feed]:
    """Yield the feeds that the page at a path links: of all changes, and those that report it."""
    return (feed for feed in every if feed.covers(f"/{page}"))


def render_feeds(dataset: Dataset, context: BuildContext) -> Iterator[SiteFile]:
    """Yield each feed: its amendments, the newest first.

    The id of an entry is permanent and does not depend on the address of the site. While the site has no
    address, links are relative to the feed.
    """
    moved = {redirect.old: redirect.new for redirect in dataset.addresses.redirects}
    for feed in feeds(dataset):
        reported = [
            amendment
            for amendment in dataset.newest_amendments
            if any(feed.covers(moved.get(page, page)) for page in amendment.pages)
        ]
        yield SiteFile(feed.uri, _atom(feed, reported, context))


def _atom(feed: Feed, amendments: Sequence[Amendment], context: BuildContext) -> str:
    root = context.address or "../" * feed.page.count("/")
    atom = FeedGenerator()
    atom.id(_urn(f"feed/{feed.page}".rstrip("/") if feed.page else "feed"))
    atom.title(_text(f"{context.site_name}: {feed.title[0].lower()}{feed.title[1:]}"))
    atom.updated(midnight(amendments[0].date if amendments else EPOCH))
    atom.author(name=_text(context.contributors))
    atom.generator("")
    atom.rights(context.licence)
    atom.link(href=f"{root}{feed.uri}", rel="self", type=FEED_TYPE)
    atom.link(href=f"{root}{feed.page or 'changelog/'}", rel="alternate", type="text/html")
    for amendment in amendments:
        _add_entry(atom, amendment, root)
    return str(atom.atom_str(pretty=True).decode())


def _add_entry(feed: FeedGenerator, amendment: Amendment, root: str) -> None:
    entry = feed.add_entry(order="append")
    entry.id(_urn(f"amendments/{amendment.id}"))
    entry.title(_text(amendment.title))
    entry.updated(midnight(amendment.date))
    entry.category(term=amendment.kind)
    entry.link(href=f"{root}changelog/#{amendment.id}", rel="alternate", type="text/html")
    entry.content(_text(_entry_text(amendment)), type="text")


def _entry_text(amendment: Amendment) -> str:
    wrong = amendment.corrects or (", ".join(amendment.pages) if amendment.kind == "correction" else "")
    corrects = f"Corrects: {wrong.rstrip('.')}. " if wrong else ""
    reported = f" Reported by {amendment.reported_by}." if amendment.reported_by else ""
    return f"{corrects}{amendment.says} {amendment.why}{reported} Pages: {', '.join(amendment.pages)}"


def _text(text: str) -> str:
    """Return a text as XML can hold it."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _urn(name: str) -> str:
    """Return a permanent UUID as a URN, derived from a name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"k2-evidence/{name}").urn
