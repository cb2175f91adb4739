"""The programs that make up a running hubsync, and their command lines."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

GENTLE = ((signal.SIGTERM, 8.0),)
# Celery: SIGTERM lets running tasks end; SIGQUIT gives those that take longer back to the queue.
WORKER_STOP = ((signal.SIGTERM, 4.0), (signal.SIGQUIT, 4.0))


@dataclass(frozen=True, slots=True)
class Program:
    """One program to keep running. `stop` are the signals to stop it with, each with the seconds to wait."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    stop: tuple[tuple[signal.Signals, float], ...] = GENTLE


def portal_programs(environ: Mapping[str, str], host: str, port: int) -> list[Program]:
    """Web, worker and scheduler. Their numbers: WEB_WORKERS, WEB_THREADS, WORKER_CONCURRENCY."""
    return [
        Program("web", _web(environ, host, port), environ),
        Program("worker", _worker(environ), environ, WORKER_STOP),
        Program("scheduler", (*_celery(), "beat", "--pidfile="), environ),
    ]


def demo_store_program(environ: Mapping[str, str], port: int, state: Path) -> Program:
    """The simulated Shopify, kept in the file `state`. Its credentials come by the environment: `ps` shows none."""
    size = (
        *("--customers", environ.get("DEMO_CUSTOMERS", "2000")),
        *("--orders", environ.get("DEMO_ORDERS", "5000")),
    )
    live = ("--live", environ["DEMO_LIVE"]) if environ.get("DEMO_LIVE") else ()
    command = (
        *(sys.executable, "-m", "demo_store", "--port", str(port), "--app-url", environ["APP_URL"]),
        *("--state", str(state), *size, *live),
    )
    return Program("demo-store", command, environ)


def _web(environ: Mapping[str, str], host: str, port: int) -> tuple[str, ...]:
    workers = environ.get("WEB_WORKERS", str(max(1, min(4, os.cpu_count() or 1))))
    return (
        *(sys.executable, "-m", "granian", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws"),
        *("--workers", workers, "--blocking-threads", environ.get("WEB_THREADS", "4")),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5s", "--log-level", "warning"),
        "hubsync.wsgi:application",
    )


def _worker(environ: Mapping[str, str]) -> tuple[str, ...]:
    concurrency = environ.get("WORKER_CONCURRENCY", "2")
    # One worker process has nobody to gossip with, and starts faster without asking.
    return (*_celery(), "worker", "--concurrency", concurrency, "--without-gossip", "--without-mingle")


def _celery() -> tuple[str, ...]:
    # As root Celery warns at each start of what pickle could do; hubsync takes JSON only.
    quiet = ("-W", "ignore:You're running the worker with superuser privileges")
    return (sys.executable, *quiet, "-m", "celery", "-A", "hubsync", "-q")
