"""A valid example of every field whose type alone does not show what to write.

Taken from the data; a change of the data does not change it. Read by `evidence.fields`.
"""

from collections.abc import Mapping

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "Extraction": {
        "by": "A. Curator",
    },
    "OrderReport": {
        "order": "1",
    },
    "AgeReport": {
        "years": "30",
    },
    "Amendment": {
        "id": "2026-11-24-first-pages",
        "date": "2026-11-24",
        "title": "The femur of case 3 after the first course",
        "says": "The page gave the value of the text alone; it now gives both printed values.",
        "why": "The table of the paper prints another value.",
        "reported_by": "A. Reader",
    },
    "Analyte": {
        "id": "bmd-lumbar-spine",
        "name": "Bone mineral density of the lumbar spine (L2–4)",
        "short": "Lumbar spine BMD",
        "synonyms": "BMD",
        "site": "lumbar-spine",
    },
    "AnalyteForm": {
        "name": "Lumbar spine BMD",
        "unit": "g/cm2",
    },
    "FindingAnswer": {
        "finding": "contradiction-r01-tsuchie-2012-case-3-first-delivery-proximal-femur-bmd",
        "says": "The journal corrected the value in the table.",
        "date": "2026-11-22",
        "link": "https://doi.org/10.3109/03009734.2012.676573",
    },
    "Appraisal": {
        "id": "tsuchie-2012",
    },
    "AppraisalTool": {
        "id": "jbi-case-series",
        "name": "JBI checklist for case series",
        "citation": "Murad MH, Sultan S, Haffar S, Bazerbachi F. BMJ Evid Based Med 2018;23:60-63",
        "link": "https://pmc.ncbi.nlm.nih.gov/articles/PMC7778754/table/T2",
        "purpose": "Risk of bias in a series of cases.",
        "note": "The authors of the tool say that items 4 to 6 matter mostly for adverse events of drugs.",
    },
    "AppraisedItem": {
        "item": "1",
        "reason": "How the women were chosen is not told.",
    },
    "Arm": {
        "people": "120",
        "analysed": "105",
        "name": "calcium and vitamin D",
        "dose_note": "87 % of doses taken",
    },
    "Background": {
        "id": "tsuchie-2012",
        "references_note": "The list of references was not in the text that was read.",
    },
    "BackgroundPoint": {
        "id": "pthrp",
        "title": "A hormone of breast-feeding",
        "claims": "rare",
        "evidence": "kebapci-2016/minerals",
        "our_reading": "None was found since.",
    },
    "Case": {
        "id": "tsuchie-2012-case-1",
        "paper": "tsuchie-2012",
        "label": "Case 1",
    },
    "CitedReference": {
        "number": "1",
        "cited_for": "The first description of the disease.",
        "identified_as": "Probably Shiraki 2000",
        "how": "Could not be identified; the list was not in what was read.",
        "study": "shiraki-2000",
    },
    "Claim": {
        "id": "unknown",
        "asks": "Does vitamin K2 heal these fractures?",
        "says": "Nobody knows.",
        "see": "recovery/",
        "rests_on": "tsuchie-2012",
    },
    "Claims": {
        "id": "bottom-line",
        "title": "Does vitamin K2 heal bones after pregnancy-associated osteoporosis?",
        "max_words": "120",
    },
    "CoIntervention": {
        "substance": "calcium-carbonate",
        "by": "an earlier doctor",
    },
    "Code": {
        "code": "24966-4",
        "label": "DXA Lumbar spine [Mass/Area] Bone density",
        "source": "https://loinc.org/24966-4",
        "note": "Seen on a copy of the code list.",
    },
    "Course": {
        "id": "first-delivery",
        "label": "First delivery",
        "pregnancy": "The pregnancy is called normal.",
        "story": "Back pain began {onset}, when she was {age}.",
        "our_reading": "NTX fell, but stayed above the range that the paper itself prints.",
    },
    "Earlier": {
        "course": "first-delivery",
    },
    "Estimate": {
        "trials": "5",
        "people": "1120",
        "low": "0.56",
        "high": "0.97",
        "id": "clinical-fracture-recalculated",
        "value": "0.81",
        "se": "0.014",
        "p": "0.84",
        "unit": "%",
        "comparison": "according to a site that summarises papers",
    },
    "Fact": {
        "id": "why-newborns",
        "says": "The condition tends to improve with time.",
        "read_in": "the label, as quoted on the maker's site",
        "limits": "No case of this site reports it.",
    },
    "Figure": {
        "number": "1",
        "case": "tsuchie-2012-case-2",
        "shows": "Lateral radiograph of the spine.",
        "image_labels": "T8",
    },
    "FractureReport": {
        "levels": "T8",
    },
    "LinkHost": {
        "id": "doi.org",
        "whose": "International DOI Foundation",
    },
    "Integrity": {
        "note": "No notice was seen on the publisher's page; databases of retractions were not asked.",
    },
    "Located": {
        "locator": "Case 1, paragraph 1",
    },
    "Measurement": {
        "analyte": "bmd-lumbar-spine",
        "specimen": "serum",
    },
    "Method": {
        "about": "bone density",
        "says": "Not reported.",
    },
    "Notice": {
        "year": "2018",
        "says": "The journal retracted the article.",
        "doi": "10.1001/jamainternmed.2018.1127",
        "link": "https://link.springer.com/article/10.1007/s40261-018-0643-3",
    },
    "OutcomeSummary": {
        "place": "1",
        "id": "adverse-events",
        "outcome": "Adverse events",
    },
    "Paper": {
        "year": "2012",
        "id": "tsuchie-2012",
        "title": "Amelioration of pregnancy-associated osteoporosis after treatment with vitamin K2: a report of four patients",
        "article_type": "case report of four patients",
        "affiliation": "Department of Orthopedic Surgery, Akita University Graduate School of Medicine, Akita, Japan",
        "journal": "Upsala Journal of Medical Sciences",
        "volume": "117",
        "pages": "336-341",
        "doi": "10.3109/03009734.2012.676573",
        "received": "2012-03-06",
        "accepted": "2012-03-12",
        "published_online": "2012-07-03",
        "conflicts": "None declared.",
        "ethics": "No statement on ethics approval or consent in the text that was read.",
        "funding": "No statement on funding in the text that was read.",
        "outcomes_promised": "bmd-lumbar-spine",
    },
    "Person": {
        "given": "Hiroyuki",
        "family": "Tsuchie",
    },
    "Reading": {
        "extent": "full text",
        "note": "The images and the list of references were not in it.",
    },
    "ReferenceRange": {
        "id": "ntx-urine-alere",
        "analyte": "ntx",
        "unit": "nmol BCE/mmol Cr",
        "group": "healthy women before menopause, 30 to 44 years, Japan",
        "note": "Mean plus and minus 1.96 SD of 189 women.",
    },
    "Reinterpretation": {
        "printed": "nmol BCE/L",
        "reason": "A value in the printed unit would lie a thousand times below the range that the paper prints.",
    },
    "Report": {
        "t_score": "-2.66",
        "value": "0.714",
        "unit_printed": "g/cm2",
        "printed": "N.A.",
        "mark": "a",
        "note": "The sentence before it gives the time.",
    },
    "Result": {
        "events": "12",
        "people": "120",
        "months": "12",
        "value": "5.1",
        "before": "0.750",
        "spread": "6.6",
        "before_spread": "0.105",
        "low": "1.2",
        "high": "9.6",
        "id": "reactions-any",
        "arm": "calcium and vitamin D",
        "what": "femoral neck",
        "at": "12 months",
        "p": "< 0.001",
        "note": "The range is printed upside down.",
    },
    "Side": {
        "says": "None is reported.",
        "people": "{women}",
        "rests_on": "tsuchie-2012",
    },
    "SkeletalSite": {
        "id": "lumbar-spine",
        "name": "Lumbar spine (L2–4)",
        "note": "The paper measured the second to the fourth lumbar vertebra.",
        "vertebrae": "L2",
    },
    "Source": {
        "title": "Table in Front. Endocrinol. 2026 (PMC12995607)",
        "url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC12995607/table/T3/",
        "extent": "excerpt",
    },
    "Statement": {
        "what": "The pregnancy was normal.",
        "id": "weaning",
    },
    "Statistic": {
        "n": "4",
        "value": "31.5",
        "unit": "year",
    },
    "Step": {
        "reason": "No rates by group were read.",
        "rests_on": "inoue-2009-of-study/adverse-events",
    },
    "Study": {
        "year": "2000",
        "people": "241",
        "completed": "218",
        "trials": "5",
        "id": "shiraki-2000",
        "label": "Shiraki 2000",
        "title": "Lactation and bone turnover",
        "authors": "Shiraki M",
        "authors_note": "Only the first author was seen.",
        "journal": "Journal of Bone Metabolism",
        "volume": "28(1)",
        "pages": "515-521",
        "doi": "10.1359/jbmr.2000.15.3.515",
        "pmid": "10750566",
        "pmcid": "PMC7146284",
        "link": "https://pubmed.ncbi.nlm.nih.gov/10750566/",
        "registration": "NCT00165607",
        "country": "Japan",
        "design_note": "narrative systematic review without pooling",
        "population_note": "postmenopausal women without osteoporosis",
        "people_note": "30 women at one month, 25 at six months, 20 six months after weaning.",
        "co_interventions": "daily calcium and vitamin D3 in all arms",
        "follow_up": "12 months",
        "baseline": "within a week after delivery",
        "authors_conclude": "Every infant should be protected.",
        "direction_on": "BMD, geometry and turnover",
        "caveats": "Vitamin K1, not K2; for comparison only.",
        "funding": "Eisai",
        "includes": "sato-1998-stroke",
        "superseded_by": "mott-2019",
    },
    "StudyOutcome": {
        "id": "bone-markers",
        "what": "Markers of bone turnover",
        "unit": "%",
        "p": "0.007",
        "says": "No effect of either form.",
        "note": "I-squared 50.9 %.",
        "not_drawn": "A review; cohorts that are drawn may be in it.",
    },
    "StudyReading": {
        "checked": "2026-11-22",
    },
    "Substance": {
        "id": "menatetrenone",
        "name": "menatetrenone",
        "synonyms": "vitamin K2",
        "dose_note": "The dose is that of the salt, calcium carbonate; it is not the amount of elemental calcium.",
    },
    "Term": {
        "id": "dash",
        "term": "Dash",
        "synonyms": "-",
        "meaning": "The table prints a dash, because the question does not arise.",
    },
    "Threshold": {
        "value": "2.9",
        "id": "iscd-own-precision",
        "name": "the clinic's own least significant change",
        "analytes": "bmd-lumbar-spine",
        "group": "the scanner and the operators that made both scans",
        "derived": "2.77 times the coefficient of variation, 1.08 %",
        "note": "Measured in other women, on one scanner.",
    },
    "TimeReport": {
        "printed": "eight weeks",
    },
    "ToolAnswers": {
        "tool": "jbi-case-series",
    },
    "ToolItem": {
        "item": "1",
        "topic": "selection",
        "asks": "Were the criteria for inclusion clear?",
    },
    "Feature": {
        "id": "back-pain",
    },
    "ClinicalFinding": {
        "feature": "back-pain",
    },
    "Release": {
        "version": "0.1.0",
    },
    "Search": {
        "id": "vitamin-k2-bone",
        "title": "Vitamin K2 and bone",
        "query": "menatetrenone AND osteoporosis",
        "since": "2026-11-24",
    },
    "Treatment": {
        "substance": "menatetrenone",
        "duration": "not reported",
        "note": "The text does not say whether, or when, vitamin K2 was stopped.",
    },
    "Unit": {
        "id": "g/cm2",
        "name": "grams per square centimetre",
        "dimension": "areal bone density",
        "ucum": "g/cm2",
        "printed_as": "nmolBCE/L",
    },
    "Unverified": {
        "says": "3",
        "note": "Not confirmed by the publisher page that was read, which shows pages, dates and DOI.",
    },
    "YoungAdults": {
        "group": "women of 21 to 30 years, NHANES, United States",
    },
}
"""Examples by the model that declares the field, and its name; of a list, one item."""

NEEDED: frozenset[tuple[str, str]] = frozenset(
    {
        ("Report", "value"),
        ("Report", "unit_printed"),
        ("Report", "time"),
        ("Measurement", "before"),
        ("Measurement", "after"),
        ("TimeReport", "time"),
        ("FractureReport", "levels"),
        ("Estimate", "value"),
        ("StudyOutcome", "says"),
    }
)
"""Optional fields that an example shows: few records do without them."""
