"""Leaves out of a theme's stylesheet what no page of the site can use.

Nine tenths of Material's stylesheet are for parts that this site does not have, and every reader
would wait for them on the first page. A rule stays unless one of its names stands nowhere.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from tinycss2 import ast

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")


def used_selectors(pages: Iterable[str], scripts: Iterable[str]) -> frozenset[str]:
    """Return every name that a selector could meet: elements, attributes and classes of the pages, and
    every word of the scripts, which make elements of their own; and every variable that pages read.
    """
    names = {"html", "body", "root"}
    for page in pages:
        names.update(_VARIABLE.findall(page))
        for tag in set(re.findall(r"<[A-Za-z][^>]*>", page)):
            names.update(_NAME.findall(tag))
    for script in scripts:
        names.update(_NAME.findall(script))
    return frozenset(names)


def purge_css(css: str, names: frozenset[str], other: str = "") -> str:
    """Return a stylesheet without rules that cannot apply and variables that nothing reads.

    `names` are those that pages and scripts hold; `other` is a stylesheet that may read a variable too.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(_kept(rules, names))
    while True:
        read = names.union(_VARIABLE.findall(kept + other))
        fewer = _without_variables(kept, read)
        if fewer == kept:
            return kept
        kept = fewer


def _kept(rules: Iterable[Any], names: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            selectors = [selector for selector in _split(rule.prelude) if _may_apply(selector, names)]
            if selectors:
                prelude = ",".join(tinycss2.serialize(selector).strip() for selector in selectors)
                yield f"{prelude}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = "".join(_kept(tinycss2.parse_rule_list(rule.content or (), True, True), names))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword != "charset":
            yield rule.serialize()


def _split(prelude: Iterable[Any]) -> Iterator[list[Any]]:
    selector: list[Any] = []
    for token in prelude:
        if isinstance(token, ast.LiteralToken) and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _may_apply(selector: list[Any], names: frozenset[str]) -> bool:
    """Say whether each class, id, element and attribute of a selector stands somewhere.

    What a function such as `:not()` holds is not looked at.
    """
    before: Any = None
    for token in selector:
        pseudo = isinstance(before, ast.LiteralToken) and before.value == ":"
        named = isinstance(token, (ast.IdentToken, ast.HashToken)) and not pseudo
        if named and token.value not in names:
            return False
        if isinstance(token, ast.SquareBracketsBlock):
            attribute = next(
                (inner.value for inner in token.content if isinstance(inner, ast.IdentToken)), ""
            )
            if attribute not in names:
                return False
        before = token
    return True


def _without_variables(css: str, read: frozenset[str]) -> str:
    """Return a stylesheet without declarations of variables that are never read."""
    rules = tinycss2.parse_stylesheet(css, True, True)
    return "".join(_without(rules, read))


def _without(rules: Iterable[Any], read: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, ast.QualifiedRule):
            declarations = tinycss2.parse_blocks_contents(rule.content, True, True)
            body = ";".join(
                item.serialize().rstrip(";")
                for item in declarations
                if not (
                    isinstance(item, ast.Declaration) and item.name.startswith("--") and item.name not in read
                )
            )
            if body:
                yield f"{tinycss2.serialize(rule.prelude)}{{{body}}}"
        elif isinstance(rule, ast.AtRule) and rule.lower_at_keyword in ("media", "supports"):
            inner = "".join(_without(tinycss2.parse_rule_list(rule.content or (), True, True), read))
            if inner:
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}"
        else:
            yield rule.serialize()
