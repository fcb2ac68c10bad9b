"""The error of a curator's command."""


class CuratorError(Exception):
    """A command cannot be carried out; the message says why and what to do. Nothing was written."""
