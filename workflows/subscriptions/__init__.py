"""What readers say of being written to, and who may be written to (docs/automation.md)."""
