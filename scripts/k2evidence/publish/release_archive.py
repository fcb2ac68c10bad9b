"""One archive for a release: the site, the data, their licences, and a list of checksums."""

import hashlib
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

ARCHIVED = ("README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-data", "data")
"""What an archive holds besides the site."""


def write_archive(path: Path, root: Path, site: Path, moment: int) -> None:
    """Write the site, the data and their licences as one zip file with a list of checksums inside.

    The same files and the same moment (seconds since 1970) give the same bytes.
    """
    members = {f"site/{name}": content for name, content in contents(site).items()}
    for name in ARCHIVED:
        source = root / name
        inside = contents(source) if source.is_dir() else {"": source.read_bytes()}
        members |= {f"{name}/{inner}".rstrip("/"): content for inner, content in inside.items()}
    members["SHA256SUMS"] = checksums(members).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            archive.writestr(_entry(f"{path.stem}/{name}", moment), members[name])


def checksums(files: Mapping[str, bytes]) -> str:
    """Return a list as `sha256sum --check` reads it: one line a file, in the order of names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return what each file below a folder holds, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _entry(name: str, moment: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.gmtime(max(moment, 315_532_800))[:6])  # zip counts from 1980
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
