"""Every error code is explained on the page of errors, and every explained code can be caused."""

import os
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.error_explanations import GROUPS, Explanation
from k2evidence.model.error_codes import ErrorCode

from .mistakes import BAD_FILES, MISTAKES

EXPLANATIONS = [explanation for _, group in GROUPS for explanation in group]


def codes(data: Path) -> set[ErrorCode]:
    """Return the codes of every problem of the data."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    return {problem.code for problem in caught.value.problems}


def test_every_code_is_explained_once() -> None:
    """The page lists the codes in the order in which the program does."""
    assert [explanation.code for explanation in EXPLANATIONS] == [*ErrorCode]


def test_every_code_has_a_mistake_that_causes_it() -> None:
    """The mistakes and bad files of other tests, and the tests of permissions below, cause every code."""
    caused = {mistake.code for mistake in MISTAKES} | {code for _, code in BAD_FILES.values()}
    assert caused | {ErrorCode.UNREADABLE} == {*ErrorCode}


@pytest.mark.parametrize(
    "explanation",
    [explanation for explanation in EXPLANATIONS if explanation.wrong],
    ids=lambda explanation: str(explanation.code),
)
def test_the_examples_of_the_page_are_wrong_and_right(explanation: Explanation) -> None:
    """What the page calls wrong is what some mistake writes, and right what it replaces."""
    assert any(
        mistake.code is explanation.code
        and explanation.wrong in mistake.new
        and explanation.right in mistake.old
        for mistake in MISTAKES
    )


def test_a_file_without_permission_is_reported(corpus_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system refuses to open is a problem."""
    real_open = Path.open

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "tsuchie-2012-case-1.yml":
            raise PermissionError(13, "Permission denied", str(self))
        return real_open(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert codes(corpus_data) == {ErrorCode.UNREADABLE}


def test_a_folder_without_permission_is_reported(corpus_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the system refuses to list is not an empty folder."""
    real_listdir = os.listdir

    def refuse(path: object) -> list[str]:
        if Path(str(path)).name == "cases":
            raise PermissionError(13, "Permission denied", str(path))
        return real_listdir(str(path))

    monkeypatch.setattr(os, "listdir", refuse)
    assert ErrorCode.UNREADABLE in codes(corpus_data)
