"""Ids that are anchors of a page: none may be that of another part of the page.

Which anchors a page has besides those of records is written in its template; a test compares.
"""

from collections.abc import Mapping, Sequence

from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.identifiers import slug
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import FactTopic

FRAME: frozenset[str] = frozenset({"content", "changes-of-this-page", "cite-this-page", "cite-the-original"})
"""The anchors that the frame gives to every page."""
STUDY_PAGE: frozenset[str] = frozenset(
    {
        "what-it-is",
        "what-it-found",
        "what-it-says",
        "authors",
        "ours",
        "appraisal",
        "how-it-was-read",
        "cases",
        "methods",
        "questions",
    }
)
"""The anchors of a study's own page that are not ids of its parts."""
GLOSSARY_PAGE: frozenset[str] = frozenset(
    {"glossary", "terms", "measurements", "sites", "substances", "reference-ranges"}
)
"""The anchors of the glossary that are not ids of the vocabulary."""
SUMMARY_PAGE: frozenset[str] = frozenset({"reading", "reasons", "summary-of-findings"})
"""The anchors of the summary of findings that are not ids of its rows."""
NOT_USED_PAGE: frozenset[str] = frozenset(
    {"evidence-not-used-and-why", "kept-out", "corrected", "caution", "reports"}
)
"""The anchors of the page of studies that are not used that are not ids of studies."""
CASE_PAGE: frozenset[str] = frozenset({"extraction", "history", "source"})
"""The anchors of a case's page that belong to no course."""
COURSE_SECTIONS: Sequence[str] = (
    "at-a-glance",
    "measured",
    "fractures",
    "timeline",
    "also-done",
    "story",
    "authors",
    "ours",
    "does-not-fit",
)
"""The anchors of each course on a case's page; where there are several, below the id of the course."""
BACKGROUND_PAGE: frozenset[str] = frozenset(
    {"cause", "vitamin-k2-and-bone", "care", "safety", "novelty", "references"}
)
"""The anchors of the discussion of the first paper on the background page that are not ids of points."""
SAFETY_TOPICS: Mapping[str, FactTopic] = {
    "warfarin": "warfarin and other anticoagulants",
    "breast-feeding": "breast-feeding",
    "stopping-breast-feeding": "stopping breast-feeding",
    "pregnancy": "pregnancy",
    "newborns": "newborns",
    "adverse-events": "adverse events",
    "clotting": "coagulation in other people",
    "dose": "dose and use",
    "warning-signs": "warning signs",
}
"""The anchors of the sections of the safety page; each is there where a study has a fact on its topic."""

SUBSTANCE_PREFIX = "substance-"
"""How the anchor of a substance in the glossary begins."""


def check_anchor(loc: Loc, name: str, page: frozenset[str], *, title: str = "") -> Issues:
    """Yield an id that is already an anchor of its page: of its frame, its sections or its title."""
    if name in page | FRAME or (title and name == slug(title)):
        yield reserved(loc, name, "it is an anchor of the page already")


def reserved(loc: Loc, name: str, why: str) -> Issue:
    """Return the issue of an id that means something else already."""
    return Issue(loc, ErrorCode.RESERVED_ID, f"the id {shown(name)} is taken: {why}", "choose another id")
