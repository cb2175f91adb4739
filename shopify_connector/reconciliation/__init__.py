"""Comparing hubsync with the store, and repairing what was missed (SPEC L3; docs/live-sync.md)."""
