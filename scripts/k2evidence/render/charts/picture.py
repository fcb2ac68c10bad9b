"""A site-wide chart as pages and downloads use it."""

from dataclasses import dataclass

from markupsafe import Markup

from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class Picture:
    """A site-wide chart: two drawings of the same data, for wide and for narrow pages.

    `says` states the finding, for readers who do not see the picture; `table` is the address of the
    file that holds exactly what it draws; `downloads` are the files to take away, and the descriptions
    from which the interactive version is made.
    """

    id: str
    title: str
    says: str
    wide: Markup
    narrow: Markup
    table: str
    downloads: "tuple[SiteFile, ...]"
