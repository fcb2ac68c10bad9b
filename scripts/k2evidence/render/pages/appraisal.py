"""The appraisal page: how good a report is, item by item."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from k2evidence.derive.appraisals import answers_of, appraised
from k2evidence.model.papers import AppraisedItem, ToolAnswers
from k2evidence.model.text import count
from k2evidence.model.vocabulary import AppraisalTool, Judged, ToolItem, Vocabulary
from k2evidence.render.charts.inline import answer_grid, wide_answer_grid
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.sources import record_files, vocabulary_files
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.site_file import SiteFile

JUDGED: Judged = "reports of patients"
"""What the tools of this page judge; those for trials and reviews have a page of their own."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a tool, and its answer."""

    item: ToolItem
    answer: AppraisedItem


@dataclass(frozen=True, slots=True)
class ToolView:
    """A tool with its answers; `summary` counts them."""

    tool: AppraisalTool
    rows: tuple[ItemRow, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class AppraisedPaper:
    """A paper with the answers of every tool; `prefix` sets its anchors apart."""

    paper: PaperView
    prefix: str
    tools: tuple[ToolView, ...]
    pictures: tuple[Markup, Markup]
    """For a wide and for a narrow screen."""


@dataclass(frozen=True, slots=True)
class AppraisalPage:
    """The appraisal of every paper; `tools` says how many tools were used."""

    papers: tuple[AppraisedPaper, ...]
    tools: str
    several: bool


def appraisal_page(site: SiteData) -> SiteFile:
    """Return the answers of every tool for every appraised paper, with one picture of them all."""
    dataset = site.dataset
    appraisals = {entry.id: answers_of(dataset, entry, JUDGED) for entry in appraised(dataset, JUDGED)}
    tools = {entry.tool for answers in appraisals.values() for entry in answers}
    return render_page(
        site.context,
        "appraisal.md",
        "appraisal.md.jinja",
        title="Appraisal",
        description=f"How far the reports of {site.phrases['women']} given vitamin K2 can be trusted: risk "
        "of bias and completeness by published tools, each item answered with its reason.",
        kind="Audit",
        sources=(
            *(f"data/appraisals/{record}.yml" for record in appraisals),
            *record_files(dataset, appraisals),
            *vocabulary_files("appraisal-tools"),
        ),
        view=AppraisalPage(
            papers=tuple(_appraised_paper(site, record, answers) for record, answers in appraisals.items()),
            tools=count(len(tools), "published tool"),
            several=len(appraisals) > 1,
        ),
    )


def _appraised_paper(site: SiteData, record_id: str, answers: Sequence[ToolAnswers]) -> AppraisedPaper:
    vocabulary = site.dataset.vocabulary
    return AppraisedPaper(
        paper=paper_view(site.dataset.publications[record_id]),
        prefix=anchor_prefix(site, record_id),
        tools=tuple(_tool_view(vocabulary, entry) for entry in answers),
        pictures=(
            wide_answer_grid(
                [
                    (vocabulary.tools[entry.tool].name, [(i.item, i.answer) for i in entry.all_items])
                    for entry in answers
                ]
            ),
            answer_grid(
                [
                    (vocabulary.tools[entry.tool].name, [item.answer for item in entry.all_items])
                    for entry in answers
                ]
            ),
        ),
    )


def _tool_view(vocabulary: Vocabulary, answers: ToolAnswers) -> ToolView:
    tool = vocabulary.tools[answers.tool]
    by_number = {item.item: item for item in tool.items}
    amounts = Counter(item.answer for item in answers.all_items)
    return ToolView(
        tool=tool,
        rows=tuple(ItemRow(by_number[answer.item], answer) for answer in answers.all_items),
        summary=", ".join(f"{answer}: {amount}" for answer, amount in amounts.most_common()),
    )
