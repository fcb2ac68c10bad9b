"""What the sentences of this site say once the numbers of the data stand in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from k2evidence.derive.changes import Changes
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.model.cases import Case, Course
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Evidence
from k2evidence.model.placeholders import fill, study_phrases
from k2evidence.model.text import count, dose_text


@dataclass(frozen=True, slots=True)
class Phrases:
    """What stands for each name in braces of a sentence.

    `whole` counts every case of this site. A sentence that names the papers or cases it rests on
    counts their cases alone: `parts` holds those phrases by paper.
    """

    whole: Mapping[str, str]
    parts: Mapping[frozenset[str], Mapping[str, str]]
    paper_of: Mapping[str, str]
    """The paper of each paper with cases, and of each case."""

    def __getitem__(self, name: str) -> str:
        """Return a phrase that counts every case."""
        return self.whole[name]

    def phrases_for(self, refs: Iterable[str]) -> Mapping[str, str]:
        """Return the phrases of a sentence that rests on this evidence."""
        return self.parts.get(self.papers_of(refs), self.whole)

    def papers_of(self, refs: Iterable[str]) -> frozenset[str]:
        """Return the papers with cases that are in this evidence, or whose cases are."""
        names = (ref.partition("/")[0] for ref in refs)
        return frozenset(self.paper_of[name] for name in names if name in self.paper_of)


_PLACES = {"lumbar": "bmd-lumbar-spine", "femur": "bmd-proximal-femur"}


def derive_phrases(dataset: Dataset, changes: Changes) -> Phrases:
    """Return what stands for each name in braces: figures of studies, and what the cases show."""
    figures = study_phrases(dataset.studies)
    paper_of = {case.id: case.paper for case in dataset.cases.values()}
    paper_of |= {paper: paper for paper in paper_of.values()}
    whole = Phrases(figures | _cases(dataset, changes, list(dataset.cases.values())), {}, paper_of)
    rests: list[Evidence] = [claim.rests_on for said in dataset.claims.values() for claim in said.claims]
    for summary in dataset.summaries.values():
        rests += [summary.cases.rests_on, summary.controlled.rests_on]
    parts = {
        papers: figures
        | _cases(dataset, changes, [case for case in dataset.cases.values() if case.paper in papers])
        for papers in dict.fromkeys(map(whole.papers_of, rests))
        if papers
    }
    return replace(whole, parts=parts)


def _cases(dataset: Dataset, changes: Changes, cases: Sequence[Case]) -> dict[str, str]:
    """Return the phrases that count some cases."""
    courses = [(case, course) for case in cases for course in case.courses]
    weaned = [c for _, c in courses if any(m.kind == "weaning" for m in c.co_interventions)]
    treated = [course for _, course in courses if course.purpose == "treatment"]
    substances = dataset.vocabulary.substances
    given = [(substances[c.treatment.substance], c.treatment.dose) for _, c in courses]
    all_ = "all " if len(weaned) == len(courses) else f"{count(len(weaned))} of "
    phrases = {
        "women": count(len(cases), "woman", "women"),
        "courses": count(len(courses), "course"),
        "treatment-courses": count(len(treated)),
        "drug": _either(substance.name for substance, _ in given) or "vitamin K2",
        "dose": _either(dose_text(dose, substance) for substance, dose in given) or "no known dose",
        "weaned": f"{all_}{count(len(courses), 'course')}",
    }
    for name, analyte in _PLACES.items():
        phrases |= {f"{name}-{what}": said for what, said in _directions(courses, changes, analyte)}
    return phrases


def _either(texts: Iterable[str]) -> str:
    """Return the different texts: '45 mg a day or 15 mg a day'."""
    different = list(dict.fromkeys(texts))
    return " or ".join(filter(None, (", ".join(different[:-1]), *different[-1:])))


def _directions(
    courses: Sequence[tuple[Case, Course]], changes: Changes, analyte: str
) -> Iterator[tuple[str, str]]:
    """Yield in how many courses a density was measured twice, rose, fell, or is told both ways."""
    rose, fell = Decimal(1), Decimal(-1)
    signs = []
    for case, course in courses:
        chosen = [change for change in changes.of(case.id, course.id, analyte, None) if change.chosen]
        if chosen:
            signs.append({change.absolute.value.compare(Decimal(0)) for change in chosen})
    yield "measured", count(len(signs), "course")
    yield "rose", count(signs.count({rose}))
    yield "fell", count(signs.count({fell}))
    yield "unclear", count(sum(len(sign) > 1 for sign in signs))


def check_phrase_lengths(dataset: Dataset, phrases: Phrases) -> Iterator[Problem]:
    """Yield a problem for every set of claims that is longer than its record allows."""
    for claims in dataset.claims.values():
        if claims.max_words is None:
            continue
        words = sum(
            len(fill(claim.says, phrases.phrases_for(claim.rests_on)).split()) for claim in claims.claims
        )
        if words > claims.max_words:
            yield dataset.documents[f"data/claims/{claims.id}.yml"].problem(
                ["max_words"],
                ErrorCode.TOO_MANY_WORDS,
                f"the claims have {words} words together; {claims.max_words} are allowed",
                "say it in fewer words",
            )
