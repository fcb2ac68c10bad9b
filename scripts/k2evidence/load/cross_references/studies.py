"""References of studies: arms, units, other studies, and what the recovery picture needs."""

from collections.abc import Iterable, Iterator

from k2evidence.load.cross_references.lookup import Lookup, check_unique, circular, reachable
from k2evidence.load.cross_references.papers import check_case_reporting
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import Study, StudyOutcome


def check_study(study: Study, lookup: Lookup) -> Issues:
    """Yield unknown arms, units and studies, and names that are given twice."""
    yield from lookup.check_record_id("studies", study.id)
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


def _check_item_names(study: Study) -> Issues:
    """Yield ids that two parts of a study have in common: evidence names such a part as `study/id`."""
    seen: set[str] = set()
    for loc, name in _item_names(study):
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
    for j, result in enumerate(outcome.results):
        if result.arm is not None:
            yield from lookup.check_name([*loc, "results", j, "arm"], ErrorCode.UNKNOWN_ARM, result.arm, arms)
    for j, estimate in enumerate(outcome.estimates):
        if estimate.unit:
            yield from lookup.check_unit([*loc, "estimates", j, "unit"], estimate.unit)


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
            "`not_drawn` stands beside results that have `months`",
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
    if study.id in reachable(newer, superseding):
        yield circular(["superseded_by"], f"{newer} is superseded by {study.id}")
