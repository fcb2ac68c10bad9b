"""The sources of a page: the files of the repository that hold its words and values."""

from collections.abc import Iterable, Iterator

from k2evidence.derive.recovery import Recovery
from k2evidence.load.dataset import Dataset

MEASURED = ("analytes", "units", "sites", "thresholds", "reference-ranges", "substances")
"""The vocabularies that a page with measurements takes names, units and limits from."""


def record_files(dataset: Dataset, refs: Iterable[str]) -> Iterator[str]:
    """Yield the file of each record; a reference is the id of a record or of one of its items."""
    for ref in refs:
        name = ref.partition("/")[0]
        folder = "studies" if name in dataset.studies else "papers" if name in dataset.papers else "cases"
        yield f"data/{folder}/{name}.yml"


def folder_files(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield the file of every record in these folders below `data/`."""
    for name in names:
        yield from (f"data/{name}/{record}.yml" for record in getattr(dataset, name))


def vocabulary_files(*names: str) -> Iterator[str]:
    """Yield the files of these vocabularies."""
    return (f"data/vocabulary/{name}.yml" for name in names)


def claims_files(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield the files of these claims and of the evidence that they rest on."""
    for name in names:
        yield f"data/claims/{name}.yml"
        for part, claim in dataset.claims_shown(name):
            yield f"data/claims/{part}.yml"
            yield from record_files(dataset, claim.rests_on)


def summary_files(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield the files of these rows of the summary of findings and of the evidence that they rest on."""
    for name in names:
        summary = dataset.summaries[name]
        yield f"data/summaries/{name}.yml"
        yield from record_files(dataset, summary.evidence())


def recovery_files(dataset: Dataset, recovery: Recovery) -> Iterator[str]:
    """Yield the file of each record that the recovery picture draws."""
    return record_files(dataset, (point.record_id for point in recovery.points))
