"""What a page is made of: the files of the repository that hold its words and values."""

from collections.abc import Iterable, Iterator

from k2evidence.derive.recovery import Recovery
from k2evidence.load.dataset import Dataset

MEASURED = ("analytes", "units", "sites", "thresholds", "reference-ranges", "substances")
"""The lists that a page with measurements takes names, units and limits from."""


def files_of(dataset: Dataset, refs: Iterable[str]) -> Iterator[str]:
    """Yield the file of each record that is named by its id, or by the id of one of its items."""
    for ref in refs:
        name = ref.partition("/")[0]
        folder = "studies" if name in dataset.studies else "papers" if name in dataset.papers else "cases"
        yield f"data/{folder}/{name}.yml"


def folders(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield every file of folders of records."""
    for name in names:
        yield from (f"data/{name}/{record}.yml" for record in getattr(dataset, name))


def lists(*names: str) -> Iterator[str]:
    """Yield files of the vocabulary."""
    return (f"data/vocabulary/{name}.yml" for name in names)


def claims_files(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield claims and the evidence that they rest on."""
    for name in names:
        yield f"data/claims/{name}.yml"
        for claim in dataset.claims[name].claims:
            yield from files_of(dataset, claim.rests_on)


def summary_files(dataset: Dataset, *names: str) -> Iterator[str]:
    """Yield rows of the summary of findings and the evidence that they rest on."""
    for name in names:
        summary = dataset.summaries[name]
        yield f"data/summaries/{name}.yml"
        for side in (summary.cases, summary.controlled):
            yield from files_of(dataset, side.rests_on)
            for step in side.steps:
                yield from files_of(dataset, step.rests_on)


def recovery_files(dataset: Dataset, recovery: Recovery) -> Iterator[str]:
    """Yield the records that the recovery picture draws."""
    return files_of(dataset, (point.record_id for point in recovery.points))
