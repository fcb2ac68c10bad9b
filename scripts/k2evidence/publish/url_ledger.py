"""The ledger of released addresses: what a release adds to it, and how it is written."""

from k2evidence.model.releases import Addresses
from k2evidence.site import SiteBuild

PAGE_FILES = ("cite.bib", "cite.ris", "cite.json", "source.bib", "source.ris", "source.json", "record.json")
"""Files beside a page, which move with it; the ledger lists the page alone."""

HEADER = """\
# yaml-language-server: $schema=schema/addresses.json
# Every address that was ever released. `build.py addresses` adds those of a new version; none is taken away.
# A page that moves is reported under `redirects`: {old: /cases/old-id/, new: /cases/new-id/}
"""


def addresses_of(built: SiteBuild) -> frozenset[str]:
    """Return every address of a build: its pages, and its files that belong to no page.

    Files under `assets/` are parts of pages, not addresses for readers.
    """
    files = {
        f"/{file.uri}"
        for file in built.files
        if not file.page
        and file.uri.rsplit("/", 1)[-1] not in PAGE_FILES
        and not file.uri.startswith("assets/")
    }
    return frozenset({*built.addresses, *files})


def add_release(ledger: Addresses, version: str, answering: frozenset[str]) -> Addresses:
    """Return the ledger with the addresses that are new in a version."""
    known = {address for release in ledger.released for address in release.addresses}
    others = [release.model_dump() for release in ledger.released if release.version != version]
    listed = {
        address for release in ledger.released if release.version == version for address in release.addresses
    }
    added = {"version": version, "addresses": sorted({*listed, *(answering - known)})}
    return Addresses.model_validate(
        {
            "released": [*others, added],
            "redirects": [redirect.model_dump() for redirect in ledger.redirects],
        }
    )


def render_ledger(ledger: Addresses) -> str:
    """Return `data/addresses.yml`, an address a line."""
    lines = [HEADER, "released:\n"]
    for release in ledger.released:
        lines.append(f"  - version: {release.version}\n    addresses:\n")
        lines += [f"      - {address}\n" for address in release.addresses]
    if ledger.redirects:
        lines.append("redirects:\n")
        lines += [f"  - {{old: {moved.old}, new: {moved.new}}}\n" for moved in ledger.redirects]
    return "".join(lines)


def missing_urls(ledger: Addresses, answering: frozenset[str]) -> tuple[str, ...]:
    """Return the released addresses that have neither a page nor a redirect."""
    moved = {redirect.old for redirect in ledger.redirects}
    known = (address for release in ledger.released for address in release.addresses)
    return tuple(address for address in known if address not in answering | moved)
