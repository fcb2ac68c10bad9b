"""Which file of `data/` holds which kind of record, and which files nothing reads."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from k2evidence.load.problems import Problem, whole_file_problem
from k2evidence.model.base import Record
from k2evidence.model.cases import Case
from k2evidence.model.editorial import Editorial
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Background, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Addresses, Amendment, Reviews
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import (
    Analytes,
    AppraisalTools,
    Features,
    Glossary,
    Hosts,
    PlausibleChanges,
    ReferenceRanges,
    SearchNames,
    Sites,
    Substances,
    Thresholds,
    Units,
)

VOCABULARY: Mapping[str, type[Record]] = {
    "analytes": Analytes,
    "units": Units,
    "sites": Sites,
    "reference-ranges": ReferenceRanges,
    "thresholds": Thresholds,
    "plausible-changes": PlausibleChanges,
    "substances": Substances,
    "features": Features,
    "appraisal-tools": AppraisalTools,
    "glossary": Glossary,
    "hosts": Hosts,
    "search-names": SearchNames,
}
"""Each file of `data/vocabulary/` and the model that it fills."""

FOLDERS: Mapping[str, type[Record]] = {
    "papers": Paper,
    "cases": Case,
    "appraisals": Appraisal,
    "studies": Study,
    "background": Background,
    "summaries": OutcomeSummary,
    "claims": Claims,
    "amendments": Amendment,
    "searches": Search,
}
"""Each folder of records, one file a record, and its model; a folder is a field of `Dataset`."""

SINGLE: Mapping[str, type[Record]] = {
    "addresses": Addresses,
    "editorial": Editorial,
    "reviewed": Reviews,
}
"""Each file of `data/` itself, and its model; a file is a field of `Dataset`."""
OPTIONAL: frozenset[str] = frozenset({"editorial", "reviewed"})
"""Which single files need not be there."""


HOME_CLAIMS = (
    "short-answer",
    "bottom-line",
    "why-nobody-knows",
    "plain-language",
    "before-you-act",
    "questions",
    "what-would-change",
)
"""The claims of the home page, in their order; each is a file of `data/claims/`."""
PAGE_OF_CLAIMS: Mapping[str, str] = {
    **dict.fromkeys(HOME_CLAIMS, "home page"),
    "patients": "page for patients",
    "clinicians": "page for clinicians",
}
"""Each file of `data/claims/`, and the page that shows it."""


class FolderError(Exception):
    """A folder that cannot be listed; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def record_files(data_dir: Path, folder: str) -> list[Path]:
    """Return the files of a folder of records, by name.

    Raises FolderError where the folder is missing, is no folder, or may not be listed: such a folder
    is not an empty one.
    """
    path, name = data_dir / folder, f"{data_dir.name}/{folder}"

    def refused(message: str, fix: str) -> FolderError:
        return FolderError(whole_file_problem(name, ErrorCode.NOT_A_FILE, message, fix))

    try:
        if path.is_symlink():
            raise refused("this is a link to a folder", "put the folder itself here, not a link to it")
        if path.is_dir():
            names = sorted(os.listdir(path))  # noqa: PTH208  # names, not paths: half the time
            return [path / item for item in names if item.endswith(".yml") and not item.startswith(".")]
        if path.exists():
            raise refused("this is not a folder", "put a folder with the records here")
    except OSError as error:
        raise FolderError(_unlistable(name, error)) from None
    raise refused("this folder is missing", "put it back, even if it holds no record")


def missing_claims(data_dir: Path) -> Iterator[Problem]:
    """Yield a problem for every file of claims that a page needs and that is not there."""
    folder = data_dir / "claims"
    for name, page in PAGE_OF_CLAIMS.items() if folder.is_dir() and not folder.is_symlink() else ():
        if not (folder / f"{name}.yml").exists():
            yield whole_file_problem(
                f"{data_dir.name}/claims/{name}.yml",
                ErrorCode.NOT_A_FILE,
                f"this file is missing: the {page} shows its claims",
                f"put it back, or write it: `id: {name}`, a `title`, and at least one claim under `claims`",
            )


def unexpected_files(data_dir: Path) -> Iterator[Problem]:
    """Yield a problem for every file that nothing reads, so that none is dropped silently."""
    unlistable: list[OSError] = []
    for place, folders, files in os.walk(data_dir, onerror=unlistable.append):
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
        links = [folder for folder in folders if (Path(place) / folder).is_symlink()]
        for item in sorted((*files, *links)):
            path = (Path(place) / item).relative_to(data_dir)
            if not (_is_record(path) or _is_ignored(path)):
                yield _unexpected(data_dir, path)
    for error in unlistable:
        path = Path(error.filename)
        if path.parent != data_dir or path.name not in FOLDERS:  # `record_files` reports these
            yield _unlistable(path.relative_to(data_dir.parent).as_posix(), error)


def _is_record(path: Path) -> bool:
    """Return whether a file, by its path below `data/`, is read as a record."""
    if path.suffix != ".yml" or path.name.startswith("."):
        return False
    if len(path.parts) == 1:
        return path.stem in SINGLE
    folder = path.parts[0]
    is_read = folder in FOLDERS or (folder == "vocabulary" and path.stem in VOCABULARY)
    return len(path.parts) == 2 and is_read


def _is_ignored(path: Path) -> bool:
    """Return whether a file is a schema, belongs to an editor or a system, or is reported elsewhere."""
    if len(path.parts) == 1 and path.name in FOLDERS:
        return True  # `record_files` reports that it is no folder
    is_editors = path.name.startswith(".") and (not _is_yaml(path) or path.name.startswith(".#"))
    return is_editors or (path.parts[0] == "schema" and path.suffix == ".json")


def _is_yaml(path: Path) -> bool:
    return path.suffix.lower() in (".yml", ".yaml")


def _unexpected(data_dir: Path, path: Path) -> Problem:
    folders = ", ".join(f"data/{folder}/" for folder in (*FOLDERS, "vocabulary"))
    fix = f"records end in .yml and are in {folders}; move, rename or remove it"
    if path.parts[0] in FOLDERS and len(path.parts) == 2 and _is_yaml(path):
        fix = f"rename it to {path.stem.lstrip('.')}.yml"
    name = f"{data_dir.name}/{path.as_posix()}"
    return whole_file_problem(name, ErrorCode.UNKNOWN_FILE, "nothing reads this file", fix)


def _unlistable(name: str, error: OSError) -> Problem:
    return whole_file_problem(
        name,
        ErrorCode.UNREADABLE,
        f"the folder cannot be read: {(error.strerror or 'the system refuses').lower()}",
        f"allow everybody to read it, e.g. with: chmod a+rx {name}",
    )
