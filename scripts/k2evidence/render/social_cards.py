"""The picture that social media and messengers show beside a link: title, description and site.

A page of a single record, and a later page of a list, show the card of the page that lists them all, so that
the number of pictures does not grow with the records.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from io import BytesIO

import vl_convert
from markupsafe import escape
from PIL import Image

from k2evidence.load.build_context import BuildContext
from k2evidence.render.charts.label_placement import text_width
from k2evidence.render.charts.vega.drawing import DOWNLOAD_COLOURS
from k2evidence.render.described_page import DescribedPage
from k2evidence.render.site_file import SiteFile

WIDTH, HEIGHT = 1200, 630
"""The size that Open Graph's readers expect, in pixels."""
_MARGIN = 80
_FONT = "Liberation Sans, Arial, sans-serif"


def social_cards(pages: Iterable[DescribedPage], context: BuildContext) -> Iterator[SiteFile]:
    """Yield the pictures; none without an address of the site, since a card names its picture by that."""
    if not context.address:
        return
    for page in pages:
        if _card_of(page) == page.path:
            svg = _draw(page.title, page.info.description, context.site_name)
            yield SiteFile(_uri(page.path), partial(context.cache.call, _svg_to_png, svg))


def card_properties(page: DescribedPage, context: BuildContext) -> Iterator[tuple[str, str]]:
    """Yield the picture of a page in Open Graph (https://ogp.me/#structured)."""
    yield "og:image", f"{context.address}{_uri(_card_of(page))}"
    yield "og:image:type", "image/png"
    yield "og:image:width", str(WIDTH)
    yield "og:image:height", str(HEIGHT)
    yield "og:image:alt", f"{context.site_name}: {page.title}"


def _card_of(page: DescribedPage) -> str:
    """Return the path of the page whose card a page shows."""
    if page.publication:
        return f"{page.path.partition('/')[0]}/"
    return re.sub(r"page/\d+/$", "", page.path)


def _uri(path: str) -> str:
    return f"assets/cards/{path.strip('/').replace('/', '-') or 'home'}.png"


def _draw(title: str, description: str, site: str) -> str:
    """Return a card as SVG, in the light colours of the site."""
    ink, muted, paper, accent = (
        DOWNLOAD_COLOURS[f"--k2-{name}"] for name in ("ink", "muted", "paper", "after")
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{_FONT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{paper}"/>',
        f'<rect width="24" height="{HEIGHT}" fill="{accent}"/>',
        f'<text x="{_MARGIN}" y="100" font-size="34" font-weight="600" fill="{accent}">{escape(site)}</text>',
        f'<text x="{_MARGIN}" y="590" font-size="26" fill="{muted}">Not medical advice</text>',
    ]
    y = 190.0
    for text, size, most, weight, colour in ((title, 56, 3, 700, ink), (description, 30, 3, 400, muted)):
        for line in _lines(text, size * (1.06 if weight == 700 else 1), most):
            parts.append(
                f'<text x="{_MARGIN}" y="{y:g}" font-size="{size}" font-weight="{weight}" '
                f'fill="{colour}">{escape(line)}</text>'
            )
            y += size * 1.3
        y += 20
    return "".join((*parts, "</svg>"))


def _lines(text: str, size: float, most: int) -> list[str]:
    """Return a text in lines that fit the card, at most so many; what is left out is an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, size) > WIDTH - 2 * _MARGIN and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip('.,;:')} …"]


def _svg_to_png(svg: str) -> bytes:
    """Return a card as PNG; a palette of few colours makes it an eighth of the size."""
    drawn = Image.open(BytesIO(vl_convert.svg_to_png(svg))).convert("RGB")
    small = BytesIO()
    drawn.quantize(32).save(small, "PNG", optimize=True)
    return small.getvalue()
