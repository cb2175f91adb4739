"""`bin/manage`: the command's own output and exit code, against the embedded services (SPEC 12)."""

import signal
import subprocess
import time

import psutil
import pytest

from hubsync.running.installation import ROOT
from tests.running_product import clean_environ

pytestmark = pytest.mark.slow


@pytest.fixture
def environ(place):
    return clean_environ(HUBSYNC_DATA_DIR=str(place / "data"))


def manage(environ, *arguments, **options):
    return subprocess.run(
        [str(ROOT / "bin/manage"), *arguments], env=environ, capture_output=True, text=True, check=False, **options
    )


def those_in(folder):
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd().startswith(str(folder)):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_output_is_the_commands_alone_and_services_are_stopped_afterwards(environ, place):
    done = manage(
        environ, "shell", "-v", "0", "-c", "from django.db import connection as c; c.cursor(); print('token')"
    )

    assert done.stdout == "token\n"
    assert done.returncode == 0, done.stderr
    assert those_in(place) == []


@pytest.mark.parametrize("code", [0, 3])
def test_exit_code_is_the_commands(environ, code):
    assert manage(environ, "shell", "-v", "0", "-c", f"raise SystemExit({code})").returncode == code


def test_unknown_command_is_told_on_standard_error(environ):
    done = manage(environ, "no_such_command")

    assert done.returncode == 1
    assert done.stdout == ""
    assert "no_such_command" in done.stderr


def test_standard_input_reaches_the_command(environ):
    done = manage(environ, "shell", "-v", "0", input="print(6 * 7)\n")

    assert done.stdout.strip() == "42"


def test_files_named_are_those_of_the_folder_it_is_called_in(environ, place):
    (place / "here.json").write_text("[]")

    done = manage(environ, "shell", "-v", "0", "-c", "print(open('here.json').read())", cwd=place)

    assert done.stdout == "[]\n"


def test_a_folder_that_looks_like_our_code_is_not_imported(environ, place):
    (place / "hubsync").mkdir()
    (place / "celery.py").write_text("raise RuntimeError('not this one')")

    assert manage(environ, "shell", "-v", "0", "-c", "print(1)", cwd=place).stdout == "1\n"


def test_data_stay_from_one_command_to_the_next(environ):
    assert manage(environ, "prepare_portal").returncode == 0
    assert manage(environ, "shell", "-v", "0", "-c", MAKE_PORTAL).returncode == 0

    assert manage(environ, "shell", "-v", "0", "-c", f"{IMPORT}; print(Portal.current())").stdout == "Kept\n"


IMPORT = "from accounts.models import Portal"
MAKE_PORTAL = f"{IMPORT}; Portal.objects.update_or_create(id=1, defaults={{'name': 'Kept'}})"


def test_two_at_once_share_the_services(environ, place):
    slow = subprocess.Popen([str(ROOT / "bin/manage"), "shell", "-v", "0", "-c", SLOW], env=environ)
    quick = manage(environ, "shell", "-v", "0", "-c", ASK)

    assert quick.stdout == "1\n"
    assert slow.wait(60) == 0
    assert those_in(place) == []


ASK = "from django.db import connection as c; q = c.cursor(); q.execute('select 1'); print(q.fetchone()[0])"
SLOW = f"{ASK}; import time; time.sleep(3); q.execute('select 1')"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_by_a_signal_it_leaves_nothing_running(environ, place, number):
    command = subprocess.Popen(
        [str(ROOT / "bin/manage"), "shell", "-v", "0", "-c", "print('up', flush=True); import time; time.sleep(60)"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert command.stdout.readline() == "up\n"

    # As from a terminal: Ctrl-C goes to the whole foreground group, `kill` to the one process.
    if number == signal.SIGINT:
        for process in [psutil.Process(command.pid), *psutil.Process(command.pid).children()]:
            process.send_signal(number)
    else:
        command.send_signal(number)

    assert command.wait(30) != 0
    assert those_in(place) == []


def test_left_behind_by_a_killed_command_the_services_serve_the_next(environ, place):
    command = subprocess.Popen(
        [str(ROOT / "bin/manage"), "shell", "-v", "0", "-c", "print('up', flush=True); import time; time.sleep(60)"],
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert command.stdout.readline() == "up\n"
    for process in [*psutil.Process(command.pid).children(), psutil.Process(command.pid)]:
        if process.name() not in {"postgres", "redis-server"}:
            process.kill()
    command.wait()
    time.sleep(0.2)

    assert manage(environ, "shell", "-v", "0", "-c", ASK).stdout == "1\n"
    assert those_in(place) == []


def test_what_bin_start_chose_is_known(environ, place):
    (place / "data").mkdir(mode=0o711)
    (place / "data" / "last-start.json").write_text(
        '{"APP_URL": "http://127.0.0.1:8123", "SHOPIFY_STORE_URL": "http://127.0.0.1:9123", "SHOPIFY_API_KEY": "demo"}'
    )
    show = "from django.conf import settings as s; print(s.APP_URL, s.SHOPIFY_STORE_URL, s.SHOPIFY_API_KEY)"

    assert (
        manage(environ, "shell", "-v", "0", "-c", show).stdout == "http://127.0.0.1:8123 http://127.0.0.1:9123 demo\n"
    )
    named = {**environ, "SHOPIFY_STORE_URL": "http://127.0.0.1:9999"}
    assert "http://127.0.0.1:9999" in manage(named, "shell", "-v", "0", "-c", show).stdout
    own = {**environ, "SHOPIFY_API_KEY": "real"}
    assert manage(own, "shell", "-v", "0", "-c", show).stdout == "http://127.0.0.1:8123 https://{shop} real\n"
