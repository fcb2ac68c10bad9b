"""Folders that hold no record although records of other folders, or released addresses, name some of them.

Such a folder is the cause of many references to nothing: it is named alone, and they are not.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from k2evidence.load.data_files import record_files
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem, whole_file_problem
from k2evidence.load.site_addresses import record_of
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.studies import RESERVED


def emptied_folders(dataset: Dataset, data_dir: Path) -> Iterator[Problem]:
    """Yield a problem for each folder that lost its records."""
    for folder, named in _NAMED.items():
        names = sorted(set(named(dataset)))
        if names and not getattr(dataset, folder) and not record_files(data_dir, folder):
            examples = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
            yield whole_file_problem(
                f"{data_dir.name}/{folder}",
                ErrorCode.EMPTY_FILE,
                f"the folder holds no record, but others name some that are nowhere else: {examples}",
                "put its records back; where they are meant to go, take what names them away first",
            )


def _cases(dataset: Dataset) -> Iterator[str]:
    """Yield the cases whose pages were released."""
    return _released(dataset, "cases")


def _papers(dataset: Dataset) -> Iterator[str]:
    """Yield the papers that cases, appraisals and discussions name."""
    named = {case.paper for case in dataset.cases.values()} | dataset.appraisals.keys()
    yield from (named - dataset.studies.keys()) | dataset.background.keys()


def _studies(dataset: Dataset) -> Iterator[str]:
    """Yield the publications whose pages were released, and that are no papers."""
    return (name for name in _released(dataset, "evidence") if name not in dataset.papers)


def _released(dataset: Dataset, section: str) -> Iterator[str]:
    """Yield the records of a section of the site whose pages were released and did not move."""
    moved = {redirect.old for redirect in dataset.addresses.redirects}
    for release in dataset.addresses.released:
        for address in release.addresses:
            place = record_of(address)
            if place and place[0] == section and address not in moved and place[1] not in RESERVED:
                yield place[1]


_NAMED: Mapping[str, Callable[[Dataset], Iterator[str]]] = {
    "cases": _cases,
    "papers": _papers,
    "studies": _studies,
}
