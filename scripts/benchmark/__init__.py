"""What `bench.py` measures with: runs of programs, sizes of a site, synthetic cases, and the report."""
