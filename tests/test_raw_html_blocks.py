"""The extension that passes whole HTML blocks gives the same HTML as Python-Markdown without it."""

import pytest
from k2evidence.publish.raw_html_blocks import RawBlocks
from k2evidence.render.site_file import SiteFile
from markdown import Markdown

EXTENSIONS = ["attr_list", "toc"]


@pytest.fixture
def stock() -> Markdown:
    """Python-Markdown as MkDocs sets it up for this site, without the extension."""
    return Markdown(extensions=EXTENSIONS)


@pytest.fixture
def extended() -> Markdown:
    """The same with the extension."""
    return Markdown(extensions=[*EXTENSIONS, RawBlocks()])


def test_every_page_converts_to_the_same_html(
    corpus_files: dict[str, SiteFile], stock: Markdown, extended: Markdown
) -> None:
    """Of every kind of page in the corpus."""
    for uri, file in corpus_files.items():
        if file.page:
            text = str(file.content).split("---\n", 2)[2]
            assert extended.reset().convert(text) == stock.reset().convert(text), uri


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n\n# a\n\n</div>\n\n# b { #c }",
        "<p>one</p>\n\n<p>two</p>\n\nthree *four*",
        "<pre>\n\na\n\n\nb</pre>\n\n- c",
        "<section>\n<div>\n\n<div>\n</div>\n\n</div>\n</section>\n\n## d",
        "<p>x</p> tail\n\n<em>y</em>",
        "a\n<div>b</div>\n\nc",
        "<div>\n\nnever closed\n\n# e",
        "<hr>\n\n<p>f</p>",
    ],
)
def test_odd_blocks_convert_to_the_same_html(text: str, stock: Markdown, extended: Markdown) -> None:
    """Nested, unclosed and inline HTML."""
    assert extended.convert(text) == stock.convert(text)
