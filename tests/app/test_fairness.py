from app.runs.worker.fairness import LONG_SECONDS, MOST_OWED_SECONDS, FairQueue


def serve(queue, costs, turns, start=0):
    """Give runs that always want more so many turns; return how many each had."""
    had = dict.fromkeys(costs, 0)
    for now in range(start, start + turns):
        run = queue.next(now)
        had[run] += 1
        queue.charge(run, costs[run])
        queue.want(run, now)
    return had


def queue_of(*runs):
    queue = FairQueue()
    for run in runs:
        queue.want(run, 0.0)
    return queue


def test_equal_runs_take_turns():
    costs = dict.fromkeys("abc", 1)
    assert serve(queue_of(*"abc"), costs, 300) == dict.fromkeys("abc", 100)


def test_run_with_costly_slices_gets_fewer_of_them_and_the_same_time():
    had = serve(queue_of("heavy", "light"), {"heavy": 20, "light": 1}, 2100)
    assert abs(had["heavy"] * 20 - had["light"]) <= 20


def turns_until(queue, wanted, others=20, cost=0.001):
    """Return how many turns others have before a run has its own."""
    for turn in range(1000):
        run = queue.next(0.0)
        if run == wanted:
            return turn
        queue.charge(run, cost)
        queue.want(run, 0.0)
    raise AssertionError("it had no turn")


def test_time_that_the_machine_stood_still_holds_a_run_back_for_a_moment():
    names = [f"run {number}" for number in range(20)]
    queue = queue_of("struck", *names)
    queue.charge("struck", 0.08)
    waited = turns_until(queue, "struck")
    assert 20 < waited <= 20 * LONG_SECONDS / 0.001 + 20


def test_what_was_owed_is_paid_in_the_end():
    queue, costs = queue_of("struck", "other"), {"struck": 0.001, "other": 0.001}
    queue.charge("struck", 0.08)
    had = serve(queue, costs, 1000)
    assert abs(had["struck"] * 0.001 + 0.08 - had["other"] * 0.001) <= 0.003


def test_long_blocks_gain_no_more_than_what_may_be_owed():
    had = serve(queue_of("long", "short"), {"long": 0.05, "short": 0.001}, 2000)
    assert had["long"] * 0.05 <= had["short"] * 0.001 + MOST_OWED_SECONDS + 0.06


def test_price_counts_for_what_was_owed_too():
    queue, costs = queue_of("dear", "cheap"), {"cheap": 0.001}
    had = {"dear": 0, "cheap": 0}
    for _ in range(3000):
        run = queue.next(0.0)
        had[run] += 1
        queue.charge(run, costs.get(run, 0.02), 16.0 if run == "dear" else 1.0)
        queue.want(run, 0.0)
    assert had["dear"] * 0.02 * 16 <= had["cheap"] * 0.001 + 16 * (MOST_OWED_SECONDS + 0.02)


def test_rest_saves_nothing_up():
    queue = queue_of("busy")
    serve(queue, {"busy": 1}, 100)
    queue.want("rested", 100)
    had = serve(queue, {"busy": 1, "rested": 1}, 20, start=100)
    assert abs(had["busy"] - had["rested"]) <= 2


def test_nobody_is_served_before_the_time_asked_for():
    queue = FairQueue()
    queue.want("later", 5.0)
    assert queue.next(4.9) is None
    assert queue.wakes(4.0) == 1.0
    assert queue.next(5.0) == "later"


def test_newest_wish_counts():
    queue = FairQueue()
    queue.want("a", 5.0)
    queue.want("a", 2.0)
    assert queue.next(2.0) == "a"
    assert queue.next(9.0) is None
    queue.want("a", 3.0)
    queue.want("a", None)
    assert queue.next(9.0) is None
    assert queue.wakes(9.0) is None


def test_pictures_count_and_hold_a_run_back_only_while_others_wait():
    queue = queue_of("painter", "other")
    queue.charge("painter", 1.0)
    assert queue.ahead("painter", 0.0) == 1.0 - MOST_OWED_SECONDS
    assert queue.next(0.0) == "other"
    assert queue.ahead("painter", 0.0) == 0.0
    queue.want("other", 2.0)
    assert queue.ahead("painter", 1.0) == 0.0
    assert queue.ahead("painter", 2.0) == 1.0 - MOST_OWED_SECONDS


def test_forgotten_run_is_never_served():
    queue = queue_of("a", "b")
    queue.forget("a")
    assert queue.next(1.0) == "b"
    assert queue.next(1.0) is None


def test_run_that_is_let_go_first_takes_nothing_from_what_is_due_to_others():
    queue = queue_of("asked", "other")
    queue.charge("asked", 5.0)
    assert queue.next(0.0, first=["asked"]) == "asked"
    queue.charge("asked", 1.0)
    queue.want("asked", 0.0)
    queue.want("other", 0.0)
    assert serve(queue, {"asked": 1, "other": 1}, 6) == {"asked": 0, "other": 6}


def test_run_that_may_go_first_and_does_not_want_to_keeps_nobody_waiting():
    queue = queue_of("a")
    assert queue.next(0.0, first=["b"]) == "a"
    assert queue.next(0.0, first=["b"]) is None
