"""The demo store as a process of its own."""

import re
import subprocess
import sys
import time

import pytest
import requests

from demo_store.options import parse_options


def test_options_of_the_command_line(monkeypatch):
    monkeypatch.setenv("DEMO_STORE_API_SECRET", "from-the-environment")
    options = parse_options(["--port", "9100", "--customers", "10", "--app-url", "http://127.0.0.1:8000/"])

    assert (options.port, options.customers) == (9100, 10)
    assert options.app_url == "http://127.0.0.1:8000"
    assert options.api_secret == "from-the-environment"
    assert options.base_url == "http://127.0.0.1:9100"
    assert parse_options(["--public-url", "https://shop.example/"]).base_url == "https://shop.example"


@pytest.mark.slow
def test_it_starts_tells_where_it_is_and_ends_quietly():
    arguments = ["--port", "0", "--customers", "50", "--orders", "80", "--access-token", "shpat_process"]
    process = subprocess.Popen([sys.executable, "-m", "demo_store", *arguments], stderr=subprocess.PIPE, text=True)
    try:
        begun = time.monotonic()
        line = process.stderr.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        assert "Maison Alder" in line
        assert time.monotonic() - begun < 10
        assert requests.get(url, timeout=5).status_code == 200
    finally:
        process.terminate()
        rest = process.communicate(timeout=10)[1]
    assert process.returncode == 0
    assert "Traceback" not in rest
