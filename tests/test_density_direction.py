"""What became of bone density in a course, in whatever form its source prints it."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
import yaml
from k2evidence.derive import density_direction
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.density_direction import DensityCourse, lumbar_course, rose_later_elsewhere
from k2evidence.derive.known_rises import exceeded_rise
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case

TERIPARATIDE = "treatments: [{id: teriparatide, substance: teriparatide, locator: Abstract}]"


def density_of(
    dataset: Dataset, *visits: str, analyte: str = "bmd-lumbar-spine-unspecified"
) -> DensityCourse | None:
    """Return what became of the density of a woman with these visits: a report each, and after @ a label."""
    scans = []
    for visit in visits:
        report, _, label = visit.partition("@")
        labelled = f"label: {label}, " if label else ""
        scans.append(f"{{{labelled}reports: [{{reported_in: text, {report}, locator: Abstract}}]}}")
    measured = f"{{analyte: {analyte}, visits: [{', '.join(scans)}]}}"
    course = f"{{id: course, label: The course, {TERIPARATIDE}, measurements: [{measured}]}}"
    head = "id: one\npaper: example-2020\nlabel: The patient\nsex: female\n"
    case = Case.model_validate(yaml.load(f"{head}courses: [{course}]\n", yaml.BaseLoader))
    changed = replace(dataset, cases={case.id: case})
    return lumbar_course(changed, derive_changes(changed), case, case.courses[0])


@pytest.mark.parametrize(
    ("visits", "direction", "percents"),
    [
        pytest.param(("t_score: -4.3@before", "t_score: -3.6@after"), "increased", [], id="T-scores"),
        pytest.param(("z_score: -2.3@before", "z_score: -2.4@after"), "decreased", [], id="Z-scores"),
        pytest.param(
            ("percent_of_young: 70@before", "percent_of_young: 70@after"), "unchanged", [], id="young"
        ),
        pytest.param(
            (
                'value: 53, unit_printed: "%", time: 4 months after delivery',
                'value: 43, unit_printed: "%", time: 7 months after delivery',
            ),
            "decreased",
            [],
            id="percent of normal",
        ),
        pytest.param(
            (
                "value: 0.503, unit_printed: g/cm2, time: 6 weeks after delivery",
                "value: 0.850, unit_printed: g/cm2, time: 12 months after delivery",
            ),
            "increased",
            ["69.0"],
            id="densities of which none is known to be before treatment",
        ),
        pytest.param(
            ("value: 0.615, unit_printed: g/cm2@before", "value: 0.757, unit_printed: g/cm2@after"),
            "increased",
            ["23.1"],
            id="densities",
        ),
        pytest.param(
            ("z_score: -3.6@before", "percent_change: 50, time_printed: in the end@after"),
            "increased",
            ["50"],
            id="a change as printed, without a decimal that is not",
        ),
        pytest.param(
            ("status: qualitative, qualifier: normal", "change: -1.1, unit_printed: SD"),
            "decreased",
            [],
            id="a difference of scores",
        ),
        pytest.param(
            ("percent_of_young: 56@before", "status: qualitative, qualifier: improved@after"),
            "increased",
            [],
            id="a word",
        ),
    ],
)  # fmt: skip
def test_a_direction_is_known_in_any_form(
    corpus_dataset: Dataset, visits: tuple[str, ...], direction: str, percents: list[str]
) -> None:
    """In whatever order the scans are written."""
    for order in permutations(visits):
        density = density_of(corpus_dataset, *order)
        assert density
        assert density.direction == direction
        assert [str(percent) for percent in density.percents] == percents
        assert density.fell is (direction == "decreased")


def test_a_fall_after_a_rise_is_known(corpus_dataset: Dataset) -> None:
    """The latest scan is above the first one and below the second."""
    first, second, latest = (
        "value: 0.615, unit_printed: g/cm2@before",
        "value: 0.829, unit_printed: g/cm2, time: 2 years after start of teriparatide",
        "value: 0.757, unit_printed: g/cm2, time_printed: the latest scan@after",
    )
    density = density_of(corpus_dataset, first, second, latest)
    assert density == DensityCourse("increased", (Decimal("23.1"),), fell=True, within_error=False)


@pytest.mark.parametrize(
    "visits",
    [
        pytest.param(("t_score: -4.3",), id="one scan"),
        pytest.param(("t_score: -4.3", "t_score: -3.6"), id="nobody knows which came first"),
        pytest.param(("t_score: -4.3@before", "z_score: -3.6@after"), id="nothing in common"),
        pytest.param(
            ("value: 53, unit_printed: not printed@before", "value: 60, unit_printed: not printed@after"),
            id="no unit",
        ),
    ],
)
def test_a_direction_that_nobody_knows(corpus_dataset: Dataset, visits: tuple[str, ...]) -> None:
    """It is not guessed."""
    assert density_of(corpus_dataset, *visits) is None


@pytest.mark.parametrize(("month", "rose"), [("18", True), ("6", False)])
def test_a_rise_of_a_site_not_stated_counts_after_a_fall(
    corpus_dataset: Dataset, month: str, rose: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where it is reported after the last lumbar scan; here the femur stands for it."""
    monkeypatch.setattr(density_direction, "UNSTATED", ("bmd-proximal-femur",))
    scans = [
        {"value": value, "unit_printed": "%", "time": f"{at} months after delivery"}
        for value, at in (("53", "4"), ("43", "7"))
    ]
    word = {"status": "qualitative", "qualifier": "improved", "time": f"{month} months after delivery"}
    place = {"reported_in": "table", "locator": "Table 2"}
    measured = [
        {"analyte": analyte, "visits": [{"reports": [report | place]} for report in reports]}
        for analyte, reports in (("bmd-lumbar-spine-unspecified", scans), ("bmd-proximal-femur", [word]))
    ]
    course = {"id": "course", "label": "The course", "measurements": measured}
    record = {"id": "one", "paper": "example-2020", "label": "The patient", "sex": "female"}
    case = Case.model_validate(record | {"courses": [course]})
    dataset = replace(corpus_dataset, cases={case.id: case})
    assert rose_later_elsewhere(dataset, derive_changes(dataset), case, case.courses[0]) is rose


def test_another_place_is_no_lumbar_density(corpus_dataset: Dataset) -> None:
    """Only what was scanned at the lumbar spine counts."""
    scans = ("t_score: -4.3@before", "t_score: -3.6@after")
    assert density_of(corpus_dataset, *scans, analyte="bmd-proximal-femur") is None


def test_a_rise_beyond_any_other_is_known(corpus_dataset: Dataset) -> None:
    """By the bound of its outcome in the vocabulary; a rise that reaches it is not beyond it."""
    [bound] = [b for b in corpus_dataset.vocabulary.plausible_changes if "lumbar-bmd" in b.outcomes]
    assert exceeded_rise(corpus_dataset.vocabulary, "lumbar-bmd", bound.percent) is None
    assert exceeded_rise(corpus_dataset.vocabulary, "lumbar-bmd", bound.percent + 1) == bound
    assert exceeded_rise(corpus_dataset.vocabulary, "pain", bound.percent + 1) is None
