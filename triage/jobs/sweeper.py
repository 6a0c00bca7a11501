"""Runs the sweep every minute in a thread of the web process."""

import logging
import os
import socket
import threading

from triage.services.context import ServiceContext
from triage.services.sweep import sweep

log = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


class Sweeper:
    """Start it once per process; ``stop`` ends it within a moment."""

    def __init__(self, ctx: ServiceContext, every_seconds: float = EVERY_SECONDS) -> None:
        self._ctx = ctx
        self._every_seconds = every_seconds
        self._stopping = threading.Event()
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._thread = threading.Thread(target=self._run, name="sweep", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.wait(self._every_seconds):
            try:
                returned = sweep(self._ctx, worker=self._worker)
            except Exception:  # a failed round must not end the thread: the next one tries again
                log.exception("sweep failed")
            else:
                if returned:
                    log.info("hand-offs returned unanswered count=%d", returned)
