"""Stores as older versions have left them: the steps of the migrations, taken back."""

import sqlite3
from contextlib import closing

UNDONE = {  # step -> what takes it back
    "0003": "DROP TABLE datasets;",
    "0004": "DROP TABLE moderation; DROP TABLE reports;",
    "0005": "ALTER TABLE runs DROP COLUMN owner;",
    "0006": "DROP INDEX experiments_opens; ALTER TABLE experiments DROP COLUMN opens;",
    "0007": "DROP TABLE networks; ALTER TABLE experiments DROP COLUMN epochs;",
    "0008": "DROP TABLE savers;",
    "0009": "DROP TABLE lessons;",
    "0010": "ALTER TABLE runs DROP COLUMN holder;",
}


def take_back_to(step, file):
    """Make the newest store in a file one of that step."""
    later = [undone for number, undone in sorted(UNDONE.items(), reverse=True) if number > step]
    with closing(sqlite3.connect(file)) as old:
        old.executescript(f"{''.join(later)} UPDATE alembic_version SET version_num = '{step}'")
