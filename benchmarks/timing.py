"""How long a call takes."""

import statistics
import time
from typing import Any

ROUNDS = 15


def timed(call: Any) -> tuple[Any, float]:
    """The answer, and the median milliseconds of some calls after one that warms up."""
    answer, times = call(), []
    assert answer.status_code == 200, answer.content
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return answer, statistics.median(times)
