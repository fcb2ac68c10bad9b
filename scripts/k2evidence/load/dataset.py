"""The dataset: every record that was loaded, and the papers in groups that share a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from k2evidence.load.yaml_source import Document
from k2evidence.model.cases import Case, Course
from k2evidence.model.judgements import Background, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Addresses, Amendment
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary

COURSES_PER_PAGE = 12
"""How many courses a page shows side by side; the cases of a paper are never split over two pages."""


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Papers whose cases share a page, so that no page grows with the number of cases."""

    papers: tuple[Paper, ...]
    cases: tuple[Case, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its papers and cases."""
        return (*(paper.id for paper in self.papers), *(case.id for case in self.cases))

    def courses(self) -> Iterator[tuple[Case, Course]]:
        """Yield every course with its case, in the order of the papers."""
        for case in self.cases:
            for course in case.courses:
                yield case, course


@dataclass(frozen=True)
class Dataset:
    """Every record that was loaded: valid, complete and cross-checked."""

    papers: Mapping[str, Paper]
    cases: Mapping[str, Case]
    vocabulary: Vocabulary
    appraisals: Mapping[str, Appraisal] = field(default_factory=dict)
    studies: Mapping[str, Study] = field(default_factory=dict)
    background: Mapping[str, Background] = field(default_factory=dict)
    summaries: Mapping[str, OutcomeSummary] = field(default_factory=dict)
    claims: Mapping[str, Claims] = field(default_factory=dict)
    amendments: Mapping[str, Amendment] = field(default_factory=dict)
    addresses: Addresses = field(default_factory=lambda: Addresses(released=()))
    searches: Mapping[str, Search] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Each file by its path in the repository: places for later messages, and a digest to detect changes."""

    def case_label(self, case: Case) -> str:
        """Return the label of a case: 'Case 3', or 'Case 3 (Family 2012)' where there are several papers."""
        if not self.several_papers:
            return case.label
        paper = self.papers[case.paper]
        return f"{case.label} ({paper.authors[0].family} {paper.year})"

    def course_label(self, case: Case, course: Course) -> str:
        """Return the label of a course: 'Case 3, first delivery', or of its case where it is the only one."""
        label = self.case_label(case)
        return label if len(case.courses) == 1 else f"{label}, {course.label.lower()}"

    @cached_property
    def several_papers(self) -> bool:
        """Whether the cases come from more than one paper."""
        return len({case.paper for case in self.cases.values()}) > 1

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[Case, ...]]:
        """The cases of each paper, in the order of the files."""
        by_paper: dict[str, list[Case]] = {paper: [] for paper in self.papers}
        for case in self.cases.values():
            by_paper[case.paper].append(case)
        return {paper: tuple(cases) for paper, cases in by_paper.items()}

    @cached_property
    def page_groups(self) -> tuple[PageGroup, ...]:
        """All papers, the earliest first, with their cases, in groups of about `COURSES_PER_PAGE` courses."""
        groups: list[list[Paper]] = [[]]
        courses = 0
        for paper in sorted(self.papers.values(), key=lambda paper: (paper.year, paper.id)):
            more = sum(len(case.courses) for case in self.cases_of[paper.id])
            if groups[-1] and courses + more > COURSES_PER_PAGE:
                groups.append([])
                courses = 0
            groups[-1].append(paper)
            courses += max(more, 1)
        return tuple(
            PageGroup(tuple(papers), tuple(case for paper in papers for case in self.cases_of[paper.id]))
            for papers in groups
        )

    @cached_property
    def newest_amendments(self) -> tuple[Amendment, ...]:
        """The changes of content, the newest first."""
        newest_first = sorted(self.amendments.values(), key=lambda a: (a.date, a.id), reverse=True)
        return tuple(newest_first)

    def courses(self) -> Iterator[tuple[Case, Course]]:
        """Yield every course with its case, in the order of the files."""
        for case in self.cases.values():
            for course in case.courses:
                yield case, course
