"""The error of a curator's command."""


class CuratorError(Exception):
    """A command that cannot do what was asked; nothing was written."""
