"""The queries of the literature watch, which keeps the evidence up to date."""

from typing import Annotated

from k2evidence.model.base import Record
from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Name, Text
from k2evidence.model.scalars.identifiers import Id
from k2evidence.model.scalars.times import Date


class Search(Record):
    """One query that the evidence watch puts to Europe PMC every month."""

    id: Annotated[Id, Example("vitamin-k2-bone")]
    """Equal to the file name without its ending."""
    title: Annotated[Name, Example("Vitamin K2 and bone")]
    """What it looks for, in plain words."""
    query: Annotated[Text, Example("menatetrenone AND osteoporosis")]
    """The query, in the language of Europe PMC, without dates."""
    since: Annotated[Date, Example("2026-11-24")]
    """First day of publication that is reported. Move it on when all that was found before it has been
    read: entered as a study, or left out on purpose."""
    not_found: Annotated[tuple[Text, ...], Example("Its summary was found; single patients were not.")] = ()
    """Works on this subject that were looked for by hand and could not be read, or not for single patients:
    which, and what is missing."""
