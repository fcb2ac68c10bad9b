"""Reports of problems: as text for a person, as JSON, as annotations of a pull request, as a box of HTML."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from k2evidence.load.problems import Problem

MOST_SHOWN = 50
"""How many problems are written out for a person; all are counted."""

ReportFormat = Callable[[Sequence[Problem], str], str]
"""From problems, in the order of files and lines, and the address of the site to what is printed."""


def as_text(problems: Sequence[Problem], site_url: str = "") -> str:
    """Return what a curator reads: each problem with its place, remedy and page, then the count."""
    lines = [_three_lines(problem, site_url) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        rest = Counter(problem.file for problem in problems[MOST_SHOWN:])
        places = ", ".join(f"{file} ({amount:,})" for file, amount in rest.most_common(5))
        more = f" and {len(rest) - 5:,} more files" if len(rest) > 5 else ""
        lines.append(f"… and {len(problems) - MOST_SHOWN:,} more, in {places}{more}.")
    return "\n".join([*lines, f"{count_text(problems)}; nothing was built."])


def as_json(problems: Sequence[Problem], site_url: str = "") -> str:
    """Return every problem as JSON: `{"count", "files", "problems": [...]}`."""
    return json.dumps(
        {
            "count": len(problems),
            "files": len({problem.file for problem in problems}),
            "problems": [
                {
                    "file": problem.file,
                    "line": problem.line,
                    "column": problem.column,
                    "field": problem.field,
                    "code": problem.code,
                    "message": problem.message,
                    "fix": problem.fix,
                    "page": f"{site_url}{problem.page}",
                }
                for problem in problems
            ],
        },
        ensure_ascii=False,
        indent=1,
    )


def as_github(problems: Sequence[Problem], site_url: str = "") -> str:
    """Return workflow commands by which GitHub shows each problem on its line of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for problem in problems[:MOST_SHOWN]:
        place = ",".join(
            f"{name}={_property(str(value))}"
            for name, value in (
                ("file", problem.file),
                ("line", problem.line),
                ("col", problem.column),
                ("title", problem.code),
            )
        )
        field = f"{problem.field}: " if problem.field else ""
        text = f"{field}{problem.message}\n{problem.fix}\n{site_url}{problem.page}"
        lines.append(f"::error {place}::{_data(text)}")
    if problems:
        lines.append(f"::error::{_data(count_text(problems))}; nothing was built.")
    return "\n".join(lines)


def as_html(problems: Sequence[Problem], root: str, own: str = "") -> Markup:
    """Return a box for a page of the preview: what is wrong, the file behind the page first.

    `root` leads from the page to the site's start; `own` is the file behind the page.
    """
    ordered = sorted(problems, key=lambda problem: problem.file != own)
    items = Markup("").join(
        Markup("<li><p><code>{}:{}:{}</code> {}{}</p><p>{} <a href='{}{}'>{}</a></p></li>").format(
            problem.file,
            problem.line,
            problem.column,
            f"{problem.field}: " if problem.field else "",
            problem.message,
            problem.fix,
            root,
            problem.page,
            problem.code,
        )
        for problem in ordered[:MOST_SHOWN]
    )
    more = f"… and {len(problems) - MOST_SHOWN:,} more." if len(problems) > MOST_SHOWN else ""
    return Markup(
        '<aside class="k2-problems" role="alert" data-pagefind-ignore><h2>{}</h2>'
        "<p>The page below shows the data as they could last be read. It renews itself with the "
        "next save.</p><ol>{}</ol><p>{}</p></aside>"
    ).format(count_text(problems), items, more)


FORMATS: Mapping[str, ReportFormat] = {"text": as_text, "json": as_json, "github": as_github}
"""Each format of a report, by the name that `check --format` takes."""


def count_text(problems: Sequence[Problem]) -> str:
    """Return '3 problems in 2 files'."""
    files = len({problem.file for problem in problems})
    return f"{_amount(len(problems), 'problem')} in {_amount(files, 'file')}"


def _three_lines(problem: Problem, site_url: str) -> str:
    page = f"{site_url}{problem.page}" if site_url else f"/{problem.page}"
    field = f"{problem.field}: " if problem.field else ""
    where = f"{problem.file}:{problem.line}:{problem.column}"
    return f"{where}: {field}{problem.message}\n    {problem.fix}\n    {problem.code}: {page}"


def _amount(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _data(text: str) -> str:
    """Return text escaped as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return text escaped as a property of a workflow command."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
