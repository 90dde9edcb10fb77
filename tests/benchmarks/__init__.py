"""Benchmarks.  BLAS has one thread in them, which must be said before NumPy is imported."""

import os

from app.limits.blas_threads import ONE_BLAS_THREAD

os.environ.update(ONE_BLAS_THREAD)
