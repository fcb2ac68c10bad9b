"""Links of records: they go to hosts that issued what they show."""

from pydantic import BaseModel

from k2evidence.load.cross_references.lookup import Lookup
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.identifiers import link_host
from k2evidence.model.scalars.refusals import shown


def check_links(record: Record, lookup: Lookup) -> Issues:
    """Yield every link of a record whose host is not in the vocabulary."""
    return _links([], record, lookup)


def _links(loc: Loc, value: object, lookup: Lookup) -> Issues:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _links([*loc, name], getattr(value, name), lookup)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _links([*loc, i], item, lookup)
    elif isinstance(value, str) and (host := link_host(value)) not in (None, *lookup.vocabulary.hosts):
        yield Issue(
            loc,
            ErrorCode.UNKNOWN_HOST,
            f"the link goes to {shown(host)}, which is not known to have issued the page",
            "link the DOI, PubMed, PMC or the issuer's own page; a host that issues what it shows "
            "is added to data/vocabulary/hosts.yml; without a stable address leave the link out",
        )
