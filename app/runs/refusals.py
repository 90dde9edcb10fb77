"""Errors on their way from a worker to its server, as plain data."""

from app.errors import AppError
from app.runs.wire import Header

FIELDS = "status", "code", "detail", "errors", "headers"  # of an error


def refusal(error: AppError) -> Header:
    """Return an error as plain data."""
    return {key: getattr(error, key) for key in FIELDS}


def remade(told: Header) -> AppError:
    """Return the error that `refusal` was given."""
    return AppError(told["detail"], **{key: told[key] for key in FIELDS if key != "detail"})
