"""What bin/start decides before anything runs: addresses, demo store, commands."""

import socket
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest

from hubsync.embedded.data_directory import DataDirectory, DataDirectoryUnusable
from hubsync.embedded.postgres_tuning import settings_for
from hubsync.running.banner import Welcome, banner
from hubsync.running.demo_store import DemoStore, demo_store, is_wanted
from hubsync.running.installation import Installation, parse_port
from hubsync.running.programs import demo_store_program, portal_programs
from hubsync.running.supervisor import ServiceWatch
from tests.running_product import free_port

GIB = 1024**3


@pytest.fixture
def data(tmp_path):
    return DataDirectory(tmp_path / "data")


@pytest.mark.parametrize(
    ("environ", "host"),
    [
        ({}, "127.0.0.1"),
        ({"APP_URL": "http://localhost:8000"}, "127.0.0.1"),
        ({"APP_URL": "https://crm.example.com"}, "127.0.0.1"),
        ({"APP_URL": "http://192.168.1.5:8000"}, "0.0.0.0"),
        ({"APP_URL": "http://192.168.1.5:8000", "HOST": "192.168.1.5"}, "192.168.1.5"),
    ],
)
def test_it_listens_to_this_machine_only_unless_told_otherwise(data, environ, host):
    assert Installation(data, environ).host(8000) == host


@pytest.mark.parametrize("text", ["", "http", "-1", "0", "65536", "8000 "])
def test_no_port(text):
    with pytest.raises(ValueError, match="it is a number from 1 to 65535"):
        parse_port(text)


@pytest.mark.parametrize(
    ("environ", "declined", "wanted"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"SHOPIFY_API_KEY": "key"}, False, False),
        ({"SHOPIFY_STORE_URL": "http://127.0.0.1:9000"}, False, False),
    ],
)
def test_when_a_demo_store_is_run(environ, declined, wanted):
    assert is_wanted(environ, declined=declined) is wanted


def test_demo_store_keeps_port_and_credentials(data):
    first = demo_store(data, free_port())

    assert demo_store(data, free_port()) == first


def test_demo_store_moves_only_when_somebody_sits_on_its_port(data):
    first = demo_store(data, free_port())
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", first.port))
        taken.listen()
        second = demo_store(data, free_port())

    assert second.port != first.port
    assert second.api_secret == first.api_secret


def test_demo_stores_size_comes_from_the_environment_and_its_secret_stays_out_of_ps():
    environ = {"APP_URL": "http://127.0.0.1:8000", "DEMO_CUSTOMERS": "7", "DEMO_ORDERS": "9"}
    store = DemoStore(9000, "key", "shpss_secret")

    command = demo_store_program({**environ, **store.environ()}, store.port, Path("/data/demo-store.state")).command

    assert pair(command, "--state") == ("--state", "/data/demo-store.state")
    assert command[-4:] == ("--customers", "7", "--orders", "9")
    assert "shpss_secret" not in " ".join(command)


def test_numbers_of_processes_come_from_the_environment():
    environ = {"WEB_WORKERS": "3", "WEB_THREADS": "5", "WORKER_CONCURRENCY": "6"}
    web, worker, scheduler = portal_programs(environ, "127.0.0.1", 8000)

    assert pair(web.command, "--workers") == ("--workers", "3")
    assert pair(web.command, "--blocking-threads") == ("--blocking-threads", "5")
    assert pair(worker.command, "--concurrency") == ("--concurrency", "6")
    assert "beat" in scheduler.command


def pair(command, option):
    at = command.index(option)
    return command[at : at + 2]


@pytest.mark.parametrize(("memory", "buffers"), [(1, "128MB"), (8, "1024MB"), (256, "4096MB")])
def test_postgres_takes_an_eighth_of_the_memory_within_bounds(memory, buffers):
    assert settings_for(memory * GIB, 100 * GIB, durable=True)["shared_buffers"] == buffers


def test_a_small_disk_gets_a_small_log():
    assert settings_for(8 * GIB, 8 * GIB, durable=True)["max_wal_size"] == "1024MB"


def test_a_data_folder_that_cannot_be_made_is_told_in_words(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(DataDirectoryUnusable, match="cannot be made"):
        DataDirectory(tmp_path / "file" / "data")


def test_private_files_are_made_once_and_whole(data):
    assert data.read_or_make("secret", "first") == "first"
    assert data.read_or_make("secret", "second") == "first"
    assert (data / "secret").stat().st_mode & 0o077 == 0
    assert [file.name for file in data.path.iterdir()] == ["secret"]


@pytest.mark.parametrize(
    ("prepared", "words"),
    [
        ({"administrator": "missing", "first_run_link": "http://h/setup?token=t"}, "http://h/setup?token=t"),
        ({"administrator": "made", "email": "ana@example.com"}, "ana@example.com, with the password in ADMIN_PASSWORD"),
        ({"administrator": "exists", "email": "ana@example.com"}, "ana@example.com, with the password chosen for it"),
    ],
)
def test_banner_tells_the_way_in(tmp_path, prepared, words):
    demo = DemoStore(9000, "key", "secret")
    shown = banner(Welcome("http://h", prepared, demo, ["PostgreSQL 18"], tmp_path, tmp_path / "log"))

    assert words in shown
    assert "http://127.0.0.1:9000  (shop domain: maison-alder.myshopify.com)" in shown
    assert "secret" not in shown


def test_a_service_whose_data_folder_went_away_is_not_started_anew(tmp_path):
    """An empty database in its place would look like lost data."""
    service = Mock(home=tmp_path / "gone", is_up=Mock(return_value=False))
    service.name = "PostgreSQL"
    log = Mock()

    ServiceWatch(service, log).look()

    service.launch.assert_not_called()
    assert "its data folder" in log.say.call_args.args[0]
