"""Released addresses, redirects and amendments: the pages and files that they name answer."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.load.site_addresses import WRITTEN_LATER
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.releases import Addresses, Amendment, Redirect


def check_addresses(addresses: Addresses, lookup: Lookup) -> Issues:
    """Yield released addresses that answer no more, and redirects that lead nowhere or cover what stands."""
    moved = {redirect.old for redirect in addresses.redirects}
    yield from check_unique(
        ["released"], [address for release in addresses.released for address in release.addresses]
    )
    for i, release in enumerate(addresses.released):
        for j, address in enumerate(release.addresses):
            if address not in moved and not lookup.may_answer(address):
                yield Issue(
                    ["released", i, "addresses", j],
                    ErrorCode.ADDRESS_GONE,
                    f"{address} was released in version {release.version} and answers no more",
                    "give the record its old id back, or say where it went: under `redirects`, "
                    f"- {{old: {address}, new: the address of the page that took its place}}",
                )
    yield from check_redirects(addresses, lookup)


def check_redirects(addresses: Addresses, lookup: Lookup) -> Issues:
    """Yield redirects that lead nowhere, cover what stands, or get in the way of each other."""
    moved = {redirect.old for redirect in addresses.redirects}
    yield from check_unique(["redirects"], [redirect.old for redirect in addresses.redirects])
    for i, redirect in enumerate(addresses.redirects):
        yield from _check_redirect(["redirects", i], redirect, moved, lookup)


def _check_redirect(loc: Loc, redirect: Redirect, moved: set[str], lookup: Lookup) -> Issues:
    old, new = redirect.old, redirect.new
    if covered := _covered(old, moved, lookup):
        yield Issue(
            [*loc, "old"],
            ErrorCode.REDIRECT_HIDES_PAGE,
            covered,
            "remove the redirect; where a record took the address, rename the record",
        )
    if new in moved or not lookup.may_answer(new):
        yield Issue(
            [*loc, "new"],
            ErrorCode.REDIRECT_TO_NOWHERE,
            f"{new} is not a page or a file that stands",
            "name the address where it is now",
        )
    elif _ending(old) != _ending(new):
        yield Issue(
            [*loc, "new"],
            ErrorCode.REDIRECT_OF_OTHER_KIND,
            f"{old} is a {_kind(old)}, and {new} is a {_kind(new)}",
            "lead a page to a page, and a file to a file with the same ending; a page ends in a slash",
        )


def _covered(old: str, moved: set[str], lookup: Lookup) -> str:
    """Return what a redirect from an address would cover, as a message; empty where there is nothing."""
    if lookup.answers(old):
        return f"{old} is a {_kind(old)} that stands"
    if old.endswith((".html", "/index/")):
        return f"{old} would be the file of another page; a page ends in a slash, without 'index'"
    if old.startswith(WRITTEN_LATER):
        return f"{old} is written by every build itself"
    others = moved - {old}
    for file in _files_above(old):
        if file in others or lookup.answers(file):
            return f"{old} would need a folder where the file {file} stands"
    if not old.endswith("/"):
        for address in (*others, *lookup.addresses.standing()):
            if address.startswith(f"{old}/"):
                return f"{old} would be a file where {address} needs a folder"
        folder = old[: old.rindex("/") + 1]
        if folder in others:
            return f"{old} moves with the page {folder}, which has a redirect of its own"
    return ""


def _files_above(address: str) -> Iterator[str]:
    """Yield what would have to be a folder for an address to answer, without the last slash of each."""
    path = PurePosixPath(address)
    folders = (path, *path.parents) if address.endswith("/") else path.parents
    return (str(folder) for folder in folders if folder.name)


def _ending(address: str) -> str:
    """Return the ending of a file, or a slash for a page."""
    return "/" if address.endswith("/") else PurePosixPath(address).suffix


def _kind(address: str) -> str:
    return "page" if address.endswith("/") else "file"


def check_amendment(amendment: Amendment, lookup: Lookup) -> Issues:
    """Yield pages of an amendment that do not exist, and an id that does not begin with its day."""
    moved = {redirect.old for redirect in lookup.dataset.addresses.redirects}
    if not amendment.id.startswith(f"{amendment.date}-"):
        yield Issue(
            ["id"],
            ErrorCode.AMENDMENT_ID,
            f"the id does not begin with the day, {amendment.date}",
            "begin the id, and the name of the file, with `date` and a hyphen",
        )
    for i, address in enumerate(amendment.pages):
        if address not in moved and not lookup.may_answer(address):
            yield Issue(
                ["pages", i],
                ErrorCode.UNKNOWN_PAGE,
                f"{address} is not a page of this site",
                "write the address of a page, from the first slash",
            )
