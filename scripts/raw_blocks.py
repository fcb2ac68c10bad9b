"""Passes whole blocks of HTML through Markdown untouched, without parsing what is in them.

Pages of records are nearly all HTML. Python-Markdown finds its end by parsing every tag of it, which is
most of the time that such a page takes; where the element that opens a block is closed at its end,
counting its tags says the same.
"""

import re

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_OPENS = re.compile(r"<([a-z][a-z0-9]*)[\s>]")


class RawBlocks(Extension):
    """The extension, for `markdown.Markdown(extensions=[RawBlocks()])`."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name that the library calls
        """Go before the library's own search for HTML."""
        md.preprocessors.register(_Stash(md), "raw-blocks", 25)


class _Stash(Preprocessor):
    """Puts each block of HTML away until the page is finished."""

    def run(self, lines: list[str]) -> list[str]:
        blocks = iter("\n".join(lines).split("\n\n"))
        kept = []
        for block in blocks:
            opens = _OPENS.match(block := block.strip("\n"))
            if opens and self.md.is_block_level(opens[1]):
                tag, depth = opens[1], 0
                counted = re.compile(rf"<(/?){tag}(?=[\s>])")
                parts, part = [], block
                while True:
                    parts.append(part)
                    depth += sum(-1 if closes else 1 for closes in counted.findall(part))
                    if depth <= 0 or (following := next(blocks, None)) is None:
                        break
                    part = following
                block = "\n\n".join(parts)
                if depth == 0 and block.rstrip().endswith(">"):
                    block = self.md.htmlStash.store(f"{block.strip()}\n")
            kept.append(block)
        return "\n\n".join(kept).split("\n")
