"""References of what this site says: claims, rows of the summary of findings, background points."""

import re

from k2evidence.load.cross_references.anchors import BACKGROUND_PAGE, SUMMARY_PAGE, check_anchor, reserved
from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.data_files import HOME_CLAIMS
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Background, Claims, OutcomeSummary, Side
from k2evidence.model.scalars.refusals import shown

_SEE = re.compile(
    r"(?P<page>(?:[a-z0-9][a-z0-9-]*/)*)"
    r"(?:(?<=^evidence/)\?[a-z-]+=[\w .-]+(?:&[a-z-]+=[\w .-]+)*|#[a-z0-9][a-z0-9-]*)?",
    re.ASCII,
)
"""An address of a page from the root of the site, with the values of a filter or an anchor."""


def check_background(background: Background, lookup: Lookup) -> Issues:
    """Yield an unknown paper, and unknown claims, evidence and studies."""
    paper = lookup.dataset.papers.get(background.id)
    claims = {claim.id: claim for claim in paper.claims if claim.id} if paper else {}
    yield from lookup.check_name(["id"], ErrorCode.UNKNOWN_PAPER, background.id, lookup.dataset.papers)
    yield from check_unique(["points"], [point.id for point in background.points])
    others = tuple(f"{name}-" for name in lookup.dataset.background if name != background.id)
    for i, point in enumerate(background.points):
        yield from check_anchor(["points", i, "id"], point.id, BACKGROUND_PAGE)
        if point.id.startswith(others):
            why = "anchors that begin with the id of another paper are those of its discussion"
            yield reserved(["points", i, "id"], point.id, why)
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
    """Yield evidence that a row of the summary of findings may not rest on, and an id that is taken."""
    yield from check_anchor(["id"], summary.id, SUMMARY_PAGE)
    yield from _check_side(["cases"], summary.cases, lookup)
    yield from _check_side(["controlled"], summary.controlled, lookup)


def _check_side(loc: Loc, side: Side, lookup: Lookup) -> Issues:
    yield from lookup.check_evidence([*loc, "rests_on"], side.rests_on)
    yield from lookup.check_placeholders([*loc, "says"], side.says, side.rests_on)
    yield from lookup.check_placeholders([*loc, "people"], side.people, side.rests_on)
    for i, step in enumerate(side.steps):
        yield from lookup.check_evidence([*loc, "steps", i, "rests_on"], step.rests_on)


def check_claims(claims: Claims, lookup: Lookup) -> Issues:
    """Yield evidence that a claim may not rest on, placeholders without a meaning, and links to no page."""
    if claims.id not in HOME_CLAIMS:
        yield Issue(
            ["id"],
            ErrorCode.UNKNOWN_FILE,
            f"no page shows claims called {shown(claims.id)}",
            f"move them to a file that the home page shows: {', '.join(HOME_CLAIMS)}",
        )
    yield from check_unique(["claims"], [claim.id for claim in claims.claims])
    for i, claim in enumerate(claims.claims):
        yield from lookup.check_evidence(["claims", i, "rests_on"], claim.rests_on)
        yield from lookup.check_placeholders(["claims", i, "says"], claim.says, claim.rests_on)
        if claim.see:
            yield from _check_see(["claims", i, "see"], claim.see, lookup)


def _check_see(loc: Loc, see: str, lookup: Lookup) -> Issues:
    """Yield an address that is no page of this site, or that is written as no address of it."""
    match = _SEE.fullmatch(see)
    if match is None:
        yield Issue(
            loc,
            ErrorCode.UNKNOWN_PAGE,
            f"{shown(see)} is not an address of this site",
            "write the address of a page without the first slash, with its final slash; a part of the page "
            "after '#', a filter of the table of evidence after 'evidence/?'",
        )
    elif not lookup.may_answer(f"/{match['page']}"):
        yield Issue(
            loc,
            ErrorCode.UNKNOWN_PAGE,
            f"/{match['page']} is not a page of this site",
            "write the address of a page that exists, without the first slash",
        )
