"""The appraisal page: how good a report is, item by item."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from k2evidence.model.papers import Appraisal, AppraisedItem, ToolAnswers
from k2evidence.model.text import count
from k2evidence.model.vocabulary import AppraisalTool, ToolItem, Vocabulary
from k2evidence.render.charts.inline import answer_grid, wide_answer_grid
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.sources import folder_files, record_files, vocabulary_files
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.site_file import SiteFile


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
    appraisals = site.dataset.appraisals.values()
    return render_page(
        site.context,
        "appraisal.md",
        "appraisal.md.jinja",
        title="Appraisal",
        description="How good the report is: risk of bias and completeness, each item with its reason.",
        kind="Audit",
        sources=(
            *folder_files(site.dataset, "appraisals"),
            *record_files(site.dataset, site.dataset.appraisals),
            *vocabulary_files("appraisal-tools"),
        ),
        view=AppraisalPage(
            papers=tuple(_appraised_paper(site, appraisal) for appraisal in appraisals),
            tools=count(len(tools_used(appraisals)), "published tool"),
            several=len(appraisals) > 1,
        ),
    )


def tools_used(appraisals: Iterable[Appraisal]) -> frozenset[str]:
    """Return the ids of the tools that any of the appraisals answers."""
    return frozenset(answers.tool for appraisal in appraisals for answers in appraisal.answers)


def _appraised_paper(site: SiteData, appraisal: Appraisal) -> AppraisedPaper:
    vocabulary = site.dataset.vocabulary
    return AppraisedPaper(
        paper=paper_view(site.dataset.publications[appraisal.id]),
        prefix=anchor_prefix(site, appraisal.id),
        tools=tuple(_tool_view(vocabulary, answers) for answers in appraisal.answers),
        pictures=(
            wide_answer_grid(
                [
                    (vocabulary.tools[answers.tool].name, [(i.item, i.answer) for i in answers.items])
                    for answers in appraisal.answers
                ]
            ),
            answer_grid(
                [
                    (vocabulary.tools[answers.tool].name, [item.answer for item in answers.items])
                    for answers in appraisal.answers
                ]
            ),
        ),
    )


def _tool_view(vocabulary: Vocabulary, answers: ToolAnswers) -> ToolView:
    tool = vocabulary.tools[answers.tool]
    by_number = {item.item: item for item in tool.items}
    amounts = Counter(item.answer for item in answers.items)
    return ToolView(
        tool=tool,
        rows=tuple(ItemRow(by_number[answer.item], answer) for answer in answers.items),
        summary=", ".join(f"{answer}: {amount}" for answer, amount in amounts.most_common()),
    )
