"""Asks other hosts what became of the evidence: notices, new papers, links that are gone.

The only module that uses a network. Every answer is untrusted: bounded in size and time, read
field by field, and shown as code, so that no markup and no name of a person in it does anything.
What could not be asked is said, never passed over.

Sources: Crossref's REST API, whose `updated-by` holds notices of publishers and of Retraction Watch;
the search service of Europe PMC.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests
import urllib3

from k2evidence.load.dataset import Dataset
from k2evidence.model.searches import Search

CROSSREF = "https://api.crossref.org/v1/works/"
EUROPE_PMC = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
MAX_ANSWER = 4_000_000
"""Largest answer that is read, in bytes."""
MAX_REPORT = 60_000
"""Longest report, in characters: an issue holds 65,536."""
PAGE = 100
"""Papers that one query brings, newest first; the report says when there are more."""
RETRYABLE_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Answers after which asking again may help."""
CHUNK = 65_536


class NoAnswerError(Exception):
    """A question that got no usable answer, and why."""


class NotKnownError(NoAnswerError):
    """The host answers, and does not know what was asked for."""


@dataclass
class HttpClient:
    """Asks one question at a time, `pause` seconds apart, and again when that may help.

    An answer has `timeout` seconds from first to last byte. `sleep` and `clock` are passed in,
    so that tests do not wait.
    """

    agent: str
    pause: float = 1.0
    timeout: float = 30.0
    tries: int = 4
    longest_wait: float = 60.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    session: requests.Session = field(default_factory=requests.Session)

    def json(self, address: str, question: Mapping[str, str] | None = None) -> Any:
        """Return the JSON that an address answers. Raises NoAnswerError, or NotKnownError for 404."""
        return self._get_with_retries(address, question, self._json)

    def answers(self, address: str) -> None:
        """Return when a page is there. Raises NoAnswerError, or NotKnownError for 404 and 410."""
        self._get_with_retries(address, None, lambda answer: None)

    def _get_with_retries(
        self, address: str, question: Mapping[str, str] | None, read: Callable[[requests.Response], Any]
    ) -> Any:
        for attempt in range(self.tries):
            self.sleep(self.pause)
            wait = min(2.0**attempt, self.longest_wait)
            try:
                with self.session.get(
                    address,
                    params=question,
                    headers={"User-Agent": self.agent},
                    timeout=self.timeout,
                    stream=True,
                ) as answer:
                    if answer.status_code in (404, 410):
                        raise NotKnownError(f"status {answer.status_code}")
                    if answer.status_code < 400:
                        return read(answer)
                    reason = f"status {answer.status_code}"
                    if answer.status_code not in RETRYABLE_STATUSES:
                        break
                    wait = max(wait, self._asked_to_wait(answer))
            except _UnusableError as error:
                reason = str(error)
            except requests.Timeout:
                reason = "no answer in time"
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                UnicodeError,
                ValueError,
            ) as error:
                reason = type(error).__name__
            if attempt + 1 < self.tries:
                self.sleep(wait)
        raise NoAnswerError(reason)

    def _json(self, answer: requests.Response) -> Any:
        """Read a body within the bounds; what comes drop by drop is given up in time."""
        end = self.clock() + self.timeout
        body = bytearray()
        while chunk := answer.raw.read1(CHUNK, decode_content=True):
            body += chunk
            if len(body) > MAX_ANSWER:
                raise _UnusableError("the answer is too large")
            if self.clock() > end:
                raise _UnusableError("no answer in time")
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise _UnusableError("the answer is not JSON") from None

    def _asked_to_wait(self, answer: requests.Response) -> float:
        told = answer.headers.get("Retry-After", "")
        return min(float(told), self.longest_wait) if re.fullmatch(r"\d{1,6}", told) else 0.0


class _UnusableError(Exception):
    """An answer that cannot be used; the next try may bring a better one."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A cited publication: the record's id, its DOI, and what the data already say of it."""

    record_id: str
    doi: str
    status: str
    notices: frozenset[str]


@dataclass(frozen=True, slots=True)
class Update:
    """A notice about a cited publication that the data do not hold yet."""

    record_id: str
    doi: str
    kind: str
    source: str
    notice: str
    day: str


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A publication that a stored query found and that no record names."""

    title: str
    authors: str
    journal: str
    day: str
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """What one stored query brought: how many in all, and the first of them that are new here."""

    search: Search
    total: int
    read: int
    papers: tuple[NewPaper, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """Everything that was asked, what came of it, and what could not be asked."""

    works: int
    without_doi: tuple[str, ...]
    updates: tuple[Update, ...]
    not_known: tuple[str, ...]
    found: tuple[Found, ...]
    unasked: tuple[tuple[str, str], ...]

    @property
    def nothing_to_report(self) -> bool:
        """Say whether nobody needs to look: all was asked, nothing found."""
        return not (self.updates or self.unasked or any(found.papers for found in self.found))


def watch(
    dataset: Dataset, asker: HttpClient, crossref: str = CROSSREF, europe_pmc: str = EUROPE_PMC
) -> Watched:
    """Ask Crossref about every cited work with a DOI, and Europe PMC every stored query."""
    updates: list[Update] = []
    not_known: list[str] = []
    found: list[Found] = []
    unasked: list[tuple[str, str]] = []
    works = cited_works(dataset)
    for work in works:
        try:
            answer = asker.json(crossref + quote(work.doi, safe=""))
            updates.extend(updates_in(answer, work))
        except NotKnownError:
            not_known.append(f"{work.record_id} ({work.doi})")
        except NoAnswerError as error:
            unasked.append((f"Crossref about {work.record_id} ({work.doi})", str(error)))
    known = known_papers(dataset)
    for search in dataset.searches.values():
        question = {
            "query": f"({search.query}) AND FIRST_PDATE:[{search.since} TO 3000-12-31]",
            "format": "json",
            "resultType": "lite",
            "pageSize": str(PAGE),
            "sort": "P_PDATE_D desc",
        }
        try:
            found.append(papers_in(asker.json(europe_pmc, question), search, known))
        except NoAnswerError as error:
            unasked.append((f"Europe PMC: {search.title}", str(error)))
    return Watched(
        works=len(works),
        without_doi=tuple(study.id for study in dataset.studies.values() if not study.doi),
        updates=tuple(updates),
        not_known=tuple(not_known),
        found=tuple(found),
        unasked=tuple(unasked),
    )


def cited_works(dataset: Dataset) -> tuple[CitedWork, ...]:
    """Return the papers and every study with a DOI."""
    papers = (
        CitedWork(paper.id, paper.doi, paper.integrity.status, frozenset())
        for paper in dataset.papers.values()
    )
    studies = (
        CitedWork(
            study.id,
            study.doi,
            study.integrity.status,
            frozenset(notice.doi.lower() for notice in study.integrity.notices if notice.doi),
        )
        for study in dataset.studies.values()
        if study.doi
    )
    return (*papers, *studies)


def known_papers(dataset: Dataset) -> frozenset[str]:
    """Return the DOIs, in small letters, and PubMed numbers of everything that is cited."""
    names = [paper.doi for paper in dataset.papers.values()]
    names += [name for study in dataset.studies.values() for name in (study.doi, study.pmid) if name]
    return frozenset(name.lower() for name in names)


def updates_in(answer: Any, work: CitedWork) -> Iterator[Update]:
    """Yield the notices of one answer of Crossref that the data do not hold.

    Raises NoAnswerError when the answer is about something else, or has another form.
    """
    message = _field(answer, "message", dict)
    if _text(message.get("DOI")).lower() != work.doi.lower():
        raise NoAnswerError("the answer is about another work")
    for item in _list(message.get("updated-by", [])):
        kind = _text(item.get("type")) or "update of an unknown kind"
        notice = _text(item.get("DOI")).lower()
        retracted = work.status == "retracted" and re.search("retract|withdraw|remov", kind)
        if notice in work.notices or retracted:
            continue
        day = _field(item, "updated", dict, {}).get("date-time")
        yield Update(
            work.record_id, work.doi, kind, _text(item.get("source")), notice, _text(day)[:10] or "no date"
        )


def papers_in(answer: Any, search: Search, known: frozenset[str]) -> Found:
    """Return what one answer of Europe PMC holds that no record names.

    Raises NoAnswerError when the answer has another form.
    """
    total = _field(answer, "hitCount", int)
    results = _list(_field(_field(answer, "resultList", dict), "result", list))
    papers = tuple(
        NewPaper(
            title=_text(item.get("title")) or "no title",
            authors=_text(item.get("authorString")),
            journal=_text(item.get("journalTitle")),
            day=_text(item.get("firstPublicationDate")) or _text(item.get("pubYear")),
            address=_address(item),
        )
        for item in results
        if not known & {_text(item.get("doi")).lower(), _text(item.get("pmid"))}
    )
    return Found(search, total, len(results), papers)


def _address(item: Mapping[str, Any]) -> str:
    """Return where a paper can be read; made from parts that have the form they must have."""
    doi = _text(item.get("doi"))
    if re.fullmatch(r"10\.\d{4,9}/[\w.()/:;-]{1,200}", doi, re.ASCII):
        return f"https://doi.org/{doi}"
    source, number = _text(item.get("source")), _text(item.get("id"))
    if re.fullmatch(r"[A-Z]{2,4}", source) and re.fullmatch(r"\w{1,40}", number, re.ASCII):
        return f"https://europepmc.org/article/{source}/{number}"
    return ""


def report_watched(watched: Watched) -> str:
    """Return the report in Markdown."""
    lines = ["What the evidence watch found. It is renewed every month; nothing here is on the site yet.", ""]
    lines += ["## Notices about cited works", ""]
    if watched.updates:
        lines += [
            "Read each notice, enter it under `integrity` of the record, set `status`, and run `make check`.",
            "",
            *(
                f"- [ ] `{update.record_id}` ({code(update.doi)}): {code(update.kind)}, "
                f"{code(update.day)}, told by {code(update.source)}, notice {code(update.notice)}"
                for update in watched.updates
            ),
        ]
    else:
        lines.append("None that the data do not hold already.")
    lines += ["", "## New papers", ""]
    for found in watched.found:
        lines += [f"### {found.search.title}, since {found.search.since}", ""]
        lines += [f"{found.total} found, {found.read} read, {len(found.papers)} not on this site.", ""]
        lines += [
            f"- [ ] {code(paper.title)}, {code(paper.authors)}, {code(paper.journal)}, {code(paper.day)}"
            + (f", <{paper.address}>" if paper.address else "")
            for paper in found.papers
        ]
        lines.append("")
    lines += ["## What was not asked", ""]
    answered = (
        watched.works
        - len(watched.not_known)
        - sum(what.startswith("Crossref") for what, _ in watched.unasked)
    )
    lines += [
        f"Crossref answered for {answered} of {watched.works} works with a DOI.",
        "A notice that its publisher did not register, and Retraction Watch does not hold, is not seen.",
        "",
        *(f"- no usable answer: {what}: {code(why)}" for what, why in watched.unasked),
        *(f"- not known to Crossref: {what}" for what in watched.not_known),
    ]
    if watched.without_doi:
        lines.append(f"- without a DOI, to be checked by hand: {', '.join(watched.without_doi)}")
    return bounded("\n".join(lines) + "\n")


@dataclass(frozen=True, slots=True)
class LinksAsked:
    """Outbound links: how many, those that are gone, and those that gave no usable answer."""

    asked: int
    gone: tuple[tuple[str, str], ...]
    unasked: tuple[tuple[str, str], ...]

    @property
    def nothing_to_report(self) -> bool:
        """Say whether no link is gone; a host that turns programs away is no news."""
        return not self.gone


def ask_links(links: Iterable[str], asker: HttpClient) -> LinksAsked:
    """Ask each outbound link once whether it is still there."""
    gone: list[tuple[str, str]] = []
    unasked: list[tuple[str, str]] = []
    addresses: Sequence[str] = sorted(set(links))
    for address in addresses:
        try:
            asker.answers(address)
        except NotKnownError as error:
            gone.append((address, str(error)))
        except NoAnswerError as error:
            unasked.append((address, str(error)))
    return LinksAsked(len(addresses), tuple(gone), tuple(unasked))


def report_links(links: LinksAsked) -> str:
    """Return the report in Markdown."""
    lines = [f"{links.asked} outbound links were asked.", "", "## Gone", ""]
    lines += [f"- [ ] <{address}>: {code(why)}" for address, why in links.gone] or ["None."]
    lines += ["", "## No usable answer", ""]
    lines += ["Many publishers turn programs away: open these by hand now and then.", ""]
    lines += [f"- <{address}>: {code(why)}" for address, why in links.unasked] or ["None."]
    return bounded("\n".join(lines) + "\n")


def code(text: str) -> str:
    """Return foreign text as code in one line: no markup, no link, no person called."""
    plain = " ".join(
        re.sub(r"[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069]", " ", text).replace("`", "'").split()
    )
    if len(plain) > 300:
        plain = f"{plain[:299]}…"
    return f"`{plain}`" if plain else "not told"


def bounded(report: str) -> str:
    """Return a report that an issue can hold; where it is cut, it says so."""
    if len(report) <= MAX_REPORT:
        return report
    whole = report[:MAX_REPORT].rpartition("\n")[0]
    return f"{whole}\n\nThe report was cut here: it is too long for an issue.\n"


def _field(value: Any, name: str, kind: type, default: Any = None) -> Any:
    """Return a field of an answer. Raises NoAnswerError when it is not of the kind that was promised."""
    held = value.get(name, default) if isinstance(value, dict) else None
    if not isinstance(held, kind):
        raise NoAnswerError("the answer has an unknown form")
    return held


def _list(value: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise NoAnswerError("the answer has an unknown form")
    return value[:1000]


def _text(value: Any) -> str:
    """Return a text of an answer; anything else counts as not told."""
    return value[:2000] if isinstance(value, str) else ""
