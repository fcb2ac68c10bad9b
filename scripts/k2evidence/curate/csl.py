"""Reads a bibliographic record in CSL-JSON, the format of Crossref, into fields of the data.

The record is untrusted: its values are cleaned, bounded and checked like those that a person types;
a value that cannot be used is left out.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from k2evidence.model.scalars.free_text import MAX_TEXT, check_seen
from k2evidence.model.scalars.identifiers import parse_doi, parse_pmcid, parse_pmid
from k2evidence.model.scalars.times import parse_date
from k2evidence.model.text import initials

ARTICLE_TYPES = {"journal-article": "journal article", "article-journal": "journal article"}
"""What the two vocabularies of types call an article in a journal."""


class CslError(Exception):
    """The JSON is not a bibliographic record; the message says why."""


def record_of(document: object) -> Mapping[str, Any]:
    """Return the record in a response of Crossref, in a CSL-JSON object or in a list with one object.

    Raises CslError when there is none.
    """
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    if isinstance(document, Mapping) and isinstance(document.get("message"), Mapping):
        document = document["message"]
    if not isinstance(document, Mapping):
        raise CslError("it holds no single bibliographic record")
    if not _text(document.get("title")):
        raise CslError("the record has no title")
    return document


def paper_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a paper that a record has."""
    issue = _text(record.get("issue"))
    affiliations = dict.fromkeys(
        name
        for author in _people(record)
        for place in _list(author.get("affiliation"))
        if isinstance(place, Mapping) and (name := _text(place.get("name")))
    )
    fields = {
        "title": _text(record.get("title")),
        "article_type": ARTICLE_TYPES.get(str(record.get("type")), ""),
        "authors": [
            {name: text for name in ("family", "given") if (text := _text(author.get(name)))}
            for author in _people(record)
            if _text(author.get("family"))
        ],
        "affiliation": _text("; ".join(affiliations)),
        "journal": _text(record.get("container-title")),
        "year": _date(record.get("issued"))[:4],
        "volume": _text(record.get("volume")),
        "issue": {"says": issue, "note": "From the bibliographic record."} if issue else None,
        "pages": _text(record.get("page")) or _text(record.get("article-number")),
        **_numbers(record),
        "accepted": _date(record.get("accepted")),
        "published_online": _date(record.get("published-online")),
    }
    return {name: value for name, value in fields.items() if value}


def study_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a study that a record has."""
    volume, issue = _text(record.get("volume")), _text(record.get("issue"))
    authors = [
        " ".join(filter(None, (family, initials(_text(author.get("given"))))))
        for author in _people(record)
        if (family := _text(author.get("family")))
    ]
    fields = {
        "title": _text(record.get("title")),
        "authors": authors,
        "year": _date(record.get("issued"))[:4],
        "journal": _text(record.get("container-title")),
        "volume": f"{volume}({issue})" if volume and issue else volume,
        "pages": _text(record.get("page")) or _text(record.get("article-number")),
        **_numbers(record),
    }
    return {name: value for name, value in fields.items() if value}


def _people(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (author for author in _list(record.get("author"))[:500] if isinstance(author, Mapping))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return text without markup and invisible characters, or nothing where there is none to use."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    bare = html.unescape(re.sub(r"<[^<>]{0,200}>", "", value[: 2 * MAX_TEXT]))
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in bare).split())
    try:
        return check_seen(shown)
    except ValueError:
        return ""


def _date(value: object) -> str:
    """Return a CSL date, `{"date-parts": [[2012, 7, 3]]}`, as 2012-07-03, or nothing."""
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not all(isinstance(part, int | str) for part in first):
        return ""
    text = "-".join(str(part).zfill(2) for part in first[:3])
    try:
        return parse_date(text)
    except (ValueError, ValidationError):
        return ""


def _numbers(record: Mapping[str, Any]) -> dict[str, str]:
    """Return the DOI, and the numbers of PubMed and PubMed Central."""
    return {
        "doi": _read(parse_doi, record.get("DOI")),
        "pmid": _read(parse_pmid, record.get("PMID")),
        "pmcid": _read(parse_pmcid, record.get("PMCID")),
    }


def _read(parse: Callable[[object], str], value: object) -> str:
    try:
        return parse(value.strip() if isinstance(value, str) else value)
    except ValueError:
        return ""
