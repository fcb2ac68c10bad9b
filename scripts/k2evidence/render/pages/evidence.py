"""What a sentence rests on, and how records of evidence read: shared by the pages that cite them."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from k2evidence.model.papers import Paper
from k2evidence.model.placeholders import fill
from k2evidence.model.studies import Arm, Estimate, Fact, Result, Study, StudyOutcome
from k2evidence.model.study_text import NOT_READ, estimate_text, p_text, result_text
from k2evidence.model.text import dose_text, join_words, sentence
from k2evidence.render.pages.rendering import links_from
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.papers import short_name

STATUSES = {
    "current": "stands",
    "corrected": "corrected",
    "concern": "doubted",
    "retracted": "retracted",
}
"""How each integrity status reads on a page."""

_ID = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")


def address_of(site: SiteData, record_id: str) -> str:
    """Return the address of a record's page."""
    return f"cases/{record_id}/" if record_id in site.dataset.cases else f"evidence/{record_id}/"


def label_of(site: SiteData, record_id: str) -> str:
    """Return what readers call a record."""
    dataset = site.dataset
    if record_id in dataset.studies:
        return dataset.studies[record_id].label
    if record_id in dataset.papers:
        return short_name(dataset.papers[record_id])
    return dataset.case_label(dataset.cases[record_id])


def reference_view(site: SiteData, ref: str) -> dict[str, str]:
    """Return a piece of evidence as a link, with what it says where it is one item of a study."""
    record, _, item = ref.partition("/")
    said = ""
    if item:
        found = dict(site.dataset.studies[record].items())[item]
        said = found.says if isinstance(found, Fact) else outcome_text(site.dataset.studies[record], found)
    address = address_of(site, record) + (f"#{item}" if item else "")
    return {"label": label_of(site, record), "address": address, "says": said}


def references(site: SiteData, refs: Sequence[str]) -> list[dict[str, str]]:
    """Return the evidence of a sentence, one link a record."""
    seen: dict[str, dict[str, str]] = {}
    for ref in refs:
        seen.setdefault(ref.partition("/")[0], reference_view(site, ref))
    return list(seen.values())


def claims_view(site: SiteData, claims_id: str) -> dict[str, Any]:
    """Return claims with their numbers put in and what each rests on."""
    claims = site.dataset.claims[claims_id]
    return {
        "id": claims.id,
        "title": claims.title,
        "claims": [
            {
                "id": claim.id,
                "asks": claim.asks,
                "says": sentence(fill(claim.says, site.phrases.phrases_for(claim.rests_on))),
                "see": claim.see,
                "evidence": references(site, claim.rests_on),
            }
            for claim in claims.claims
        ],
    }


def linker(site: SiteData, uri: str) -> Callable[[str], Markup]:
    """Return a function that makes a link of every study that a text names by its id."""
    url = links_from(uri)

    def link(match: re.Match[str]) -> str:
        study = site.dataset.studies.get(match[0])
        if study is None:
            return match[0]
        return f'<a href="{url(address_of(site, study.id))}">{escape(study.label)}</a>'

    return lambda text: Markup(_ID.sub(link, str(escape(text))))


def people_text(study: Study) -> str:
    """Return how many people a study had, with the number of studies that it pooled."""
    parts = [f"{study.people:,}"] if study.people is not None else []
    if study.trials is not None:
        parts.append(f"{study.trials:,} studies")
    return " in ".join(parts)


def dose_of(site: SiteData, arm: Arm) -> str:
    """Return the dose of a group; vitamin K in milligrams is given in micrograms too."""
    if arm.dose is None:
        return arm.dose_note or ""
    substance = site.dataset.vocabulary.substances["menatetrenone"] if arm.is_vitamin_k else None
    text = dose_text(arm.dose, substance)
    return f"{text}; {arm.dose_note}" if arm.dose_note else text


def vitamin_k_doses(site: SiteData, study: Study) -> list[str]:
    """Return each daily dose of vitamin K that a study gave."""
    arms = [arm for arm in study.arms if arm.dose and arm.is_vitamin_k]
    substance = site.dataset.vocabulary.substances["menatetrenone"]
    return list(dict.fromkeys(dose_text(arm.dose, substance) for arm in arms if arm.dose))


def links_of(record: Study | Paper) -> list[dict[str, str]]:
    """Return every stable address of a publication."""
    links = [{"name": f"doi:{record.doi}", "href": f"https://doi.org/{record.doi}"}] if record.doi else []
    if isinstance(record, Study):
        if record.pmid:
            links.append(
                {"name": f"PubMed {record.pmid}", "href": f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"}
            )
        if record.pmcid:
            href = f"https://pmc.ncbi.nlm.nih.gov/articles/{record.pmcid}/"
            links.append({"name": str(record.pmcid), "href": href})
        if record.link:
            links.append({"name": "the page of its publisher", "href": record.link})
    return links


def outcome_view(outcome: StudyOutcome) -> dict[str, Any]:
    """Return an outcome: what each group showed, and every comparison."""
    return {
        "outcome": outcome,
        "results": [
            {
                "id": result.id,
                "label": _label(result),
                "text": result_text(result, outcome.unit) or "not given as a number",
                "p": p_text(result.p) if result.p else "",
                "note": result.note,
            }
            for result in outcome.results
        ],
        "estimates": [
            {
                "id": estimate.id,
                "label": estimate.comparison or "",
                "text": estimate_text(estimate),
                "size": _size(estimate),
                "corrects": estimate.corrects,
                "replaced": estimate.replaced,
            }
            for estimate in outcome.estimates
        ],
        "p": p_text(outcome.p) if outcome.p else "",
    }


def outcome_text(study: Study, item: StudyOutcome | Result | Estimate) -> str:
    """Return an outcome, or one figure of it, in a line."""
    if isinstance(item, Estimate):
        return estimate_text(item)
    if isinstance(item, Result):
        unit = next(outcome.unit for outcome in study.outcomes if item in outcome.results)
        return result_text(item, unit)
    view = outcome_view(item)
    parts = [
        f"{entry['label']}: {entry['text']}" if entry["label"] else entry["text"]
        for entry in (*view["results"], *view["estimates"])
    ]
    said = [f"{item.what}: {'; '.join(parts)}" if parts else item.what]
    if view["p"]:
        said.append(view["p"])
    return " ".join(sentence(text) for text in (", ".join(said), item.says or "") if text)


def _label(result: Result) -> str:
    return ", ".join(part for part in (result.arm, result.what, result.at) if part)


def _size(estimate: Estimate) -> str:
    parts = []
    if estimate.trials is not None:
        parts.append(f"{estimate.trials:,} trials")
    if estimate.people is not None:
        parts.append(f"{estimate.people:,} people")
    return ", ".join(parts)


def citation_of(study: Study) -> str:
    """Return a study as it is cited, as far as it is known."""
    authors = ", ".join(study.authors)
    title = study.display_title or ""
    where = study.journal or ""
    volume = f"{study.volume or ''}{f':{study.pages}' if study.pages else ''}"
    dated = ";".join(part for part in (str(study.year or ""), volume) if part)
    return " ".join(sentence(part) for part in (authors, title, f"{where} {dated}".strip()) if part)


def forms_text(study: Study) -> str:
    """Return the forms of vitamin K that a study is about."""
    return join_words(list(study.vitamin_k))


def record_row(
    site: SiteData, study: Study, outcomes: Sequence[StudyOutcome], facts: Sequence[Fact]
) -> dict[str, Any]:
    """Return a study as a row of a table: who, what was given, what was found and said."""
    return {
        "id": study.id,
        "address": address_of(site, study.id),
        "label": study.label,
        "design": study.design,
        "who": study.population,
        "people": people_text(study) or NOT_READ,
        "given": "; ".join(filter(None, (forms_text(study), ", ".join(vitamin_k_doses(site, study))))),
        "read": study.reading.extent,
        "outcomes": [outcome_view(outcome) for outcome in outcomes],
        "facts": facts,
    }
