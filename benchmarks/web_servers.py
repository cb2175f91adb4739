"""The product's web server, as bin/start runs it, with its own application or another one."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from benchmarks.http_load import Address
from hubsync.running.installation import ROOT
from hubsync.running.ports import any_free, is_free
from hubsync.running.programs import portal_programs

HOST = "127.0.0.1"
WORKERS, THREADS = "2", "4"
START_SECONDS = 30


@contextmanager
def served(application: str, environ: Mapping[str, str]) -> Iterator[Address]:
    """Serve a WSGI application ("module:name") with two workers of four threads; the address."""
    port = any_free(HOST)
    everything = {**os.environ, **environ, "WEB_WORKERS": WORKERS, "WEB_THREADS": THREADS}
    web = next(program for program in portal_programs(everything, HOST, port) if program.name == "web")
    command = [*web.command[:-1], application]
    with subprocess.Popen(command, cwd=ROOT, env=everything, start_new_session=True) as server:
        try:
            _wait_for(port)
            yield (HOST, port)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while is_free(HOST, port):
        if time.monotonic() > deadline:
            raise TimeoutError("the web server does not start")
        time.sleep(0.1)
