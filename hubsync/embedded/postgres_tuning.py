"""Settings of the embedded PostgreSQL, by the machine's memory and disk. Sizes are in MiB."""

from collections.abc import Mapping

MIB = 1024 * 1024


def settings_for(memory: int, free_disk: int, *, durable: bool) -> Mapping[str, str]:
    """PostgreSQL's settings for a machine with this much memory and free disk, in bytes.

    The database shares the machine with the web and worker processes: an eighth of the memory is its own cache, half
    is expected to be the system's. A crash loses nothing that was committed unless `durable` is false (tests).
    """
    memory_mib = memory // MIB
    return {
        "shared_buffers": f"{_between(128, memory_mib // 8, 4096)}MB",
        "effective_cache_size": f"{max(512, memory_mib // 2)}MB",
        "work_mem": f"{_between(8, memory_mib // 512, 64)}MB",
        "maintenance_work_mem": f"{_between(64, memory_mib // 32, 1024)}MB",
        # Imports write much: fewer checkpoints, spread out, on no more than an eighth of the free disk.
        "max_wal_size": f"{_between(512, free_disk // MIB // 8, 4096)}MB",
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "jit": "off",
        "max_connections": "100",
        "max_locks_per_transaction": "256",
        "timezone": "UTC",
        # Its log tells what stops it, not what clients did wrong: those say so themselves.
        "log_min_messages": "fatal",
        "log_timezone": "UTC",
        **_durability(durable=durable),
    }


def _durability(*, durable: bool) -> Mapping[str, str]:
    if durable:
        return {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    return {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _between(lowest: int, value: int, highest: int) -> int:
    return max(lowest, min(value, highest))
