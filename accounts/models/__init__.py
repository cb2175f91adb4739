"""The portal, the people who use it, how they log in, what they did, and the tokens of programs."""

from accounts.models.api_token import ApiToken, ApiTokenQuerySet
from accounts.models.portal import TIER_NEEDED, Feature, Portal, Tier, new_salt
from accounts.models.user import Role, User, UserManager

__all__ = [
    "TIER_NEEDED",
    "ApiToken",
    "ApiTokenQuerySet",
    "Feature",
    "Portal",
    "Role",
    "Tier",
    "User",
    "UserManager",
    "new_salt",
]
