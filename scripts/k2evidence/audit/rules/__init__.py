"""The rules, one module each. Their file names give the order in which they are told."""
