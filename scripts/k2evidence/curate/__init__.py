"""Tools for those who add data."""
