import asyncio
import contextlib
from time import monotonic

import numpy as np
import pytest
from safetensors.numpy import load

from app.documents.commands import View
from app.encoding.messages import FrameContent
from app.runs.runner import INCARNATION_BITS, Cursor
from app.runs.server.feed import Feed, RenderedFrame
from tests.patience import LIMIT

pytestmark = pytest.mark.anyio
VIEW = View(fps=60)


class Owner:
    """Draws the frames it is asked for when the test says so: a run with one epoch for each seq."""

    def __init__(self):
        self.asked, self.dropped = {}, []
        self.feed = Feed("r", self)
        self.generation, self.epochs_per_row = 0, 1

    def ask(self, pull):
        self.asked[pull.view] = pull

    def drop(self, run, view):
        self.dropped.append(view)

    def draw(self, seq, age=0.0, owners=0):
        """Answer every open request with the state `seq`, of the first worker or a later one."""
        for view, pull in list(self.asked.items()):
            layout = self.generation, self.epochs_per_row
            since = pull.since if pull.layout == layout else -1
            rows = np.array([[epoch, 0.5] for epoch in range(since + 1, seq + 1)], np.float32)
            told = (owners << INCARNATION_BITS) + seq
            meta = {"run": "r", "seq": told, "generation": self.generation}
            meta["epochs_per_row"] = self.epochs_per_row
            meta |= {"epoch": seq, "t": 0.0}
            picture = FrameContent(meta, {}, rows.reshape(-1, 2))
            del self.asked[view]
            self.feed.publish(view, RenderedFrame(picture, since, pull.at, came=monotonic() - age))

    async def next(self, frames, seq, **about):
        """Return the frame that a viewer gets when `seq` is drawn next."""
        getting = asyncio.ensure_future(anext(frames))
        await until(lambda: self.asked)
        self.draw(seq, **about)
        return await asyncio.wait_for(getting, LIMIT)


async def until(condition):
    async with asyncio.timeout(LIMIT):
        while not condition():
            await asyncio.sleep(0)


def epochs(frame):
    return load(frame)["history"][:, 0].astype(int).tolist()


@pytest.fixture
def owner():
    return Owner()


async def test_viewer_gets_each_epoch_once(owner):
    frames = owner.feed.frames(VIEW, Cursor())
    assert epochs(await owner.next(frames, 2)) == [0, 1, 2]
    assert epochs(await owner.next(frames, 5)) == [3, 4, 5]


async def test_nothing_is_asked_while_nobody_waits(owner):
    frames = owner.feed.frames(VIEW, Cursor())
    await owner.next(frames, 0)
    await asyncio.sleep(0)
    assert owner.asked == {}


async def test_viewers_who_have_seen_the_same_share_one_picture_and_its_bytes(owner):
    cursors = [Cursor(), Cursor(), Cursor()]
    viewers = [asyncio.ensure_future(anext(owner.feed.frames(VIEW, c))) for c in cursors]
    await until(lambda: owner.feed.viewers == 3)
    owner.draw(3)
    first, *others = await asyncio.wait_for(asyncio.gather(*viewers), LIMIT)
    assert all(frame is first for frame in others)
    assert cursors == [Cursor(3, 3, 0)] * 3


async def test_history_is_cut_to_what_each_viewer_has_seen(owner):
    cursors = [Cursor(1, 1, 0), Cursor(4, 4, 0)]
    viewers = [asyncio.ensure_future(anext(owner.feed.frames(VIEW, c))) for c in cursors]
    await until(lambda: owner.feed.viewers == 2)
    owner.draw(6)
    both = await asyncio.wait_for(asyncio.gather(*viewers), LIMIT)
    assert [epochs(frame) for frame in both] == [[2, 3, 4, 5, 6], [5, 6]]


async def test_late_viewer_is_not_served_a_picture_that_leaves_a_gap(owner):
    quick = owner.feed.frames(VIEW, Cursor(4, 4, 0))
    await owner.next(quick, 6)
    slow = owner.feed.frames(VIEW, Cursor(1, 1, 0))
    assert epochs(await owner.next(slow, 6)) == [2, 3, 4, 5, 6]


async def test_late_viewer_is_not_served_an_old_picture(owner):
    quick = asyncio.ensure_future(anext(owner.feed.frames(VIEW, Cursor(4, 4, 0))))
    await until(lambda: owner.asked)
    owner.draw(6, age=1.0)
    await asyncio.wait_for(quick, LIMIT)
    late = owner.feed.frames(VIEW, Cursor(5, 5, 0))
    assert epochs(await owner.next(late, 7)) == [6, 7]


async def test_late_viewer_shares_a_fresh_picture(owner):
    quick, late = (owner.feed.frames(VIEW, Cursor(4, 4, 0)) for _ in range(2))
    await owner.next(quick, 6, age=-LIMIT)  # so that it is fresh however slow this machine is
    assert epochs(await asyncio.wait_for(anext(late), LIMIT)) == [5, 6]
    assert owner.asked == {}


async def test_rebuilt_run_sends_its_history_from_the_start(owner):
    frames = owner.feed.frames(VIEW, Cursor(4, 4, 0))
    owner.generation = 1
    assert epochs(await owner.next(frames, 5)) == [0, 1, 2, 3, 4, 5]


async def test_merged_rows_are_all_sent(owner):
    frames = owner.feed.frames(VIEW, Cursor())
    await owner.next(frames, 4)
    owner.epochs_per_row = 2
    assert epochs(await owner.next(frames, 5)) == [0, 1, 2, 3, 4, 5]


async def test_viewer_with_rows_from_before_a_merge_shares_no_frame_that_lacks_some(owner):
    owner.epochs_per_row = 2
    quick = owner.feed.frames(VIEW, Cursor(4, 4, 0, epochs_per_row=2))
    assert epochs(await owner.next(quick, 6)) == [5, 6]
    slow = owner.feed.frames(VIEW, Cursor(5, 5, 0, epochs_per_row=1))
    assert epochs(await owner.next(slow, 6)) == [0, 1, 2, 3, 4, 5, 6]


async def test_pace_is_asked_of_the_owner_on_the_beat(owner):
    frames = owner.feed.frames(View(fps=10), Cursor())
    asked = []
    for seq in range(3):
        getting = asyncio.ensure_future(anext(frames))
        await until(lambda: owner.asked)
        asked += [pull.at for pull in owner.asked.values()]
        await asyncio.sleep(max(0, asked[-1] - asyncio.get_running_loop().time()))
        owner.draw(seq)
        await asyncio.wait_for(getting, LIMIT)
    assert asked[0] == 0.0
    assert asked[2] - asked[1] == pytest.approx(0.1)


async def test_viewers_of_different_pace_have_one_pull_at_the_higher(owner):
    cursors = Cursor(), Cursor()
    frames = [owner.feed.frames(View(fps=fps), c) for fps, c in zip((1, 60), cursors, strict=True)]
    viewers = [asyncio.ensure_future(anext(one)) for one in frames]
    await until(lambda: owner.feed.viewers == 2)
    owner.draw(1)
    await asyncio.wait_for(asyncio.gather(*viewers), LIMIT)
    waiting = [asyncio.ensure_future(anext(one)) for one in frames]
    await until(lambda: owner.asked)
    [pull] = owner.asked.values()
    assert pull.at < asyncio.get_running_loop().time() + 0.1
    await leave(*waiting)


async def leave(*waiting):
    for one in waiting:
        one.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await one


async def test_view_that_nobody_follows_is_dropped(owner):
    waiting = asyncio.ensure_future(anext(owner.feed.frames(VIEW, Cursor())))
    await until(lambda: owner.asked)
    await leave(waiting)
    assert owner.dropped == list(owner.asked)
    assert owner.feed.viewers == 0


async def test_new_owner_is_asked_again(owner):
    waiting = asyncio.ensure_future(anext(owner.feed.frames(VIEW, Cursor())))
    await until(lambda: owner.asked)
    owner.asked.clear()  # the old owner died
    owner.feed.ask_again()
    owner.draw(1)
    assert epochs(await asyncio.wait_for(waiting, LIMIT)) == [0, 1]


async def test_end_of_the_run_ends_the_streams(owner):
    frames = owner.feed.frames(VIEW, Cursor())
    await owner.next(frames, 0)
    waiting = asyncio.ensure_future(anext(frames))
    await until(lambda: owner.asked)
    owner.feed.close()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(waiting, LIMIT)


async def test_what_a_new_owner_trains_again_is_sent_again(owner):
    frames = owner.feed.frames(VIEW, Cursor())
    assert epochs(await owner.next(frames, 6)) == [0, 1, 2, 3, 4, 5, 6]
    owner.feed.resumed(1 << INCARNATION_BITS, epoch=3)
    assert epochs(await owner.next(frames, 7, owners=1)) == [4, 5, 6, 7]


async def test_viewer_who_waits_while_the_owner_is_replaced_gets_it_too(owner):
    frames = owner.feed.frames(VIEW, Cursor(6, 6, 0))
    waiting = asyncio.ensure_future(anext(frames))
    await until(lambda: owner.asked)
    owner.feed.resumed(1 << INCARNATION_BITS, epoch=3)
    owner.draw(7, owners=1)  # as it was asked for before
    await until(lambda: owner.asked)
    owner.draw(7, owners=1)
    assert epochs(await asyncio.wait_for(waiting, LIMIT)) == [4, 5, 6, 7]
