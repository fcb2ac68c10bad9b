"""The tables of judgements: ratings of certainty, and the answers of appraisal tools."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.derive.appraisals import OverallRisk, overall_risk
from k2evidence.derive.certainty import (
    Rating,
    Size,
    body_statement,
    effect_of,
    rate_certainty,
    size_of,
)
from k2evidence.model.base import AppraisalAnswer
from k2evidence.model.judgements import (
    Body,
    BodyDesign,
    Certainty,
    Concern,
    Domain,
    Importance,
    OutcomeSummary,
)
from k2evidence.model.papers import AppraisedItem, ToolAnswers
from k2evidence.model.placeholders import fill
from k2evidence.model.studies import Estimate
from k2evidence.model.study_text import estimate_text
from k2evidence.render.exports.table import Column, Table, TableSource, one_of

NO_BODY = "no evidence"
"""What stands for the body of evidence of an outcome that has none."""


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A body of evidence of an outcome, with its rating; an outcome without one has a row too."""

    summary: OutcomeSummary
    body: Body | None
    rating: Rating | None
    estimate: Estimate | None
    size: Size | None
    says: str


def _rows(source: TableSource) -> Iterator[RatingRow]:
    ratings = rate_certainty(source.dataset)
    for summary in source.dataset.summaries.values():
        for body in summary.bodies:
            yield RatingRow(
                summary,
                body,
                ratings[summary.id, body.id],
                effect_of(source.dataset, body),
                size_of(source.dataset, body),
                fill(body.says, source.phrases.phrases_for(body.rests_on)) if body.says else "",
            )
        if not summary.bodies:
            yield RatingRow(summary, None, None, None, None, "")


def _statement(row: RatingRow) -> str:
    """Return what a body shows with its certainty, or what was not found."""
    if row.body is None or row.rating is None:
        return row.summary.none_found or NO_BODY
    return body_statement(row.summary, row.body, row.rating.level)


def _domain(domain: Domain) -> tuple[Column[RatingRow], Column[RatingRow]]:
    """Return the two columns of a domain: the judgement and its reason."""
    name = domain.replace(" ", "_")
    return (
        one_of(
            name,
            Concern,
            f"The judgement of {domain}.",
            lambda row: row.rating.domains[domain].concern if row.rating else None,
        ),
        Column(
            f"{name}_reason",
            "Its reason.",
            lambda row: row.rating.domains[domain].reason if row.rating else None,
        ),
    )


_LEVEL: Column[RatingRow] = one_of(
    "certainty",
    Certainty,
    "The certainty, derived from the design and the judgements; empty without a body of evidence. With "
    "domains that were not rated it is an upper limit.",
    lambda row: row.rating.level if row.rating else None,
)
_RESULT: Column[RatingRow] = Column(
    "result",
    "Size and direction of the effect in words, without its certainty; empty where no size was seen, or "
    "where the direction is open. Read it with `certainty`, or read `statement`.",
    lambda row: row.body.result if row.body else None,
)
_STATEMENT: Column[RatingRow] = Column(
    "statement",
    "Effect and certainty together, in the wording of GRADE; without a body of evidence what was not found.",
    _statement,
    required=True,
)

_SIZE: tuple[Column[RatingRow], ...] = (
    one_of(
        "starting_level",
        Certainty,
        "The certainty at which the design starts.",
        lambda row: row.rating.start if row.rating else None,
    ),
    Column(
        "estimate",
        "The estimate in words.",
        lambda row: estimate_text(row.estimate) if row.estimate else None,
    ),
    Column(
        "low",
        "The lower end of its interval.",
        lambda row: row.estimate.low if row.estimate else None,
        "number",
        unit_column="unit",
    ),
    Column(
        "high",
        "The upper end of its interval.",
        lambda row: row.estimate.high if row.estimate else None,
        "number",
        unit_column="unit",
    ),
    Column(
        "unit",
        "The unit of its interval; empty for ratios and standardised differences.",
        lambda row: row.estimate.unit if row.estimate else None,
    ),
    Column(
        "people",
        "How many people were compared; empty where that was not seen.",
        lambda row: row.size.people if row.size else None,
        "integer",
    ),
    Column(
        "caveat",
        "What else a reader must know, above all evidence to the contrary.",
        lambda row: row.says,
    ),
    Column(
        "domains_not_rated",
        "How many of the five domains could not be rated.",
        lambda row: len(row.rating.not_rated) if row.rating else None,
        "integer",
    ),
)

RATINGS: Table[RatingRow] = Table(
    "ratings",
    "body of evidence in the summary of findings, rated with GRADE",
    _rows,
    (
        Column("outcome_id", "The outcome.", lambda row: row.summary.id, required=True),
        Column(
            "body_id",
            f"The body of evidence within the outcome; `{NO_BODY}` where there is none.",
            lambda row: row.body.id if row.body else NO_BODY,
            required=True,
        ),
        Column("outcome", "The outcome in words.", lambda row: row.summary.outcome, required=True),
        one_of(
            "importance",
            Importance,
            "Whether it matters to patients, or is a surrogate.",
            lambda row: row.summary.importance,
            required=True,
        ),
        Column(
            "surrogate_for", "The outcome that a surrogate stands for.", lambda row: row.summary.surrogate_for
        ),
        Column("intervention", "What was given.", lambda row: row.body.intervention if row.body else None),
        Column(
            "comparator", "What it was compared with.", lambda row: row.body.comparator if row.body else None
        ),
        Column("population", "Who was studied.", lambda row: row.body.population if row.body else None),
        one_of(
            "design",
            BodyDesign,
            "The study design, from which the certainty starts.",
            lambda row: row.body.design if row.body else None,
        ),
        Column(
            "effect",
            "The estimate, as `study/item` of the study records; empty if none was seen.",
            lambda row: row.body.effect if row.body else None,
        ),
        *_domain("risk of bias"),
        *_domain("inconsistency"),
        *_domain("indirectness"),
        *_domain("imprecision"),
        *_domain("publication bias"),
        _LEVEL,
        _RESULT,
        _STATEMENT,
        *_SIZE,
    ),
    primary_key=("outcome_id", "body_id"),
)


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """An item of a tool, answered for a paper or study."""

    record_id: str
    answers: ToolAnswers
    topic: str | None
    item: AppraisedItem
    overall: OverallRisk | None


def _appraisal_rows(source: TableSource) -> Iterator[AppraisalRow]:
    tools = source.dataset.vocabulary.tools
    for appraisal in source.dataset.appraisals.values():
        for answers in appraisal.answers:
            tool, items = tools[answers.tool], answers.all_items
            topics = {item.item: item.topic for item in tool.items}
            overall = overall_risk(items) if tool.judges == "results of trials" else None
            for item in items:
                yield AppraisalRow(appraisal.id, answers, topics[item.item], item, overall)


APPRAISALS: Table[AppraisalRow] = Table(
    "appraisals",
    "item of an appraisal tool answered for a paper or study",
    _appraisal_rows,
    (
        Column("record_id", "The paper or study.", lambda row: row.record_id, required=True),
        Column("tool", "The tool, as in the list of tools.", lambda row: row.answers.tool, required=True),
        Column(
            "about",
            "The result of a trial that was judged, an `outcome_id` of `results.csv`; empty for a "
            "whole publication.",
            lambda row: row.answers.about,
        ),
        Column("item", "Number of the item.", lambda row: row.item.item, type="integer", required=True),
        Column("topic", "What the item is about.", lambda row: row.topic),
        one_of("answer", AppraisalAnswer, "The answer.", lambda row: row.item.answer, required=True),
        Column("reason", "Why.", lambda row: row.item.reason, required=True),
        Column("locator", "Where it was read.", lambda row: row.item.locator, required=True),
        one_of(
            "overall",
            OverallRisk,
            "For results of trials: the overall risk of bias, derived from the items.",
            lambda row: row.overall,
        ),
    ),
    primary_key=("record_id", "tool", "about", "item"),
)
