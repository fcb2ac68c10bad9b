"""References of papers and of their appraisals."""

from k2evidence.load.cross_references.lookup import Lookup
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.papers import Appraisal, CaseReporting, Paper, ToolAnswers


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
    """Yield an unknown paper, unknown tools, and tools of which not every item is answered once."""
    yield from lookup.check_name(["id"], ErrorCode.UNKNOWN_PAPER, appraisal.id, lookup.dataset.publications)
    for i, answers in enumerate(appraisal.answers):
        yield from _check_answers(["answers", i], answers, lookup)


def _check_answers(loc: Loc, answers: ToolAnswers, lookup: Lookup) -> Issues:
    tools = lookup.vocabulary.tools
    yield from lookup.check_name([*loc, "tool"], ErrorCode.UNKNOWN_TOOL, answers.tool, tools)
    if answers.tool in tools:
        required = [item.item for item in tools[answers.tool].items]
        answered = [item.item for item in answers.items]
        if sorted(answered) != required:
            yield Issue(
                [*loc, "items"],
                ErrorCode.ITEMS_UNANSWERED,
                f"items {answered} are answered; the tool asks {required}",
                "answer each item of the tool once",
            )
