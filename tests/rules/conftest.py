"""What the tests of rules share: the findings of the real data after some edits."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from k2evidence.audit import audit
from k2evidence.audit.finding import Finding
from k2evidence.load import load_dataset

from ..conftest import ROOT

Edits = list[tuple[str, str, str]]
FindingsAfter = Callable[..., dict[str, Finding]]

CASE_1, CASE_2, CASE_3, CASE_4 = (f"cases/tsuchie-2012-case-{n}.yml" for n in range(1, 5))


@pytest.fixture
def findings_after(tmp_path: Path) -> FindingsAfter:
    """Return the findings of one rule, by id without its kind, after replacing texts in the data."""

    def run(rule: str, *edits: tuple[str, str, str]) -> dict[str, Finding]:
        data = tmp_path / "data"
        if data.exists():
            shutil.rmtree(data)
        shutil.copytree(ROOT / "data", data)
        for name, old, new in edits:
            path = data / name
            text = path.read_text(encoding="utf-8")
            assert old in text, f"{old!r} does not stand in {name}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        return {
            finding.finding_id.removeprefix(f"{finding.kind}-"): finding
            for finding in audit(load_dataset(data))
            if finding.rule == rule
        }

    return run
