"""What was published: addresses that must answer for ever, and changes of content."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Record
from k2evidence.model.scalars import Address, Date, Id, Link, Text


class Release(Record):
    """What one released version answered at."""

    version: Text
    """The version, e.g. 0.1.0."""
    addresses: tuple[Address, ...]
    """The addresses that were new in it; those of earlier versions stand there."""


class Redirect(Record):
    """A page that moved."""

    old: Address
    """Where it was released."""
    new: Address
    """Where it stands now; not itself a page that moved."""


class Addresses(Record):
    """`data/addresses.yml`: every address that was ever released."""

    released: tuple[Release, ...]
    """The oldest version first."""
    redirects: tuple[Redirect, ...] = ()
    """Where the pages went that have another address now."""


class Amendment(Record):
    """A change of content that a reader who cited a page must know."""

    id: Id
    """Equal to the file name without its ending; begins with the date."""
    date: Date
    """The day, e.g. 2026-11-24."""
    kind: Literal["addition", "correction", "change of judgement", "withdrawal"]
    """What sort of change it is."""
    title: Text
    """What changed, in a line."""
    says: Text
    """What stood there before and what stands there now, in our own words."""
    why: Text
    """Why it was changed."""
    reported_by: Text | None = None
    """Who reported it, if they wish to be named."""
    link: Link | None = None
    """Where it was discussed or shown."""
    pages: Annotated[tuple[Address, ...], Field(min_length=1)]
    """The pages whose meaning changed; `/` is the home page."""
