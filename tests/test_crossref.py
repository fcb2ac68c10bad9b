"""A bibliographic record comes from Crossref or a file; every failure is a message with a remedy."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest
from k2evidence.curate.crossref import CLIENT, fetch_record, read_record
from k2evidence.curate.csl import paper_fields
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

from .http_host import json_body, running_host, status

DOI = "10.1000/x"
RECORD = {
    "DOI": "10.3109/03009734.2012.676573",
    "type": "journal-article",
    "title": ["Amelioration <i>of</i> osteoporosis"],
    "author": [
        {"given": "Hiroyuki", "family": "Tsuchie", "affiliation": [{"name": "Akita"}]},
        {"name": "A group"},
    ],
    "container-title": ["Upsala Journal of Medical Sciences"],
    "volume": "117",
    "issue": "3",
    "page": "336-341",
    "issued": {"date-parts": [[2012, 7, 3]]},
    "published-online": {"date-parts": [[2012, 7, 3]]},
}


def test_a_record_is_fetched_and_read() -> None:
    """A retry brings the record; markup is removed, and fields that it does not have are left out."""
    with running_host() as host:
        host.replies[f"/{DOI}"] = [status(503), json_body({"status": "ok", "message": RECORD})]
        record = fetch_record(DOI, f"{host.url}/", replace(CLIENT, sleep=lambda seconds: None))
    assert paper_fields(record) == {
        "title": "Amelioration of osteoporosis",
        "article_type": "journal article",
        "authors": [{"given": "Hiroyuki", "family": "Tsuchie"}],
        "affiliation": "Akita",
        "journal": "Upsala Journal of Medical Sciences",
        "year": "2012",
        "volume": "117",
        "issue": {"says": "3", "note": "From the bibliographic record."},
        "pages": "336-341",
        "doi": "10.3109/03009734.2012.676573",
        "published_online": "2012-07-03",
    }


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (NotFoundError(404), f"Crossref does not know the DOI {DOI}. Check it."),
        (StatusError(503), "Crossref answered with status 503."),
        (ResponseTooLargeError(), "The answer is larger than 4,000,000 bytes."),
        (SlowResponseError(), "The answer took longer than 15 seconds."),
        (ResponseTimeoutError(), "Crossref did not answer in time."),
        (InvalidResponseError(), "The answer of Crossref is not JSON."),
        (HttpError("ConnectError"), "Crossref cannot be reached (ConnectError); are you offline?"),
    ],
)
def test_a_failed_request_is_a_message(
    monkeypatch: pytest.MonkeyPatch, error: HttpError, message: str
) -> None:
    """The message says what happened and what to do instead."""
    monkeypatch.setattr(HttpClient, "get_json", Mock(side_effect=error))
    with pytest.raises(CuratorError) as caught:
        fetch_record(DOI)
    assert str(caught.value) == (
        f"{message} Give the record in a file with --csl FILE (CSL-JSON), or take the DOI alone with "
        "--offline and write the rest into the file."
    )


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ([1, 2], "it holds no single bibliographic record"),
        ({"message": None}, "the record has no title"),
        ({"message": {"DOI": DOI}}, "the record has no title"),
    ],
)
def test_a_response_without_a_record_is_a_message(
    monkeypatch: pytest.MonkeyPatch, response: object, message: str
) -> None:
    """JSON that is no bibliographic record cannot be used."""
    monkeypatch.setattr(HttpClient, "get_json", Mock(return_value=response))
    with pytest.raises(CuratorError, match=f"The answer of Crossref cannot be used: {message}"):
        fetch_record(DOI)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"title": "x"', "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"\xff\xfe{", "is not JSON"),
        (b"[]", "cannot be used: it holds no single bibliographic record"),
        (b" " * (MAX_RESPONSE_BYTES + 1), "is larger than 4,000,000 bytes; is it the right file?"),
    ],
    ids=["cut off", "deep", "bytes", "list", "large"],
)
def test_an_unusable_file_is_a_message(tmp_path: Path, content: bytes, message: str) -> None:
    """The message names the file."""
    path = tmp_path / "record.json"
    path.write_bytes(content)
    with pytest.raises(CuratorError) as caught:
        read_record(path)
    assert str(caught.value).startswith(f"{path} {message}")
