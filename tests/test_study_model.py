"""What a study and its groups tell of themselves: title, standing, who got vitamin K."""

from typing import Any

import pytest
from k2evidence.model.studies import Arm, Study

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
    ("name", "expected"),
    [
        ("menatetrenone (MK-4)", True),
        ("Menatetrenone", True),
        ("alendronate and vitamin K2", True),
        ("vitamin K1", True),
        ("MK-7 90 µg, calcium and vitamin D", True),
        ("menatetrenone without calcium", True),
        ("without calcium, with vitamin K2", True),
        ("without vitamin K2", False),
        ("Without menatetrenone or calcium", False),
        ("no MK-7", False),
        ("calcium (no vitamin K)", False),
        ("declined menatetrenone", False),
        ("alfacalcidol instead of menatetrenone", False),
        ("warfarin, a vitamin K antagonist", False),
        ("vitamin D", False),
        ("placebo", False),
    ],
)
def test_a_group_got_vitamin_k_unless_its_name_negates_it(name: str, expected: bool) -> None:
    """A name of vitamin K counts; one behind a negation in the same clause does not."""
    assert Arm.model_validate({"name": name}).is_vitamin_k is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, True),
        ({"integrity": {"status": "corrected"}}, True),
        ({"integrity": {"status": "retracted"}}, False),
        ({"direction": "not usable"}, False),
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
