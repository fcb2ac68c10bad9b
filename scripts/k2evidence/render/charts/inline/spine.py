"""The spine from T1 to L5 with the vertebrae that are reported as fractured."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from k2evidence.model.text import join_words
from k2evidence.render.charts.inline.svg import frame

_ROW = 17
_CHARACTERS = 24
"""How many characters fit beside a vertebra."""
_LEFT = 34
_NARROWEST, _WIDENING = 40, 1.6
"""The width of the uppermost vertebra, and how much wider each is than the one above it."""


def spine(vertebrae: Sequence[str], named: Mapping[str, Sequence[str]], places: int) -> Markup:
    """Return the spine; `named` holds the places that name each vertebra, out of so many `places`.

    A vertebra that every place names is filled; one that only some name has a broken outline. The
    others are outlines: not reported, which does not mean that they were normal.
    """
    parts = [
        _vertebra(vertebra, row, named.get(vertebra, ()), len(vertebrae), places)
        for row, vertebra in enumerate(vertebrae)
    ]
    return frame("spine", len(vertebrae) * _ROW + 2, _alternative(named, places), parts)


def _vertebra(name: str, row: int, named_in: Sequence[str], rows: int, places: int) -> str:
    """Return one vertebra with its name, and beside it the places that name it."""
    y = row * _ROW + 2
    width, widest = _NARROWEST + _WIDENING * row, _NARROWEST + _WIDENING * rows
    left = _LEFT + (widest - width) / 2
    kind = "k2-level"
    if named_in:
        kind += " k2-level--all" if len(named_in) == places else " k2-level--some"
    svg = (
        f'<rect class="{kind}" x="{left:.1f}" y="{y}" width="{width:.1f}" height="{_ROW - 4}" rx="3"/>'
        f'<text class="k2-num{" k2-bold" if named_in else ""}" x="4" y="{y + 11}">{name}</text>'
    )
    if not named_in:
        return svg
    where = join_words(list(named_in))
    if len(where) > _CHARACTERS:
        where = f"all {places} lists" if len(named_in) == places else f"{len(named_in)} of {places} lists"
    return f'{svg}<text class="k2-sub" x="{_LEFT + widest + 10:.0f}" y="{y + 11}">{escape(where)}</text>'


def _alternative(named: Mapping[str, Sequence[str]], places: int) -> str:
    """Return what the picture shows in words."""
    everywhere = [v for v, where in named.items() if len(where) == places]
    somewhere = [f"{v} ({join_words(list(where))} only)" for v, where in named.items() if len(where) < places]
    parts = []
    if everywhere:
        parts.append(f"Reported as fractured: {join_words(everywhere)}")
    if somewhere:
        parts.append(f"named in some places only: {join_words(somewhere)}")
    return f"{'; '.join(parts)}. The other vertebrae from T1 to L5 are not reported."
