"""What the pages draw on: the data, all that was derived from it, and how to find things in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from k2evidence.audit.finding import AffectedValue, Finding, Rule
from k2evidence.audit.grouping import by_affected_value, by_case, by_paper
from k2evidence.derive.certainty import Ratings, lowest_level
from k2evidence.derive.changes import Changes
from k2evidence.derive.phrases import Phrases
from k2evidence.derive.recovery import Recovery
from k2evidence.derive.reference_ranges import PrintedRanges, printed_ranges
from k2evidence.derive.timelines import Timelines
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Certainty
from k2evidence.model.papers import Paper
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.page_groups import page_numbers


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
    pictures: Mapping[str, Picture]
    """The site-wide charts by their ids."""
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
    def rule_titles(self) -> Mapping[str, str]:
        """The title of each rule of the audit."""
        return {rule.id: rule.title for rule in self.rules}

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The records that the recovery picture draws."""
        return frozenset(point.record_id for point in self.recovery.points)

    @property
    def main_papers(self) -> tuple[Paper, ...]:
        """The papers of the first page group, which pages about all papers name."""
        return self.dataset.page_groups[0].papers

    @cached_property
    def page_number_of(self) -> Mapping[str, int]:
        """The number of the page, from 1, on which the cases of each paper are listed."""
        return page_numbers(self.dataset.page_groups)

    @cached_property
    def lowest_certainty(self) -> Certainty:
        """How sure the answer as a whole is: the lowest level of the summary of findings."""
        return lowest_level(self.ratings.values())


def anchor_prefix(site: SiteData, paper_id: str) -> str:
    """Return what sets the anchors of a paper apart on a page about all papers; empty for the first paper."""
    return "" if paper_id == site.main_papers[0].id else f"{paper_id}-"
