"""Sets how many threads BLAS has: one, as more of them change the bits and are slower here.

NumPy reads these variables when it is first imported, so they are set before that.
"""

ONE_BLAS_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
