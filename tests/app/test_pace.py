"""How often one session may make and steer, and that it takes nothing from the others."""

import pytest

from app.errors import TooMany
from app.limits import rates
from app.limits.caps import CREATIONS, CROWD
from app.limits.rates import Bucket, RateLimiter
from tests.app.client import commanded, created, serving

FEW = 3  # that a session makes at once


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_empty_bucket_says_how_long_to_wait_and_fills_again():
    clock = Clock()
    bucket = Bucket(2, 0.5, clock)
    assert [bucket.take() for _ in range(3)] == [0, 0, 2.0]
    clock.now = 1.5
    assert bucket.take() == 0.5
    clock.now = 2.0
    assert bucket.take() == 0


def test_bucket_never_holds_more_than_its_size():
    clock = Clock()
    bucket = Bucket(2, 1, clock)
    clock.now = 100.0
    assert [bool(bucket.take()) for _ in range(3)] == [False, False, True]


def test_what_costs_more_takes_more():
    clock = Clock()
    bucket = Bucket(10, 2, clock)
    assert [bucket.take(6), bucket.take(6)] == [0, 1.0]
    assert bucket.take(4) == 0


def test_what_costs_more_than_a_full_bucket_is_paid_off_afterwards():
    clock = Clock()
    bucket = Bucket(10, 1, clock)
    assert bucket.take(25) == 0
    assert bucket.take() == 16.0
    clock.now = 16.0
    assert bucket.take() == 0


def test_request_counts_for_what_it_costs():
    paced = RateLimiter("does it", 10, 0.001)
    paced.check("a", cost=9)
    paced.check("a")
    with pytest.raises(TooMany):
        paced.check("a")


def test_one_session_too_many_times_leaves_the_others_alone():
    paced = RateLimiter("does it", 2, 0.001)
    for _ in range(2):
        paced.check("a")
    with pytest.raises(TooMany, match="does it at most 2 times at once"):
        paced.check("a")
    paced.check("b")


def test_who_names_no_session_shares_a_bucket_as_large_as_a_class():
    paced = RateLimiter("does it", 2, 0.001)
    for _ in range(2 * CROWD):
        paced.check(None)
    with pytest.raises(TooMany):
        paced.check("")


def test_sessions_made_up_without_end_take_no_memory_without_end(monkeypatch):
    monkeypatch.setattr(rates, "MOST_KEPT", 10)
    paced = RateLimiter("does it", 2, 0.001)
    for number in range(1000):
        paced.check(f"{number}")
    assert len(paced._buckets) == 10


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def posted(client, session, path="/api/experiments"):
    return client.post(path, json={}, headers={"Playground-Session": session})


@pytest.fixture
def unhurried(client, monkeypatch):
    """Have no time go by, so that nothing that was used up comes back."""
    still = RateLimiter("makes", FEW, 0.001, clock=lambda: 5.0)
    monkeypatch.setattr(client.app.state.services.rates, "creations", still)


@pytest.mark.usefixtures("unhurried")
def test_session_that_makes_too_much_is_told_when_to_come_again(client):
    answers = [posted(client, "fast") for _ in range(FEW + 1)]
    assert {answer.status_code for answer in answers[:-1]} <= {200, 201}
    refused = answers[-1]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_fast")
    assert refused.headers["retry-after"] == "1000"
    assert refused.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("path", ["/api/runs", "/api/experiments", "/api/datasets"])
def test_all_that_is_made_counts_together(client, path):
    for _ in range(FEW):
        posted(client, f"all {path}")
    assert posted(client, f"all {path}", path).status_code == 429


def test_class_behind_one_address_is_not_locked_out(client):
    for _ in range(CREATIONS + 5):
        posted(client, "one of them")
    assert {posted(client, f"pupil {n}").status_code for n in range(CROWD)} <= {200, 201}


def test_commands_are_paced_too(client, monkeypatch):
    monkeypatch.setattr(
        client.app.state.services.rates, "commands", RateLimiter("sends commands", 1, 0.001)
    )
    run = created(client)
    headers = {"Authorization": f"Bearer {run['control_token']}", "Playground-Session": "me"}
    path = f"/api/runs/{run['id']}/commands"
    sent = [client.post(path, json={"type": "pause"}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [202, 429]
    assert commanded(client, run, type="pause").status_code == 202
