"""Asks Crossref for notices about cited works, such as retractions and corrections.

`updated-by` in Crossref's metadata of a work holds the notices of publishers and of Retraction Watch.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from k2evidence.curate.crossref import CROSSREF_WORKS, work_url
from k2evidence.http_client import HttpClient, HttpError, InvalidResponseError, NotFoundError
from k2evidence.load.dataset import Dataset
from k2evidence.monitor.untrusted_json import field, objects, text


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A publication with a DOI that a record cites, and the notices about it that the data hold.

    `notice_dois` are in lower case.
    """

    record_id: str
    doi: str
    status: str
    notice_dois: frozenset[str]


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice about a cited work that the data do not hold; `source` registered it."""

    work: CitedWork
    kind: str
    source: str
    doi: str
    date: str


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """The new notices about all cited works, and the works that could not be checked."""

    works: int
    without_doi: tuple[str, ...]
    notices: tuple[NewNotice, ...]
    unknown_to_crossref: tuple[CitedWork, ...]
    failures: tuple[tuple[CitedWork, str], ...]

    @property
    def answered(self) -> int:
        """Count the works for which Crossref sent usable metadata."""
        return self.works - len(self.unknown_to_crossref) - len(self.failures)

    @property
    def nothing_to_report(self) -> bool:
        """Say whether no request failed and no notice is new."""
        return not (self.notices or self.failures)


def check_notices(dataset: Dataset, client: HttpClient, base: str = CROSSREF_WORKS) -> NoticeCheck:
    """Request the metadata of every cited work with a DOI; return the notices that are new."""
    works = cited_works(dataset)
    notices: list[NewNotice] = []
    unknown: list[CitedWork] = []
    failures: list[tuple[CitedWork, str]] = []
    for work in works:
        try:
            notices.extend(new_notices(client.get_json(work_url(work.doi, base)), work))
        except NotFoundError:
            unknown.append(work)
        except HttpError as error:
            failures.append((work, str(error)))
    return NoticeCheck(
        works=len(works),
        without_doi=tuple(record.id for record in dataset.publications.values() if not record.doi),
        notices=tuple(notices),
        unknown_to_crossref=tuple(unknown),
        failures=tuple(failures),
    )


def cited_works(dataset: Dataset) -> tuple[CitedWork, ...]:
    """Return every paper and every study with a DOI."""
    papers = (
        CitedWork(paper.id, paper.doi, paper.integrity.status, frozenset())
        for paper in dataset.papers.values()
        if paper.doi
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


def new_notices(response: Any, work: CitedWork) -> Iterator[NewNotice]:
    """Yield the notices in Crossref's metadata of a work that the data do not hold.

    Raises InvalidResponseError if the metadata are of another work, or have an unknown form.
    """
    message = field(response, "message", dict)
    if text(message.get("DOI")).lower() != work.doi.lower():
        raise InvalidResponseError("the answer is about another work")
    for item in objects(message.get("updated-by", [])):
        kind = text(item.get("type")) or "update of an unknown kind"
        doi = text(item.get("DOI")).lower()
        known_retraction = work.status == "retracted" and re.search("retract|withdraw|remov", kind)
        if doi not in work.notice_dois and not known_retraction:
            time = text(field(item, "updated", dict, {}).get("date-time"))
            yield NewNotice(work, kind, text(item.get("source")), doi, time[:10] or "no date")
