"""The same commit gives the same bytes, wherever and whenever it is built."""

import gzip
import hashlib
import subprocess
from pathlib import Path

import pytest
from k2evidence.publish.pagefind import compress
from k2evidence.publish.site_folder import MANIFEST

from .conftest import GIT, build_commit

ANOTHER_DAY = """
import datetime, time_machine
time_machine.travel(datetime.datetime(2031, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)).start()
"""


def hashes(site: Path) -> dict[str, str]:
    """Return the hash of each file of a site."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="session")
def rebuilt_site(commit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the same commit, from an empty cache: in another folder, zone and language, years later."""
    clone = tmp_path_factory.mktemp("another folder") / "ä k2"
    subprocess.run([*GIT, "clone", "-q", str(commit), str(clone)], check=True)
    later = tmp_path_factory.mktemp("later")
    (later / "sitecustomize.py").write_text(ANOTHER_DAY)
    build_commit(
        clone,
        TZ="America/Los_Angeles",
        PYTHONHASHSEED="2",
        LC_ALL="C",
        PYTHONPATH=str(later),
    )
    return clone / "site"


def test_the_same_commit_gives_the_same_bytes(rebuilt_site: Path, site: Path) -> None:
    """Pages, pictures, tables, notebooks and the search index.

    The second build comes first: meanwhile another worker builds the site for the browser tests.
    """
    one, other = hashes(site), hashes(rebuilt_site)
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} == set()


def test_the_manifest_names_every_file_of_the_site(corpus_site: Path) -> None:
    """With its hash, as `sha256sum` checks it; nothing is left out but the manifest itself."""
    lines = (corpus_site / MANIFEST).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert listed == {name: digest for name, digest in hashes(corpus_site).items() if name != MANIFEST}
    assert list(listed) == sorted(listed)


def test_what_is_compressed_names_neither_a_time_nor_a_system() -> None:
    """So its header is the same under every version of Python; what it holds is as it was."""
    assert compress(b"words")[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    assert gzip.decompress(compress(b"words")) == b"words"
