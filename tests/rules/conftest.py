"""What the tests of rules share: the findings of a rule on an edited paper, or on a made-up case."""

import shutil
from pathlib import Path
from typing import Protocol

import pytest
import yaml
from k2evidence.audit import audit
from k2evidence.audit.finding import Finding
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case
from k2evidence.model.papers import Paper

from ..conftest import CORPUS

CASE_1, CASE_2, CASE_3, CASE_4 = (f"cases/tsuchie-2012-case-{n}.yml" for n in range(1, 5))
OTHER_PAPER = "example-2020"
OTHER_CASE, ODD_CASE = (f"cases/{OTHER_PAPER}-case-{n}.yml" for n in (1, 2))
"""Cases of a made-up second paper; every value of the second is odd."""


class FindingsAfter(Protocol):
    """Applies a rule to a paper of the corpus after replacing texts in its files."""

    def __call__(
        self, rule: str, *edits: tuple[str, str, str], paper: str = "tsuchie-2012"
    ) -> dict[str, Finding]:
        """Return the findings by id without their kind; an edit is a file, a text and its replacement."""
        ...


@pytest.fixture
def findings_after(tmp_path: Path) -> FindingsAfter:
    """The findings of one rule on one paper after some edits."""

    def run(rule: str, *edits: tuple[str, str, str], paper: str = "tsuchie-2012") -> dict[str, Finding]:
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(CORPUS, data)
        for name, old, new in edits:
            path = data / name
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{old!r} is not in {name}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return {
            finding.finding_id.removeprefix(f"{finding.kind}-"): finding
            for finding in audit(load_dataset(data))
            if finding.rule == rule and finding.paper_id == paper
        }

    return run


class FindingsOf(Protocol):
    """Applies a rule to a made-up paper with one patient."""

    def __call__(
        self, rule: str, *courses: str, extent: str = "full text", sex: str = "female"
    ) -> tuple[Finding, ...]:
        """Return the findings; a course is the YAML of its fields, without its id and label."""
        ...


@pytest.fixture
def findings_of(corpus_dataset: Dataset) -> FindingsOf:
    """The findings of one rule on a made-up case, with the vocabulary of the corpus."""

    def run(rule: str, *courses: str, extent: str = "full text", sex: str = "female") -> tuple[Finding, ...]:
        paper = Paper.model_validate(
            {
                "id": "made-up",
                "label": "Made up",
                "article_type": "case report",
                "reading": {"extent": extent},
                "integrity": {"status": "current", "note": "Made up."},
            }
        )
        # The base loader leaves scalars as text, as the loader of records does.
        fields = [yaml.load(text, Loader=yaml.BaseLoader) for text in courses]
        case = Case.model_validate(
            {
                "id": "made-up-patient",
                "paper": "made-up",
                "label": "The patient",
                "sex": sex,
                "courses": [
                    {"id": f"course-{n}", "label": f"Course {n}"} | course
                    for n, course in enumerate(fields, 1)
                ],
            }
        )
        dataset = Dataset({paper.id: paper}, {case.id: case}, corpus_dataset.vocabulary)
        return tuple(finding for finding in audit(dataset) if finding.rule == rule)

    return run
