"""Everything that was loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from evidence.model.cases import Case, Course
from evidence.model.judgements import Background, Claims, OutcomeSummary
from evidence.model.papers import Appraisal, Paper
from evidence.model.publication import Addresses, Amendment
from evidence.model.searches import Search
from evidence.model.studies import Study
from evidence.model.vocabulary import Vocabulary
from evidence.yaml_source import Document


@dataclass(frozen=True, slots=True)
class Dataset:
    """Everything that was loaded: valid, complete and cross-checked."""

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
    """The file of each record by its path, to name places in later messages."""

    def case_label(self, case: Case) -> str:
        """Return what a case is called among all: 'Case 3', with its paper where there are several."""
        if len({other.paper for other in self.cases.values()}) < 2:
            return case.label
        paper = self.papers[case.paper]
        return f"{case.label} ({paper.authors[0].family} {paper.year})"

    def course_label(self, case: Case, course: Course) -> str:
        """Return what a course is called among all: 'Case 3, first delivery'."""
        label = self.case_label(case)
        return label if len(case.courses) == 1 else f"{label}, {course.label.lower()}"

    def courses(self) -> Iterator[tuple[Case, Course]]:
        """Yield every course with its case, in the order of the files."""
        for case in self.cases.values():
            for course in case.courses:
                yield case, course
