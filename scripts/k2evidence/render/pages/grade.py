"""The page that explains how certainty is rated: levels, starts, domains and the rule of imprecision."""

from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.derive.certainty import ENOUGH_PEOPLE, STARTS, VERY_UNCERTAIN, statement
from k2evidence.model.judgements import (
    CERTAINTIES,
    DOMAINS,
    IMPORTANT_RATIOS,
    BodyDesign,
    Certainty,
    Domain,
)
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.certainty import symbols
from k2evidence.render.site_file import SiteFile

MEANINGS: Mapping[Certainty, str] = {
    "very low": "The true effect is likely to be substantially different from the estimate.",
    "low": "Confidence is limited: the true effect may be substantially different from the estimate.",
    "moderate": "The true effect is probably close to the estimate, but may be substantially different.",
    "high": "One can be very confident that the true effect is close to the estimate.",
}
"""What each level means."""
_KCE = "as the KCE Process Book gives it"


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of certainty with its signs, its meaning, and examples of its wording."""

    name: Certainty
    symbols: str
    meaning: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DomainView:
    """A domain, what it means, and the guidance that says so; `href` is empty where none was stable."""

    name: Domain
    meaning: str
    source: str
    href: str


DOMAIN_GUIDANCE: Mapping[Domain, tuple[str, str, str]] = {
    "risk of bias": (
        "Limitations in design and conduct, weighed over the whole body: how much of it comes from studies "
        "at high risk, and whether their results differ from those at low risk.",
        "Core GRADE 4, abstract read",
        "https://researchportal.plymouth.ac.uk/en/publications/core-grade-4-rating-certainty-of-evidencerisk-of-bias-publication",
    ),
    "inconsistency": (
        "The results of single studies differ: their estimates, the overlap of their intervals, a test of "
        "heterogeneity, a result that depends on one trial. That reviews of overlapping trials differ is "
        "not inconsistency.",
        f"GRADE guidelines 7, {_KCE}",
        "",
    ),
    "indirectness": (
        "The population, the intervention, the comparator or the outcome differs from that of the question: "
        "postmenopausal women, K1 or MK-7 or another dose, an active drug, a surrogate such as bone density.",
        "GRADE guidelines 8, abstract read",
        "https://researchportal.plymouth.ac.uk/en/publications/grade-guidelines-8-rating-the-quality-of-evidence-indirectness",
    ),
    "imprecision": (
        "A wide interval or few people, as the rule below says. The number of events is not judged: the "
        "records of pooled estimates do not have it.",
        "GRADE guidelines 6, abstract and key points read",
        "https://www.jclinepi.com/article/S0895-4356(11)00206-X/fulltext",
    ),
    "publication bias": (
        "Results that may be missing: suspected where the evidence comes from few, small and mostly "
        "commercially funded studies.",
        "GRADE guidelines 5, abstract read",
        "https://edoc.unibas.ch/30221/",
    ),
}
"""What each domain means, and where that was read."""


@dataclass(frozen=True, slots=True)
class GradePage:
    """How certainty is rated; `benefit` and `harm` are the ratios beyond which an effect is appreciable.

    `enough` is the number of people below which imprecision is serious.
    """

    levels: tuple[LevelView, ...]
    starts: Mapping[BodyDesign, Certainty]
    domains: tuple[DomainView, ...]
    benefit: str
    harm: str
    enough: int


def grade_page(site: SiteData) -> SiteFile:
    """Return the page that explains the ratings of the summary of findings."""
    benefit, harm = IMPORTANT_RATIOS
    return render_page(
        site.context,
        "methods/grade.md",
        "grade.md.jinja",
        title="GRADE",
        description="How certain the evidence is, by GRADE: the four levels, where a rating starts, what "
        "lowers and raises it, the rule of imprecision, and the guidance.",
        kind="Page",
        view=GradePage(
            levels=tuple(map(_level, reversed(CERTAINTIES))),
            starts=STARTS,
            domains=tuple(DomainView(domain, *DOMAIN_GUIDANCE[domain]) for domain in DOMAINS),
            benefit=str(benefit),
            harm=str(harm),
            enough=ENOUGH_PEOPLE,
        ),
    )


def _level(level: Certainty) -> LevelView:
    examples = [statement("Treatment", "fewer fractures", level)]
    if level == "very low":
        examples.append(VERY_UNCERTAIN.format(intervention="treatment", outcome="fractures"))
    return LevelView(level, symbols(level), MEANINGS[level], tuple(examples))
