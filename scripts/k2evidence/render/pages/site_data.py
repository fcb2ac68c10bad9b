"""What the pages draw on: the data, all that was derived from it, and how to find things in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from k2evidence.audit.finding import AffectedValue, Finding, Rule
from k2evidence.audit.grouping import by_affected_value, by_case, by_paper, by_study
from k2evidence.audit.question import Question
from k2evidence.derive.certainty import Ratings, lowest_level
from k2evidence.derive.changes import Changes
from k2evidence.derive.phrases import Phrases, count_patients
from k2evidence.derive.recovery import Recovery
from k2evidence.derive.reference_ranges import PrintedRanges, printed_ranges
from k2evidence.derive.timelines import Timelines
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Certainty
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.page_groups import page_numbers
from k2evidence.render.pages.views.papers import short_name

Neighbours = tuple[str | None, str | None]
"""The ids of the records before and after one."""


@dataclass(frozen=True)
class SiteData:
    """The data with everything that was derived from it; what is looked up often is indexed once."""

    dataset: Dataset
    changes: Changes
    timelines: Timelines
    recovery: Recovery
    ratings: Ratings
    phrases: Phrases
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    questions: tuple[Question, ...]
    study_rules: tuple[Rule, ...]
    pictures: Mapping[str, Picture]
    """The site-wide charts by their ids."""
    own_terms: Mapping[str, Mapping[str, str]]
    """For the path of each page that lists terms of phenopackets, their labels by code."""
    context: BuildContext

    @cached_property
    def printed_ranges(self) -> Mapping[str, PrintedRanges]:
        """The reference ranges that each paper prints itself, by the id of the paper."""
        return {
            paper: printed_ranges(m for case in cases for course in case.courses for m in course.measurements)
            for paper, cases in self.dataset.cases_of.items()
        }

    @cached_property
    def findings_by_value(self) -> Mapping[AffectedValue, tuple[Finding, ...]]:
        """The findings on each report or fact."""
        return by_affected_value(self.findings)

    @cached_property
    def findings_by_case(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings that concern each case."""
        return by_case(self.findings)

    @cached_property
    def findings_by_paper(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings on each paper."""
        return by_paper(self.findings)

    @cached_property
    def questions_of(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions about each study."""
        return by_study(self.questions)

    @cached_property
    def rule_titles(self) -> Mapping[str, str]:
        """The title of each rule of the audit, on papers and on studies."""
        return {rule.id: rule.title for rule in (*self.rules, *self.study_rules)}

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The records that the recovery picture draws."""
        return frozenset(point.record_id for point in self.recovery.points)

    @cached_property
    def other_patients(self) -> str:
        """How many patients were not given vitamin K2, in words; empty where there is none."""
        given = {case.id for case in self.dataset.k2_cases}
        others = [case for case in self.dataset.cases.values() if case.id not in given]
        return count_patients(others, "other ") if others else ""

    @cached_property
    def page_number_of(self) -> Mapping[str, int]:
        """The number of the page, from 1, on which the cases of each paper are listed."""
        return page_numbers(self.dataset.page_groups)

    @cached_property
    def neighbours_of_case(self) -> Mapping[str, Neighbours]:
        """The cases before and after each case, in the order of the register."""
        return _neighbours([case.id for group in self.dataset.list_groups for case in group.cases])

    @cached_property
    def neighbours_of_publication(self) -> Mapping[str, Neighbours]:
        """The publications before and after each one, by their names."""
        works = self.dataset.publications
        return _neighbours(sorted(works, key=lambda name: (short_name(works[name]).casefold(), name)))

    @cached_property
    def lowest_certainty(self) -> Certainty:
        """How sure the answer as a whole is: the lowest level of an outcome that is critical to patients."""
        critical = {s.id for s in self.dataset.summaries.values() if s.importance == "critical"}
        return lowest_level(rating for (outcome, _), rating in self.ratings.items() if outcome in critical)


def _neighbours(ids: Sequence[str]) -> Mapping[str, Neighbours]:
    """Return for each id of a list the one before and the one after it."""
    return dict(zip(ids, zip([None, *ids[:-1]], [*ids[1:], None], strict=True), strict=True))


def anchor_prefix(site: SiteData, paper_id: str) -> str:
    """Return what sets the anchors of a paper apart on a page about all papers; empty for the first paper."""
    first = next((paper.id for paper in site.dataset.main_papers), "")
    return "" if paper_id == first else f"{paper_id}-"
