"""The monitor reports notices, new papers and dead links, and every request that failed."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import pytest
from k2evidence.http_client import HttpClient, InvalidResponseError, NotFoundError, StatusError
from k2evidence.load.dataset import Dataset
from k2evidence.model.searches import Search
from k2evidence.monitor import commands
from k2evidence.monitor.crossref import CitedWork, NoticeCheck, check_notices, cited_works, new_notices
from k2evidence.monitor.europepmc import PaperCheck, check_papers, known_ids, new_papers
from k2evidence.monitor.links import check_links, outbound_links
from k2evidence.monitor.report import MAX_REPORT, inline_code, links_report, truncated, watch_report

from .conftest import CONTEXT
from .http_host import Host, body, json_body, running_host, status

DOI = "10.1007/s00198-013-2325-6"
WORK = CitedWork("knapen-2013", DOI, "current", frozenset())
SEARCH = Search(id="k2", title="Vitamin K2", query="menatetrenone", since="2026-11-22")


@pytest.fixture
def host() -> Iterator[Host]:
    """A local server in the place of Crossref and Europe PMC."""
    with running_host() as host:
        yield host


@pytest.fixture
def client() -> HttpClient:
    """A client that does not wait."""
    return HttpClient("k2-evidence/test", sleep=lambda seconds: None)


@pytest.fixture(scope="module")
def small(corpus_dataset: Dataset) -> Dataset:
    """One paper, three studies, of which two have a DOI, and one search."""
    studies = ("knapen-2013", "mott-2019", "sato-1998-stroke")
    return dataclasses.replace(
        corpus_dataset,
        papers={"tsuchie-2012": corpus_dataset.papers["tsuchie-2012"]},
        studies={name: corpus_dataset.studies[name] for name in studies},
        searches={"vitamin-k2-bone": corpus_dataset.searches["vitamin-k2-bone"]},
    )


def watch(dataset: Dataset, host: Host, client: HttpClient) -> tuple[NoticeCheck, PaperCheck]:
    """Check notices and papers with both services on the local server."""
    notices = check_notices(dataset, client, f"{host.url}/works/")
    return notices, check_papers(dataset, client, f"{host.url}/search")


def metadata(doi: str, *updates: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of a work in Crossref's form."""
    return {"status": "ok", "message": {"DOI": doi.upper(), "updated-by": list(updates)}}


def update(doi: str, kind: str) -> dict[str, Any]:
    """Return a notice in Crossref's form."""
    updated = {"date-time": "2026-10-01T00:00:00Z", "date-parts": [[2026, 10, 1]]}
    return {"DOI": doi, "type": kind, "source": "retraction-watch", "label": "Notice", "updated": updated}


def results(*papers: dict[str, Any], total: int = 0) -> dict[str, Any]:
    """Return search results in Europe PMC's form."""
    return {"version": "6.9", "hitCount": total or len(papers), "resultList": {"result": list(papers)}}


def test_nothing_new_is_nothing_to_report(host: Host, client: HttpClient, small: Dataset) -> None:
    """If all requests succeed and nothing is new, nobody needs to read the report."""
    for work in cited_works(small):
        host.replies[f"/works/{work.doi}"] = [json_body(metadata(work.doi))]
    host.replies["/search"] = [json_body(results())]
    notices, papers = watch(small, host, client)
    assert (notices.nothing_to_report, papers.nothing_to_report) == (True, True)
    assert watch_report(notices, papers) == (
        "What the evidence watch found. It is renewed every month; nothing here is on the site yet.\n\n"
        "## Notices about cited works\n\nNone that the data do not hold already.\n\n"
        "## New papers\n\n### `Vitamin K2 and bone`, since `2026-11-22`\n\n"
        "0 found, 0 read, 0 not on this site.\n\n\n"
        "## What was not asked\n\nCrossref answered for 3 of 3 works with a DOI.\n"
        "A notice that its publisher did not register, and Retraction Watch does not hold, is not seen.\n\n"
        "- without a DOI, to be checked by hand: `sato-1998-stroke`\n"
    )


def test_a_new_notice_is_reported(host: Host, client: HttpClient, small: Dataset) -> None:
    """The report names the record, the kind of notice, its date, its source and its DOI."""
    host.replies[f"/works/{DOI}"] = [json_body(metadata(DOI, update("10.1000/gone", "retraction")))]
    notices, papers = watch(small, host, client)
    assert not notices.nothing_to_report
    assert (
        "- [ ] `knapen-2013` (`10.1007/s00198-013-2325-6`): `retraction`, `2026-10-01`, "
        "reported by `retraction-watch`, notice `10.1000/gone`\n"
    ) in watch_report(notices, papers)


@pytest.mark.parametrize(
    ("work", "doi", "kind"),
    [
        (dataclasses.replace(WORK, notice_dois=frozenset({"10.1000/a"})), "10.1000/A", "correction"),
        (dataclasses.replace(WORK, status="retracted"), "10.1000/b", "retraction"),
        (dataclasses.replace(WORK, status="retracted"), "10.1000/b", "withdrawal"),
    ],
)
def test_a_known_notice_is_not_reported(work: CitedWork, doi: str, kind: str) -> None:
    """A notice is known by its DOI, and a retraction by the status of the record."""
    assert not list(new_notices(metadata(DOI, update(doi, kind)), work))


def test_a_correction_of_a_retracted_work_is_reported() -> None:
    """The status `retracted` covers retractions only."""
    work = dataclasses.replace(WORK, status="retracted")
    assert len(list(new_notices(metadata(DOI, update("10.1000/c", "correction")), work))) == 1


def test_cited_works_know_their_notices(corpus_dataset: Dataset, small: Dataset) -> None:
    """Papers and studies with a DOI are checked, with the DOIs of their notices in lower case."""
    works = {work.record_id: work for work in cited_works(corpus_dataset)}
    assert works["cockayne-2006"].notice_dois == {
        "10.1001/jamainternmed.2018.1127",
        "10.1001/jamainternmed.2018.1140",
    }
    assert [work.record_id for work in cited_works(small)] == ["tsuchie-2012", "knapen-2013", "mott-2019"]


def test_new_papers_are_reported(host: Host, client: HttpClient, small: Dataset) -> None:
    """The search asks for papers since its date; the report counts all and lists the new ones."""
    host.replies["/search"] = [
        json_body(
            results(
                {"title": "Known", "doi": DOI.upper()},
                {"title": "New", "doi": "10.1000/new", "authorString": "A B", "pubYear": "2026"},
                total=512,
            )
        )
    ]
    notices, papers = watch(small, host, client)
    assert not papers.nothing_to_report
    [params] = [parse_qs(urlsplit(path).query) for path in host.requests if path.startswith("/search")]
    search = small.searches["vitamin-k2-bone"]
    assert params["query"] == [f"({search.query}) AND FIRST_PDATE:[{search.since} TO 3000-12-31]"]
    report = watch_report(notices, papers)
    assert "512 found, 2 read, 1 not on this site.\n" in report
    assert "- [ ] `New`, `A B`, not reported, `2026`, <https://doi.org/10.1000/new>\n" in report


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ({"doi": "10.1000/new"}, "https://doi.org/10.1000/new"),
        ({"source": "PPR", "id": "PPR123"}, "https://europepmc.org/article/PPR/PPR123"),
        ({"doi": "10.1000/x>)[y](javascript:z", "source": "MED", "id": "1) [x](y"}, ""),
        ({}, ""),
    ],
)
def test_a_new_paper_has_a_safe_url(item: dict[str, Any], url: str) -> None:
    """Its URL is built from a DOI or an id only if all of its characters are expected."""
    [paper] = new_papers(results(item), SEARCH, frozenset()).papers
    assert paper.url == url


def test_a_paper_is_known_by_doi_or_pubmed_number(small: Dataset) -> None:
    """Case does not matter in a DOI."""
    known = known_ids(small)
    response = results({"doi": DOI.upper()}, {"pmid": "23525894"}, {"pmid": "1"})
    assert len(new_papers(response, SEARCH, known).papers) == 1


def test_failed_requests_are_reported(host: Host, client: HttpClient, small: Dataset) -> None:
    """What one service does not answer is listed, and the rest still counts."""
    host.replies[f"/works/{DOI}"] = [json_body(metadata("10.1000/another"))]
    host.replies[f"/works/{small.studies['mott-2019'].doi}"] = [status(500)]
    host.replies["/search"] = [body(b"<error/>")]
    notices, papers = watch(small, host, client)
    assert (notices.nothing_to_report, papers.nothing_to_report) == (False, False)
    assert watch_report(notices, papers).endswith(
        "Crossref answered for 0 of 3 works with a DOI.\n"
        "A notice that its publisher did not register, and Retraction Watch does not hold, is not seen.\n\n"
        f"- no usable answer: Crossref about `knapen-2013` (`{DOI}`): `the answer is about another work`\n"
        "- no usable answer: Crossref about `mott-2019` (`10.1007/s00198-019-04949-0`): `status 500`\n"
        "- no usable answer: Europe PMC: `Vitamin K2 and bone`: `the answer is not JSON`\n"
        "- not known to Crossref: `tsuchie-2012` (`10.3109/03009734.2012.676573`)\n"
        "- without a DOI, to be checked by hand: `sato-1998-stroke`\n"
    )


@pytest.mark.parametrize(
    "response",
    [
        None, 7, [], "x", {}, {"message": []}, {"message": {"DOI": 5}},
        {"message": {"DOI": DOI, "updated-by": {}}},
        {"message": {"DOI": DOI, "updated-by": ["x"]}},
        {"message": {"DOI": DOI, "updated-by": [{"updated": 5}]}},
        {"hitCount": "many", "resultList": {"result": []}},
        {"hitCount": 1, "resultList": {"result": {}}},
        {"hitCount": 1, "resultList": None},
    ],
)  # fmt: skip
def test_json_of_an_unknown_form_is_an_error(response: object) -> None:
    """Neither parser crashes on it or passes it over."""
    with pytest.raises(InvalidResponseError):
        list(new_notices(response, WORK))
    with pytest.raises(InvalidResponseError):
        new_papers(response, SEARCH, frozenset())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not reported"),
        (" \n", "not reported"),
        ("a\x00`b", "`a 'b`"),
        ("x" * 999, f"`{'x' * 299}…`"),
        ("`<img src=x>\n# H\n@all fixes #1 [x](y)\u202e`", "`'<img src=x> # H @all fixes #1 [x](y) '`"),
    ],
)
def test_untrusted_text_is_inline_code(text: str, code: str) -> None:
    """Markup, links, mentions and line breaks take no effect, and long text is cut."""
    assert inline_code(text) == code


def test_a_long_report_is_truncated() -> None:
    """A report that is too long for an issue ends after a complete line, and says so."""
    report = truncated("line\n" * 20_000)
    assert len(report) <= MAX_REPORT + 100
    assert report.endswith("line\n\nThe report was cut here: it is too long for an issue.\n")


def test_dead_links_are_reported_apart_from_refusals(host: Host, client: HttpClient) -> None:
    """Each link is requested once; 404 and 410 are news, a host that refuses programs is not."""
    host.replies = {"/a": [status(200)], "/refuses": [status(403)], "/gone": [status(410)]}
    check = check_links([f"{host.url}/{name}" for name in ("a", "a", "refuses", "gone", "never")], client)
    assert len(host.requests) == 4
    assert not check.nothing_to_report
    assert links_report(check) == (
        "4 outbound links were asked.\n\n"
        f"## Gone\n\n- [ ] <{host.url}/gone>: `status 410`\n- [ ] <{host.url}/never>: `status 404`\n\n"
        "## No usable answer\n\nMany publishers turn programs away: open these by hand now and then.\n\n"
        f"- <{host.url}/refuses>: `status 403`\n"
    )


def test_refused_links_are_nothing_to_report(host: Host, client: HttpClient) -> None:
    """The report lists them, for somebody to open by hand."""
    host.replies = {"/refuses": [status(403)]}
    check = check_links([f"{host.url}/refuses"], client)
    assert check.nothing_to_report
    assert "## Gone\n\nNone.\n" in links_report(check)


def test_outbound_links_lead_to_other_sites(tmp_path: Path) -> None:
    """Links without a host, links of the site itself and fragments are left out."""
    page = tmp_path / "index.html"
    links = ("https://a.org/x#y", "https://a.org/x", "https://me.org/k2/b", "../c", "#d", "mailto:e@f.org")
    page.write_text("".join(f'<a href="{link}"></a>' for link in links), encoding="utf-8")
    assert outbound_links([page], "https://me.org/k2/") == {"https://a.org/x"}
    assert outbound_links([page], "") == {"https://a.org/x", "https://me.org/k2/b"}


def test_watch_fails_if_there_is_something_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small: Dataset
) -> None:
    """The exit status is 0 if nobody needs to read the report, otherwise 1; here the search fails."""
    monkeypatch.setattr(HttpClient, "get_json", Mock(side_effect=NotFoundError(404)))
    assert commands.watch_literature(dataclasses.replace(small, searches={}), CONTEXT) == 0
    assert commands.watch_literature(small, CONTEXT) == 1
    assert "- no usable answer: Europe PMC: `Vitamin K2 and bone`: `status 404`" in capsys.readouterr().out


def test_links_fails_if_a_link_is_gone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The exit status is 1 without a built site or with a dead link, otherwise 0."""
    assert commands.check_links(tmp_path, CONTEXT) == 1
    (tmp_path / "index.html").write_text('<a href="https://a.org/x"></a>', encoding="utf-8")
    for error, exit_status in ((None, 0), (StatusError(403), 0), (NotFoundError(410), 1)):
        monkeypatch.setattr(HttpClient, "check", Mock(side_effect=error))
        assert commands.check_links(tmp_path, CONTEXT) == exit_status
    assert capsys.readouterr().out.startswith(
        "There is no site/ yet: run `make site` first.\n1 outbound links"
    )


def test_the_title_of_a_search_is_no_markdown(host: Host, client: HttpClient, small: Dataset) -> None:
    """A mention, a link or a heading of a record notifies nobody and leads nowhere."""
    title = "@org/team [x](https://example.org) #1"
    search = small.searches["vitamin-k2-bone"].model_copy(update={"title": title})
    notices, papers = watch(dataclasses.replace(small, searches={"k2": search}), host, client)
    report = watch_report(notices, papers)
    assert f"`{title}`" in report
    assert title not in report.replace(f"`{title}`", "")
