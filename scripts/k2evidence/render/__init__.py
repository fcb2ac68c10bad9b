"""Text, charts and tables for readers: pure functions that return files."""
