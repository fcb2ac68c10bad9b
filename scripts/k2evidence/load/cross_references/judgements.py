"""References of what this site says: claims, rows of the summary of findings, background points."""

import re
from collections.abc import Sequence

from k2evidence.load.cross_references.anchors import BACKGROUND_PAGE, SUMMARY_PAGE, check_anchor, reserved
from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.data_files import PAGE_OF_CLAIMS
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import (
    LEVELS_DOWN,
    Background,
    Body,
    Claims,
    Context,
    NoBaseline,
    OutcomeSummary,
    Reported,
    body_domains,
    leaves_open,
)
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import Estimate, Result, StudyOutcome

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
    """Yield evidence that an outcome of the summary of findings may not rest on, and ids that are taken."""
    yield from check_anchor(["id"], summary.id, SUMMARY_PAGE)
    yield from check_unique(["bodies"], [body.id for body in summary.bodies])
    if bool(summary.bodies) == bool(summary.none_found):
        yield Issue(
            ["none_found"],
            ErrorCode.RATING_INCOMPLETE,
            "`bodies` and `none_found` do not fit together",
            "give the bodies of evidence, or say in `none_found` that none was found",
        )
    if (summary.importance == "surrogate") != (summary.surrogate_for is not None):
        yield Issue(
            ["surrogate_for"],
            ErrorCode.RATING_INCOMPLETE,
            "`importance` and `surrogate_for` do not fit together",
            "say in `surrogate_for` what a surrogate stands in for; other outcomes have none",
        )
    yield from _check_said(["cases"], summary.cases, lookup)
    if summary.context:
        yield from _check_said(["context"], summary.context, lookup)
    if summary.none_found:
        yield from lookup.check_placeholders(["none_found"], summary.none_found, summary.cases.rests_on)
    for i, body in enumerate(summary.bodies):
        yield from _check_body(["bodies", i], body, lookup)


def _check_said(loc: Loc, said: Reported | Context | NoBaseline, lookup: Lookup) -> Issues:
    yield from lookup.check_evidence([*loc, "rests_on"], said.rests_on)
    yield from lookup.check_placeholders([*loc, "says"], said.says, said.rests_on)


def _check_body(loc: Loc, body: Body, lookup: Lookup) -> Issues:
    """Yield evidence that a body may not rest on, and an effect or a baseline risk that is none."""
    yield from lookup.check_evidence([*loc, "rests_on"], body.rests_on)
    if body.says:
        yield from lookup.check_placeholders([*loc, "says"], body.says, body.rests_on)
    for domain, rating in body_domains(body).items():
        yield from lookup.check_evidence([*loc, domain.replace(" ", "_"), "rests_on"], rating.rests_on)
    lowered = any(LEVELS_DOWN[rating.concern] for rating in body_domains(body).values())
    if body.up and (body.design == "randomised trials" or lowered):
        yield Issue(
            [*loc, "up"],
            ErrorCode.RATING_INCOMPLETE,
            "a body is rated up that GRADE does not rate up",
            "remove `up`: only non-randomised studies without a serious concern are rated up",
        )
    for i, reason in enumerate(body.up):
        yield from lookup.check_evidence([*loc, "up", i, "rests_on"], reason.rests_on)
    yield from _check_number([*loc, "effect"], body.effect, lookup, Estimate)
    effect = _named_number(body.effect, lookup, Estimate)
    if body.result and isinstance(effect, Estimate) and leaves_open(effect):
        yield Issue(
            [*loc, "result"],
            ErrorCode.RATING_INCOMPLETE,
            "`result` names a direction that the interval of `effect` leaves open",
            "remove `result`: the interval includes no difference, and more than little or no effect; "
            "say in `says` what a reader must know",
        )
    if body.baseline:
        yield from _check_number([*loc, "baseline", "result"], body.baseline.result, lookup, Result)
    if body.baseline and body.baseline.limits:
        refs = (body.baseline.result,)
        yield from lookup.check_placeholders([*loc, "baseline", "limits"], body.baseline.limits, refs)
    if body.no_baseline:
        yield from _check_said([*loc, "no_baseline"], body.no_baseline, lookup)
    if body.baseline and body.no_baseline:
        yield Issue(
            [*loc, "no_baseline"],
            ErrorCode.RATING_INCOMPLETE,
            "`baseline` and `no_baseline` do not fit together",
            "give the baseline risk, or say why none fits",
        )


def _check_number(loc: Loc, ref: str | None, lookup: Lookup, kind: type[Estimate | Result]) -> Issues:
    """Yield a reference to a number that is not there, or that is of another kind."""
    if ref is None:
        return
    found = tuple(lookup.check_evidence(loc, (ref,)))
    yield from found
    name = ref.partition("/")[0]
    if found or (name not in lookup.dataset.studies and name in lookup.unread):
        return
    named = _named_number(ref, lookup, kind)
    if not isinstance(named, kind):
        wanted = "an estimate" if kind is Estimate else "a result of one group"
        yield Issue(
            loc,
            ErrorCode.UNKNOWN_ITEM,
            f"{shown(ref)} is not {wanted} of a study",
            f"name {wanted} as study/item; give it an `id` in the study's file if it has none",
        )
    elif isinstance(named, Result) and (named.events is None or not named.people):
        yield Issue(
            loc,
            ErrorCode.UNKNOWN_ITEM,
            f"{shown(ref)} has no `events` and `people` to derive a risk from",
            "name a result that counts both, or remove `baseline`",
        )


def _named_number(ref: str | None, lookup: Lookup, kind: type[Estimate | Result]) -> object:
    """Return the item of a study that a reference names; of an outcome its only number of a kind."""
    name, _, item = (ref or "").partition("/")
    study = lookup.dataset.studies.get(name)
    named: object = dict(study.items()).get(item) if study else None
    if isinstance(named, StudyOutcome):
        numbers: Sequence[Estimate | Result] = named.estimates if kind is Estimate else named.results
        return numbers[0] if len(numbers) == 1 else None
    return named


def check_claims(claims: Claims, lookup: Lookup) -> Issues:
    """Yield evidence that a claim may not rest on, placeholders without a meaning, and links to no page."""
    if claims.id not in PAGE_OF_CLAIMS:
        yield Issue(
            ["id"],
            ErrorCode.UNKNOWN_FILE,
            f"no page shows claims called {shown(claims.id)}",
            f"move them to a file that a page shows: {', '.join(PAGE_OF_CLAIMS)}",
        )
    yield from check_unique(["claims"], [claim.id for claim in claims.claims])
    for i, claim in enumerate(claims.claims):
        yield from lookup.check_evidence(["claims", i, "rests_on"], claim.rests_on)
        yield from lookup.check_placeholders(["claims", i, "says"], claim.says, claim.rests_on)
        if claim.see:
            yield from _check_see(["claims", i, "see"], claim.see, lookup)
    yield from _check_shown(claims, lookup)


def _check_shown(claims: Claims, lookup: Lookup) -> Issues:
    """Yield a claim to be shown that is not there, or one of this file that its page leaves out."""
    own = [claim.id for claim in claims.claims]
    files = lookup.dataset.claims.items()
    others = (f"{name}/{claim.id}" for name, part in files for claim in part.claims)
    known = dict.fromkeys((*own, *others))
    for i, name in enumerate(claims.shows):
        yield from lookup.check_name(["shows", i], ErrorCode.UNKNOWN_CLAIM, name, known)
    yield from check_unique(["shows"], claims.shows)
    if claims.shows and (left_out := [name for name in own if name not in claims.shows]):
        yield Issue(
            ["shows"],
            ErrorCode.UNKNOWN_CLAIM,
            f"no page shows the claim {shown(left_out[0])}",
            "add its id to `shows` where it is to be read, or remove the claim",
        )


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
