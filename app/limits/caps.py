"""Every cap of the product in one table: the refusal of a value over it names the cap and the
value.

`CAPS` is the table.  `/api/catalog` shows it as the settings have it, docs/caps.md prints it, and
the schemas and the worker read its constants.
"""

from typing import Final, NamedTuple, TypeVar

Number = TypeVar("Number", int, float)


class Cap(NamedTuple):
    """One cap, and what it counts."""

    value: int | float
    what: str


CAPS: Final[dict[str, Cap]] = {}  # by their names in the catalog


def _cap(name: str, value: Number, what: str) -> Number:
    """Add a cap to the table; return its value."""
    CAPS[name] = Cap(value, what)
    return value


MAX_FEATURES: Final = _cap("max_features", 16, "input features of a network")
MAX_COLUMNS: Final = _cap(
    "max_columns", 64, "columns of a table to learn from: the pixels of 8 × 8"
)
MAX_ASKED_ROWS: Final = _cap("max_asked_rows", 200, "rows of a table that are asked at once")
MAX_ASKED_WEIGHTS: Final = _cap(
    "max_asked_weights", 4_000, "weights of a network that is asked what it would do with others"
)
MAX_WORDS: Final = _cap("max_words", 32, "words of a column that have an input each, or an order")
MAX_FORMULA_CHARACTERS: Final = _cap("max_formula_characters", 200, "characters of a formula")
MAX_CODE_CHARACTERS: Final = _cap("max_code_characters", 4_000, "characters of pasted Keras code")
MAX_FEATURE_VALUE: Final = _cap(
    "max_feature_value", 1e6, "size of a formula's values over the plane and at every point"
)
MAX_SAMPLES: Final = _cap("max_samples", 5_000, "samples of a generated data set")
MIN_SAMPLES: Final = _cap("min_samples", 10, "samples that a generated data set has at least")
MAX_POINTS: Final = _cap("max_points", 5_000, "drawn points")
MAX_LAYERS: Final = _cap("max_layers", 8, "hidden layers")
MAX_UNITS: Final = _cap("max_units", 128, "units of a hidden layer")
MAX_WEIGHTS: Final = _cap("max_weights", 100_000, "weights of a network")
MAX_GIVEN_WEIGHTS: Final = _cap(
    "max_given_weights", 400, "weights to begin with that a document gives, or of a float64 network"
)
MAX_EPOCH_COST: Final = _cap(
    "max_epoch_cost", 5_000_000_000, "multiplications of an epoch: about half a second"
)
UPDATE_COST: Final = _cap(
    "update_cost", 20, "multiplications that the update of a weight counts as, where a row costs 1"
)
STEP_COST: Final = _cap(
    "step_cost", 300_000, "multiplications that a step counts as besides: 30 µs"
)
MAX_CLASSES: Final = _cap("max_classes", 10, "classes")
MAX_TARGETS: Final = _cap("max_targets", 10, "targets of a regression")
MAX_BATCH: Final = _cap("max_batch", 1_000, "samples of a batch")
MAX_EPOCHS: Final = _cap("max_epochs", 100_000, "epochs of a run")
MAX_RUN_SECONDS: Final = _cap("max_run_seconds", 30 * 60, "seconds that a run trains")
MAX_SEED: Final = _cap("max_seed", 2**32 - 1, "the largest seed")
MAX_VARIANTS: Final = _cap("max_variants", 8, "settings that a study compares")
MAX_STARTS: Final = _cap("max_starts", 64, "seeds that a study tries")
MAX_AXIS: Final = _cap("max_axis", 48, "values on an axis of a study's grid")
MAX_CELL_SEEDS: Final = _cap("max_cell_seeds", 8, "seeds of a cell of a study's grid")
MAX_SETTINGS: Final = _cap("max_settings", 16, "settings of a search's space")
MAX_CHOICES: Final = _cap("max_choices", 32, "values of a choice of a search's space")
MAX_RANGE: Final = _cap("max_range", 5_000, "whole numbers, or steps, of a range of such a space")
MAX_FACTOR: Final = _cap("max_factor", 10, "of how many trials Hyperband lets one go on, at most")
MAX_SEARCH_TRIALS: Final = _cap("max_search_trials", 250, "trials of a search")
MAX_TRIALS: Final = _cap("max_trials", 2_304, "trials of a study: a grid of 48 × 48")
MAX_CURVES: Final = _cap("max_curves", 64, "trials of a study whose losses its history has")
MAX_SHOWN_TRIALS: Final = _cap("max_shown_trials", 64, "trials whose maps a view asks for")
MAX_STUDY_WEIGHTS: Final = _cap("max_study_weights", 300_000, "weights of all trials of a study")
MAX_STUDY_NUMBERS: Final = _cap(
    "max_study_numbers", 6_000_000, "inputs and units, times rows, of a study's different networks"
)
MAX_STUDY_EPOCH_COST: Final = _cap(
    "max_study_epoch_cost",
    20_000_000_000,
    "multiplications of an epoch of all trials of a study: about two seconds",
)
MAX_STUDY_COST: Final = _cap(
    "max_study_cost",
    18_000_000_000_000,
    "multiplications of a study's whole budget: as long as a run trains",
)
MAX_BLOCKS: Final = _cap("max_blocks", 2, "convolutions of a network for images")
MAX_FILTERS: Final = _cap("max_filters", 64, "filters of a convolution")
MAX_IMAGE_LAYERS: Final = _cap("max_image_layers", 5, "hidden layers of a network for images")
MAX_IMAGE_UNITS: Final = _cap("max_image_units", 512, "units of one of them")
MAX_IMAGE_WEIGHTS: Final = _cap("max_image_weights", 600_000, "weights of a network for images")
MAX_IMAGE_NUMBERS: Final = _cap(
    "max_image_numbers",
    25_000_000,
    "numbers that a run of images holds, past epochs among them: 100 MB",
)
MAX_IMAGE_BATCH_COST: Final = _cap(
    "max_image_batch_cost", 600_000_000, "multiplications of a batch of images: about 20 ms"
)
MAX_IMAGE_COST: Final = _cap(
    "max_image_cost",
    60_000_000_000_000,
    "multiplications of the budget of a run of images: about as long as a run trains",
)
MAX_IMAGE_RUNS: Final = _cap("max_image_runs", 40, "runs of images in memory")
MAX_IMAGE_EPOCHS: Final = _cap("max_image_epochs", 1_000, "epochs of a run of images")
MAX_ASKED_PICTURES: Final = _cap(
    "max_asked_pictures", 200, "pictures whose pixels are asked for at once"
)
MAX_SHOWN_PICTURES: Final = _cap(
    "max_shown_pictures", 100, "pictures in an answer about what the network says of them"
)
MAX_PAST_EPOCHS: Final = _cap(
    "max_past_epochs", 8, "past epochs that an answer about pictures compares"
)
MAX_REST_RESOLUTION: Final = _cap("max_rest_resolution", 400, "cells on a side of a map over HTTP")
MAX_STREAM_RESOLUTION: Final = _cap(
    "max_stream_resolution", 200, "cells on a side of a map in a frame"
)
MAX_THUMBNAILS: Final = _cap("max_thumbnails", 64, "cells on a side of a neuron's map")
MAX_FPS: Final = _cap("max_fps", 60, "frames a second that a view may ask for")
MAX_PREDICT_ROWS: Final = _cap("max_predict_rows", 10_000, "rows of a prediction")
MAX_STEPS: Final = _cap("max_steps", 1_000, "steps of one `step` command")
MAX_BODY_BYTES: Final = _cap("max_body_bytes", 256 * 1024, "bytes of a JSON body")
MAX_MESSAGE_BYTES: Final = _cap("max_message_bytes", 64 * 1024, "bytes of a message on a stream")
MAX_WATCHER_BYTES: Final = _cap(
    "max_watcher_bytes", 4096, "bytes of a viewer's message without control, and of every first one"
)
MAX_MESSAGES_PER_SECOND: Final = _cap(
    "max_messages_per_second", 100, "messages a second on a stream"
)
MAX_FRAMES_PER_SECOND: Final = _cap(
    "max_frames_per_second", 500, "WebSocket frames a second, with pings and parts of messages"
)
STREAM_BYTES: Final = _cap(
    "stream_bytes", 128 * 1024, "bytes that a stream brings at once: two of the longest messages"
)
STREAM_BYTES_PER_SECOND: Final = _cap(
    "stream_bytes_per_second",
    64 * 1024,
    "bytes a second that it brings then; a page spaces its documents to 40 kB",
)
CREATIONS: Final = _cap(
    "creations", 30, "runs, experiments, tables and reports that a session makes at once"
)
CREATIONS_PER_SECOND: Final = _cap("creations_per_second", 1.0, "of these a second, from then on")
COMMANDS: Final = _cap("commands", 200, "commands over HTTP that a session sends at once")
COMMANDS_PER_SECOND: Final = _cap("commands_per_second", 100.0, "of these a second, from then on")
ASKS: Final = _cap("asks", 60, "queries that cost work, of a session at once")
ASKS_PER_SECOND: Final = _cap(
    "asks_per_second",
    20.0,
    "of these a second, from then on; a lens asks ten times, a pinned neuron twice or thrice",
)
CHECKS: Final = _cap(
    "checks", 200, "new formulas, and each 16 KiB of JSON, that a session sends at once"
)
CHECKS_PER_SECOND: Final = _cap(
    "checks_per_second", 40.0, "of these a second, from then on; each takes one to two milliseconds"
)
CROWD: Final = _cap("crowd", 30, "sessions that all clients without one count as together")
MAX_RUNS_PER_SESSION: Final = _cap("max_runs_per_session", 8, "runs of a session")
MAX_RUNS: Final = _cap("max_runs", 400, "runs in memory")
NEWCOMER_SHARE: Final = _cap(
    "newcomer_share", 20, "one place for runs in so many is for owners without a run"
)
MAX_KEPT_PER_SESSION: Final = _cap(
    "max_kept_per_session", 4, "runs of a session that go on without viewers"
)
KEPT_SHARE: Final = _cap("kept_share", 10, "one run in so many may go on without viewers")
MAX_SOCKETS: Final = _cap("max_sockets", 1_500, "streams")
MAX_VIEWERS_PER_RUN: Final = _cap("max_viewers_per_run", 400, "streams of a run")
MAX_CONNECTIONS: Final = _cap(
    "max_connections", 2_500, "connections: streams, and 1,000 besides for HTTP requests"
)
OPEN_FILES: Final = _cap(
    "open_files", 3_000, "connections, and files that the server has open itself"
)
HEAD_SECONDS: Final = _cap("head_seconds", 10.0, "seconds for a request's head to arrive")
MAX_HEAD_BYTES: Final = _cap("max_head_bytes", 64 * 1024, "bytes of a request's head")
MAX_REQUESTS_WAITING: Final = _cap(
    "max_requests_waiting", 8, "requests that wait behind another one on a connection"
)
ANSWER_SECONDS: Final = _cap(
    "answer_seconds", 5.0, "seconds to read an answer; a slower client may be evicted"
)
STALLED_SECONDS: Final = _cap(
    "stalled_seconds", 20.0, "seconds of reading nothing of an answer: at 2 kB/s some is read"
)
UNWATCHED_SECONDS: Final = _cap(
    "unwatched_seconds", 60.0, "seconds that a run trains without viewers"
)
WORKER_MEMORY: Final = _cap(
    "worker_memory", 4096, "MiB of a worker, on a machine with enough: 200 runs with all their past"
)
STORE_MEGABYTES: Final = _cap(
    "store_megabytes", 4096, "MiB of the database: an hour of tables at the rate of one session"
)
HELLO_SECONDS: Final = _cap("hello_seconds", 5.0, "seconds for the first message of a stream")
CLOSE_SECONDS: Final = _cap(
    "close_seconds", 2.0, "seconds for a viewer to confirm that its stream is closed"
)
CREDIT: Final = _cap("credit", 2, "frames in flight to a viewer")
UNSENT_MEGABYTES: Final = _cap(
    "unsent_megabytes", 48, "MiB of answers and frames that clients have not read yet"
)
HISTORY_ROWS: Final = _cap("history_rows", 1_000, "rows of a run's history, however long it trains")
MAX_CSV_BYTES: Final = _cap("max_csv_bytes", 1024 * 1024, "bytes of a CSV")
MAX_CSV_ROWS: Final = _cap("max_csv_rows", 10_000, "rows of a table")
MAX_CSV_COLUMNS: Final = _cap(
    "max_csv_columns", 65, "columns of a table: the pixels of 8 × 8, and what they show"
)
MAX_CSV_LINE: Final = _cap("max_csv_line", 64 * 1024, "characters of a line of a CSV")
MAX_CSV_NAME: Final = _cap(
    "max_csv_name", 120, "characters of a table's name, a column's or a class's"
)
MAX_CELL_SHOWN: Final = _cap("max_cell_shown", 40, "characters of a cell in a preview or an error")
PREVIEW_ROWS: Final = _cap("preview_rows", 10, "rows of a table's preview")
MAX_QR_CHARACTERS: Final = _cap("max_qr_characters", 600, "characters of a QR code")
MAX_NETWORK_BYTES: Final = _cap(
    "max_network_bytes", 2 * 2**20, "bytes of a trained network that a link opens, with its curves"
)
NETWORK_SHARE: Final = _cap(
    "network_share", 4, "one byte in so many of the store is for trained networks"
)
NETWORK_MEGABYTES: Final = _cap(
    "network_megabytes", 64, "MiB of trained networks that a session saves"
)
MAX_REPORTS: Final = _cap("max_reports", 50, "reports stored of one experiment")
MAX_REASON: Final = _cap("max_reason", 300, "characters of a report")
MAX_PAGE: Final = _cap("max_page", 100, "experiments in one answer")
MAX_LESSON_BYTES: Final = _cap("max_lesson_bytes", 32 * 1024, "bytes of the text of a lesson")
MAX_LESSON_LABS: Final = _cap(
    "max_lesson_labs", 8, "experiments to run in a lesson, and claims in it"
)
