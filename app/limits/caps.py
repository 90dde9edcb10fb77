"""Every cap of the product in one table: the refusal of a value over it names the cap and the
value.

`/api/catalog` shows the table as the settings have it; the schemas and the worker read it.
"""

from typing import Final

MAX_FEATURES: Final = 16
MAX_COLUMNS: Final = 64  # of a table, to learn from: the pixels of 8 × 8
MAX_FORMULA_CHARACTERS: Final = 200
MAX_FEATURE_VALUE: Final = 1e6  # of a formula, over the plane and at every point
MAX_SAMPLES: Final = 5_000
MIN_SAMPLES: Final = 10
MAX_POINTS: Final = 5_000
MAX_LAYERS: Final = 8
MAX_UNITS: Final = 128
MAX_WEIGHTS: Final = 100_000
MAX_EPOCH_COST: Final = 5_000_000_000  # multiplications, as cost.py reckons: half a second
UPDATE_COST: Final = 20  # of a weight at each step, where 1 is its cost for a row
STEP_COST: Final = 300_000  # of a step besides: 30 µs
MAX_CLASSES: Final = 10
MAX_BATCH: Final = 1_000
MAX_EPOCHS: Final = 100_000
MAX_RUN_SECONDS: Final = 30 * 60  # of training, per run
MAX_SEED: Final = 2**32 - 1
MAX_REST_RESOLUTION: Final = 400
MAX_STREAM_RESOLUTION: Final = 200
MAX_THUMBNAILS: Final = 64
MAX_FPS: Final = 60
MAX_PREDICT_ROWS: Final = 10_000
MAX_STEPS: Final = 1_000  # of one `step` command
MAX_BODY_BYTES: Final = 256 * 1024
MAX_MESSAGE_BYTES: Final = 64 * 1024
MAX_WATCHER_BYTES: Final = 4096  # of a message from a mere viewer, and of every first one
MAX_MESSAGES_PER_SECOND: Final = 100
MAX_FRAMES_PER_SECOND: Final = 500  # of a websocket, with pings and parts of messages
STREAM_BYTES: Final = 128 * 1024  # that a stream brings at once: two of the longest messages
STREAM_BYTES_PER_SECOND: Final = 64 * 1024  # and then; a page spaces its documents to 40 kB
CREATIONS: Final = 30  # runs, experiments and tables that a session makes at once
CREATIONS_PER_SECOND: Final = 1.0  # and then
COMMANDS: Final = 200  # the same for commands over HTTP
COMMANDS_PER_SECOND: Final = 100.0
ASKS: Final = 60  # the same for questions that cost work
ASKS_PER_SECOND: Final = 20.0  # a pinned neuron asks twice or thrice
CHECKS: Final = 200  # new formulas, and each 16 KiB of JSON, that a session sends at once
CHECKS_PER_SECOND: Final = 40.0  # and then; each takes the server one to two milliseconds
CROWD: Final = 30  # all clients that name no session share this many times as much
MAX_RUNS_PER_SESSION: Final = 8
MAX_RUNS: Final = 400
NEWCOMER_SHARE: Final = 20  # one place for runs in so many is for owners without a run
MAX_KEPT_PER_SESSION: Final = 4  # runs that go on without viewers
KEPT_SHARE: Final = 10  # one run in so many may go on without viewers
MAX_SOCKETS: Final = 1_500
MAX_VIEWERS_PER_RUN: Final = 400
MAX_CONNECTIONS: Final = 2_500  # streams, and 1,000 besides for HTTP requests
OPEN_FILES: Final = 3_000  # of the server: all connections, and what it has open itself
HEAD_SECONDS: Final = 10.0  # for a request's head to arrive
MAX_HEAD_BYTES: Final = 64 * 1024  # of it
MAX_REQUESTS_WAITING: Final = 8  # behind one that is being answered, on one connection
ANSWER_SECONDS: Final = 5.0  # to read an answer; a slower client may be evicted
STALLED_SECONDS: Final = 20.0  # of reading nothing of an answer: at 2 kB/s some is read
UNWATCHED_SECONDS: Final = 60.0
WORKER_MEMORY: Final = 4096  # MiB, of a machine with enough: 200 runs with all their past
STORE_MEGABYTES: Final = 4096  # MiB: an hour of tables at the rate of one session
HELLO_SECONDS: Final = 5.0
CLOSE_SECONDS: Final = 2.0  # for a viewer to confirm that its stream is closed
CREDIT: Final = 2  # frames in flight per viewer
UNSENT_MEGABYTES: Final = 48  # MiB of answers and frames that clients have not read yet
HISTORY_ROWS: Final = 1_000  # of a run, however long it trains
MAX_CSV_BYTES: Final = 1024 * 1024
MAX_CSV_ROWS: Final = 10_000
MAX_CSV_COLUMNS: Final = 32
MAX_CSV_LINE: Final = 64 * 1024  # characters
MAX_CSV_NAME: Final = 120  # characters of a table's name, a column's or a class's
MAX_CELL_SHOWN: Final = 40  # characters of a cell in a preview or an error
PREVIEW_ROWS: Final = 10
MAX_QR_CHARACTERS: Final = 600
MAX_REPORTS: Final = 50  # stored of one experiment
MAX_REASON: Final = 300  # characters of a report

MAX_PAGE = 100  # experiments in one answer
