"""Builds the site into a folder with MkDocs, or writes its Markdown tree for another generator."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

import yaml
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.utils.yaml import get_yaml_loader

from k2evidence.load.build_context import BUILD_DATE, build_date
from k2evidence.model.releases import Addresses
from k2evidence.publish.atomic_directory import BuildError
from k2evidence.publish.release_archive import checksums, contents
from k2evidence.publish.url_ledger import missing_urls
from k2evidence.render.metadata import PageMetadata
from k2evidence.site import SiteBuild

RENDERED = "# Written by `build.py render`; do not edit.\n"
"""First line of the mkdocs.yml of a rendered tree, by which a later run recognises its own."""
MANIFEST = "SHA256SUMS"
"""Name of the list of hashes in a built site; `sha256sum --check SHA256SUMS` reads it."""


def build_folder(
    root: Path, folder: Path, ledger: Addresses, *, frozen: bool = False, execute_notebooks: bool = True
) -> None:
    """Build the whole site of a project into a folder, with a list of the hashes of its files.

    A `frozen` site is the copy of a released version. Raises BuildError and ProjectError.
    """
    settings = {"frozen": frozen, "execute_notebooks": execute_notebooks}
    try:
        with _build_date_in_environment(root), _log_to_stderr(logging.WARNING):
            config = load_config(str(root / "mkdocs.yml"), site_dir=str(folder), strict=True, extra=settings)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
    except (Abort, ConfigurationError) as error:
        raise BuildError(f"{error} What was built before was left as it was.") from None
    _check_released_urls(folder, ledger)
    (folder / MANIFEST).write_text(checksums(contents(folder)), encoding="utf-8")


def serve_preview(root: Path, address: str) -> None:
    """Serve a live preview at `host:port`; notebooks are not executed."""
    with _log_to_stderr(logging.INFO):
        serve(str(root / "mkdocs.yml"), dev_addr=address, extra={"execute_notebooks": False})


def _check_released_urls(folder: Path, ledger: Addresses) -> None:
    """Raise BuildError if an address that was released is not in the built site."""
    answering = frozenset(
        address
        for release in ledger.released
        for address in release.addresses
        if (folder / address[1:] / "index.html" if address.endswith("/") else folder / address[1:]).is_file()
    )
    if gone := missing_urls(ledger, answering):
        raise BuildError(
            f"Released addresses answer no more: {', '.join(gone)}. Say in data/addresses.yml, under "
            "`redirects`, where each went. What was built before was left as it was."
        )


def write_tree(root: Path, tree: Path, built: SiteBuild) -> None:
    """Write the Markdown tree of a site with a configuration that needs no hook.

    Its files can be written, also where those of the project can not. Raises BuildError where a generated
    file is also written by hand.
    """
    for source, copy in (("docs", "docs"), ("scripts/theme", "theme")):
        for name, content in contents(root / source).items():
            _write(tree / copy / name, content)
    (tree / "mkdocs.yml").write_text(_tree_configuration(root, built), encoding="utf-8")
    for item in built.files:
        target = tree / "docs" / item.uri
        if target.exists():
            raise BuildError(f"docs/{item.uri} is written by hand, but it is generated too")
        _write(target, item.bytes)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def is_tree(folder: Path) -> bool:
    """Return whether a folder was written by `write_tree`, or is empty."""
    configuration = folder / "mkdocs.yml"
    empty = folder.is_dir() and not any(folder.iterdir())
    return empty or (
        configuration.is_file() and configuration.read_text(encoding="utf-8").startswith(RENDERED)
    )


def _tree_configuration(root: Path, built: SiteBuild) -> str:
    """Return mkdocs.yml without hooks, for a tree that holds its generated pages as files."""
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    settings = yaml.load(text, Loader=get_yaml_loader())
    del settings["hooks"], settings["watch"]
    settings["theme"]["custom_dir"] = "theme"
    settings["extra"] = {
        "frozen": built.frozen,
        "addresses": sorted(built.addresses),
        "metadata": {uri: _to_dict(metadata) for uri, metadata in built.metadata.items()},
    }
    settings["plugins"] = [
        {"redirects": {"redirect_maps": dict(built.redirects)}} if plugin == "redirects" else plugin
        for plugin in settings["plugins"]
    ]
    return RENDERED + yaml.safe_dump(settings, sort_keys=False, allow_unicode=True)


def _to_dict(metadata: PageMetadata) -> Mapping[str, object]:
    """Return the metadata of a page as settings of MkDocs."""
    amendments = [amendment.model_dump(exclude_none=True) for amendment in metadata.amendments]
    return asdict(replace(metadata, amendments=())) | {"amendments": amendments}


@contextmanager
def _build_date_in_environment(root: Path) -> Iterator[None]:
    """Set the variable from which MkDocs takes the date of a build; raises ProjectError if it is none."""
    previous = os.environ.get(BUILD_DATE)
    os.environ[BUILD_DATE] = str(build_date(root, os.environ))
    try:
        yield
    finally:
        if previous is None:
            del os.environ[BUILD_DATE]
        else:
            os.environ[BUILD_DATE] = previous


@contextmanager
def _log_to_stderr(level: int) -> Iterator[None]:
    """Write the log of MkDocs to the standard error of this moment."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's notice of its end of life
    log = logging.getLogger("mkdocs")
    handler: logging.StreamHandler[TextIO] = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log.addHandler(handler)
    log.setLevel(level)
    try:
        yield
    finally:
        log.removeHandler(handler)
