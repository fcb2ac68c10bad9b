"""The program's only HTTP client: it retries, and it bounds the time and the size of every response.

Hosts are not trusted. A body is read as it is sent, without decompression, so that the bound on its size
holds; redirects are followed here, because httpx reads the body of a redirect without any bound.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    _Reader = Callable[[httpx.Response, float], Any]
    """Reads what is needed of a response, until a time on the clock."""

MAX_RESPONSE_BYTES = 4_000_000
"""Largest body of a response that is read."""
MAX_REDIRECTS = 10
CONNECT_TIMEOUT = 10.0
"""Seconds until a host that cannot be connected to is given up."""
RETRYABLE_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Error statuses after which another attempt may succeed."""


class HttpError(Exception):
    """No usable response; the message is the reason. Another attempt may succeed if it is `retryable`."""

    retryable = True
    retry_after = 0.0


class StatusError(HttpError):
    """The response has an error status; `retry_after` is how many seconds the host asks to wait."""

    def __init__(self, status: int, retry_after: float = 0.0) -> None:
        super().__init__(f"status {status}")
        self.status = status
        self.retryable = status in RETRYABLE_STATUSES
        self.retry_after = retry_after


class NotFoundError(StatusError):
    """The status is 404 or 410: the host answers, and does not have the resource."""


class ResponseTimeoutError(HttpError):
    """The host sent nothing for too long."""


class SlowResponseError(ResponseTimeoutError):
    """The host kept sending, but the whole response was not there in time."""


class ResponseTooLargeError(HttpError):
    """The body is larger than MAX_RESPONSE_BYTES."""


class InvalidResponseError(HttpError):
    """The body does not hold what it should."""


@dataclass(frozen=True)
class HttpClient:
    """Sends GET requests one after the other, `pause` seconds apart, each in up to `attempts` attempts.

    An attempt takes at most `timeout` seconds. Between attempts it waits 1, 2, 4 … seconds, or as long as
    the host asks in Retry-After, but never longer than `max_wait` seconds. Tests pass `sleep` and `clock`.
    """

    user_agent: str
    pause: float = 1.0
    timeout: float = 30.0
    attempts: int = 4
    max_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def get_json(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """Return the JSON body of a response. Raises HttpError, of which NotFoundError for 404 and 410."""
        return self._get_with_retries(url, params, self._read_json)

    def check(self, url: str) -> None:
        """Return if a URL answers without an error; its body is not read. Raises as `get_json` does."""
        self._get_with_retries(url, None, lambda response, deadline: None)

    def _get_with_retries(self, url: str, params: Mapping[str, str] | None, read: "_Reader") -> Any:
        self.sleep(self.pause)
        for retry in range(self.attempts - 1):
            try:
                return self._get(url, params, read)
            except HttpError as error:
                if not error.retryable:
                    raise
                self.sleep(min(self.max_wait, max(2.0**retry, error.retry_after)))
        return self._get(url, params, read)

    def _get(self, url: str, params: Mapping[str, str] | None, read: "_Reader") -> Any:
        import httpx  # slow to import; only commands that use the network need it

        deadline = self.clock() + self.timeout
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "identity"}
        timeout = httpx.Timeout(self.timeout, connect=min(CONNECT_TIMEOUT, self.timeout))
        try:
            with httpx.Client(headers=headers, timeout=timeout) as client:
                request = client.build_request("GET", url, params=params)
                for _ in range(MAX_REDIRECTS + 1):
                    with closing(client.send(request, stream=True)) as response:
                        if response.next_request is None:
                            _raise_for_status(response)
                            return read(response, deadline)
                        request = response.next_request
                    self._check_deadline(deadline)
                raise httpx.TooManyRedirects(f"more than {MAX_REDIRECTS}")
        except httpx.TimeoutException:
            raise ResponseTimeoutError("no answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            # The standard library raises ValueError for some host names.
            raise HttpError(type(error).__name__) from None

    def _read_json(self, response: "httpx.Response", deadline: float) -> Any:
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > MAX_RESPONSE_BYTES:
                raise ResponseTooLargeError("the answer is too large")
            self._check_deadline(deadline)
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise InvalidResponseError("the answer is not JSON") from None

    def _check_deadline(self, deadline: float) -> None:
        if self.clock() > deadline:
            raise SlowResponseError("no answer in time")


def _raise_for_status(response: "httpx.Response") -> None:
    if response.status_code in (404, 410):
        raise NotFoundError(response.status_code)
    if response.status_code >= 400:
        seconds = response.headers.get("Retry-After", "")
        retry_after = float(seconds) if re.fullmatch(r"[0-9]{1,6}", seconds) else 0.0
        raise StatusError(response.status_code, retry_after)
