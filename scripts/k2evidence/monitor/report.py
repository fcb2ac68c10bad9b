"""Reports of the monitor in Markdown, each short enough for one issue.

Text of other hosts and of records is shown as inline code: no markup, link or mention in it takes effect.
"""

import re
from collections.abc import Iterator

from k2evidence.monitor.crossref import CitedWork, NoticeCheck
from k2evidence.monitor.europepmc import PaperCheck
from k2evidence.monitor.links import LinkCheck

MAX_REPORT = 60_000
"""Longest report, in characters: an issue holds 65,536."""
MAX_CODE = 300
"""Longest text of another host that is shown, in characters."""


def watch_report(notices: NoticeCheck, papers: PaperCheck) -> str:
    """Return the report of the evidence watch."""
    intro = "What the evidence watch found. It is renewed every month; nothing here is on the site yet."
    return _report(intro, "", *_notices(notices), *_papers(papers), *_failures(notices, papers))


def _notices(check: NoticeCheck) -> Iterator[str]:
    yield from ("## Notices about cited works", "")
    if not check.notices:
        yield "None that the data do not hold already."
    else:
        steps = "enter it under `integrity` of the record, set `status`, and run `make check`"
        yield from (f"Read each notice, {steps}.", "")
    for notice in check.notices:
        yield (
            f"- [ ] {_named(notice.work)}: {inline_code(notice.kind)}, "
            f"{inline_code(notice.date)}, reported by {inline_code(notice.source)}, "
            f"notice {inline_code(notice.doi)}"
        )
    yield ""


def _papers(check: PaperCheck) -> Iterator[str]:
    yield from ("## New papers", "")
    for result in check.results:
        yield from (f"### {inline_code(result.search.title)}, since {inline_code(result.search.since)}", "")
        yield f"{result.total} found, {result.read} read, {len(result.papers)} not on this site."
        yield ""
        for paper in result.papers:
            words = (inline_code(value) for value in (paper.title, paper.authors, paper.journal, paper.date))
            yield f"- [ ] {', '.join(words)}" + (f", <{paper.url}>" if paper.url else "")
        yield ""


def _failures(notices: NoticeCheck, papers: PaperCheck) -> Iterator[str]:
    yield from ("## What was not asked", "")
    yield f"Crossref answered for {notices.answered} of {notices.works} works with a DOI."
    yield "A notice that its publisher did not register, and Retraction Watch does not hold, is not seen."
    yield ""
    for work, reason in notices.failures:
        yield f"- no usable answer: Crossref about {_named(work)}: {inline_code(reason)}"
    for search, reason in papers.failures:
        yield f"- no usable answer: Europe PMC: {inline_code(search.title)}: {inline_code(reason)}"
    for work in notices.unknown_to_crossref:
        yield f"- not known to Crossref: {_named(work)}"
    if notices.without_doi:
        yield f"- without a DOI, to be checked by hand: {', '.join(map(inline_code, notices.without_doi))}"


def _named(work: CitedWork) -> str:
    return f"{inline_code(work.record_id)} ({inline_code(work.doi)})"


def links_report(links: LinkCheck) -> str:
    """Return the report of outbound links."""
    gone = [f"- [ ] <{url}>: {inline_code(reason)}" for url, reason in links.gone]
    failures = [f"- <{url}>: {inline_code(reason)}" for url, reason in links.failures]
    advice = "Many publishers turn programs away: open these by hand now and then."
    return _report(
        *(f"{links.checked} outbound links were asked.", ""),
        *("## Gone", "", *(gone or ["None."]), ""),
        *("## No usable answer", "", advice, "", *(failures or ["None."])),
    )


def inline_code(text: str) -> str:
    """Return untrusted text as Markdown code on one line, or `not reported` if it is empty."""
    plain = " ".join(
        re.sub(r"[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069]", " ", text).replace("`", "'").split()
    )
    if len(plain) > MAX_CODE:
        plain = f"{plain[: MAX_CODE - 1]}…"
    return f"`{plain}`" if plain else "not reported"


def _report(*lines: str) -> str:
    return truncated("\n".join(lines) + "\n")


def truncated(report: str) -> str:
    """Return a report that fits into an issue; if lines were cut off, it says so."""
    if len(report) <= MAX_REPORT:
        return report
    complete_lines = report[:MAX_REPORT].rpartition("\n")[0]
    return f"{complete_lines}\n\nThe report was cut here: it is too long for an issue.\n"
