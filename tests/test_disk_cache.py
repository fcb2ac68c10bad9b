"""The disk cache: one result for one function, program, set of libraries and value."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from k2evidence.publish.disk_cache import MAX_AGE_SECONDS, DiskCache

calls: list[object] = []


@pytest.fixture(autouse=True)
def no_calls() -> None:
    """Forget the calls of other tests."""
    calls.clear()


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    """An empty cache of a program of one module."""
    return DiskCache(tmp_path / "cache", program(tmp_path / "program", "x = 1"))


def program(folder: Path, source: str) -> Path:
    """Write a program; return its folder."""
    folder.mkdir()
    (folder / "module.py").write_text(source)
    return folder


def draw(value: object) -> bytes:
    """Stand for a slow function."""
    calls.append(value)
    return repr(value).encode()


def write(value: object) -> bytes:
    """Stand for another one."""
    calls.append(value)
    return b"written"


def draw_batch(values: Sequence[object]) -> list[bytes]:
    """Stand for a function that is quicker on many values at once."""
    calls.append(tuple(values))
    return [repr(value).encode() for value in values]


def entries(cache: DiskCache) -> list[Path]:
    """Return the files of a cache."""
    return sorted(cache.folder.iterdir()) if cache.folder.is_dir() else []


def test_the_same_value_is_computed_once(cache: DiskCache) -> None:
    """An equal value gives the same result without a call."""
    assert [cache.call(draw, ("a", 1)), cache.call(draw, ("a", 1))] == [b"('a', 1)"] * 2
    assert calls == [("a", 1)]


def test_another_value_is_computed(cache: DiskCache) -> None:
    """Also one of another type that looks alike."""
    assert [cache.call(draw, 1), cache.call(draw, "1")] == [b"1", b"'1'"]


def test_another_function_is_called(cache: DiskCache) -> None:
    """Two functions of the same value share no entry."""
    assert [cache.call(draw, 1), cache.call(write, 1)] == [b"1", b"written"]


def test_a_batch_computes_what_is_missing(cache: DiskCache) -> None:
    """The function gets the other values alone; results keep their order."""
    cache.call_batch(draw_batch, [2])
    assert cache.call_batch(draw_batch, [1, 2, 3]) == [b"1", b"2", b"3"]
    assert cache.call_batch(draw_batch, [3, 1]) == [b"3", b"1"]
    assert calls == [(2,), (1, 3)]


def test_another_program_computes_anew(cache: DiskCache, tmp_path: Path) -> None:
    """A changed source file is another program; the same source in another folder is the same program."""
    cache.call(draw, 1)
    DiskCache(cache.folder, program(tmp_path / "changed", "x = 2")).call(draw, 1)
    assert len(calls) == 2
    DiskCache(cache.folder, program(tmp_path / "moved", "x = 1")).call(draw, 1)
    assert len(calls) == 2


def test_another_version_of_a_library_computes_anew(
    cache: DiskCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The versions of all installed libraries are part of the key."""
    cache.call(draw, 1)
    installed = [SimpleNamespace(name="altair", version="0")]
    monkeypatch.setattr("k2evidence.publish.disk_cache.distributions", lambda: installed)
    DiskCache(cache.folder, program(tmp_path / "same", "x = 1")).call(draw, 1)
    assert len(calls) == 2


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1], id="cut"),
        pytest.param(lambda content: content.replace(b"text", b"tex7"), id="changed"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
def test_a_damaged_entry_is_computed_again(cache: DiskCache, damage: Callable[[bytes], bytes]) -> None:
    """And is whole afterwards."""
    cache.call(draw, "text")
    [entry] = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert cache.call(draw, "text") == b"'text'"
    assert (len(calls), entry.read_bytes()) == (2, whole)


def test_a_folder_that_cannot_be_written_is_harmless(cache: DiskCache) -> None:
    """Results are computed each time."""
    cache.folder.write_text("in the way")
    assert [cache.call(draw, 1), cache.call(draw, 1)] == [b"1", b"1"]
    cache.prune()
    assert len(calls) == 2


def test_prune_removes_entries_that_no_build_read_for_a_week(cache: DiskCache) -> None:
    """What was read since stays."""
    cache.call(draw, 1)
    [entry] = entries(cache)
    last_read = entry.stat().st_mtime
    cache.prune(last_read + MAX_AGE_SECONDS - 1)
    assert entries(cache) == [entry]
    cache.prune(last_read + MAX_AGE_SECONDS + 1)
    assert entries(cache) == []


def test_reading_an_entry_makes_it_young(cache: DiskCache) -> None:
    """So that `prune` leaves it."""
    cache.call(draw, 1)
    [entry] = entries(cache)
    os.utime(entry, (0, 0))
    cache.call(draw, 1)
    cache.prune()
    assert entries(cache) == [entry]
