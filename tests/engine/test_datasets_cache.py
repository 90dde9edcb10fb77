"""Official files: found in order, proven by their checksum, downloaded whole or not at all.

The mirrors are files here: urllib opens file:// addresses as it opens others, and no test needs a
network.
"""

import gzip
import hashlib
import subprocess
import sys
import tarfile
import tracemalloc
from dataclasses import replace

import pytest

from engine.datasets import cache
from engine.datasets.errors import DamagedData, MissingData
from engine.datasets.official import Archive, Official

CONTENT = bytes(range(256)) * 4
TRUE = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def folders(tmp_path, monkeypatch):
    """Give each test its own empty places to search."""
    for place in ("given", "cache", "system", "mirror"):
        (tmp_path / place).mkdir()
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "given"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def official(folders):
    mirror, system = folders / "mirror", folders / "system"
    mirrors = ((mirror / "first.gz").as_uri(), (mirror / "second.gz").as_uri())
    return Official("letters", "letters", TRUE, 2000, mirrors, "install letters", str(system))


def kept(folders):
    """Return the names of the files in the cache, temporary ones included."""
    return sorted(path.name for path in (folders / "cache").rglob("*") if path.is_file())


def archive(path, member="in/letters"):
    (path.parent / "loose").write_bytes(CONTENT)
    with tarfile.open(path, "w:gz") as packed:
        packed.add(path.parent / "loose", member)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "place",
    [
        "given/letters/letters.gz",
        "given/letters.gz",
        "cache/neural-playground/letters/letters.gz",
        "cache/neural-playground/letters.gz",
        "system/letters.gz",
    ],
)
def test_a_file_is_found_in_each_place(folders, official, place):
    path = folders / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(CONTENT))
    assert cache.found(official) == path
    assert cache.content(official) == CONTENT


def test_the_folder_that_the_user_names_is_searched_first(folders, official):
    for place in ("system", "cache", "given"):
        (folders / place / "letters").write_bytes(CONTENT)
    assert cache.found(official) == folders / "given" / "letters"


def test_without_the_variable_the_other_places_are_searched(folders, official, monkeypatch):
    monkeypatch.delenv("PLAYGROUND_DATA")
    (folders / "system" / "letters").write_bytes(CONTENT)
    assert cache.content(official) == CONTENT


@pytest.mark.parametrize("level", [1, 9])
def test_another_compression_of_the_same_bytes_is_the_same_file(folders, official, level):
    (folders / "given" / "letters.gz").write_bytes(gzip.compress(CONTENT, level, mtime=level))
    assert cache.content(official) == CONTENT


def test_an_archive_is_proven_by_its_own_checksum(folders, official):
    sha256 = archive(folders / "given" / "letters.tgz")
    packed = replace(
        official, sha256="unknown", archive=Archive("letters.tgz", sha256, "in/letters")
    )
    assert cache.content(packed) == CONTENT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"sha256": "0" * 64}, "its SHA-256 must be 000"),
        ({"member": "in/figures"}, "has no file in/figures"),
    ],
)
def test_a_wrong_archive_is_refused(folders, official, change, says):
    sha256 = archive(folders / "given" / "letters.tgz")
    wrong = replace(Archive("letters.tgz", sha256, "in/letters"), **change)
    with pytest.raises(DamagedData, match=says):
        cache.content(replace(official, archive=wrong))


@pytest.mark.parametrize(
    ("packed", "says"),
    [
        (gzip.compress(CONTENT)[:-9], "end-of-stream"),
        (b"no gzip at all", "Not a gzipped file"),
        (gzip.compress(CONTENT[1:]), f"SHA-256 must be {TRUE}; got .* of 1023 bytes"),
        (gzip.compress(bytes(2001)), "at most 2000 bytes, decompressed too"),
        (bytes(2001), "at most 2000 bytes"),
    ],
    ids=["truncated", "another kind", "forged", "bomb", "large"],
)
def test_a_damaged_file_is_one_clear_error_that_names_it(folders, official, packed, says):
    path = folders / "given" / "letters.gz"
    path.write_bytes(packed)
    with pytest.raises(DamagedData, match=says) as refused:
        cache.content(official)
    assert str(path) in str(refused.value)


def test_a_bomb_is_unpacked_no_further_than_the_limit(folders, official):
    (folders / "given" / "letters.gz").write_bytes(gzip.compress(bytes(30_000_000), 1))
    tracemalloc.start()
    with pytest.raises(DamagedData, match="at most 200000 bytes, decompressed too"):
        cache.content(replace(official, limit=200_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_download_is_kept_and_not_repeated(folders, official):
    mirror = folders / "mirror" / "first.gz"
    mirror.write_bytes(gzip.compress(CONTENT))
    assert cache.content(official) == CONTENT
    assert kept(folders) == ["letters.gz"]
    mirror.unlink()
    assert cache.content(official) == CONTENT


@pytest.mark.parametrize(
    "bad",
    [None, gzip.compress(b"forged"), gzip.compress(CONTENT)[:-9], bytes(5000)],
    ids=["missing", "forged", "cut", "zeros"],
)
def test_a_mirror_that_fails_is_followed_by_the_next(folders, official, bad):
    if bad is not None:
        (folders / "mirror" / "first.gz").write_bytes(bad)
    (folders / "mirror" / "second.gz").write_bytes(gzip.compress(CONTENT))
    assert cache.content(official) == CONTENT
    assert kept(folders) == ["letters.gz"]


def test_without_file_and_network_one_error_names_places_reasons_and_remedy(folders, official):
    with pytest.raises(MissingData) as refused:
        cache.content(official)
    said = str(refused.value)
    for part in ("Remedy: install letters", "PLAYGROUND_DATA", "letters.gz", *official.mirrors):
        assert part in said
    for place in ("given", "cache", "system"):
        assert str(folders / place) in said
    assert kept(folders) == []


def test_progress_tells_how_far_a_download_is(folders, official, monkeypatch):
    monkeypatch.setattr("engine.datasets.download.CHUNK", 200)
    packed = gzip.compress(CONTENT)
    (folders / "mirror" / "first.gz").write_bytes(packed)
    reports = []
    cache.content(official, lambda *report: reports.append(report))
    so_far = [*range(200, len(packed), 200), len(packed)]
    assert reports == [("letters.gz", done, len(packed)) for done in so_far]


def test_a_download_that_the_caller_ends_leaves_nothing(folders, official):
    (folders / "mirror" / "first.gz").write_bytes(gzip.compress(CONTENT))

    def end(*report):
        raise InterruptedByUser

    with pytest.raises(InterruptedByUser):
        cache.content(official, end)
    assert kept(folders) == []


class InterruptedByUser(Exception):
    pass


def test_a_download_that_is_too_large_stops_at_the_limit(folders, official):
    (folders / "mirror" / "first.gz").write_bytes(bytes(1_000_000))
    reports = []
    with pytest.raises(MissingData, match="more than the 2000 bytes allowed"):
        cache.content(official, lambda *report: reports.append(report))
    assert reports == []


def test_a_cache_that_cannot_be_written_is_said(folders, official, monkeypatch):
    (folders / "mirror" / "first.gz").write_bytes(gzip.compress(CONTENT))
    (folders / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folders / "file"))
    with pytest.raises(MissingData, match="Not a directory"):
        cache.content(official)


def test_importing_loads_no_network_code_and_touches_no_cache(folders):
    script = "import sys, engine.datasets; print('urllib.request' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["False"]
    assert list((folders / "cache").iterdir()) == []
