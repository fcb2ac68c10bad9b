"""Every kind of problem that the data can have, explained: what it means and how to mend it.

A code is stable: messages link to `/contributing/errors/#code`. A test holds that the program can
emit every code listed here, and no other.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """One kind of problem; `wrong` and `right` are lines of a data file, or empty."""

    code: str
    title: str
    why: str
    mend: str
    wrong: str = ""
    right: str = ""


FILES = (
    Explained(
        "unknown-file",
        "A file that nothing reads",
        "Every file below data/ is read or reported, so that no record is left out unnoticed.",
        "Give it the ending .yml and put it into the folder of its kind, or remove it.",
    ),
    Explained(
        "not-a-file",
        "Not a file, or not there",
        "Records are plain files in plain folders. A link may point anywhere, and a folder is no record.",
        "Put the file or the folder itself in its place.",
    ),
    Explained(
        "unreadable",
        "No permission to read",
        "The system does not let the program read the file or the folder.",
        "Allow reading it: chmod a+r for a file, chmod a+rx for a folder.",
    ),
    Explained(
        "too-large",
        "A file far too large",
        "A record is a few kilobytes. A larger file is usually another file, and reading it could stop the build.",
        "Check that it is the right file.",
    ),
    Explained(
        "encoding",
        "Not UTF-8",
        "Text is read as UTF-8. In another encoding a minus sign or a Greek letter would become another one.",
        "Save the file again with the encoding UTF-8.",
    ),
    Explained(
        "empty-file",
        "An empty file",
        "The file holds nothing, or only comments.",
        "Write the record, or remove the file.",
    ),
    Explained(
        "id-is-not-file-name",
        "Id and file name differ",
        "The id is the file's name without its ending, and part of the page's address.",
        "Change one of the two. Ids have lower-case letters only, so that files stay apart on every system.",
        "id: tsuchie-2012-case-9",
        "id: tsuchie-2012-case-1",
    ),
)
"""Problems of whole files."""

SYNTAX = (
    Explained(
        "yaml",
        "Not YAML",
        "The line does not follow the rules of YAML: a field is a name, a colon, a space and a value, indented "
        "with spaces like its neighbours.",
        "Compare the line, and the one above, with a neighbour. Text with a colon and a space in it needs quotes.",
        "sex:female",
        "sex: female",
    ),
    Explained(
        "duplicate-key",
        "A field stands twice",
        "Of two equal fields only one could be used, and nobody would know which.",
        "Keep one of the two.",
        "label: Case 1\nlabel: Case 2",
        "label: Case 1",
    ),
    Explained(
        "two-documents",
        "Two records in one file",
        "A line of three hyphens begins a second document. One file holds one record.",
        "Remove the line, or move the second record to a file of its own.",
        "sex: female\n---",
        "sex: female",
    ),
    Explained(
        "tag",
        "A YAML tag",
        "A word with an exclamation mark tells YAML to make something else of the value. Data holds text only.",
        "Remove the tag.",
        "sex: !sex female",
        "sex: female",
    ),
    Explained(
        "alias",
        "A YAML alias",
        "A word with an asterisk stands for a value elsewhere. A reader of the file could not see what is meant.",
        "Write the value out.",
        "sex: *sex",
        "sex: female",
    ),
    Explained(
        "key",
        "A field without a name",
        "A list or a group stands where the name of a field is expected.",
        "Name the field.",
        "[sex]: female",
        "sex: female",
    ),
    Explained(
        "too-deep",
        "Nested too deeply",
        "No record needs so many levels; deep nesting can stop a program.",
        "Check the indentation and the brackets.",
    ),
)
"""Problems of the notation."""

FIELDS = (
    Explained(
        "missing",
        "A field is missing",
        "The record cannot be understood without it.",
        "Add it. Where the source does not tell it, see whether the field allows a word that says so.",
        "",
        "sex: female",
    ),
    Explained(
        "unknown-field",
        "There is no such field",
        "A misspelt field would be left out unnoticed, so it is an error.",
        "Take the spelling from the message or from the field reference.",
        "sexx: female",
        "sex: female",
    ),
    Explained(
        "not-allowed",
        "A word that is not allowed here",
        "The field takes one of a few words, so that pages can compare records.",
        "Take one of the words in the message.",
        "sex: femal",
        "sex: female",
    ),
    Explained(
        "text-expected",
        "Text is expected",
        "A list or a group of fields stands where text is expected.",
        "Write the text on the line. Text that begins with a bracket or a brace needs quotes.",
        "label: [Case, 1]",
        "label: Case 1",
    ),
    Explained(
        "list-expected",
        "A list is expected",
        "The field takes any number of items.",
        "Write each item on a line of its own that begins with a hyphen and a space, or all in brackets.",
        "levels: T8",
        "levels: [T8, T10, T12, L1]",
    ),
    Explained(
        "fields-expected",
        "Fields are expected",
        "Text stands where a group of fields is expected.",
        "Write one field a line, indented below the name.",
    ),
    Explained(
        "empty-list",
        "An empty list",
        "The record needs at least one item here.",
        "Give one.",
    ),
    Explained(
        "empty",
        "Nothing stands here",
        "A field without a value may be forgotten, or its value may begin with # and so be a comment.",
        "Write the value, with quotes if it begins with #, or leave the field out.",
        "label: #1",
        "label: Case 1",
    ),
    Explained(
        "too-long",
        "Too long",
        "A field holds a sentence or a paragraph.",
        "Shorten the text, or part it.",
    ),
    Explained(
        "invisible",
        "An invisible character",
        "Text copied from a page may hold characters that nobody sees, and that change how it is shown.",
        "Type the text again. Keep a paragraph on one line.",
    ),
    Explained(
        "formula",
        "Text that a spreadsheet would run",
        "The tables of this site are opened in spreadsheets, which run text that begins with =, +, - or @.",
        "Begin with a word or a digit.",
        "label: '=1'",
        "label: Case 1",
    ),
)
"""Problems of fields."""

VALUES = (
    Explained(
        "number",
        "Not a number",
        "Digits stay as printed, so only one notation is read: ASCII digits, a decimal point, an ASCII minus.",
        "Write the digits alone. The unit, a footnote mark and other words have fields of their own.",
        "value: 0,71",
        "value: 0.71",
    ),
    Explained(
        "whole-number",
        "Not a whole number",
        "The field counts something.",
        "Write digits alone, without a unit.",
        "years: thirty",
        "years: 30",
    ),
    Explained(
        "boolean",
        "Neither true nor false",
        "The field is a yes or a no.",
        "Write true or false.",
        "referred: yes",
        "referred: true",
    ),
    Explained(
        "time",
        "A time without its clock",
        "A paper counts from delivery, from the first visit, from the start of treatment or from the onset. "
        "A time without its clock cannot be placed. No clock starts with a pregnancy.",
        "Write how long, after or before, and what: 3 months after delivery. A time before the pregnancy is "
        "written as so many months before delivery, if the paper tells it.",
        "time: 4 weeks",
        "time: 4 weeks after delivery",
    ),
    Explained(
        "range",
        "Not a range",
        "A range has a low and a high end.",
        "Write the low end, a hyphen and the high end. The unit is that of the value beside it.",
    ),
    Explained(
        "quantity",
        "Not an amount with its unit",
        "A dose without its unit can be read a thousand times too high or too low.",
        "Write digits, a space and the unit.",
        "dose: 45mg",
        "dose: 45 mg/day",
    ),
    Explained(
        "vertebra",
        "Not a vertebra",
        "Vertebrae from T1 to T12 and from L1 to L5 are known here.",
        "Write the letter and the number, each vertebra an item of its own.",
        "levels: [T13]",
        "levels: [T8, T10, T12, L1]",
    ),
    Explained(
        "date",
        "Not a date",
        "A date is year, month and day, as far as they are known.",
        "Write 2012, 2012-03 or 2012-03-06.",
    ),
    Explained(
        "id",
        "Not an id",
        "An id is part of an address and of a file's name.",
        "Write lower-case letters and digits, joined by single hyphens.",
        "analyte: BMD lumbar spine",
        "analyte: bmd-lumbar-spine",
    ),
    Explained(
        "reference",
        "Not the name of a record",
        "Evidence is named by the id of its record, or by id/item for one item of a study.",
        "Write it so.",
    ),
    Explained(
        "link",
        "Not a web address",
        "Only http and https are linked.",
        "Write the full address, beginning with https://.",
    ),
    Explained(
        "address",
        "Not an address of this site",
        "An address is what follows the host: a slash, names in lower case, and a slash or an ending.",
        "Write it from the first slash, without the host, e.g. /cases/tsuchie-2012-case-1/.",
    ),
    Explained(
        "doi",
        "Not a DOI",
        "A DOI begins with 10. and holds a slash.",
        "Write it bare, without https://doi.org/.",
    ),
    Explained(
        "pmid", "Not a PubMed number", "PubMed numbers its records with digits alone.", "Write the digits."
    ),
    Explained(
        "pmcid", "Not a PMC number", "PubMed Central's numbers begin with PMC.", "Write it as PMC1915640."
    ),
    Explained(
        "number-in-prose",
        "A number in prose",
        "A number that is typed twice can differ from itself. Numbers live in fields; prose names the field.",
        "Put the number into a field of its own. In a story, name that field in braces; say the rest in words.",
        "what: Ill for 30 years.",
        "what: Healthy before.",
    ),
)
"""Problems of single values."""

RECORDS = (
    Explained(
        "report-incomplete",
        "A report lacks what it reports",
        "A reported value has a number and the unit printed with it; a reported time or fracture list has its "
        "content.",
        "Add it, or say in `status` why there is none: not-available, dash or qualitative.",
    ),
    Explained(
        "report-status",
        "Status and value do not fit",
        "A cell that says N.A., a dash and words without a number are different things, and none has a value.",
        "Give the value or the status, with what is printed.",
    ),
    Explained(
        "spread-incomplete",
        "A spread without its sort",
        "A number after a plus-minus sign may be a standard deviation or a standard error.",
        "Say which in `spread_is`; `not stated` is an answer.",
    ),
    Explained(
        "threshold-incomplete",
        "A threshold with half its size",
        "A size without a unit means nothing.",
        "Give `value` and `unit`, or neither.",
    ),
    Explained(
        "estimate-empty",
        "An estimate without a number",
        "It has neither a value, nor an interval, nor a P value.",
        "Give one, or remove the estimate.",
    ),
    Explained(
        "interval-incomplete",
        "An interval with one end",
        "A confidence interval has two ends.",
        "Give `low` and `high`.",
    ),
    Explained(
        "interval-order",
        "An interval upside down",
        "The low end is above the high end.",
        "Swap the ends, or check the signs.",
    ),
    Explained(
        "outcome-empty",
        "An outcome that says nothing",
        "It has neither results, nor estimates, nor words.",
        "Give one of the three, or remove it.",
    ),
    Explained(
        "duplicate-id",
        "A name given twice",
        "A name must lead to one thing: in a list, in a file, and among papers, cases and studies.",
        "Rename one of the two.",
    ),
    Explained(
        "reserved-id",
        "An id that is taken",
        "The address belongs to a page of the site.",
        "Choose another id.",
    ),
    Explained(
        "circular",
        "A reference that leads back to itself",
        "A course told from itself, or two reviews that each replace the other, cannot both be right.",
        "Remove the wrong one of the references.",
    ),
    Explained(
        "disagreement",
        "Two transcriptions differ",
        "Two people transcribed the case and wrote different values here. Nobody may guess which is right.",
        "Look it up in the paper, and write what is printed in place of the mark.",
    ),
    Explained(
        "specimen-needed",
        "Serum or urine?",
        "The same marker in serum and in urine is a different measurement.",
        "Name the specimen.",
        "",
        "specimen: urine",
    ),
    Explained(
        "items-unanswered",
        "Items of an appraisal without an answer",
        "Each item of a tool is answered once.",
        "Answer every item; `unclear` is an answer.",
    ),
    Explained(
        "recovery-unplaced",
        "A change that the recovery picture can neither draw nor explain",
        "A change of lumbar bone density after pregnancy needs its months and what the group was given.",
        "Give both, or say in `not_drawn` why it cannot be drawn.",
    ),
    Explained(
        "too-many-words",
        "More words than the record allows",
        "Short answers stay short.",
        "Say it in fewer words.",
    ),
)
"""Problems of whole records."""

REFERENCES = (
    Explained(
        "unknown-paper",
        "No such paper",
        "A case belongs to a paper of data/papers/.",
        "Correct the id, or add the paper.",
        "paper: tsuchi-2012",
        "paper: tsuchie-2012",
    ),
    Explained("unknown-case", "No such case", "The record names a case of data/cases/.", "Correct the id."),
    Explained(
        "unknown-course", "No such course", "The record names a course of the same case.", "Correct the id."
    ),
    Explained(
        "unknown-analyte",
        "No such analyte",
        "What can be measured is listed in data/vocabulary/analytes.yml.",
        "Correct the id, or add the analyte there.",
        "analyte: bab",
        "analyte: bap",
    ),
    Explained(
        "unknown-specimen",
        "Not measured in that specimen",
        "data/vocabulary/analytes.yml tells in what each analyte is measured.",
        "Take the specimen from the message.",
        "specimen: urine",
        "specimen: serum",
    ),
    Explained(
        "unknown-unit",
        "No such unit",
        "Every spelling of a unit must be known: in another spelling a unit is easily misread.",
        "Take the nearest spelling if that is what the paper prints. If it prints another one, add that "
        "to `printed_as` in data/vocabulary/units.yml.",
        "unit_printed: g/cm^2",
        "unit_printed: g/cm2",
    ),
    Explained(
        "unknown-substance",
        "No such substance",
        "Substances are listed in data/vocabulary/substances.yml, so that doses cannot be mistaken.",
        "Correct the id, or add the substance there.",
    ),
    Explained(
        "unknown-site", "No such site", "Sites are listed in data/vocabulary/sites.yml.", "Correct the id."
    ),
    Explained(
        "unknown-study", "No such study", "The record names a study of data/studies/.", "Correct the id."
    ),
    Explained(
        "unknown-arm",
        "No such arm",
        "A result names a group of the same study.",
        "Write the name exactly as in `arms`.",
    ),
    Explained(
        "unknown-claim", "No such claim", "The record names a claim of the same paper.", "Correct the id."
    ),
    Explained(
        "unknown-tool",
        "No such appraisal tool",
        "Tools are listed in data/vocabulary/appraisal-tools.yml.",
        "Correct the id.",
    ),
    Explained(
        "unknown-record",
        "No such record",
        "Evidence is a study, a paper or a case of this site.",
        "Correct the id.",
    ),
    Explained(
        "unknown-item",
        "No such item",
        "Evidence names an outcome, a result, an estimate or a fact of a study.",
        "Correct the part behind the slash.",
    ),
    Explained(
        "unknown-name-in-braces",
        "No such name in braces",
        "A name in braces stands for a value of the data. Only what the data holds has a name.",
        "Correct the name, or add the field that it stands for.",
        "{onsett}",
        "{onset}",
    ),
    Explained(
        "cases-not-named",
        "A number about cases that are not named",
        "A name in braces such as {women} or {dose} counts the cases of the papers in `rests_on`. Without one it would silently change with every new case.",
        "Name the paper of the cases, or a case, in `rests_on`.",
    ),
    Explained(
        "unknown-host",
        "A link to a host that is not known",
        "The site links the publisher, a register or the issuer, never a copy.",
        "Link the DOI or PubMed. A host that issues what it shows is added to data/vocabulary/hosts.yml.",
    ),
    Explained(
        "evidence-fell",
        "Evidence that no longer stands",
        "Nothing may rest on a record that was retracted or is in doubt.",
        "Rest the sentence on other evidence, or remove it.",
    ),
    Explained(
        "unknown-feature",
        "No such feature",
        "A feature is a verified code of what a patient had, in data/vocabulary/features.yml.",
        "Correct the name, or leave the field out.",
    ),
    Explained(
        "unknown-page",
        "No such page",
        "A change of content names the pages whose meaning changed.",
        "Write the address of a page that exists, from the first slash.",
    ),
    Explained(
        "address-gone",
        "A released page that answers no more",
        "People cite the addresses of this site, so each one that was released must answer for ever.",
        "Give the record its old id back, or tell its new address under `redirects` in data/addresses.yml.",
    ),
    Explained(
        "redirect-hides-page",
        "A redirect from a page that exists",
        "A redirect stands where a page was. It would hide this one.",
        "Remove the redirect, or rename the record.",
    ),
    Explained(
        "redirect-to-nowhere",
        "A redirect to no page",
        "A redirect leads to a page that exists, in one step.",
        "Name the address where the page stands now.",
    ),
    Explained(
        "unfounded-answer",
        "An answer without its finding",
        "The finding of the audit that it answers is gone.",
        "Remove the answer, or take the finding's id from the audit page.",
    ),
)
"""Problems of records that name each other."""

GROUPS: tuple[tuple[str, tuple[Explained, ...]], ...] = (
    ("Files", FILES),
    ("Notation", SYNTAX),
    ("Fields", FIELDS),
    ("Values", VALUES),
    ("Records", RECORDS),
    ("References", REFERENCES),
)
"""Every kind of problem, in the order of the page."""
