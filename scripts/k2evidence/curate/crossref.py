"""Bibliographic records, from Crossref or from a file of CSL-JSON."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from k2evidence.curate.csl import CslError, record_of
from k2evidence.curate.errors import CuratorError

CROSSREF = "https://api.crossref.org/works/"
"""Where Crossref tells the record of a DOI: https://api.crossref.org/swagger-ui/index.html."""
TIMEOUT_SECONDS = 15.0
"""Longest time, in seconds, that a bibliographic record may take in all."""
MAX_ANSWER = 1_000_000
"""Largest answer that is read, in bytes."""


def fetch_record(doi: str, address: str = CROSSREF, timeout: float = TIMEOUT_SECONDS) -> Mapping[str, Any]:
    """Return the bibliographic record of a DOI.

    Raises CuratorError, with what to do instead, when it cannot be had.
    """
    import httpx

    instead = "Give the record in a file with --csl FILE (CSL-JSON), or leave both out and type it."
    deadline = time.monotonic() + timeout
    body = bytearray()
    try:
        with httpx.stream(
            "GET",
            f"{address}{quote(doi, safe='')}",
            timeout=httpx.Timeout(min(5.0, timeout)),
            headers={"Accept": "application/json", "User-Agent": "k2-evidence"},
        ) as answer:
            if answer.status_code == 404:
                raise CuratorError(f"Crossref does not know the DOI {doi}. Check it. {instead}")
            if answer.status_code != 200:
                raise CuratorError(f"Crossref answered with status {answer.status_code}. {instead}")
            for part in answer.iter_bytes():
                body += part
                if len(body) > MAX_ANSWER:
                    raise CuratorError(f"The answer is larger than {MAX_ANSWER:,} bytes. {instead}")
                if time.monotonic() > deadline:
                    raise CuratorError(f"The answer took longer than {timeout:.0f} seconds. {instead}")
    except httpx.TimeoutException:
        raise CuratorError(f"Crossref did not answer in time. {instead}") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = type(error).__name__
        raise CuratorError(f"Crossref cannot be reached ({reason}); are you offline? {instead}") from None
    return _record(bytes(body), "The answer of Crossref", instead)


def read_record(path: Path) -> Mapping[str, Any]:
    """Return the bibliographic record of a CSL-JSON file; raises CuratorError when there is none."""
    try:
        with path.open("rb") as stream:
            body = stream.read(MAX_ANSWER + 1)
    except OSError as error:
        raise CuratorError(f"{path} cannot be read: {(error.strerror or '').lower()}.") from None
    if len(body) > MAX_ANSWER:
        raise CuratorError(f"{path} is larger than {MAX_ANSWER:,} bytes; is it the right file?")
    return _record(body, str(path), "Export the article from a reference manager as CSL-JSON.")


def _record(body: bytes, name: str, instead: str) -> Mapping[str, Any]:
    try:
        return record_of(json.loads(body))
    except CslError as error:
        raise CuratorError(f"{name} cannot be used: {error}. {instead}") from None
    except (ValueError, RecursionError):
        raise CuratorError(f"{name} is not JSON. {instead}") from None
