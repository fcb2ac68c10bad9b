"""The page of one study."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from k2evidence.derive.appraisals import answers_of
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Arm, Study
from k2evidence.model.study_text import design_text, form_labels, population_text
from k2evidence.model.text import first_fitting, join_words, lower_first, quantity, sentence
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files
from k2evidence.render.pages.views.appraisals import StudyAppraisal, study_appraisals
from k2evidence.render.pages.views.citing_pages import citing_pages
from k2evidence.render.pages.views.findings import QuestionView, question_marks, question_view
from k2evidence.render.pages.views.outcomes import OutcomeView, outcome_names, outcome_view
from k2evidence.render.pages.views.publications import (
    ExternalLink,
    citation_text,
    external_links,
    integrity_text,
    kind_text,
    search_text,
)
from k2evidence.render.pages.views.record_links import (
    Linker,
    SiteLink,
    linker,
    place_between,
    record_link,
    reviews_of,
)
from k2evidence.render.pages.views.reported_cases import ReportedCases, reported_cases
from k2evidence.render.pages.views.study_rows import arm_dose_text, people_text
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What was read about one question, such as who paid; there is none where nothing was read."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StudyPage:
    """A study as its own page shows it.

    `summary` is its design and population in a line; `reviews` are known to pool it and it is known to pool
    `includes`. `reported` are its patients where this site has them as cases.
    """

    study: Study
    summary: str
    outcome_names: tuple[str, ...]
    integrity: str
    searched: str
    superseded_by: SiteLink | None
    citation: str
    links: tuple[ExternalLink, ...]
    facts: tuple[StudyFacts, ...]
    outcomes: tuple[OutcomeView, ...]
    questions: tuple[QuestionView, ...]
    reviews: tuple[SiteLink, ...]
    includes: tuple[SiteLink, ...]
    cited_on: tuple[SiteLink, ...]
    reported: ReportedCases | None
    appraisals: tuple[StudyAppraisal, ...]
    linked: Linker


def study_page(site: SiteData, study: Study) -> SiteFile:
    """Return the page of one study."""
    uri = f"evidence/{study.id}.md"
    view = _view(site, study, uri)
    cases = site.dataset.cases_of.get(study.id, ())
    return render_page(
        site.context,
        uri,
        "study.md.jinja",
        title=study.label,
        description=_description(study, view.outcome_names),
        kind="Study",
        sources=(
            *record_files(site.dataset, (study.id, *(case.id for case in cases))),
            *((f"data/appraisals/{study.id}.yml",) if view.appraisals else ()),
        ),
        origin=Path(f"data/studies/{study.id}.yml"),
        place=place_between(site.dataset, site.neighbours_of_publication.get(study.id)),
        view=view,
    )


def _view(site: SiteData, study: Study, uri: str) -> StudyPage:
    dataset, marks = site.dataset, question_marks(site, study.id)
    return StudyPage(
        study=study,
        summary=_summary(study),
        outcome_names=outcome_names(study),
        integrity=integrity_text(study),
        searched=search_text(study),
        superseded_by=record_link(dataset, study.superseded_by) if study.superseded_by else None,
        citation=citation_text(study),
        links=external_links(study),
        facts=tuple(_facts(dataset, study)),
        outcomes=tuple(outcome_view(study, outcome, marks) for outcome in study.outcomes),
        questions=tuple(question_view(site, question) for question in site.questions_of.get(study.id, ())),
        reviews=reviews_of(dataset, study.id),
        includes=tuple(record_link(dataset, included) for included in study.includes),
        cited_on=citing_pages(site, study.id),
        reported=reported_cases(site, study) if dataset.cases_of.get(study.id) else None,
        appraisals=tuple(_appraisals(dataset, study)),
        linked=linker(dataset, uri),
    )


def _appraisals(dataset: Dataset, study: Study) -> Iterator[StudyAppraisal]:
    """Yield the answers of the tools for trials and for reviews; those about patients have their own page."""
    if appraisal := dataset.appraisals.get(study.id):
        for judged in ("results of trials", "reviews"):
            yield from study_appraisals(dataset, study.id, answers_of(dataset, appraisal, judged))


def _summary(study: Study) -> str:
    """Return 'Jiang 2014: randomised trial of vitamin K2 (MK-4)'."""
    return f"{study.label}: {kind_text(study)}"


def _description(study: Study, outcomes: Sequence[str]) -> str:
    """Return what the page answers, as far as a search engine shows it, and whether the study stands."""
    stands = {"retracted": " It was retracted.", "concern": " Concerns about it were reported."}
    named = [name for name in map(lower_first, outcomes) if name != "other outcomes"]
    end = f", and how it was read.{stands.get(study.integrity.status, '')}"

    what = ". What" if ":" in study.label else ": what"  # a sentence has one colon

    def texts() -> Iterator[str]:
        for kind in (kind_text(study), kind_text(study, short=True)):
            for shown in range(len(named), 0, -1):
                more = ["other outcomes"] if shown < len(outcomes) else []
                yield f"{study.label}, {kind}{what} it found on {join_words([*named[:shown], *more])}{end}"
            yield f"{study.label}, {kind}{what} it {'found' if outcomes else 'says'}{end}"
        yield f"{study.label}{what} it says{end}"

    return sentence(first_fitting(texts(), MOST_DESCRIBED))


def _facts(dataset: Dataset, study: Study) -> Iterator[StudyFacts]:
    """Yield what a reader wants to know first about a study; a field that is empty says nothing."""
    finished = f"{study.completed:,} completed it" if study.completed is not None else None
    facts: Mapping[str, tuple[str | None, ...]] = {
        "Design": _described(design_text(study), study.design_note),
        "Population": _described(population_text(study), study.population_note),
        "People": (people_text(study), finished, study.people_note),
        "Vitamin K": (join_words(form_labels(study.vitamin_k)),),
        "Groups": tuple(_arm_text(dataset, arm) for arm in study.arms),
        "Background treatment of all groups": (study.co_interventions,),
        "Follow-up": (study.follow_up,),
        "Baseline": (study.baseline,),
        "Country": (study.country,),
        "Registration": (study.registration,),
        "Funding": (study.funding,),
    }
    for label, texts in facts.items():
        if any(texts):
            yield StudyFacts(label, tuple(filter(None, texts)))


def _described(label: str, note: str | None) -> tuple[str | None, ...]:
    """Return a label and its note; the note alone where it says the label again."""
    return (note,) if note and note.startswith(label) else (label, note)


def _arm_text(dataset: Dataset, arm: Arm) -> str:
    """Return 'MK-4: 60 people, 62 (Methods), 55 analysed; 45 mg (45,000 µg) a day', as far as it is known."""
    people = quantity(arm.people, "person", "people") if arm.people is not None else ""
    analysed = f"{arm.analysed:,} analysed" if arm.analysed is not None else ""
    others = (
        f"{report.people:,} ({report.locator})" for report in arm.reports if report.people != arm.people
    )
    size = ", ".join(filter(None, (people, *others, analysed)))
    details = "; ".join(filter(None, (size, arm_dose_text(dataset, arm))))
    return ": ".join(filter(None, (arm.name, details)))
