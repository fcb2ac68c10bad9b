"""The HTTP client retries, and gives up on hosts that answer badly."""

import gzip
import itertools
import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest
from k2evidence.http_client import (
    MAX_RESPONSE_BYTES,
    HttpClient,
    HttpError,
    NotFoundError,
    ResponseTimeoutError,
    SlowResponseError,
    StatusError,
)

from .http_host import Host, Reply, body, json_body, running_host, status


@pytest.fixture(scope="module")
def shared_host() -> Iterator[Host]:
    """One local server for all tests of this module."""
    with running_host() as host:
        yield host


@pytest.fixture
def host(shared_host: Host) -> Host:
    """The local server without replies and requests."""
    shared_host.replies.clear()
    shared_host.requests.clear()
    return shared_host


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the client waited, without waiting."""
    return []


@pytest.fixture
def client(waits: list[float]) -> HttpClient:
    """A client that notes its waits."""
    return HttpClient("k2-evidence/test", sleep=waits.append)


@pytest.mark.parametrize("number", [429, 500, 502, 503, 504])
def test_a_retryable_status_is_retried_with_backoff(
    host: Host, client: HttpClient, waits: list[float], number: int
) -> None:
    """The client pauses before the first attempt, then waits twice as long after each failure."""
    host.replies["/x"] = [status(number), status(number), json_body({"a": 1})]
    assert client.get_json(f"{host.url}/x") == {"a": 1}
    assert waits == [1.0, 1.0, 2.0]
    assert host.user_agents == {"k2-evidence/test"}


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("99999", 60.0), ("soon", 1.0), ("-5", 1.0)])
def test_retry_after_is_respected_up_to_a_minute(
    host: Host, client: HttpClient, waits: list[float], header: str, wait: float
) -> None:
    """A Retry-After that is not a number of seconds counts as none."""
    host.replies["/x"] = [status(429, Retry_After=header), json_body([])]
    client.get_json(f"{host.url}/x")
    assert waits == [1.0, wait]


@pytest.mark.parametrize("number", [400, 401, 403, 404, 410, 418])
def test_a_refusal_is_not_retried(host: Host, client: HttpClient, number: int) -> None:
    """Other error statuses are final; only 404 and 410 say that the resource is not there."""
    host.replies["/x"] = [status(number)]
    with pytest.raises(StatusError, match=f"status {number}") as caught:
        client.check(f"{host.url}/x")
    assert isinstance(caught.value, NotFoundError) == (number in (404, 410))
    assert len(host.requests) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (body(b'{"a": ', Content_Length="600"), "RemoteProtocolError"),
        (body(b"<html>busy</html>"), "not JSON"),
        (body(b"\xff\xfe\x00"), "not JSON"),
        (body(b"[" * 200_000), "not JSON"),
        (body(gzip.compress(b"[" + b" " * 10_000_000), Content_Encoding="gzip"), "not JSON"),
        (body(b'"' + b"x" * MAX_RESPONSE_BYTES + b'"'), "too large"),
        (status(302, Location="/x"), "TooManyRedirects"),
        (status(302, Location="ftp://example.org/"), "UnsupportedProtocol"),
        (status(302, Location="http://a..b/"), r"Unicode\w*Error"),
        (status(302, Location="http://[::1"), "RemoteProtocolError"),
    ],
    ids=["cut off", "markup", "bytes", "deep", "compressed", "large", "loop", "scheme", "host", "brackets"],
)
def test_an_unusable_response_is_an_http_error(
    host: Host, client: HttpClient, waits: list[float], reply: Reply, reason: str
) -> None:
    """Whatever a host sends, the client raises HttpError with a reason after all attempts."""
    host.replies["/x"] = [reply]
    with pytest.raises(HttpError, match=reason):
        client.get_json(f"{host.url}/x")
    assert waits == [1.0, 1.0, 2.0, 4.0]


def test_the_body_of_a_redirect_is_not_read(host: Host, client: HttpClient) -> None:
    """A redirect is followed although its body never ends."""
    host.replies = {"/x": [status(302, Location="/y", Content_Length="9000000")], "/y": [json_body(1)]}
    assert client.get_json(f"{host.url}/x") == 1


def test_a_silent_host_times_out(host: Host, client: HttpClient) -> None:
    """A host that accepts the connection and sends nothing is given up."""
    host.replies["/x"] = [host.silence]
    with pytest.raises(ResponseTimeoutError, match="no answer in time"):
        replace(client, timeout=0.1, attempts=1).get_json(f"{host.url}/x")


def test_a_dripping_host_times_out(host: Host, client: HttpClient) -> None:
    """The time limit is that of the whole response, not of the gap between two bytes."""
    host.replies["/x"] = [host.drip]
    clock = itertools.count(step=10.0).__next__
    with pytest.raises(SlowResponseError, match="no answer in time"):
        replace(client, clock=clock, attempts=1).get_json(f"{host.url}/x")


def test_a_refused_connection_is_an_http_error(client: HttpClient) -> None:
    """Nobody listens on the port."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(HttpError, match="ConnectError"):
            client.get_json(f"http://127.0.0.1:{unused.getsockname()[1]}/")
