"""The error of a curator's command."""


class CuratorError(Exception):
    """A command cannot do its work, and has written nothing; the message says why."""
