"""Values as YAML writes them on one line, in flow style."""

from typing import Any


def flow_style(value: Any, *, quote: bool = True) -> str:
    """Return text, a list or a group of fields on one line: '{reported_in: text, levels: [T8, L1]}'.

    Without quotes it is for people alone.
    """
    if isinstance(value, dict):
        items = (f"{name}: {flow_style(item, quote=quote)}" for name, item in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow_style(item, quote=quote) for item in value) + "]"
    return quoted(str(value)) if quote else str(value)


def quoted(text: str) -> str:
    """Return text as YAML writes it on one line, in quotes only where it needs them."""
    begins = text and (text[0].isalnum() or text[0] == "<")
    plain = begins and not any(sign in text for sign in ",[]{}#:&*!|'\"%@`\\\n")
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
