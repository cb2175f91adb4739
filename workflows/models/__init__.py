"""Workflows, their steps, and the e-mails they send (docs/automation.md)."""

from workflows.models.email import EmailState, EmailVersion, MarketingEmail
from workflows.models.kind import Kind
from workflows.models.sender import Sender
from workflows.models.workflow import TimeZoneOf, Workflow, WorkflowStep

__all__ = [
    "EmailState",
    "EmailVersion",
    "Kind",
    "MarketingEmail",
    "Sender",
    "TimeZoneOf",
    "Workflow",
    "WorkflowStep",
]
