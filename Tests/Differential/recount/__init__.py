"""A second, slow and obvious computation of every figure of the reporting service. See ../README.md."""
