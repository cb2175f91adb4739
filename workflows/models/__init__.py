"""Workflows, their steps, and the e-mails they send (docs/automation.md)."""

from workflows.models.email import EmailEdit, EmailState, EmailTemplate, EmailVersion, MarketingEmail
from workflows.models.email_event import EmailEvent
from workflows.models.enrolment import Arm, Enrolment
from workflows.models.kind import Kind
from workflows.models.ledger import LedgerEntry
from workflows.models.mailbox import Mailbox
from workflows.models.opt_out import OptOut
from workflows.models.outbox import OutboxEmail
from workflows.models.reasons import LeftBecause, NotEnrolled, SkippedBecause, WaitsFor
from workflows.models.sender import Sender
from workflows.models.watch import HeldBecause, SendingWatch
from workflows.models.workflow import TimeZoneOf, Workflow, WorkflowStep

__all__ = [
    "Arm",
    "EmailEdit",
    "EmailEvent",
    "EmailState",
    "EmailTemplate",
    "EmailVersion",
    "Enrolment",
    "HeldBecause",
    "Kind",
    "LedgerEntry",
    "LeftBecause",
    "Mailbox",
    "MarketingEmail",
    "NotEnrolled",
    "OptOut",
    "OutboxEmail",
    "Sender",
    "SendingWatch",
    "SkippedBecause",
    "TimeZoneOf",
    "WaitsFor",
    "Workflow",
    "WorkflowStep",
]
