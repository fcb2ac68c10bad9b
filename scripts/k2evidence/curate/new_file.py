"""Writes a file that does not exist yet."""

from pathlib import Path

from k2evidence.curate.errors import CuratorError


def write_new_file(path: Path, text: str) -> None:
    """Write a new file; raises CuratorError when it exists already or cannot be written."""
    name = "/".join(path.parts[-3:])
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CuratorError(f"{name} exists; nothing was written. Choose another id, or edit it.") from None
    except OSError as error:
        raise CuratorError(f"{name} cannot be written: {(error.strerror or '').lower()}.") from None
    print(f"{name} written. Fill it in, then run: make check")
