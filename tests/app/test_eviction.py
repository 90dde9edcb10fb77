"""Clients that wait are evicted for new ones."""

from app.limits.eviction import EvictionQueue


def test_who_has_waited_longest_leaves_first():
    waiting, gone = EvictionQueue(), []
    for who in "abc":
        waiting.add(who, lambda who=who: gone.append(who))
    assert waiting.make_room()
    assert waiting.make_room()
    assert (gone, len(waiting)) == (["a", "b"], 1)


def test_who_goes_on_has_not_to_leave():
    waiting, gone = EvictionQueue(), []
    waiting.add("a", lambda: gone.append("a"))
    waiting.discard("a")
    assert not waiting.make_room()
    assert gone == []


def test_who_is_noted_again_keeps_the_place_in_the_queue():
    waiting, gone = EvictionQueue(), []
    for who in "aba":
        waiting.add(who, lambda who=who: gone.append(who))
    waiting.make_room()
    assert gone == ["a"]
