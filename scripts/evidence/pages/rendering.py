"""Turns a view and a template into one page of Markdown."""

import json
import posixpath
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evidence.results import BuildContext, SiteFile
from evidence.words import join_words, number, sentence, signed

TEMPLATES = Path(__file__).parent.parent / "templates"


def escape_markdown(text: object) -> Markup:
    """Return text that Markdown and HTML both show as it is, for headings."""
    return Markup(re.sub(r"[^\w\s.,:;()%/–-]", lambda match: f"&#{ord(match[0])};", str(text)))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        md=escape_markdown, number=number, signed=signed, sentence=sentence, join=join_words
    )
    return environment


def render_page(
    context: BuildContext,
    uri: str,
    template: str,
    *,
    title: str,
    description: str,
    kind: str,
    origin: Path | None = None,
    wide: bool = False,
    **view: Any,
) -> SiteFile:
    """Render one page; `kind` is what the search shows beside a result, `wide` leaves out the side column."""
    front: dict[str, object] = {"title": title, "description": description, "kind": kind}
    if wide:
        front["wide"] = True
    header = "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())
    body = (
        _environment()
        .get_template(template)
        .render(**view, title=title, url=links_from(uri), context=context)
    )
    return SiteFile(uri, f"---\n{header}---\n\n{body}", origin)


def links_from(uri: str) -> Callable[[str], str]:
    """Return a function that turns a page's address into a link relative to this page."""
    here = "" if uri == "index.md" else re.sub(r"(/index)?\.md$", "", uri)

    def url(target: str) -> str:
        path, mark, anchor = target.partition("#")
        relative = posixpath.relpath(f"/{path}", f"/{here}")
        folder = path.endswith("/") or not path
        return f"{relative}{'/' if folder and not relative.endswith('/') else ''}{mark}{anchor}"

    return url
