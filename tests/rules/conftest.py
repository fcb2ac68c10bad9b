"""What the tests of rules share: the findings of one rule on a paper of the corpus after some edits."""

import shutil
from pathlib import Path
from typing import Protocol

import pytest
from k2evidence.audit import audit
from k2evidence.audit.finding import Finding
from k2evidence.load import load_dataset

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
            assert old in text, f"{old!r} does not stand in {name}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return {
            finding.finding_id.removeprefix(f"{finding.kind}-"): finding
            for finding in audit(load_dataset(data))
            if finding.rule == rule and finding.paper_id == paper
        }

    return run
