"""The evidence watch, against a host on this machine that also answers badly."""

import dataclasses
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from k2evidence.load.dataset import Dataset
from k2evidence.monitor.watch import (
    MAX_ANSWER,
    MAX_REPORT,
    HttpClient,
    NoAnswerError,
    NotKnownError,
    Watched,
    ask_links,
    bounded,
    code,
    report_links,
    report_watched,
    watch,
)

Reply = Callable[[http.server.BaseHTTPRequestHandler], None]


class Host:
    """A host whose answers a test writes: one for each request to a path, the last one for ever."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[str] = []
        self.agents: set[str | None] = set()
        self.otherwise: Reply = status(404)
        self.release = threading.Event()
        self.address = ""

    def reply(self, request: http.server.BaseHTTPRequestHandler) -> None:
        """Answer one request as the test wants."""
        path = unquote(urlsplit(request.path).path)
        self.asked.append(request.path)
        self.agents.add(request.headers["User-Agent"])
        wanted = self.replies.get(path, [self.otherwise])
        (wanted.pop(0) if len(wanted) > 1 else wanted[0])(request)


def status(number: int, **headers: str) -> Reply:
    """Answer with a status and nothing else."""

    def send(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(number)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return send


def body(content: bytes, promised: int | None = None) -> Reply:
    """Answer 200 with a body, of which more may be promised than sent."""

    def send(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(promised or len(content)))
        request.end_headers()
        request.wfile.write(content)

    return send


def said(value: Any) -> Reply:
    """Answer 200 with JSON."""
    return body(json.dumps(value).encode())


@pytest.fixture
def host() -> Iterator[Host]:
    """A host on this machine."""
    host = Host()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.reply(self)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield host
        host.release.set()
        server.shutdown()


@pytest.fixture
def waits() -> list[float]:
    """The seconds that were waited, without waiting."""
    return []


@pytest.fixture
def asker(waits: list[float]) -> HttpClient:
    """One who waits only on paper, and no longer than half a second for an answer."""
    return HttpClient(agent="k2-evidence/test", timeout=0.5, sleep=waits.append)


@pytest.mark.parametrize("number", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again(
    host: Host, asker: HttpClient, waits: list[float], number: int
) -> None:
    """Two failures, then the answer; each wait is longer than the one before."""
    host.replies["/x"] = [status(number), status(number), said({"a": 1})]
    assert asker.json(f"{host.address}/x") == {"a": 1}
    assert waits == [1.0, 1.0, 1.0, 2.0, 1.0]
    assert host.agents == {"k2-evidence/test"}


@pytest.mark.parametrize(("told", "waited"), [("7", 7.0), ("99999", 60.0), ("soon", 1.0), ("-5", 1.0)])
def test_a_host_is_heard_when_it_asks_for_time(
    host: Host, asker: HttpClient, waits: list[float], told: str, waited: float
) -> None:
    """Up to a minute: no answer stops the watch for a day."""
    host.replies["/x"] = [status(429, Retry_After=told), said([])]
    asker.json(f"{host.address}/x")
    assert waits[1] == waited


@pytest.mark.parametrize("number", [400, 401, 403, 418])
def test_a_refusal_is_not_asked_again(host: Host, asker: HttpClient, number: int) -> None:
    """A host that says no is left alone."""
    host.replies["/x"] = [status(number)]
    with pytest.raises(NoAnswerError, match=str(number)):
        asker.json(f"{host.address}/x")
    assert len(host.asked) == 1


def test_what_is_not_there_is_told_apart(host: Host, asker: HttpClient) -> None:
    """404 is an answer."""
    with pytest.raises(NotKnownError):
        asker.json(f"{host.address}/x")
    assert len(host.asked) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (body(b'{"a": ', promised=600), "IncompleteRead|ProtocolError|ConnectionError|ChunkedEncoding"),
        (body(b"<html>busy</html>"), "not JSON"),
        (body(b"\xff\xfe\x00"), "not JSON"),
        (body(b"[" * 200_000), "not JSON"),
        (body(b'"' + b"x" * MAX_ANSWER + b'"'), "too large"),
        (status(302, Location="/x"), "TooManyRedirects"),
        (status(302, Location="ftp://example.org/"), "InvalidSchema"),
    ],
    ids=["cut off", "markup", "bytes", "deep", "large", "circle", "scheme"],
)
def test_an_unusable_answer_is_given_up_after_four_tries(
    host: Host, asker: HttpClient, reply: Reply, reason: str
) -> None:
    """Never a crash, never half an answer."""
    host.replies["/x"] = [reply]
    asker.session.max_redirects = 2
    with pytest.raises(NoAnswerError, match=reason):
        asker.json(f"{host.address}/x")
    assert len(host.asked) in (4, 12)  # a redirect asks three times each


def test_a_host_that_says_nothing_is_given_up(host: Host, asker: HttpClient) -> None:
    """Connected, and silent."""
    host.replies["/x"] = [lambda request: host.release.wait() and None]
    asker.tries = 1
    with pytest.raises(NoAnswerError, match="in time"):
        asker.json(f"{host.address}/x")


def test_a_host_that_answers_drop_by_drop_is_given_up(host: Host, asker: HttpClient) -> None:
    """Each drop comes in time, the whole does not: the clock is that of the whole answer."""

    def drip(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not host.release.wait(0.01):
            request.wfile.write(b" ")
            request.wfile.flush()

    host.replies["/x"] = [drip]
    asker.tries = 1
    with pytest.raises(NoAnswerError, match="in time"):
        asker.json(f"{host.address}/x")
    host.release.set()


def test_a_host_that_is_not_there_is_given_up(asker: HttpClient) -> None:
    """Port 1 of this machine answers nobody."""
    with pytest.raises(NoAnswerError, match="ConnectionError"):
        asker.json("http://127.0.0.1:1/")


# The watch itself ------------------------------------------------------------------------------


def work(doi: str, *updates: dict[str, Any]) -> Reply:
    """Answer as Crossref does about a work."""
    return said({"status": "ok", "message": {"DOI": doi.upper(), "updated-by": list(updates)}})


def notice(doi: str, kind: str, source: str = "publisher") -> dict[str, Any]:
    """Return one notice in the form of Crossref."""
    return {
        "DOI": doi,
        "type": kind,
        "source": source,
        "label": kind.title(),
        "updated": {"date-time": "2026-10-01T00:00:00Z", "date-parts": [[2026, 10, 1]]},
    }


def results(*papers: dict[str, Any], total: int | None = None) -> Reply:
    """Answer as Europe PMC does."""
    return said({"version": "6.9", "hitCount": total or len(papers), "resultList": {"result": list(papers)}})


@pytest.fixture
def small(dataset: Dataset) -> Dataset:
    """Four records of the real data: one retracted, one corrected, one as published, and the paper."""
    wanted = ("sato-2005-alzheimer", "mott-2019", "knapen-2013")
    searches = {"vitamin-k2-bone": dataset.searches["vitamin-k2-bone"]}
    return dataclasses.replace(
        dataset, studies={name: dataset.studies[name] for name in wanted}, searches=searches
    )


def run(dataset: Dataset, host: Host, asker: HttpClient) -> Watched:
    """Watch, with both services on the host of the test."""
    return watch(dataset, asker, f"{host.address}/works/", f"{host.address}/search")


def path(dataset: Dataset, study: str) -> str:
    """Return where the host is asked about a study."""
    return f"/works/{dataset.studies[study].doi}"


def test_a_quiet_month_is_quiet(host: Host, asker: HttpClient, small: Dataset) -> None:
    """Nothing new, all asked: nobody is called."""
    for study in small.studies.values():
        if study.doi:
            host.replies[f"/works/{study.doi}"] = [work(study.doi)]
    paper = small.papers["tsuchie-2012"].doi
    host.replies[f"/works/{paper}"] = [work(paper)]
    host.replies["/search"] = [results()]
    watched = run(small, host, asker)
    assert watched.nothing_to_report
    assert watched.not_known == ()
    assert watched.works == 1 + sum(1 for study in small.studies.values() if study.doi)
    said = report_watched(watched)
    assert f"answered for {watched.works} of {watched.works} works" in said
    assert "None that the data do not hold already." in said


def test_a_notice_that_the_data_do_not_hold_is_reported(
    host: Host, asker: HttpClient, small: Dataset
) -> None:
    """A retraction of a trial that the site rests on, told by Retraction Watch."""
    doi = small.studies["knapen-2013"].doi
    assert doi
    host.replies[f"/works/{doi}"] = [work(doi, notice("10.1000/gone", "retraction", "retraction-watch"))]
    host.replies["/search"] = [results()]
    watched = run(small, host, asker)
    assert [(found.record_id, found.kind, found.day) for found in watched.updates] == [
        ("knapen-2013", "retraction", "2026-10-01")
    ]
    assert not watched.nothing_to_report
    assert "`knapen-2013`" in report_watched(watched)
    assert "`retraction-watch`" in report_watched(watched)


def test_a_notice_that_the_data_hold_is_not_news(host: Host, asker: HttpClient, dataset: Dataset) -> None:
    """The correction by its DOI; the retraction because the record says that it is retracted."""
    held = next(
        study
        for study in dataset.studies.values()
        if study.doi and any(notice.doi for notice in study.integrity.notices)
    )
    gone = next(
        study for study in dataset.studies.values() if study.doi and study.integrity.status == "retracted"
    )
    known = next(notice.doi for notice in held.integrity.notices if notice.doi)
    assert held.doi
    assert gone.doi
    host.replies[f"/works/{held.doi}"] = [work(held.doi, notice(known.upper(), "correction"))]
    host.replies[f"/works/{gone.doi}"] = [work(gone.doi, notice("10.1000/other", "retraction"))]
    host.replies["/search"] = [results()]
    studies = {held.id: held, gone.id: gone}
    assert run(dataclasses.replace(dataset, studies=studies), host, asker).updates == ()


def test_new_papers_are_those_that_no_record_names(host: Host, asker: HttpClient, small: Dataset) -> None:
    """Known by DOI, in any letters; the query carries its first day."""
    known = small.studies["knapen-2013"].doi
    assert known
    host.replies["/search"] = [
        results(
            {"title": "Known", "doi": known.upper()},
            {"title": "New", "doi": "10.1000/new", "firstSiteBuildDate": "2026-12-01"},
            {"title": "A preprint", "source": "PPR", "id": "PPR123"},
            total=512,
        )
    ]
    (found,) = run(small, host, asker).found
    assert [(paper.title, paper.address) for paper in found.papers] == [
        ("New", "https://doi.org/10.1000/new"),
        ("A preprint", "https://europepmc.org/article/PPR/PPR123"),
    ]
    (asked,) = [parse_qs(urlsplit(line).query) for line in host.asked if line.startswith("/search")]
    search = small.searches["vitamin-k2-bone"]
    assert asked["query"] == [f"({search.query}) AND FIRST_PDATE:[{search.since} TO 3000-12-31]"]
    assert "512 found, 3 read, 2 not on this site." in report_watched(run(small, host, asker))


def test_what_was_not_asked_is_said(host: Host, asker: HttpClient, small: Dataset) -> None:
    """One service down, one answer about something else: the rest still counts."""
    doi = small.studies["knapen-2013"].doi
    assert doi
    host.replies[f"/works/{doi}"] = [work("10.1000/another")]
    host.replies[path(small, "mott-2019")] = [status(500)]
    host.replies["/search"] = [body(b"<error/>")]
    watched = run(small, host, asker)
    assert not watched.nothing_to_report
    assert len(watched.unasked) == 3
    said = report_watched(watched)
    assert f"Crossref about knapen-2013 ({doi}): `the answer is about another work`" in said
    assert "`status 500`" in said
    assert "Europe PMC: Vitamin K2 and bone: `the answer is not JSON`" in said
    assert "not known to Crossref: tsuchie-2012" in said
    assert f"answered for 0 of {watched.works} works" in said


@pytest.mark.parametrize(
    "answer",
    [
        None, 7, [], "x", {}, {"message": []}, {"message": {"DOI": 5}},
        {"message": {"DOI": "10.1007/s00198-019-04949-0", "updated-by": {}}},
        {"message": {"DOI": "10.1007/s00198-019-04949-0", "updated-by": ["x"]}},
        {"message": {"DOI": "10.1007/s00198-019-04949-0", "updated-by": [{"updated": 5}]}},
        {"hitCount": "many", "resultList": {"result": []}},
        {"hitCount": 1, "resultList": {"result": {}}},
        {"hitCount": 1, "resultList": None},
    ],
)  # fmt: skip
def test_an_answer_of_another_form_is_no_answer(
    host: Host, asker: HttpClient, small: Dataset, answer: object
) -> None:
    """Neither a crash nor silence."""
    host.otherwise = said(answer)
    watched = run(small, host, asker)
    assert len(watched.unasked) == watched.works + 1


def test_foreign_text_is_shown_and_does_nothing(host: Host, asker: HttpClient, small: Dataset) -> None:
    """No markup, no link, no person called, no line broken out of."""
    hostile = "`<img src=x onerror=alert(1)>\n# Heading\n@everyone fixes #1 [x](javascript:alert(1))\u202e`"
    host.replies["/search"] = [
        results({"title": hostile, "doi": "10.1000/x>)[y](javascript:z", "id": "1) [x](y", "source": "MED"})
    ]
    line = next(line for line in report_watched(run(small, host, asker)).splitlines() if "onerror" in line)
    assert line == (
        "- [ ] `'<img src=x onerror=alert(1)> # Heading @everyone fixes #1 [x](javascript:alert(1)) '`, "
        "not told, not told, not told"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", "not told"), (" \n", "not told"), ("a\x00`b", "`a 'b`"), ("x" * 999, f"`{'x' * 299}…`")],
)
def test_code_is_one_short_line(text: str, shown: str) -> None:
    """Whatever it was."""
    assert code(text) == shown


def test_a_report_fits_into_an_issue() -> None:
    """A long one is cut at a line, and says so."""
    report = bounded("line\n" * 20_000)
    assert len(report) <= MAX_REPORT + 100
    assert report.endswith("line\n\nThe report was cut here: it is too long for an issue.\n")


def test_links_that_are_gone_are_told_from_hosts_that_refuse(host: Host, asker: HttpClient) -> None:
    """Each link is asked once; a host that turns programs away is no broken link."""
    host.replies = {"/a": [status(200)], "/refuses": [status(403)], "/gone": [status(410)]}
    links = [f"{host.address}{name}" for name in ("/a", "/a", "/refuses", "/gone", "/never")]
    asked = ask_links(links, asker)
    assert asked.gone == (
        (f"{host.address}/gone", "status 410"),
        (f"{host.address}/never", "status 404"),
    )
    assert asked.unasked == ((f"{host.address}/refuses", "status 403"),)
    assert len(host.asked) == 4
    assert not asked.nothing_to_report
    assert report_links(asked).startswith("4 outbound links were asked.\n")
