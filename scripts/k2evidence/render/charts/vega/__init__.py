"""The site-wide charts, drawn at build time; a page makes one interactive on request."""

from collections.abc import Iterator, Mapping

import vl_convert

from k2evidence.derive.changes import Changes
from k2evidence.derive.recovery import Recovery
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.answers import answer_pictures
from k2evidence.render.charts.vega.bias import bias_pictures
from k2evidence.render.charts.vega.compare import compare_pictures
from k2evidence.render.charts.vega.forest import forest_pictures
from k2evidence.render.charts.vega.levels import level_pictures
from k2evidence.render.charts.vega.recovery import recovery_pictures
from k2evidence.render.site_file import SiteFile


def draw_graphics(
    dataset: Dataset, changes: Changes, recovery: Recovery, context: BuildContext
) -> Mapping[str, Picture]:
    """Return every site-wide chart by its id."""
    pictures = (
        *recovery_pictures(recovery, context),
        *compare_pictures(dataset, changes, context),
        *answer_pictures(dataset, context),
        *forest_pictures(dataset, context),
        *level_pictures(dataset, context),
        *bias_pictures(dataset, context),
    )
    return {picture.id: picture for picture in pictures}


_SNIPPET = "window.vegaEmbed = vegaEmbed;"
_BUNDLE = "assets/vega.js"


def chart_files(pictures: Mapping[str, Picture], context: BuildContext) -> Iterator[SiteFile]:
    """Yield the downloads of each chart, and the JavaScript that makes charts interactive."""
    for picture in pictures.values():
        yield from picture.downloads
    yield SiteFile(_BUNDLE, context.cache.call(_javascript_bundle, _SNIPPET))


def _javascript_bundle(snippet: str) -> bytes:
    """Return Vega, Vega-Lite, Vega-Embed and a snippet that uses them as one script."""
    return vl_convert.javascript_bundle(snippet).encode()
