"""The command that compares two transcriptions of a case and merges them into one file."""

from pathlib import Path

from k2evidence.curate.drafts import as_lines
from k2evidence.curate.errors import CuratorError
from k2evidence.curate.new_file import write_new_file
from k2evidence.curate.reconcile import Reconciliation, reconcile
from k2evidence.load import DataError
from k2evidence.load.yaml_builder import DISAGREEMENT
from k2evidence.load.yaml_source import Document, SourceError, read_document
from k2evidence.model.scalars.refusals import shown


def compare_transcriptions(first: Path, second: Path, merged: Path | None) -> int:
    """Print on what two transcriptions of a case agree; write one file of both if a path for it is given.

    Returns 0 when they agree in everything, 1 when something is to be settled.
    """
    documents = [_read(path) for path in (first, second)]
    for path, document in zip((first, second), documents, strict=True):
        if not isinstance(document.data, dict):
            raise CuratorError(f"{path} is not a case: it holds no fields.")
    result = reconcile(*(document.data for document in documents))
    for pair in result.pairs:
        if pair.agrees:
            print(f"  same       {pair.path}: {_shown(pair.first)}")
    for pair in result.disagreements:
        print(f"  DIFFERENT  {pair.path}: {_shown(pair.first)} or {_shown(pair.second)}")
    print(f"Agreement: {result.rate}. Own words, notes and locators are not compared.")
    if merged:
        write_new_file(merged, _merged_case(result))
    return 1 if result.disagreements else 0


def _read(path: Path) -> Document:
    try:
        return read_document(path, path.as_posix())
    except SourceError as error:
        raise DataError(error.problems) from None


def _merged_case(result: Reconciliation) -> str:
    """Return the text of a case with both values, behind a mark, where the transcriptions differ."""
    head = (
        "# yaml-language-server: $schema=../schema/cases.json",
        f"# From two transcriptions, which agreed on {result.rate}. Where they did not, both values are kept",
        f"# behind {DISAGREEMENT}: look each up in the paper, then take the mark away.",
    )
    case = {**result.merged, "extraction": {"times": "twice"}}
    lines = (line for name, value in case.items() for line in as_lines(name, value))
    return "\n".join((*head, *lines, ""))


def _shown(value: str | None) -> str:
    return "nothing" if value is None else shown(value)
