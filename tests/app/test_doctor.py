"""`playground doctor` says what is wrong, and what to do about it."""

import contextlib
import re
import socket
import sqlite3
from types import SimpleNamespace

import pytest

from app import cli
from app.admin import doctor
from app.settings import HOME, Settings
from tests.app.test_cli import served


def said(capsys):
    """Return the exit code and what was found."""
    with pytest.raises(SystemExit) as end:
        cli.main(["doctor"])
    return end.value.code, capsys.readouterr().out


def database(tmp_path, monkeypatch, revision):
    """Set a database whose tables have a revision."""
    file = tmp_path / "kept.db"
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", [revision])
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{file}")


@pytest.fixture(autouse=True)
def _free_port(monkeypatch):
    monkeypatch.setenv("PLAYGROUND_PORT", "0")


def test_fit_machine_passes(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/new/kept.db")
    code, words = said(capsys)
    assert code == 0
    assert "fail" not in words
    assert "the first start makes it" in words
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("version", [(3, 10), (2, 7)])
def test_old_python_fails(version):
    assert doctor.check_python(version).verdict == "fail"


def test_old_numpy_fails():
    assert doctor.check_numpy("1.26.4").verdict == "fail"
    assert doctor.check_numpy("2.2.0").verdict == "ok"


def test_few_open_files_are_warned_of():
    assert doctor.check_files(1024, 3000).verdict == "warn"
    assert doctor.check_files(-1, 3000).verdict == doctor.check_files(4096, 3000).verdict == "ok"


def test_files_are_wanted_for_as_many_streams_as_are_set(capsys, monkeypatch):
    monkeypatch.setattr("resource.getrlimit", lambda _: (1024, 3_500))
    assert "ok: enough files" in said(capsys)[1]
    monkeypatch.setenv("PLAYGROUND_MAX_SOCKETS", "3000")
    assert "people at once need 4500" in said(capsys)[1]


def test_server_for_others_without_origins_is_warned_of(capsys, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_HOST", "0.0.0.0")
    code, words = said(capsys)
    assert code == 0
    assert re.search("warn: 0.0.0.0 lets other machines in, .* set PLAYGROUND_ORIGINS", words)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_server_for_this_machine_needs_no_origins(host):
    assert doctor.check_origins(Settings(host=host)).verdict == "ok"


def test_server_for_others_with_origins_is_well():
    found = doctor.check_origins(Settings(host="0.0.0.0", origins=["https://learn.example.org"]))
    assert found.verdict == "ok"
    assert "https://learn.example.org" in found.words


@pytest.mark.parametrize(
    ("settings", "verdict"),
    [
        ({}, "ok"),
        ({"host": "0.0.0.0"}, "warn"),
        ({"origins": ["https://learn.example.org"]}, "warn"),
        ({"host": "0.0.0.0", "listing": "approval"}, "ok"),
        ({"host": "0.0.0.0", "listing": "none"}, "ok"),
    ],
)
def test_server_for_others_where_nobody_looks_at_what_is_listed_is_warned_of(settings, verdict):
    found = doctor.check_listing(Settings(**settings))
    assert (found.verdict, "PLAYGROUND_LISTING" in found.words) == (verdict, verdict == "warn")


@pytest.mark.parametrize(
    ("given", "verdict"), [(None, "ok"), (300, "ok"), (330, "warn"), (4096, "warn")]
)
def test_more_memory_than_the_machine_has_is_warned_of(given, verdict, monkeypatch):
    monkeypatch.setattr("app.settings.machine_memory", lambda: 970)
    found = doctor.check_memory(Settings(worker_memory=given), 970)
    assert found.verdict == verdict, found
    assert ("set PLAYGROUND_WORKER_MEMORY" in found.words) == (verdict == "warn")


def test_cluster_where_nothing_answers_fails(monkeypatch):
    monkeypatch.setattr("app.settings.find_spec", lambda name: name)
    settings = Settings(runner="ray", ray_address="127.0.0.1:0")
    with socket.create_server(("127.0.0.1", 0)) as head:
        port = head.getsockname()[1]
        there = settings.model_copy(update={"ray_address": f"127.0.0.1:{port}"})
        assert doctor.check_cluster(there).verdict == "ok"
    assert doctor.check_cluster(settings).verdict == "fail"


def test_sqlite_with_a_spoilt_log_is_warned_of():
    assert doctor.check_sqlite((3, 51, 2)).verdict == "warn"
    assert doctor.check_sqlite((3, 51, 3)).verdict == "ok"


def test_wrong_setting_fails_by_name(capsys, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_WORKERS", "0")
    code, words = said(capsys)
    assert code == 1
    assert "fail: settings: workers must be at least 1; got '0'" in words


def test_missing_libraries_fail(tmp_path):
    (tmp_path / "uplot").mkdir()
    found = doctor.check_vendor(tmp_path)
    assert found.verdict == "fail"
    assert "(lit-html, signals-core, swagger-ui)" in found.words
    assert doctor.check_vendor(HOME / "static/vendor").verdict == "ok"


def test_folder_that_is_none_fails(tmp_path):
    (tmp_path / "file").touch()
    assert doctor.check_folder(tmp_path / "file/data").verdict == "fail"


@pytest.mark.parametrize(("mode", "verdict"), [(0o600, "ok"), (0o640, "warn"), (0o644, "warn")])
def test_database_that_other_accounts_may_read_is_warned_of(tmp_path, mode, verdict):
    file = tmp_path / "kept.db"
    file.touch()
    file.chmod(mode)
    assert doctor.check_private(file).verdict == verdict


@pytest.mark.parametrize(("free", "verdict"), [(10**7, "fail"), (10**8, "warn"), (10**10, "ok")])
def test_room_is_judged(tmp_path, monkeypatch, free, verdict):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    assert doctor.check_folder(tmp_path).verdict == verdict


def test_database_of_a_newer_version_fails(capsys, tmp_path, monkeypatch):
    database(tmp_path, monkeypatch, "9999")
    code, words = said(capsys)
    assert code == 1
    assert "fail: a newer version made the database" in words


def test_database_of_an_older_version_is_warned_of(capsys, tmp_path, monkeypatch):
    database(tmp_path, monkeypatch, "0001")
    code, words = said(capsys)
    assert code == 0
    assert "is migrated at the next start: back it up before" in words


def test_database_out_of_reach_fails_without_its_password(capsys, monkeypatch):
    url = "postgresql+asyncpg://user:hunter2@127.0.0.1:1/name"
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", url)
    code, words = said(capsys)
    assert code == 1
    assert "cannot be read: " in words
    assert "hunter2" not in words


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/x", "postgresql+asyncpg://u:hunter2@h:p/x"])
def test_address_of_no_database_is_refused_without_its_password(capsys, monkeypatch, url):
    monkeypatch.setenv("PLAYGROUND_DATABASE_URL", url)
    code, words = said(capsys)
    assert code == 1
    assert "fail: settings: database_url must be " in words
    assert "hunter2" not in words


def test_port_of_another_program_fails():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = doctor.check_port(Settings(port=taken.getsockname()[1]))
    assert found.verdict == "fail"
    assert "Address already in use; set PLAYGROUND_PORT" in found.words


def test_port_of_our_own_server_is_well():
    with served() as (_, address):
        found = doctor.check_port(Settings(port=int(address.split(":")[1])))
    assert found.verdict == "ok"
    assert "is being served" in found.words
