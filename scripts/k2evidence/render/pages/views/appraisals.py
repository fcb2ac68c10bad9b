"""The answers of appraisal tools about a study, as its own page and the matrix show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k2evidence.derive.appraisals import SIGNS, OverallRisk, overall_risk
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import AppraisalAnswer
from k2evidence.model.papers import AppraisedItem, NotAssessable, ToolAnswers
from k2evidence.model.vocabulary import AppraisalTool, ToolItem


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer with its sign; `kind` names its style."""

    answer: AppraisalAnswer | OverallRisk
    sign: str
    kind: str


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item of a tool with its answer, the reason and where it was read."""

    item: ToolItem
    view: AnswerView
    answered: AppraisedItem


@dataclass(frozen=True, slots=True)
class StudyAppraisal:
    """One use of a tool on a study.

    `about` names the result that is judged, and is empty where it is the whole publication. `answered` has
    a reason each; `rest` shares one, and `rest_items` are its items. `overall` is derived for trials only.
    """

    tool: AppraisalTool
    about: str
    about_id: str
    answered: tuple[AnsweredItem, ...]
    rest: NotAssessable | None
    rest_items: tuple[ToolItem, ...]
    overall: AnswerView | None

    @property
    def rest_view(self) -> AnswerView:
        """The answer of the items that share one."""
        return answer_view("not assessable")

    @property
    def cells(self) -> tuple[AnsweredItem, ...]:
        """Every item in the order of the tool."""
        by_number = {item.item: item for item in self.rest_items}
        rest = self.rest.as_items() if self.rest else ()
        others = tuple(AnsweredItem(by_number[item.item], answer_view(item.answer), item) for item in rest)
        return tuple(sorted((*self.answered, *others), key=lambda cell: cell.item.item))


def answer_view(answer: AppraisalAnswer) -> AnswerView:
    """Return an answer with its sign."""
    return AnswerView(answer, SIGNS[answer], answer.replace(" ", "-"))


def overall_view(overall: OverallRisk) -> AnswerView:
    """Return an overall judgement with its sign, that of what is sure of it."""
    if overall != "at least some concerns":
        return answer_view(overall)
    sure = answer_view("some concerns")
    return AnswerView(overall, sure.sign, sure.kind)


def study_appraisals(
    dataset: Dataset, study_id: str, answers: Iterable[ToolAnswers]
) -> Iterator[StudyAppraisal]:
    """Yield each use of a tool on a study."""
    outcomes = {outcome.id: outcome.what for outcome in dataset.studies[study_id].outcomes}
    for entry in answers:
        tool = dataset.vocabulary.tools[entry.tool]
        asked = {item.item: item for item in tool.items}
        rest = entry.not_assessable
        yield StudyAppraisal(
            tool=tool,
            about=outcomes[entry.about] if entry.about else "",
            about_id=entry.about or "",
            answered=tuple(
                AnsweredItem(asked[item.item], answer_view(item.answer), item) for item in entry.items
            ),
            rest=rest,
            rest_items=tuple(asked[number] for number in rest.items) if rest else (),
            overall=(
                overall_view(overall_risk(entry.all_items)) if tool.judges == "results of trials" else None
            ),
        )
