"""Every kind of problem that the data can have, explained: what it means and how to mend it.

Tests hold that each code is explained once, and that each can be caused.
"""

from dataclasses import dataclass

from k2evidence.model.error_codes import ErrorCode


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one error code means; `wrong` and `right` are lines of a data file, or empty."""

    code: ErrorCode
    title: str
    why: str
    mend: str
    wrong: str = ""
    right: str = ""


FILES = (
    Explanation(
        ErrorCode.UNKNOWN_FILE,
        "A file that is not read",
        "Every file in data/ is read or reported, so that no record is ignored unnoticed.",
        "Give it the extension .yml and put it in the right folder, or remove it.",
    ),
    Explanation(
        ErrorCode.NOT_A_FILE,
        "Not a file, or missing",
        "Records are regular files in regular folders. A link may point anywhere, and a folder is not "
        "a record.",
        "Replace the link with the file or folder itself.",
    ),
    Explanation(
        ErrorCode.UNREADABLE,
        "No permission to read",
        "The program does not have permission to read the file or the folder.",
        "Grant permission: chmod a+r for a file, chmod a+rx for a folder.",
    ),
    Explanation(
        ErrorCode.TOO_LARGE,
        "File too large",
        "A record is a few kilobytes. A larger file is usually another file, and reading it could stop the build.",
        "Check that it is the right file.",
    ),
    Explanation(
        ErrorCode.ENCODING,
        "Not UTF-8",
        "Text is read as UTF-8. In another encoding a minus sign or a Greek letter would turn into "
        "another character.",
        "Save the file with UTF-8 encoding.",
    ),
    Explanation(
        ErrorCode.EMPTY_FILE,
        "An empty file",
        "The file is empty or contains only comments.",
        "Write the record, or remove the file.",
    ),
    Explanation(
        ErrorCode.ID_IS_NOT_FILE_NAME,
        "Id and file name differ",
        "The id is the file name without its extension, and part of the page's address.",
        "Change one of the two. Ids contain only lower-case letters, so that file names are distinct "
        "on every system.",
        "id: tsuchie-2012-case-9",
        "id: tsuchie-2012-case-1",
    ),
)
"""Problems of whole files."""

SYNTAX = (
    Explanation(
        ErrorCode.YAML,
        "Not YAML",
        "The line does not follow the rules of YAML: a field is a name, a colon, a space and a value, indented "
        "with spaces like its neighbours.",
        "Compare the line, and the one above, with a neighbour. Text with a colon and a space in it needs quotes.",
        "sex:female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.DUPLICATE_KEY,
        "A field occurs twice",
        "Only one of two identical fields could be used, and it would be unclear which.",
        "Keep one of the two.",
        "label: Case 1\nlabel: Case 2",
        "label: Case 1",
    ),
    Explanation(
        ErrorCode.TWO_DOCUMENTS,
        "Two records in one file",
        "A line of three hyphens begins a second document. One file holds one record.",
        "Remove the line, or move the second record to a file of its own.",
        "sex: female\n---",
        "sex: female",
    ),
    Explanation(
        ErrorCode.TAG,
        "A YAML tag",
        "A word with an exclamation mark tells YAML to convert the value. The data contain text only.",
        "Remove the tag.",
        "sex: !sex female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.ALIAS,
        "A YAML alias",
        "A word with an asterisk refers to a value elsewhere, which a reader of the file cannot see.",
        "Write out the value.",
        "sex: *sex",
        "sex: female",
    ),
    Explanation(
        ErrorCode.KEY,
        "A field without a name",
        "There is a list or a group where the name of a field is expected.",
        "Name the field.",
        "[sex]: female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.TOO_DEEP,
        "Nested too deeply",
        "No record needs this many levels; deep nesting can crash a program.",
        "Check the indentation and the brackets.",
    ),
)
"""Problems of the notation."""

FIELDS = (
    Explanation(
        ErrorCode.MISSING,
        "A field is missing",
        "The record cannot be understood without it.",
        "Add what the source reports, never a value from another patient. Where the source does not report it, the "
        "field, or the report that it is in, can often be left out; else a `status` says why it is missing.",
        "",
        "sex: female",
    ),
    Explanation(
        ErrorCode.UNKNOWN_FIELD,
        "There is no such field",
        "A misspelt field would be ignored unnoticed, so it is an error.",
        "If the message suggests a spelling, use it. Otherwise look up the field with the intended "
        "meaning in the field reference; never enter a value in a field with another meaning.",
        "sexx: female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.NOT_ALLOWED,
        "A term that is not allowed here",
        "The field accepts only certain terms, so that pages can compare records.",
        "Use one of the terms in the message.",
        "sex: femal",
        "sex: female",
    ),
    Explanation(
        ErrorCode.TEXT_EXPECTED,
        "Text is expected",
        "There is a list or a group of fields where text is expected.",
        "Write the text on the line. Text that begins with a bracket or a brace needs quotes.",
        "label: [Case, 1]",
        "label: Case 1",
    ),
    Explanation(
        ErrorCode.LIST_EXPECTED,
        "A list is expected",
        "The field takes any number of items.",
        "Write each item on a line of its own that begins with a hyphen and a space, or all in brackets.",
        "levels: T8",
        "levels: [T8, T10, T12, L1]",
    ),
    Explanation(
        ErrorCode.FIELDS_EXPECTED,
        "Fields are expected",
        "There is text where a group of fields is expected.",
        "Write one field per line, indented below the name.",
    ),
    Explanation(
        ErrorCode.EMPTY_LIST,
        "An empty list",
        "The record needs at least one item here.",
        "Add one.",
    ),
    Explanation(
        ErrorCode.EMPTY,
        "No value",
        "A field without a value may have been forgotten, or its value may begin with # and be read "
        "as a comment.",
        "Write the value, with quotes if it begins with #, or leave the field out.",
        "label: #1",
        "label: Case 1",
    ),
    Explanation(
        ErrorCode.TOO_LONG,
        "Too long",
        "A field holds a sentence or a paragraph, and a name or a label at most two hundred "
        "characters, so that charts and tables stay readable. A list cannot hold more items than a "
        "patient could have.",
        "Shorten the text or split it; keep in the list only what the source reports for this patient.",
    ),
    Explanation(
        ErrorCode.INVISIBLE,
        "An invisible character",
        "Copied text may contain invisible characters that change how it is displayed.",
        "Type the text again. Keep a paragraph on one line.",
    ),
    Explanation(
        ErrorCode.NOT_COMPOSED,
        "A character that looks like another",
        "Unicode has two ways of writing some letters, for example as a letter followed by a separate "
        "accent. Two names that look alike would then be different names. Text here uses Unicode form "
        "C, which keyboards produce.",
        "Copy the text from the message, or type it again.",
    ),
    Explanation(
        ErrorCode.FORMULA,
        "Text that a spreadsheet would run as a formula",
        "The tables of this site are opened in spreadsheets, which treat text beginning with =, +, - "
        "or @ as a formula.",
        "Begin with a word or a digit.",
        "label: '=1'",
        "label: Case 1",
    ),
)
"""Problems of fields."""

VALUES = (
    Explanation(
        ErrorCode.NUMBER,
        "Not a number",
        "Digits stay as printed, so only one notation is read: ASCII digits, a decimal point, an ASCII minus.",
        "Write the digits alone. The unit, a footnote mark and other words have fields of their own.",
        "value: 0,71",
        "value: 0.71",
    ),
    Explanation(
        ErrorCode.OUT_OF_BOUNDS,
        "An impossible number",
        "No patient is older than 120 years, no time is more than 100 years from its event, no "
        "density or ratio is zero or negative, and no paper prints more than 12 digits and 6 decimal "
        "places. A typing error would be drawn and counted like a fact. The limits are wide: any "
        "value that a patient can have is within them.",
        "Check the sign, the decimal point and the unit in the source, and enter what it prints.",
        "years: 300",
        "years: 30",
    ),
    Explanation(
        ErrorCode.WHOLE_NUMBER,
        "Not a whole number",
        "The field counts something.",
        "Write digits alone, without a unit.",
        "years: thirty",
        "years: 30",
    ),
    Explanation(
        ErrorCode.P_VALUE,
        "Not a P value",
        "A P value lies between 0 and 1.",
        "Write it as printed: the number, with `<` or `>` before it where the source has that, then any words.",
        "p: 2.73",
        "p: 0.0273",
    ),
    Explanation(
        ErrorCode.BOOLEAN,
        "Neither true nor false",
        "The field is a yes or a no.",
        "Write true or false.",
        "referred: yes",
        "referred: true",
    ),
    Explanation(
        ErrorCode.TIME,
        "A time without its reference event",
        "A paper counts from delivery, from the first visit, from the start or the end of a "
        "treatment, from the onset, in weeks of gestation or in years of age. A time without its "
        "reference event cannot be placed.",
        "Write how long, after or before, and what. Where the paper gives words, such as the third trimester, or "
        "does not report what it counts from, leave `time` out: the words are in `printed`, beside `status: "
        "qualitative`; those of a measurement are in `time_printed`.",
        "time: 4 weeks",
        "time: 4 weeks after delivery",
    ),
    Explanation(
        ErrorCode.DURATION,
        "Not a length of time",
        "A duration is a number with its unit.",
        "Write the number and days, weeks, months or years. If the paper describes the duration in "
        "words, enter them in `what` or `note`.",
    ),
    Explanation(
        ErrorCode.RANGE,
        "Not a range",
        "A range has a lower and an upper limit.",
        "Write the lower limit, a hyphen and the upper limit. The unit is that of the value.",
    ),
    Explanation(
        ErrorCode.QUANTITY,
        "Not a dose",
        "A dose without its unit can be misread by a factor of a thousand, and a weekly dose taken "
        "for a daily one is seven times too high.",
        "Write the amount, a space, the unit as printed, and how often: `/day`, `/week`, `/month`, `/year`, "
        "`2 times/day`, `every 6 months` or `once`. Where the paper does not say how often, write nothing after "
        "the unit; where it gives no amount, leave `dose` out.",
        "dose: 45mg",
        "dose: 45 mg/day",
    ),
    Explanation(
        ErrorCode.VERTEBRA,
        "Not a vertebra",
        "Vertebrae from T1 to T12 and from L1 to L5 are known here.",
        "Write the letter and the number, each vertebra an item of its own. Another bone is in `bone`, a "
        "number without levels in `number`.",
        "levels: [T13]",
        "levels: [T8, T10, T12, L1]",
    ),
    Explanation(
        ErrorCode.DATE,
        "Not a date",
        "A date is year, month and day, as far as they are known, between 1800 and today.",
        "Write 2012, 2012-03 or 2012-03-06.",
    ),
    Explanation(
        ErrorCode.ID,
        "Not an id",
        "An id is part of an address and of a file's name.",
        "Write lower-case letters and digits, joined by single hyphens.",
        "analyte: BMD lumbar spine",
        "analyte: bmd-lumbar-spine",
    ),
    Explanation(
        ErrorCode.REFERENCE,
        "Not the name of a record",
        "Evidence is identified by the id of its record, or by id/item for one item of a study.",
        "Use this form.",
    ),
    Explanation(
        ErrorCode.LINK,
        "Not a web address",
        "Only https addresses are linked, because they cannot be altered in transit, and none with a "
        "user name, a password, a port or invisible characters.",
        "Write the full address, beginning with https://, as copied from the browser. Describe a page "
        "that is only available at http:// in words, without a link.",
    ),
    Explanation(
        ErrorCode.ADDRESS,
        "Not an address of this site",
        "An address is the part after the host: a slash, names in lower case, and a slash or an extension.",
        "Write it from the first slash, without the host, e.g. /cases/tsuchie-2012-case-1/.",
    ),
    Explanation(
        ErrorCode.DOI,
        "Not a DOI",
        "A DOI begins with 10. and contains a slash; with a full stop or a bracket of the surrounding "
        "sentence it would lead to another publication, or to none.",
        "Write the DOI alone, without https://doi.org/ and without surrounding characters.",
    ),
    Explanation(
        ErrorCode.PMID,
        "Not a PubMed number",
        "PubMed numbers consist of digits only.",
        "Write the digits.",
    ),
    Explanation(
        ErrorCode.PMCID,
        "Not a PMC number",
        "PubMed Central's numbers begin with PMC.",
        "Write it as PMC1915640.",
    ),
    Explanation(
        ErrorCode.NUMBER_IN_PROSE,
        "A number in prose",
        "A number typed twice can be inconsistent. Numbers belong in fields, and prose refers to the field.",
        "Enter the number in a field. In a narrative, name that field in braces; write other numbers "
        "as words.",
        "what: Ill for 30 years.",
        "what: Healthy before.",
    ),
    Explanation(
        ErrorCode.NOT_SEEN,
        "Words in place of a name",
        "Readers would cite “not verified” as a title or an author.",
        "Leave the field out. State what was not seen in `authors_note` or in the note of `reading`.",
        "journal: not verified",
        "journal: Upsala Journal of Medical Sciences",
    ),
)
"""Problems of single values."""

RECORDS = (
    Explanation(
        ErrorCode.PAPER_NAME,
        "A paper without a name",
        "Readers call a paper by its first author and its year.",
        "Add them or, if they were not seen, say in `label` what it is called: the congress and the year.",
    ),
    Explanation(
        ErrorCode.REPORT_INCOMPLETE,
        "An incomplete report",
        "A report holds what the place prints: a value with its unit, a score, a change, a time, levels.",
        "Add what is printed; a T-score or a change in percent can stand alone. Where nothing is, leave the whole "
        "report out, or say in `status` why: `not-available` where the source says so, `dash`, `qualitative` for "
        "words, `not-applicable`, `not-reported` where it was read and says nothing, `not-seen` where it was not "
        "read.",
    ),
    Explanation(
        ErrorCode.REPORT_STATUS,
        "Status and value do not fit",
        "A cell that says N.A., a dash and words without a number are different things, and none has a value. A "
        "course with treatments is not one without a bone drug, and a T-score belongs to a bone density.",
        "Give the value or the status, with what is printed; of two statements that exclude each other, keep the "
        "one that the source makes.",
    ),
    Explanation(
        ErrorCode.SPREAD_INCOMPLETE,
        "A spread of unknown kind",
        "A number after a plus-minus sign may be a standard deviation or a standard error.",
        "Say which in `spread_is`; `not stated` is allowed.",
    ),
    Explanation(
        ErrorCode.DERIVATION_WITHOUT_NUMBER,
        "A derivation without its number",
        "A derived number of people was not printed, so the record must say how it was derived.",
        "Give the number in `people`, or remove `people_derived`.",
    ),
    Explanation(
        ErrorCode.THRESHOLD_INCOMPLETE,
        "An incomplete threshold",
        "A size without a unit is meaningless.",
        "Give `value` and `unit`, or neither.",
    ),
    Explanation(
        ErrorCode.ARM_FORM,
        "A form of vitamin K that the study does not list",
        "The study lists its forms of vitamin K under `vitamin_k`; this one is not among them.",
        "Correct one of the two.",
    ),
    Explanation(
        ErrorCode.ESTIMATE_EMPTY,
        "An estimate without a number",
        "It has neither a value, nor an interval, nor a P value.",
        "Give one, or remove the estimate.",
    ),
    Explanation(
        ErrorCode.INTERVAL_INCOMPLETE,
        "An interval with one limit",
        "A confidence interval has two limits.",
        "Give `low` and `high`.",
    ),
    Explanation(
        ErrorCode.INTERVAL_ORDER,
        "Limits of an interval reversed",
        "The lower limit is above the upper limit.",
        "Swap the limits, or check the signs.",
    ),
    Explanation(
        ErrorCode.IMPOSSIBLE,
        "Two statements that cannot both be true",
        "A value lies inside its own interval, a part has no more people than the whole, and a man gives no birth. "
        "One of the two is a slip, or belongs to another patient.",
        "Look at both in the source, and correct the wrong one. Where the source itself prints them so, leave out "
        "what does not fit, and say so in `note`.",
        "value: 1.74, low: 0.56",
        "value: 0.74, low: 0.56",
    ),
    Explanation(
        ErrorCode.OUTCOME_EMPTY,
        "An outcome that says nothing",
        "It has neither results, nor estimates, nor words.",
        "Give one of the three, or remove it.",
    ),
    Explanation(
        ErrorCode.DUPLICATE_PUBLICATION,
        "A publication with two records",
        "It would be counted and cited twice.",
        "Keep one of the two. A case can name a study as its `paper`; move anything else that the "
        "other record holds there.",
        "doi: 10.1000/test",
        "doi: 10.3109/03009734.2012.676573",
    ),
    Explanation(
        ErrorCode.DUPLICATE_CASE,
        "A patient with two records",
        "Two cases of one paper that have the same label are one patient, who would be counted twice.",
        "Keep one of the two records, or give each the label that the paper prints. A patient whom two papers "
        "report has a case for each, and one names the other in `same_patient`.",
    ),
    Explanation(
        ErrorCode.DUPLICATE_ID,
        "A duplicate name",
        "A name must be unique within a list, within a file, and among papers, cases and studies.",
        "Rename one of the two.",
    ),
    Explanation(
        ErrorCode.RESERVED_ID,
        "An id that is already in use",
        "The address belongs to a page of the site, the name to a part of the page, or to a name in braces that "
        "every story may use.",
        "Choose another id.",
    ),
    Explanation(
        ErrorCode.AMENDMENT_ID,
        "A change of content without its date",
        "Changes are listed and linked by their day; an id that begins with it is never taken by anything else.",
        "Begin the id, and the name of the file, with the day in `date`.",
        "date: 2026-11-23",
        "date: 2026-11-24",
    ),
    Explanation(
        ErrorCode.INTEGRITY,
        "Status and notices disagree",
        "A notice of a retraction, or an expression of concern, decides whether a publication may be used; its "
        "status says so, and no status says so without its notice.",
        "Give the status that the newest notice asks for, or add the notice that the status rests on.",
    ),
    Explanation(
        ErrorCode.RATING_INCOMPLETE,
        "An incomplete rating",
        "Each outcome of the summary of findings has its bodies of evidence, each rated in every GRADE domain with a "
        "reason and the records that hold the facts; what could not be judged is not rated, and lowers nothing.",
        "Complete the rating as the message says; never downgrade because something was not read.",
    ),
    Explanation(
        ErrorCode.CIRCULAR,
        "A circular reference",
        "A course dated from itself, or two reviews that each replace the other, cannot both be right.",
        "Remove the wrong one of the references.",
    ),
    Explanation(
        ErrorCode.DISAGREEMENT,
        "Two transcriptions differ",
        "Two people transcribed the case and entered different values here. Do not guess which is right.",
        "Look it up in the paper and replace the mark with what is printed.",
    ),
    Explanation(
        ErrorCode.SPECIMEN_NEEDED,
        "Serum or urine?",
        "The same marker in serum and in urine is a different measurement.",
        "Name the specimen.",
        "",
        "specimen: urine",
    ),
    Explanation(
        ErrorCode.ITEMS_UNANSWERED,
        "Unanswered items of an appraisal",
        "Each item of a tool is answered once.",
        "Answer every item; `unclear` and `not assessable` are allowed if the tool has them.",
    ),
    Explanation(
        ErrorCode.TOOL_MISFIT,
        "An appraisal tool that does not fit",
        "Each tool judges one kind of publication, and has answers of its own; one that judges results of "
        "trials says in `about` which result.",
        "Use another tool or one of its answers, or name the outcome of the trial in `about`.",
    ),
    Explanation(
        ErrorCode.RECOVERY_UNPLACED,
        "A change that the recovery chart can neither draw nor explain",
        "A change of lumbar bone density after pregnancy needs its months and what the group was given.",
        "Give both, or say in `not_drawn` why it cannot be drawn.",
    ),
    Explanation(
        ErrorCode.TOO_MANY_WORDS,
        "Too many words",
        "Short answers must stay short. The text that replaces a name in braces may become longer "
        "with a new case.",
        "Shorten it, or name in `rests_on` only the papers that the sentence is about.",
    ),
    Explanation(
        ErrorCode.NOTHING_TO_SHOW,
        "A site without content",
        "The pages are about patients who were given vitamin K2 and outcomes whose certainty was "
        "rated. Without them the site would have no content.",
        "Record one case, and one row of the summary of findings, before the site is built.",
    ),
)
"""Problems of whole records."""

REFERENCES = (
    Explanation(
        ErrorCode.UNKNOWN_PAPER,
        "No such paper",
        "A case belongs to a paper of data/papers/, or to a study of data/studies/.",
        "Correct the id, or create the paper.",
        "paper: tsuchi-2012",
        "paper: tsuchie-2012",
    ),
    Explanation(
        ErrorCode.UNKNOWN_CASE, "No such case", "The record names a case of data/cases/.", "Correct the id."
    ),
    Explanation(
        ErrorCode.UNKNOWN_COURSE,
        "No such course",
        "The record names a course of the same case.",
        "Correct the id.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_TREATMENT,
        "No such treatment",
        "A time counts from the start or the end of a treatment of the same course.",
        "Write the `id` of that treatment.",
    ),
    Explanation(
        ErrorCode.AMBIGUOUS_CLOCK,
        "Which treatment?",
        "The course has several treatments, each with its own start.",
        "Write `start of` and the `id` of the treatment from which the source counts.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_ANALYTE,
        "No such analyte",
        "What can be measured is listed in data/vocabulary/analytes.yml.",
        "Correct the id, or add the analyte there.",
        "analyte: bab",
        "analyte: bap",
    ),
    Explanation(
        ErrorCode.UNKNOWN_SPECIMEN,
        "Not measured in that specimen",
        "data/vocabulary/analytes.yml lists the specimens in which each analyte is measured.",
        "Use a specimen named in the message.",
        "specimen: urine",
        "specimen: serum",
    ),
    Explanation(
        ErrorCode.UNKNOWN_UNIT,
        "No such unit",
        "Every spelling of a unit must be known: in another spelling a unit is easily misread.",
        "Write what the paper prints, never a similar unit. If the printed unit is not known, add it "
        "in data/vocabulary/units.yml: to `printed_as` only if it is another spelling of the same "
        "unit, otherwise as a new unit. Units of doses are listed separately there, without the "
        "frequency.",
        "unit_printed: g/cm^2",
        "unit_printed: g/cm2",
    ),
    Explanation(
        ErrorCode.UNKNOWN_SUBSTANCE,
        "No such substance",
        "Substances are listed in data/vocabulary/substances.yml, so that doses cannot be mistaken.",
        "Correct the id, or add the substance there.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_SITE,
        "No such site",
        "Sites are listed in data/vocabulary/sites.yml.",
        "Correct the id, or add the site there.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_STUDY,
        "No such study",
        "The record names a study of data/studies/.",
        "Correct the id.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_ARM,
        "No such arm",
        "A result names a group of the same study.",
        "Write the name exactly as in `arms`.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_CLAIM,
        "No such claim",
        "The record names a claim of the same paper, or a page shows a claim of `data/claims/`.",
        "Correct the id.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_TOOL,
        "No such appraisal tool",
        "Tools are listed in data/vocabulary/appraisal-tools.yml.",
        "Correct the id.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_RECORD,
        "No such record",
        "Evidence is a study, a paper or a case of this site.",
        "Correct the id.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_ITEM,
        "No such item",
        "Evidence names an outcome, a result, an estimate or a fact of a study; `parts_of` another outcome.",
        "Correct the part behind the slash, or the name of the outcome.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_NAME_IN_BRACES,
        "No such name in braces",
        "A name in braces stands for a value of the data. Only what the data holds has a name.",
        "Correct the name, or add the field that it stands for.",
        "{onsett}",
        "{onset}",
    ),
    Explanation(
        ErrorCode.CASES_NOT_NAMED,
        "A number about cases that are not named",
        "A name in braces such as {women} or {dose} counts the cases of the papers in `rests_on`. Without one it would silently change with every new case.",
        "Name the paper of the cases, or a case, in `rests_on`.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_HOST,
        "A link to an unknown host",
        "The site links to the publisher, a register or the issuing body, never to a copy.",
        "Link to the DOI or PubMed. A host that publishes its own content can be added to "
        "data/vocabulary/hosts.yml.",
    ),
    Explanation(
        ErrorCode.EVIDENCE_FELL,
        "Evidence that can no longer be used",
        "No statement may rest on a record that was retracted or is under concern, that was judged "
        "unusable, or of which nothing was read.",
        "Remove the record from the list and state no more than the remaining evidence shows; if none "
        "remains, remove the sentence.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_FEATURE,
        "No such feature",
        "A feature is a verified code of what a patient had, in data/vocabulary/features.yml.",
        "Correct the name, or leave the field out.",
    ),
    Explanation(
        ErrorCode.UNKNOWN_PAGE,
        "No such page",
        "A change of content names the pages whose meaning changed, and a claim the page that says more.",
        "Write the address of a page that exists: in a change from the first slash, in `see` without it.",
    ),
    Explanation(
        ErrorCode.ADDRESS_GONE,
        "A released page that no longer exists",
        "People cite the addresses of this site, so every released address must keep working.",
        "Restore the old id of the record, or enter its new address under `redirects` in data/addresses.yml.",
    ),
    Explanation(
        ErrorCode.REDIRECT_HIDES_PAGE,
        "A redirect that hides a page or a file",
        "A redirect belongs where a page or a file used to be. Here it would replace an existing one.",
        "Remove the redirect, or rename the record that uses the address.",
    ),
    Explanation(
        ErrorCode.REDIRECT_TO_NOWHERE,
        "A redirect to a missing page",
        "A redirect must lead directly to an existing page.",
        "Name the address where the page is now.",
    ),
    Explanation(
        ErrorCode.REDIRECT_OF_OTHER_KIND,
        "A page redirected to a file, or a file to a page",
        "A page is served as a folder, a file by its extension. Neither can replace the other.",
        "Redirect a page to a page, and a file to a file with the same extension.",
    ),
    Explanation(
        ErrorCode.UNFOUNDED_ANSWER,
        "An answer without a finding",
        "The finding of the audit that it answers is gone.",
        "Remove the answer, or take the finding's id from the audit page.",
    ),
)
"""Problems of records that name each other."""

GROUPS: tuple[tuple[str, tuple[Explanation, ...]], ...] = (
    ("Files", FILES),
    ("Notation", SYNTAX),
    ("Fields", FIELDS),
    ("Values", VALUES),
    ("Records", RECORDS),
    ("References", REFERENCES),
)
"""Every error code, in the order of the page."""
