"""Records against each other: every id that one names exists, and none is given twice."""

from functools import singledispatch

from k2evidence.load.cross_references.cases import check_case
from k2evidence.load.cross_references.judgements import check_background, check_claims, check_summary
from k2evidence.load.cross_references.links import check_links
from k2evidence.load.cross_references.lookup import Lookup, check_unique
from k2evidence.load.cross_references.papers import check_appraisal, check_paper
from k2evidence.load.cross_references.releases import check_addresses, check_amendment
from k2evidence.load.cross_references.studies import check_study
from k2evidence.load.cross_references.vocabulary import (
    check_analytes,
    check_glossary,
    check_ids,
    check_reference_ranges,
    check_sites,
    check_substances,
    check_thresholds,
    check_tools,
    check_units,
)
from k2evidence.load.problems import Issues
from k2evidence.model.base import Record
from k2evidence.model.editorial import Editorial
from k2evidence.model.releases import Reviews
from k2evidence.model.searches import Search

__all__ = ["Lookup", "check_links", "check_references"]


@singledispatch
def check_references(record: Record, lookup: Lookup) -> Issues:
    """Yield every reference of a record that names nothing, and every name that is given twice.

    Raises TypeError for a kind of record that no function below checks.
    """
    raise TypeError(f"nothing checks the references of {type(record).__name__}")


@check_references.register
def check_search(search: Search, lookup: Lookup) -> Issues:
    """Yield nothing: a search names no other record."""
    return iter(())


@check_references.register
def check_editorial(editorial: Editorial, lookup: Lookup) -> Issues:
    """Yield nothing: the record of those who keep the site names no other record."""
    return iter(())


@check_references.register
def check_reviews(reviews: Reviews, lookup: Lookup) -> Issues:
    """Yield sentences that are given twice; one that is gone is left to the next review."""
    return check_unique(["sentences"], [sentence.sentence for sentence in reviews.sentences])


check_references.register(check_paper)
check_references.register(check_appraisal)
check_references.register(check_case)
check_references.register(check_study)
check_references.register(check_background)
check_references.register(check_summary)
check_references.register(check_claims)
check_references.register(check_addresses)
check_references.register(check_amendment)
check_references.register(check_ids)
check_references.register(check_tools)
check_references.register(check_sites)
check_references.register(check_glossary)
check_references.register(check_units)
check_references.register(check_substances)
check_references.register(check_analytes)
check_references.register(check_thresholds)
check_references.register(check_reference_ranges)
