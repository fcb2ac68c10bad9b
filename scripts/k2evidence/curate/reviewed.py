"""The ledger of the facts under each sentence, as `build.py reviewed` writes it."""

from collections.abc import Mapping

HEADER = """\
# yaml-language-server: $schema=schema/reviewed.json
# A hash of the facts under each sentence when it was last read against them. `build.py check` names the
# sentences whose facts have changed since; once they are read, `build.py reviewed` writes this file anew.
sentences:
"""


def render_reviews(facts: Mapping[str, str]) -> str:
    """Return `data/reviewed.yml`, a sentence a line."""
    return HEADER + "".join(f"  - {{sentence: {name}, facts: '{hash_}'}}\n" for name, hash_ in facts.items())
