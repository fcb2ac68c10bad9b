"""The feed of changes of content, as Atom (RFC 4287)."""

import uuid

from feedgen.feed import FeedGenerator

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Amendment
from k2evidence.model.text import midnight
from k2evidence.render.site_file import SiteFile

EPOCH = "2012-07-03"
"""The `updated` date, which Atom requires, of a feed without entries: online date of the main paper."""


def render_feed(dataset: Dataset, context: BuildContext) -> SiteFile:
    """Return `feed.xml`: every amendment, the newest first.

    The id of an entry is permanent and does not depend on the address of the site. While the site has no
    address, links are relative to the feed.
    """
    amendments = dataset.newest_amendments
    feed = FeedGenerator()
    feed.id(_urn("feed"))
    feed.title(f"{context.site_name}: changes of content")
    feed.updated(midnight(amendments[0].date if amendments else EPOCH))
    feed.author(name=context.contributors)
    feed.generator("")
    feed.rights(context.licence)
    feed.link(href=f"{context.address}feed.xml", rel="self", type="application/atom+xml")
    feed.link(href=f"{context.address}changelog/", rel="alternate", type="text/html")
    for amendment in amendments:
        _add_entry(feed, amendment, context)
    return SiteFile("feed.xml", feed.atom_str(pretty=True).decode())


def _add_entry(feed: FeedGenerator, amendment: Amendment, context: BuildContext) -> None:
    entry = feed.add_entry(order="append")
    entry.id(_urn(f"amendments/{amendment.id}"))
    entry.title(amendment.title)
    entry.updated(midnight(amendment.date))
    entry.category(term=amendment.kind)
    entry.link(href=f"{context.address}changelog/#{amendment.id}", rel="alternate", type="text/html")
    entry.content(_entry_text(amendment), type="text")


def _entry_text(amendment: Amendment) -> str:
    reported = f" Reported by {amendment.reported_by}." if amendment.reported_by else ""
    return f"{amendment.says} {amendment.why}{reported} Pages: {', '.join(amendment.pages)}"


def _urn(name: str) -> str:
    """Return a permanent UUID as a URN, derived from a name."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"k2-evidence/{name}").urn
