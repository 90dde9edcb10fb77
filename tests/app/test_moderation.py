"""What is decided about listed experiments holds, in SQLite and in PostgreSQL alike."""

import asyncio

import pytest
from sqlalchemy import select

from app.store.experiment_store import ExperimentStore
from app.store.moderation import Moderation, Rules
from app.store.schema import previews
from app.store.store_errors import NoSuchExperiment, NotListed, Removed

pytestmark = pytest.mark.anyio
OPEN, APPROVAL = Rules(hide_after=3), Rules(approval=True, hide_after=3)


@pytest.fixture(params=[OPEN], ids=["open"])
def rules(request):
    return request.param


@pytest.fixture
def store(database, rules):
    return ExperimentStore(database, rules)


@pytest.fixture
def moderation(database, rules):
    return Moderation(database, rules)


approval = pytest.mark.parametrize("rules", [APPROVAL], ids=["approval"], indirect=True)
DOCUMENT = {"title": "mine"}


async def saved(store, *, listed=True):
    return (await store.save(DOCUMENT, listed=listed))[0].id


async def listed(store):
    return [one.document["title"] for one in (await store.page(limit=10)).items]


async def reported(moderation, name, *reporters):
    for reporter in reporters:
        await moderation.report(name, reporter.encode(), f"says {reporter}")


async def test_unlisted_experiment_is_found_by_its_link_alone(store, moderation):
    name = await saved(store)
    await moderation.unlist(name)
    assert await listed(store) == []
    assert (await store.get(name)).document == DOCUMENT


async def test_unlisted_experiment_is_not_listed_by_saving_it_again(store, moderation):
    await moderation.unlist(await saved(store))
    again, new = await store.save(DOCUMENT, listed=True)
    assert (again.listed, new, await listed(store)) == (False, False, [])


async def test_unlisted_experiment_is_listed_again_by_approval(store, moderation):
    name = await saved(store)
    await moderation.unlist(name)
    await moderation.approve(name)
    assert await listed(store) == ["mine"]


async def test_experiment_that_nobody_listed_is_not_unlisted_and_not_listed_by_approval(
    store, moderation
):
    name = await saved(store, listed=False)
    with pytest.raises(NotListed):
        await moderation.unlist(name)
    await moderation.approve(name)
    assert await listed(store) == []


async def test_removed_experiment_is_gone_with_its_picture(database, store, moderation):
    name = await saved(store)
    await store.keep_preview(name, b"PNG")
    await moderation.remove(name)
    with pytest.raises(Removed):
        await store.get(name)
    assert (await store.preview(name), await listed(store)) == (None, [])
    async with database.reading() as connection:
        assert (await connection.execute(select(previews))).all() == []


async def test_removed_experiment_is_not_saved_again(store, moderation):
    await moderation.remove(await saved(store))
    with pytest.raises(Removed):
        await store.save(DOCUMENT, listed=True)
    assert await listed(store) == []


async def test_picture_that_was_being_made_of_a_removed_experiment_is_not_kept(store, moderation):
    name = await saved(store)
    await moderation.remove(name)
    await store.keep_preview(name, b"PNG")
    assert await store.preview(name) is None


@pytest.mark.parametrize("decide", ["approve", "unlist", "remove"])
async def test_nothing_is_decided_about_what_is_not_there(moderation, decide):
    with pytest.raises(NoSuchExperiment):
        await getattr(moderation, decide)("none")


@pytest.mark.parametrize("decide", ["approve", "unlist", "remove"])
async def test_nothing_is_decided_about_what_was_removed(store, moderation, decide):
    name = await saved(store)
    await moderation.remove(name)
    with pytest.raises(Removed):
        await getattr(moderation, decide)(name)


@approval
async def test_experiment_waits_for_approval(store, moderation):
    name = await saved(store)
    assert (await store.get(name)).pending
    assert await listed(store) == []
    await moderation.approve(name)
    assert await listed(store) == ["mine"]
    assert not (await store.get(name)).pending


@approval
async def test_what_was_approved_before_it_is_listed_does_not_wait(store, moderation):
    await moderation.approve(await saved(store, listed=False))
    assert await listed(store) == []
    await saved(store)
    assert await listed(store) == ["mine"]


@approval
async def test_what_waits_is_told_the_oldest_first(store, moderation):
    for number in range(3):
        await store.save({"title": f"number {number}"}, listed=True)
    await store.save({"title": "not listed"}, listed=False)
    told = [one.title for one in await moderation.pending(2)]
    assert told == ["number 0", "number 1"]


@approval
async def test_what_waits_keeps_its_turn_when_it_is_saved_again(store, moderation):
    await saved(store)
    (before,) = await moderation.pending(10)
    await saved(store)
    assert await moderation.pending(10) == [before]


@approval
async def test_what_was_listed_before_approval_was_asked_for_stays(database, store):
    await saved(ExperimentStore(database, OPEN))
    await saved(store)
    assert await listed(store) == ["mine"]


async def test_what_waited_is_listed_by_saving_it_where_no_approval_is_asked_for(database, store):
    await saved(ExperimentStore(database, APPROVAL))
    again, _ = await store.save(DOCUMENT, listed=True)
    assert (again.listed, again.pending, await listed(store)) == (True, False, ["mine"])
    assert await Moderation(database).pending(10) == []


async def test_as_many_reporters_as_it_takes_hide_an_experiment(store, moderation):
    name = await saved(store)
    await reported(moderation, name, "a", "b")
    assert await listed(store) == ["mine"]
    await reported(moderation, name, "c")
    assert await listed(store) == []
    assert (await store.get(name)).document == DOCUMENT


async def test_reporter_counts_once(store, moderation):
    name = await saved(store)
    await reported(moderation, name, *"aaaa")
    assert await listed(store) == ["mine"]
    (told,) = await moderation.reported(10)
    assert (told.state, told.count, told.reasons) == ("listed", 1, ("says a",))


async def test_reporters_who_come_at_once_all_count(store, moderation):
    name = await saved(store)
    await asyncio.gather(*(reported(moderation, name, letter) for letter in "abcdefgh"))
    (told,) = await moderation.reported(10)
    assert (told.state, told.count) == ("hidden", 8)


async def test_hidden_experiment_is_not_listed_by_saving_it_again(store, moderation):
    name = await saved(store)
    await reported(moderation, name, *"abc")
    await saved(store)
    assert await listed(store) == []


async def test_experiment_that_was_reported_before_it_is_listed_is_hidden(store, moderation):
    name = await saved(store, listed=False)
    await reported(moderation, name, *"abc")
    assert (await moderation.reported(10))[0].state == ""
    await saved(store)
    assert await listed(store) == []
    assert (await moderation.reported(10))[0].state == "hidden"


async def test_approved_experiment_is_hidden_by_no_number_of_reports(store, moderation):
    name = await saved(store)
    await reported(moderation, name, *"abc")
    await moderation.approve(name)
    await reported(moderation, name, *"abcdef")
    assert await listed(store) == ["mine"]
    (told,) = await moderation.reported(10)
    assert (told.state, told.count) == ("approved", 6)


@pytest.mark.parametrize("decide", ["approve", "unlist", "remove"])
async def test_decision_closes_the_reports(store, moderation, decide):
    name = await saved(store)
    await reported(moderation, name, *"abc")
    await getattr(moderation, decide)(name)
    assert await moderation.reported(10) == []


@pytest.mark.parametrize("rules", [Rules(hide_after=0)], ids=["never"], indirect=True)
async def test_reports_hide_nothing_where_they_are_not_to(store, moderation):
    name = await saved(store)
    await reported(moderation, name, *"abcdef")
    assert await listed(store) == ["mine"]


@pytest.mark.parametrize("rules", [Rules(most_reports=2)], ids=["two"], indirect=True)
async def test_only_so_many_reports_of_an_experiment_are_kept(store, moderation):
    name = await saved(store)
    await reported(moderation, name, *"abcdef")
    (told,) = await moderation.reported(10)
    assert (told.count, sorted(told.reasons)) == (2, ["says a", "says b"])


async def test_most_reported_experiment_is_told_first_and_without_empty_reasons(store, moderation):
    few, _ = await store.save({"title": "few"}, listed=True)
    many, _ = await store.save({"title": "many"}, listed=True)
    await moderation.report(few.id, b"a", "")
    await reported(moderation, many.id, "a", "b")
    told = [(one.title, one.count, len(one.reasons)) for one in await moderation.reported(10)]
    assert told == [("many", 2, 2), ("few", 1, 0)]
    assert len(await moderation.reported(1)) == 1


async def test_experiment_that_is_saved_while_it_is_removed_stays_removed(store, moderation):
    name = await saved(store)
    saves = [saved(store) for _ in range(8)]
    await asyncio.gather(*saves, moderation.remove(name), return_exceptions=True)
    with pytest.raises(Removed):
        await store.get(name)


async def test_experiment_that_is_listed_while_it_is_unlisted_is_unlisted(database, store):
    name = await saved(ExperimentStore(database, APPROVAL))
    saves = [saved(store) for _ in range(8)]
    await asyncio.gather(*saves[:4], Moderation(database).unlist(name), *saves[4:])
    assert await listed(store) == []
