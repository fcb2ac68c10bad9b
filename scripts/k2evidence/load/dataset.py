"""The dataset: every record that was loaded, and the papers in groups that share a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from k2evidence.load.yaml_source import Document
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import Case, Course, Treatment
from k2evidence.model.judgements import Background, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Addresses, Amendment, Reviews
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary

COURSES_PER_PAGE = 12
"""How many courses a page shows side by side; the cases of a paper are never split over two pages."""


Publication = Paper | Study
"""A publication, which may report patients: a paper of `data/papers/` or a study of `data/studies/`."""


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Publications whose cases share a page, so that no page grows with the number of cases."""

    papers: tuple[Publication, ...]
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
    reviewed: Reviews = field(default_factory=lambda: Reviews(sentences=()))
    searches: Mapping[str, Search] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Each file by its path in the repository: places for later messages, and a digest to detect changes."""

    def case_label(self, case: Case) -> str:
        """Return the label of a case: 'Case 3', or 'Case 3 (Family 2012)' where there are several papers."""
        if not self.several_papers:
            return case.label
        return f"{case.label} ({self.publications[case.paper].short_name})"

    def course_label(self, case: Case, course: Course) -> str:
        """Return the label of a course: 'Case 3, first delivery', or of its case where it is the only one."""
        label = self.case_label(case)
        return label if len(case.courses) == 1 else f"{label}, {course.label.lower()}"

    @cached_property
    def several_papers(self) -> bool:
        """Whether the cases come from more than one paper."""
        return len({case.paper for case in self.cases.values()}) > 1

    @cached_property
    def publications(self) -> Mapping[str, Publication]:
        """Every paper and every study, which share one list of ids."""
        return {**self.papers, **self.studies}

    @cached_property
    def cases_of(self) -> Mapping[str, tuple[Case, ...]]:
        """The cases of each paper, and of each study that has any, in the order of the files."""
        by_paper: dict[str, list[Case]] = {paper: [] for paper in self.papers}
        for case in self.cases.values():
            by_paper.setdefault(case.paper, []).append(case)
        return {paper: tuple(cases) for paper, cases in by_paper.items()}

    @cached_property
    def case_reports(self) -> Mapping[str, Publication]:
        """Every publication that reports patients: all papers, and the studies that have cases."""
        return {name: self.publications[name] for name in self.cases_of if name in self.publications}

    def is_on_vitamin_k2(self, course: Course) -> bool:
        """Return whether vitamin K2 was given in a course."""
        return "vitamin K2" in self.drug_classes(course)

    def drug_classes(self, course: Course) -> tuple[DrugClass, ...]:
        """Return the groups of the bone drugs of a course, in the order of the file, without repetition."""
        classes = (self.drug_class(treatment) for treatment in course.treatments)
        return tuple(dict.fromkeys(classes))

    def drug_class(self, treatment: Treatment) -> DrugClass:
        """Return the group of one treatment; what belongs to none is another drug."""
        return self.vocabulary.drug_class(treatment.substance) or "other drug"

    @cached_property
    def k2_cases(self) -> tuple[Case, ...]:
        """The cases in which vitamin K2 was given, in the order of the files."""
        return tuple(case for case in self.cases.values() if any(map(self.is_on_vitamin_k2, case.courses)))

    @cached_property
    def k2_papers(self) -> tuple[Publication, ...]:
        """The publications whose cases were given vitamin K2, the earliest first."""
        names = {case.paper for case in self.k2_cases}
        return tuple(sorted((self.publications[name] for name in names), key=_by_year))

    @cached_property
    def page_groups(self) -> tuple[PageGroup, ...]:
        """All publications with their cases, in groups of about `COURSES_PER_PAGE` courses.

        Those whose cases were given vitamin K2 come first, then the others, each the earliest first.
        """
        groups: list[list[Publication]] = [[]]
        courses = 0
        centre = {paper.id for paper in self.k2_papers}
        ordered = sorted(self.case_reports.values(), key=lambda p: (p.id not in centre, *_by_year(p)))
        for paper in ordered:
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
    def main_papers(self) -> tuple[Publication, ...]:
        """The publications at the centre, which pages name: those on vitamin K2 of the first page group."""
        centre = {paper.id for paper in self.k2_papers}
        return tuple(paper for paper in self.page_groups[0].papers if paper.id in centre)

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


def _by_year(paper: Publication) -> tuple[int, str]:
    """Return the sort key of a publication: its year, those without one last, and its id."""
    return paper.year if paper.year is not None else 9999, paper.id
