"""The dataset: every record that was loaded, and the papers in groups that share a page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from k2evidence.load.yaml_source import Document
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import Case, Course, Treatment
from k2evidence.model.editorial import Editorial
from k2evidence.model.judgements import Background, Claim, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Addresses, Amendment, Reviews
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary

COURSES_PER_PAGE = 12
"""How many courses a page shows side by side; the cases of a paper are never split over two pages."""
WOMEN_PER_PAGE = 150
"""How many women a page lists, one row each; those of a paper are never split over two pages."""


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
    editorial: Editorial | None = None
    """Who keeps the site; None where the file is not there."""
    reviewed: Reviews = field(default_factory=lambda: Reviews(sentences=()))
    searches: Mapping[str, Search] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    """Each file by its path in the repository: places for later messages, and a digest to detect changes."""

    def case_label(self, case: Case, *, drawn: bool = False) -> str:
        """Return the label of a case: 'Case 3', or 'Case 3 (Family et al. 2012)' with several papers.

        In a chart, where room is scarce, and in its table it is 'Case 3 (Family 2012)'.
        """
        if not self.several_papers:
            return case.label
        paper = self.publications[case.paper]
        return f"{case.label} ({paper.short_name if drawn else paper.cited_name})"

    def course_label(self, case: Case, course: Course, *, drawn: bool = False) -> str:
        """Return the label of a course: 'Case 3, first delivery', or of its case where it is the only one."""
        label = self.case_label(case, drawn=drawn)
        return label if len(case.courses) == 1 else f"{label}, {course.label.lower()}"

    @cached_property
    def several_papers(self) -> bool:
        """Whether the cases come from more than one paper."""
        return len({case.paper for case in self.cases.values()}) > 1

    def claims_shown(self, claims_id: str) -> tuple[tuple[str, Claim], ...]:
        """Return the claims that the page of a file of claims shows, each with the id of its file."""
        claims = self.claims[claims_id]
        names = [name if "/" in name else f"{claims_id}/{name}" for name in claims.shows]
        parts = {name.partition("/")[0] for name in names}
        known = {f"{part}/{claim.id}": (part, claim) for part in parts for claim in self.claims[part].claims}
        own = tuple((claims_id, claim) for claim in claims.claims)
        return tuple(known[name] for name in names) or own

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

    @property
    def single_reports(self) -> tuple[Study, ...]:
        """Studies that are reports of one woman with the disease who is no case here."""
        return tuple(
            study
            for study in self.studies.values()
            if study.people == 1
            and study.population == "pregnancy-associated osteoporosis"
            and study.design == "case report"
            and not self.cases_of.get(study.id)
            and study.usable
        )

    @property
    def other_publications(self) -> int:
        """How many publications there are around those whose cases were given vitamin K2."""
        return len(self.publications) - len(self.k2_papers)

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
    def cases_of_listed_patients(self) -> int:
        """How many cases may be of a patient who is another case already: two reports of one count once."""
        first_of: dict[str, str] = {}

        def first(name: str) -> str:
            while name in first_of:
                name = first_of[name]
            return name

        for case in self.cases.values():
            for other in case.same_patient:
                if first(other) != first(case.id):
                    first_of[first(other)] = first(case.id)
        return len(first_of)

    @cached_property
    def doubtful_cases(self) -> tuple[Case, ...]:
        """The cases that may be no example of the disease, in the order of the files."""
        return tuple(case for case in self.cases.values() if case.doubt)

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

        Those whose cases were given vitamin K2 come first, then the others, each the earliest first. No group
        holds both, so that a page shows the women given vitamin K2 side by side, or women who were not.
        """

        def courses(paper: Publication) -> int:
            return sum(len(case.courses) for case in self.cases_of[paper.id])

        centre, others = self._publications_in_order
        groups = (*_grouped(centre, courses, COURSES_PER_PAGE), *_grouped(others, courses, COURSES_PER_PAGE))
        return tuple(map(self._page_group, groups)) or (PageGroup((), ()),)

    @cached_property
    def list_groups(self) -> tuple[PageGroup, ...]:
        """The same publications in the same order, in groups of about `WOMEN_PER_PAGE` women."""

        def women(paper: Publication) -> int:
            return len(self.cases_of[paper.id])

        centre, others = self._publications_in_order
        groups = _grouped((*centre, *others), women, WOMEN_PER_PAGE)
        return tuple(map(self._page_group, groups)) or (PageGroup((), ()),)

    @property
    def _publications_in_order(self) -> tuple[tuple[Publication, ...], tuple[Publication, ...]]:
        """The publications on vitamin K2, and the other ones with patients; each the earliest first."""
        centre = {paper.id for paper in self.k2_papers}
        others = (paper for paper in self.case_reports.values() if paper.id not in centre)
        return self.k2_papers, tuple(sorted(others, key=_by_year))

    def _page_group(self, papers: tuple[Publication, ...]) -> PageGroup:
        return PageGroup(papers, tuple(case for paper in papers for case in self.cases_of[paper.id]))

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


def _grouped(
    papers: Iterable[Publication], size: Callable[[Publication], int], most: int
) -> Iterator[tuple[Publication, ...]]:
    """Yield publications in groups of about `most` together; one that is larger by itself is alone."""
    group: list[Publication] = []
    total = 0
    for paper in papers:
        more = max(size(paper), 1)
        if group and total + more > most:
            yield tuple(group)
            group, total = [], 0
        group.append(paper)
        total += more
    if group:
        yield tuple(group)


def _by_year(paper: Publication) -> tuple[int, str]:
    """Return the sort key of a publication: its year, those without one last, and its id."""
    return paper.year if paper.year is not None else 9999, paper.id
