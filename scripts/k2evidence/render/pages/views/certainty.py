"""How sure the evidence of a page is, in the words of GRADE."""

from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.derive.certainty import Rating
from k2evidence.model.judgements import CERTAINTIES, LEVELS_DOWN, Certainty, OutcomeSummary
from k2evidence.model.text import join_words
from k2evidence.render.pages.site_data import SiteData

SYMBOL, EMPTY = "\N{CIRCLED PLUS}", "\N{LARGE CIRCLE}"


@dataclass(frozen=True, slots=True)
class CertaintyView:
    """A level of certainty, and in a sentence why it is that one."""

    level: Certainty
    why: str


HOW_SURE: Mapping[Certainty, str] = {
    "very low": "Very unsure",
    "low": "Unsure",
    "moderate": "Fairly sure",
    "high": "Sure",
}
"""How sure a body of evidence is, in plain words."""


def symbols(level: Certainty) -> str:
    """Return four signs, a circled plus for each step of the level: '⊕⊕◯◯' for low."""
    filled = CERTAINTIES.index(level) + 1
    return SYMBOL * filled + EMPTY * (len(CERTAINTIES) - filled)


def outcome_certainty(site: SiteData, summary: OutcomeSummary) -> CertaintyView | None:
    """Return the certainty of the most direct body of evidence on an outcome; None where there is none."""
    if not summary.bodies:
        return None
    body = summary.bodies[0]
    rating = site.ratings[summary.id, body.id]
    whom = "for women with pregnancy- and lactation-associated osteoporosis"
    return CertaintyView(rating.level, f"{body.intervention}, {whom}; {rating_text(rating)}.")


def rating_text(rating: Rating) -> str:
    """Return 'starts high, lowered for indirectness and imprecision; risk of bias not rated'."""
    unrated = f"; {join_words(rating.not_rated)} not rated" if rating.not_rated else ""
    return rated_text(rating) + unrated


def unrated_text(rating: Rating) -> str:
    """Return '2 of 5 domains not rated': how far a level is an upper limit; empty where it is none."""
    number = len(rating.not_rated)
    return f"{number} of {len(rating.domains)} domains not rated" if number else ""


def rated_text(rating: Rating) -> str:
    """Return 'starts high, lowered for indirectness and imprecision'."""
    lowered = tuple(domain for domain, judged in rating.domains.items() if LEVELS_DOWN[judged.concern])
    raised = tuple(reason.domain for reason in rating.up)
    parts = [f"starts {rating.start}"]
    parts += [f"lowered for {join_words(lowered)}"] if lowered else []
    parts += [f"raised for {join_words(raised)}"] if raised else []
    return ", ".join(parts)
