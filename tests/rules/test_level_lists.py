"""The vertebrae that text, table and figures name."""

import pytest

from .conftest import CASE_2, CASE_4, FindingsAfter, FindingsOf

RULE = "level-lists"
TABLE = "level-lists-tsuchie-2012-case-2-first-delivery-fractures-table-i-compression-fracture-case-2"


def test_a_level_that_the_table_leaves_out(findings_after: FindingsAfter) -> None:
    """The text counts six vertebrae in case 2, the table five."""
    finding = findings_after(RULE)[TABLE]
    assert (finding.kind, finding.severity) == ("contradiction", "major")
    assert "leaves out T11" in finding.means


def test_a_caption_that_shows_fewer_is_minor(findings_after: FindingsAfter) -> None:
    """One figure names four of the six."""
    finding = findings_after(RULE)[
        "level-lists-tsuchie-2012-case-2-first-delivery-fractures-figure-1-caption"
    ]
    assert (finding.kind, finding.severity) == ("gap", "minor")
    assert "leaves out T11, L4. A caption may show fewer." in finding.means


def test_a_label_that_no_list_names(findings_after: FindingsAfter) -> None:
    """A picture of case 4 labels Th7; a label may only help to count."""
    finding = findings_after(RULE)["level-lists-tsuchie-2012-case-4-first-delivery-label-t7-in-figure-5"]
    assert (finding.kind, finding.says) == ("plausibility", "label Th7")


def test_a_label_that_its_caption_does_not_name(findings_after: FindingsAfter) -> None:
    """It is of the same kind as one that no list names: no label says that a vertebra is fractured."""
    finding = findings_after(RULE)["level-lists-tsuchie-2012-case-2-first-delivery-label-t11-in-figure-1"]
    assert (finding.kind, finding.severity) == ("plausibility", "minor")


def test_lists_that_agree_are_no_finding(findings_after: FindingsAfter) -> None:
    """With the missing level added, the table fits."""
    found = findings_after(
        RULE, (CASE_2, "levels: [T8, T9, T12, L1, L4]", "levels: [T8, T9, T11, T12, L1, L4]")
    )
    assert TABLE not in found


def test_a_removed_level_is_found_everywhere_it_is_missing(findings_after: FindingsAfter) -> None:
    """One level less in the text of case 4: the table and both captions add it."""
    found = findings_after(
        RULE, (CASE_4, "reported_in: text, levels: [T6, T8, T12]", "reported_in: text, levels: [T6, T12]")
    )
    added = [name for name, finding in found.items() if "adds T8" in finding.means]
    assert len(added) == 3


LISTED = "{reported_in: text, levels: [T8, T9, L1], locator: page 2}"


@pytest.mark.parametrize(
    ("reported", "fields"),
    [
        ("{reported_in: text, number: 4, locator: Abstract}", ["number of fractures Abstract"]),
        ("{reported_in: text, number: 3, locator: Abstract}", []),
        ("{reported_in: text, number: 4, new: true, locator: Abstract}", []),
        ("{reported_in: text, number: 1, bone: rib, locator: Abstract}", []),
        ("{reported_in: text, number: 2, severity: mild, locator: Abstract}", []),
        ("{reported_in: text, status: none, locator: Abstract}", ["fractures denied"]),
        ("{reported_in: text, status: none, new: true, locator: Abstract}", []),
    ],
)
def test_a_number_or_a_denial_against_a_list(
    findings_of: FindingsOf, reported: str, fields: list[str]
) -> None:
    """Four fractures are not three, and three are not none; those of follow-up are others."""
    assert [finding.field for finding in findings_of(RULE, f"fractures: [{LISTED}, {reported}]")] == fields


def test_new_fractures_reported_and_denied(findings_of: FindingsOf) -> None:
    """One place reports a new fracture, another none."""
    reported = "{reported_in: text, levels: [L2], new: true, locator: page 3}"
    none = "{reported_in: text, status: none, new: true, locator: Abstract}"
    [finding] = findings_of(RULE, f"fractures: [{reported}, {none}]")
    assert (finding.says, finding.also_says, finding.field) == ("none", "L2", "new fractures denied")
    assert findings_of(RULE, f"fractures: [{reported}]") == ()


def test_an_outcome_that_counts_no_new_fracture(findings_of: FindingsOf) -> None:
    """A number of an outcome against what is listed."""
    outcome = (
        "{kind: fracture, what: New fractures were counted., value: 0, unit: fractures, locator: page 4}"
    )
    new = "{reported_in: text, levels: [L2], new: true, locator: page 3}"
    assert len(findings_of(RULE, f"fractures: [{new}]\noutcomes: [{outcome}]")) == 1
    assert findings_of(RULE, f"fractures: [{LISTED}]\noutcomes: [{outcome}]") == ()


def test_lists_that_one_place_sorts_are_one_list(findings_of: FindingsOf) -> None:
    """Severe and mild fractures of one place together are those of another."""
    severe = "{reported_in: table, levels: [T8], severity: severe, locator: Table 1}"
    mild = "{reported_in: table, levels: [T9, L1], severity: mild, locator: Table 1}"
    assert findings_of(RULE, f"fractures: [{LISTED}, {severe}, {mild}]") == ()
