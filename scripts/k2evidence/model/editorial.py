"""Who keeps the site, and how: what a reader asks before trusting it."""

from typing import Annotated

from k2evidence.model.base import Record
from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Name, Text


class Editorial(Record):
    """`data/editorial.yml`: who is responsible for the site; what is left out is called not stated."""

    name: Annotated[Name, Example("K2 Evidence contributors")]
    """The person or group that keeps the site, as in `CITATION.cff`."""
    qualifications: Annotated[Text | None, Example("A physician and a statistician.")] = None
    """What qualifies them for it."""
    funding: Annotated[Text | None, Example("None.")] = None
    """Who pays for the work and for the site."""
    interests: Annotated[Text | None, Example("None to declare.")] = None
    """Financial and other interests in what the site is about."""
    contact: Annotated[Text | None, Example("By an issue in the repository.")] = None
    """How to reach them."""
    clinical_review: Annotated[Text | None, Example("Two physicians read every page.")] = None
    """Which clinicians reviewed the pages, and when."""
    automation: Annotated[Text | None, Example("A program derives every change from two values.")] = None
    """What programs do, and what people do."""
    searched: Annotated[Text | None, Example("PubMed, one publication at a time.")] = None
    """What was searched, and how completely; the dates follow from the records."""
