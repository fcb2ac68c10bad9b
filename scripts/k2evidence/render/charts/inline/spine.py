"""The spine from T1 to L5 with the vertebrae that are reported as fractured."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from k2evidence.model.text import join_words
from k2evidence.render.charts.inline.svg import frame

_ROW = 17
_LEFT = 34
_NARROWEST, _WIDENING = 40, 1.6


def spine(vertebrae: Sequence[str], named: Mapping[str, Sequence[str]], places: int) -> Markup:
    """Return the spine; `named` tells which places name a vertebra, out of so many `places`.

    A vertebra that every place names is filled; one that only some name has a broken outline. The
    rest are outlines: not reported, which does not mean that they were normal.
    """
    parts = []
    for row, vertebra in enumerate(vertebrae):
        y = row * _ROW + 2
        width = _NARROWEST + _WIDENING * row
        left = _LEFT + (_NARROWEST + _WIDENING * len(vertebrae) - width) / 2
        where = named.get(vertebra, ())
        kind = "k2-level"
        if where:
            kind += " k2-level--all" if len(where) == places else " k2-level--some"
        parts.append(
            f'<rect class="{kind}" x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_ROW - 4}" rx="3"/>'
        )
        weight = " k2-bold" if where else ""
        parts.append(f'<text class="k2-num{weight}" x="4" y="{y + 11}">{vertebra}</text>')
        if where:
            parts.append(
                f'<text class="k2-sub" x="{_LEFT + _NARROWEST + _WIDENING * len(vertebrae) + 10:.0f}" '
                f'y="{y + 11}">{escape(join_words(list(where)))}</text>'
            )
    return frame("spine", len(vertebrae) * _ROW + 2, _says(named, places), parts)


def _says(named: Mapping[str, Sequence[str]], places: int) -> str:
    everywhere = [v for v, where in named.items() if len(where) == places]
    somewhere = [f"{v} ({join_words(list(where))} only)" for v, where in named.items() if len(where) < places]
    said = []
    if everywhere:
        said.append(f"Reported as fractured: {join_words(everywhere)}")
    if somewhere:
        said.append(f"named in some places only: {join_words(somewhere)}")
    return f"{'; '.join(said)}. The other vertebrae from T1 to L5 are not reported."
