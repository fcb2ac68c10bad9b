"""A bibliographic record comes from Crossref or a file; every failure is a message with a remedy."""

import itertools
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from k2evidence.curate.crossref import CLIENT, fetch_record, read_record
from k2evidence.curate.csl import paper_fields
from k2evidence.curate.errors import CuratorError
from k2evidence.http_client import MAX_RESPONSE_BYTES, HttpClient

from .http_host import Host, Reply, body, json_body, running_host, status

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


@pytest.fixture
def host() -> Iterator[Host]:
    """A local server in the place of Crossref."""
    with running_host() as host:
        yield host


@pytest.fixture
def client() -> HttpClient:
    """The curator's client, which does not wait here."""
    return replace(CLIENT, sleep=lambda seconds: None)


def test_a_record_is_fetched_and_read(host: Host, client: HttpClient) -> None:
    """A retry brings the record; markup is removed, and fields that it does not have are left out."""
    host.replies[f"/{DOI}"] = [status(503), json_body({"status": "ok", "message": RECORD})]
    assert paper_fields(fetch_record(DOI, f"{host.url}/", client)) == {
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
    ("reply", "message"),
    [
        (status(404), f"Crossref does not know the DOI {DOI}. Check it."),
        (status(503), "Crossref answered with status 503."),
        (body(b"<html>busy</html>"), "The answer of Crossref is not JSON."),
        (body(b"x" * (MAX_RESPONSE_BYTES + 1)), "The answer is larger than 4,000,000 bytes."),
    ],
)
def test_a_failed_request_is_a_message(host: Host, client: HttpClient, reply: Reply, message: str) -> None:
    """The message says what happened and what to do instead."""
    host.replies[f"/{DOI}"] = [reply]
    with pytest.raises(CuratorError) as caught:
        fetch_record(DOI, f"{host.url}/", client)
    assert str(caught.value) == (
        f"{message} Give the record in a file with --csl FILE (CSL-JSON), or leave both out and type it."
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
    host: Host, client: HttpClient, response: object, message: str
) -> None:
    """JSON that is no bibliographic record cannot be used."""
    host.replies[f"/{DOI}"] = [json_body(response)]
    with pytest.raises(CuratorError, match=f"The answer of Crossref cannot be used: {message}"):
        fetch_record(DOI, f"{host.url}/", client)


def test_a_slow_response_is_a_message(host: Host, client: HttpClient) -> None:
    """The message names the time limit of the whole response."""
    host.replies[f"/{DOI}"] = [host.drip]
    with pytest.raises(CuratorError, match="The answer took longer than 15 seconds"):
        fetch_record(DOI, f"{host.url}/", replace(client, clock=itertools.count(step=10.0).__next__))


def test_a_silent_host_is_a_message(host: Host, client: HttpClient) -> None:
    """The host accepts the connection and sends nothing."""
    host.replies[f"/{DOI}"] = [host.silence]
    with pytest.raises(CuratorError, match="Crossref did not answer in time"):
        fetch_record(DOI, f"{host.url}/", replace(client, timeout=0.1))


def test_being_offline_is_a_message(client: HttpClient) -> None:
    """Nobody listens on the port."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(CuratorError, match=r"cannot be reached \(ConnectError\); are you offline\?"):
            fetch_record(DOI, f"http://127.0.0.1:{unused.getsockname()[1]}/", client)


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
