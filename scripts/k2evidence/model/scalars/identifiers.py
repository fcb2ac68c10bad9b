"""Identifiers: ids of records, addresses, links, numbers of publications, vertebrae."""

import re
from typing import Annotated
from urllib.parse import quote

from pydantic import BeforeValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import anchored, pattern_type
from k2evidence.model.scalars.refusals import did_you_mean, plain, refuse, shown

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_REF = re.compile(rf"{_ID.pattern}(/{_ID.pattern})?", re.ASCII)
_ADDRESS = re.compile(
    r"/(?:[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*/)*(?:[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)?", re.ASCII
)
_VERTEBRA = re.compile(r"T([1-9]|1[0-2])|L[1-5]", re.ASCII)
_DOI = re.compile(r"10\.\d{4,9}/(?!(?:[^/]*/)*\.{1,2}(?:/|$))[!#-&(-\[\]_a-z~]{1,200}(?<![.,:;])", re.ASCII)
"""Printable ASCII, without quotes and what no DOI holds; no step of a path such as `..`, which browsers take
out of an address, and no mark of a sentence at its end."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LINK = re.compile(
    rf"https://(?P<host>(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]*[a-z0-9]))"
    r"(?:[/?#](?:[!#$&(-;=?-\[\]_a-z~]|%[0-9A-Fa-f]{2})*)?",
    re.ASCII,
)
"""A host in ASCII without user, password and port; then what RFC 3986 allows, or signs in per cent."""
MAX_LINK = 800
"""Longest web address, in characters."""
DOI_RESOLVER = "https://doi.org/"


def slug(text: str) -> str:
    """Return text as an identifier: its lower-case ASCII words and digits joined by single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def parse_id(value: object) -> str:
    """Read an identifier: lower-case words and digits joined by single hyphens."""
    if isinstance(value, str) and len(value) <= 80 and _ID.fullmatch(value):
        return value
    hint = did_you_mean(value, slug(plain(value))[:80])
    raise refuse(
        ErrorCode.ID,
        f"{shown(value)} is not an id",
        f"{hint}write lower-case letters and digits joined by hyphens, e.g. tsuchie-2012-case-1",
    )


def parse_ref(value: object) -> str:
    """Read the name of a record, or of one item of it: `mott-2019` or `mott-2019/vertebral-fracture`."""
    if isinstance(value, str) and len(value) <= 160 and _REF.fullmatch(value):
        return value
    raise refuse(
        ErrorCode.REFERENCE,
        f"{shown(value)} is not the name of a record or of an item of one",
        "write an id, or id/item, e.g. mott-2019/vertebral-fracture",
    )


def parse_address(value: object) -> str:
    """Read an address of this site: from the first slash, in lower case, without dots between slashes."""
    if isinstance(value, str) and len(value) <= 300 and _ADDRESS.fullmatch(value):
        return value
    raise refuse(
        ErrorCode.ADDRESS,
        f"{shown(value)} is not an address of this site",
        "write the part after the host, e.g. /cases/tsuchie-2012-case-1/ or /data/measurements.csv",
    )


def parse_link(value: object) -> str:
    """Read a web address; nothing but https is ever linked, and no host but a plain one."""
    if isinstance(value, str) and len(value) <= MAX_LINK and _LINK.fullmatch(value):
        return value
    text = plain(value)
    if _LINK.fullmatch(text.replace("http://", "https://", 1)) and text.startswith("http://"):
        raise refuse(
            ErrorCode.LINK,
            f"{shown(value)} is not encrypted: what a reader gets could be another page",
            "write https:// where the host answers so; else leave the link out, and name the address in "
            "words, such as in the title of a source",
        )
    bare = f"https://{text}" if text.startswith("www.") else text
    hint = did_you_mean(value, bare if _LINK.fullmatch(bare) else "")
    raise refuse(
        ErrorCode.LINK,
        f"{shown(value)} is not a web address",
        f"{hint}write a full address that begins with https://, in ASCII and without spaces, quotes, "
        f"backslashes, a user, a password or a port, of at most {MAX_LINK} characters; other signs of a path "
        "are written with %",
    )


def parse_doi(value: object) -> str:
    """Read a DOI without its resolver."""
    if _is_doi(value):
        return str(value)
    bare = bare_doi(plain(value)).rstrip(".,:;")
    if not _is_doi(bare):
        bare = bare[:-1]  # a bracket that belongs to the sentence around it
    hint = did_you_mean(value, bare if _is_doi(bare) else "")
    raise refuse(
        ErrorCode.DOI,
        f"{shown(value)} is not a DOI",
        f"{hint}write it bare, as `10.<digits>/<rest>`, in ASCII, without a mark or a bracket of the "
        "sentence around it; leave the field out where none was seen",
    )


def _is_doi(value: object) -> bool:
    """Say whether text is a DOI, whose last bracket closes one that it opens."""
    if not (isinstance(value, str) and _DOI.fullmatch(value)):
        return False
    opened = {")": "(", "]": "[", ">": "<"}.get(value[-1])
    return opened is None or value.count(opened) == value.count(value[-1])


def bare_doi(text: str) -> str:
    """Return a DOI without the address of its resolver or the prefix 'doi:'."""
    return re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.IGNORECASE)


def doi_address(doi: str) -> str:
    """Return the address at which a DOI resolves.

    What would end or change the path of an address is written with %, as the DOI handbook asks.
    """
    return DOI_RESOLVER + quote(doi, safe="/:;()@!$&*,=+~")


def link_host(text: str) -> str | None:
    """Return the host of text that begins like a web address, as it is written; None of other text."""
    match = re.match(r"https?://([^/?#\s]*)", text)
    return match[1] if match else None


def parse_pmid(value: object) -> str:
    """Read a number of PubMed."""
    if isinstance(value, str) and re.fullmatch(r"[1-9]\d{3,8}", value, re.ASCII):
        return value
    raise refuse(
        ErrorCode.PMID,
        f"{shown(value)} is not a PubMed number",
        "write its digits alone; leave the field out where none was seen",
    )


def parse_pmcid(value: object) -> str:
    """Read a number of PubMed Central, with its letters."""
    if isinstance(value, str) and re.fullmatch(r"PMC\d{4,9}", value, re.ASCII):
        return value
    digits = re.sub(r"\D", "", plain(value))
    hint = did_you_mean(value, f"PMC{digits}" if 4 <= len(digits) <= 9 else "")
    raise refuse(ErrorCode.PMCID, f"{shown(value)} is not a PMC number", f"{hint}write it as `PMC<digits>`")


def parse_vertebra(value: object) -> str:
    """Read a vertebra from T1 to L5."""
    if isinstance(value, str) and _VERTEBRA.fullmatch(value):
        return value
    parts = re.fullmatch(r"(TH?|D|L)[A-Z.]*\s?(\d{1,2})", plain(value).upper())
    meant = f"{'L' if parts[1] == 'L' else 'T'}{int(parts[2])}" if parts else ""
    hint = did_you_mean(value, meant if _VERTEBRA.fullmatch(meant) else "")
    raise refuse(
        ErrorCode.VERTEBRA,
        f"{shown(value)} is not a vertebra between T1 and L5",
        f"{hint}write T1 to T12 or L1 to L5, each an item of its own; a fracture of another bone belongs in "
        "`bone`, one without its level in `number`",
    )


Id = Annotated[str, BeforeValidator(parse_id), pattern_type("id", "tsuchie-2012-case-1", f"^{_ID.pattern}$")]
Ref = Annotated[
    str,
    BeforeValidator(parse_ref),
    pattern_type("record, or item of one", "mott-2019/vertebral-fracture", anchored(_REF)),
]
Address = Annotated[
    str,
    BeforeValidator(parse_address),
    pattern_type("address of this site", "/cases/tsuchie-2012-case-1/", anchored(_ADDRESS)),
]
Link = Annotated[
    str,
    BeforeValidator(parse_link),
    pattern_type("web address", "https://example.org/", rf"^(?=.{{1,{MAX_LINK}}}$){anchored(_LINK)[1:]}"),
]
Doi = Annotated[
    str, BeforeValidator(parse_doi), pattern_type("DOI", "10.3109/03009734.2012.676573", r"^10\.\d{4,9}/")
]
Pmid = Annotated[
    str,
    BeforeValidator(parse_pmid),
    pattern_type("number of PubMed", "17287908", r"^[1-9]\d{3,8}$", number=True),
]
Pmcid = Annotated[
    str,
    BeforeValidator(parse_pmcid),
    pattern_type("number of PubMed Central", "PMC1915640", r"^PMC\d{4,9}$"),
]
Vertebra = Annotated[
    str, BeforeValidator(parse_vertebra), pattern_type("vertebra", "T12", f"^({_VERTEBRA.pattern})$")
]
