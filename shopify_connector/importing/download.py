"""The result file of a bulk operation, fetched to disk; an interrupted download goes on where it ended."""

import shutil
from pathlib import Path

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from shopify_connector.errors import ShopifyError, StoreUnavailable
from shopify_connector.models import ImportStep

_CHUNK = 1 << 20
_TIMEOUT = (10, 60)
_RETRY = Retry(total=5, backoff_factor=0.5, backoff_jitter=0.5, status_forcelist=(429, 500, 502, 503, 504))


class Gone(ShopifyError):
    """The file is no longer where Shopify said it was."""


def path_of(step: ImportStep) -> Path:
    """Where a step's file is kept on this machine."""
    return _folder(step) / "result.jsonl"


def _folder(step: ImportStep) -> Path:
    return Path(settings.DATA_DIR) / "imports" / f"{step.session_id}-{step.object}-{step.tries}"


def forget(step: ImportStep) -> None:
    """Remove a step's files from this machine."""
    shutil.rmtree(_folder(step), ignore_errors=True)


def download(step: ImportStep) -> None:
    """Have the whole file on disk, fetching what is missing by HTTP range. Raises Gone or StoreUnavailable.

    The address is signed: Shopify's token is not sent along.
    """
    path = path_of(step)
    path.parent.mkdir(parents=True, exist_ok=True)
    done = path.with_suffix(".done")
    if done.exists():
        return
    part = path.with_suffix(".part")
    for _attempt in range(5):
        try:
            _fetch(step, part)
            break
        except requests.RequestException:
            continue
    else:
        raise StoreUnavailable(_("The data that Shopify prepared could not be downloaded."))
    part.rename(path)
    done.touch()


def _fetch(step: ImportStep, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    if step.file_size is not None and have == step.file_size:
        return
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={have}-"} if have else {})}
    with _session() as session, session.get(step.url, headers=headers, timeout=_TIMEOUT, stream=True) as response:
        if response.status_code in (400, 403, 404, 410):
            raise Gone(_("The data that Shopify prepared is no longer there."))
        if response.status_code == 416:  # there is nothing after what we have, or it is another file
            part.unlink()
            raise requests.ConnectionError
        response.raise_for_status()
        with part.open("ab" if response.status_code == 206 else "wb") as file:
            for chunk in response.iter_content(_CHUNK):
                file.write(chunk)
    if step.file_size is not None and part.stat().st_size < step.file_size:
        raise requests.ConnectionError


def _session() -> requests.Session:
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=_RETRY))
    return session
