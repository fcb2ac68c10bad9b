"""How numbers, doses and small words read on a page. Exports keep ASCII; pages use true signs."""

import re
from calendar import month_name
from collections.abc import Collection, Iterable
from decimal import ROUND_HALF_UP, Decimal

from k2evidence.model.base import VERTEBRAE
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.times import AGE, GESTATION, Time
from k2evidence.model.vocabulary import Substance

MOST_SINGLE = 3
"""From how many neighbours on vertebrae are a range."""
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")

_TEENS = (11, 12, 13)

_CODE = re.compile(r"(<code.*?</code>|<pre.*?</pre>|```.*?```|`[^`\n]*`)", re.DOTALL)
_PER_AREA = re.compile(r"(?<=[A-Za-z])/(c?m)([23])\b")
_PAGES = re.compile(r"(?<=\d;)(\d+(?:\(\d+\))?:[a-z]?\d+)-(?=[a-z]?\d)")
_SUPERSCRIPTS = {"2": "\N{SUPERSCRIPT TWO}", "3": "\N{SUPERSCRIPT THREE}"}


def number(value: object) -> str:
    """Return a number with a true minus sign, its digits as they are."""
    return str(value).replace("-", "\N{MINUS SIGN}")


def signed(value: Decimal) -> str:
    """Return a change with its sign, digits as they are; zero has none."""
    return number(f"{value:+f}" if value else f"{abs(value):f}")


def rounded(value: Decimal, places: int = 1) -> Decimal:
    """Return a derived number rounded for reading, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def one_decimal(value: Decimal) -> str:
    """Return a number to one decimal without a needless zero: '3', '15.9'."""
    return number(rounded(value)).removesuffix(".0")


def direction(before: Decimal, after: Decimal) -> str:
    """Return whether a value rose, fell or stayed."""
    return "rose" if after > before else "fell" if after < before else "stayed"


def count(amount: int, noun: str = "", plural: str = "") -> str:
    """Return 'four women' for 4; digits beyond ten."""
    word = _COUNTS[amount] if 0 <= amount < len(_COUNTS) else f"{amount:,}"
    if not noun:
        return word
    return f"{word} {noun if amount == 1 else plural or noun + 's'}"


def quantity(amount: int, noun: str, plural: str = "") -> str:
    """Return '1 person' or '3,400 people', always in digits."""
    return f"{amount:,} {noun if amount == 1 else plural or noun + 's'}"


def ordinal(position: int) -> str:
    """Return 'first' for 1; '9th' and '21st' beyond eight."""
    if 0 < position < len(_ORDINALS):
        return _ORDINALS[position]
    ending = "th" if position % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{ending}"


def dose_text(dose: Dose, substance: Substance | None) -> str:
    """Return a dose that cannot be mistaken: '45 mg (45,000 µg) a day', '60 mg every 6 months', '5 mg once'.

    Vitamin K is sold in micrograms too, so a dose of it in milligrams is given in both.
    """
    text = f"{dose.value:,} {dose.unit}"
    if dose.unit == "mg" and substance and substance.also_in_micrograms:
        text += f" ({_plain(dose.value * 1000):,} µg)"
    schedule = dose.schedule
    if schedule.startswith("/"):
        return f"{text} a {schedule[1:]}"
    return f"{text} {schedule.replace('/', ' a ')}".rstrip()


def _plain(value: Decimal) -> Decimal:
    """Return a number without the zeros after its point: 1,500 for 1500.0."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def time_text(time: Time) -> str:
    """Return a time as a page shows it: 'at 24 weeks of gestation', '1 year after start of zoledronic acid'.

    A treatment that it counts from loses the hyphens of its id.
    """
    if time.origin in (GESTATION, AGE):
        return f"at {time}"
    return (
        str(time).replace(time.treatment, time.treatment.replace("-", " ")) if time.treatment else str(time)
    )


def first_fitting(texts: Iterable[str], longest: int) -> str:
    """Return the first text that is not too long; the last one where all are."""
    text = ""
    for text in texts:
        if len(text) <= longest:
            break
    return text


def sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    text = text.strip()
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def with_superscripts(text: str) -> str:
    """Return 'g/cm²' for 'g/cm2' wherever a unit counts by area or volume; what is code stays as it is."""
    parts = _CODE.split(text)
    return "".join(
        part if number % 2 else _PER_AREA.sub(lambda m: f"/{m[1]}{_SUPERSCRIPTS[m[2]]}", part)
        for number, part in enumerate(parts)
    )


def with_page_dashes(text: str) -> str:
    """Return '2006;9:22–30' for '2006;9:22-30' of a journal; what is code stays as it is."""
    parts = _CODE.split(text)
    return "".join(part if number % 2 else _PAGES.sub(r"\1–", part) for number, part in enumerate(parts))


def lower_first(text: str) -> str:
    """Return a text as it is inside a sentence; an abbreviation such as NTX keeps its capitals."""
    return text if text[:2].isupper() and text[1:2] != " " else text[:1].lower() + text[1:]


def initials(given: str) -> str:
    """Return 'AB' for 'Anna Berta', 'Anna-Berta' or 'A. B.'; a name in a script without capitals as it is."""
    if given.upper() == given.lower():
        return given.strip()
    return "".join(part[0].upper() for part in re.split(r"[\s.\-]+", given) if part)


def level_ranges(levels: Collection[str]) -> list[str]:
    """Return vertebrae in the order of the spine, three or more neighbours as a range: 'T8', 'T11 to L1'."""
    runs: list[list[str]] = []
    for level in (vertebra for vertebra in VERTEBRAE if vertebra in levels):
        follows = runs and VERTEBRAE.index(level) == VERTEBRAE.index(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(level)
        else:
            runs.append([level])
    return [text for run in runs for text in (run if len(run) < MOST_SINGLE else [f"{run[0]} to {run[-1]}"])]


def join_words(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    """Return 'T8, T10 and L1', or with another word before the last one."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def day_in_words(date: str) -> str:
    """Return an ISO date as '24 November 2026', a part of one as 'November 2026' or '2026'."""
    year, *rest = date.split("-")
    month = [month_name[int(rest[0])]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def midnight(date: str) -> str:
    """Return a date, or part of one, as the timestamp at which it begins, in UTC."""
    return f"{date}{'-01-01'[3 * date.count('-') :]}T00:00:00Z"
