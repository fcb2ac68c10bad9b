"""Bibliographic records, from Crossref or from a file of CSL-JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from k2evidence.curate.csl import CslError, record_of
from k2evidence.curate.errors import CuratorError
from k2evidence.http_client import (
    MAX_RESPONSE_BYTES,
    HttpClient,
    HttpError,
    InvalidResponseError,
    NotFoundError,
    ResponseTimeoutError,
    ResponseTooLargeError,
    SlowResponseError,
    StatusError,
)

CROSSREF_WORKS = "https://api.crossref.org/v1/works/"
"""Crossref's metadata of works by DOI: https://api.crossref.org/swagger-ui/index.html."""
CLIENT = HttpClient("k2-evidence", pause=0.0, timeout=15.0, attempts=2, max_wait=5.0)
"""Somebody waits at a terminal: one retry, soon."""


def work_url(doi: str, base: str = CROSSREF_WORKS) -> str:
    """Return the URL of Crossref's metadata of a DOI."""
    return base + quote(doi, safe="")


def fetch_record(doi: str, base: str = CROSSREF_WORKS, client: HttpClient = CLIENT) -> Mapping[str, Any]:
    """Return the bibliographic record of a DOI.

    Raises CuratorError, with what to do instead, when it cannot be fetched.
    """
    instead = (
        "Give the record in a file with --csl FILE (CSL-JSON), or take the DOI alone with --offline and "
        "write the rest into the file."
    )
    try:
        response = client.get_json(work_url(doi, base))
    except HttpError as error:
        raise CuratorError(f"{_explain(error, doi, client.timeout)} {instead}") from None
    return _record(response, "The answer of Crossref", instead)


def _explain(error: HttpError, doi: str, timeout: float) -> str:
    match error:
        case NotFoundError():
            return f"Crossref does not know the DOI {doi}. Check it."
        case StatusError():
            return f"Crossref answered with {error}."
        case ResponseTooLargeError():
            return f"The answer is larger than {MAX_RESPONSE_BYTES:,} bytes."
        case SlowResponseError():
            return f"The answer took longer than {timeout:.0f} seconds."
        case ResponseTimeoutError():
            return "Crossref did not answer in time."
        case InvalidResponseError():
            return "The answer of Crossref is not JSON."
    return f"Crossref cannot be reached ({error}); are you offline?"


def read_record(path: Path) -> Mapping[str, Any]:
    """Return the bibliographic record of a CSL-JSON file; raises CuratorError when there is none."""
    instead = "Export the article from a reference manager as CSL-JSON."
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_RESPONSE_BYTES + 1)
    except OSError as error:
        raise CuratorError(f"{path} cannot be read: {(error.strerror or '').lower()}.") from None
    if len(content) > MAX_RESPONSE_BYTES:
        raise CuratorError(f"{path} is larger than {MAX_RESPONSE_BYTES:,} bytes; is it the right file?")
    try:
        return _record(json.loads(content), str(path), instead)
    except (ValueError, RecursionError):
        raise CuratorError(f"{path} is not JSON. {instead}") from None


def _record(response: object, name: str, instead: str) -> Mapping[str, Any]:
    try:
        return record_of(response)
    except CslError as error:
        raise CuratorError(f"{name} cannot be used: {error}. {instead}") from None
