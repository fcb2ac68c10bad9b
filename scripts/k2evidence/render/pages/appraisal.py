"""The appraisal page: how good a report is, item by item."""

from collections import Counter
from typing import Any

from k2evidence.model.papers import ToolAnswers
from k2evidence.render.charts.inline import answer_grid
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import files_of, folders, lists
from k2evidence.render.pages.views import SiteData, anchor_prefix, paper_view
from k2evidence.render.site_file import SiteFile


def appraisal_page(site: SiteData) -> SiteFile:
    """Return the answers of every tool for every appraised paper, with one picture of them all."""
    papers = [
        {
            "paper": paper_view(site.dataset.papers[appraisal.id]),
            "prefix": anchor_prefix(site, appraisal.id),
            "tools": [_tool(site, answers) for answers in appraisal.answers],
            "picture": answer_grid(
                [
                    (
                        site.dataset.vocabulary.tools[answers.tool].name,
                        [item.answer for item in answers.items],
                    )
                    for answers in appraisal.answers
                ]
            ),
        }
        for appraisal in site.dataset.appraisals.values()
    ]
    return render_page(
        site.context,
        "appraisal.md",
        "appraisal.md.jinja",
        title="Appraisal",
        description="How good the report is: risk of bias and completeness, each item with its reason.",
        kind="Audit",
        sources=(
            *folders(site.dataset, "appraisals"),
            *files_of(site.dataset, site.dataset.appraisals),
            *lists("appraisal-tools"),
        ),
        papers=papers,
        several=len(papers) > 1,
    )


def _tool(site: SiteData, answers: ToolAnswers) -> dict[str, Any]:
    tool = site.dataset.vocabulary.tools[answers.tool]
    asked = {item.item: item for item in tool.items}
    amounts = Counter(item.answer for item in answers.items)
    return {
        "tool": tool,
        "rows": [{"asked": asked[item.item], "given": item} for item in answers.items],
        "summary": ", ".join(f"{answer}: {amount}" for answer, amount in amounts.most_common()),
    }
