"""The audit rules, one module each; findings follow the order of the file names."""
