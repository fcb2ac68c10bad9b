"""What is looked for in the literature, so that the evidence stays alive."""

from k2evidence.model.base import Record
from k2evidence.model.scalars import Date, Id, Text


class Search(Record):
    """One query that the evidence watch puts to Europe PMC every month."""

    id: Id
    """Equal to the file name without its ending."""
    title: Text
    """What it looks for, in plain words."""
    query: Text
    """The query, in the language of Europe PMC, without dates."""
    since: Date
    """First day of publication that is reported. Move it on when all that was found before it has been
    read: entered as a study, or left out on purpose."""
