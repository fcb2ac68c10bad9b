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
