"""A Markdown extension that passes whole blocks of HTML through without parsing them.

Pages of records are nearly all HTML. Python-Markdown finds the end of a block by parsing every tag in it,
which is most of the time that such a page takes. Where the element that opens a block is closed at the end
of it, counting its opening and closing tags gives the same result.
"""

import re
from collections.abc import Iterator

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_OPENS = re.compile(r"<([a-z][a-z0-9]*)[\s>]")


class RawBlocks(Extension):
    """The extension, for `markdown.Markdown(extensions=[RawBlocks()])`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name that the library calls
        """Run before MkDocs' search for anchors, which parses every tag too, and Markdown's own for HTML."""
        md.preprocessors.register(_Stash(md), "raw-blocks", 21.5)


class _Stash(Preprocessor):
    """Replaces each block of HTML by a placeholder of Markdown's own stash."""

    def run(self, lines: list[str]) -> list[str]:
        markdown: list[str] = []
        html: list[str] = []
        for block, element in _blocks("\n".join(lines)):
            if element and self.md.is_block_level(element):
                html.append(block)
                continue
            markdown += self._placeholder(html)
            html = []
            markdown.append(block)
        return "\n\n".join((*markdown, *self._placeholder(html))).split("\n")

    def _placeholder(self, html: list[str]) -> list[str]:
        """Return a placeholder for adjacent blocks of HTML; none without a block."""
        return [self.md.htmlStash.store("\n\n".join(html) + "\n")] if html else []


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks of a text, each with its first element if the block ends where that is closed."""
    parts = iter(text.split("\n\n"))
    for part in parts:
        block = part.strip("\n")
        opens = _OPENS.match(block)
        if opens is None:
            yield block, ""
            continue
        depth = _depth(opens[1], block)
        while depth > 0 and (following := next(parts, None)) is not None:
            block += f"\n\n{following}"
            depth += _depth(opens[1], following)
        block = block.rstrip()
        yield block, opens[1] if depth == 0 and block.endswith(">") else ""


def _depth(tag: str, text: str) -> int:
    """Return the number of opening tags of an element minus that of its closing tags."""
    return len(re.findall(rf"<{tag}[\s>]", text)) - text.count(f"</{tag}>")
