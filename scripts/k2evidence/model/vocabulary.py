"""The small lists that records refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from k2evidence.model.base import Record, Source, Specimen
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars import Boolean, Id, Link, Number, RangeField, Text, Vertebra, Whole, refuse

AnalyteGroup = Literal["bone density", "bone turnover", "minerals and hormones"]
ThresholdUnit = Literal["%", "g/cm2"]
ThresholdDirection = Literal["either", "fall"]
FormKey = tuple[str, Specimen | None]
"""An analyte and its specimen: one form of the analyte."""


class Code(Record):
    """A code of another vocabulary, recorded only where it was verified."""

    code: Text
    """The code."""
    label: Text
    """What the other vocabulary calls it."""
    source: Link | None = None
    """A stable page that shows it; left out where it was only seen on a copy."""
    note: Text | None = None
    """A limit of the match, or where it was seen."""


class Unit(Record):
    """A unit of measurement."""

    id: Text
    """How this site writes it."""
    name: Text
    """Its name in words."""
    dimension: Text
    """What it measures; units of one dimension can be converted or confused."""
    ucum: Text | None = None
    """UCUM code, where it was validated."""
    factor: Number | None = None
    """How many of the dimension's base unit one of it is, where units differ by a metric prefix."""
    printed_as: tuple[Text, ...] = ()
    """Other spellings found in print."""


class Reinterpretation(Record):
    """A printed unit that this site reads as another, and why."""

    printed: Text
    """The unit as printed; a unit of `data/vocabulary/units.yml`."""
    reason: Text
    """Why the site uses its own unit instead; the digits stay as printed."""


class AnalyteForm(Record):
    """An analyte in one specimen: what it is called and its unit on this site."""

    specimen: Specimen | None = None
    """`serum` or `urine`; left out for bone density."""
    name: Text
    """What readers call it, e.g. Urinary NTX."""
    unit: Text | None = None
    """The unit this site uses; a unit of `data/vocabulary/units.yml`. A form without a unit can
    hold no value: it is for cells that say that nothing is available."""
    loinc: Code | None = None
    """LOINC code, where it was verified."""
    loinc_t_score: Code | None = None
    """LOINC code of the T-score, where it was verified."""
    reads_printed: tuple[Reinterpretation, ...] = ()
    """Printed units that this site reads as its own."""


class Analyte(Record):
    """Something that is measured."""

    id: Id
    """Used in cases and exports."""
    name: Text
    """Full name."""
    short: Text
    """Short name for tables and charts."""
    group: AnalyteGroup
    """Where it stands in tables."""
    synonyms: tuple[Text, ...] = ()
    """Other names, so that search finds it."""
    site: Id | None = None
    """For bone density: a site of `data/vocabulary/sites.yml`."""
    forms: Annotated[tuple[AnalyteForm, ...], Field(min_length=1)]
    """One for each specimen."""


class YoungAdults(Record):
    """Bone density of young adults as a survey found it: what T-scores are counted in."""

    mean: Number
    """Mean, in g/cm2."""
    sd: Number
    """Standard deviation, in g/cm2."""
    group: Text
    """Who was measured."""
    source: Source
    """Where it was seen."""


class SkeletalSite(Record):
    """A place of the skeleton."""

    id: Id
    """Used in analytes."""
    name: Text
    """Full name."""
    note: Text
    """What the sources say, and do not say, about it."""
    vertebrae: tuple[Vertebra, ...] = ()
    """The vertebrae that a scan of this place measures."""
    young_adults: tuple[YoungAdults, ...] = ()
    """What surveys of young women found here."""


class ReferenceRange(Record):
    """A reference range with its source; the unit is attached."""

    id: Id
    """Unique."""
    analyte: Id
    """An analyte."""
    specimen: Specimen | None = None
    """Which form of the analyte."""
    range: RangeField
    """Both ends as printed."""
    unit: Text
    """A unit of `data/vocabulary/units.yml`."""
    group: Text
    """For whom it holds."""
    source: Source
    """Where it was seen."""
    note: Text | None = None
    """A limit."""


class Threshold(Record):
    """A change that must be reached before it is more than error or natural variation."""

    id: Id
    """Used in exports."""
    name: Text
    """What readers call it."""
    analytes: Annotated[tuple[Id, ...], Field(min_length=1)]
    """The analytes it is for."""
    specimen: Specimen | None = None
    """Only in this specimen, where that matters."""
    value: Number | None = None
    """The size of the change; left out for a rule that needs the clinic's own precision error."""
    unit: ThresholdUnit | None = None
    """Percent of the value before, or an absolute change."""
    direction: ThresholdDirection = "either"
    """Whether it judges any change, or only a fall."""
    group: Text
    """On whom, or on which scanner, it rests."""
    derived: Text | None = None
    """How this site derived the value, where the source prints another figure."""
    note: Text | None = None
    """A limit."""
    source: Source
    """Where it was seen."""

    @model_validator(mode="after")
    def _unit_with_value(self) -> Self:
        if (self.value is None) != (self.unit is None):
            raise refuse(
                ErrorCode.THRESHOLD_INCOMPLETE,
                "`value` and `unit` do not fit together",
                "give both, or neither for a rule without a figure",
            )
        return self


class Substance(Record):
    """A drug or supplement."""

    id: Id
    """Used in cases."""
    name: Text
    """What readers call it."""
    synonyms: tuple[Text, ...] = ()
    """Other names, so that search finds it."""
    codes: tuple[Code, ...] = ()
    """Codes, where verified."""
    also_in_micrograms: Boolean = False
    """Whether products of it are dosed in micrograms, so that its dose is shown in both units."""
    dose_note: Text | None = None
    """What a reader could get wrong about its dose."""


class Feature(Record):
    """Something that a patient had, as a code that other programs know."""

    id: Id
    """Used in the findings of cases."""
    code: Code
    """Its code in the Human Phenotype Ontology."""
    modifiers: tuple[Code, ...] = ()
    """Codes that narrow it."""


class ToolItem(Record):
    """One item of an appraisal tool."""

    item: Whole
    """Its number."""
    topic: Text | None = None
    """What part of a report it is about."""
    asks: Text
    """What it asks, in our own words, shortened."""


class AppraisalTool(Record):
    """A published list of questions by which reports are judged."""

    id: Id
    """Used in appraisals."""
    name: Text
    """Its name."""
    citation: Text
    """Who published it, and where."""
    link: Link
    """Where it can be read."""
    purpose: Text
    """What it judges."""
    note: Text | None = None
    """What a reader must know to read its answers."""
    items: tuple[ToolItem, ...]
    """In the order of the tool."""


class Term(Record):
    """A term of the glossary."""

    id: Id
    """Used as the anchor on the glossary page."""
    term: Text
    """The term."""
    synonyms: tuple[Text, ...] = ()
    """Other names, so that search finds it."""
    meaning: Text
    """What it means, in plain words."""
    source: Source | None = None
    """Where the meaning rests on a source."""


class LinkHost(Record):
    """A web host that this site may link to."""

    id: Text
    """Its name, e.g. doi.org."""
    kind: Literal["identifier", "publisher", "regulator", "maker", "standard", "laboratory", "society"]
    """Why its address is stable: it resolves identifiers, or it issued what is linked."""
    whose: Text
    """Who runs it."""


class Analytes(Record):
    """`data/vocabulary/analytes.yml`."""

    analytes: tuple[Analyte, ...]
    """In the order of tables."""


class Units(Record):
    """`data/vocabulary/units.yml`."""

    units: tuple[Unit, ...]
    """Every unit that a record may use or print."""


class Sites(Record):
    """`data/vocabulary/sites.yml`."""

    sites: tuple[SkeletalSite, ...]
    """Places of the skeleton."""


class ReferenceRanges(Record):
    """`data/vocabulary/reference-ranges.yml`."""

    reference_ranges: tuple[ReferenceRange, ...]
    """Preferred ones first for each analyte."""


class Thresholds(Record):
    """`data/vocabulary/thresholds.yml`."""

    thresholds: tuple[Threshold, ...]
    """In the order of tables."""


class Substances(Record):
    """`data/vocabulary/substances.yml`."""

    substances: tuple[Substance, ...]
    """Drugs and supplements."""


class Features(Record):
    """`data/vocabulary/features.yml`."""

    features: tuple[Feature, ...]
    """Only features whose code was verified."""


class AppraisalTools(Record):
    """`data/vocabulary/appraisal-tools.yml`."""

    tools: tuple[AppraisalTool, ...]
    """In the order of the appraisal page."""


class Hosts(Record):
    """`data/vocabulary/hosts.yml`."""

    hosts: tuple[LinkHost, ...]
    """Every host that a record may link to; copies of other people's pages are not among them."""


class Glossary(Record):
    """`data/vocabulary/glossary.yml`."""

    terms: tuple[Term, ...]
    """In alphabetical order."""


@dataclass(frozen=True)
class Vocabulary:
    """The small lists that records refer to, keyed by id, in file order."""

    analytes: Mapping[str, Analyte]
    units: Mapping[str, Unit]
    sites: Mapping[str, SkeletalSite]
    reference_ranges: tuple[ReferenceRange, ...]
    thresholds: tuple[Threshold, ...]
    substances: Mapping[str, Substance]
    features: Mapping[str, Feature]
    tools: Mapping[str, AppraisalTool]
    terms: tuple[Term, ...]
    hosts: Mapping[str, LinkHost]

    def form(self, analyte: str, specimen: Specimen | None) -> AnalyteForm:
        """Return the form of an analyte in a specimen.

        Raises KeyError when the vocabulary has no such form.
        """
        return self._forms[analyte, specimen]

    def unit(self, spelling: str) -> Unit:
        """Return the unit that is written, or printed, so.

        Raises KeyError when the vocabulary knows no such spelling.
        """
        return self._spellings[spelling]

    def reads(self, form: AnalyteForm, spelling: str) -> bool:
        """Say whether this site reads a value printed in that unit as one in its own.

        Raises KeyError when the vocabulary knows no such spelling.
        """
        unit = self.unit(spelling).id
        return unit == form.unit or any(unit == self.unit(other.printed).id for other in form.reads_printed)

    @cached_property
    def _forms(self) -> Mapping[FormKey, AnalyteForm]:
        return {
            (analyte.id, form.specimen): form for analyte in self.analytes.values() for form in analyte.forms
        }

    @cached_property
    def _spellings(self) -> Mapping[str, Unit]:
        return {s: unit for unit in self.units.values() for s in (unit.id, *unit.printed_as)}
