"""Reference ranges that the paper prints, against those of laboratories."""

from collections.abc import Iterator

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope
from k2evidence.model.cases import Report
from k2evidence.model.scalars.numbers import Range

RULE = Rule(
    id="printed-ranges",
    title="Printed reference ranges",
    statement="A reference range printed in a paper should resemble those that laboratories give for the "
    "same measurement. A limit outside all of them may be a misprint.",
)

ENOUGH = 2
"""How many known ranges of one form and one unit are needed to say that a printed one differs from all."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield printed ranges with an end that no known range reaches."""
    for event in scope.measurement_events:
        for key, report in event.reports:
            if report.range is None:
                continue
            known = _known_ranges(scope, event, report)
            if len(known) < ENOUGH:
                continue
            lows, highs = [r.low for r in known], [r.high for r in known]
            ends = []
            if not min(lows) <= report.range.low <= max(lows):
                ends.append(f"low end {report.range.low}, elsewhere {min(lows)} to {max(lows)}")
            if not min(highs) <= report.range.high <= max(highs):
                ends.append(f"high end {report.range.high}, elsewhere {min(highs)} to {max(highs)}")
            if ends:
                yield Draft(
                    kind="plausibility",
                    severity="minor",
                    courses=((event.case, event.course),),
                    field=f"{event.field} printed range",
                    says=f"{report.range.low}–{report.range.high} {report.unit_printed}",
                    locator=report.locator,
                    also_says="; ".join(ends),
                    also_locator="this site's vocabulary",
                    means="The printed range differs from every laboratory range found.",
                    effect="The printed range is shown and attributed to the paper.",
                    affects=(key,),
                )


def _known_ranges(scope: Scope, event: MeasurementEvent, report: Report) -> list[Range]:
    """Return the known ranges of the same analyte and specimen, in a unit that the printed one is read in."""
    printed = report.unit_printed
    if printed is None or not scope.vocabulary.reads(event.form, printed):
        return []
    return [
        reference.range
        for reference in scope.vocabulary.reference_ranges
        if (reference.analyte, reference.specimen) == event.form_key and reference.unit == event.form.unit
    ]
