"""A reader of tables that does what its bytes say: sleep, hoard memory, or die."""

import os
import signal
import sys
import time

from app.tabular.reading_process import bound

bound()
match sys.stdin.buffer.read():
    case b"sleep":
        time.sleep(600)
    case b"hoard":
        bytearray(60_000_000)
    case b"die":
        os.kill(os.getpid(), signal.SIGKILL)
