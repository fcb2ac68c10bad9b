"""A publication as pages cite it: its status, its citation and its addresses elsewhere."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.model.base import IntegrityStatus
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.studies import Design, FactTopic, Notice, Population, Study, Topic, VitaminK
from k2evidence.model.text import day_in_words, initials, join_words, sentence

STATUSES: Mapping[IntegrityStatus, str] = {
    "current": "no notice seen",
    "corrected": "corrected",
    "concern": "concerns reported",
    "retracted": "retracted",
}
"""How each integrity status reads in a list, where there is no room for who reported what."""


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """A link to an address outside of this site."""

    name: str
    href: str


def integrity_text(record: Study | Paper) -> str:
    """Return the integrity status of a publication: 'retracted', or 'concerns reported by NAME, 2020'.

    The words of journals (correction, expression of concern, retraction) are for notices of journals alone.
    """
    if isinstance(record, Study) and record.integrity.status == "concern":
        return join_words(tuple(map(notice_title, _concerns(record))))
    return STATUSES[record.integrity.status]


def notice_title(notice: Notice) -> str:
    """Return 'correction, 2018' for a notice of a journal, or 'concerns reported by NAME, 2020'."""
    kind = f"concerns reported by {notice.by}" if notice.by else notice.kind
    return f"{kind}, {notice.year}" if notice.year else kind


def _concerns(study: Study) -> Iterator[Notice]:
    return (n for n in study.integrity.notices if n.kind in ("expression of concern", "reported concern"))


NOT_SEARCHED = "Notices were not searched for"
"""How the note on a publication begins where nobody searched for notices: then no status is known."""


def search_text(study: Study) -> str:
    """Return when notices about a study were last searched for, as a sentence."""
    if study.integrity.searched:
        return f"Notices were last searched for on {day_in_words(study.integrity.searched)}."
    more = NOT_SEARCHED if study.integrity.status == "current" else "Further notices were not searched for"
    return f"{more}."


def integrity_note(record: Study | Paper) -> str:
    """Return what was looked at for the integrity status of a publication, or what its notices say."""
    if isinstance(record, Paper):
        return record.integrity.note
    if record.integrity.notices:
        return " ".join(sentence(notice.says) for notice in record.integrity.notices)
    seen = "No notice was seen." if record.integrity.searched else ""
    return " ".join(filter(None, (seen, search_text(record))))


UNSEEN_TITLE = "[Title not seen]"
"""What is in the place of a title that nobody saw."""


def title_text(record: Study | Paper) -> str:
    """Return the title of a publication; in brackets where it is this site's description, or was not seen."""
    title = record.title if isinstance(record, Paper) else record.display_title
    if title:
        return title
    return UNSEEN_TITLE if record.authors or record.journal else f"[{record.short_name}]"


def citation_text(record: Study | Paper) -> str:
    """Return the citation of a publication, as far as it is known; a title of ours is in brackets."""
    pages = re.sub(r"(?<=\d)-(?=\w*\d)", "–", record.pages or "")
    year_and_volume = ";".join(filter(None, (str(record.year or ""), record.volume)))
    place = ":".join(filter(None, (year_and_volume, pages)))
    parts = (", ".join(author_names(record)), title_text(record), record.journal, place)
    return " ".join(sentence(part) for part in parts if part)


_KINDS: Mapping[Design, str] = {"label": "drug label", "other": "publication"}
"""What a publication is called where its design is no word for a reader."""
_ABOUT: tuple[Design, ...] = ("narrative review", "guideline", "label", "other")
"""Designs that are on a subject; the others are of it."""
_PEOPLE: Mapping[Population, str] = {
    "women after pregnancy": "postpartum women",
    "people on steroids": "people taking glucocorticoids",
}
"""Populations that a sentence names in other words than the filter."""
_SUBJECTS: Mapping[Topic, str] = {
    "the disease": "pregnancy-associated osteoporosis",
    "recovery without bone drugs": "recovery of bone density",
    "other treatments": "treatments of pregnancy-associated osteoporosis",
    "safety": "the safety of vitamin K",
    "mechanism": "how vitamin K may work",
    "pain and healing": "pain and healing of fractures",
    "integrity": "the integrity of research",
}
"""Topics as the subject of a publication that studied nobody."""


_GUIDES: tuple[Design, ...] = ("guideline", "label")
"""Designs that are described by what they guide, where they are not on vitamin K itself."""
_GUIDED: Mapping[FactTopic, str] = {
    "newborns": "vitamin K for newborns",
    "tests for a cause": "tests for causes of osteoporosis",
    "warfarin and other anticoagulants": "anticoagulants",
    "warning signs": "warning signs",
}
"""Topics of facts as what a page guides."""


def kind_text(study: Study, *, short: bool = False) -> str:
    """Return what sort of publication a study is, and on what: 'randomised trial of vitamin K2 (MK-4)'.

    Without vitamin K it says who was studied. A short text leaves out the forms of vitamin K, or the kind.
    """
    kind = _KINDS.get(study.design, study.design)
    if study.design == "other" and study.work and study.work != "journal article":
        kind = study.work
    word = "on" if study.design in _ABOUT else "of"
    if study.vitamin_k:
        return f"{kind} {word} {'vitamin K' if short else _vitamin_text(study.vitamin_k)}"
    if guided := _GUIDED.get(study.facts[0].about) if study.design in _GUIDES and study.facts else None:
        guide = "guidance" if study.work == "web page" else kind
        return guided if short else f"{guide} on {guided}"
    if study.population == "pregnancy-associated osteoporosis":
        return study.population if short else f"{kind} {word} {study.population}"
    if study.population == "not about people":
        return f"{kind} on {_SUBJECTS.get(study.topics[0], study.topics[0])}"
    return f"{kind}, {_PEOPLE.get(study.population, study.population)}"


def _vitamin_text(forms: Sequence[VitaminK]) -> str:
    """Return 'vitamin K2 (MK-4, MK-7) and K1'."""
    known = [form for form in forms if form.startswith("MK")]
    k2 = f"K2 ({', '.join(known)})" if known else "K2" if any(f.startswith("K2") for f in forms) else ""
    return f"vitamin {join_words([*filter(None, (k2, 'K1' if 'K1' in forms else ''))])}"


def author_names(record: Study | Paper) -> tuple[str, ...]:
    """Return 'Tsuchie H' for each author that was seen; the family name alone where no other was."""
    if isinstance(record, Study):
        return record.authors
    return tuple(
        " ".join(filter(None, (author.family, initials(author.given or "")))) for author in record.authors
    )


_MORE_AUTHORS = re.compile(r"\bonly the (?:first|corresponding)\b.* (?:seen|shown)|\bother authors\b")
"""How a note says that a publication has more authors than were seen."""


def has_more_authors(record: Study | Paper) -> bool:
    """Say whether some authors of a publication were seen, and others by its record were not."""
    return bool(record.authors and _MORE_AUTHORS.search((record.authors_note or "").lower()))


def external_links(record: Study | Paper) -> tuple[ExternalLink, ...]:
    """Return every stable address of a publication: DOI, PubMed, PubMed Central, the publisher's page."""
    return tuple(_external_links(record))


def _external_links(record: Study | Paper) -> Iterator[ExternalLink]:
    if record.doi:
        yield ExternalLink(f"doi:{record.doi}", doi_address(record.doi))
    if record.pmid:
        yield ExternalLink(f"PubMed {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/")
    if record.pmcid:
        yield ExternalLink(record.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{record.pmcid}/")
    if record.link:
        yield ExternalLink("the page of its publisher", record.link)
