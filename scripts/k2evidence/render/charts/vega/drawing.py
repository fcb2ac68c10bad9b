"""From a chart to its drawings: inline SVG that the stylesheet colours, and files to take away."""

import json
import re
from collections.abc import Callable
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from k2evidence.load.build_context import BuildContext
from k2evidence.render.charts.label_placement import text_width
from k2evidence.render.charts.picture import Picture
from k2evidence.render.site_file import SiteFile

WIDE, NARROW = 700, 280
"""Width of the two drawings of every chart, in pixels."""

INK, MUTED, LINE, PAPER = "var(--k2-ink)", "var(--k2-muted)", "var(--k2-line)", "var(--k2-paper)"
K2, NO_DRUG, DRUG = "var(--k2-after)", "var(--k2-ours)", "var(--k2-given)"
BAND = "var(--k2-error)"

PRINTED = {
    "--k2-ink": "#1b2530",
    "--k2-muted": "#55616d",
    "--k2-line": "#d5dbe1",
    "--k2-paper": "#ffffff",
    "--k2-after": "#17567a",
    "--k2-ours": "#1d6b57",
    "--k2-given": "#7a8794",
    "--k2-error": "#c9d0d6",
}
"""What the colours are in files that leave the site: those of its light scheme."""

_FONT = "Liberation Sans, Arial, sans-serif"
_SIZE = 12.5
_ROLES = re.compile(r' (?:role|aria-[a-z]+|tabindex)="[^"]*"')
_SIZES = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_COLOUR = re.compile(r"var\((--k2-[a-z]+)\)")

Build = Callable[[Any, int], Any]
"""Returns the chart of some data in a given width."""


def picture(
    id_: str, title: str, says: str, table: str, build: Build, data: object, context: BuildContext
) -> Picture:
    """Return a chart in both widths, with the files to download.

    `says` is the finding in words; `table` the address of the table that holds every number drawn.
    """
    wide, narrow = (_spec(build(data, width)) for width in (WIDE, NARROW))
    drawn = context.cache.call(_vegalite_to_svg, wide).decode()
    download = _cited(_printed(drawn), title, table, context)
    return Picture(
        id=id_,
        title=title,
        says=says,
        wide=_inline(drawn, says, "wide"),
        narrow=_inline(context.cache.call(_vegalite_to_svg, narrow).decode(), says, "narrow"),
        table=table,
        downloads=(
            SiteFile(f"charts/{id_}.svg", download),
            SiteFile(f"charts/{id_}.png", context.cache.call(_svg_to_png, download)),
            SiteFile(f"charts/{id_}.json", wide),
            SiteFile(f"charts/{id_}-narrow.json", narrow),
        ),
    )


def over(rows: list[dict[str, Any]]) -> alt.Chart:
    """Return a chart of these rows.

    They are given as text: Altair would copy every row of a list several times over.
    """
    return alt.Chart(alt.InlineData(values=json.dumps(rows), format=alt.JsonDataFormat(type="json")))


def _spec(chart: alt.TopLevelMixin) -> str:
    """Return a chart as Vega-Lite, with the looks that all charts share."""
    spec: dict[str, Any] = chart.to_dict(validate=False)  # a test validates every chart
    spec["config"] = _CONFIG
    spec["background"] = "transparent"
    return json.dumps(spec, sort_keys=True)


_CONFIG: dict[str, Any] = {
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": _SIZE,
        "titleFontSize": _SIZE,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": LINE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelOverlap": False,
    },
    "title": {"fontSize": 14, "fontWeight": 600, "anchor": "start", "color": INK, "offset": 8},
    "text": {"fontSize": _SIZE, "color": INK},
    "concat": {"spacing": 24},
}


def _cited(svg: str, title: str, table: str, context: BuildContext) -> str:
    """Return a drawing on paper, with its title above and a line that says how to cite it."""
    width, height = (float(size) for size in _SIZES.findall(svg)[0])
    address = f"{context.site_url}{table}" if context.site_url else table
    line = f"K2 Evidence, version {context.version}. Numbers: {address}"
    width = max(width, text_width(title, 18.5), text_width(line, 13))
    total = f'width="{width + 32:g}" height="{height + 84:g}"'
    font = f'font-family="{_FONT}"'
    inner = svg.replace("<svg ", '<svg x="16" y="68" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {total}>'
        f'<rect {total} fill="{PRINTED["--k2-paper"]}"/>'
        f'<text x="16" y="30" {font} font-size="17" font-weight="600" fill="{PRINTED["--k2-ink"]}">'
        f"{escape(title)}</text>"
        f'<text x="16" y="50" {font} font-size="12.5" fill="{PRINTED["--k2-muted"]}">{escape(line)}</text>'
        f"{inner}</svg>\n"
    )


def _vegalite_to_svg(spec: str) -> bytes:
    return vl_convert.vegalite_to_svg(spec).encode()


def _svg_to_png(svg: str) -> bytes:
    return vl_convert.svg_to_png(svg, scale=2)


def _printed(svg: str) -> str:
    return _COLOUR.sub(lambda match: PRINTED[match[1]], svg)


def _inline(svg: str, says: str, width: str) -> Markup:
    """Return an SVG for a page: one image with one text alternative, on one line."""
    body = _ROLES.sub("", svg)
    body = re.sub(r' (?:class|xmlns:xlink|version)="[^"]*"', "", body)
    body = body.replace(' font-family="Liberation Sans, Arial, sans-serif"', "").replace("\n", "")
    opening = f'<svg class="k2-drawn k2-drawn--{width}" role="img" aria-label="{escape(says)}" '
    return Markup(body.replace("<svg ", opening, 1))
