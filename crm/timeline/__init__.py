"""What happened to a record, newest first, from every room that knows something of it (SPEC T4; docs/timeline.md)."""

from crm.timeline.events import Event, PropertyChange, Source, sources_of, tell_of
from crm.timeline.reading import EVENTS, Story, read_story

__all__ = ["EVENTS", "Event", "PropertyChange", "Source", "Story", "read_story", "sources_of", "tell_of"]
