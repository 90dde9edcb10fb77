"""Converts errors to plain data and back, for their way from a worker to the server."""

from app.errors import AppError
from app.runs.wire_messages import ErrorFields


def error_fields(error: AppError) -> ErrorFields:
    """Return an error as plain data."""
    return {
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "errors": error.errors,
        "headers": error.headers,
    }


def remade(fields: ErrorFields) -> AppError:
    """Return the error that `error_fields` was given."""
    return AppError(
        fields["detail"],
        status=fields["status"],
        code=fields["code"],
        errors=fields["errors"],
        headers=fields["headers"],
    )
