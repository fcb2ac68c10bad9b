"""The whole site as one function of the data: the only module that knows the order of stages."""

from pathlib import Path

from evidence.audit import rules
from evidence.certainty import rate_certainty
from evidence.checked import load_checked
from evidence.exports import render_exports
from evidence.graphics import chart_library, draw_graphics
from evidence.pages import Site, render_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, SiteFile
from evidence.timeline import derive_timelines


def build_site(data_dir: Path, context: BuildContext) -> tuple[SiteFile, ...]:
    """Return every generated file of the site.

    Raises DataError when the data cannot be used; see `load_checked`.
    """
    checked = load_checked(data_dir)
    dataset, changes = checked.dataset, checked.changes
    timelines = derive_timelines(dataset)
    recovery = derive_recovery(dataset, changes)
    ratings = rate_certainty(dataset)
    pictures = draw_graphics(dataset, changes, recovery, context)
    site = Site(
        dataset=dataset,
        changes=changes,
        timelines=timelines,
        recovery=recovery,
        ratings=ratings,
        phrases=checked.phrases,
        findings=checked.findings,
        rules=rules(),
        pictures=pictures,
        context=context,
    )
    return (
        *render_pages(site),
        *render_exports(dataset, changes, recovery, checked.findings),
        *(file for picture in pictures.values() for file in picture.downloads),
        chart_library(),
    )
