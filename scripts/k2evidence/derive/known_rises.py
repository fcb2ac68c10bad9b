"""Changes that are larger than any that was found elsewhere, of single women as of studies."""

from decimal import Decimal

from k2evidence.model.studies import OutcomeKind
from k2evidence.model.vocabulary import PlausibleChange, Vocabulary


def exceeded_rise(vocabulary: Vocabulary, kind: OutcomeKind, percent: Decimal) -> PlausibleChange | None:
    """Return the bound that a rise in percent exceeds; None where it exceeds none."""
    bounds = (bound for bound in vocabulary.plausible_changes if kind in bound.outcomes)
    return next((bound for bound in bounds if percent > bound.percent), None)
