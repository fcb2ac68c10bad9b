"""What a row of a forest plot shows of a study: its texts, its mark, its panel, and the file beside it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.answers import has_interval
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import BETTER, RATIOS, Estimate, Measure, OutcomeKind, Study, StudyOutcome
from k2evidence.model.study_text import MEASURES, estimate_text, p_text
from k2evidence.model.text import number, sentence
from k2evidence.render.charts.vega.forest_panel import Axis, Interval, Kind, Panel, Row, reach_of
from k2evidence.render.exports.table import Column, one_of

_ID = re.compile(r"\b[a-z0-9]+(?:-[a-z0-9]+)+\b")

Group = tuple[Measure, str | None]
"""A measure with its unit: estimates of one group share an axis, and no other does."""

_PANELS: Mapping[Measure, str] = {
    "OR": "Odds ratios",
    "RR": "Relative risks",
    "HR": "Hazard ratios",
    "MD": "Mean differences",
    "SMD": "Standardised mean differences",
    "effect size": "Pooled effect sizes",
    "difference": "Differences between the groups",
    "coefficient": "Coefficients",
}


@dataclass(frozen=True, slots=True)
class Plotted:
    """A row of a forest plot, before it has a place.

    `words` is what the record says where there is no interval; `rests_on` are the lines below the name.
    `apart` says why it is not among the answers.
    """

    study: Study
    outcome: StudyOutcome
    estimate: Estimate | None
    kind: Kind
    name: str
    words: str
    rests_on: tuple[str, ...]
    apart: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether it has a mark: a value with its interval."""
        return self.estimate is not None and has_interval(self.estimate)

    @property
    def shown(self) -> str:
        """Its number with the interval, else its words."""
        return numbers_text(self.estimate) if self.estimate and self.is_drawn else self.words


COLUMNS: tuple[Column[Plotted], ...] = (
    Column("study_id", "The study.", lambda row: row.study.id, required=True),
    Column("label", "What readers call it.", lambda row: row.study.label, required=True),
    Column("year", "Year of publication.", lambda row: row.study.year, "integer"),
    one_of("kind", OutcomeKind, "The outcome.", lambda row: row.outcome.kind, required=True),
    Column("what", "What was measured.", lambda row: row.outcome.what, required=True),
    one_of("row", Kind, "What the row is.", lambda row: row.kind, required=True),
    Column("apart", "Why it is not among the answers.", lambda row: row.apart),
    Column(
        "comparison",
        "What is compared.",
        lambda row: row.estimate.comparison if row.estimate else None,
    ),
    Column(
        "leaves_out",
        "What was left out of the pool.",
        lambda row: row.estimate.leaves_out if row.estimate else None,
    ),
    Column(
        "rests_on", "Form and dose of vitamin K, and what was pooled.", lambda row: "; ".join(row.rests_on)
    ),
    Column("measure", "The measure.", lambda row: row.estimate.measure if row.estimate else None),
    Column("value", "The estimate.", lambda row: row.estimate.value if row.estimate else None, "number"),
    Column(
        "low",
        "Low end of the 95 % confidence interval.",
        lambda row: row.estimate.low if row.estimate else None,
        "number",
    ),
    Column("high", "High end of it.", lambda row: row.estimate.high if row.estimate else None, "number"),
    Column("unit", "The unit; empty for a ratio.", lambda row: row.estimate.unit if row.estimate else None),
    Column(
        "corrected",
        "Whether a later correction put it in the place of another.",
        lambda row: bool(row.estimate and row.estimate.corrects),
        "boolean",
        required=True,
    ),
    Column("words", "What is reported, where there is no interval.", lambda row: row.words),
)
"""The columns of the file beside a forest plot: one row for each row of the picture."""


def numbers_text(estimate: Estimate) -> str:
    """Return 'OR 0.98 (0.85 to 1.14), corrected figure'; only a measure with an abbreviation is named."""
    interval = f"{number(estimate.low)} to {number(estimate.high)}"
    corrected = ", corrected figure" if estimate.corrects else ""
    measure = f"{estimate.measure} " if estimate.measure.isupper() else ""
    return f"{measure}{number(estimate.value)} ({interval}){corrected}"


def with_labels(dataset: Dataset, text: str) -> str:
    """Return a text with the label of each study that it names by its id."""

    def label(match: re.Match[str]) -> str:
        study = dataset.studies.get(match[0])
        return study.label if study else match[0]

    return _ID.sub(label, text)


def what_text(dataset: Dataset, outcome: StudyOutcome) -> str:
    """Return what an outcome is, and whether another publication reports it."""
    what = with_labels(dataset, outcome.what)
    return f"{what}, reported by a secondary source" if outcome.secondary else what


def words_of(outcome: StudyOutcome, estimate: Estimate | None) -> str:
    """Return what a record says in place of an interval: 'No difference; no interval seen'."""
    p = p_text(outcome.p) if outcome.p else ""
    said = estimate_text(estimate) if estimate else " ".join(filter(None, (outcome.says, p)))
    missing = "no interval seen" if estimate is None or estimate.low is None else "estimate not seen"
    return "; ".join(filter(None, (said.rstrip("."), missing)))


def panels_of(rows: Sequence[Plotted], reach: float | None, heading: str = "") -> Iterator[Panel]:
    """Yield the panels of some rows: one for each measure and unit that is drawn, then one for words alone.

    `reach` is that of the axes of ratios.
    """
    groups = dict.fromkeys(group for row in rows if row.is_drawn and (group := _group(row)))
    for group in groups:
        own = [row for row in rows if _group(row) == group]
        yield Panel(_title(heading, _panel_name(*group)), _axis(group, own, reach), tuple(map(_row, own)))
    if others := [row for row in rows if _group(row) not in groups]:
        yield Panel(_title(heading, "Reported without an interval"), None, tuple(map(_row, others)))


def panel_text(panel: Panel) -> str:
    """Return every row of a panel in words."""
    rows = "; ".join(f"{row.name}: {row.shown.rstrip('.')}" for row in panel.rows)
    return f"{panel.title}: {rows}."


def _title(heading: str, name: str) -> str:
    return f"{heading}: {name[0].lower()}{name[1:]}" if heading else name


def _panel_name(measure: Measure, unit: str | None) -> str:
    return f"{_PANELS[measure]}, {unit}" if unit else _PANELS[measure]


def _group(row: Plotted) -> Group | None:
    return (row.estimate.measure, row.estimate.unit) if row.estimate else None


def common_reach(rows: Iterable[Plotted]) -> float | None:
    """Return how far the axes of all ratios reach, so that their panels can be compared."""
    ends = [end for row in rows if (group := _group(row)) and group[0] in RATIOS for end in _ends(row)]
    return reach_of(ends, ratios=True) if ends else None


def _ends(row: Plotted) -> tuple[float, ...]:
    if not (row.estimate and row.is_drawn):
        return ()
    assert row.estimate.low is not None
    assert row.estimate.high is not None
    return float(row.estimate.low), float(row.estimate.high)


def _axis(group: Group, rows: Sequence[Plotted], reach: float | None) -> Axis:
    measure, unit = group
    ratios = measure in RATIOS
    own = reach_of([end for row in rows for end in _ends(row)], ratios=ratios)
    name = f"{MEASURES[measure]}{f', {unit}' if unit else ''}"
    lower, higher = _sides(rows[0].outcome.kind)
    return Axis(
        title=f"{name}, log scale" if ratios else name,
        ratios=ratios,
        reach=(reach or own) if ratios else own,
        lower=lower,
        higher=higher,
    )


def _sides(kind: OutcomeKind) -> tuple[str, str]:
    """Return what the two sides of no difference mean for patients, or only for the number."""
    better = BETTER.get(kind)
    if better is None:
        return "lower with vitamin K", "higher with vitamin K"
    sides = "favours vitamin K", "favours control"
    return sides if better == "lower" else sides[::-1]


def _row(row: Plotted) -> Row:
    return Row(row.name, row.shown, row.rests_on, _interval(row))


def _interval(row: Plotted) -> Interval | None:
    if not (row.estimate and row.is_drawn):
        return None
    assert row.estimate.value is not None
    low, high = _ends(row)
    details = (
        ("Study", row.name),
        ("Outcome", row.outcome.what),
        ("Estimate", estimate_text(row.estimate)),
        ("Rests on", sentence("; ".join(row.rests_on))),
    )
    return Interval(float(row.estimate.value), low, high, row.kind, details)
