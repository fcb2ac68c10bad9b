"""Which sentences must be read again: the facts under them are not those of their last review."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

from k2evidence.derive.certainty import Ratings
from k2evidence.derive.phrases import Phrases
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Body
from k2evidence.model.placeholders import placeholders

DIGITS = 12
"""How many hexadecimal digits of the hash a ledger has: enough to tell changes of some hundred sentences."""


def facts_under_sentences(dataset: Dataset, phrases: Phrases, ratings: Ratings) -> dict[str, str]:
    """Return a hash of the facts under each sentence of claims and of the summary of findings.

    The facts are the items of studies that it names, the numbers that its placeholders stand for, and the
    certainty of the bodies of evidence that use the same items. A hash has `DIGITS` hexadecimal digits.
    """
    levels = _levels(dataset, ratings)
    return {
        name: _hash(_facts(dataset, phrases, levels, text, refs)) for name, text, refs in _sentences(dataset)
    }


def sentences_to_read_again(dataset: Dataset, facts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of sentences whose facts differ from those of the ledger; none without a ledger."""
    reviewed = {sentence.sentence: sentence.facts for sentence in dataset.reviewed.sentences}
    return tuple(name for name in facts if reviewed and reviewed.get(name) != facts[name])


def _sentences(dataset: Dataset) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the name of every sentence, its text, and what it rests on."""
    for claims in dataset.claims.values():
        for claim in claims.claims:
            yield f"claims/{claims.id}/{claim.id}", claim.says, claim.rests_on
    for summary in dataset.summaries.values():
        name = f"summaries/{summary.id}"
        yield f"{name}/cases", summary.cases.says, summary.cases.rests_on
        if summary.context:
            yield f"{name}/context", summary.context.says, summary.context.rests_on
        for body in summary.bodies:
            limits = body.baseline.limits if body.baseline else None
            yield f"{name}/{body.id}", f"{body.says or ''} {limits or ''}", tuple(_body_refs(body))
            if body.no_baseline:
                yield f"{name}/{body.id}/no-baseline", body.no_baseline.says, body.no_baseline.rests_on


def _body_refs(body: Body) -> Iterator[str]:
    numbers = (body.effect, body.baseline.result if body.baseline else None)
    yield from dict.fromkeys((*filter(None, numbers), *body.rests_on))


def _levels(dataset: Dataset, ratings: Ratings) -> Mapping[str, list[str]]:
    """Return the certainty of the bodies of evidence that use each item."""
    levels: dict[str, list[str]] = {}
    for summary in dataset.summaries.values():
        for body in summary.bodies:
            level = f"{summary.id}/{body.id}: {ratings[summary.id, body.id].level}"
            for ref in _body_refs(body):
                levels.setdefault(ref, []).append(level)
    return levels


def _facts(
    dataset: Dataset,
    phrases: Phrases,
    levels: Mapping[str, list[str]],
    text: str,
    refs: tuple[str, ...],
) -> Iterator[object]:
    named = phrases.phrases_for(refs)
    yield {name: named.get(name, "") for name in placeholders(text)}
    for ref in refs:
        study_id, _, item_id = ref.partition("/")
        study = dataset.studies.get(study_id)
        if study is None:
            continue
        yield [ref, study.integrity.status, study.superseded_by, levels.get(ref, [])]
        item = dict(study.items()).get(item_id)
        yield (
            item.model_dump(mode="json", exclude_defaults=True)
            if item
            else [study.people, study.trials, study.design]
        )


def _hash(facts: Iterable[object]) -> str:
    text = json.dumps(list(facts), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
