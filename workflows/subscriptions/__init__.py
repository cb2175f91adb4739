"""What readers say of being written to: unsubscribing, types of e-mail, and who may be written to (docs/automation.md)."""
