"""The evidence around the cases: the table of everything, a page a record, and views by outcome."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from k2evidence.model.papers import Paper
from k2evidence.model.studies import VIEWS, Design, Direction, OutcomeKind, Study, Topic
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import count, sentence
from k2evidence.render.pages.evidence import (
    STATUSES,
    address_of,
    citation_of,
    dose_of,
    forms_text,
    label_of,
    linker,
    links_of,
    outcome_view,
    people_text,
    record_row,
    vitamin_k_doses,
)
from k2evidence.render.pages.page_groups import paged
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.sources import files_of, folders, summary_files
from k2evidence.render.pages.summary import certainty_of, summary_row
from k2evidence.render.pages.views.papers import paper_view, short_name
from k2evidence.render.site_file import SiteFile, url_path

OUTCOMES: dict[OutcomeKind, str] = {
    **{kind: name[0].lower() + name[1:] for kind, name in VIEWS.items()},
    "other-bmd": "other bone density",
    "pain": "pain",
    "adverse-events": "adverse events",
    "coagulation": "clotting",
    "other": "other outcomes",
}
"""How each outcome reads in a list."""

FACETS = (
    ("topic", "Used for"),
    ("design", "Design"),
    ("population", "Who"),
    ("form", "Vitamin K"),
    ("dose", "Dose"),
    ("outcome", "Outcome"),
    ("direction", "Direction"),
    ("read", "Read"),
    ("status", "Status"),
)
"""By what the table can be filtered, with the words for it."""


def evidence_index(site: SiteData) -> SiteFile:
    """Return the table of all evidence; complete without a script, which adds filters and order."""
    papers = site.dataset.papers
    rows = [
        *(_paper_row(site, paper) for paper in site.main_papers),
        *(_row(site, study) for study in sorted(site.dataset.studies.values(), key=_order)),
    ]
    return render_page(
        site.context,
        "evidence/index.md",
        "evidence.md.jinja",
        title="Evidence",
        description="Trials, reviews, cohorts, labels and other publications on vitamin K and bone and on "
        "bone after pregnancy, each with how it was read and whether it still stands.",
        kind="Page",
        sources=(
            *files_of(site.dataset, (paper.id for paper in site.main_papers)),
            *folders(site.dataset, "studies"),
        ),
        wide=True,
        rows=rows,
        others=len(papers) - len(site.main_papers),
        facets=[
            {"id": id_, "name": name, "values": list(dict.fromkeys(_values(rows, id_)))}
            for id_, name in FACETS
        ],
        views=[{"id": kind, "name": name} for kind, name in VIEWS.items()],
        studies=len(site.dataset.studies),
        cases=count(len(site.dataset.cases), "case"),
        papers=count(len(papers), "paper") if len(papers) > 1 else "paper",
        one=len(papers) == 1,
    )


def _values(rows: list[dict[str, Any]], facet: str) -> Iterator[str]:
    """Yield every value of a facet, in the order of the data model or else of the alphabet."""
    known = {
        "topic": get_args(Topic),
        "design": get_args(Design),
        "direction": get_args(Direction),
        "outcome": tuple(OUTCOMES.values()),
    }.get(facet, ())
    used = {value for row in rows for value in row["facets"][facet]}
    yield from (value for value in known if value in used)
    yield from sorted(used - set(known))


def _order(study: Study) -> tuple[int, int, int, str]:
    """Sort by use, then by design, then the latest first."""
    topics: tuple[str, ...] = get_args(Topic)
    designs: tuple[str, ...] = get_args(Design)
    return topics.index(study.topics[0]), designs.index(study.design), -(study.year or 0), study.id


def _row(site: SiteData, study: Study) -> dict[str, Any]:
    outcomes = list(dict.fromkeys(OUTCOMES[outcome.kind] for outcome in study.outcomes))
    doses = vitamin_k_doses(site, study)
    return {
        "address": address_of(site, study.id),
        "label": study.label,
        "year": study.year or "",
        "design": study.design,
        "who": study.population,
        "form": forms_text(study) or "none",
        "dose": "; ".join(doses),
        "people": people_text(study) or NOT_READ,
        "size": study.people or "",
        "outcomes": ", ".join(outcomes) or "none",
        "direction": study.direction or "no comparison",
        "read": study.reading.extent,
        "status": STATUSES[study.integrity.status],
        "fallen": not study.usable,
        "facets": {
            "topic": study.topics,
            "design": (study.design,),
            "population": (study.population,),
            "form": study.vitamin_k or ("none",),
            "dose": tuple(doses),
            "outcome": tuple(outcomes),
            "direction": (study.direction or "no comparison",),
            "read": (study.reading.extent,),
            "status": (STATUSES[study.integrity.status],),
        },
    }


def _paper_row(site: SiteData, paper: Paper) -> dict[str, Any]:
    """Return the paper that the cases come from as a row like the others."""
    cases = site.dataset.cases_of[paper.id]
    courses = [course for case in cases for course in case.courses]
    substances = site.dataset.vocabulary.substances
    forms = tuple(
        dict.fromkeys(
            synonym
            for course in courses
            for synonym in substances[course.treatment.substance].synonyms
            if synonym in ("MK-4", "MK-7")
        )
    )
    status, extent = STATUSES[paper.integrity.status], paper.reading.extent
    return {
        "address": address_of(site, paper.id),
        "label": short_name(paper),
        "year": paper.year,
        "design": "case series",
        "who": "pregnancy-associated osteoporosis",
        "form": " and ".join(forms),
        "dose": site.phrases["dose"],
        "people": str(len(cases)),
        "size": len(cases),
        "outcomes": "bone density, bone markers, pain",
        "direction": "no comparison",
        "read": extent,
        "status": status,
        "fallen": False,
        "facets": {
            "topic": ("vitamin K and bone", "bone after pregnancy"),
            "design": ("case series",),
            "population": ("pregnancy-associated osteoporosis",),
            "form": forms,
            "dose": (site.phrases["dose"],),
            "outcome": tuple(OUTCOMES[kind] for kind in ("lumbar-bmd", "hip-bmd", "bone-markers", "pain")),
            "direction": ("no comparison",),
            "read": (extent,),
            "status": (status,),
        },
    }


def study_page(site: SiteData, study: Study) -> SiteFile:
    """Return the page of one study."""
    uri = f"evidence/{study.id}.md"
    outcomes = list(dict.fromkeys(OUTCOMES[outcome.kind] for outcome in study.outcomes))
    first = f"{study.authors[0]}, " if study.authors else ""
    about = f"{first}{study.year or 'year not known'}: {study.design}, {study.population}"
    return render_page(
        site.context,
        uri,
        "study.md.jinja",
        title=study.label,
        description=sentence(f"{about}. {'Outcomes: ' + ', '.join(outcomes) if outcomes else study.label}"),
        kind="Study",
        sources=files_of(site.dataset, (study.id,)),
        origin=Path(f"data/studies/{study.id}.yml"),
        study=study,
        linked=linker(site, uri),
        status=STATUSES[study.integrity.status],
        citation=citation_of(study),
        links=links_of(study),
        about=about,
        outcome_names=outcomes,
        facts=_facts(site, study),
        outcomes=[outcome_view(outcome) for outcome in study.outcomes],
        reviews=[
            {"label": other.label, "address": address_of(site, other.id)}
            for other in site.dataset.studies.values()
            if study.id in other.includes
        ],
        includes=[
            {"label": label_of(site, other), "address": address_of(site, other)} for other in study.includes
        ],
        replaced_by=study.superseded_by
        and {
            "label": label_of(site, study.superseded_by),
            "address": address_of(site, study.superseded_by),
        },
        used_by=_used_by(site, study.id),
    )


def _facts(site: SiteData, study: Study) -> list[dict[str, Any]]:
    """Return what a reader asks first about a study; what was not read is said."""

    def row(label: str, *texts: str | None) -> dict[str, Any]:
        told = [text for text in texts if text]
        return {"label": label, "texts": told or [NOT_READ]}

    arms = []
    for arm in study.arms:
        size = f"{arm.people:,} people" if arm.people is not None else ""
        if arm.analysed is not None:
            size = f"{size}, {arm.analysed:,} analysed".lstrip(", ")
        arms.append(
            ": ".join(
                part for part in (arm.name, "; ".join(filter(None, (size, dose_of(site, arm))))) if part
            )
        )
    people = people_text(study)
    finished = f"{study.completed:,} finished" if study.completed is not None else None
    given = bool(study.vitamin_k or study.arms)
    return [
        row("Design", study.design, study.design_note),
        row("Who", study.population, study.population_note),
        row("People", people, finished, study.people_note),
        *([row("Vitamin K", forms_text(study) or "none was given")] if given else []),
        *([row("Groups", *arms)] if arms else []),
        *([row("Given to all", study.co_interventions)] if study.arms else []),
        *([row("Followed for", study.follow_up)] if study.arms or study.follow_up else []),
        *([row("First scan", study.baseline)] if study.baseline else []),
        *([row("Country", study.country)] if study.country else []),
        *([row("Registered as", study.registration)] if study.registration else []),
        row("Paid for by", study.funding),
    ]


def _used_by(site: SiteData, record_id: str) -> list[dict[str, str]]:
    """Return the pages whose sentences rest on a record."""
    dataset = site.dataset

    def names(refs: tuple[str, ...]) -> bool:
        return any(ref.partition("/")[0] == record_id for ref in refs)

    used = []
    if any(names(claim.rests_on) for claims in dataset.claims.values() for claim in claims.claims):
        used.append({"label": "Home", "address": ""})
    for summary in sorted(dataset.summaries.values(), key=lambda summary: summary.place):
        if names(summary.cases.rests_on) or names(summary.controlled.rests_on):
            used.append(
                {
                    "label": f"Summary of findings: {summary.outcome}",
                    "address": f"evidence/summary-of-findings/#{summary.id}",
                }
            )
    for background in dataset.background.values():
        used.extend(
            {
                "label": f"Background: {point.title}",
                "address": f"background/#{anchor_prefix(site, background.id)}{point.id}",
            }
            for point in background.points
            if names(point.evidence)
        )
    if record_id in site.drawn:
        used.append({"label": "Recovery", "address": "recovery/#picture"})
    return used


def paper_page(site: SiteData, paper: Paper) -> SiteFile:
    """Return the page of the paper that the cases come from."""
    uri = f"evidence/{paper.id}.md"
    cases = site.dataset.cases_of[paper.id]
    return render_page(
        site.context,
        uri,
        "paper.md.jinja",
        title=short_name(paper),
        description=f"{paper.title}: what was read of it, how things were measured, and its cases.",
        kind="Study",
        sources=files_of(site.dataset, (paper.id, *(case.id for case in cases))),
        origin=Path(f"data/papers/{paper.id}.yml"),
        view=paper_view(paper),
        paper=paper,
        authors=[f"{author.given} {author.family}" for author in paper.authors],
        status=STATUSES[paper.integrity.status],
        links=links_of(paper),
        cases=[
            {"label": site.dataset.course_label(case, course), "address": f"cases/{case.id}/"}
            for case in cases
            for course in case.courses
        ],
        findings=len(site.findings_by_paper.get(paper.id, ())),
        audit=url_path(paged("audit", site.page_number_of[paper.id])),
        used_by=_used_by(site, paper.id),
    )


def outcome_page(site: SiteData, kind: OutcomeKind) -> SiteFile:
    """Return everything found on one outcome, with what is kept out and why."""
    shown, kept_out = [], []
    for study in sorted(site.dataset.studies.values(), key=_order):
        own = [outcome for outcome in study.outcomes if outcome.kind == kind]
        if not own or ("vitamin K and bone" not in study.topics and study.usable):
            continue
        if reason := why_not_used(site, study):
            kept_out.append(
                {
                    "id": study.id,
                    "label": study.label,
                    "address": address_of(site, study.id),
                    "reason": reason,
                }
            )
        else:
            shown.append(record_row(site, study, own, ()))
    own_people = [row for row in shown if "pregnancy" in row["who"]]
    name = VIEWS[kind]
    summary = site.dataset.summaries.get(kind)
    uri = f"evidence/{kind}.md"
    return render_page(
        site.context,
        uri,
        "outcome.md.jinja",
        title=name,
        description=f"{name}: what trials and reviews of vitamin K found, and what is kept out of the view.",
        kind="Page",
        sources=(
            *files_of(site.dataset, (row["id"] for row in (*shown, *kept_out))),
            *(summary_files(site.dataset, kind) if summary else ()),
        ),
        wide=True,
        name=name,
        linked=linker(site, uri),
        picture=site.pictures.get(f"forest-{kind}"),
        summary=summary_row(site, summary) if summary else None,
        certainty=certainty_of(site, summary) if summary else None,
        shown=shown,
        kept_out=kept_out,
        amount=count(len(shown), "record"),
        own=f"{count(len(own_people)) if own_people else 'none'} was in women after pregnancy",
    )


def why_not_used(site: SiteData, study: Study) -> str:
    """Say why no pooled view shows a study; empty where one may."""
    if study.integrity.status == "retracted":
        return "retracted"
    if study.integrity.status == "concern":
        return "its data are publicly doubted"
    if study.superseded_by:
        return f"replaced by {label_of(site, study.superseded_by)}"
    if study.direction == "not usable":
        return "not usable"
    return ""


def not_used_page(site: SiteData) -> SiteFile:
    """Return what is not used and why, what fell with it, and what was corrected."""
    uri = "evidence/not-used.md"
    studies = sorted(site.dataset.studies.values(), key=lambda study: (study.year or 0, study.id))
    kept_out = [study for study in studies if why_not_used(site, study)]
    corrected = [s for s in studies if s.integrity.status == "corrected" and s not in kept_out]
    about = [fact for study in studies for fact in study.facts if fact.about == "integrity"]
    return render_page(
        site.context,
        uri,
        "not-used.md.jinja",
        title="Evidence not used",
        description="Retracted, doubted and replaced publications with their notices, what fell with them, "
        "and reviews that were corrected.",
        kind="Page",
        sources=files_of(
            site.dataset,
            (
                study.id
                for study in studies
                if study in (*kept_out, *corrected) or set(study.facts) & set(about)
            ),
        ),
        linked=linker(site, uri),
        kept_out=[_notice_view(site, study) for study in kept_out],
        corrected=[_notice_view(site, study) for study in corrected],
        reports=[
            {"study": study, "address": address_of(site, study.id), "fact": fact}
            for study in studies
            for fact in study.facts
            if fact in about
        ],
    )


def _notice_view(site: SiteData, study: Study) -> dict[str, Any]:
    """Return a study with its notices and the reviews that had pooled it."""
    return {
        "study": study,
        "address": address_of(site, study.id),
        "citation": citation_of(study),
        "reason": why_not_used(site, study),
        "status": STATUSES[study.integrity.status],
        "notices": [
            {
                "notice": notice,
                "href": f"https://doi.org/{notice.doi}" if notice.doi else notice.link,
            }
            for notice in study.integrity.notices
        ],
        "fell": [
            {"label": other.label, "address": address_of(site, other.id), "status": other.integrity.status}
            for other in site.dataset.studies.values()
            if study.id in other.includes
        ],
    }
