"""Values as YAML writes them on one line, in flow style."""

from typing import Any


def flow_style(value: Any) -> str:
    """Return text, a list or a group of fields on one line: '{reported_in: text, levels: [T8, L1]}'."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow_style(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_style, value)) + "]"
    return quoted(str(value))


def quoted(text: str) -> str:
    """Return text as YAML writes it on one line, in quotes only where it needs them."""
    plain = text and text[0].isalnum() and not any(sign in text for sign in ",[]{}#:&*!|>'\"%@`\\\n")
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
