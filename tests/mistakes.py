"""Every way to break the data that a test uses: one table of mistakes in a file, one of bad files.

All of them break the frozen corpus in `tests/data/`, which is valid.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from k2evidence.load.yaml_source import MAX_BYTES
from k2evidence.model.error_codes import ErrorCode as Code

CASE = "cases/tsuchie-2012-case-1.yml"
CASE_OF_TWO_COURSES = "cases/tsuchie-2012-case-3.yml"
ODD_CASE = "cases/example-2020-case-2.yml"
PAPER = "papers/tsuchie-2012.yml"
TRIAL = "studies/shiraki-2000.yml"
REVIEW = "studies/mott-2019.yml"
LABEL = "studies/japan-label-glakay.yml"
CLAIMS = "claims/bottom-line.yml"
ADDRESSES = "addresses.yml"
AMENDMENT = "amendments/2026-11-24-first-pages.yml"
APPRAISAL = "appraisals/tsuchie-2012.yml"

VALUE = "courses[0].measurements[0].visits[0].reports[0].value"
ONSET = "courses[0].onset[0].time"


class Mistake(NamedTuple):
    """A text in a file, the first time it stands there, what takes its place, and the one problem of that."""

    file: str
    old: str
    new: str
    code: Code
    field: str
    message: str
    """A part of the message."""
    fix: str
    """A part of the remedy."""
    lines: int | None = 0
    """How many lines below the replaced text the problem is; None where the parser decides."""

    def make(self, data: Path) -> int:
        """Make the mistake in a data folder; return the line of the replaced text."""
        path = data / self.file
        text = path.read_text(encoding="utf-8")
        before, found, after = text.partition(self.old)
        assert found, f"{self.old!r} does not stand in {self.file}"
        path.write_text(f"{before}{self.new}{after}", encoding="utf-8")
        return before.count("\n") + 1


# fmt: off
MISTAKES = (
    Mistake(CASE, "id: tsuchie-2012-case-1", "id: tsuchie-2012-case-9",
            Code.ID_IS_NOT_FILE_NAME, "id", "the id is 'tsuchie-2012-case-9', but the file is",
            "write 'id: tsuchie-2012-case-1', or rename the file"),
    Mistake(CASE, "    label: First", "\tlabel: First",
            Code.YAML, "", "the line is indented with a tab", "spaces"),
    Mistake(CASE, "    label: First", "   label: First",
            Code.YAML, "", "the indentation does not fit the lines above", "line this field up"),
    Mistake(CASE, "    label: First", "      label: First",
            Code.YAML, "", "indented further", "line it up"),
    Mistake(CASE, "sex: female", "sex:female",
            Code.YAML, "", "line 5 is not a field: 'sex:female'", "a colon, a space", 1),
    Mistake(CASE, "sex: female", "sex female",
            Code.YAML, "", "line 5 is not a field: 'sex female'", "a colon, a space", 1),
    Mistake(CASE, "label: Case 1", "label: Case: 1",
            Code.YAML, "", "the text holds ': ', which begins a field", "quotes"),
    Mistake(CASE, "label: Case 1", 'label: "Case 1',
            Code.YAML, "", "line 4 opens a quotation mark and does not close it", "close it", None),
    Mistake(CASE, "label: Case 1", "label: Case 1\nlabel: Case 2",
            Code.DUPLICATE_KEY, "label", "this field already stands on line 4", "keep one of the two", 1),
    Mistake(CASE, "sex: female", "sex: female\n---",
            Code.TWO_DOCUMENTS, "", "the file holds more than one document", "---", 1),
    Mistake(CASE, "sex: female", "sex: !sex female",
            Code.TAG, "sex", "a YAML tag ('!…') is used", "remove the tag"),
    Mistake(CASE, "sex: female", "sex: *sex",
            Code.ALIAS, "sex", "an alias ('*…') is used", "write the value out"),
    Mistake(CASE, "sex: female", "[sex]: female",
            Code.KEY, "label", "a field's name is not text", "name the field"),
    Mistake(CASE, "sex: female\n", "",
            Code.MISSING, "sex", "this field is missing",
            "add `sex`: one of female, male, not reported", -3),
    Mistake(CASE, "                locator: Table I, BMD lumbar spine, before treatment, Case 1\n", "",
            Code.MISSING, "courses[0].measurements[0].visits[0].reports[0].locator", "this field is missing",
            "add `locator`: <text> (where to look", None),
    Mistake(CASE, "sex: female", "sex: female\ncolour: red",
            Code.UNKNOWN_FIELD, "colour", "there is no such field here", "allowed: courses", 1),
    Mistake(CASE, "sex: female", "Sex: female",
            Code.UNKNOWN_FIELD, "Sex", "there is no such field here", "did you mean 'sex'?"),
    Mistake(CASE, "analyte: bmd", "analite: bmd",
            Code.UNKNOWN_FIELD, "courses[0].measurements[0].analite", "there is no such field here",
            "did you mean 'analyte'?"),
    Mistake(CASE, "sex: female", "sexx: female",
            Code.UNKNOWN_FIELD, "sexx", "there is no such field here", "did you mean 'sex'?"),
    Mistake(CASE, "sex: female", "sex: femal",
            Code.NOT_ALLOWED, "sex", "'femal' is not allowed here", "did you mean 'female'?"),
    Mistake(CASE, "sex: female", "sex: NO",
            Code.NOT_ALLOWED, "sex", "'NO' is not allowed here", "allowed: female, male, not reported"),
    Mistake(CASE, "label: Case 1", "label: [Case, 1]",
            Code.TEXT_EXPECTED, "label", "a list stands where text is expected", "write <text> on this line"),
    Mistake(CASE, "levels: [T8, T10, T12, L1]", "levels: T8",
            Code.LIST_EXPECTED, "courses[0].fractures[0].levels", "'T8' stands where a list is expected",
            "'- '"),
    Mistake(CASE, "extraction: {times: once}", "extraction: once",
            Code.FIELDS_EXPECTED, "extraction", "'once' stands where fields are expected",
            "write one field a line"),
    Mistake(CLAIMS, "rests_on: [tsuchie-2012]", "rests_on: []",
            Code.EMPTY_LIST, "claims[0].rests_on", "the list is empty", "give at least one item"),
    Mistake(CASE, "value: 0.71\n", "value:\n",
            Code.EMPTY, VALUE, "nothing stands here", "write <digits as printed>, in quotes if"),
    Mistake(CASE, "label: Case 1", "label: #1",
            Code.EMPTY, "label", "nothing stands here", "write <text>, in quotes if it begins with #"),
    Mistake(CASE, "label: Case 1", "label: <text>",
            Code.EMPTY, "label", "the placeholder '<text>' stands here", "write in its place what"),
    Mistake(CASE, "label: Case 1", "label: " + "a" * 5000,
            Code.TOO_LONG, "label", "the text has 5,000 characters", "keep it under 4,000 characters"),
    Mistake(CASE, "label: Case 1", "label: Case\u200b1",
            Code.INVISIBLE, "label", "the text holds the invisible character U+200B",
            "retype the text without it"),
    Mistake(CASE, "label: Case 1", "label: '=1'",
            Code.FORMULA, "label", "the text begins with '=', which a spreadsheet would run as a formula",
            "begin with a word or a digit"),
    Mistake(CASE, "value: 0.71\n", "value: 0,71\n",
            Code.NUMBER, VALUE, "'0,71' is not a number", "0.71"),
    Mistake(CASE, "value: 0.71\n", "value: 1:30\n",
            Code.NUMBER, VALUE, "'1:30' is not a number", "decimal point"),
    Mistake(CASE, "value: 0.71\n", "value: NO\n",
            Code.NUMBER, VALUE, "'NO' is not a number", "decimal point"),
    Mistake(CASE, "value: 0.71\n", "value: 2020-01-02\n",
            Code.NUMBER, VALUE, "'2020-01-02' is not a number", "decimal point"),
    Mistake(CASE, "value: 0.71\n", "value: ０.７１\n",
            Code.NUMBER, VALUE, "'０.７１' is not a number", "ASCII digits, an ASCII minus"),
    Mistake(CASE, "value: 0.71\n", "value: −0.71\n",
            Code.NUMBER, VALUE, "'−0.71' is not a number", "-0.71"),
    Mistake(CASE, "value: 0.71\n", "value: N.A.\n",
            Code.NUMBER, VALUE, "'N.A.' is not a number", "status: not-available"),
    Mistake(CASE, "years: 30", "years: thirty",
            Code.WHOLE_NUMBER, "courses[0].age[0].years", "'thirty' is not a whole number",
            "write digits alone, without a unit"),
    Mistake(CASE, "years: 30", "years: [30]",
            Code.WHOLE_NUMBER, "courses[0].age[0].years", "a list is not a whole number",
            "write digits alone, without a unit"),
    Mistake(CASE, "order: 1", "order: not reported",
            Code.WHOLE_NUMBER, "courses[0].delivery[0].order", "'not reported' is not a whole number",
            "leave the report out where the source was read and says"),
    Mistake(CASE, "order: 1", "order: 2 or 3",
            Code.WHOLE_NUMBER, "courses[0].delivery[0].order", "'2 or 3' is not a whole number",
            "write digits alone, without a unit"),
    Mistake(CASE, "years: 30", "years: 30 years",
            Code.WHOLE_NUMBER, "courses[0].age[0].years", "'30 years' is not a whole number",
            "did you mean '30'?"),
    Mistake(CASE_OF_TWO_COURSES, "referred: true", "referred: yes",
            Code.BOOLEAN, "courses[0].findings[3].referred", "'yes' is neither true nor false",
            "did you mean 'true'?"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: 3 months before pregnancy",
            Code.TIME, ONSET, "'3 months before pregnancy' is not a time with its clock",
            "months before delivery"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: -3 months after delivery",
            Code.TIME, ONSET, "'-3 months after delivery' is not a time with its clock",
            "'3 months before delivery'"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: 3 months postpartum",
            Code.TIME, ONSET, "'3 months postpartum' is not a time with its clock",
            "did you mean '3 months after delivery'?"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: ３ months after delivery",
            Code.TIME, ONSET, "'３ months after delivery' is not a time with its clock",
            "did you mean '3 months after"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: 4 weeks",
            Code.TIME, ONSET, "'4 weeks' is not a time with its clock",
            "Where the source does not tell from which event it counts"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: 4 months after pregnancy",
            Code.TIME, ONSET, "'4 months after pregnancy' is not a time with its clock",
            "where the source means the birth, write `after delivery`"),
    Mistake(CASE, "time: 4 weeks after delivery", "time: third trimester",
            Code.TIME, ONSET, "'third trimester' is not a time with its clock",
            "in `printed` beside `status: qualitative`"),
    Mistake(ODD_CASE, "dose: 1.5 g/day,", "dose: 1.5 g/day, lasted: some months,",
            Code.DURATION, "courses[0].co_interventions[1].lasted", "'some months' is not a length of time",
            "write `<number> <days / weeks / months / years>`"),
    Mistake("cases/tsuchie-2012-case-4.yml", "range: 7.8-10.1", "range: 10.1-7.8",
            Code.RANGE, "courses[0].measurements[4].visits[0].reports[1].range",
            "'10.1-7.8' is not a range from low to high", "write the low end, a hyphen and the high end as"),
    Mistake(CASE, "dose: 45 mg/day", "dose: 45mg",
            Code.QUANTITY, "courses[0].treatments[0].dose", "'45mg' is not a dose",
            "did you mean '45 mg'?"),
    Mistake(CASE, "dose: 45 mg/day", "dose: 1,200mg daily",
            Code.QUANTITY, "courses[0].treatments[0].dose", "'1,200mg daily' is not a dose",
            "write 1200 mg/day or 1.200 mg/day"),
    Mistake(CASE, "dose: 45 mg/day", "dose: 0,045 g daily",
            Code.QUANTITY, "courses[0].treatments[0].dose", "'0,045 g daily' is not a dose",
            "did you mean '0.045 g/day'?"),
    Mistake(CASE, "dose: 45 mg/day", "dose: not reported",
            Code.QUANTITY, "courses[0].treatments[0].dose", "'not reported' is not a dose",
            "leave `dose` out where no amount is known"),
    Mistake(CASE, "[T8, T10, T12, L1]", "[T8, T13]",
            Code.VERTEBRA, "courses[0].fractures[0].levels[1]", "'T13' is not a vertebra between T1 and L5",
            "write T1 to T12 or L1 to L5, each an item of its own"),
    Mistake(CASE, "levels: [T8, T10, T12, L1]", "levels: [T13]",
            Code.VERTEBRA, "courses[0].fractures[0].levels[0]", "'T13' is not a vertebra between T1 and L5",
            "T1 to T12 or L1 to L5"),
    Mistake(CASE, "levels: [T8, T10, T12, L1]", "levels: [Th12]",
            Code.VERTEBRA, "courses[0].fractures[0].levels[0]", "'Th12' is not a vertebra between T1 and L5",
            "did you mean 'T12'?"),
    Mistake(PAPER, "received: 2012-03-06", "received: 2012-02-31",
            Code.DATE, "received", "'2012-02-31' is not a date",
            "write year, month and day as far as they are known"),
    Mistake(CASE, "id: tsuchie-2012-case-1", "id: Tsuchie-2012-Case-1",
            Code.ID, "id", "'Tsuchie-2012-Case-1' is not an id", "'tsuchie-2012-case-1'?"),
    Mistake(CASE, "analyte: bmd-lumbar-spine", "analyte: BMD lumbar spine",
            Code.ID, "courses[0].measurements[0].analyte", "'BMD lumbar spine' is not an id",
            "did you mean 'bmd-lumbar-spine'?"),
    Mistake(CLAIMS, "rests_on: [tsuchie-2012]", "rests_on: [a/b/c]",
            Code.REFERENCE, "claims[0].rests_on[0]",
            "'a/b/c' is not the name of a record or of an item of one", "write an id, or id/item"),
    Mistake(LABEL, "link: https://", "link: ftp://",
            Code.LINK, "link", "'ftp://faq-medical.eisai.jp/print/faq/1932?category_id=21&…' is not a",
            "write a full address that begins with https://"),
    Mistake(AMENDMENT, "pages: [/, ", "pages: [home, ",
            Code.ADDRESS, "pages[0]", "'home' is not an address of this site",
            "write the part after the host"),
    Mistake(PAPER, "doi: 10.3109", "doi: https://doi.org/10.3109",
            Code.DOI, "doi", "'https://doi.org/10.3109/03009734.2012.676573' is not a DOI",
            "did you mean '10.3109/03009734.2012.676573'?"),
    Mistake("studies/kalkwarf-specker-1995.yml", "pmid: ", "pmid: PM",
            Code.PMID, "pmid", "'PM7784018' is not a PubMed number", "write its digits"),
    Mistake("studies/kovacs-2025.yml", "id: kovacs-2025", "id: kovacs-2025\npmcid: 1915640",
            Code.PMCID, "pmcid", "'1915640' is not a PMC number", "did you mean 'PMC1915640'?", 1),
    Mistake(CLAIMS, "says: Nobody knows.", "says: Nobody of 4 knows.",
            Code.NUMBER_IN_PROSE, "claims[0].says", "the number '4' stands in prose",
            "keep the number in the field that is made for it"),
    Mistake(CASE, "what: Healthy before.", "what: Ill for 30 years.",
            Code.NUMBER_IN_PROSE, "history[0].what", "the number '30' stands in prose",
            "keep the number in the field that is made for it"),
    Mistake(PAPER, "journal: Upsala Journal of Medical Sciences", "journal: not verified",
            Code.NOT_SEEN, "journal", "'not verified' stands where the printed words belong",
            "leave the field out"),
    Mistake(PAPER, "given: Hiroyuki", "given: n/a",
            Code.NOT_SEEN, "authors[0].given", "'n/a' stands where the printed words belong",
            "leave the field out"),
    Mistake(PAPER, "year: 2012\n", "",
            Code.PAPER_NAME, "", "the paper has no first author and year to be called by",
            "say in `label` what readers call it", None),
    Mistake(CASE, "                value: 0.71\n", "",
            Code.REPORT_INCOMPLETE, "courses[0].measurements[0].visits[0].reports[0]",
            "a reported measurement has no number",
            "give what the source prints: `value` with `unit_printed`, `t_score`", None),
    Mistake(CASE, "                unit_printed: g/cm2\n", "",
            Code.REPORT_INCOMPLETE, "courses[0].measurements[0].visits[0].reports[0]",
            "a value lacks `unit_printed`", "`unit_printed: not printed` where it prints none", None),
    Mistake(CASE, "                value: 0.71\n", "                status: dash\n",
            Code.REPORT_STATUS, "courses[0].measurements[0].visits[0].reports[0]", "status 'dash' lacks `printed`",
            "give the token that the source prints", None),
    Mistake(TRIAL, "spread: 0.7, spread_is: not stated", "spread: 0.7",
            Code.SPREAD_INCOMPLETE, "outcomes[1].results[0]", "`spread` and `spread_is` do not fit together",
            "give both, or neither"),
    Mistake("vocabulary/thresholds.yml", "    unit: ", "    note: ",
            Code.THRESHOLD_INCOMPLETE, "thresholds[1]", "`value` and `unit` do not fit together",
            "give both, or neither for a rule without a figure", -4),
    Mistake(TRIAL, "{name: menatetrenone, vitamin_k: MK-4", "{name: menatetrenone, vitamin_k: K1",
            Code.ARM_FORM, "", "arms[0] got K1, which `vitamin_k` does not list",
            "correct the form of the group or the list of the study", -14),
    Mistake(REVIEW, "    estimates:\n", "    estimates:\n      - {measure: RR, comparison: nothing}\n",
            Code.ESTIMATE_EMPTY, "outcomes[0].estimates[0]", "the estimate has no number",
            "give `value`, an interval or `p`", 1),
    Mistake(REVIEW, "low: 0.56, ", "",
            Code.INTERVAL_INCOMPLETE, "outcomes[0].estimates[0]", "the interval has one end",
            "give `low` and `high`"),
    Mistake(REVIEW, "low: 0.56, high: 0.97", "low: 0.97, high: 0.56",
            Code.INTERVAL_ORDER, "outcomes[0].estimates[0]", "`low` is above `high`", "swap the two ends"),
    Mistake(REVIEW, "outcomes:\n", "outcomes:\n  - {id: none, kind: pain, what: Pain}\n",
            Code.OUTCOME_EMPTY, "outcomes[0]", "the outcome says nothing",
            "give `results`, `estimates` or `says`", 1),
    Mistake(PAPER, "doi: 10.3109/03009734.2012.676573", "doi: 10.1000/test",
            Code.DUPLICATE_PUBLICATION, "doi", "data/papers/example-2020.yml is a record of the same",
            "a case of it can say `paper: example-2020`"),
    Mistake(TRIAL, "  - id: lumbar-bmd", "  - id: clinical-fracture",
            Code.DUPLICATE_ID, "outcomes[1].id", "'clinical-fracture' names two things",
            "rename one of them"),
    Mistake("vocabulary/units.yml", "printed_as: [nmolBCE/L]", "printed_as: [nmolBCE/L, U/L]",
            Code.DUPLICATE_ID, "units[7]", "'U/L' stands 2 times", "keep one of them", 25),
    Mistake(CASE, "time: 4 weeks after delivery", "time: 4 weeks after onset",
            Code.CIRCULAR, ONSET, "this leads back to itself: onset is told from onset", "remove one"),
    Mistake(CASE_OF_TWO_COURSES, "{course: first-delivery, time", "{course: second-delivery, time",
            Code.CIRCULAR, "courses[1].earlier[0].course",
            "this leads back to itself: second-delivery is told from", "remove one of the two references"),
    Mistake(CASE, "value: 0.71\n", "value: 'DISAGREEMENT: 0.71 or 0.77'\n",
            Code.DISAGREEMENT, VALUE, "two transcriptions differ: 0.71 or 0.77",
            "look it up in the paper and write what is printed"),
    Mistake(ODD_CASE, 'status: not-available, printed: N.A., locator: "Table 1, NTX"',
            'value: 5, unit_printed: nmolBCE/L, locator: "Table 1, NTX"',
            Code.SPECIMEN_NEEDED, "courses[0].measurements[3].visits[0].reports[0].value",
            "a value stands here, but no specimen is named",
            "say in `specimen` whether it was measured in serum"),
    Mistake(APPRAISAL, "item: 1,", "item: 99,",
            Code.ITEMS_UNANSWERED, "answers[0].items",
            "items [99, 2, 3, 4, 5, 6, 7, 8, 9, 10] are answered; the tool asks",
            "answer each item of the tool once"),
    Mistake("studies/hong-2018.yml", "months: 12, ", "",
            Code.RECOVERY_UNPLACED, "outcomes[0].results",
            "a change of lumbar bone density after pregnancy lacks its `months` or",
            "give both, so that the recovery picture can draw"),
    Mistake(CLAIMS, "max_words: 120", "max_words: 12",
            Code.TOO_MANY_WORDS, "max_words", "the claims have 117 words together; 12 are allowed",
            "stands for"),
    Mistake(CASE, "paper: tsuchie-2012", "paper: tsuchi-2012",
            Code.UNKNOWN_PAPER, "paper", "unknown paper 'tsuchi-2012'", "did you mean 'tsuchie-2012'?"),
    Mistake(PAPER, "case: tsuchie-2012-case-2", "case: tsuchie-2012-case-9",
            Code.UNKNOWN_CASE, "figures[0].case", "unknown case 'tsuchie-2012-case-9'",
            "allowed: example-2020-case-1"),
    Mistake(CASE_OF_TWO_COURSES, "{course: first-delivery, time", "{course: third-delivery, time",
            Code.UNKNOWN_COURSE, "courses[1].earlier[0].course", "unknown course 'third-delivery'",
            "allowed: first-delivery, second-delivery"),
    Mistake(CASE, "time: 3 months after onset", "time: 3 months after start of teriparatide",
            Code.UNKNOWN_TREATMENT, "courses[0].first_visit[0].time",
            "no treatment of this course is called 'teriparatide'",
            "write the `id` of one of its treatments (menatetrenone)"),
    Mistake(ODD_CASE, "        duration: not reported\n        locator: page 3\n",
            "        locator: page 3\n"
            "      - {id: teriparatide, substance: teriparatide, locator: page 3, start: [{reported_in: text, "
            "time: 1 year after start of treatment, locator: page 3}]}\n",
            Code.AMBIGUOUS_CLOCK, "courses[1].treatments[1].start[0].time",
            "'start of treatment' could be the start of any of several treatments",
            "say which one: 'start of menatetrenone' or 'start of teriparatide'", 1),
    Mistake(CASE, "analyte: bmd-lumbar-spine", "analyte: bmd-lumber-spine",
            Code.UNKNOWN_ANALYTE, "courses[0].measurements[0].analyte", "unknown analyte 'bmd-lumber-spine'",
            "did you mean 'bmd-lumbar-spine'?"),
    Mistake(CASE, "analyte: bap", "analyte: bab",
            Code.UNKNOWN_ANALYTE, "courses[0].measurements[3].analyte", "unknown analyte 'bab'",
            "allowed: alp, bap"),
    Mistake(CASE, "analyte: bap\n        specimen: serum", "analyte: bap\n        specimen: urine",
            Code.UNKNOWN_SPECIMEN, "courses[0].measurements[3].specimen", "bap is not measured in urine",
            "write 'specimen: serum'", 1),
    Mistake(CASE, "analyte: bap\n        specimen: serum", "analyte: bap",
            Code.UNKNOWN_SPECIMEN, "courses[0].measurements[3].specimen",
            "bap is measured in a specimen, and none is named", "write 'specimen: serum'"),
    Mistake(CASE, "dose: 45 mg/day", "dose: 45 mg/dai",
            Code.QUANTITY, "courses[0].treatments[0].dose", "'45 mg/dai' is not a dose",
            "write the amount, a space, the unit as printed, and how often"),
    Mistake(CASE, "dose: 45 mg/day", "dose: 100 UI/day",
            Code.UNKNOWN_UNIT, "courses[0].treatments[0].dose", "unknown unit of a dose 'UI'",
            "known: mg, ug, µg, μg, mcg, g, ng, IU, U, mL, ml; how often"),
    Mistake(TRIAL, "dose: 45 mg/day", "dose: 45 MG/day",
            Code.UNKNOWN_UNIT, "arms[0].dose", "unknown unit of a dose 'MG'", "did you mean 'mg'?"),
    Mistake(CASE, "unit_printed: g/cm2", "unit_printed: g/cm²",
            Code.UNKNOWN_UNIT, "courses[0].measurements[0].visits[0].reports[0].unit_printed", "unknown unit 'g/cm²'",
            "did you mean 'g/cm2'?"),
    Mistake(CASE, "unit_printed: g/cm2", "unit_printed: G/CM2",
            Code.UNKNOWN_UNIT, "courses[0].measurements[0].visits[0].reports[0].unit_printed", "unknown unit 'G/CM2'",
            "did you mean 'g/cm2'?"),
    Mistake(CASE, "unit_printed: g/cm2", "unit_printed: g/cm^2",
            Code.UNKNOWN_UNIT, "courses[0].measurements[0].visits[0].reports[0].unit_printed", "unknown unit 'g/cm^2'",
            "did you mean 'g/cm2'?"),
    Mistake(ODD_CASE, "substance: calcium-carbonate", "substance: calcium-carbonat",
            Code.UNKNOWN_SUBSTANCE, "courses[0].co_interventions[1].substance",
            "unknown substance 'calcium-carbonat'", "did you mean 'calcium-carbonate'?"),
    Mistake("vocabulary/analytes.yml", "site: lumbar-spine", "site: lumbar",
            Code.UNKNOWN_SITE, "analytes[0].site", "unknown site 'lumbar'", "allowed: calcaneus, femoral-neck"),
    Mistake(REVIEW, "includes: [yops-2004]", "includes: [yops-2040]",
            Code.UNKNOWN_STUDY, "includes[0]", "unknown study 'yops-2040'", "allowed: cockayne-2006"),
    Mistake(TRIAL, "{arm: menatetrenone, at: 6", "{arm: menatetrenon, at: 6",
            Code.UNKNOWN_ARM, "outcomes[1].results[0].arm", "unknown arm 'menatetrenon'",
            "did you mean 'menatetrenone'?"),
    Mistake("background/tsuchie-2012.yml", "claims: [safe]", "claims: [safer]",
            Code.UNKNOWN_CLAIM, "points[12].claims[0]", "unknown claim 'safer'", "did you mean 'safe'?"),
    Mistake(APPRAISAL, "tool: ", "tool: no-",
            Code.UNKNOWN_TOOL, "answers[0].tool", "unknown tool 'no-jbi-case-series'",
            "jbi-case-series"),
    Mistake(CLAIMS, "rests_on: [tsuchie-2012]", "rests_on: [tsuchi-2012]",
            Code.UNKNOWN_RECORD, "claims[0].rests_on[0]", "unknown record 'tsuchi-2012'",
            "did you mean 'tsuchie-2012'?"),
    Mistake(CLAIMS, "[japan-label-glakay/breast-feeding]", "[japan-label-glakay/milk]",
            Code.UNKNOWN_ITEM, "claims[5].rests_on[0]", "unknown item 'milk'", "allowed: adverse-reactions"),
    Mistake(CASE, "{onset}", "{onsett}",
            Code.UNKNOWN_NAME_IN_BRACES, "courses[0].story[0]", "unknown name in braces 'onsett'",
            "did you mean 'onset'?"),
    Mistake(CLAIMS, "{mott-2019/clinical-fracture-low-risk}", "{mott-2019/low-risk}",
            Code.UNKNOWN_NAME_IN_BRACES, "claims[3].says", "unknown name in braces 'mott-2019/low-risk'",
            "allowed: "),
    Mistake("claims/questions.yml", "[tsuchie-2012, kovacs-2025/recovery", "[kovacs-2025/recovery",
            Code.CASES_NOT_NAMED, "claims[0].says",
            "{women} tells something about cases, but no paper and no case is named",
            "name the paper of the cases, or a case, in", -2),
    Mistake(LABEL, "link: https://faq-medical.eisai.jp/", "link: https://copies.example/",
            Code.UNKNOWN_HOST, "link", "the link goes to 'copies.example', which is not known to have issued",
            "link the DOI, PubMed, PMC or the issuer's own page"),
    Mistake("summaries/pain.yml", "venmans-2012/pain]", "sato-1998-stroke]",
            Code.EVIDENCE_FELL, "controlled.rests_on[0]",
            "'sato-1998-stroke' is marked as retracted, so nothing may rest on it",
            "rest the sentence on other evidence, or remove it"),
    Mistake(CASE, "feature: back-pain", "feature: backpain",
            Code.UNKNOWN_FEATURE, "courses[0].findings[0].feature", "unknown feature 'backpain'",
            "did you mean 'back-pain'?"),
    Mistake(AMENDMENT, "/cases/, ", "/cases/nobody/, ",
            Code.UNKNOWN_PAGE, "pages[1]", "/cases/nobody/ is not a page of this site",
            "write the address of a page, from the first slash"),
    Mistake(ADDRESSES, "/cases/tsuchie-2012-case-1/", "/cases/tsuchie-2012-case-9/",
            Code.ADDRESS_GONE, "released[0].addresses[6]",
            "/cases/tsuchie-2012-case-9/ was released in version 0.1.0 and answers",
            "give the record its old id back, or say where it"),
    Mistake(ADDRESSES, "released:", "redirects:\n  - {old: /cases/tsuchie-2012-case-1/, new: /}\nreleased:",
            Code.REDIRECT_HIDES_PAGE, "redirects[0].old", "/cases/tsuchie-2012-case-1/ is a page",
            "remove the redirect, or rename the record", 1),
    Mistake(ADDRESSES, "released:", "redirects:\n  - {old: /cases/a/, new: /cases/b/}\nreleased:",
            Code.REDIRECT_TO_NOWHERE, "redirects[0].new", "/cases/b/ is not a page that stands",
            "name the address where the page stands now", 1),
    Mistake(PAPER, "claims:\n",
            "answers:\n  - {finding: none, kind: reply, says: None., date: 2020-01-02}\nclaims:\n",
            Code.UNFOUNDED_ANSWER, "answers[0].finding", "no finding has the id 'none'",
            "remove the answer if what it answers is gone, or", 1),
)
# fmt: on
"""By code, in the order of the page that explains the codes."""

NEW = "cases/new-case.yml"
ALIAS_BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
)
"""Ten aliases of ten aliases, eleven times."""


def _write(content: str | bytes, name: str = NEW) -> Callable[[Path], object]:
    """Return a function that writes a file into a data folder."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda data: (data / name).write_bytes(raw)


def _copy(source: str, name: str, old: str = "", new: str = "") -> Callable[[Path], object]:
    """Return a function that copies a file of a data folder under another name, with a text replaced."""

    def copy(data: Path) -> None:
        text = (data / source).read_text(encoding="utf-8")
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return copy


def _huge(data: Path) -> None:
    (data / NEW).touch()
    os.truncate(data / NEW, 100_000_000)


BAD_FILES: Mapping[str, tuple[Callable[[Path], object], Code]] = {
    "empty": (_write(""), Code.EMPTY_FILE),
    "comments": (_write("# nothing\n"), Code.EMPTY_FILE),
    "list": (_write("- a\n"), Code.FIELDS_EXPECTED),
    "text": (_write("hello\n"), Code.FIELDS_EXPECTED),
    "UTF-16": (_write("id: x\n".encode("utf-16")), Code.ENCODING),
    "not UTF-8": (_write(b"id: \xff\n"), Code.ENCODING),
    "NUL": (_write(b"id: \x00\n"), Code.YAML),
    "too large": (_write("a" * (MAX_BYTES + 1)), Code.TOO_LARGE),
    "100 MB": (_huge, Code.TOO_LARGE),
    "tag": (_write("id: !!python/object:os.system x\n"), Code.TAG),
    "alias bomb": (_write(ALIAS_BOMB), Code.ALIAS),
    "merge key": (_write("a: &a {b: 1}\nc:\n  <<: *a\n"), Code.ALIAS),
    "deep list": (_write("[" * 100_000), Code.TOO_DEEP),
    "deep indentation": (_write("".join(f"{' ' * n}a:\n" for n in range(300))), Code.TOO_DEEP),
    "link": (lambda data: (data / NEW).symlink_to(data / CASE), Code.NOT_A_FILE),
    "link to nothing": (lambda data: (data / NEW).symlink_to("nowhere"), Code.NOT_A_FILE),
    "link to a folder": (lambda data: (data / "cases" / "more").symlink_to(data), Code.UNKNOWN_FILE),
    "folder": (lambda data: (data / NEW).mkdir(), Code.NOT_A_FILE),
    "pipe": (lambda data: os.mkfifo(data / NEW), Code.NOT_A_FILE),
    "missing folder": (lambda data: (data / "claims").rename(data.parent / "claims"), Code.NOT_A_FILE),
    "missing vocabulary": (lambda data: (data / "vocabulary/units.yml").unlink(), Code.NOT_A_FILE),
    "hidden": (_copy(CASE, "cases/.case.yml"), Code.UNKNOWN_FILE),
    ".yaml": (_copy(CASE, "cases/case.yaml"), Code.UNKNOWN_FILE),
    "beside the folders": (_write("x", "notes.txt"), Code.UNKNOWN_FILE),
    "in a folder too deep": (_copy(CASE, "cases/more/case.yml"), Code.UNKNOWN_FILE),
    "among schemas": (_copy(CASE, "schema/case.yml"), Code.UNKNOWN_FILE),
    "same id": (_copy(CASE, "cases/case-two.yml"), Code.ID_IS_NOT_FILE_NAME),
    "upper case": (_copy(CASE, "cases/Tsuchie-2012-case-1.yml"), Code.ID_IS_NOT_FILE_NAME),
    "id of a paper": (
        _copy(CASE, "cases/tsuchie-2012.yml", "id: tsuchie-2012-case-1", "id: tsuchie-2012"),
        Code.DUPLICATE_ID,
    ),
    "address of an index": (
        _copy(CASE, "cases/index.yml", "id: tsuchie-2012-case-1", "id: index"),
        Code.RESERVED_ID,
    ),
}
"""How to put each kind of bad file into a data folder, and the code of its problem."""
