"""The vertebrae that text, table and figures name."""

from .conftest import CASE_2, CASE_4, FindingsAfter

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
    assert (finding.severity, "leaves out T11, L4" in finding.means) == ("minor", True)


def test_a_label_that_no_list_names(findings_after: FindingsAfter) -> None:
    """A picture of case 4 labels Th7; a label may only help to count."""
    finding = findings_after(RULE)["level-lists-tsuchie-2012-case-4-first-delivery-label-t7-in-figure-5"]
    assert (finding.kind, finding.says) == ("plausibility", "label Th7")


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
