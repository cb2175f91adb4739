"""What is heard of e-mails after they were sent: opens, clicks, bounces; and the figures of it (docs/automation.md)."""
