"""What a workflow, set as it is now, would have sent if it had been on for some days (docs/automation.md).

Nothing is sent or written: history is read from rows and decided on by the core that sending uses (workflows.deciding).
"""

from workflows.rehearsing.rehearsal import Cast, Example, Rehearsal, cast_of, rehearse

__all__ = ["Cast", "Example", "Rehearsal", "cast_of", "rehearse"]
