"""The page of the risk of bias of the trials and of the quality of the reviews, each as a matrix."""

from collections import Counter
from dataclasses import dataclass

from k2evidence.derive.appraisals import answers_of, appraised
from k2evidence.model.studies import Design
from k2evidence.model.text import quantity
from k2evidence.model.vocabulary import AppraisalTool, Judged
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, vocabulary_files
from k2evidence.render.pages.views.appraisals import (
    AnswerView,
    StudyAppraisal,
    answer_view,
    study_appraisals,
)
from k2evidence.render.pages.views.record_links import SiteLink, record_link
from k2evidence.render.site_file import SiteFile

SUBJECT = "vitamin K and bone"
"""The topic of the trials and reviews that are to be appraised."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A study, and one use of a tool on it."""

    study: SiteLink
    use: StudyAppraisal


@dataclass(frozen=True, slots=True)
class Matrix:
    """Studies against the items of a tool; `unit` is what one of them is called.

    Of `asked` answers `given` could be given and `open` not; `counts` has them one by one. `waiting` are the
    studies that nobody appraised yet.
    """

    id: str
    title: str
    unit: str
    tool: AppraisalTool
    rows: tuple[MatrixRow, ...]
    size: str
    asked: int
    given: int
    open: int
    counts: tuple[tuple[AnswerView, int], ...]
    picture: Picture | None
    waiting: tuple[SiteLink, ...]


@dataclass(frozen=True, slots=True)
class RiskOfBiasPage:
    """The matrix of the trials and that of the reviews, as far as any was appraised."""

    parts: tuple[Matrix, ...]


def risk_of_bias_page(site: SiteData) -> SiteFile:
    """Return the page with both matrices; what is not usable is in neither."""
    dataset = site.dataset
    trials = _matrix(site, "results of trials", "randomised trial", "trial")
    reviews = _matrix(site, "reviews", "systematic review", "review")
    shown = [
        study.id for study in dataset.studies.values() if study.usable and study.id in dataset.appraisals
    ]
    return render_page(
        site.context,
        "evidence/risk-of-bias.md",
        "risk-of-bias.md.jinja",
        title="Risk of bias",
        description="Risk of bias of each trial of vitamin K and bone (RoB 2) and quality of each review "
        "(AMSTAR 2), item by item, as far as what was read allows.",
        kind="Page",
        sources=(
            *(f"data/appraisals/{study}.yml" for study in shown),
            *record_files(dataset, shown),
            *vocabulary_files("appraisal-tools"),
        ),
        wide=True,
        view=RiskOfBiasPage(tuple(filter(None, (trials, reviews)))),
    )


def _matrix(site: SiteData, judged: Judged, design: Design, unit: str) -> Matrix | None:
    dataset = site.dataset
    appraisals = {entry.id: entry for entry in appraised(dataset, judged)}
    studies = sorted(
        (study for study in dataset.studies.values() if study.usable and study.design == design),
        key=lambda study: (study.year is None, study.year, study.label),
    )
    rows = tuple(
        MatrixRow(record_link(dataset, study.id), use)
        for study in studies
        if study.id in appraisals
        for use in study_appraisals(dataset, study.id, answers_of(dataset, appraisals[study.id], judged))
    )
    if not rows:
        return None
    tool = rows[0].use.tool
    amounts = Counter(cell.view.answer for row in rows for cell in row.use.cells)
    waiting = (study for study in studies if study.id not in appraisals and SUBJECT in study.topics)
    size = quantity(len({row.study.address for row in rows}), unit)
    return Matrix(
        id=f"{unit}s",
        title=f"{unit.capitalize()}s",
        unit=unit,
        tool=tool,
        rows=rows,
        size=f"{size}, {quantity(len(rows), 'result')}" if judged == "results of trials" else size,
        asked=amounts.total(),
        given=amounts.total() - amounts["not assessable"],
        open=amounts["not assessable"],
        counts=tuple((answer_view(answer), amounts[answer]) for answer in tool.answers if amounts[answer]),
        picture=site.pictures.get(f"risk-of-bias-{unit}s"),
        waiting=tuple(record_link(dataset, study.id) for study in waiting),
    )
