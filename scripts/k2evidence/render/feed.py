"""The feed of changes of content, as Atom (RFC 4287)."""

import uuid

from feedgen.feed import FeedGenerator

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Amendment
from k2evidence.render.site_file import SiteFile

EPOCH = "2012-07-03"
"""Day of a feed without entries, which Atom needs: when the paper at the centre appeared online."""


def render_feed(dataset: Dataset, context: BuildContext) -> SiteFile:
    """Return `feed.xml`: every change of content, the newest first.

    An entry keeps its name for ever, wherever the site stands. Without an address of the site, links are
    relative to the feed.
    """
    amendments = dataset.newest_amendments
    feed = FeedGenerator()
    feed.id(_name("feed"))
    feed.title(f"{context.site_name}: changes of content")
    feed.updated(_moment(amendments[0].date if amendments else EPOCH))
    feed.author(name=context.contributors)
    feed.generator("")
    feed.rights(context.licence)
    feed.link(href=f"{context.address}feed.xml", rel="self", type="application/atom+xml")
    feed.link(href=f"{context.address}changelog/", rel="alternate", type="text/html")
    for amendment in amendments:
        entry = feed.add_entry(order="append")
        entry.id(_name(f"amendments/{amendment.id}"))
        entry.title(amendment.title)
        entry.updated(_moment(amendment.date))
        entry.category(term=amendment.kind)
        entry.link(href=f"{context.address}changelog/#{amendment.id}", rel="alternate", type="text/html")
        entry.content(_text(amendment), type="text")
    return SiteFile("feed.xml", feed.atom_str(pretty=True).decode())


def _text(amendment: Amendment) -> str:
    reported = f" Reported by {amendment.reported_by}." if amendment.reported_by else ""
    return f"{amendment.says} {amendment.why}{reported} Pages: {', '.join(amendment.pages)}"


def _name(of: str) -> str:
    """Return a name that does not depend on where the site stands."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"k2-evidence/{of}").urn


def _moment(day: str) -> str:
    """Return a date, or part of one, as the moment at which it begins, UTC."""
    return f"{day}{'-01-01'[3 * day.count('-') :]}T00:00:00Z"
