"""References of studies: arms, units, other studies, and what the recovery picture needs."""

from collections.abc import Iterable, Iterator, Mapping

from k2evidence.load.cross_references.anchors import NOT_USED_PAGE, STUDY_PAGE, check_anchor, reserved
from k2evidence.load.cross_references.lookup import Lookup, check_unique, circular, quoted, reachable
from k2evidence.load.cross_references.papers import check_case_reporting
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.base import IntegrityStatus
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.placeholders import AMOUNTS
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import Study, StudyIntegrity, StudyOutcome

NOTICE_ASKS: Mapping[str, tuple[IntegrityStatus, ...]] = {
    "retraction": ("retracted",),
    "expression of concern": ("concern", "retracted"),
    "reported concern": ("concern", "corrected", "retracted"),
    "correction": ("corrected", "concern", "retracted"),
}
"""Which status a publication can have beside a notice of each kind; other kinds ask for none."""
STATUS_NEEDS: Mapping[IntegrityStatus, tuple[str, ...]] = {
    "retracted": ("retraction",),
    "concern": ("expression of concern", "reported concern"),
    "corrected": ("correction", "recalculation"),
}
"""Of which kinds one notice must be there for each status."""


def check_study(study: Study, lookup: Lookup) -> Issues:
    """Yield unknown arms, units and studies, and names that are given twice."""
    yield from lookup.check_record_id("studies", study.id)
    yield from check_anchor(["id"], study.id, NOT_USED_PAGE)
    yield from lookup.check_publication("studies", study)
    yield from check_case_reporting(study, lookup)
    yield from check_unique(["arms"], [arm.name for arm in study.arms])
    yield from _check_item_names(study)
    for i, arm in enumerate(study.arms):
        if arm.dose:
            yield from lookup.check_dose(["arms", i, "dose"], arm.dose)
    for i, outcome in enumerate(study.outcomes):
        yield from _check_outcome(["outcomes", i], study, outcome, lookup)
        yield from _check_chart_exclusion(["outcomes", i], study, outcome)
    yield from _check_included(study, lookup)
    yield from _check_superseded(study, lookup)
    yield from _check_integrity(study.integrity)


def _check_item_names(study: Study) -> Issues:
    """Yield ids that two parts of a study have in common, or that mean something else already.

    Evidence names such a part as `study/id`, and it is an anchor of the page.
    """
    seen: set[str] = set()
    for loc, name in _item_names(study):
        if name in AMOUNTS:
            yield reserved(loc, name, f"{{{study.id}/{name}}} stands for a number of the whole study")
        yield from check_anchor(loc, name, STUDY_PAGE, title=study.label)
        if name in seen:
            yield Issue(loc, ErrorCode.DUPLICATE_ID, f"{shown(name)} names two things", "rename one of them")
        seen.add(name)


def _item_names(study: Study) -> Iterator[tuple[Loc, str]]:
    """Yield the id of every part of a study, with its path."""
    for i, outcome in enumerate(study.outcomes):
        yield ["outcomes", i, "id"], outcome.id
        for j, result in enumerate(outcome.results):
            if result.id:
                yield ["outcomes", i, "results", j, "id"], result.id
        for j, estimate in enumerate(outcome.estimates):
            if estimate.id:
                yield ["outcomes", i, "estimates", j, "id"], estimate.id
    for i, fact in enumerate(study.facts):
        yield ["facts", i, "id"], fact.id


def _check_outcome(loc: Loc, study: Study, outcome: StudyOutcome, lookup: Lookup) -> Issues:
    """Yield unknown units of an outcome and its estimates, and unknown arms of its results."""
    arms = {arm.name: arm for arm in study.arms}
    if outcome.unit:
        yield from lookup.check_unit([*loc, "unit"], outcome.unit)
    if outcome.parts_of is not None:
        others = {other.id: other for other in study.outcomes if other is not outcome}
        yield from lookup.check_name([*loc, "parts_of"], ErrorCode.UNKNOWN_ITEM, outcome.parts_of, others)
    for j, result in enumerate(outcome.results):
        if result.people_derived and result.people is None:
            yield Issue(
                [*loc, "results", j, "people_derived"],
                ErrorCode.DERIVATION_WITHOUT_NUMBER,
                "`people_derived` is given without `people`",
                "give the number that was derived in `people`, or remove `people_derived`",
            )
        if result.arm is not None:
            yield from lookup.check_name([*loc, "results", j, "arm"], ErrorCode.UNKNOWN_ARM, result.arm, arms)
    for j, estimate in enumerate(outcome.estimates):
        if estimate.unit:
            yield from lookup.check_unit([*loc, "estimates", j, "unit"], estimate.unit)
        for k, name in enumerate(estimate.without):
            yield from lookup.check_name(
                [*loc, "estimates", j, "without", k], ErrorCode.UNKNOWN_STUDY, name, lookup.dataset.studies
            )


def _check_chart_exclusion(loc: Loc, study: Study, outcome: StudyOutcome) -> Issues:
    """Yield a lumbar change after pregnancy that the recovery picture neither draws nor explains."""
    if not study.is_recovery(outcome):
        return
    care = {arm.name for arm in study.arms if arm.care}
    can_be_drawn = [
        result.value is not None and result.months is not None and result.arm in care
        for result in outcome.results
    ]
    if not outcome.not_drawn and not all(can_be_drawn):
        yield Issue(
            [*loc, "results"],
            ErrorCode.RECOVERY_UNPLACED,
            "a change of lumbar bone density after pregnancy lacks `value`, `months` or its arm's `care`",
            "give all of them, so that the recovery picture can draw it, or say in `not_drawn` why it cannot",
        )
    elif outcome.not_drawn and any(can_be_drawn):
        yield Issue(
            [*loc, "not_drawn"],
            ErrorCode.RECOVERY_UNPLACED,
            "`not_drawn` is given with results that have `months`",
            "remove `not_drawn`, or the months",
        )


def _check_included(study: Study, lookup: Lookup) -> Issues:
    """Yield included studies that are unknown, or that include this one."""
    studies = lookup.dataset.studies

    def included(name: str) -> Iterable[str]:
        return studies[name].includes if name in studies else ()

    for i, name in enumerate(study.includes):
        yield from lookup.check_name(["includes", i], ErrorCode.UNKNOWN_STUDY, name, studies)
        if study.id in reachable(name, included):
            yield circular(["includes", i], f"{name} includes {study.id}")


def _check_superseded(study: Study, lookup: Lookup) -> Issues:
    """Yield a newer study that is unknown, or that this one replaces in turn."""
    studies, newer = lookup.dataset.studies, study.superseded_by
    if newer is None:
        return

    def superseding(name: str) -> Iterable[str]:
        return filter(None, [studies[name].superseded_by] if name in studies else [])

    yield from lookup.check_name(["superseded_by"], ErrorCode.UNKNOWN_STUDY, newer, studies)
    if newer in studies and not studies[newer].usable:
        yield Issue(
            ["superseded_by"],
            ErrorCode.EVIDENCE_FELL,
            f"{shown(newer)} is {lookup.fallen(newer)}, so it replaces nothing",
            "remove `superseded_by`: what was replaced by it stands for itself again",
        )
    if study.id in reachable(newer, superseding):
        yield circular(["superseded_by"], f"{newer} is superseded by {study.id}")


def _check_integrity(integrity: StudyIntegrity) -> Issues:
    """Yield a notice that the status ignores, and a status without the notice that it rests on."""
    for i, notice in enumerate(integrity.notices):
        if (notice.by is None) == (notice.kind == "reported concern"):
            yield Issue(
                ["integrity", "notices", i, "by"],
                ErrorCode.INTEGRITY,
                "`by` and `kind` do not fit together",
                "say in `by` who reported a 'reported concern'; a notice of another kind has no `by`",
            )
        asked = NOTICE_ASKS.get(notice.kind, (integrity.status,))
        if integrity.status not in asked:
            yield Issue(
                ["integrity", "notices", i, "kind"],
                ErrorCode.INTEGRITY,
                f"a notice of the kind '{notice.kind}' is given with 'status: {integrity.status}'",
                f"write {quoted(f'status: {status}' for status in asked)}; if the notice is about "
                "another publication, remove it",
            )
    needed = STATUS_NEEDS.get(integrity.status, ())
    if needed and not any(notice.kind in needed for notice in integrity.notices):
        yield Issue(
            ["integrity", "status"],
            ErrorCode.INTEGRITY,
            f"'status: {integrity.status}' rests on no notice of the kind {quoted(needed)}",
            "add the notice under `notices` as it was seen; without one the status is 'current'",
        )
