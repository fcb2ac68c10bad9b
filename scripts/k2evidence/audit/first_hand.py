"""What a paper says itself: what was read in another's account is no finding against its authors."""

from collections.abc import Iterable, Iterator
from typing import TypeVar, get_args

from k2evidence.model.base import Located
from k2evidence.model.cases import Case, Course, Treatment

LocatedT = TypeVar("LocatedT", bound=Located)


def first_hand(items: Iterable[LocatedT]) -> tuple[LocatedT, ...]:
    """Return what was read in the paper itself."""
    return tuple(item for item in items if item.via is None)


def first_hand_case(case: Case) -> Case:
    """Return a case without what was read at second hand, apart from the reports of its measurements.

    Those keep their places, by which they are named; `MeasurementEvent` leaves out what is second hand.
    """
    courses = tuple(map(_first_hand_course, case.courses))
    if all(one is other for one, other in zip(courses, case.courses, strict=True)):
        return case
    return case.model_copy(update={"courses": courses})


def _first_hand_course(course: Course) -> Course:
    treatments = [_first_hand_treatment(treatment) for treatment in course.treatments]
    lists: dict[str, tuple[Located, ...]] = {name: getattr(course, name) for name in _LISTS}
    lists["treatments"] = tuple(treatments)
    update: dict[str, object] = {name: first_hand(items) for name, items in lists.items()}
    if course.no_bone_drug and course.no_bone_drug.via:
        update["no_bone_drug"] = None
    changed = {name: value for name, value in update.items() if value != getattr(course, name)}
    return course.model_copy(update=changed) if changed else course


def _first_hand_treatment(treatment: Treatment) -> Treatment:
    update = {"start": first_hand(treatment.start), "end": first_hand(treatment.end)}
    if update == {"start": treatment.start, "end": treatment.end}:
        return treatment
    return treatment.model_copy(update=update)


def _lists_of_located() -> Iterator[str]:
    """Yield the fields of a course that list something said at a place."""
    for name, field in Course.model_fields.items():
        kinds = [kind for kind in get_args(field.annotation) if isinstance(kind, type)]
        if any(issubclass(kind, Located) for kind in kinds) and type(None) not in kinds:
            yield name


_LISTS = tuple(_lists_of_located())
