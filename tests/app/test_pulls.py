from app.documents.commands import View
from app.runs.frame_requests import FrameRequest, FrameRequests

VIEW = View()


def pull(newer=0, generation=0, epochs_per_row=1, since=5, at=0.0):
    return FrameRequest("r", VIEW, newer, generation, epochs_per_row, since, at)


def due(pulls, now=1.0):
    return list(pulls.due(now))


def test_pull_comes_up_when_it_is_due():
    pulls = FrameRequests()
    pulls.ask(pull(at=2.0))
    assert pulls.wakes() == 2.0
    assert due(pulls, 1.9) == []
    assert due(pulls, 2.0) == [pull(at=2.0)]


def test_newest_replaces_the_one_before():
    pulls = FrameRequests()
    pulls.ask(pull(newer=1))
    pulls.ask(pull(newer=2))
    assert due(pulls) == [pull(newer=2)]


def test_parked_pull_comes_up_again_when_its_run_changes():
    pulls = FrameRequests()
    pulls.ask(pull())
    for wish in due(pulls):
        pulls.park(wish)
    assert due(pulls) == []
    pulls.stir("r")
    assert due(pulls) == [pull()]


def test_closed_pull_leaves_nothing_behind():
    pulls = FrameRequests()
    pulls.ask(pull())
    for wish in due(pulls):
        pulls.park(wish)
    pulls.close("r", VIEW)
    pulls.stir("r")
    assert pulls.wakes() is None


def test_joined_pull_serves_both():
    joined = pull(newer=3, since=3, at=1.0).joined(pull(newer=2, since=4, at=2.0))
    assert joined == pull(newer=2, since=3, at=1.0)


def test_pulls_of_two_generations_ask_for_the_whole_history():
    assert pull(generation=1).joined(pull(generation=2)).since == -1


def test_pulls_of_viewers_with_other_rows_ask_for_the_whole_history():
    assert pull(epochs_per_row=2).joined(pull(epochs_per_row=4)).since == -1


def test_plain_pull_is_made_anew():
    assert FrameRequest.made_of(pull(at=1.5).message()) == pull(at=1.5)
