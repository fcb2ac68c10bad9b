"""The controlled vocabularies that records refer to: analytes, units, substances and the like."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from k2evidence.model.base import AppraisalAnswer, DrugClass, Record, Source, Specimen
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import Example
from k2evidence.model.scalars.doses import DoseField
from k2evidence.model.scalars.free_text import Name, Text
from k2evidence.model.scalars.identifiers import Id, Link, Vertebra
from k2evidence.model.scalars.numbers import Boolean, Position, Positive, RangeField, UnitFactor
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.studies import OutcomeKind

AnalyteGroup = Literal["bone density", "bone structure", "bone turnover", "minerals and hormones", "body"]
Region = Literal["lumbar spine", "hip", "forearm", "whole body", "other"]
ThresholdUnit = Literal["%", "g/cm2"]
ThresholdDirection = Literal["either", "fall"]
Judged = Literal["reports of patients", "results of trials", "reviews"]
FormKey = tuple[str, Specimen | None]
"""An analyte and its specimen: one form of the analyte."""


class Code(Record):
    """A code of another vocabulary, recorded only where it was verified."""

    code: Annotated[Name, Example("24966-4")]
    """The code."""
    label: Annotated[Name, Example("DXA Lumbar spine [Mass/Area] Bone density")]
    """What the other vocabulary calls it."""
    source: Annotated[Link | None, Example("https://loinc.org/24966-4")] = None
    """A stable page that shows it; left out where it was only seen on a copy."""
    note: Annotated[Text | None, Example("Seen on a copy of the code list.")] = None
    """A limit of the match, or where it was seen."""


class Unit(Record):
    """A unit of measurement."""

    id: Annotated[Name, Example("g/cm2")]
    """How this site writes it."""
    name: Annotated[Name, Example("grams per square centimetre")]
    """Its name in words."""
    dimension: Annotated[Name, Example("areal bone density")]
    """What it measures; units of one dimension can be converted or confused."""
    ucum: Annotated[Name | None, Example("g/cm2")] = None
    """UCUM code, where it was validated."""
    factor: UnitFactor | None = None
    """How many of the dimension's base unit one of it is, where units differ by a metric prefix."""
    printed_as: Annotated[tuple[Name, ...], Example("nmolBCE/L")] = ()
    """Other spellings found in print."""

    def equals(self, other: "Unit") -> bool:
        """Say whether a number means the same in both units."""
        alike = self.factor is not None and self.factor == other.factor and self.dimension == other.dimension
        return alike or self.id == other.id


class DoseUnit(Record):
    """A unit in which a substance is dosed; laboratory values never use it."""

    id: Annotated[Name, Example("mg")]
    """How this site writes it."""
    name: Annotated[Name, Example("milligrams")]
    """Its name in words."""
    ucum: Annotated[Name | None, Example("mg")] = None
    """UCUM code, where it was validated."""
    printed_as: Annotated[tuple[Name, ...], Example("mcg")] = ()
    """Other spellings found in print."""


class Reinterpretation(Record):
    """A printed unit that this site reads as another, and why."""

    printed: Annotated[Name, Example("nmol BCE/L")]
    """The unit as printed; a unit of `data/vocabulary/units.yml`."""
    reason: Annotated[
        Text,
        Example(
            "A value in the printed unit would lie a thousand times below the range that the paper prints."
        ),
    ]
    """Why the site uses its own unit instead; the digits stay as printed."""


class AnalyteForm(Record):
    """An analyte in one specimen: what it is called and its unit on this site."""

    specimen: Specimen | None = None
    """`serum` or `urine`; left out for bone density."""
    name: Annotated[Name, Example("Lumbar spine BMD")]
    """What readers call it, e.g. Urinary NTX."""
    unit: Annotated[Name | None, Example("g/cm2")] = None
    """The unit this site uses; a unit of `data/vocabulary/units.yml`. A form without a unit can
    hold no value: it is for cells that say that nothing is available."""
    other_units: Annotated[tuple[Name, ...], Example("nmol/L")] = ()
    """Further units in which laboratories give it, of another kind than `unit`. Values in them are shown as
    printed, and no change is derived between them."""
    loinc: Code | None = None
    """LOINC code, where it was verified."""
    loinc_t_score: Code | None = None
    """LOINC code of the T-score, where it was verified."""
    reads_printed: tuple[Reinterpretation, ...] = ()
    """Printed units that this site reads as its own."""


class Analyte(Record):
    """Something that is measured."""

    id: Annotated[Id, Example("bmd-lumbar-spine")]
    """Used in cases and exports."""
    name: Annotated[Name, Example("Bone mineral density of the lumbar spine (L2–4)")]
    """Full name."""
    short: Annotated[Name, Example("Lumbar spine BMD")]
    """Short name for tables and charts."""
    group: AnalyteGroup
    """Where it is in tables."""
    synonyms: Annotated[tuple[Name, ...], Example("BMD")] = ()
    """Other names, so that search finds it."""
    site: Annotated[Id | None, Example("lumbar-spine")] = None
    """For bone density: a site of `data/vocabulary/sites.yml`."""
    forms: Annotated[tuple[AnalyteForm, ...], Field(min_length=1)]
    """One for each specimen."""


class YoungAdults(Record):
    """Bone density of young adults as a survey found it: what T-scores are counted in."""

    mean: Positive
    """Mean, in g/cm2."""
    sd: Positive
    """Standard deviation, in g/cm2."""
    group: Annotated[Text, Example("women of 21 to 30 years, NHANES, United States")]
    """Who was measured."""
    source: Source
    """Where it was seen."""


class SkeletalSite(Record):
    """A place of the skeleton."""

    id: Annotated[Id, Example("lumbar-spine")]
    """Used in analytes."""
    name: Annotated[Name, Example("Lumbar spine (L2–4)")]
    """Full name."""
    region: Region
    """The part of the skeleton that it belongs to."""
    note: Annotated[Text, Example("The paper measured the second to the fourth lumbar vertebra.")]
    """What the sources say, and do not say, about it."""
    vertebrae: Annotated[tuple[Vertebra, ...], Example("L2")] = ()
    """The vertebrae that a scan of this place measures."""
    young_adults: tuple[YoungAdults, ...] = ()
    """What surveys of young women found here."""


class ReferenceRange(Record):
    """A reference range with its source; the unit is attached."""

    id: Annotated[Id, Example("ntx-urine-alere")]
    """Unique."""
    analyte: Annotated[Id, Example("ntx")]
    """An analyte."""
    specimen: Specimen | None = None
    """Which form of the analyte."""
    range: RangeField
    """Both ends as printed."""
    unit: Annotated[Name, Example("nmol BCE/mmol Cr")]
    """A unit of `data/vocabulary/units.yml`."""
    group: Annotated[Text, Example("healthy women before menopause, 30 to 44 years, Japan")]
    """For whom it holds."""
    source: Source
    """Where it was seen."""
    note: Annotated[Text | None, Example("Mean plus and minus 1.96 SD of 189 women.")] = None
    """A limit."""


class Threshold(Record):
    """A change that must be reached before it is more than error or natural variation."""

    id: Annotated[Id, Example("iscd-own-precision")]
    """Used in exports."""
    name: Annotated[Name, Example("the clinic's own least significant change")]
    """What readers call it."""
    analytes: Annotated[tuple[Id, ...], Field(min_length=1), Example("bmd-lumbar-spine")]
    """The analytes it is for."""
    specimen: Specimen | None = None
    """Only in this specimen, where that matters."""
    value: Annotated[Positive | None, Example("2.9")] = None
    """The size of the change; left out for a rule that needs the clinic's own precision error."""
    unit: ThresholdUnit | None = None
    """Percent of the value before, or an absolute change."""
    direction: ThresholdDirection = "either"
    """Whether it judges any change, or only a fall."""
    group: Annotated[Text, Example("the scanner and the operators that made both scans")]
    """On whom, or on which scanner, it rests."""
    derived: Annotated[Text | None, Example("2.77 times the coefficient of variation, 1.08 %")] = None
    """How this site derived the value, where the source prints another figure."""
    note: Annotated[Text | None, Example("Measured in other women, on one scanner.")] = None
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


class PlausibleChange(Record):
    """How far an outcome was ever found to change; a larger change of a group is asked about."""

    id: Annotated[Id, Example("doubled-bone-density")]
    """Unique in the file."""
    name: Annotated[Name, Example("a doubling of bone density")]
    """What readers call it."""
    outcomes: Annotated[tuple[OutcomeKind, ...], Field(min_length=1)]
    """The outcomes of studies that it is for."""
    percent: Annotated[Positive, Example("100")]
    """The rise, in percent of the value before, above which a printed change is questioned."""
    group: Annotated[Text, Example("people who were treated for a disease that mends fast")]
    """In whom the largest change was found."""
    derived: Annotated[Text, Example("A doubling; the largest rise found is about two thirds.")]
    """How this site chose the figure."""
    source: Source
    """Where the largest change was seen."""


class LabelDose(Record):
    """The dose that a label gives for osteoporosis: one amount, or the lowest and the highest."""

    low: Annotated[DoseField, Example("5 mg/day")]
    """The lowest dose."""
    high: Annotated[DoseField, Example("10 mg/day")]
    """The highest dose, in the same unit and schedule."""
    source: Source
    """Where the label was seen."""

    @model_validator(mode="after")
    def _low_before_high(self) -> Self:
        if self.low.unit_and_schedule != self.high.unit_and_schedule or self.low.value > self.high.value:
            raise refuse(
                ErrorCode.INTERVAL_ORDER,
                f"{self.low} and {self.high} are no lowest and highest dose",
                "give both in one unit and schedule, the lower one first",
            )
        return self


class Substance(Record):
    """A drug or supplement."""

    id: Annotated[Id, Example("menatetrenone")]
    """Used in cases."""
    name: Annotated[Name, Example("menatetrenone")]
    """What readers call it."""
    drug_class: DrugClass | None = None
    """The group of bone drugs that it belongs to; left out where it is not given for bone."""
    synonyms: Annotated[tuple[Name, ...], Example("vitamin K2")] = ()
    """Other names, so that search finds it."""
    label_doses: tuple[LabelDose, ...] = ()
    """The doses that labels give for osteoporosis."""
    codes: tuple[Code, ...] = ()
    """Codes, where verified."""
    also_in_micrograms: Boolean = False
    """Whether products of it are dosed in micrograms, so that its dose is shown in both units."""
    dose_note: Annotated[
        Text | None,
        Example(
            "The dose is that of the salt, calcium carbonate; it is not the amount of elemental calcium."
        ),
    ] = None
    """What a reader could get wrong about its dose."""


class Feature(Record):
    """Something that a patient had, as a code that other programs know."""

    id: Annotated[Id, Example("back-pain")]
    """Used in the findings of cases."""
    code: Code
    """Its code in the Human Phenotype Ontology."""
    modifiers: tuple[Code, ...] = ()
    """Codes that narrow it."""


class ToolItem(Record):
    """One item of an appraisal tool."""

    item: Annotated[Position, Example("1")]
    """Its number."""
    topic: Annotated[Name | None, Example("selection")] = None
    """What part of a report it is about."""
    asks: Annotated[Text, Example("Were the criteria for inclusion clear?")]
    """What it asks, in our own words, shortened."""
    answers: Annotated[tuple[AppraisalAnswer, ...], Example("yes")] = ()
    """What may be answered to this item, where the tool has fewer answers for it; left out where all of them
    may."""


class AppraisalTool(Record):
    """A published list of questions by which publications are judged."""

    id: Annotated[Id, Example("jbi-case-series")]
    """Used in appraisals."""
    name: Annotated[Name, Example("JBI checklist for case series")]
    """Its name."""
    citation: Annotated[
        Text, Example("Murad MH, Sultan S, Haffar S, Bazerbachi F. BMJ Evid Based Med 2018;23:60-63")
    ]
    """Who published it, and where."""
    link: Annotated[Link, Example("https://pmc.ncbi.nlm.nih.gov/articles/PMC7778754/table/T2")]
    """Where it can be read."""
    purpose: Annotated[Text, Example("Risk of bias in a series of cases.")]
    """What it judges."""
    note: Annotated[
        Text | None,
        Example("The authors of the tool say that items 4 to 6 matter mostly for adverse events of drugs."),
    ] = None
    """What a reader must know to read its answers."""
    judges: Judged
    """What it is used for: single patients as they are reported, one result of a trial, or a review."""
    answers: tuple[AppraisalAnswer, ...]
    """What may be answered, the most favourable first."""
    items: tuple[ToolItem, ...]
    """In the order of the tool."""


class Term(Record):
    """A term of the glossary."""

    id: Annotated[Id, Example("dash")]
    """Used as the anchor on the glossary page."""
    term: Annotated[Name, Example("Dash")]
    """The term."""
    synonyms: Annotated[tuple[Name, ...], Example("-")] = ()
    """Other names, so that search finds it."""
    meaning: Annotated[Text, Example("The table prints a dash, because the question does not arise.")]
    """What it means, in plain words."""
    source: Source | None = None
    """Where the meaning rests on a source."""


class SearchName(Record):
    """A thing that readers call otherwise than the pages do, for the search alone."""

    id: Annotated[Id, Example("back-pain")]
    """Tells the entries of the list apart."""
    names: Annotated[tuple[Name, ...], Field(min_length=1), Example("back pain")]
    """What pages call it; a search for one of these finds the others too."""
    typed: Annotated[tuple[Name, ...], Example("backache")] = ()
    """What else readers type for it, in any language; a search for one of these finds `names`."""
    answered: Annotated[Id | None, Example("lasting")] = None
    """The section of the page for patients that comes first for who types one of the phrases in `typed`."""


class LinkHost(Record):
    """A web host that this site may link to."""

    id: Annotated[Name, Example("doi.org")]
    """Its name, e.g. doi.org."""
    kind: Literal["identifier", "publisher", "regulator", "maker", "standard", "laboratory", "society"]
    """Why its address is stable: it resolves identifiers, or it issued what is linked."""
    whose: Annotated[Text, Example("International DOI Foundation")]
    """Who runs it."""


class Analytes(Record):
    """`data/vocabulary/analytes.yml`."""

    analytes: tuple[Analyte, ...]
    """In the order of tables."""


class Units(Record):
    """`data/vocabulary/units.yml`."""

    units: tuple[Unit, ...]
    """Every unit that a value may use or print."""
    dose_units: tuple[DoseUnit, ...]
    """Every unit in which a substance is dosed."""


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


class PlausibleChanges(Record):
    """`data/vocabulary/plausible-changes.yml`."""

    plausible_changes: tuple[PlausibleChange, ...]
    """In the order of the rules that use them."""


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


class SearchNames(Record):
    """`data/vocabulary/search-names.yml`."""

    search_names: tuple[SearchName, ...]
    """Beside the names of analytes, substances and terms, which the search knows from their own lists."""


class Glossary(Record):
    """`data/vocabulary/glossary.yml`."""

    terms: tuple[Term, ...]
    """In alphabetical order."""


@dataclass(frozen=True)
class Vocabulary:
    """The small lists that records refer to, keyed by id, in file order."""

    analytes: Mapping[str, Analyte]
    units: Mapping[str, Unit]
    dose_units: Mapping[str, DoseUnit]
    sites: Mapping[str, SkeletalSite]
    reference_ranges: tuple[ReferenceRange, ...]
    thresholds: tuple[Threshold, ...]
    plausible_changes: tuple[PlausibleChange, ...]
    substances: Mapping[str, Substance]
    features: Mapping[str, Feature]
    tools: Mapping[str, AppraisalTool]
    terms: tuple[Term, ...]
    hosts: Mapping[str, LinkHost]
    search_names: tuple[SearchName, ...] = ()

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

    def dose_unit(self, spelling: str) -> DoseUnit:
        """Return the unit of a dose that is written, or printed, so.

        Raises KeyError when the vocabulary knows no such spelling.
        """
        return self._dose_spellings[spelling]

    def drug_class(self, substance: str | None) -> DrugClass | None:
        """Return the group of bone drugs that a substance belongs to; None where it is none."""
        known = self.substances.get(substance or "")
        return known.drug_class if known else None

    def is_density_of(self, analyte: str, region: Region) -> bool:
        """Return whether an analyte is a bone density of this part of the skeleton."""
        known = self.analytes[analyte]
        site = self.sites.get(known.site or "")
        return known.group == "bone density" and site is not None and site.region == region

    def thresholds_of(self, analyte: str, specimen: Specimen | None) -> Iterator[Threshold]:
        """Yield the thresholds that judge the changes of an analyte in a specimen."""
        for threshold in self.thresholds:
            if analyte in threshold.analytes and threshold.specimen in (None, specimen):
                yield threshold

    def reads(self, form: AnalyteForm, spelling: str) -> bool:
        """Say whether this site reads a value printed in that unit as one in its own.

        Raises KeyError when the vocabulary knows no such spelling.
        """
        unit = self.unit(spelling)
        return self.is_own_unit(form, unit) or any(
            unit == self.unit(other.printed) for other in form.reads_printed
        )

    def is_own_unit(self, form: AnalyteForm, unit: Unit) -> bool:
        """Say whether a unit is that of a form, or another name of it: 1 µg/L is 1 ng/mL."""
        return form.unit is not None and self.unit(form.unit).equals(unit)

    def is_usual_unit(self, form: AnalyteForm, unit: Unit) -> bool:
        """Say whether laboratories give an analyte in this unit, be it that of this site or another."""
        others = map(self.unit, form.other_units)
        return self.is_own_unit(form, unit) or any(other.equals(unit) for other in others)

    @cached_property
    def _forms(self) -> Mapping[FormKey, AnalyteForm]:
        return {
            (analyte.id, form.specimen): form for analyte in self.analytes.values() for form in analyte.forms
        }

    @cached_property
    def _dose_spellings(self) -> Mapping[str, DoseUnit]:
        return {s: unit for unit in self.dose_units.values() for s in (unit.id, *unit.printed_as)}

    @cached_property
    def _spellings(self) -> Mapping[str, Unit]:
        return {s: unit for unit in self.units.values() for s in (unit.id, *unit.printed_as)}
