"""The page of a case says what its record says: any visits, any treatments or none, and what is missing."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Course
from k2evidence.model.text import lower_first
from k2evidence.render.pages.views.case_words import case_who, fractures_text, pronouns
from k2evidence.render.pages.views.publications import citation_text
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, Edit

SIX_SCANS = "cases/example-2021-six-scans.md"
UNTREATED = "cases/example-2021-untreated.md"
SEVEN_TREATMENTS = "cases/example-2021-seven-treatments.md"
HIP = "cases/example-2022-hip.md"
FOUR_WOMEN = "cases/tsuchie-2012-case-3.md"

Pages = Mapping[str, BeautifulSoup]


@pytest.fixture(scope="module")
def pages(corpus_files: dict[str, SiteFile]) -> Pages:
    """The pages of the cases of the corpus, parsed; only to be read."""
    return {
        uri: BeautifulSoup(str(file.content), "lxml")
        for uri, file in corpus_files.items()
        if uri.startswith("cases/") and file.page
    }


def built(data: Path, uri: str) -> BeautifulSoup:
    """Return a page of a site that is built from `data`."""
    file = next(file for file in build_site(data, CONTEXT).files if file.uri == uri)
    return BeautifulSoup(str(file.content), "lxml")


def words(tag: Tag | None) -> str:
    """Return the text of an element on one line, with plain spaces and hyphens."""
    assert tag is not None
    return " ".join(tag.get_text(" ").replace("\N{NON-BREAKING HYPHEN}", "-").split())


def facts(page: BeautifulSoup, number: int = 0) -> dict[str, str]:
    """Return the facts at a glance of a course, by their labels."""
    lists = page.select(".k2-facts")
    return {words(row.dt): words(row.dd) for row in lists[number].select("div")}


def measured(page: BeautifulSoup, name: str) -> list[list[str]]:
    """Return the rows of one measurement in the table of measurements: when, value, change; without marks."""
    copy = BeautifulSoup(str(page), "lxml")
    for mark in copy.select(".k2-mark"):
        mark.decompose()
    body = next(body for body in copy.select(".k2-measurements tbody") if words(body.th).startswith(name))
    cells = "th[scope=row], td:not([rowspan])"
    return [[words(cell) for cell in row.select(cells)] for row in body("tr")]


def labels(page: BeautifulSoup, kind: str) -> list[str]:
    """Return the text alternatives of the pictures of a kind."""
    return [str(picture["aria-label"]) for picture in page.select(f"svg.k2-{kind}")]


# Visits -------------------------------------------------------------------------------------------


def test_each_later_visit_has_its_change_from_the_baseline(pages: Pages) -> None:
    """In the order of time, however the record lists them; with what was given between and the rounding."""
    rows = measured(pages[SIX_SCANS], "Lumbar spine BMD (L1–4)")
    assert [(when, value) for when, value, _ in rows] == [
        ("1 month before delivery", "0.640 text"),
        ("2 months after delivery", "0.655 T-score −3.5 Z-score −3.4 text"),
        ("9 months after start of teriparatide", "0.702 text"),
        ("18 months after start of teriparatide", "0.775 T-score −2.5 text"),
        ("36 months after delivery", "0.801 T-score −2.2 Z-score −2.1 text"),
        ("“the latest scan”", "0.790 text"),
    ]
    changes = [change for *_, change in rows]
    assert changes[:2] == ["earlier than the baseline", "the baseline"]
    assert changes[2].startswith("+7.2 % +0.047 g/cm²; rounding allows +7.0 to +7.3 %")
    assert [text.partition("given between: ")[2] for text in changes[2:5]] == [
        "teriparatide",
        "teriparatide",
        "several bone drugs",
    ]
    assert changes[5] == "whether it is later than the baseline is not known"


def test_a_change_that_only_the_source_computed_is_shown_as_printed(pages: Pages) -> None:
    """No value is invented for its ends."""
    assert measured(pages[SIX_SCANS], "Total hip BMD")[1:] == [
        ["18 months after start of teriparatide", "no value text", "+11.2 % as printed by the source"]
    ]


def test_scores_without_a_density_are_listed_and_drawn_under_their_own_name(pages: Pages) -> None:
    """Percent of young adults has an axis of its own; an undated T-score is listed with the reason."""
    page = pages[UNTREATED]
    assert [row[:2] for row in measured(page, "Femoral neck BMD")] == [
        ["2 months after delivery", "percent of the young adult mean 70 text"],
        ["20 months after delivery", "percent of the young adult mean 79 text"],
    ]
    assert (
        "Femoral neck BMD, % of the young adult mean: 70 (text, month 2) and 79 (text, month 20)."
        in labels(page, "panel")
    )
    assert [words(item) for item in page.select(".k2-not-drawn li")] == [
        "Lumbar spine BMD (vertebrae not stated), T-score −3.6: "
        "2 years after first visit, which cannot be placed after delivery",
        "Lumbar spine BMD (vertebrae not stated), T-score −4.3: time not in the part read",
    ]


def test_fractured_vertebrae_in_the_scanned_region_are_marked(pages: Pages) -> None:
    """Beside the name of the measurement; not where the scan left them out."""
    headings = [words(tag) for tag in pages[SIX_SCANS].select(".k2-measurements th[rowspan]")]
    assert "L1 and L3 fractured; the density may read too high" in headings[0]
    assert not any("fractured" in heading for heading in headings[1:])


def test_a_rise_and_a_fall_of_one_density_are_a_disagreement(pages: Pages) -> None:
    """The lede of a course says so, with both figures."""
    [lede, *_] = pages[FOUR_WOMEN].select(".k2-lede")
    said = "For femur BMD, text and table disagree: +5.6 % or −1.9 %."
    assert said in words(lede)


def test_labels_that_a_paper_prints_stay(pages: Pages) -> None:
    """The four women have a value before and a value after, and the table says so."""
    page = pages[FOUR_WOMEN]
    captions = [words(caption) for caption in page.select(".k2-measurements caption")]
    assert captions == [
        "Case 3, first delivery: measurements before and after vitamin K2",
        "Case 3, second delivery: measurements before and after vitamin K2",
    ]
    rows = measured(page, "Lumbar spine BMD")
    assert [row[0] for row in rows] == ["Before", "After"]
    assert rows[1][1] == "0.775 T-score −2.46 25 months after delivery; text"


def test_every_report_is_as_printed_with_its_visit(pages: Pages) -> None:
    """Columns of scores are only where any report has one; what has no score is not called unreported."""
    [table, *_] = pages[SIX_SCANS].select("details .k2-table")
    heads = [words(head) for head in table.select("thead th")]
    assert heads == ["Measurement", "Visit", "Phase", "Printed", "Unit printed", "T-score", "Z-score",
        "Change printed", "Range printed", "In words", "When", "Where", "Used"]  # fmt: skip
    rows = [dict(zip(heads, map(words, row(["th", "td"])), strict=True)) for row in table.select("tbody tr")]
    assert (rows[1]["Visit"], rows[1]["Printed"], rows[1]["Z-score"]) == ("2 of 6", "0.655", "−3.4")
    assert [row["T-score"] for row in rows if row["Measurement"] == "Height"] == ["not applicable"]
    heads = [words(head) for head in pages[FOUR_WOMEN].select("details .k2-table thead")[0]("th")]
    assert "Z-score" not in heads


# Treatments ---------------------------------------------------------------------------------------


def test_one_timeline_holds_treatments_visits_and_fractures(pages: Pages) -> None:
    """Both widths say the same: bars from start to end, marks of visits, what has no place in words."""
    first, second = labels(pages[SIX_SCANS], "timeline-chart")[:2]
    assert first == second
    for part in (
        "Teriparatide 20 mcg a day: month 3 to 21",
        "Zoledronic acid 5 mg once: month 22",
        "Measured: month −1, 2, 12, 21, 24 and 36",
        "New fracture found: month 5",
        "Stopped breast-feeding: month 5",
    ):
        assert part in first, part
    assert (
        "Whole-body vibration: after romosozumab; when"
        in labels(pages[SEVEN_TREATMENTS], "timeline-chart")[0]
    )


def test_each_of_seven_treatments_is_a_fact(pages: Pages) -> None:
    """With dose, route, start and end, as far as each is known, and in which way it is missing."""
    reported = facts(pages[SEVEN_TREATMENTS])
    assert reported["Risedronate"] == (
        "risedronate: 35 mg a week, by mouth (Case C) began: 1 month after delivery (text) "
        "ended: 7 months after delivery (text)"
    )
    assert reported["Romosozumab"] == (
        "romosozumab: 210 mg a month (Case C) began: not available (text) followed denosumab "
        "lasted: not in the part read"
    )
    assert "Vitamin K2" in reported


@pytest.mark.parametrize(
    ("uri", "drugs", "doses"),
    [
        (FOUR_WOMEN, ["vitamin K2"], ["45 mg (45,000 µg) a day"]),
        (UNTREATED, ["no bone drug"], []),
        (HIP, [], []),
        (SIX_SCANS, ["teriparatide", "zoledronic acid", "no bone drug"],
         ["teriparatide 20 mcg a day", "zoledronic acid 5 mg once"]),
    ],
)  # fmt: skip
def test_a_case_is_found_by_its_drugs_and_their_doses(
    pages: Pages, uri: str, drugs: list[str], doses: list[str]
) -> None:
    """A dose of another drug than vitamin K2 names it."""
    for name, values in (("drug", drugs), ("dose", doses)):
        tags = pages[uri].select(f"[data-pagefind-filter^={name}]")
        assert [tag["data-value"] for tag in tags] == values


def test_no_bone_drug_is_a_statement_unlike_a_drug_that_was_not_seen(pages: Pages) -> None:
    """What the source says, what was not seen, and what it was read for and does not report stay apart."""
    assert facts(pages[UNTREATED])["Bone drug"] == (
        "No bone drug (the source says so) No drug for bone was given. (Case B)"
    )
    listed = facts(pages[SIX_SCANS], 1)["Bone drug"]
    assert (
        listed == "None listed by the source The list of treatments holds none after this delivery. (Case A)"
    )
    assert facts(pages[HIP])["Bone drug"] == "not in the part read"
    for uri in (UNTREATED, HIP):
        assert not {"Purpose", "Vitamin K2"} & set(facts(pages[uri]))


def test_the_hip_fracture_is_reported_without_a_spine_and_without_measurements(pages: Pages) -> None:
    """No picture is empty, and no section speaks of vertebrae."""
    page = pages[HIP]
    assert facts(page)["Fractures"] == "left femoral neck; called displaced (text)"
    assert [words(item) for item in page.select(".k2-fractures li")] == [
        "Left femoral neck; called displaced; radiograph, found 6 days after delivery Abstract"
    ]
    assert page.select("svg.k2-spine, svg.k2-panel, .k2-measurements") == []
    assert "The part that was read reports no measurement." in words(page.body)


@pytest.mark.parametrize(
    ("uri", "description"),
    [
        (HIP, "The patient (Example 2022): a 24-year-old woman with a fracture of the left femoral neck; "
              "no bone drug named in the part read."),
        (UNTREATED, "Patient B (Example congress 2021): a person (age not reported) with six fractures; "
                    "given no bone drug, as the source says."),
        (SIX_SCANS, "Patient A (Example congress 2021): a 33-year-old woman, pregnant again at the same age, "
                    "with fractures of T8 and L1; given teriparatide and zoledronic acid."),
        (FOUR_WOMEN, "Case 3 (Tsuchie et al. 2012): a woman treated at 23 and again at 31, "
                     "given vitamin K2 for pregnancy-associated osteoporosis."),
    ],
)  # fmt: skip
def test_a_description_says_whom_the_page_is_about(
    corpus_files: dict[str, SiteFile], uri: str, description: str
) -> None:
    """Vitamin K2 is named only where it was given."""
    page = corpus_files[uri].page
    assert page is not None
    assert page.description == description


@pytest.mark.parametrize("uri", [SIX_SCANS, UNTREATED, HIP])
def test_vitamin_k2_is_named_only_where_it_was_given(pages: Pages, uri: str) -> None:
    """Outside the box on safety."""
    page = BeautifulSoup(str(pages[uri]), "lxml")
    for box in page.select(".k2-safety"):
        box.decompose()
    text = words(page.body)
    assert "K2" not in text
    assert "menatetrenone" not in text


def test_the_sentence_on_certainty_names_what_was_given(pages: Pages) -> None:
    """Or that the course without a drug can report nothing of one."""
    uris = (SIX_SCANS, UNTREATED, HIP, FOUR_WOMEN)
    said = {uri: words(pages[uri].select_one(".k2-certainty")) for uri in uris}
    assert said[SIX_SCANS].endswith(
        "The separate effects of teriparatide and zoledronic acid cannot be inferred from this case."
    )
    assert said[UNTREATED].endswith(
        "without a comparison group, and other measures at the same time. "
        "Whether a bone drug would have made a difference cannot be inferred from this case."
    )
    assert said[HIP].endswith("Whether a bone drug made a difference cannot be inferred from this case.")
    assert said[FOUR_WOMEN].endswith("The effect of vitamin K2 cannot be inferred from this case.")


# What is missing ----------------------------------------------------------------------------------


def test_a_source_that_was_not_read_whole_says_so_first(pages: Pages) -> None:
    """Above the first facts, and nowhere on the pages of a paper that was read whole."""
    assert words(pages[HIP].select_one(".k2-reading")).startswith("Only an excerpt was read:")
    assert words(pages[SIX_SCANS].select_one(".k2-reading")).startswith("Only the abstract was read:")
    assert pages[FOUR_WOMEN].select(".k2-reading") == []


def test_four_ways_to_be_missing_are_four_words(pages: Pages) -> None:
    """Not available, not applicable, not reported and not seen stay apart on one page."""
    reported = facts(pages[UNTREATED])
    assert (reported["Age"], reported["Delivery"], reported["Pain afterwards"]) == (
        "not reported",
        "not available (text)",
        "not in the part read",
    )
    assert [row[1] for row in measured(pages[UNTREATED], "25(OH)D")] == [
        "not in the part read (text)",
        "not reported (text)",
    ]
    assert facts(pages[FOUR_WOMEN], 1)["Pain began"] == "not applicable (table)"


def test_nothing_is_called_unreported_that_was_not_read(pages: Pages) -> None:
    """Of a source of which only an excerpt was read, 'not reported' is nowhere."""
    assert "not reported" not in words(pages[HIP].body)


def test_what_was_read_at_second_hand_names_where(pages: Pages) -> None:
    """Beside the place in the source; history is by its kind."""
    history = pages[SIX_SCANS].find(string="Smoking.") or pages[SIX_SCANS].find(
        string=lambda t: "Smoking" in t
    )
    assert history is not None
    assert words(history.find_parent("li")) == "Smoking. Case A; read at second hand in Example 2022"
    assert [words(tag) for tag in pages[SIX_SCANS].select("p:not(.k2-finding p) > strong")][-3:] == [
        "Illness",
        "Family",
        "Way of life",
    ]


@pytest.mark.parametrize("uri", [FOUR_WOMEN, SIX_SCANS])
def test_a_page_begins_with_history_and_story(corpus_files: dict[str, SiteFile], uri: str) -> None:
    """Then what was measured, and at the end what does not fit."""
    text = str(corpus_files[uri].content)
    marks = ("Before this pregnancy {", "The story {", "What was measured {", "How it was transcribed {")
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_folded_findings_show_the_gravest(pages: Pages) -> None:
    """The kind of a major finding before that of a minor one, with its sign; every finding is inside."""
    for fold in pages[FOUR_WOMEN].select("details.k2-fit"):
        summary = fold.summary
        assert summary is not None
        heads = fold.select(".k2-finding")
        major = [head for head in heads if ", major:" in words(head.p)]
        kinds = {str(head["data-kind"]) for head in major or heads}
        order = ("contradiction", "imprecision", "plausibility", "gap")
        assert summary["data-kind"] == min(kinds, key=order.index)
        amounts = (int(word.strip(",")) for word in words(summary).split() if word.strip(",").isdigit())
        assert sum(amounts) == len(heads)


def test_cases_that_may_be_one_patient_are_linked(pages: Pages) -> None:
    """With the name of the other case."""
    link = pages[SIX_SCANS].select_one(".k2-reading a")
    assert link is not None
    assert (link["href"], words(link)) == ("../example-2021-untreated/", "Patient B (Example congress 2021)")


def test_a_value_without_any_time_is_listed_and_not_drawn(corpus_data: Path, edit: Edit) -> None:
    """The page is made, and its table says that the time is not reported."""
    path = corpus_data / "cases" / "tsuchie-2012-case-4.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if "analyte: bmd-lumbar-spine" in line)
    end = next(n for n, line in enumerate(lines) if n > start and "- analyte:" in line)
    kept = [
        line for n, line in enumerate(lines) if not (start < n < end and line.strip().startswith("time:"))
    ]
    path.write_text("".join(kept), encoding="utf-8")
    page = built(corpus_data, "cases/tsuchie-2012-case-4.md")
    assert all("time not reported" in row[1] for row in measured(page, "Lumbar spine BMD"))
    assert not any(label.startswith("Lumbar spine BMD") for label in labels(page, "panel"))
    assert len(page.select(".k2-not-drawn li")) >= 2


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fractures", "text"),
    [
        ([], ""),
        ([{"levels": ["L1"]}], "a fracture of L1"),
        ([{"levels": ["T7", "L1"]}, {"levels": ["T7"]}], "fractures of T7 and L1"),
        ([{"bone": "femoral neck", "side": "left"}], "a fracture of the left femoral neck"),
        ([{"number": 6}], "six fractures"),
        ([{"bone": "rib", "number": 2}, {"levels": ["T8"], "new": True}], "two fractures of the rib"),
        ([{"levels": ["T7"]}, {"levels": ["T11", "T12", "L1"]}], "fractures of T7 and T11 to L1"),
        ([{"levels": ["T7", "L1"]}, {"bone": "sacrum"}], "fractures of T7, L1 and the sacrum"),
        (
            [{"status": "qualitative", "printed": "several vertebrae"}, {"bone": "sacrum"}],
            "fractures (“several vertebrae”) and a fracture of the sacrum",
        ),
        ([{"bone": "4th rib", "side": side} for side in ("left", "right")], "fractures of two ribs"),
        ([{"number": 4}, {"number": 6}], "four or six fractures"),
        ([{"number": 6}, {"levels": ["T7", "L1"]}], "six fractures, of them T7 and L1"),
        ([{"number": 2}, {"levels": ["T7", "L1"]}], "fractures of T7 and L1"),
        ([{"status": "none"}], "no fracture"),
        ([{"status": "qualitative", "printed": "several"}], "fractures (“several”)"),
        ([{"status": "qualitative", "in_our_words": "several vertebrae"}], "fractures (several vertebrae)"),
        ([{"status": "not-seen"}], ""),
    ],
)
def test_fractures_of_any_bone_read_as_a_phrase(fractures: list[dict[str, object]], text: str) -> None:
    """New ones are left out: they did not lead to the diagnosis."""
    placed = [{"reported_in": "text", "locator": "page 1", **fracture} for fracture in fractures]
    course = Course.model_validate({"id": "course", "label": "Course", "fractures": placed})
    assert fractures_text(course) == text


def test_a_patient_of_unknown_sex_is_the_patient(corpus_dataset: Dataset) -> None:
    """No sentence calls her or him 'she'."""
    case = corpus_dataset.cases["example-2021-untreated"]
    assert pronouns(case).subject == "the patient"
    assert case_who(corpus_dataset, case) == "a person (age not reported)"


@pytest.mark.parametrize(
    ("text", "inside"),
    [("A drug without a name", "a drug without a name"), ("Corset", "corset"), ("NTX", "NTX"), ("T8", "T8")],
)
def test_only_an_abbreviation_keeps_its_capital_inside_a_sentence(text: str, inside: str) -> None:
    """An article is one capital letter, too, and no abbreviation."""
    assert lower_first(text) == inside


COURSE = """
    delivery:
      - {reported_in: text, order: 2, gravida: 3, para: 1, locator: Case B}
    co_interventions:
      - {kind: calcium, what: Calcium., substance: calcium-carbonate, locator: Case B}
      - {kind: weaning, what: Weaning., advised: true, locator: Case B}
      - {kind: other, what: A walk., advised: true, locator: Case B}
    outcomes:
      - {kind: pain, what: Pain at first., phase: before, value: 9, scale: a scale of ten, locator: Case B}
      - {kind: pain, what: Less pain., time: 34 weeks of gestation, locator: Case B}
"""


def test_what_was_recommended_is_not_called_done(corpus_data: Path) -> None:
    """Nor is pain at presentation called pain afterwards; a time of gestation has its preposition."""
    path = corpus_data / "cases" / "example-2021-untreated.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.startswith("    label:"))
    path.write_text("".join(lines[: start + 1]) + COURSE.lstrip("\n"), encoding="utf-8")
    page = built(corpus_data, UNTREATED)
    reported = facts(page)
    assert reported["Other measures"].split(" recommended: ") == [
        "calcium carbonate",
        "stopping breast-feeding and a walk",
    ]
    assert reported["Delivery"].startswith("second (gravida 3, para 1)")
    assert reported["Pain at presentation"].startswith("Pain at first: 9 (a scale of ten)")
    assert reported["Pain afterwards"].startswith("Less pain, at 34 weeks of gestation")
    assert "What else was done or recommended" in words(page.body)
    assert "and other measures at the same time" in words(page.select_one(".k2-certainty"))


def test_a_work_without_a_volume_has_its_pages_after_the_year(corpus_dataset: Dataset) -> None:
    """And one without a year has its pages alone."""
    paper = corpus_dataset.papers["tsuchie-2012"].model_copy(update={"volume": None, "pages": "9-12"})
    assert citation_text(paper).endswith(" 2012:9–12.")
    assert citation_text(paper.model_copy(update={"year": None})).endswith(". 9–12.")
