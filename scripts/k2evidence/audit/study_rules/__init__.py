"""The rules that read a study against itself, one module each; questions follow the order of the files."""
