"""Links to the pages of records, and the evidence that a sentence rests on as links."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Fact
from k2evidence.model.text import sentence
from k2evidence.render.pages.rendering import links_from
from k2evidence.render.pages.views.outcomes import outcome_text
from k2evidence.render.pages.views.papers import short_name

_ID = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")

Linker = Callable[[str], Markup]
"""Turns a text into HTML, each study that it names by its id into a link to the study's page."""


@dataclass(frozen=True, slots=True)
class SiteLink:
    """A link to a page of this site; `address` is relative to the root of the site."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """A link to a record, with what one item of it says and its limits; empty for a whole record."""

    label: str
    address: str
    says: str


def address_of(dataset: Dataset, record_id: str) -> str:
    """Return the address of the page of a case, paper or study."""
    return f"cases/{record_id}/" if record_id in dataset.cases else f"evidence/{record_id}/"


def label_of(dataset: Dataset, record_id: str) -> str:
    """Return the label of a case, paper or study."""
    if record_id in dataset.publications:
        return short_name(dataset.publications[record_id])
    return dataset.case_label(dataset.cases[record_id])


def record_link(dataset: Dataset, record_id: str) -> SiteLink:
    """Return the link to the page of a case, paper or study."""
    return SiteLink(label_of(dataset, record_id), address_of(dataset, record_id))


def place_between(dataset: Dataset, neighbours: tuple[str | None, str | None] | None) -> Mapping[str, object]:
    """Return the place of a record for the frame: links to the `previous` and the `next` record."""
    return {
        key: {"label": label_of(dataset, name), "address": address_of(dataset, name)}
        for key, name in zip(("previous", "next"), neighbours or (None, None), strict=True)
        if name
    }


def reviews_of(dataset: Dataset, study_id: str) -> tuple[SiteLink, ...]:
    """Return links to the reviews that are known to pool a study."""
    return tuple(
        record_link(dataset, review.id) for review in dataset.studies.values() if study_id in review.includes
    )


def evidence_link(dataset: Dataset, ref: str) -> EvidenceLink:
    """Return the link to a piece of evidence: a record, or one item of a study as `study/item`."""
    record_id, _, item_id = ref.partition("/")
    label, address = label_of(dataset, record_id), address_of(dataset, record_id)
    if not item_id:
        return EvidenceLink(label, address, "")
    study = dataset.studies[record_id]
    item = dict(study.items())[item_id]
    says = (
        " ".join(filter(None, (item.says, item.limits)))
        if isinstance(item, Fact)
        else outcome_text(study, item)
    )
    return EvidenceLink(label, f"{address}#{item_id}", with_labels(dataset, says))


def evidence_links(
    dataset: Dataset, refs: Iterable[str], *, every_item: bool = False
) -> tuple[EvidenceLink, ...]:
    """Return the evidence of a sentence: one link for each record, to the first item cited.

    A link has what this item says, or what `every_item` of the record that is cited says.
    """
    of_record: dict[str, EvidenceLink] = {}
    for ref in refs:
        link, record_id = evidence_link(dataset, ref), ref.partition("/")[0]
        first = of_record.setdefault(record_id, link)
        if every_item and link.says not in first.says:
            of_record[record_id] = replace(first, says=f"{sentence(first.says)} {link.says}".strip())
    return tuple(of_record.values())


def with_labels(dataset: Dataset, text: str) -> str:
    """Return a text with the label of every study that it names by its id."""

    def label(match: re.Match[str]) -> str:
        study = dataset.studies.get(match[0])
        return study.label if study else match[0]

    return _ID.sub(label, text)


def linker(dataset: Dataset, uri: str) -> Linker:
    """Return a function that links every study that a text on this page names by its id."""
    url = links_from(uri)

    def link(match: re.Match[str]) -> str:
        study = dataset.studies.get(match[0])
        if study is None:
            return match[0]
        return f'<a href="{url(address_of(dataset, study.id))}">{escape(study.label)}</a>'

    return lambda text: Markup(_ID.sub(link, str(escape(text))))
