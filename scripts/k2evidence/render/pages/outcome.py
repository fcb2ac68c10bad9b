"""The page of one outcome: what studies found on it, and which studies are excluded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from k2evidence.derive.answers import answers, by_date
from k2evidence.derive.effects import FEWEST_TO_POOL
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import BETTER, VIEWS, OutcomeKind, Study, StudyOutcome
from k2evidence.model.text import count, join_words, lower_first
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.answers import conflicts, none_used, turning_points, unread_lists
from k2evidence.render.charts.vega.forest import drawn_text, trial_rows
from k2evidence.render.pages.not_used import exclusion_reason
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, summary_files
from k2evidence.render.pages.summary import SummaryRow, summary_row
from k2evidence.render.pages.views.certainty import CertaintyView, outcome_certainty
from k2evidence.render.pages.views.record_links import Linker, address_of, linker
from k2evidence.render.pages.views.study_rows import StudyRow, by_topic, study_row
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class ExcludedStudy:
    """A study that the view of an outcome leaves out, and why."""

    id: str
    label: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnreadSource:
    """A part of a publication that prints figures on an outcome which were not read."""

    label: str
    what: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswersView:
    """What the reviews say on one question; `findings` are whole sentences, `unread` labels of reviews."""

    picture: Picture
    findings: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """What studies found on one outcome.

    `records` is their number in words; `after_pregnancy` says how many of them were in postpartum women.
    `drawn` says how many rows of the picture of trials have an interval, `has_marks` whether any has one, and
    `counted` in how many trials counts of people were read; texts are empty where there is nothing to say.
    """

    name: str
    records: str
    after_pregnancy: str
    certainty: CertaintyView | None
    summary: SummaryRow | None
    answers: AnswersView | None
    picture: Picture | None
    drawn: str
    has_marks: bool
    counted: str
    unread: tuple[UnreadSource, ...]
    rows: tuple[StudyRow, ...]
    excluded: tuple[ExcludedStudy, ...]
    linked: Linker


def outcome_page(site: SiteData, kind: OutcomeKind) -> SiteFile:
    """Return the page of everything that was found on one outcome."""
    uri = f"evidence/{kind}.md"
    view = _view(site, kind, uri)
    listed = [*(row.id for row in view.rows), *(study.id for study in view.excluded)]
    return render_page(
        site.context,
        uri,
        "outcome.md.jinja",
        title=view.name,
        description=f"What trials and reviews of vitamin K found on {lower_first(view.name)}, with their "
        "figures as printed, and which studies are left out.",
        kind="Page",
        sources=(
            *record_files(site.dataset, listed),
            *(summary_files(site.dataset, kind) if view.summary else ()),
        ),
        wide=True,
        place={"parent": "evidence/by-outcome/"},
        view=view,
    )


def _view(site: SiteData, kind: OutcomeKind, uri: str) -> OutcomePage:
    dataset = site.dataset
    trials = tuple(trial_rows(dataset, kind))
    studies = list(_studies_of(dataset, kind))
    rows = tuple(
        study_row(site, study, outcomes, ())
        for study, outcomes in studies
        if not exclusion_reason(dataset, study)
    )
    summary = dataset.summaries.get(kind)
    return OutcomePage(
        name=VIEWS[kind],
        records=count(len(rows), "record"),
        after_pregnancy=_after_pregnancy(
            study for study, _ in studies if not exclusion_reason(dataset, study)
        ),
        certainty=outcome_certainty(site, summary) if summary else None,
        summary=summary_row(site, summary) if summary else None,
        answers=_answers(site, kind),
        picture=site.pictures.get(f"forest-{kind}"),
        drawn=drawn_text(trials),
        has_marks=any(row.is_drawn for row in trials),
        counted=_counted(rows, kind),
        unread=tuple(_unread(dataset, kind)),
        rows=rows,
        excluded=tuple(
            ExcludedStudy(study.id, study.label, address_of(dataset, study.id), reason)
            for study, _ in studies
            if (reason := exclusion_reason(dataset, study))
        ),
        linked=linker(dataset, uri),
    )


def _studies_of(dataset: Dataset, kind: OutcomeKind) -> Iterator[tuple[Study, tuple[StudyOutcome, ...]]]:
    """Yield each study of vitamin K and bone with its outcomes of this kind, and each unusable study."""
    for study in by_topic(dataset):
        outcomes = tuple(outcome for outcome in study.outcomes if outcome.kind == kind)
        if outcomes and ("vitamin K and bone" in study.topics or not study.usable):
            yield study, outcomes


def _answers(site: SiteData, kind: OutcomeKind) -> AnswersView | None:
    picture = site.pictures.get(f"answers-{kind}")
    if picture is None:
        return None
    found = answers(site.dataset, kind)
    findings = (none_used(found), *conflicts(found), *turning_points(found))
    return AnswersView(picture, tuple(filter(None, findings)), unread_lists(site.dataset, kind))


def _counted(rows: Sequence[StudyRow], kind: OutcomeKind) -> str:
    """Return in how many trials counts were read and why nothing is pooled, of an outcome that is counted."""
    if BETTER.get(kind) != "lower":
        return ""
    counted = [row.label for row in rows if any(view.recomputed for view in row.outcomes)]
    names = f" ({join_words(counted)})" if counted else ""
    trials = count(len(counted), "trial")
    read = (
        f"Counts of people in both groups were read in {trials}{names}"
        if counted
        else "No abstract gave counts for both groups"
    )
    return f"{read}. Nothing is pooled here while fewer than {count(FEWEST_TO_POOL)} trials have them."


def _unread(dataset: Dataset, kind: OutcomeKind) -> Iterator[UnreadSource]:
    """Yield the documents that print figures on an outcome which were not read, the earliest first."""
    for study in sorted(dataset.studies.values(), key=by_date):
        for part in study.figures_in:
            if kind in part.kinds:
                yield UnreadSource(study.label, part.what, part.link)


def _after_pregnancy(studies: Iterable[Study]) -> str:
    number = sum("pregnancy" in study.population for study in studies)
    return f"{count(number) if number else 'none'} {'was' if number < 2 else 'were'} in postpartum women"
