"""Files of the site, as a renderer returns them and a publisher writes them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MOST_DESCRIBED = 160
"""How many characters of the description of a page a search engine shows."""


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What a generated page is: for readers of its head, its citation and its history.

    `sources` names the files of the repository that hold its words and values, without the program.
    """

    title: str
    description: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of the site: where it goes, what it holds, and the file that a reader may edit."""

    uri: str
    source: str | bytes | Callable[[], bytes]
    """The content, or a function that makes it, for what takes long and no page shows."""
    origin: Path | None = None
    page: PageInfo | None = None

    @property
    def content(self) -> str | bytes:
        """The content, made now if it has to be made."""
        return self.source() if callable(self.source) else self.source

    @property
    def bytes(self) -> bytes:
        """The content as it is written to disk."""
        content = self.content
        return content if isinstance(content, bytes) else content.encode()


def url_path(uri: str) -> str:
    """Return the address in the site of a page among the sources: `cases/x.md` is at `cases/x/`."""
    path = re.sub(r"(^|/)index\.md$", r"\1", uri)
    return re.sub(r"\.(md|ipynb)$", "/", path)
