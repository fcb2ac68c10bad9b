"""References of what this site says: claims, rows of the summary of findings, background points."""

from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.problems import Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Background, Claims, OutcomeSummary, Side


def check_background(background: Background, lookup: Lookup) -> Issues:
    """Yield an unknown paper, and unknown claims, evidence and studies."""
    paper = lookup.dataset.papers.get(background.id)
    claims = {claim.id: claim for claim in paper.claims if claim.id} if paper else {}
    yield from lookup.check_name(["id"], ErrorCode.UNKNOWN_PAPER, background.id, lookup.dataset.papers)
    yield from check_unique(["points"], [point.id for point in background.points])
    for i, point in enumerate(background.points):
        for j, name in enumerate(point.claims if paper else ()):
            yield from lookup.check_name(["points", i, "claims", j], ErrorCode.UNKNOWN_CLAIM, name, claims)
        yield from lookup.check_evidence(["points", i, "evidence"], point.evidence)
    for i, reference in enumerate(background.references):
        if reference.study:
            yield from lookup.check_name(
                ["references", i, "study"], ErrorCode.UNKNOWN_STUDY, reference.study, lookup.dataset.studies
            )


def check_summary(summary: OutcomeSummary, lookup: Lookup) -> Issues:
    """Yield evidence that a row of the summary of findings may not rest on."""
    yield from _check_side(["cases"], summary.cases, lookup)
    yield from _check_side(["controlled"], summary.controlled, lookup)


def _check_side(loc: Loc, side: Side, lookup: Lookup) -> Issues:
    yield from lookup.check_evidence([*loc, "rests_on"], side.rests_on)
    yield from lookup.check_placeholders([*loc, "says"], side.says, side.rests_on)
    yield from lookup.check_placeholders([*loc, "people"], side.people, side.rests_on)
    for i, step in enumerate(side.steps):
        yield from lookup.check_evidence([*loc, "steps", i, "rests_on"], step.rests_on)


def check_claims(claims: Claims, lookup: Lookup) -> Issues:
    """Yield evidence that a claim may not rest on, and placeholders that stand for nothing."""
    yield from check_unique(["claims"], [claim.id for claim in claims.claims])
    for i, claim in enumerate(claims.claims):
        yield from lookup.check_evidence(["claims", i, "rests_on"], claim.rests_on)
        yield from lookup.check_placeholders(["claims", i, "says"], claim.says, claim.rests_on)
