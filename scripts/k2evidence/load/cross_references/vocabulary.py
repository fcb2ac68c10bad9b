"""References among the lists of the vocabulary."""

from k2evidence.load.cross_references.anchors import (
    GLOSSARY_PAGE,
    SUBSTANCE_PREFIX,
    check_anchor,
    reserved,
)
from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.problems import Issues, Loc
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.vocabulary import (
    AnalyteForm,
    Analytes,
    AppraisalTools,
    Features,
    Glossary,
    Hosts,
    PlausibleChanges,
    ReferenceRanges,
    SearchNames,
    Sites,
    Substances,
    Thresholds,
    Units,
)


def check_ids(entries: Features | Hosts | PlausibleChanges | SearchNames, lookup: Lookup) -> Issues:
    """Yield ids that a list holds twice; these lists name nothing else."""
    return _check_own_ids(entries)


def check_tools(tools: AppraisalTools, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and those that are taken on the page of the appraisal."""
    yield from _check_own_ids(tools)
    for i, tool in enumerate(tools.tools):
        yield from check_anchor(["tools", i, "id"], tool.id, frozenset())


def check_sites(sites: Sites, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and those that are taken in the glossary."""
    yield from _check_own_ids(sites)
    for i, site in enumerate(sites.sites):
        yield from _check_glossary_anchor(["sites", i, "id"], site.id, lookup)


def check_glossary(glossary: Glossary, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and those that are taken in the glossary, also by a site."""
    yield from _check_own_ids(glossary)
    for i, term in enumerate(glossary.terms):
        loc: Loc = ["terms", i, "id"]
        yield from _check_glossary_anchor(loc, term.id, lookup)
        if term.id in lookup.vocabulary.sites:
            yield reserved(loc, term.id, "data/vocabulary/sites.yml has it, on the same page")


def _check_glossary_anchor(loc: Loc, name: str, lookup: Lookup) -> Issues:
    """Yield an id that is an anchor of the glossary: of a section, or of a substance."""
    substances = {f"{SUBSTANCE_PREFIX}{substance}" for substance in lookup.vocabulary.substances}
    yield from check_anchor(loc, name, GLOSSARY_PAGE | substances)


def _check_own_ids(entries: Record) -> Issues:
    for name in type(entries).model_fields:
        yield from check_unique([name], [item.id for item in getattr(entries, name)])


def check_units(units: Units, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and spellings that two units share."""
    yield from _check_own_ids(units)
    yield from check_unique(["units"], [s for unit in units.units for s in (unit.id, *unit.printed_as)])
    yield from check_unique(
        ["dose_units"], [s for unit in units.dose_units for s in (unit.id, *unit.printed_as)]
    )


def check_substances(substances: Substances, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and label doses in an unknown unit."""
    yield from _check_own_ids(substances)
    for i, substance in enumerate(substances.substances):
        for j, dose in enumerate(substance.label_doses):
            loc: Loc = ["substances", i, "label_doses", j]
            yield from lookup.check_dose([*loc, "low"], dose.low)
            yield from lookup.check_dose([*loc, "high"], dose.high)


def check_analytes(analytes: Analytes, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and unknown sites and units."""
    yield from _check_own_ids(analytes)
    for i, analyte in enumerate(analytes.analytes):
        if analyte.site:
            yield from lookup.check_name(
                ["analytes", i, "site"], ErrorCode.UNKNOWN_SITE, analyte.site, lookup.vocabulary.sites
            )
        for j, form in enumerate(analyte.forms):
            yield from _check_form_units(["analytes", i, "forms", j], form, lookup)


def _check_form_units(loc: Loc, form: AnalyteForm, lookup: Lookup) -> Issues:
    if form.unit:
        yield from lookup.check_name(
            [*loc, "unit"], ErrorCode.UNKNOWN_UNIT, form.unit, lookup.vocabulary.units
        )
    for i, name in enumerate(form.other_units):
        yield from lookup.check_unit([*loc, "other_units", i], name)
    for i, other in enumerate(form.reads_printed):
        yield from lookup.check_unit([*loc, "reads_printed", i, "printed"], other.printed)


def check_thresholds(thresholds: Thresholds, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and unknown analytes."""
    yield from _check_own_ids(thresholds)
    for i, threshold in enumerate(thresholds.thresholds):
        for j, name in enumerate(threshold.analytes):
            yield from lookup.check_name(
                ["thresholds", i, "analytes", j],
                ErrorCode.UNKNOWN_ANALYTE,
                name,
                lookup.vocabulary.analytes,
            )


def check_reference_ranges(ranges: ReferenceRanges, lookup: Lookup) -> Issues:
    """Yield ids that occur twice, and unknown analytes, specimens and units."""
    yield from _check_own_ids(ranges)
    for i, reference in enumerate(ranges.reference_ranges):
        loc: Loc = ["reference_ranges", i]
        yield from lookup.check_form(loc, reference.analyte, reference.specimen)
        yield from lookup.check_unit([*loc, "unit"], reference.unit)
