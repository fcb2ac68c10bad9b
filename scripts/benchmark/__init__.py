"""What `bench.py` measures with: runs of programs, stages of the build, bytes of a site, and peers."""
