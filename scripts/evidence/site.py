"""The whole site as one function of the data: the only module that knows the order of stages."""

from pathlib import Path

from evidence.audit import audit, rules, unfounded_answers
from evidence.certainty import rate_certainty
from evidence.changes import derive_changes
from evidence.exports import render_exports
from evidence.graphics import chart_library, draw_graphics
from evidence.load import DataError, load_dataset
from evidence.pages import Site, render_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, SiteFile
from evidence.statements import derive_phrases, overlong
from evidence.timeline import derive_timelines


def build_site(data_dir: Path, context: BuildContext) -> tuple[SiteFile, ...]:
    """Return every generated file of the site.

    Raises DataError when the data cannot be used, or answers a finding that is not there.
    """
    dataset = load_dataset(data_dir)
    changes = derive_changes(dataset)
    timelines = derive_timelines(dataset)
    recovery = derive_recovery(dataset, changes)
    ratings = rate_certainty(dataset)
    phrases = derive_phrases(dataset, changes)
    findings = audit(dataset)
    if problems := (*unfounded_answers(dataset, findings), *overlong(dataset, phrases)):
        raise DataError(problems)
    pictures = draw_graphics(dataset, changes, recovery, context)
    site = Site(
        dataset=dataset,
        changes=changes,
        timelines=timelines,
        recovery=recovery,
        ratings=ratings,
        phrases=phrases,
        findings=findings,
        rules=rules(),
        pictures=pictures,
        context=context,
    )
    return (
        *render_pages(site),
        *render_exports(dataset, changes, recovery, findings),
        *(file for picture in pictures.values() for file in picture.downloads),
        chart_library(),
    )
