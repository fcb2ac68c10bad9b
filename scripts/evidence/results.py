"""What the stages derive from the data and hand to each other: frozen, without I/O."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from markupsafe import Markup

from evidence.intervals import Interval
from evidence.model import Amendment, Certainty, Phase, Report, Source, Specimen, Step, Threshold

T = TypeVar("T")

MeasurementKey = tuple[str, str, str, Specimen | None]
"""Case, course, analyte and specimen of one measurement."""
ReportKey = tuple[str, str, str, Specimen | None, Phase, int]
"""Case, course, analyte, specimen, phase and position of one report."""


Verdict = Literal["exceeds", "within-error", "cannot-judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A change held against one threshold; `cannot-judge` also where rounding spans it."""

    threshold: Threshold
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from before to after, from two printed values.

    `absolute` is in the unit of the analyte's form; `percent` is of the value before. `basis`
    says which place of the paper both ends come from (`text`, `table`), or `text and table`
    where neither place prints both. `months` are months after delivery of both ends, None where
    they cannot be told. `chosen` is false for a change that is shown beside the chosen one only
    because its sign or a verdict differs.
    """

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None
    basis: str
    before: Report
    after: Report
    months: tuple[Decimal | None, Decimal | None]
    absolute: Interval
    percent: Interval
    judgements: tuple[Judgement, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change, and the reports that tables and charts use."""

    by_measurement: Mapping[MeasurementKey, tuple[Change, ...]]
    chosen: frozenset[ReportKey]

    def __iter__(self) -> Iterator[Change]:
        """Yield every change in the order of cases, courses and measurements."""
        for changes in self.by_measurement.values():
            yield from changes

    def of(self, case_id: str, course_id: str, analyte: str, specimen: Specimen | None) -> tuple[Change, ...]:
        """Return the changes of one measurement: none, one, or more where places disagree."""
        return self.by_measurement.get((case_id, course_id, analyte, specimen), ())


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a course, placed in months after delivery.

    `low` and `high` differ where the source tells the time on another clock whose start it
    gives in more than one way; both are None where that clock cannot be placed.
    """

    kind: str
    what: str
    told: str
    converted: bool
    low: Decimal | None
    high: Decimal | None
    locator: str


Timelines = Mapping[tuple[str, str], tuple[Moment, ...]]
"""The moments of each course, by case and course id, in order of time."""


RecoveryGroup = Literal[
    "vitamin K2", "no bone drug", "healthy women", "teriparatide", "bisphosphonate", "other drug"
]
"""The panels of the recovery picture."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """A change of lumbar bone density, in percent, so many months after the baseline scan.

    `months` are lowest and highest where a paper tells the time in more than one way. `low` and
    `high` are one SD, or SE, either way, or a confidence interval, as `spread_is` says; None
    where the source gives no spread. `baseline` are months after delivery, where known.
    """

    group: RecoveryGroup
    record_id: str
    course_id: str
    label: str
    arm: str
    people: int | None
    months: tuple[Decimal, Decimal]
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    spread_is: str | None
    baseline: tuple[Decimal, Decimal] | None


@dataclass(frozen=True, slots=True)
class Undrawn:
    """Something that the recovery picture leaves out, and why."""

    record_id: str
    course_id: str
    label: str
    what: str
    reason: str


DRAWN = 24
"""Up to how many courses the recovery picture draws one by one; more are counted in fields."""


@dataclass(frozen=True)
class Recovery:
    """What the recovery picture shows and what it leaves out."""

    points: tuple[RecoveryPoint, ...]
    undrawn: tuple[Undrawn, ...]

    @cached_property
    def counted(self) -> bool:
        """Whether the courses are too many to be drawn and listed one by one, so that they are counted."""
        return sum(1 for point in self.points if point.course_id) > DRAWN


@dataclass(frozen=True, slots=True)
class Picture:
    """A site-wide chart: two drawings of the same data, for wide and for narrow pages.

    `says` states the finding, for readers who do not see the picture; `table` is the address of the
    table behind it; `downloads` are the files to take away, and the descriptions from which the
    interactive version is made.
    """

    id: str
    title: str
    says: str
    wide: Markup
    narrow: Markup
    table: str
    downloads: "tuple[SiteFile, ...]"


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What a generated page is: for readers of its head, its citation and its history.

    `made_of` names the files of the repository that hold its words and values, without the program.
    """

    title: str
    description: str
    made_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of the site: where it goes, its content, and the file that a reader may edit."""

    uri: str
    content: str | bytes
    origin: Path | None = None
    page: PageInfo | None = None

    @property
    def bytes(self) -> bytes:
        """The content as it is written to disk."""
        return self.content if isinstance(self.content, bytes) else self.content.encode()


def path_of(uri: str) -> str:
    """Return the address in the site of a page among the sources: `cases/x.md` is at `cases/x/`."""
    path = re.sub(r"(^|/)index\.md$", r"\1", uri)
    return re.sub(r"\.(md|ipynb)$", "/", path)


@dataclass(frozen=True, slots=True)
class Revision:
    """The commit that last changed a file, and when; `pending` where a change is not committed.

    A file that no commit holds yet has an empty commit and time.
    """

    commit: str
    when: str
    """UTC, as 2026-11-24T17:02:28Z."""
    pending: bool = False

    @property
    def day(self) -> str:
        """The day of it."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class WrittenPage:
    """A page written by hand: where it stands in `docs/`, and what it says of itself."""

    uri: str
    title: str
    description: str
    reviewed: str | None


class Cache(Protocol):
    """A cache of slow pure functions; an input needs a `repr` that tells its whole value."""

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return `function(value)`."""
        ...

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`; the function may get fewer values, those without a cached result."""
        ...


class NoCache:
    """Computes everything anew."""

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return `function(value)`."""
        return function(value)

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`."""
        return function(values)


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What the outside world gives to a build: passed in, never read at import."""

    version: str
    """Version of the site."""
    changelog: str
    """Text of the changelog, Markdown."""
    site_url: str = ""
    """Address of the published site, with a final slash; empty while it is not assigned."""
    repository_url: str = ""
    """Address of the repository; empty while it is not known."""
    site_name: str = "K2 Evidence"
    """What the site is called."""
    description: str = ""
    """What it is, in a sentence."""
    contributors: str = "K2 Evidence contributors"
    """Who is cited as its author."""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    """Address of the licence of text and data."""
    frozen: bool = False
    """Whether this is the copy of a released version, which stays as it is."""
    written: tuple[WrittenPage, ...] = ()
    """The pages written by hand."""
    history: Mapping[str, Revision] | None = None
    """When each file last changed, by its path in the repository; None where that is not known."""
    cache: Cache = field(default=NoCache(), repr=False, compare=False)
    """The cache of slow functions; without one, everything is computed anew."""

    @property
    def address(self) -> str:
        """Where this build stands, with a final slash; empty while no address is assigned."""
        return f"{self.site_url}v/{self.version}/" if self.site_url and self.frozen else self.site_url


@dataclass(frozen=True, slots=True)
class Rating:
    """How sure a body of evidence is: where it starts and why, each step, and where that leads."""

    start: Certainty
    because: str
    steps: tuple[Step, ...]
    level: Certainty


@dataclass(frozen=True, slots=True)
class Formats:
    """One thing to cite: two styles as plain text, and three files as they are downloaded."""

    vancouver: str
    apa: str
    bibtex: str
    ris: str
    csl: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing to cite, and where its files stand.

    `formats` are two styles as plain text and three files; `files` is their address without the
    ending: `cases/x/cite` stands for `cases/x/cite.bib` and so on.
    """

    formats: Formats
    files: str


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link in the head of a page; `target` is an address in the site, or a full one."""

    rel: str
    target: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class Colophon:
    """What a page says of itself: where it stands, what it is made of, and how it is cited.

    `address` is empty while none is assigned; `newest` is the address in the site of the newest
    version of a frozen page. `revision` is None where the history is not known, `reviewed` where
    not every record of the page says when it was reviewed.
    """

    address: str
    newest: str
    version: str
    revision: Revision | None
    reviewed: str | None
    page: Citation
    work: Citation | None
    """The publication that the page is about, to be cited for what it says itself."""
    record: str
    """Address in the site of the page's record as JSON; empty where it has none."""
    amendments: tuple[Amendment, ...]
    properties: tuple[tuple[str, str], ...]
    """Open Graph: property and content."""
    tags: tuple[tuple[str, str], ...]
    """Dublin Core: name and content."""
    links: tuple[Link, ...]
    json_ld: str
    """schema.org as JSON-LD, safe inside a script element."""


Colophons = Mapping[str, Colophon]
"""The colophon of each page by its address among the sources, e.g. `cases/x.md`."""


@dataclass(frozen=True, slots=True)
class SiteBuild:
    """Everything that a build gives to a publisher: files, page metadata, and the pages that moved.

    `redirects` leads from the old place of a page among the sources to the new one.
    """

    files: tuple[SiteFile, ...]
    metadata: Colophons
    redirects: Mapping[str, str]
    frozen: bool
    """Whether this is the copy of a released version."""

    @property
    def addresses(self) -> frozenset[str]:
        """The address of each page, from the first slash."""
        return frozenset(f"/{path_of(uri)}" for uri in self.metadata)


Ratings = Mapping[tuple[str, str], Rating]
"""The rating of each side, `cases` and `controlled`, of each summary of findings."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What stands for each name in braces of a sentence.

    `whole` counts every case of this site. A sentence that names the papers or cases it rests on
    counts their cases alone: `parts` holds those phrases by paper.
    """

    whole: Mapping[str, str]
    parts: Mapping[frozenset[str], Mapping[str, str]]
    paper_of: Mapping[str, str]
    """The paper of each paper with cases, and of each case."""

    def __getitem__(self, name: str) -> str:
        """Return a phrase that counts every case."""
        return self.whole[name]

    def resting_on(self, refs: Iterable[str]) -> Mapping[str, str]:
        """Return the phrases of a sentence that rests on this evidence."""
        return self.parts.get(self.papers_of(refs), self.whole)

    def papers_of(self, refs: Iterable[str]) -> frozenset[str]:
        """Return the papers with cases that are in this evidence, or whose cases are."""
        names = (ref.partition("/")[0] for ref in refs)
        return frozenset(self.paper_of[name] for name in names if name in self.paper_of)


Kind = Literal["contradiction", "imprecision", "plausibility", "gap"]
Severity = Literal["major", "minor"]
KINDS: tuple[Kind, ...] = ("contradiction", "imprecision", "plausibility", "gap")
SEVERITIES: tuple[Severity, ...] = ("major", "minor")
Touch = ReportKey | tuple[str, str, str]
"""What a finding touches: a report, or a fact of a course (case, course, name of the fact)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to read a paper against itself, and what it rests on."""

    id: str
    title: str
    principle: str
    """The principle, in plain words."""
    source: Source | None = None
    """The publication that the principle rests on, where it is more than arithmetic."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a source that does not fit, with both sides and their places.

    `says` and `also_says` hold values with units, never a sentence of the source. `means` tells
    the reader what follows, `effect` what it does to the figures that this site derives.
    """

    finding_id: str
    rule: str
    kind: Kind
    severity: Severity
    paper_id: str
    case_ids: tuple[str, ...]
    course_ids: tuple[str, ...]
    field: str
    says: str
    locator: str
    also_says: str
    also_locator: str
    means: str
    effect: str
    touches: frozenset[Touch] = frozenset()

    @property
    def explanation(self) -> str:
        """What the finding means and what it does to derived figures."""
        return f"{self.means} {self.effect}".strip()
