"""Who comes into a workflow: derived from rows, never from events (docs/automation.md).

`enrol` may be asked at any time, any number of times, by any number of processes: the same rows enrol the same people
once.
"""

from workflows.enrolling.running import Enrolled, enrol, enrol_all, enrol_existing, existing

__all__ = ["Enrolled", "enrol", "enrol_all", "enrol_existing", "existing"]
