"""Every code that the program can emit is explained, and every explained code can be emitted."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError
from k2evidence.load.error_explanations import GROUPS
from k2evidence.load.yaml_source import MAX_BYTES
from k2evidence.model.error_codes import ErrorCode

EXPLAINED = {kind.code: kind for _, kinds in GROUPS for kind in kinds}
CASE = "cases/tsuchie-2012-case-1.yml"
SECOND = "cases/tsuchie-2012-case-3.yml"
PAPER = "papers/tsuchie-2012.yml"
SHIRAKI = "studies/shiraki-2000.yml"
MOTT = "studies/mott-2019.yml"
ANALYTES = "vocabulary/analytes.yml"
Break = Callable[[Path], object]


@dataclass(frozen=True)
class edit:  # noqa: N801  # reads as a word below
    """A way to break the data: replace a text in a file, the first time it stands there."""

    name: str
    old: str
    new: str

    def __call__(self, data: Path) -> None:
        """Break the data in this folder."""
        path = data / self.name
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.old!r} does not stand in {self.name}"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")


def write(content: str | bytes, name: str = "cases/new-case.yml") -> Break:
    """Return a way to break the data: write a file."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda data: (data / name).write_bytes(raw)


BROKEN: dict[str, Break] = {
    "unknown-file": write("id: new\n", "cases/new.yaml"),
    "not-a-file": lambda data: (data / "cases" / "new.yml").mkdir(),
    "too-large": write("a" * (MAX_BYTES + 1)),
    "encoding": write(b"id: \xff\n"),
    "empty-file": write("# nothing\n"),
    "id-is-not-file-name": edit(CASE, "id: tsuchie-2012-case-1", "id: tsuchie-2012-case-9"),
    "yaml": edit(CASE, "sex: female", "sex:female"),
    "duplicate-key": edit(CASE, "label: Case 1", "label: Case 1\nlabel: Case 2"),
    "two-documents": edit(CASE, "sex: female", "sex: female\n---"),
    "tag": edit(CASE, "sex: female", "sex: !sex female"),
    "alias": edit(CASE, "sex: female", "sex: *sex"),
    "key": edit(CASE, "sex: female", "[sex]: female"),
    "too-deep": write("[" * 100),
    "missing": edit(CASE, "sex: female\n", ""),
    "unknown-field": edit(CASE, "sex: female", "sexx: female"),
    "not-allowed": edit(CASE, "sex: female", "sex: femal"),
    "text-expected": edit(CASE, "label: Case 1", "label: [Case, 1]"),
    "list-expected": edit(CASE, "levels: [T8, T10, T12, L1]", "levels: T8"),
    "fields-expected": edit(CASE, "extraction: {times: once}", "extraction: once"),
    "empty-list": edit(CASE, "courses:\n", "courses: []\nx:\n"),
    "empty": edit(CASE, "label: Case 1", "label: #1"),
    "too-long": edit(CASE, "label: Case 1", "label: " + "a" * 5000),
    "invisible": edit(CASE, "label: Case 1", "label: Case\u200b1"),
    "formula": edit(CASE, "label: Case 1", "label: '=1'"),
    "number": edit(CASE, "value: 0.71\n", "value: 0,71\n"),
    "whole-number": edit(CASE, "years: 30", "years: thirty"),
    "boolean": edit(SECOND, "referred: true", "referred: yes"),
    "time": edit(CASE, "time: 4 weeks after delivery", "time: 4 weeks"),
    "range": edit("cases/tsuchie-2012-case-4.yml", "range: 7.8-10.1", "range: 10.1-7.8"),
    "quantity": edit(CASE, "dose: 45 mg/day", "dose: 45mg"),
    "vertebra": edit(CASE, "levels: [T8, T10, T12, L1]", "levels: [T13]"),
    "date": edit(PAPER, "received: 2012-03-06", "received: 2012-02-31"),
    "id": edit(CASE, "analyte: bmd-lumbar-spine", "analyte: BMD lumbar spine"),
    "reference": edit("claims/bottom-line.yml", "rests_on: [tsuchie-2012]", "rests_on: [a/b/c]"),
    "link": edit("studies/japan-label-glakay.yml", "link: https://", "link: ftp://"),
    "doi": edit(PAPER, "doi: 10.3109", "doi: https://doi.org/10.3109"),
    "pmid": edit("studies/cerit-2020.yml", "pmid: ", "pmid: PM"),
    "pmcid": edit("studies/kovacs-2025.yml", "id: kovacs-2025", "id: kovacs-2025\npmcid: 1915640"),
    "number-in-prose": edit(CASE, "what: Healthy before.", "what: Ill for 30 years."),
    "report-incomplete": edit(CASE, "            value: 0.71\n", ""),
    "report-status": edit(CASE, "            value: 0.71\n", "            status: dash\n"),
    "spread-incomplete": edit(SHIRAKI, "spread: 0.7, spread_is: not stated", "spread: 0.7"),
    "threshold-incomplete": edit("vocabulary/thresholds.yml", "    unit: ", "    note: "),
    "estimate-empty": edit(
        MOTT, "    estimates:\n", "    estimates:\n      - {measure: RR, comparison: nothing}\n"
    ),
    "interval-incomplete": edit(MOTT, "low: 0.56, ", ""),
    "interval-order": edit(MOTT, "low: 0.56, high: 0.97", "low: 0.97, high: 0.56"),
    "outcome-empty": edit(MOTT, "outcomes:\n", "outcomes:\n  - {id: none, kind: pain, what: Pain}\n"),
    "duplicate-id": lambda data: (data / "studies" / "tsuchie-2012.yml").write_text(
        (data / MOTT).read_text(encoding="utf-8").replace("id: mott-2019", "id: tsuchie-2012", 1)
    ),
    "reserved-id": lambda data: (data / "studies" / "index.yml").write_text(
        (data / MOTT).read_text(encoding="utf-8").replace("id: mott-2019", "id: index", 1)
    ),
    "circular": edit(SECOND, "{course: first-delivery, time", "{course: second-delivery, time"),
    "disagreement": edit(CASE, "value: 0.71\n", "value: 'DISAGREEMENT: 0.71 or 0.77'\n"),
    "specimen-needed": edit(CASE, "specimen: urine\n", "\n"),
    "items-unanswered": edit("appraisals/tsuchie-2012.yml", "item: 1,", "item: 99,"),
    "recovery-unplaced": edit("studies/hong-2018.yml", "months: 12, ", ""),
    "too-many-words": edit("claims/bottom-line.yml", "max_words: 120", "max_words: 12"),
    "unknown-paper": edit(CASE, "paper: tsuchie-2012", "paper: tsuchi-2012"),
    "unknown-case": edit(PAPER, "case: tsuchie-2012-case-2", "case: tsuchie-2012-case-9"),
    "unknown-course": edit(SECOND, "{course: first-delivery, time", "{course: third-delivery, time"),
    "unknown-analyte": edit(CASE, "analyte: bap", "analyte: bab"),
    "unknown-specimen": edit(
        CASE, "analyte: bap\n        specimen: serum", "analyte: bap\n        specimen: urine"
    ),
    "unknown-unit": edit(CASE, "unit_printed: g/cm2", "unit_printed: g/cm^2"),
    "unknown-substance": edit(CASE, "substance: menatetrenone", "substance: menatetrenon"),
    "unknown-site": edit(ANALYTES, "site: lumbar-spine", "site: lumbar"),
    "unknown-study": edit(MOTT, "includes: [yops-2004]", "includes: [yops-2040]"),
    "unknown-arm": edit(SHIRAKI, "{arm: menatetrenone, at: 6", "{arm: menatetrenon, at: 6"),
    "unknown-claim": edit("background/tsuchie-2012.yml", "claims: [safe]", "claims: [safer]"),
    "unknown-tool": edit("appraisals/tsuchie-2012.yml", "tool: ", "tool: no-"),
    "unknown-record": edit("claims/bottom-line.yml", "rests_on: [tsuchie-2012]", "rests_on: [tsuchie-2013]"),
    "unknown-item": edit(
        "claims/bottom-line.yml", "[japan-label-glakay/breast-feeding]", "[japan-label-glakay/milk]"
    ),
    "unknown-name-in-braces": edit(CASE, "{onset}", "{onsett}"),
    "cases-not-named": edit(
        "claims/questions.yml", "[tsuchie-2012, kovacs-2025/recovery", "[kovacs-2025/recovery"
    ),
    "unknown-host": edit(
        "studies/japan-label-glakay.yml",
        "link: https://faq-medical.eisai.jp/",
        "link: https://copies.example/",
    ),
    "evidence-fell": edit("summaries/pain.yml", "venmans-2012/pain]", "sato-1998-stroke]"),
    "address": edit("amendments/2026-11-24-first-pages.yml", "pages: [/, ", "pages: [home, "),
    "unknown-feature": edit(CASE, "feature: back-pain", "feature: backpain"),
    "unknown-page": edit("amendments/2026-11-24-first-pages.yml", "/cases/, ", "/cases/nobody/, "),
    "address-gone": edit("addresses.yml", "/cases/tsuchie-2012-case-1/", "/cases/tsuchie-2012-case-9/"),
    "redirect-hides-page": edit(
        "addresses.yml", "released:", f"redirects:\n  - {{old: /{CASE[:-4]}/, new: /}}\nreleased:"
    ),
    "redirect-to-nowhere": edit(
        "addresses.yml", "released:", "redirects:\n  - {old: /cases/a/, new: /cases/b/}\nreleased:"
    ),
    "unfounded-answer": edit(
        PAPER,
        "claims:\n",
        "answers:\n  - {finding: none, kind: reply, says: None., date: 2020-01-02}\nclaims:\n",
    ),
}
"""One way to cause each problem that can be caused by a file's content."""


def codes(data: Path) -> set[str]:
    """Return the codes of every problem."""
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    return {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_each_explained_code_is_emitted_by_its_mistake(data: Path, code: str) -> None:
    """A mistake that can be made gives the code that explains it."""
    BROKEN[code](data)
    assert code in codes(data)


def test_a_file_without_permission_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system does not let us read is a problem, and so is such a folder."""
    real = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "tsuchie-2012-case-1.yml":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert codes(data) == {"unreadable"}


def test_a_folder_without_permission_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its records are not dropped silently."""
    real = os.listdir

    def refuse(path: object) -> list[str]:
        if Path(str(path)).name == "cases":
            raise PermissionError(13, "Permission denied", str(path))
        return real(str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    assert "unreadable" in codes(data)


def test_every_code_has_a_mistake_that_causes_it() -> None:
    """The mistakes above, and the two tests of permissions, cause every explained code."""
    assert {*BROKEN, "unreadable"} == set(EXPLAINED)


def test_every_code_is_explained_once() -> None:
    """No message leads to an anchor that is not there."""
    assert [kind.code for _, kinds in GROUPS for kind in kinds] == [*ErrorCode]


def test_the_examples_of_the_page_are_wrong_and_right_as_they_say() -> None:
    """What the page calls wrong is what a mistake above writes, and right what it replaces."""
    shown = {code: kind for code, kind in EXPLAINED.items() if kind.wrong}
    assert len(shown) > 20
    for code, kind in shown.items():
        mistake = BROKEN[code]
        assert isinstance(mistake, edit), code
        assert (kind.wrong in mistake.new, kind.right in mistake.old) == (True, True), code
