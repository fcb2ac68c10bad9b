"""What the tests of rules on studies share: the questions of a rule about an edited study of the corpus."""

import re
import shutil
from pathlib import Path
from typing import Protocol

import pytest
from k2evidence.audit import question_studies
from k2evidence.audit.question import Question
from k2evidence.load import load_dataset

from ..conftest import CORPUS


class QuestionsAfter(Protocol):
    """Asks about a study of the corpus after replacing texts in its file."""

    def __call__(self, rule: str, study: str, *edits: tuple[str, str]) -> list[Question]:
        """Return the questions of a rule; an edit is a text and its replacement."""
        ...


@pytest.fixture
def questions_after(tmp_path: Path) -> QuestionsAfter:
    """The questions of one rule about one study after some edits."""

    def run(rule: str, study: str, *edits: tuple[str, str]) -> list[Question]:
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(CORPUS, data)
        path = data / f"studies/{study}.yml"
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, f"{old!r} is not in {study}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        for summary in (data / "summaries").iterdir():  # an edited interval may not have the direction named
            words = re.sub(r"\n  result: .*", "", summary.read_text(encoding="utf-8"))
            summary.write_text(words, encoding="utf-8")
        return [
            question
            for question in question_studies(load_dataset(data))
            if question.rule == rule and question.study_id == study
        ]

    return run
