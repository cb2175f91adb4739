"""What is due goes out, each e-mail once at the most (SPEC W6; docs/automation.md).

`run` may be called at any time by any number of processes: each claims rows of its own, what it decides follows from
facts read just before, and what may have left is written down before it does.
"""

from workflows.sending.running import run

__all__ = ["run"]
