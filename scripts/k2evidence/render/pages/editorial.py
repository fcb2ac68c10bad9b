"""The editorial page: who keeps the site, how, and how recent its evidence is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from k2evidence.derive.currency import Currency, derive_currency
from k2evidence.model.editorial import Editorial
from k2evidence.model.searches import Search
from k2evidence.model.text import join_words
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import folder_files
from k2evidence.render.site_file import SiteFile

EDITORIAL_PAGE = "about/editorial/"
"""Path of the page."""
FIELDS: Mapping[str, str] = {
    "qualifications": "Qualifications",
    "funding": "Funding",
    "interests": "Interests",
    "clinical_review": "Review by clinicians",
    "automation": "Use of automation",
    "contact": "Contact",
}
"""What a reader asks of those who keep a site, in the order of the page; each a field of the record."""
_ANSWERS: Mapping[str, str] = {
    "qualifications": "how they are qualified",
    "funding": "who pays for it",
    "interests": "what interests they declare",
    "clinical_review": "which clinicians reviewed it",
    "automation": "what is automated",
    "contact": "how to reach them",
}
"""What the page answers by each field, for its description."""


@dataclass(frozen=True, slots=True)
class EditorialPage:
    """Who keeps the site; `stated` and `not_stated` are the fields that the record has and lacks."""

    name: str
    stated: tuple[tuple[str, str], ...]
    not_stated: tuple[str, ...]
    searched: str
    searches: tuple[Search, ...]
    currency: Currency


def editorial_page(site: SiteData) -> SiteFile:
    """Return the editorial page."""
    dataset = site.dataset
    record = dataset.editorial or Editorial(name=site.context.contributors)
    texts = {label: getattr(record, field) for field, label in FIELDS.items()}
    return render_page(
        site.context,
        f"{EDITORIAL_PAGE.rstrip('/')}.md",
        "editorial.md.jinja",
        title="Editorial information",
        description=_description(record),
        kind="Page",
        sources=(*(["data/editorial.yml"] if dataset.editorial else []), *folder_files(dataset, "searches")),
        origin=Path("data/editorial.yml"),
        view=EditorialPage(
            name=record.name,
            stated=tuple((label, text) for label, text in texts.items() if text),
            not_stated=tuple(label.lower() for label, text in texts.items() if not text),
            searched=record.searched or "",
            searches=tuple(dataset.searches.values()),
            currency=derive_currency(dataset),
        ),
    )


def _description(record: Editorial) -> str:
    """Return what the page answers, by the fields that the record has."""
    answers = [answer for field, answer in _ANSWERS.items() if getattr(record, field)]
    listed = ["Who maintains this site", *answers, "when publications were last consulted"]
    return f"{join_words(listed)}."
