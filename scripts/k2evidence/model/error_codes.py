"""The code of every kind of problem that the data can have.

A code is stable: messages link to `/contributing/errors/#code`, where `load.error_explanations` says
what it means and how to mend it. Whatever reports a problem takes a member, so that the type checker
finds a code that does not exist.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """What kind of problem it is; the value is what people and programs read."""

    # files
    UNKNOWN_FILE = "unknown-file"
    NOT_A_FILE = "not-a-file"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    ENCODING = "encoding"
    EMPTY_FILE = "empty-file"
    ID_IS_NOT_FILE_NAME = "id-is-not-file-name"

    # notation
    YAML = "yaml"
    DUPLICATE_KEY = "duplicate-key"
    TWO_DOCUMENTS = "two-documents"
    TAG = "tag"
    ALIAS = "alias"
    KEY = "key"
    TOO_DEEP = "too-deep"

    # fields
    MISSING = "missing"
    UNKNOWN_FIELD = "unknown-field"
    NOT_ALLOWED = "not-allowed"
    TEXT_EXPECTED = "text-expected"
    LIST_EXPECTED = "list-expected"
    FIELDS_EXPECTED = "fields-expected"
    EMPTY_LIST = "empty-list"
    EMPTY = "empty"
    TOO_LONG = "too-long"
    INVISIBLE = "invisible"
    FORMULA = "formula"

    # values
    NUMBER = "number"
    WHOLE_NUMBER = "whole-number"
    BOOLEAN = "boolean"
    TIME = "time"
    DURATION = "duration"
    RANGE = "range"
    QUANTITY = "quantity"
    VERTEBRA = "vertebra"
    DATE = "date"
    ID = "id"
    REFERENCE = "reference"
    LINK = "link"
    ADDRESS = "address"
    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    NUMBER_IN_PROSE = "number-in-prose"
    NOT_SEEN = "not-seen"

    # records
    PAPER_NAME = "paper-name"
    REPORT_INCOMPLETE = "report-incomplete"
    REPORT_STATUS = "report-status"
    SPREAD_INCOMPLETE = "spread-incomplete"
    THRESHOLD_INCOMPLETE = "threshold-incomplete"
    ARM_FORM = "arm-form"
    ESTIMATE_EMPTY = "estimate-empty"
    INTERVAL_INCOMPLETE = "interval-incomplete"
    INTERVAL_ORDER = "interval-order"
    OUTCOME_EMPTY = "outcome-empty"
    DUPLICATE_PUBLICATION = "duplicate-publication"
    DUPLICATE_ID = "duplicate-id"
    RESERVED_ID = "reserved-id"
    CIRCULAR = "circular"
    DISAGREEMENT = "disagreement"
    SPECIMEN_NEEDED = "specimen-needed"
    ITEMS_UNANSWERED = "items-unanswered"
    RECOVERY_UNPLACED = "recovery-unplaced"
    TOO_MANY_WORDS = "too-many-words"

    # references
    UNKNOWN_PAPER = "unknown-paper"
    UNKNOWN_CASE = "unknown-case"
    UNKNOWN_COURSE = "unknown-course"
    UNKNOWN_TREATMENT = "unknown-treatment"
    AMBIGUOUS_CLOCK = "ambiguous-clock"
    UNKNOWN_ANALYTE = "unknown-analyte"
    UNKNOWN_SPECIMEN = "unknown-specimen"
    UNKNOWN_UNIT = "unknown-unit"
    UNKNOWN_SUBSTANCE = "unknown-substance"
    UNKNOWN_SITE = "unknown-site"
    UNKNOWN_STUDY = "unknown-study"
    UNKNOWN_ARM = "unknown-arm"
    UNKNOWN_CLAIM = "unknown-claim"
    UNKNOWN_TOOL = "unknown-tool"
    UNKNOWN_RECORD = "unknown-record"
    UNKNOWN_ITEM = "unknown-item"
    UNKNOWN_NAME_IN_BRACES = "unknown-name-in-braces"
    CASES_NOT_NAMED = "cases-not-named"
    UNKNOWN_HOST = "unknown-host"
    EVIDENCE_FELL = "evidence-fell"
    UNKNOWN_FEATURE = "unknown-feature"
    UNKNOWN_PAGE = "unknown-page"
    ADDRESS_GONE = "address-gone"
    REDIRECT_HIDES_PAGE = "redirect-hides-page"
    REDIRECT_TO_NOWHERE = "redirect-to-nowhere"
    UNFOUNDED_ANSWER = "unfounded-answer"
