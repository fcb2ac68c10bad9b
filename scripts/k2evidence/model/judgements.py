"""Claims, summaries of findings and background points, each with its evidence and certainty."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.markers import Example
from k2evidence.model.scalars.free_text import Name, Prose, Text
from k2evidence.model.scalars.identifiers import Id, Ref
from k2evidence.model.scalars.numbers import GradeLevels, Position
from k2evidence.model.scalars.refusals import refuse
from k2evidence.model.scalars.times import Date
from k2evidence.model.studies import RATIOS, Estimate

Domain = Literal["risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias"]
"""The five GRADE domains that can lower a rating."""
UpDomain = Literal["large effect", "dose response", "plausible confounding"]
"""The three GRADE domains that can raise the rating of non-randomised studies."""
Concern = Literal["not rated", "not serious", "serious", "very serious"]
Indirect = Literal["population", "intervention", "comparator", "outcome"]
Importance = Literal["critical", "important", "surrogate"]
BodyDesign = Literal["randomised trials", "non-randomised studies"]
Certainty = Literal["very low", "low", "moderate", "high"]

DOMAINS: tuple[Domain, ...] = get_args(Domain)
"""The domains in the order of a summary of findings."""
LEVELS_DOWN: Mapping[Concern, int] = {"not serious": 0, "serious": 1, "very serious": 2, "not rated": 0}
"""By how many levels each judgement lowers a rating; what was not rated lowers nothing."""
CERTAINTIES: tuple[Certainty, ...] = ("very low", "low", "moderate", "high")
"""From least to most sure."""
IMPORTANT_RATIOS: tuple[Decimal, Decimal] = (Decimal("0.75"), Decimal("1.25"))
"""Between these two ratios an effect is little or none; beyond them it is an appreciable benefit or harm
(the rough guide of GRADE guidelines 6)."""

Evidence = Annotated[tuple[Ref, ...], Field(min_length=1)]
"""Studies, papers or cases, or one item of a study as `study/item`; none may be retracted or in doubt."""


class Claim(Record):
    """One sentence of this site, with what it rests on."""

    id: Annotated[Id, Example("unknown")]
    """Unique within the file."""
    asks: Annotated[Text | None, Example("Does vitamin K2 heal these fractures?")] = None
    """The reader's question that it answers, where it answers one."""
    says: Annotated[Prose, Example("Nobody knows.")]
    """The sentence; `{study/item}` stands for a number of the data."""
    items: Annotated[tuple[Prose, ...], Example("chest pain")] = ()
    """A list that the sentence introduces, one thing an entry, such as signs to look out for."""
    see: Annotated[Text | None, Example("recovery/")] = None
    """Where on this site more is said: an address without the leading slash."""
    rests_on: Annotated[Evidence, Example("tsuchie-2012")]
    """The evidence; a retracted or missing one fails the build."""


class Claims(Record):
    """Sentences that are read together."""

    id: Annotated[Id, Example("bottom-line")]
    """Equal to the file name without its ending."""
    title: Annotated[Name, Example("Does vitamin K2 heal bones after pregnancy-associated osteoporosis?")]
    """The heading that they are under."""
    max_words: Annotated[Position | None, Example("120")] = None
    """Longest that all of them together may be."""
    claims: Annotated[tuple[Claim, ...], Field(min_length=1)]
    """In the order of the page."""
    shows: Annotated[tuple[Ref, ...], Example("before-you-act/newborn")] = ()
    """What its page shows, in order: claims of this file by their ids, and those of another as `file/claim`,
    so that one sentence is written once. Left out where it shows its own claims in their order."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out if not recorded."""


class DomainRating(Record):
    """Our judgement of one GRADE domain of a body of evidence, with its reason."""

    concern: Concern
    """`not rated` where what was read does not allow a judgement; then it lowers nothing."""
    about: tuple[Indirect, ...] = ()
    """For indirectness: what differs from the question."""
    reason: Annotated[Text, Example("None of the women was postpartum.")]
    """Why, in our own words; the footnote of the table."""
    rests_on: Annotated[tuple[Ref, ...], Example("mott-2019")] = ()
    """The records that hold the facts; only `not rated` needs none."""

    @model_validator(mode="after")
    def _names_its_facts(self) -> Self:
        if not self.rests_on and self.concern != "not rated":
            raise refuse(
                ErrorCode.RATING_INCOMPLETE,
                f"a domain is rated '{self.concern}' without the records that it rests on",
                "name in `rests_on` the records that hold the facts, or say `concern: not rated` and why",
            )
        return self


class RatingUp(Record):
    """A reason to rate non-randomised evidence up."""

    domain: UpDomain
    """Which of the three."""
    levels: Annotated[GradeLevels, Example("1")]
    """By how many levels."""
    reason: Annotated[Text, Example("The relative risk is below a fifth.")]
    """Why, in our own words."""
    rests_on: Annotated[Evidence, Example("mott-2019")]
    """The records that hold the facts."""


class BaselineRisk(Record):
    """The risk of an outcome in a control group."""

    result: Annotated[Ref, Example("jiang-2014/fracture-alfacalcidol")]
    """A result with events and people, as `study/item`."""
    population: Annotated[Name, Example("postmenopausal women given placebo")]
    """Whose risk it is."""
    limits: Annotated[Prose | None, Example("What they were given is not known.")] = None
    """Why it may not be the risk of those who ask, beside the numbers; `{study/item}` stands for a number of
    the data."""


class NoBaseline(Record):
    """Why no absolute effect is derived, where risks were found and none fits."""

    says: Annotated[Prose, Example("The risks found are of any fracture, not of vertebral fractures.")]
    """The reason; `{study/item}` stands for a number of the data."""
    rests_on: Annotated[Evidence, Example("jiang-2014/fracture-alfacalcidol")]
    """The records of the risks that were found."""


class Body(Record):
    """One body of evidence on an outcome: what was given, against what, and how sure the result is."""

    id: Annotated[Id, Example("menatetrenone")]
    """Unique within the outcome."""
    intervention: Annotated[Name, Example("Menatetrenone (MK-4)")]
    """What was given, with form and dose."""
    comparator: Annotated[Name, Example("placebo or no treatment")]
    """What it was compared with."""
    population: Annotated[Name, Example("postmenopausal women with osteoporosis")]
    """Who was studied."""
    follow_up: Annotated[Name | None, Example("12 to 36 months")] = None
    """How long people were followed, as far as it was read."""
    design: BodyDesign
    """Where certainty starts: trials high, non-randomised studies low."""
    effect: Annotated[Ref | None, Example("mott-2019/clinical-fracture-recalculated")] = None
    """The estimate, as `study/item`; the numbers of people and studies are its own."""
    baseline: BaselineRisk | None = None
    """The risk without the intervention, from which the absolute effect is derived; left out where no fitting
    one was found."""
    no_baseline: NoBaseline | None = None
    """Why none fits, where risks were found; left out where there is a `baseline`."""
    result: Annotated[Name | None, Example("little to no difference in new vertebral fractures")] = None
    """Size and direction of the effect, as a noun; the wording of GRADE is put around it. Left out where no
    size was seen, or where the interval leaves the direction open."""
    says: Annotated[Prose | None, Example("The rates were not in the abstract.")] = None
    """What else a reader must know; `{study/item}` stands for a number of the data."""
    rests_on: Annotated[Evidence, Example("mott-2019")]
    """The evidence."""
    risk_of_bias: DomainRating
    """Limitations of design and conduct, over the whole body."""
    inconsistency: DomainRating
    """Differences between the results of studies, not between overlapping reviews."""
    indirectness: DomainRating
    """Differences of population, intervention, comparator and outcome from the question."""
    imprecision: DomainRating | None = None
    """Left out where `effect` has an interval: then it is derived from that by rule."""
    publication_bias: DomainRating
    """Results that may be missing."""
    up: tuple[RatingUp, ...] = ()
    """Reasons to rate up; only for non-randomised studies of which nothing was rated down."""


class Reported(Record):
    """What the cases of this site report on an outcome; single patients are not rated."""

    says: Annotated[Prose, Example("None is reported.")]
    """What they report; names in braces stand for counts and numbers of the data."""
    rests_on: Annotated[Evidence, Example("tsuchie-2012")]
    """The evidence."""


class Context(Record):
    """Other evidence that a reader needs for an outcome, without vitamin K or in other people; not rated."""

    says: Annotated[Prose, Example("Pain of this sort eases with time.")]
    """What it shows; `{study/item}` stands for a number of the data."""
    rests_on: Annotated[Evidence, Example("venmans-2012/pain")]
    """The evidence."""


class OutcomeSummary(Record):
    """One outcome of the summary of findings."""

    id: Annotated[Id, Example("adverse-events")]
    """Equal to the file name without its ending."""
    outcome: Annotated[Name, Example("Adverse events")]
    """What readers want to know about."""
    importance: Importance
    """`critical` or `important` for patients; `surrogate` for what only stands in for such an outcome."""
    surrogate_for: Annotated[Name | None, Example("fractures")] = None
    """What a surrogate stands in for."""
    place: Annotated[Position, Example("1")]
    """Where the outcome is in the table; surrogates come after all others."""
    cases: Reported
    """What the cases of this site report."""
    bodies: tuple[Body, ...] = ()
    """Each body of evidence, the most direct first: menatetrenone before all vitamin K together."""
    none_found: Annotated[Prose | None, Example("No controlled study of pain was found.")] = None
    """Where there is no body of evidence: what was looked for and not found."""
    context: Context | None = None
    """Other evidence that a reader needs here; not rated."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out if not recorded."""

    def evidence(self) -> Iterator[Ref]:
        """Yield everything that the outcome rests on, once for each place."""
        yield from self.cases.rests_on
        if self.context:
            yield from self.context.rests_on
        for body in self.bodies:
            yield from body.rests_on
            yield from filter(None, (body.effect, body.baseline.result if body.baseline else None))
            yield from body.no_baseline.rests_on if body.no_baseline else ()
            for rating in body_domains(body).values():
                yield from rating.rests_on
            for reason in body.up:
                yield from reason.rests_on


def leaves_open(effect: Estimate) -> bool:
    """Say whether an interval includes no difference, and is not wholly little or no effect either."""
    if effect.low is None or effect.high is None:
        return False
    if effect.measure not in RATIOS:
        return effect.low <= 0 <= effect.high
    least, most = IMPORTANT_RATIOS
    return effect.low <= 1 <= effect.high and not (least <= effect.low and effect.high <= most)


def body_domains(body: Body) -> Mapping[Domain, DomainRating]:
    """Return the judgements of a body that its record holds, by domain; imprecision may be derived."""
    ratings: Mapping[Domain, DomainRating | None] = {
        "risk of bias": body.risk_of_bias,
        "inconsistency": body.inconsistency,
        "indirectness": body.indirectness,
        "imprecision": body.imprecision,
        "publication bias": body.publication_bias,
    }
    return {domain: rating for domain, rating in ratings.items() if rating is not None}


class BackgroundPoint(Record):
    """One statement of the paper's discussion beside current evidence."""

    id: Annotated[Id, Example("pthrp")]
    """Anchor on the background page."""
    title: Annotated[Name, Example("A hormone of breast-feeding")]
    """What it is about."""
    section: Literal["cause", "vitamin K2 and bone", "care", "safety", "novelty"]
    """Under which heading it stands."""
    claims: Annotated[tuple[Id, ...], Field(min_length=1), Example("rare")]
    """What the authors say: claims of the paper's record."""
    evidence: Annotated[tuple[Ref, ...], Example("kebapci-2016/minerals")] = ()
    """Facts and outcomes of studies, as `study/item`."""
    our_reading: Annotated[Text, Example("None was found since.")]
    """Our interpretation."""


class CitedReference(Record):
    """One entry of the paper's list of references."""

    number: Annotated[Name, Example("1")]
    """Its number, or a run of numbers."""
    cited_for: Annotated[Text, Example("The first description of the disease.")]
    """What the text cites it for."""
    identified_as: Annotated[Text | None, Example("Probably Shiraki 2000")] = None
    """Which publication it is; left out where it could not be identified."""
    how: Annotated[Text, Example("Could not be identified; the list of references was not read.")]
    """How it was identified, or why not."""
    study: Annotated[Id | None, Example("shiraki-2000")] = None
    """The record of it on this site."""


class Background(Record):
    """A paper's discussion, point by point; `id` is that of the paper."""

    id: Annotated[Id, Example("tsuchie-2012")]
    """The paper; equal to the file name without its ending."""
    points: tuple[BackgroundPoint, ...]
    """In the order of the page."""
    references: tuple[CitedReference, ...] = ()
    """The paper's list of references, as far as it is known."""
    references_note: Annotated[
        Text | None, Example("The list of references was not in the text that was read.")
    ] = None
    """What could be read of the list."""
    reviewed: Date | None = None
    """When it was last read against the evidence; left out if not recorded."""
