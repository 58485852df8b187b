"""Speed and scale, measured: `make bench` writes docs/benchmarks.md. Nothing here is asserted."""
