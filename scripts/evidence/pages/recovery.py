"""How bone density came back: these courses beside published cohorts."""

from typing import Any

from evidence.pages.rendering import render_page
from evidence.pages.views import MISSING, Site
from evidence.results import RecoveryPoint, SiteFile, Undrawn
from evidence.words import number, rounded, signed


def recovery_page(site: Site) -> SiteFile:
    """Return the page on recovery."""
    return render_page(
        site.context,
        "recovery.md",
        "recovery.md.jinja",
        title="Recovery",
        description="How lumbar bone density changed after pregnancy: with vitamin K2, without any bone "
        "drug and with other drugs.",
        kind="Page",
        wide=True,
        picture=site.pictures["recovery"],
        all_higher=all(point.value > 0 for point in site.recovery.points),
        points=[_point_row(site, point) for point in site.recovery.points],
        undrawn=[_undrawn_row(site, left_out) for left_out in site.recovery.undrawn],
    )


def record_address(site: Site, record_id: str) -> str:
    """Return the address of a case's page; empty for a record that has none."""
    return f"cases/{record_id}/" if record_id in site.dataset.cases else ""


def _point_row(site: Site, point: RecoveryPoint) -> dict[str, Any]:
    own = bool(point.course_id)
    return {
        "address": record_address(site, point.record_id),
        "label": point.label,
        "group": point.group,
        "arm": point.arm,
        "people": point.people if point.people is not None else MISSING[""],
        "months": _span(point.months),
        "change": f"{signed(rounded(point.value)) if own else signed(point.value)} %",
        "spread": _spread(point),
        "baseline": f"month {_span(point.baseline)}" if point.baseline else MISSING[""],
    }


def _span(months: tuple[Any, Any]) -> str:
    ends = dict.fromkeys(f"{round(float(month), 1):g}" for month in months)
    return " to ".join(number_text.replace("-", "\N{MINUS SIGN}") for number_text in ends)


def _spread(point: RecoveryPoint) -> str:
    if point.low is None or point.high is None:
        return "one woman" if point.people == 1 else MISSING[""]
    return f"{number(point.low)} to {number(point.high)} % ({point.spread_is})"


def _undrawn_row(site: Site, left_out: Undrawn) -> dict[str, str]:
    return {
        "address": record_address(site, left_out.record_id),
        "label": left_out.label,
        "what": left_out.what,
        "reason": left_out.reason,
    }
