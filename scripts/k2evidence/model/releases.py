"""Released addresses, which must always answer, their redirects, and amendments of content."""

from typing import Annotated, Literal

from pydantic import Field

from k2evidence.model.base import Record
from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Name, Text
from k2evidence.model.scalars.identifiers import Address, Id, Link
from k2evidence.model.scalars.times import Date


class Release(Record):
    """What one released version answered at."""

    version: Annotated[Name, Example("0.1.0")]
    """The version, e.g. 0.1.0."""
    addresses: tuple[Address, ...]
    """The addresses that were new in it; those of earlier versions are there."""


class Redirect(Record):
    """A page that moved."""

    old: Address
    """Where it was released."""
    new: Address
    """Where it is now; not itself a page that moved."""


class Addresses(Record):
    """`data/addresses.yml`: every address that was ever released."""

    released: tuple[Release, ...]
    """The oldest version first."""
    redirects: tuple[Redirect, ...] = ()
    """Where the pages went that have another address now."""


class ReviewedSentence(Record):
    """A sentence of this site, and a hash of the facts under it when it was last read against them."""

    sentence: Annotated[Name, Example("claims/bottom-line/trials")]
    """Its folder, file and id."""
    facts: Annotated[Name, Example("0f3a9c12be77")]
    """The hash that `build.py reviewed` writes."""


class Reviews(Record):
    """`data/reviewed.yml`: the facts under each sentence when it was last read."""

    sentences: tuple[ReviewedSentence, ...]
    """In the order of the records."""


class Amendment(Record):
    """A change of content that a reader who cited a page must know."""

    id: Annotated[Id, Example("2026-11-24-first-pages")]
    """Equal to the file name without its ending; begins with the date."""
    date: Annotated[Date, Example("2026-11-24")]
    """The day, e.g. 2026-11-24."""
    kind: Literal["addition", "correction", "change of judgement", "withdrawal"]
    """What sort of change it is."""
    title: Annotated[Name, Example("The femur of case 3 after the first course")]
    """What changed, in a line."""
    says: Annotated[
        Text, Example("The page gave the value of the text alone; it now gives both printed values.")
    ]
    """What was there before and what is there now, in our own words."""
    corrects: Annotated[Text | None, Example("Femur bone density of case 3 after the first course")] = None
    """For a correction: the value, sentence or judgement that was wrong, as a reader finds it on the page."""
    why: Annotated[Text, Example("The table of the paper prints another value.")]
    """Why it was changed."""
    reported_by: Annotated[Name | None, Example("A. Reader")] = None
    """Who reported it, if they wish to be named."""
    link: Link | None = None
    """Where it was discussed or shown."""
    pages: Annotated[tuple[Address, ...], Field(min_length=1)]
    """The pages whose meaning changed; `/` is the home page."""
