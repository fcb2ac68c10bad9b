"""References of papers and of their appraisals."""

from collections.abc import Mapping

from k2evidence.load.cross_references.lookup import Lookup, check_unique, quoted
from k2evidence.load.dataset import Publication
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.papers import Appraisal, CaseReporting, Paper, ToolAnswers
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import Design, Study
from k2evidence.model.vocabulary import AppraisalTool, Judged


def check_paper(paper: Paper, lookup: Lookup) -> Issues:
    """Yield another record of the same publication, and what its report of patients names wrongly."""
    yield from lookup.check_record_id("papers", paper.id)
    yield from lookup.check_publication("papers", paper)
    yield from check_case_reporting(paper, lookup)


def check_case_reporting(paper: CaseReporting, lookup: Lookup) -> Issues:
    """Yield unknown analytes of the promised outcomes, and unknown cases of the figures."""
    for i, analyte in enumerate(paper.outcomes_promised):
        yield from lookup.check_name(
            ["outcomes_promised", i], ErrorCode.UNKNOWN_ANALYTE, analyte, lookup.vocabulary.analytes
        )
    for i, figure in enumerate(paper.figures):
        yield from lookup.check_name(
            ["figures", i, "case"], ErrorCode.UNKNOWN_CASE, figure.case, lookup.dataset.cases
        )


def check_appraisal(appraisal: Appraisal, lookup: Lookup) -> Issues:
    """Yield an unknown publication, unknown or ill-fitting tools, and answers that are missing or wrong."""
    publications = lookup.dataset.publications
    yield from lookup.check_name(["id"], ErrorCode.UNKNOWN_PAPER, appraisal.id, publications)
    uses = [" ".join(filter(None, (entry.tool, entry.about))) for entry in appraisal.answers]
    yield from check_unique(["answers"], uses)
    tools = lookup.vocabulary.tools
    for i, answers in enumerate(appraisal.answers):
        loc: Loc = ["answers", i]
        yield from lookup.check_name([*loc, "tool"], ErrorCode.UNKNOWN_TOOL, answers.tool, tools)
        if tool := tools.get(answers.tool):
            publication = publications.get(appraisal.id)
            misfits = list(_check_use(loc, answers, tool, publication, lookup)) if publication else []
            yield from misfits or _check_answers(loc, answers, tool)


def _check_answers(loc: Loc, answers: ToolAnswers, tool: AppraisalTool) -> Issues:
    """Yield items that are not answered once, and answers that the tool does not have."""
    required = [item.item for item in tool.items]
    answered = [item.item for item in answers.all_items]
    if answered != required:
        yield Issue(
            [*loc, "items"],
            ErrorCode.ITEMS_UNANSWERED,
            f"items {answered} are answered; the tool asks {required}",
            "answer each item of the tool once",
        )
    own = {item.item: item.answers for item in tool.items}
    given = [
        ([*loc, "items", i, "answer"], item.answer, own.get(item.item) or tool.answers)
        for i, item in enumerate(answers.items)
    ]
    if answers.not_assessable:
        given.append(([*loc, "not_assessable"], "not assessable", tool.answers))
    for place, answer, possible in given:
        if answer not in possible:
            of_item = " for this item" if answer in tool.answers else ""
            yield Issue(
                place,
                ErrorCode.TOOL_MISFIT,
                f"{shown(answer)} is no answer of {tool.id}{of_item}",
                f"its answers are {quoted(possible)}",
            )


def _check_use(
    loc: Loc, answers: ToolAnswers, tool: AppraisalTool, publication: Publication, lookup: Lookup
) -> Issues:
    """Yield a tool for another kind of publication, and a result that is missing, unknown or too much."""
    design = _DESIGNS.get(tool.judges)
    if design and not (isinstance(publication, Study) and publication.design == design):
        yield Issue(
            [*loc, "tool"],
            ErrorCode.TOOL_MISFIT,
            f"{tool.id} judges {tool.judges}, and {publication.id} is no {design}",
            "take a tool for this kind of publication",
        )
    elif answers.about is None and tool.judges == "results of trials":
        yield Issue(
            [*loc, "about"],
            ErrorCode.TOOL_MISFIT,
            f"{tool.id} judges {tool.judges}, and `about` is missing",
            "name the outcome whose result is judged",
        )
    elif answers.about and tool.judges != "results of trials":
        yield Issue(
            [*loc, "about"],
            ErrorCode.TOOL_MISFIT,
            f"{tool.id} judges {tool.judges}, and `about` names one result",
            "remove `about`",
        )
    elif answers.about and isinstance(publication, Study):
        outcomes = {outcome.id: outcome for outcome in publication.outcomes}
        yield from lookup.check_name([*loc, "about"], ErrorCode.UNKNOWN_ITEM, answers.about, outcomes)


_DESIGNS: Mapping[Judged, Design] = {"results of trials": "randomised trial", "reviews": "systematic review"}
"""The design of the studies that a tool judges; those for reports of patients judge any publication."""
