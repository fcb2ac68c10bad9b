"""The phrases that placeholders in the sentences of this site stand for: `{women}`, `{study/item}`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from k2evidence.derive.changes import Changes
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.model.cases import Case, Course
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Claims, Evidence
from k2evidence.model.placeholders import CASE_PHRASES, fill, placeholders, study_phrases
from k2evidence.model.text import count, dose_text
from k2evidence.model.vocabulary import Region, Vocabulary

DENSITIES: Mapping[str, Region] = {"lumbar": "lumbar spine", "femur": "hip"}
"""The region of each bone density that phrases count, by the first word of their names."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What each placeholder of a sentence stands for.

    `of_k2_cases` count every case given vitamin K2. A sentence that names the papers or cases it rests
    on counts their cases alone: `of_papers` holds its phrases by those papers.
    """

    of_k2_cases: Mapping[str, str]
    of_papers: Mapping[frozenset[str], Mapping[str, str]]
    paper_of: Mapping[str, str]
    """The paper of each paper with cases, and of each case."""

    def __getitem__(self, name: str) -> str:
        """Return a phrase that counts the cases given vitamin K2."""
        return self.of_k2_cases[name]

    def phrases_for(self, refs: Iterable[str]) -> Mapping[str, str]:
        """Return the phrases of a sentence that rests on this evidence."""
        return self.of_papers.get(self.papers_of(refs), self.of_k2_cases)

    def papers_of(self, refs: Iterable[str]) -> frozenset[str]:
        """Return the papers with cases that are in this evidence, or whose cases are."""
        names = (ref.partition("/")[0] for ref in refs)
        return frozenset(self.paper_of[name] for name in names if name in self.paper_of)


def derive_phrases(dataset: Dataset, changes: Changes) -> Phrases:
    """Return the phrase of each placeholder: figures of studies, and counts of cases."""
    figures = study_phrases(dataset.studies)
    cases = dataset.cases.values()
    paper_of = {case.id: case.paper for case in cases}
    paper_of |= {paper: paper for paper in paper_of.values()}
    phrases = Phrases(figures | _case_phrases(dataset, changes, dataset.k2_cases), {}, paper_of)
    of_papers = {
        papers: figures | _case_phrases(dataset, changes, [case for case in cases if case.paper in papers])
        for papers in dict.fromkeys(map(phrases.papers_of, _evidence(dataset)))
        if papers
    }
    return replace(phrases, of_papers=of_papers)


def _evidence(dataset: Dataset) -> Iterator[Evidence]:
    """Yield the evidence of every sentence of claims and of the summary of findings that may count cases."""
    for claims in dataset.claims.values():
        yield from (claim.rests_on for claim in claims.claims)
    for summary in dataset.summaries.values():
        yield summary.cases.rests_on
        yield from (said.rests_on for said in (summary.context, *summary.bodies) if said)


def _case_phrases(dataset: Dataset, changes: Changes, cases: Sequence[Case]) -> dict[str, str]:
    """Return the phrases that count some cases."""
    courses = [(case, course) for case in cases for course in case.courses]
    weaned = [c for _, c in courses if any(m.kind == "weaning" for m in c.co_interventions)]
    treated = [course for _, course in courses if course.purpose == "treatment"]
    substances = dataset.vocabulary.substances
    given = [(substances.get(t.substance or ""), t) for _, course in courses for t in course.treatments]
    all_ = "all " if len(weaned) == len(courses) else f"{count(len(weaned))} of "
    phrases = {
        "women": count_patients(cases),
        "courses": count(len(courses), "course"),
        "treatment-courses": count(len(treated)),
        "drug": _either(drug.name if drug else t.procedure or "" for drug, t in given) or "no bone drug",
        "dose": _either(dose_text(t.dose, drug) for drug, t in given if t.dose) or "no known dose",
        "weaned": f"{all_}{count(len(courses), 'course')}",
    }
    for prefix, region in DENSITIES.items():
        directions = count_directions(dataset.vocabulary, courses, changes, region)
        phrases |= {f"{prefix}-{name}": phrase for name, phrase in directions.items()}
    return phrases


def count_patients(cases: Sequence[Case], which: str = "") -> str:
    """Return 'four women', or patients where not all are known to be women; `which` is before them."""
    if all(case.sex == "female" for case in cases):
        return count(len(cases), f"{which}woman", f"{which}women")
    return count(len(cases), f"{which}patient")


def _either(texts: Iterable[str]) -> str:
    """Return the different texts: '45 mg a day or 15 mg a day'."""
    different = list(dict.fromkeys(texts))
    return " or ".join(filter(None, (", ".join(different[:-1]), *different[-1:])))


def count_directions(
    vocabulary: Vocabulary, courses: Iterable[tuple[Case, Course]], changes: Changes, region: Region
) -> dict[str, str]:
    """Return in how many courses a density was measured twice, rose, fell, or did both in two places.

    A course with several later scans counts by the last one; one with several places of the region by the
    first of them in the vocabulary.
    """
    rose, fell = Decimal(1), Decimal(-1)
    analytes = [name for name in vocabulary.analytes if vocabulary.is_density_of(name, region)]
    signs = []
    for case, course in courses:
        measured = sorted(
            (m for m in course.measurements if m.analyte in analytes), key=lambda m: analytes.index(m.analyte)
        )
        chosen = next(filter(None, (changes.of_last_visit(case, course, m) for m in measured)), ())
        if chosen:
            signs.append({change.absolute.value.compare(Decimal(0)) for change in chosen})
    return {
        "measured": count(len(signs), "course"),
        "rose": count(signs.count({rose})),
        "fell": count(signs.count({fell})),
        "unclear": count(sum(len(sign) > 1 for sign in signs)),
    }


def check_phrase_lengths(dataset: Dataset, phrases: Phrases) -> Iterator[Problem]:
    """Yield a problem for every set of claims with more words than its record allows."""
    for claims in dataset.claims.values():
        if claims.max_words is None:
            continue
        sentences = [fill(claim.says, phrases.phrases_for(claim.rests_on)) for claim in claims.claims]
        words = sum(len(text.split()) for text in sentences)
        if words > claims.max_words:
            yield dataset.documents[f"data/claims/{claims.id}.yml"].problem(
                ["max_words"],
                ErrorCode.TOO_MANY_WORDS,
                f"the claims have {words} words together; {claims.max_words} are allowed",
                f"say it in fewer words{_longest_phrases(claims, phrases)}",
            )


def _longest_phrases(claims: Claims, phrases: Phrases) -> str:
    """Return the names that count cases and stand for the most words: they grow with each new case."""
    filled = {
        (name, claim.id): phrases.phrases_for(claim.rests_on).get(name, "")
        for claim in claims.claims
        for name in placeholders(claim.says)
        if name in CASE_PHRASES
    }
    longest = sorted(filled.items(), key=lambda item: -len(item[1].split()))[:2]
    named = "; ".join(f"{{{name}}} in `{claim}` stands for '{text}'" for (name, claim), text in longest)
    return f". What a name in braces stands for grows with the cases: {named}" if named else ""
