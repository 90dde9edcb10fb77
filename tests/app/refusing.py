"""What is wrong with a client's JSON, for the tests of all that clients send."""

import json
import re

import pytest
from pydantic import ValidationError

from app.documents.field_errors import field_errors


def refusals(check, raw):
    """Return what is wrong with a client's JSON, as path and detail."""
    with pytest.raises(ValidationError) as refused:
        check(raw)
    faults = field_errors(refused.value)
    json.dumps(faults, allow_nan=False).encode()
    assert all(re.match("must |is ", fault["detail"]) for fault in faults)
    return [(fault["path"], fault["detail"]) for fault in faults]
