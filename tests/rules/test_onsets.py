"""The onset of symptoms against itself and what was found before it."""

import pytest

from .conftest import FindingsOf

RULE = "onsets"
ONSET = "{{reported_in: text, time: {} after delivery, locator: Abstract}}"


@pytest.mark.parametrize(
    ("one", "other", "findings"),
    [("2 months", "6 months", 1), ("2 months", "9 weeks", 0), ("2 months", "2 months", 0)],
)
def test_an_onset_that_one_place_dates_twice(
    findings_of: FindingsOf, one: str, other: str, findings: int
) -> None:
    """Two months are not six; nine weeks may be two months."""
    found = findings_of(RULE, f"onset: [{ONSET.format(one)}, {ONSET.format(other)}]")
    assert [(finding.kind, finding.field) for finding in found] == [
        ("plausibility", "onset dated twice")
    ] * findings


def test_two_places_are_left_to_the_clocks(findings_of: FindingsOf) -> None:
    """They are judged there already."""
    other = ONSET.format("6 months").replace("Abstract", "page 2")
    assert findings_of(RULE, f"onset: [{ONSET.format('2 months')}, {other}]") == ()


FOUND = """
onset: [{{reported_in: text, {}, locator: Abstract}}]
fractures: [{{reported_in: text, bone: sacrum, method: CT, time: {} delivery, locator: page 2}}]
"""
NINE_WEEKS = "time: 9 weeks after delivery"


def test_a_fracture_found_before_the_onset(findings_of: FindingsOf) -> None:
    """Both sides are named, and what it may mean."""
    [finding] = findings_of(RULE, FOUND.format(NINE_WEEKS, "36 days after"))
    assert (finding.kind, finding.severity) == ("plausibility", "minor")
    assert finding.says == "onset 9 weeks after delivery"
    assert finding.also_says == "fracture found 36 days after delivery"
    assert "by chance" in finding.means


@pytest.mark.parametrize(
    ("onset", "found"),
    [
        (NINE_WEEKS, "62 days after"),
        (NINE_WEEKS, "3 months after"),
        (NINE_WEEKS, "4 years before"),
        ("status: qualitative, printed: worst at nine weeks", "36 days after"),
        ("time: 9 weeks after first visit", "36 days after"),
    ],
)
def test_a_fracture_that_may_follow_the_onset(findings_of: FindingsOf, onset: str, found: str) -> None:
    """Within rounding, later, an old one, and where one of the two is not dated."""
    assert findings_of(RULE, FOUND.format(onset, found)) == ()


def test_a_coded_symptom_and_an_image_before_the_onset(findings_of: FindingsOf) -> None:
    """Each kind of finding is named once; another symptom has no code."""
    finding = "{{kind: {}, what: Found., time: 1 week after delivery{}, locator: page {}}}"
    symptom = finding.format("symptom", ", feature: back-pain", 2)
    image = finding.format("imaging", ", feature: vertebral-fracture", 3)
    onset = f"onset: [{{reported_in: text, {NINE_WEEKS}, locator: Abstract}}]"
    found = findings_of(RULE, f"{onset}\nfindings: [{symptom}, {image}, {image}]")
    assert [one.field for one in found] == ["symptom before the onset", "fracture found before the onset"]
    plain = finding.format("symptom", "", 2)
    assert findings_of(RULE, f"{onset}\nfindings: [{plain}]") == ()
