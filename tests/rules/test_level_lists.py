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


@pytest.mark.parametrize(
    ("other", "findings"), [("levels: [L2]", 0), ("levels: [T9, L2]", 1), ("levels: [L2], number: 1", 1)]
)
def test_lists_of_one_section_go_on(findings_of: FindingsOf, other: str, findings: int) -> None:
    """Compressed vertebrae in one sentence, wedged ones in the next; a number says that the list is whole."""
    one = "{reported_in: text, levels: [T8, T9, L1], locator: Abstract}"
    next_one = f'{{reported_in: text, {other}, locator: "Abstract, last sentence"}}'
    found = findings_of(RULE, f"fractures: [{one}, {next_one}]")
    assert sum("adds" in finding.means for finding in found) == findings


def test_lists_that_one_place_sorts_are_one_list(findings_of: FindingsOf) -> None:
    """Severe and mild fractures of one place together are those of another."""
    severe = "{reported_in: table, levels: [T8], severity: severe, locator: Table 1}"
    mild = "{reported_in: table, levels: [T9, L1], severity: mild, locator: Table 1}"
    assert findings_of(RULE, f"fractures: [{LISTED}, {severe}, {mild}]") == ()


BY_METHOD = "{{reported_in: text, levels: [{}], method: {}, locator: {}}}"


@pytest.mark.parametrize("where", ["page 1", "page 2"])
def test_methods_that_show_different_vertebrae(findings_of: FindingsOf, where: str) -> None:
    """At one place or two: each may show what the other does not, so it is no contradiction."""
    one = BY_METHOD.format("T8, T9, L1", "radiograph", "page 1")
    other = BY_METHOD.format("T8, L1, L2", "bone scan", where)
    [finding] = findings_of(RULE, f"fractures: [{one}, {other}]")
    assert (finding.kind, finding.severity) == ("imprecision", "minor")
    assert (finding.says, finding.also_says) == ("radiograph: T8, T9, L1", "bone scan: T8, L1, L2")


@pytest.mark.parametrize(
    ("levels", "method"), [("T8, T9, L1", "MRI"), ("L2, L3", "MRI"), ("T8, T9", "radiograph")]
)
def test_methods_that_agree_or_share_nothing(findings_of: FindingsOf, levels: str, method: str) -> None:
    """The same list is none, nor is a list of further vertebrae, nor one method whose list goes on."""
    one = BY_METHOD.format("T8, T9, L1", "radiograph", "page 1")
    assert findings_of(RULE, f"fractures: [{one}, {BY_METHOD.format(levels, method, 'page 1')}]") == ()


def test_a_number_by_one_method_against_a_list_by_another(findings_of: FindingsOf) -> None:
    """An imprecision; by one method it is a contradiction."""
    counted = "{{reported_in: text, number: 6, method: {}, locator: Abstract}}"
    listed = BY_METHOD.format("T8, T9, T11, T12, L1", "MRI", "page 2")
    for method, kind in (("radiograph", "imprecision"), ("MRI", "contradiction")):
        [finding] = findings_of(RULE, f"fractures: [{counted.format(method)}, {listed}]")
        assert finding.kind == kind


def test_a_number_beside_its_own_list(findings_of: FindingsOf) -> None:
    """Six are not the five that the same place lists."""
    report = "{{reported_in: text, number: {}, levels: [T8, T9, T11, T12, L1], locator: page 2}}"
    [finding] = findings_of(RULE, f"fractures: [{report.format(6)}]")
    assert (finding.says, finding.also_says) == ("6 fractures", "T8, T9, T11, T12, L1")
    assert findings_of(RULE, f"fractures: [{report.format(5)}]") == ()


WORD = "{{reported_in: text, status: qualitative, printed: {}, locator: Title}}"


@pytest.mark.parametrize(
    ("word", "levels", "findings"),
    [
        ("multiple vertebral fractures", "L1", 1),
        ("multiple vertebral fractures", "T8, L1", 0),
        ("a single fracture", "T8, L1", 1),
        ("a single fracture", "L1", 0),
        ("severe fractures", "L1", 0),
    ],
)
def test_a_word_for_the_number_of_fractures(
    findings_of: FindingsOf, word: str, levels: str, findings: int
) -> None:
    """Several are more than one, and a single one is no more."""
    listed = f"{{reported_in: text, levels: [{levels}], locator: page 2}}"
    assert len(findings_of(RULE, f"fractures: [{WORD.format(word)}, {listed}]")) == findings
