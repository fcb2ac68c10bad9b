"""The tables to download: what a row is, and what each column means."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file: its address in the site, what one row is, and the meaning of each column."""

    uri: str
    row: str
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.uri.rsplit("/", 1)[-1]


_CASE = {"case_id": "The patient.", "course_id": "The course of treatment within the case."}
_PLACE = {
    "reported_in": "`table`, `text` or `figure`.",
    "locator": "Where to look in the paper.",
}

MEASUREMENTS = Table(
    "data/measurements.csv",
    "report of a measurement; a value printed in the table and in the text is two rows",
    _CASE
    | {
        "analyte": "What was measured.",
        "specimen": "`serum` or `urine`; empty for bone density.",
        "phase": "`before` or `after` treatment, as the paper sorts it.",
        "status": "`reported`, `not-available`, `dash` or `qualitative` (words only).",
        "value": "Exactly the digits printed; only where a number is reported.",
        "unit": "The unit that this site uses.",
        "printed": "The token as printed, with its footnote mark.",
        "unit_printed": "The unit as the paper prints it.",
        "qualifier": "What the paper calls the value, in one word.",
        "t_score": "T-score printed with it, in standard deviations.",
        "range_low": "Low end of the reference range printed with it.",
        "range_high": "High end of the reference range printed with it.",
        "time_value": "When, on the clock that this report uses; negative before its origin.",
        "time_unit": "`day`, `week`, `month` or `year`.",
        "time_origin": "`delivery`, `first-visit`, `start-of-treatment` or `onset`.",
        "months_after_delivery": "Only where this report itself counts months from delivery.",
    }
    | _PLACE
    | {"chosen": "`true` where tables and charts of this site use the report."},
)
FRACTURES = Table(
    "data/fractures.csv",
    "vertebra and place of the paper that names it as fractured",
    _CASE | {"vertebra": "`T1` to `L5`."} | _PLACE,
)
COURSES = Table(
    "data/courses.csv",
    "course of treatment",
    _CASE
    | {
        "age": "Completed years.",
        "parity": "Which delivery the course follows.",
        "onset": "When symptoms began, as first told; empty where no time is told.",
        "treatment_start": "When vitamin K2 began, as first told.",
        "purpose": "`treatment` or `prevention` of fractures.",
        "drug": "The drug given.",
        "dose": "The dose as printed, in `dose_unit`.",
        "dose_unit": "The unit of the dose.",
        "duration": "How long, as far as the paper tells.",
        "co_interventions": "What else was done; joined by `; `.",
        "outcome": "What followed; joined by `; `.",
        "locator": "Where to look in the paper.",
    },
)
CHANGES = Table(
    "data/changes.csv",
    "change, place of the paper and threshold",
    _CASE
    | {
        "analyte": "What was measured.",
        "specimen": "`serum` or `urine`; empty for bone density.",
        "basis": "Which place of the paper both values come from.",
        "from_value": "The value before, as printed.",
        "from_months": "Months after delivery of the value before; empty where the paper leaves it open.",
        "to_value": "The value after, as printed.",
        "to_months": "Months after delivery of the value after; empty where the paper leaves it open.",
        "unit": "The unit that this site uses.",
        "absolute_change": "The difference of the printed values.",
        "absolute_low": "Lowest difference that rounding of the printed digits allows.",
        "absolute_high": "Highest difference that rounding of the printed digits allows.",
        "percent_change": "The difference in percent of the value before.",
        "percent_low": "Lowest percent that rounding allows.",
        "percent_high": "Highest percent that rounding allows.",
        "threshold_id": "The threshold; empty where none is known.",
        "threshold_value": "Its size; empty where the rule needs the clinic's own figure.",
        "threshold_unit": "`%` or `g/cm2`.",
        "verdict": "`exceeds`, `within-error` or `cannot-judge`.",
    },
)
FINDINGS = Table(
    "data/findings.csv",
    "finding of the audit",
    {
        "finding_id": "The finding; also the anchor on the audit page.",
        "rule": "The rule that found it.",
        "kind": "`contradiction`, `imprecision`, `plausibility` or `gap`.",
        "severity": "`major` or `minor`.",
        "paper_id": "The paper.",
        "case_ids": "The patients; joined by `;`.",
        "course_ids": "The courses, as case/course; joined by `;`.",
        "field": "What it is about.",
        "says": "What one place says.",
        "locator": "Where.",
        "also_says": "What another place says.",
        "also_locator": "Where.",
        "explanation": "What it means, and what it does to derived figures.",
    },
)
RECOVERY = Table(
    "data/recovery.csv",
    "change of lumbar bone density that the recovery picture draws",
    {
        "group": "The panel of the picture.",
        "record_id": "The case or the study.",
        "course_id": "The course of treatment, for a case.",
        "label": "How the picture names it.",
        "arm": "What was given.",
        "people": "How many women.",
        "months_low": "Months since the baseline scan; the shortest that the source allows.",
        "months_high": "The longest.",
        "percent_change": "Change of lumbar bone density since the baseline scan.",
        "percent_low": "One SD or SE below, or the low end of the interval.",
        "percent_high": "One SD or SE above, or the high end of the interval.",
        "spread_is": "`SD`, `SE`, `95 % CI` or `not stated`; empty where no spread is given.",
        "baseline_months_low": "When the baseline scan was made, in months after delivery, if known.",
        "baseline_months_high": "The latest that the source allows.",
    },
)
ESTIMATES = Table(
    "data/estimates.csv",
    "comparison of groups that a study gives as one number",
    {
        "study_id": "The study.",
        "outcome_id": "The outcome within the study.",
        "kind": "The view under which the outcome stands.",
        "what": "What was measured.",
        "comparison": "What is compared, where the outcome does not say it.",
        "measure": "`OR`, `RR`, `HR`, `MD`, `SMD`, `effect size`, `difference` or `coefficient`.",
        "value": "The number as printed.",
        "low": "Low end of the 95 % confidence interval.",
        "high": "High end of it.",
        "se": "Standard error, where no interval is printed.",
        "p": "P value as printed.",
        "unit": "The unit; empty for a ratio.",
        "trials": "Number of studies pooled.",
        "people": "Number of people.",
        "corrects": "`true` where a later correction put it in the place of another.",
        "secondary": "`true` where it was read in another publication.",
        "integrity": "`current`, `corrected`, `concern` or `retracted`.",
        "used": "`true` where pooled views may show it.",
    },
)
STUDIES = Table(
    "data/studies.csv",
    "publication around the cases",
    {
        "study_id": "The study; also its address, `evidence/<study_id>/`.",
        "label": "What readers call it.",
        "authors": "Authors, as far as they were seen; joined by `; `.",
        "title": "The title; in brackets where it is this site's description.",
        "year": "Year of publication.",
        "journal": "Journal or publisher.",
        "doi": "DOI.",
        "pmid": "PubMed's number.",
        "pmcid": "PubMed Central's number.",
        "link": "Another stable address of it.",
        "registration": "Number in a trial registry.",
        "country": "Where it was done.",
        "design": "What sort of publication it is.",
        "topics": "What it is used for; joined by `; `.",
        "population": "Who was studied.",
        "vitamin_k": "Forms of vitamin K; joined by `; `.",
        "doses": "Daily doses of vitamin K as given; joined by `; `.",
        "people": "Number of people.",
        "trials": "Number of studies pooled.",
        "outcomes": "Outcomes; joined by `; `.",
        "direction": "This site's judgement of the comparison with the control.",
        "direction_on": "The outcome that it is about.",
        "funding": "Who paid.",
        "read": "`full text`, `abstract`, `excerpt` or `not read`.",
        "confidence": "Confidence in the reading: `high`, `moderate` or `low`.",
        "checked": "When it was last read against the record.",
        "integrity": "`current`, `corrected`, `concern` or `retracted`.",
        "superseded_by": "A later review that replaces it.",
        "used": "`true` where pooled views may show it.",
    },
)
PAPERS = Table(
    "data/papers.csv",
    "paper that cases come from",
    {
        "paper_id": "The paper; also its address, `evidence/<paper_id>/`.",
        "authors": "Authors; joined by `; `.",
        "title": "The title as printed.",
        "year": "Year of the issue.",
        "journal": "Journal.",
        "volume": "Volume.",
        "pages": "First and last page.",
        "doi": "DOI.",
        "read": "`full text`, `abstract`, `excerpt` or `not read`.",
        "integrity": "`current`, `corrected`, `concern` or `retracted`.",
        "cases": "Number of cases.",
    },
)
TABLES = (MEASUREMENTS, FRACTURES, COURSES, CHANGES, FINDINGS, RECOVERY, STUDIES, ESTIMATES, PAPERS)
"""Every table of the site."""
