"""`python -m tests.benchmarks`: print every figure as a line of JSON."""

from tests.benchmarks.bench import main

main()
