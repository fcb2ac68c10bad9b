"""The summary of findings: every outcome with its bodies of evidence, their ratings, and the cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.absolute_effects import AbsoluteEffect, absolute_effect
from k2evidence.derive.answers import by_date, is_review_of_trials
from k2evidence.derive.certainty import Size, baseline_of, body_statement, effect_of, size_of
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import (
    CERTAINTIES,
    LEVELS_DOWN,
    Body,
    Certainty,
    Context,
    Domain,
    DomainRating,
    Importance,
    OutcomeSummary,
    Reported,
)
from k2evidence.model.placeholders import fill
from k2evidence.model.studies import RATIOS, Estimate
from k2evidence.model.study_text import estimate_text
from k2evidence.model.text import first_fitting, join_words, lower_first, quantity, sentence
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import summary_files
from k2evidence.render.pages.views.certainty import rated_text, rating_text, symbols, unrated_text
from k2evidence.render.pages.views.record_links import EvidenceLink, evidence_links
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile

NO_BASELINE = "not given: no fitting baseline risk was found"
"""What is in the place of the absolute effect of a ratio without a baseline risk."""
NO_ESTIMATE_SEEN = "no estimate seen"
"""What is in the place of the effect itself."""
NO_ESTIMATE = "not given: no estimate was seen"
"""What is in its place where there is no estimate, of whatever measure."""


@dataclass(frozen=True, slots=True)
class SaidView:
    """A sentence with its evidence as links."""

    says: str
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class Footnote:
    """The judgement of one domain: its number in the table, the domain with its levels, and the reason.

    `in_table` says whether the table refers to it: it lowered the rating, or could not be rated.
    """

    number: int
    in_table: bool
    title: str
    reason: str
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body of evidence as a row of the table.

    `size` is how many people and studies; `estimate` is the effect in words, `relative` and `absolute` are
    its cells in the table. `rated` is the rating without the domains that could not be judged, `unrated` how
    many those are.
    """

    id: str
    comparison: str
    population: str
    size: str
    estimate: str
    relative: str
    absolute: str
    level: Certainty
    symbols: str
    rating: str
    rated: str
    unrated: str
    notes: tuple[Footnote, ...]
    comment: str
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One outcome: what the cases report, each body of evidence, and what else a reader needs."""

    id: str
    outcome: str
    importance: str
    cases: SaidView
    bodies: tuple[BodyView, ...]
    none_found: str
    context: SaidView | None


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The summary of findings; `women` is the number of women with cases, in words.

    `sources` says what is not known of the sources of the numbers, in sentences.
    """

    women: str
    rows: tuple[SummaryRow, ...]
    sources: str
    levels: tuple[Certainty, ...]


def summary_page(site: SiteData) -> SiteFile:
    """Return the page of the summary of findings."""
    women = site.phrases["women"]
    what = (
        "What vitamin K2 does in pregnancy-associated osteoporosis: the effect on each outcome, in how many "
        "people, the certainty by GRADE"
    )
    return render_page(
        site.context,
        "evidence/summary-of-findings.md",
        "summary.md.jinja",
        title="Summary of findings",
        description=first_fitting((f"{what}, and what {women} report.", f"{what}."), MOST_DESCRIBED),
        kind="Page",
        answers=True,
        sources=summary_files(site.dataset, *site.dataset.summaries),
        wide=True,
        view=SummaryPage(
            women=women,
            rows=tuple(summary_rows(site)),
            sources=" ".join(_of_sources(site.dataset)),
            levels=CERTAINTIES,
        ),
    )


def summary_rows(site: SiteData) -> Iterator[SummaryRow]:
    """Yield every outcome in the order of the table; the footnotes are numbered through."""
    number = 1
    for summary in sorted(site.dataset.summaries.values(), key=_place):
        row = summary_row(site, summary, first_note=number)
        number += sum(len(body.notes) for body in row.bodies)
        yield row


def _place(summary: OutcomeSummary) -> tuple[bool, int]:
    """Return the key that puts surrogates after the outcomes that patients feel."""
    return summary.importance == "surrogate", summary.place


def summary_row(site: SiteData, summary: OutcomeSummary, *, first_note: int = 1) -> SummaryRow:
    """Return one outcome; its first footnote has this number."""
    bodies = []
    for body in summary.bodies:
        view = _body_view(site, summary, body, first_note)
        first_note += len(view.notes)
        bodies.append(view)
    return SummaryRow(
        id=summary.id,
        outcome=summary.outcome,
        importance=_importance(summary.importance, summary.surrogate_for),
        cases=_said(site, summary.cases),
        bodies=tuple(bodies),
        none_found=_filled(site, summary.none_found, summary.cases.rests_on) if summary.none_found else "",
        context=_said(site, summary.context) if summary.context else None,
    )


def _importance(importance: Importance, stands_for: str | None) -> str:
    return f"surrogate for {stands_for}" if stands_for else f"{importance} for patients"


def _said(site: SiteData, said: Reported | Context) -> SaidView:
    return SaidView(_filled(site, said.says, said.rests_on), evidence_links(site.dataset, said.rests_on))


def _filled(site: SiteData, text: str, refs: Sequence[str]) -> str:
    return sentence(fill(text, site.phrases.phrases_for(refs)))


def _body_view(site: SiteData, summary: OutcomeSummary, body: Body, first_note: int) -> BodyView:
    rating = site.ratings[summary.id, body.id]
    effect = effect_of(site.dataset, body)
    says = _filled(site, body.says, body.rests_on) if body.says else ""
    return BodyView(
        id=f"{summary.id}-{body.id}",
        comparison=f"{body.intervention} compared with {body.comparator}",
        population="; ".join(filter(None, (body.population, body.follow_up))),
        size=_size(size_of(site.dataset, body)),
        estimate=estimate_text(effect) if effect else NO_ESTIMATE_SEEN,
        relative=_relative(effect),
        absolute=_absolute(site, body, effect),
        level=rating.level,
        symbols=symbols(rating.level),
        rating=rating_text(rating),
        rated=rated_text(rating),
        unrated=unrated_text(rating),
        notes=tuple(_notes(site, rating.domains, first_note)),
        comment=" ".join(filter(None, (body_statement(summary, body, rating.level), says))),
        evidence=evidence_links(site.dataset, body.rests_on),
    )


def _notes(site: SiteData, domains: Mapping[Domain, DomainRating], first: int) -> Iterator[Footnote]:
    """Yield a footnote for each domain: those that lowered the rating, those not rated, then the others."""

    def key(item: tuple[Domain, DomainRating]) -> tuple[int, bool]:
        return -LEVELS_DOWN[item[1].concern], item[1].concern != "not rated"

    for number, (domain, judged) in enumerate(sorted(domains.items(), key=key), first):
        yield Footnote(
            number=number,
            in_table=judged.concern != "not serious",
            title=f"{domain[0].upper()}{domain[1:]}: {_levels(judged)}",
            reason=judged.reason,
            evidence=evidence_links(site.dataset, judged.rests_on),
        )


def _levels(judged: DomainRating) -> str:
    """Return 'serious (population), lowered by 1 level', 'not serious' or 'not rated'."""
    about = f" ({join_words(judged.about)})" if judged.about else ""
    levels = LEVELS_DOWN[judged.concern]
    return f"{judged.concern}{about}" + (f", lowered by {quantity(levels, 'level')}" if levels else "")


def _of_sources(dataset: Dataset) -> Iterator[str]:
    """Yield what a reader must know of the sources of the numbers: trials not known, corrections not seen."""
    bodies = [body for summary in dataset.summaries.values() for body in summary.bodies]
    refs = [body.effect for body in bodies] + [body.baseline.result for body in bodies if body.baseline]
    names = dict.fromkeys(ref.partition("/")[0] for ref in refs if ref)
    sources = sorted((dataset.studies[name] for name in names), key=by_date)
    unread = [
        source.label for source in sources if is_review_of_trials(source) and not source.includes_complete
    ]
    if unread:
        lists = "list was" if len(unread) == 1 else "lists were"
        yield f"Which trials {join_words(unread)} pooled is not known in full: the {lists} not read."
    for source in sources:
        for notice in source.integrity.notices:
            if notice.kind == "correction":
                yield f"{source.label}: {lower_first(notice.says)}"


def _size(size: Size) -> str:
    """Return '5,508 people in 5 studies', or what was not seen of it."""
    people, studies = size.people, size.studies
    if people is None and studies is None:
        return "numbers of people and studies for this outcome not seen"
    count = (
        quantity(people, "person", "people") if people is not None else "people in this comparison not seen"
    )
    of = quantity(studies, "study", "studies") if studies is not None else "number of studies not seen"
    return f"{count} in {of}" if people is not None and studies is not None else f"{count}; {of}"


def _relative(effect: Estimate | None) -> str:
    """Return a ratio in words; a dash for a difference, which is no relative effect."""
    if effect is None:
        return NO_ESTIMATE_SEEN
    return estimate_text(effect) if effect.measure in RATIOS else "\N{EN DASH}"


def _absolute(site: SiteData, body: Body, effect: Estimate | None) -> str:
    """Return the absolute effect per 1,000 and at whose baseline risk it is, or why there is none.

    A difference is absolute already, except one in standard deviations.
    """
    if effect is None:
        return NO_ESTIMATE
    if effect.measure not in RATIOS:
        in_deviations = " (in standard deviations, not an absolute effect)" if effect.measure == "SMD" else ""
        return f"{estimate_text(effect)}{in_deviations}"
    if body.no_baseline:
        return f"not given: {_clause(_filled(site, body.no_baseline.says, body.no_baseline.rests_on))}"
    baseline = baseline_of(site.dataset, body)
    derived: AbsoluteEffect | None = absolute_effect(effect, baseline) if baseline else None
    if derived is None or baseline is None or body.baseline is None:
        return NO_BASELINE
    ends = (
        f" ({_change(derived.low - derived.without)} to {_change(derived.high - derived.without)})"
        if derived.low is not None and derived.high is not None
        else ""
    )
    limits = _filled(site, body.baseline.limits, (body.baseline.result,)) if body.baseline.limits else ""
    illustration = (
        f"Illustration: {_change(derived.with_ - derived.without)} per 1,000{ends}, from {derived.without} "
        f"to {derived.with_}, at the risk of {body.baseline.population} "
        f"({baseline.events:,} of {baseline.people:,})."
    )
    return " ".join(filter(None, (illustration, limits)))


def _change(people: int) -> str:
    """Return '51 fewer', '3 more' or 'no difference'."""
    return f"{abs(people)} {'fewer' if people < 0 else 'more'}" if people else "no difference"


def _clause(text: str) -> str:
    """Return a sentence as it goes on after a colon."""
    return lower_first(text.removesuffix("."))
