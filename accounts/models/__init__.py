"""The portal, the people who use it, how they log in, what they did, and the tokens of programs."""

from accounts.models.api_token import ApiToken, ApiTokenQuerySet
from accounts.models.audit import Action, ActionKind, AuditEntry
from accounts.models.invitation import Invitation
from accounts.models.portal import TIER_NEEDED, Feature, Portal, Tier, new_salt
from accounts.models.second_factor import Authenticator, BackupCode
from accounts.models.user import Role, User, UserManager

__all__ = [
    "TIER_NEEDED",
    "Action",
    "ActionKind",
    "ApiToken",
    "ApiTokenQuerySet",
    "AuditEntry",
    "Authenticator",
    "BackupCode",
    "Feature",
    "Invitation",
    "Portal",
    "Role",
    "Tier",
    "User",
    "UserManager",
    "new_salt",
]
