"""The database's schema, as the newest migration leaves it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

experiments = Table(
    "experiments",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("document", Text, nullable=False),  # JSON, complete: a later default changes nothing
    Column("title", String(120), nullable=False),
    Column("search", Text, nullable=False),  # what a search looks in, in lower case
    Column("listed", Boolean, nullable=False),
    Column("created", Float, nullable=False),  # seconds since 1970
    Column("opens", Integer, nullable=False, server_default="0"),  # roughly
    Column("epochs", Integer, nullable=True),  # of its trained network; null: it opens untrained
    Index("experiments_listed", "listed", "created", "id"),
    Index("experiments_opens", "listed", "opens", "id"),
)

networks = Table(
    "networks",
    metadata,
    Column("experiment", String(14), primary_key=True),
    Column("owner", String(40), nullable=False),  # by which the bytes are counted
    Column("size", Integer, nullable=False),  # bytes of the checkpoint
    Column("checkpoint", LargeBinary, nullable=False),
    Index("networks_owner", "owner", "size"),
)

savers = Table(
    "savers",
    metadata,
    Column("experiment", String(14), primary_key=True),  # or lesson
    Column("saver", LargeBinary, primary_key=True),  # as savers.py says
    Column("listed", Boolean, nullable=False),  # whether this one asked for it to be listed
)

lessons = Table(
    "lessons",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("source", Text, nullable=False),  # Markdown
    Column("created", Float, nullable=False),  # seconds since 1970
)

datasets = Table(
    "datasets",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("about", Text, nullable=False),  # JSON: the table's description, without its values
    Column("columns", Text, nullable=False),  # JSON: each column's values
    Column("size", Integer, nullable=False),  # bytes of the file it was read from
    Column("created", Float, nullable=False),  # seconds since 1970
)

previews = Table(
    "previews",
    metadata,
    Column("experiment", String(14), primary_key=True),
    Column("picture", Text, nullable=False),  # PNG as base64: the same in every database
)

moderation = Table(
    "moderation",
    metadata,
    Column("experiment", String(14), primary_key=True),
    Column("state", String(10), nullable=False),  # one of moderation.py's
    Column("since", Float, nullable=False),  # seconds since 1970
    Index("moderation_state", "state", "since"),
)

reports = Table(
    "reports",
    metadata,
    Column("experiment", String(14), primary_key=True),
    Column("reporter", LargeBinary, primary_key=True),  # digest of a session and the experiment
    Column("reason", Text, nullable=False),
    Column("reported", Float, nullable=False),  # seconds since 1970
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(14), primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # digest
    Column("owner", String(40), nullable=False),  # by which caps are counted; empty: unknown
    Column("goes_on", Boolean, nullable=False),  # without viewers
    Column("seq", BigInteger, nullable=False),
    Column("checkpoint", LargeBinary, nullable=False),
    Column("saved", Float, nullable=False),  # seconds since 1970
    Column("holder", String(16), nullable=False, server_default=""),  # the server that saved it
    Index("runs_saved", "saved"),
)
