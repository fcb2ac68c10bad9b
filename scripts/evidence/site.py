"""The whole site as one function of the data: the only module that knows the order of stages."""

from pathlib import Path

from evidence.audit import audit, rules, unfounded_answers
from evidence.changes import derive_changes
from evidence.exports import render_exports
from evidence.graphics import chart_library, draw_graphics
from evidence.load import DataError, load_dataset
from evidence.pages import render_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, SiteFile
from evidence.timeline import derive_timelines


def build_site(data_dir: Path, context: BuildContext) -> tuple[SiteFile, ...]:
    """Return every generated file of the site.

    Raises DataError when the data cannot be used, or answers a finding that is not there.
    """
    dataset = load_dataset(data_dir)
    changes = derive_changes(dataset)
    timelines = derive_timelines(dataset)
    recovery = derive_recovery(dataset, changes)
    findings = audit(dataset)
    if unfounded := tuple(unfounded_answers(dataset, findings)):
        raise DataError(unfounded)
    pictures = draw_graphics(dataset, changes, recovery, context)
    return (
        *render_pages(dataset, changes, timelines, recovery, findings, rules(), pictures, context),
        *render_exports(dataset, changes, recovery, findings),
        *(file for picture in pictures.values() for file in picture.downloads),
        chart_library(),
    )
