"""Released addresses, redirects and amendments: the pages that they name exist."""

from k2evidence.load.cross_references.lookup import Lookup, check_unique, record_of
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.releases import Addresses, Amendment, Redirect


def check_addresses(addresses: Addresses, lookup: Lookup) -> Issues:
    """Yield released pages whose record is gone, and redirects that lead nowhere."""
    moved = {redirect.old for redirect in addresses.redirects}
    yield from check_unique(
        ["released"], [address for release in addresses.released for address in release.addresses]
    )
    yield from check_unique(["redirects"], [redirect.old for redirect in addresses.redirects])
    for i, release in enumerate(addresses.released):
        for j, address in enumerate(release.addresses):
            if address not in moved and not lookup.is_page(address):
                yield Issue(
                    ["released", i, "addresses", j],
                    ErrorCode.ADDRESS_GONE,
                    f"{address} was released in version {release.version} and answers no more",
                    "give the record its old id back, or say where it went: under `redirects`, "
                    f"- {{old: {address}, new: the address of the page that took its place}}",
                )
    for i, redirect in enumerate(addresses.redirects):
        yield from _check_redirect(["redirects", i], redirect, moved, lookup)


def _check_redirect(loc: Loc, redirect: Redirect, moved: set[str], lookup: Lookup) -> Issues:
    if record_of(redirect.old) and lookup.is_page(redirect.old):
        yield Issue(
            [*loc, "old"],
            ErrorCode.REDIRECT_HIDES_PAGE,
            f"{redirect.old} is a page",
            "remove the redirect, or rename the record",
        )
    if redirect.new in moved or not lookup.is_page(redirect.new):
        yield Issue(
            [*loc, "new"],
            ErrorCode.REDIRECT_TO_NOWHERE,
            f"{redirect.new} is not a page that stands",
            "name the address where the page stands now",
        )


def check_amendment(amendment: Amendment, lookup: Lookup) -> Issues:
    """Yield pages of an amendment that do not exist."""
    moved = {redirect.old for redirect in lookup.dataset.addresses.redirects}
    for i, address in enumerate(amendment.pages):
        if address not in moved and not lookup.is_page(address):
            yield Issue(
                ["pages", i],
                ErrorCode.UNKNOWN_PAGE,
                f"{address} is not a page of this site",
                "write the address of a page, from the first slash",
            )
