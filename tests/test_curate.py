"""New records are begun from a few answers; nothing is overwritten; the network may fail in any way."""

import argparse
import http.server
import json
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.curate import commands as curate
from k2evidence.curate.crossref import fetch_record
from k2evidence.curate.csl import CslError, paper_fields, record_of, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.curate.errors import CuratorError
from k2evidence.load import DataError, load_vocabulary

from .test_build import run

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


class Crossref(http.server.BaseHTTPRequestHandler):
    """Answers well or badly, as the DOI asks."""

    def do_GET(self) -> None:
        """Answer by the last word of the address."""
        what = self.path.rsplit("%2F", 1)[-1]
        body = {
            "good": json.dumps({"status": "ok", "message": RECORD}).encode(),
            "html": b"<html>busy</html>",
            "empty": b"",
            "list": b"[1, 2]",
            "null": b'{"message": null}',
            "untitled": b'{"message": {"DOI": "10.1000/x"}}',
            "deep": b"[" * 100_000,
            "bytes": b"\xff\xfe{",
            "huge": b'{"message": "' + b"a" * 2_000_000 + b'"}',
            "slow": b"{" * 100,
        }.get(what, b"{}")
        status = {"missing": 404, "busy": 503, "moved": 302}.get(what, 200)
        if what == "silent":
            time.sleep(3)
            return
        self.send_response(status)
        if what == "moved":
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        try:
            for position in range(0, len(body), 1 if what == "slow" else len(body) or 1):
                step = 1 if what == "slow" else len(body)
                self.wfile.write(body[position : position + step])
                if what == "slow":
                    self.wfile.flush()
                    time.sleep(0.1)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def crossref() -> Iterator[str]:
    """The address of a local server in the place of Crossref."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Crossref) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/works/"
        server.shutdown()


def test_a_record_is_fetched_and_read(crossref: str) -> None:
    """Markup is taken off, names and dates are read, what is not told is left out."""
    fields = paper_fields(fetch_record("10.1000/good", crossref))
    assert fields == {
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
    ("doi", "told"),
    [
        ("missing", "does not know the DOI"),
        ("busy", "status 503"),
        ("moved", "status 302"),
        ("html", "is not JSON"),
        ("empty", "is not JSON"),
        ("bytes", "is not JSON"),
        ("deep", "is not JSON"),
        ("list", "no single bibliographic record"),
        ("null", "has no title"),
        ("untitled", "has no title"),
        ("huge", "is larger than"),
        ("slow", "took longer than"),
        ("silent", "did not answer in time"),
    ],
)
def test_a_bad_answer_is_a_message(crossref: str, doi: str, told: str) -> None:
    """Each says what happened and what to do instead."""
    with pytest.raises(CuratorError, match=told) as caught:
        fetch_record(f"10.1000/{doi}", crossref, timeout=1)
    assert "--csl FILE" in str(caught.value) or "CSL-JSON" in str(caught.value)


def test_being_offline_is_a_message() -> None:
    """Nobody listens on the address."""
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        port = server.server_address[1]
    with pytest.raises(CuratorError, match="are you offline"):
        fetch_record("10.1000/x", f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "record",
    [
        {"title": "x", "author": "nobody", "issued": "2012", "page": 5, "volume": [], "DOI": 7},
        {"title": ["x"], "author": [None, 3, {"given": [], "family": {}}], "issued": {"date-parts": []}},
        {"title": "x", "issued": {"date-parts": [["y", 0]]}, "container-title": [None], "type": {}},
        {"title": "x\u202e\x00y" * 5000, "issued": {"date-parts": [[None]]}, "issue": True},
        {"title": "=1+1 {x}", "author": [{"given": "<script>", "family": "'\"#: -"}]},
    ],
)
def test_whatever_a_record_holds_a_draft_can_be_checked(data: Path, record: dict[str, object]) -> None:
    """Fields of a wrong kind are left out; what is written is YAML that the check reads."""
    try:
        usable = record_of(record)
    except CslError:
        return
    (data / "papers" / "new.yml").write_text(draft_paper({"id": "new", **paper_fields(usable)}))
    (data / "studies" / "new-too.yml").write_text(draft_study({"id": "new-too", **study_fields(usable)}))
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    assert {problem.code for problem in caught.value.problems} <= {"empty", "missing"}


def test_a_case_is_begun_whole_and_valid(project: Path) -> None:
    """With a few flags the draft loads; every field of a case is explained in it."""
    done = run(
        "new-case", "--paper", "tsuchie-2012", "--label", "Case 5", "--sex", "female", "--age", "30",
        "--delivery", "1", "--dose", "45 mg/day", "--fractures", "T12, L1", "--locator", "page 1",
        "--course", "First delivery", "--course", "Second delivery", root=project,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    path = project / "data/cases/tsuchie-2012-case-5.yml"
    text = path.read_text(encoding="utf-8")
    case = load_and_validate(project / "data").dataset.cases["tsuchie-2012-case-5"]
    assert [course.id for course in case.courses] == ["first-delivery", "second-delivery"]
    assert case.courses[0].fractures[0].levels == ("T12", "L1")
    for name in ("history", "measurements", "co_interventions", "our_reading", "first_visit"):
        assert f"# {name}:" in text


def test_nothing_is_overwritten(project: Path) -> None:
    """A file that is there stays, byte for byte."""
    path = project / "data/cases/tsuchie-2012-case-1.yml"
    before = path.read_bytes()
    done = run("new-case", "--paper", "tsuchie-2012", "--label", "Case 1", root=project)
    assert (done.returncode, path.read_bytes()) == (1, before)
    assert "data/cases/tsuchie-2012-case-1.yml exists; nothing was written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new-case", "--label", "Case 1"], "--paper is needed"),
        (["new-case", "--paper", "tsuchi-2012", "--label", "x"], "did you mean 'tsuchie-2012'?"),
        (["new-case", "--paper", "tsuchie-2012", "--label", "x", "--fractures", "T13"], "not a vertebra"),
        (
            ["new-case", "--paper", "tsuchie-2012", "--label", "x", "--onset", "3 months"],
            "a time with its clock",
        ),
        (["new-case", "--paper", "tsuchie-2012", "--label", "x", "--id", "../x"], "is not an id"),
        (["new-paper"], "--id is needed"),
        (["new-paper", "--id", "Not An Id"], "did you mean 'not-an-id'?"),
        (["new-paper", "--id", "a-2020", "--doi", "none"], "is not a DOI"),
        (["new-study", "--id", "a-2020", "--csl", "nowhere.json"], "cannot be read"),
    ],
)
def test_a_bad_answer_writes_nothing(project: Path, arguments: list[str], told: str) -> None:
    """What is wrong is said as the check would say it; status 1, no file, no traceback."""
    before = sorted((project / "data").rglob("*"))
    done = run(*arguments, root=project)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted((project / "data").rglob("*")) == before


def test_questions_are_asked_at_a_terminal(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong answer is explained and asked again; an empty one leaves the field open."""
    answers = iter(["Not An Id", "asked-2020"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    options = argparse.Namespace(
        id=None, doi=None, csl=None, offline=True, crossref="", title="T", journal="J", year="2020"
    )
    curate.new_paper(data, options)
    assert "did you mean 'not-an-id'?" in capsys.readouterr().out
    assert "title: T\n" in (data / "papers/asked-2020.yml").read_text(encoding="utf-8")


def test_the_least_draft_names_only_what_is_missing(data: Path) -> None:
    """A draft without any answer has problems of one kind: nothing stands there yet."""
    (data / "cases" / "new.yml").write_text(
        draft_case({"id": "new", "paper": "tsuchie-2012"}, load_vocabulary(data)), encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    assert {problem.code for problem in caught.value.problems} == {"empty"}


def test_watching_answers_a_save(project: Path) -> None:
    """The first check, then one after each save: a mistake is told, and so is its end."""
    process = subprocess.Popen(
        [sys.executable, "scripts/build.py", "check", "--watch"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    def wait_for(text: str, times: int = 1) -> None:
        deadline = time.monotonic() + 60
        while "".join(lines).count(text) < times:
            assert time.monotonic() < deadline, lines
            time.sleep(0.02)

    try:
        wait_for("Watching data/")
        case = project / "data/cases/tsuchie-2012-case-1.yml"
        original = case.read_text(encoding="utf-8")
        case.write_text(original.replace("sex: female", "sex: femal"), encoding="utf-8")
        wait_for("did you mean 'female'?")
        case.write_text(original, encoding="utf-8")
        wait_for("No problems", 2)
    finally:
        process.terminate()
        process.wait(10)
        reader.join(10)
        process.stdout.close()
