"""What follows from the answers of appraisal tools: the overall judgement, and how many could be given."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import AppraisalAnswer
from k2evidence.model.papers import Appraisal, AppraisedItem, ToolAnswers
from k2evidence.model.vocabulary import Judged

SIGNS: Mapping[AppraisalAnswer, str] = {
    "low risk": "+",
    "some concerns": "!",
    "high risk": "\N{MULTIPLICATION SIGN}",
    "yes": "Y",
    "partial yes": "P",
    "no": "N",
    "unclear": "?",
    "not applicable": "\N{EN DASH}",
    "not assessable": "?",
}
"""The sign of each answer; the word always stands beside it."""


OverallRisk = Literal["low risk", "some concerns", "at least some concerns", "high risk", "not assessable"]
"""The overall risk of bias of a result, as far as it follows from the domains that could be judged."""


def answers_of(dataset: Dataset, appraisal: Appraisal, judged: Judged) -> tuple[ToolAnswers, ...]:
    """Return the answers of those tools that judge one kind of publication."""
    tools = dataset.vocabulary.tools
    return tuple(answers for answers in appraisal.answers if tools[answers.tool].judges == judged)


def appraised(dataset: Dataset, judged: Judged) -> Iterator[Appraisal]:
    """Yield the appraisals that have answers of a tool for one kind of publication."""
    yield from (entry for entry in dataset.appraisals.values() if answers_of(dataset, entry, judged))


def usable_answers(dataset: Dataset, judged: Judged) -> Iterator[ToolAnswers]:
    """Yield each use of a tool on a study that may be used."""
    for appraisal in appraised(dataset, judged):
        study = dataset.studies.get(appraisal.id)
        if study and study.usable:
            yield from answers_of(dataset, appraisal, judged)


def overall_risk(items: Iterable[AppraisedItem]) -> OverallRisk:
    """Return the overall risk of bias of a result: that of its least favourable domain.

    One domain at high risk decides it. Below that, a domain that was not assessable could be the least
    favourable one: with some concerns in another the whole is at least that, without it is not assessable.
    """
    answers = {item.answer for item in items}
    if {"some concerns", "not assessable"} <= answers and "high risk" not in answers:
        return "at least some concerns"
    order: tuple[OverallRisk, ...] = ("high risk", "not assessable", "some concerns", "low risk")
    return next(answer for answer in order if answer in answers)
