"""Attacks on a running server, over its public interface alone.

Each is an async function that runs until it is cancelled or has all it wants, and counts what it
gets.  `python -m tests.load.attacks HOST:PORT SECONDS NAME …` is a process of its own.
"""

from tests.load.attacks.asking import exports, slow_previews
from tests.load.attacks.attacker import Attack
from tests.load.attacks.making import (
    forks,
    hoard_named,
    hoard_nameless,
    hoard_renamed,
    stream_forks,
)
from tests.load.attacks.odd import bad_bytes, bad_heads, odd_texts
from tests.load.attacks.talking import commands_of_many, commands_of_one, nested_lists
from tests.load.attacks.unread import deaf_views, sipped_answers, sipped_views

ATTACKS: dict[str, Attack] = {
    attack.__name__.replace("_", "-"): attack
    for attack in (
        forks,
        stream_forks,
        hoard_renamed,
        hoard_nameless,
        hoard_named,
        sipped_answers,
        deaf_views,
        sipped_views,
        exports,
        commands_of_one,
        commands_of_many,
        nested_lists,
        slow_previews,
        odd_texts,
        bad_bytes,
        bad_heads,
    )
}
