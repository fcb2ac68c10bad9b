"""The ledger of addresses: what a release adds to it, and how it is written."""

from k2evidence.model.releases import Addresses
from k2evidence.site import SiteBuild

BESIDE = ("cite.bib", "cite.ris", "cite.json", "source.bib", "source.ris", "source.json", "record.json")
"""Files that stand beside a page and move with it; the ledger names the page alone."""

HEADER = """\
# yaml-language-server: $schema=schema/addresses.json
# Every address that was ever released. `build.py addresses` adds those of a new version; none is taken away.
# A page that moves is told under `redirects`: {old: /cases/old-id/, new: /cases/new-id/}
"""


def addresses_of(built: SiteBuild) -> frozenset[str]:
    """Return every address that a build answers at: pages, and files that stand for themselves.

    Parts of pages under `assets/` are no addresses for readers.
    """
    files = {
        f"/{file.uri}"
        for file in built.files
        if not file.page and file.uri.rsplit("/", 1)[-1] not in BESIDE and not file.uri.startswith("assets/")
    }
    return frozenset({*built.addresses, *files})


def add_release(ledger: Addresses, version: str, answering: frozenset[str]) -> Addresses:
    """Return the ledger with the addresses that are new in a version."""
    known = {address for release in ledger.released for address in release.addresses}
    own = [release for release in ledger.released if release.version == version]
    earlier = [release for release in ledger.released if release.version != version]
    held = own[0].addresses if own else ()
    added = {"version": version, "addresses": sorted({*held, *(answering - known)})}
    return Addresses.model_validate(
        {
            "released": [*(release.model_dump() for release in earlier), added],
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
    """Return what was released and answers no more, neither itself nor by a redirect."""
    moved = {redirect.old for redirect in ledger.redirects}
    known = (address for release in ledger.released for address in release.addresses)
    return tuple(address for address in known if address not in answering | moved)
