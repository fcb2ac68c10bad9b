"""What a study and its groups say of themselves: title, standing, who got vitamin K."""

from typing import Any

import pytest
from k2evidence.model.studies import Study

STUDY: dict[str, Any] = {
    "id": "example",
    "label": "Example 2020",
    "design": "randomised trial",
    "topics": ["vitamin K and bone"],
    "population": "older adults",
    "reading": {"extent": "abstract", "confidence": "high"},
    "integrity": {"status": "current"},
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"integrity": {"status": "corrected"}}, True),
        ({"integrity": {"status": "retracted"}}, False),
        ({"not_usable": "It contradicts itself."}, False),
        ({"superseded_by": "example-2"}, False),
    ],
)
def test_pooled_views_leave_out_fallen_and_superseded_studies(change: dict[str, Any], expected: bool) -> None:
    """Retracted, unusable and superseded studies are not pooled."""
    assert Study.model_validate(STUDY | change).in_pooled_views is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, None),
        ({"title": "A trial"}, "A trial"),
        ({"title": "A trial", "title_ours": "true"}, "[A trial]"),
    ],
)
def test_a_title_of_ours_is_in_brackets(change: dict[str, Any], expected: str | None) -> None:
    """A printed title stays as it is; a study without a title has none."""
    assert Study.model_validate(STUDY | change).display_title == expected


def outcome(**fields: object) -> dict[str, Any]:
    """Return a study with one outcome of these fields."""
    return STUDY | {
        "vitamin_k": ["MK-4", "K1"],
        "outcomes": [{"id": "fracture", "kind": "clinical-fracture", "what": "Fractures", **fields}],
    }


def test_an_estimate_is_of_forms_that_its_study_lists() -> None:
    """An estimate of one form stands apart from the others of a study; of no form that the study lacks."""
    estimate = {"measure": "RR", "value": "0.46", "vitamin_k": ["K1"], "comparator": "placebo"}
    assert Study.model_validate(outcome(estimates=[estimate])).outcomes[0].estimates[0].vitamin_k == ("K1",)
    with pytest.raises(ValueError, match="is of MK-7, which `vitamin_k` does not list"):
        Study.model_validate(outcome(estimates=[estimate | {"vitamin_k": ["MK-7"]}]))
