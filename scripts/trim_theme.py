"""Trims Material's stylesheet to the rules that a page of the built site can use: `make theme`.

Nine tenths of it are for parts that this site does not have, and every reader would wait for them on the
first page. The result is kept in the repository, and written again for each release of Material. A rule
stays unless its selectors name an element, attribute, class or id that neither a page nor a script has.

    python scripts/trim_theme.py site
"""

import argparse
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2
from lxml.html import document_fromstring
from tinycss2 import ast

TRIMMED = Path("scripts/theme/assets/material.css")
"""The trimmed stylesheet in the project."""
ASSETS = Path("docs/assets")
"""Scripts and the stylesheet of the project."""
HEADER = """/* The stylesheet of mkdocs-material {release}, without what no page of this site uses;
   MIT licence, https://github.com/squidfunk/mkdocs-material. Renew it with `make theme`. */
"""

_MATERIAL = "mkdocs-material"
_NESTING = ("media", "supports")
_WORD = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def main() -> None:
    """Write the trimmed stylesheet of the project in the working directory."""
    parser = argparse.ArgumentParser(description="Trim Material's stylesheet to what the built site uses.")
    parser.add_argument("site", type=Path, help="folder of the built site")
    css = trim_theme(parser.parse_args().site, Path.cwd())
    TRIMMED.write_text(HEADER.format(release=material_release()) + css + "\n", encoding="utf-8")
    print(f"wrote {TRIMMED}: {len(css):,} bytes")


def trim_theme(site: Path, project: Path) -> str:
    """Return the installed Material's stylesheet without what no page of a built site uses."""
    pages = (path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    scripts = (path.read_text(encoding="utf-8") for path in (project / ASSETS).glob("*.js"))
    own = (project / ASSETS / "k2.css").read_text(encoding="utf-8")
    return purge_css(material_stylesheet(), used_selectors(pages, scripts), own)


def material_release() -> str:
    """Return the version of the installed mkdocs-material."""
    return distribution(_MATERIAL).version


def material_stylesheet() -> str:
    """Return the main stylesheet of the installed mkdocs-material."""
    (path,) = (
        path
        for path in distribution(_MATERIAL).files or ()
        if path.match("material/templates/assets/stylesheets/main.*.min.css")
    )
    return path.read_text(encoding="utf-8")


def used_selectors(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Return every simple selector that can match (`a`, `.class`, `#id`, `[attribute]`), and every variable
    that pages read.

    Scripts create elements of their own: each of their words may be any of these.
    """
    used = {"html", "body"}
    for page in pages:
        used.update(_VARIABLE.findall(page))
        for element in document_fromstring(page).iter("*"):
            used.add(element.tag)
            used.update(f"[{name}]" for name in element.attrib)
            used.update(f".{name}" for name in element.get("class", "").split())
            used.add(f"#{element.get('id', '')}")
    for word in {word for script in scripts for word in _WORD.findall(script)}:
        used.update((word, f"[{word}]", f".{word}", f"#{word}"))
    return frozenset(used)


def purge_css(css: str, used: frozenset[str], other: str = "") -> str:
    """Return a stylesheet without rules that cannot match and variables that nothing reads.

    `used` has the selectors and variables of pages and scripts; `other` is a stylesheet that may read a
    variable too.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    purged = "".join(_matching_rules(rules, used))
    while True:
        read = used.union(_VARIABLE.findall(purged + other))
        fewer = "".join(_without_variables(tinycss2.parse_stylesheet(purged, True, True), read))
        if fewer == purged:
            return purged
        purged = fewer


def _matching_rules(rules: Iterable[Any], used: frozenset[str]) -> Iterator[str]:
    """Yield the rules with those of their selectors that can match."""
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            selectors = [selector for selector in _split(rule.prelude) if _can_match(selector, used)]
            if selectors:
                prelude = ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
                yield f"{prelude}{{{tinycss2.serialize(rule.content)}}}"
        elif inner := _inner_rules(rule):
            yield from _nest(rule, "".join(_matching_rules(inner, used)))
        elif rule.lower_at_keyword not in ("charset", *_NESTING):
            yield rule.serialize()


def _without_variables(rules: Iterable[Any], read: frozenset[str]) -> Iterator[str]:
    """Yield the rules without declarations of variables that nothing reads."""
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            declarations = tinycss2.parse_blocks_contents(rule.content, True, True)
            body = ";".join(item.serialize().rstrip(";") for item in declarations if _is_read(item, read))
            if body:
                yield f"{tinycss2.serialize(rule.prelude)}{{{body}}}"
        elif inner := _inner_rules(rule):
            yield from _nest(rule, "".join(_without_variables(inner, read)))
        else:
            yield rule.serialize()


def _is_read(item: Any, read: frozenset[str]) -> bool:
    variable = isinstance(item, ast.Declaration) and item.name.startswith("--")
    return not variable or item.name in read


def _inner_rules(rule: Any) -> list[Any]:
    """Return the rules inside an at-rule such as `@media`; none for other rules."""
    nests = isinstance(rule, ast.AtRule) and rule.lower_at_keyword in _NESTING
    return tinycss2.parse_rule_list(rule.content or (), True, True) if nests else []


def _nest(rule: Any, inner: str) -> Iterator[str]:
    """Yield an at-rule with other rules inside, unless there are none."""
    if inner:
        yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"


def _split(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield the selectors of a list that commas separate."""
    selector: list[Any] = []
    for token in prelude:
        if isinstance(token, ast.LiteralToken) and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _can_match(selector: list[Any], used: frozenset[str]) -> bool:
    """Return whether each class, id, element and attribute of a selector is used.

    The arguments of a function such as `:not()` are not considered.
    """
    return all(
        name in used
        for previous, token in pairwise([None, *selector])
        if (name := _simple_selector(getattr(previous, "value", ""), token))
    )


def _simple_selector(previous: str, token: Any) -> str:
    """Return the simple selector of a token, such as `.class`; nothing for a pseudo-class or a combinator."""
    if isinstance(token, ast.SquareBracketsBlock):
        return f"[{next(part.value for part in token.content if isinstance(part, ast.IdentToken))}]"
    if isinstance(token, ast.HashToken):
        return f"#{token.value}"
    if isinstance(token, ast.IdentToken) and previous != ":":
        return f".{token.value}" if previous == "." else str(token.value)
    return ""


if __name__ == "__main__":
    main()
