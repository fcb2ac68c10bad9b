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
        "A file that nothing reads",
        "Every file below data/ is read or reported, so that no record is left out unnoticed.",
        "Give it the ending .yml and put it into the folder of its kind, or remove it.",
    ),
    Explanation(
        ErrorCode.NOT_A_FILE,
        "Not a file, or not there",
        "Records are plain files in plain folders. A link may point anywhere, and a folder is no record.",
        "Put the file or the folder itself in its place.",
    ),
    Explanation(
        ErrorCode.UNREADABLE,
        "No permission to read",
        "The system does not let the program read the file or the folder.",
        "Allow reading it: chmod a+r for a file, chmod a+rx for a folder.",
    ),
    Explanation(
        ErrorCode.TOO_LARGE,
        "A file far too large",
        "A record is a few kilobytes. A larger file is usually another file, and reading it could stop the build.",
        "Check that it is the right file.",
    ),
    Explanation(
        ErrorCode.ENCODING,
        "Not UTF-8",
        "Text is read as UTF-8. In another encoding a minus sign or a Greek letter would become another one.",
        "Save the file again with the encoding UTF-8.",
    ),
    Explanation(
        ErrorCode.EMPTY_FILE,
        "An empty file",
        "The file holds nothing, or only comments.",
        "Write the record, or remove the file.",
    ),
    Explanation(
        ErrorCode.ID_IS_NOT_FILE_NAME,
        "Id and file name differ",
        "The id is the file's name without its ending, and part of the page's address.",
        "Change one of the two. Ids have lower-case letters only, so that files stay apart on every system.",
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
        "Of two equal fields only one could be used, and nobody would know which.",
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
        "A word with an exclamation mark tells YAML to make something else of the value. Data holds text only.",
        "Remove the tag.",
        "sex: !sex female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.ALIAS,
        "A YAML alias",
        "A word with an asterisk stands for a value elsewhere. A reader of the file could not see what is meant.",
        "Write the value out.",
        "sex: *sex",
        "sex: female",
    ),
    Explanation(
        ErrorCode.KEY,
        "A field without a name",
        "A list or a group is where the name of a field is expected.",
        "Name the field.",
        "[sex]: female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.TOO_DEEP,
        "Nested too deeply",
        "No record needs so many levels; deep nesting can stop a program.",
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
        "A misspelt field would be left out unnoticed, so it is an error.",
        "Where the message knows the spelling that you meant, take it. Otherwise look into the field reference "
        "for the field of that meaning; a value never goes into a field of another one.",
        "sexx: female",
        "sex: female",
    ),
    Explanation(
        ErrorCode.NOT_ALLOWED,
        "A word that is not allowed here",
        "The field takes one of a few words, so that pages can compare records.",
        "Take one of the words in the message.",
        "sex: femal",
        "sex: female",
    ),
    Explanation(
        ErrorCode.TEXT_EXPECTED,
        "Text is expected",
        "A list or a group of fields is where text is expected.",
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
        "Text is where a group of fields is expected.",
        "Write one field a line, indented below the name.",
    ),
    Explanation(
        ErrorCode.EMPTY_LIST,
        "An empty list",
        "The record needs at least one item here.",
        "Give one.",
    ),
    Explanation(
        ErrorCode.EMPTY,
        "Nothing is here",
        "A field without a value may be forgotten, or its value may begin with # and so be a comment.",
        "Write the value, with quotes if it begins with #, or leave the field out.",
        "label: #1",
        "label: Case 1",
    ),
    Explanation(
        ErrorCode.TOO_LONG,
        "Too long",
        "A field holds a sentence or a paragraph, a name or a label at most two hundred characters: pictures and "
        "tables grow with it. A list holds no more than any patient could have.",
        "Shorten the text, or part it; keep in the list what the source reports of this patient.",
    ),
    Explanation(
        ErrorCode.INVISIBLE,
        "An invisible character",
        "Text copied from a page may hold characters that nobody sees, and that change how it is shown.",
        "Type the text again. Keep a paragraph on one line.",
    ),
    Explanation(
        ErrorCode.NOT_COMPOSED,
        "A character that looks like another",
        "Unicode writes some letters in two ways, such as an accent of its own behind its letter. Two names that "
        "look alike would then be two names. Text here has form C of Unicode, in which a keyboard types it.",
        "Copy the text from the message, or type it again.",
    ),
    Explanation(
        ErrorCode.FORMULA,
        "Text that a spreadsheet would run",
        "The tables of this site are opened in spreadsheets, which run text that begins with =, +, - or @.",
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
        "A number that cannot be",
        "No patient is older than 120 years, no time lies more than 100 years from its event, no density or ratio "
        "is zero or below, no paper prints more than 12 digits and 6 decimals. A slip of the fingers would be "
        "drawn and counted like a fact. The bounds are wide: what a patient can have is always inside them.",
        "Look at the sign, the decimal point and the unit in the source, and write what it prints there.",
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
        "A P value lies between 0 and 1, and none is less than 0.",
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
        "A time without its clock",
        "A paper counts from delivery, from the first visit, from the start or the end of a treatment, from the "
        "onset, in weeks of gestation or in years of age. A time without its clock cannot be placed.",
        "Write how long, after or before, and what. Where the paper gives words, such as the third trimester, or "
        "does not report what it counts from, leave `time` out: the words are in `printed`, beside `status: "
        "qualitative`; those of a measurement are in `time_printed`.",
        "time: 4 weeks",
        "time: 4 weeks after delivery",
    ),
    Explanation(
        ErrorCode.DURATION,
        "Not a length of time",
        "How long something lasted is a number with its unit.",
        "Write the number and days, weeks, months or years. What the paper reports in other words belongs in "
        "`what` or `note`.",
    ),
    Explanation(
        ErrorCode.RANGE,
        "Not a range",
        "A range has a low and a high end.",
        "Write the low end, a hyphen and the high end. The unit is that of the value beside it.",
    ),
    Explanation(
        ErrorCode.QUANTITY,
        "Not a dose",
        "A dose without its unit can be read a thousand times too high or too low, and a weekly dose taken for a "
        "daily one is seven times too high.",
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
        "Evidence is named by the id of its record, or by id/item for one item of a study.",
        "Write it so.",
    ),
    Explanation(
        ErrorCode.LINK,
        "Not a web address",
        "Only https is linked, which nobody on the way can change, and no address with a user, a password, a port or "
        "signs that nobody sees.",
        "Write the full address, beginning with https://, as the browser copies it. A page that only answers at http:// "
        "is named in words and not linked.",
    ),
    Explanation(
        ErrorCode.ADDRESS,
        "Not an address of this site",
        "An address is what follows the host: a slash, names in lower case, and a slash or an ending.",
        "Write it from the first slash, without the host, e.g. /cases/tsuchie-2012-case-1/.",
    ),
    Explanation(
        ErrorCode.DOI,
        "Not a DOI",
        "A DOI begins with 10. and holds a slash; a full stop or a bracket of the sentence around it would lead to "
        "another publication, or to none.",
        "Write it bare, without https://doi.org/ and without what is around it.",
    ),
    Explanation(
        ErrorCode.PMID,
        "Not a PubMed number",
        "PubMed numbers its records with digits alone.",
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
        "A number that is typed twice can differ from itself. Numbers live in fields; prose names the field.",
        "Put the number into a field of its own. In a story, name that field in braces; say the rest in words.",
        "what: Ill for 30 years.",
        "what: Healthy before.",
    ),
    Explanation(
        ErrorCode.NOT_SEEN,
        "Words in the place of a name",
        "Readers would cite a title or an author called not verified.",
        "Leave the field out. What was not seen can be said in `authors_note`, or in the note of `reading`.",
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
        "Give them, or, where they were not seen, say in `label` what it is called: the congress and the year.",
    ),
    Explanation(
        ErrorCode.REPORT_INCOMPLETE,
        "A report lacks what it reports",
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
        "A spread without its sort",
        "A number after a plus-minus sign may be a standard deviation or a standard error.",
        "Say which in `spread_is`; `not stated` is an answer.",
    ),
    Explanation(
        ErrorCode.DERIVATION_WITHOUT_NUMBER,
        "A derivation without its number",
        "A derived number of people is no printed one, so the record says how it was derived.",
        "Give the number in `people`, or remove `people_derived`.",
    ),
    Explanation(
        ErrorCode.THRESHOLD_INCOMPLETE,
        "A threshold with half its size",
        "A size without a unit means nothing.",
        "Give `value` and `unit`, or neither.",
    ),
    Explanation(
        ErrorCode.ARM_FORM,
        "A group or an estimate with another form of vitamin K than its study",
        "The study lists the forms that it is about under `vitamin_k`; this one is not among them.",
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
        "An interval with one end",
        "A confidence interval has two ends.",
        "Give `low` and `high`.",
    ),
    Explanation(
        ErrorCode.INTERVAL_ORDER,
        "An interval upside down",
        "The low end is above the high end.",
        "Swap the ends, or check the signs.",
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
        "Keep one of the two. A case can name a study as its `paper`; what the other record holds besides moves "
        "there.",
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
        "A name given twice",
        "A name must lead to one thing: in a list, in a file, and among papers, cases and studies.",
        "Rename one of the two.",
    ),
    Explanation(
        ErrorCode.RESERVED_ID,
        "An id that is taken",
        "The address belongs to a page of the site, the name to a part of the page, or to a name in braces that "
        "every story may use.",
        "Choose another id.",
    ),
    Explanation(
        ErrorCode.AMENDMENT_ID,
        "A change of content without its day",
        "Changes are listed and linked by their day; an id that begins with it is never taken by anything else.",
        "Begin the id, and the name of the file, with the day in `date`.",
        "date: 2026-11-23",
        "date: 2026-11-24",
    ),
    Explanation(
        ErrorCode.INTEGRITY,
        "A status and notices that do not fit together",
        "A notice of a retraction, or an expression of concern, decides whether a publication may be used; its "
        "status says so, and no status says so without its notice.",
        "Give the status that the newest notice asks for, or add the notice that the status rests on.",
    ),
    Explanation(
        ErrorCode.RATING_INCOMPLETE,
        "A rating that is not whole",
        "Each outcome of the summary of findings has its bodies of evidence, each rated in every GRADE domain with a "
        "reason and the records that hold the facts; what could not be judged is not rated, and lowers nothing.",
        "Complete the rating as the message says; never lower one because something was not read.",
    ),
    Explanation(
        ErrorCode.CIRCULAR,
        "A reference that leads back to itself",
        "A course dated from itself, or two reviews that each replace the other, cannot both be right.",
        "Remove the wrong one of the references.",
    ),
    Explanation(
        ErrorCode.DISAGREEMENT,
        "Two transcriptions differ",
        "Two people transcribed the case and wrote different values here. Nobody may guess which is right.",
        "Look it up in the paper, and write what is printed in place of the mark.",
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
        "Items of an appraisal without an answer",
        "Each item of a tool is answered once.",
        "Answer every item; `unclear` and `not assessable` are answers, where the tool has them.",
    ),
    Explanation(
        ErrorCode.TOOL_MISFIT,
        "A tool that was used for something else than it judges",
        "Each tool judges one kind of publication, and has answers of its own; one that judges results of "
        "trials says in `about` which result.",
        "Take another tool, one of its answers, or name the outcome of the trial in `about`.",
    ),
    Explanation(
        ErrorCode.RECOVERY_UNPLACED,
        "A change that the recovery picture can neither draw nor explain",
        "A change of lumbar bone density after pregnancy needs its months and what the group was given.",
        "Give both, or say in `not_drawn` why it cannot be drawn.",
    ),
    Explanation(
        ErrorCode.TOO_MANY_WORDS,
        "More words than the record allows",
        "Short answers stay short. What a name in braces stands for may grow with a new case.",
        "Say it in fewer words, or name in `rests_on` only the papers that the sentence is about.",
    ),
    Explanation(
        ErrorCode.NOTHING_TO_SHOW,
        "A site without its subject",
        "The pages are about patients who were given vitamin K2, and about outcomes whose certainty was judged. "
        "Without any, their sentences would be about nobody.",
        "Record one case, and one row of the summary of findings, before the site is built.",
    ),
)
"""Problems of whole records."""

REFERENCES = (
    Explanation(
        ErrorCode.UNKNOWN_PAPER,
        "No such paper",
        "A case belongs to a paper of data/papers/, or to a study of data/studies/.",
        "Correct the id, or begin the paper.",
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
        "Write `start of`, and the `id` of the treatment that the source counts from.",
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
        "data/vocabulary/analytes.yml says in what each analyte is measured.",
        "Take the specimen from the message.",
        "specimen: urine",
        "specimen: serum",
    ),
    Explanation(
        ErrorCode.UNKNOWN_UNIT,
        "No such unit",
        "Every spelling of a unit must be known: in another spelling a unit is easily misread.",
        "Write what the paper prints, never a unit that is only near it. If it prints one that is not known, add "
        "it in data/vocabulary/units.yml: to `printed_as` only where it is another spelling of the very same "
        "unit, else as a unit of its own. Doses have units of their own there, and how often a dose is given is "
        "no part of the unit.",
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
        "A link to a host that is not known",
        "The site links the publisher, a register or the issuer, never a copy.",
        "Link the DOI or PubMed. A host that issues what it shows is added to data/vocabulary/hosts.yml.",
    ),
    Explanation(
        ErrorCode.EVIDENCE_FELL,
        "Evidence that no longer stands",
        "Nothing may rest on a record that was retracted or is in doubt, that is judged not usable, or of which "
        "nothing was read.",
        "Take the record out of the list, and say no more than what is left shows; where nothing is left, remove "
        "the sentence.",
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
        "A released page that answers no more",
        "People cite the addresses of this site, so each one that was released must answer for ever.",
        "Give the record its old id back, or give its new address under `redirects` in data/addresses.yml.",
    ),
    Explanation(
        ErrorCode.REDIRECT_HIDES_PAGE,
        "A redirect over something that stands",
        "A redirect is where a page or a file was. It would take the place of this one.",
        "Remove the redirect, or rename the record that took the address.",
    ),
    Explanation(
        ErrorCode.REDIRECT_TO_NOWHERE,
        "A redirect to no page",
        "A redirect leads to a page that exists, in one step.",
        "Name the address where the page is now.",
    ),
    Explanation(
        ErrorCode.REDIRECT_OF_OTHER_KIND,
        "A page that became a file, or a file a page",
        "A page answers as a folder, a file by its ending. In place of the other, neither would answer.",
        "Lead a page to a page, and a file to a file with the same ending.",
    ),
    Explanation(
        ErrorCode.UNFOUNDED_ANSWER,
        "An answer without its finding",
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
