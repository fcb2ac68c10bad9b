"""Draws a Vega-Lite chart: as inline SVG that the stylesheet colours, and as files to download."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, wraps
from typing import Any, TypeVar

import vl_convert
from markupsafe import Markup, escape

from k2evidence.load.build_context import BuildContext
from k2evidence.model.text import with_superscripts
from k2evidence.render.charts.label_placement import text_width
from k2evidence.render.charts.picture import Picture
from k2evidence.render.site_file import SiteFile

WIDE, NARROW = 700, 280
"""Width of the two drawings of every chart, in pixels."""

INK, MUTED, LINE, PAPER = "var(--k2-ink)", "var(--k2-muted)", "var(--k2-line)", "var(--k2-paper)"
K2, NO_DRUG, DRUG = "var(--k2-after)", "var(--k2-ours)", "var(--k2-given)"
BAND = "var(--k2-error)"

DOWNLOAD_COLOURS = {
    "--k2-ink": "#1b2530",
    "--k2-muted": "#55616d",
    "--k2-line": "#d5dbe1",
    "--k2-paper": "#ffffff",
    "--k2-after": "#17567a",
    "--k2-ours": "#1d6b57",
    "--k2-given": "#7a8794",
    "--k2-error": "#c9d0d6",
    "--k2-warn": "#8f3a00",
    "--k2-low": "#7a2433",
}
"""The colours in downloaded files, where no stylesheet applies: those of the site's light scheme."""

_FONT = "Liberation Sans, Arial, sans-serif"
_FONT_SIZE = 12.5
_ROLE_ATTRIBUTES = re.compile(r' (?:role|aria-[a-z]+|tabindex)="[^"]*"')
_NEEDLESS_ATTRIBUTES = re.compile(r' (?:class|xmlns:xlink|version)="[^"]*"')
_SVG_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_GEOMETRY = re.compile(
    r' (?:d|transform|points|viewBox|width|height|[xyr]|[cr][xy]|[xy][12]|d[xy]|font-size)="[^"]*"'
)
_LONG = re.compile(r"-?\d+\.\d{4,}(?:e-?\d+)?")
_CSS_VARIABLE = re.compile(r"var\((--k2-[a-z]+)\)")

Spec = dict[str, Any]
"""A chart in Vega-Lite, or a part of one."""
Data = TypeVar("Data")
ChartBuilder = Callable[[Data, int], Spec]
"""Returns a chart of some data in a width, in pixels."""


def draw_picture(
    id_: str,
    title: str,
    says: str,
    csv: str,
    build: ChartBuilder[Data],
    data: Data,
    context: BuildContext,
    split: Callable[[Data], Sequence[Data]] = lambda data: (data,),
) -> Picture:
    """Return a chart in both widths, with the files to download.

    `says` is the finding in words, the text alternative of the chart; `csv` is the content of the file that
    holds exactly what is drawn. The `repr` of the data shows their whole value: it is a key of the cache.
    `split` returns the data in parts: on a wide page each is an image of its own, one below the other, so
    that a sheet of paper ends between two of them.
    """

    @wraps(build)  # by its name the cache distinguishes this function from that of another chart
    def spec(value: tuple[Data, int]) -> bytes:
        return with_superscripts(_top_level(build(*value))).encode()

    wide, narrow = (context.cache.call(spec, (data, width)).decode() for width in (WIDE, NARROW))
    drawn = context.cache.call(_vegalite_to_svg, wide).decode()
    parts = [context.cache.call(spec, (part, WIDE)).decode() for part in split(data)]
    images = [context.cache.call(_vegalite_to_svg, part).decode() for part in parts]
    table = f"charts/{id_}.csv"
    download = _with_source(_with_download_colours(drawn), id_, title, says, table, context)
    return Picture(
        id=id_,
        title=title,
        says=says,
        wide=Markup("").join(
            _inline(image, says if not place else "", "wide") for place, image in enumerate(_as_wide(images))
        ),
        narrow=_inline(context.cache.call(_vegalite_to_svg, narrow).decode(), says, "narrow"),
        table=table,
        downloads=(
            SiteFile(table, csv),
            SiteFile(f"charts/{id_}.svg", download),
            SiteFile(f"charts/{id_}.png", partial(context.cache.call, _svg_to_png, download)),
            SiteFile(f"charts/{id_}.json", wide),
            SiteFile(f"charts/{id_}-narrow.json", narrow),
        ),
    )


def inline_data(rows: Sequence[Mapping[str, Any]]) -> Spec:
    """Return these rows as the data of a chart or a layer."""
    return {"format": {"type": "json"}, "values": json.dumps(_rounded(rows))}


def _rounded(part: Any) -> Any:
    """Return a part of a chart with numbers of six digits; later ones differ between versions of Python."""
    if isinstance(part, float):
        return float(f"{part:.6g}")
    if isinstance(part, Mapping):
        return {key: _rounded(value) for key, value in part.items()}
    return [_rounded(value) for value in part] if isinstance(part, (list, tuple)) else part


def quantitative(field: str, **more: Any) -> Spec:
    """Return the encoding of a field with numbers."""
    return {"field": field, "type": "quantitative", **more}


def nominal(field: str, **more: Any) -> Spec:
    """Return the encoding of a field with names, colours or shapes."""
    return {"field": field, "type": "nominal", **more}


def _top_level(chart: Spec) -> str:
    """Return a whole chart as JSON, with the configuration that all charts share."""
    datasets: dict[str, str] = {}
    whole = {
        "$schema": _SCHEMA,
        "background": "transparent",
        "config": _CONFIG,
        "datasets": datasets,
        **_with_named_data(_rounded(chart), datasets),
    }
    return json.dumps(whole, sort_keys=True)


def _with_named_data(part: Any, datasets: dict[str, str]) -> Any:
    """Return a part of a chart with names in place of inline data, which move to the data sets."""
    if isinstance(part, list):
        return [_with_named_data(one, datasets) for one in part]
    if not isinstance(part, dict):
        return part
    named = {key: _with_named_data(value, datasets) for key, value in part.items()}
    if "data" in named:
        rows = named["data"].pop("values")
        name = f"data-{hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:32]}"
        datasets[name] = rows
        named["data"]["name"] = name
    return named


_TALL = 5000
"""How tall a drawing may be, in pixels, to get two for each: more would take much memory."""
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"

_CONFIG: dict[str, Any] = {
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": _FONT_SIZE,
        "titleFontSize": _FONT_SIZE,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": MUTED,
        "gridColor": LINE,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelOverlap": False,
    },
    "title": {"fontSize": 14, "fontWeight": 600, "anchor": "start", "color": INK, "offset": 8},
    "text": {"fontSize": _FONT_SIZE, "color": INK},
    "concat": {"spacing": 24},
}


def _vegalite_to_svg(spec: str) -> bytes:
    """Return the drawing of a chart, with lengths in thousandths of a pixel."""
    svg = vl_convert.vegalite_to_svg(spec)
    return _GEOMETRY.sub(lambda attribute: _LONG.sub(_shorter, attribute[0]), svg).encode()


def _shorter(number: re.Match[str]) -> str:
    """Return a number with three decimals at most."""
    return f"{float(number[0]):.3f}".rstrip("0").rstrip(".")


def _svg_to_png(svg: str) -> bytes:
    """Return a drawing with two pixels for each of its own, or with one where it is tall."""
    height = re.search(r'<svg[^>]*\sheight="([\d.]+)"', svg)
    return vl_convert.svg_to_png(svg, scale=1 if height and float(height[1]) > _TALL else 2)


def _with_download_colours(svg: str) -> str:
    """Return an SVG with colours in place of CSS variables."""
    return _CSS_VARIABLE.sub(lambda match: DOWNLOAD_COLOURS[match[1]], svg)


def _with_source(svg: str, id_: str, title: str, says: str, table: str, context: BuildContext) -> str:
    """Return an SVG on a white background, below its title and a line that says how to cite it.

    It is one image with a name and a description, wherever it is opened or placed.
    """
    width, height = (float(size) for size in _SVG_SIZE.findall(svg)[0])
    address = f"{context.site_url}{table}" if context.site_url else table
    source = f"K2 Evidence, version {context.version}. Numbers: {address}"
    width = max(width, text_width(title, 18.5), text_width(source, 13))
    total = f'width="{width + 32:g}" height="{height + 84:g}"'
    font = f'font-family="{_FONT}"'
    paper, ink, muted = (DOWNLOAD_COLOURS[f"--k2-{name}"] for name in ("paper", "ink", "muted"))
    inner = _ROLE_ATTRIBUTES.sub("", svg).replace("<svg ", '<svg x="16" y="68" ', 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {total} role="img" '
        f'aria-labelledby="{id_}-title" aria-describedby="{id_}-desc">'
        f'<title id="{id_}-title">{escape(title)}</title><desc id="{id_}-desc">{escape(says)}</desc>'
        f'<rect {total} fill="{paper}"/>'
        f'<text x="16" y="30" {font} font-size="17" font-weight="600" fill="{ink}">{escape(title)}</text>'
        f'<text x="16" y="50" {font} font-size="12.5" fill="{muted}">{escape(source)}</text>'
        f"{inner}</svg>\n"
    )


def _as_wide(images: Sequence[str]) -> Iterator[str]:
    """Yield the parts of a drawing, all as wide as the widest, so that they are shown in one size."""
    widest = max(float(_SVG_SIZE.findall(image)[0][0]) for image in images)
    for image in images:
        width, height = _SVG_SIZE.findall(image)[0]
        opening = image[: image.index(">")]
        wider = opening.replace(f'width="{width}"', f'width="{widest:g}"')
        yield wider.replace(f"0 0 {width} {height}", f"0 0 {widest:g} {height}") + image[len(opening) :]


def _inline(svg: str, says: str, width: str) -> Markup:
    """Return an SVG for a page: one image with one text alternative, on one line; none for a further part."""
    body = _NEEDLESS_ATTRIBUTES.sub("", _ROLE_ATTRIBUTES.sub("", svg))
    body = body.replace(f' font-family="{_FONT}"', "").replace("\n", "")
    name = f'role="img" aria-label="{escape(says)}"' if says else 'aria-hidden="true"'
    opening = f'<svg class="k2-drawn k2-drawn--{width}" {name} '
    return Markup(body.replace("<svg ", opening, 1))
