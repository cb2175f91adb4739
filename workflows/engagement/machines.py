"""Who asks for a picture or follows a link: a person, or a program of the mail's way to them. Rules, with sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

# Nobody opens an e-mail as fast as filters look into it; nobody clicks so fast either.
TOO_SOON_TO_READ = timedelta(seconds=5)
TOO_SOON_TO_CLICK = timedelta(seconds=2)
# Filters follow every link of an e-mail at once; people follow one.
AT_ONCE = timedelta(seconds=2)
MANY_LINKS = 3

# The whole user agent of programs that fetch pictures whether the e-mail is read or not.
WHOLE_AGENTS = {
    # Apple Mail Privacy Protection: https://help.socketlabs.com/docs/identifying-apple-mpp-opens-in-notification-api-events
    "mozilla/5.0",
    "",
}
# Parts of user agents. GoogleImageProxy and YahooMailProxy are not among them: they fetch when a person opens
# (https://www.scientiamobile.com/what-is-google-image-proxy/).
PARTS_OF_AGENTS = (
    # Gmail fetching ahead: https://bird.com/en-gb/blog/gmail-prefetching-images
    "edge/12.246 mozilla/5.0",
    # Programs that say what they are.
    "bot",
    "crawler",
    "spider",
    "scanner",
    "preview",
    "headlesschrome",
    "barracuda",
    "mimecast",
    "proofpoint",
    "curl/",
    "wget/",
    "python-",
    "go-http-client",
    "java/",
    "okhttp",
    "libwww",
)
# Headers by which browsers say that nobody looks yet: https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Purpose
PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
PURPOSES = ("prefetch", "preview", "prerender")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request: how, by what, and when (UTC)."""

    method: str
    headers: Mapping[str, str]
    at: datetime


def is_by_machine(visit: Visit, sent_at: datetime | None, too_soon: timedelta) -> bool:
    """Whether a program made a request about an e-mail that was sent at a moment (None: it is only being sent)."""
    agent = visit.headers.get("User-Agent", "").strip().lower()
    purposes = (visit.headers.get(name, "").lower() for name in PURPOSE_HEADERS)
    return (
        visit.method == "HEAD"
        or sent_at is None
        or visit.at < sent_at + too_soon
        or agent in WHOLE_AGENTS
        or any(part in agent for part in PARTS_OF_AGENTS)
        or any(word in purpose for purpose in purposes for word in PURPOSES)
    )
