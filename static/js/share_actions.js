// What others are given, and what is taken from the server or brought to it: links, forks, saves,
// control.  Joins store and transport, as the page does, for all that the share dialog and the time
// line ask for; fetched when either first does.
import { sentence } from "./page.js";
import { handOver } from "./pages/address_bar.js";
import { encode } from "./store/address.js";
import { withLens } from "./store/fragments.js";
import { save } from "./transport/saved.js";
import { away } from "./words/en/server.js";
import { runWords as words } from "./words/en/run_link.js";

/** @typedef {import("./types.js").Store} Store */
/** @typedef {import("./types.js").Frame} Frame */
/** @typedef {import("./types.js").RunGrant} RunGrant */
/** @typedef {import("./types.js").Experiment} Experiment */
/** @typedef {import("./transport/stream.js").Stream} Stream */

const ANSWER = 20; // milliseconds between two looks whether all commands are answered
const GONE = 404;
const NO_STATE = "no_state"; // the code where a run does not have that state any more

/** All of it, for the run that a stream follows.
 * @param {Store} store  @param {Stream} stream  @param {Frame} frame */
export const createShareActions = (store, stream, frame) => ({
  ...createLinks(store, stream, frame),
  ...createRunActions(store, stream, frame),
  ...createControlActions(store, stream, frame),
  ...createFileActions(store, stream, frame),
});

/** Where the experiment and the run may be found by others, through the lens that is open here.
 * @param {Store} store  @param {Stream} stream  @param {Frame} frame */
const createLinks = (store, stream, { at, catalog }) => ({
  address: () => at(`#${withLens(encode(store.experiment.value, catalog), store.lens.value)}`),
  links() {
    const { id, control_token: token } = stream.run ?? {};
    const run = (/** @type {string} */ secret) => at(lensed(store, `r/${id}`, secret));
    return {
      watch: id && run(""),
      steer: id && token && store.run.value?.canControl && run(token),
    };
  },
});

/** A path whose fragment says which lens is open.
 * @type {(store: Store, path: string, secret?: string) => string} */
function lensed({ lens }, path, secret = "") {
  const fragment = withLens(secret, lens.peek());
  return fragment ? `${path}#${fragment}` : path;
}

/** Other runs than this one.
 * @param {Store} store  @param {Stream} stream  @param {Frame} frame */
const createRunActions = (store, stream, frame) => ({
  /** Go on with a copy of a run that is only watched: as it stands, on a page of its own. */
  async makeOwn() {
    const id = stream.run?.id ?? "";
    const made = await stream.api.createRun({ run_id: id }).catch((error) => error);
    if (made instanceof Error)
      return store.notice("error", sentence("status" in made ? made.message : away.noRun));
    handOver(frame, made, store.settled.value);
  },
  async fork(/** @type {number} */ epoch) {
    if (!stream.run) return;
    const { answer, reply } = await stream.api.command(stream.run, { type: "fork", epoch });
    if (!answer?.ok) return store.notice("error", sentence(reply?.detail ?? away.noRun));
    stream.switchTo(/** @type {RunGrant} */ (reply));
    store.notice("info", words.forked(epoch));
  },
  /** Bring an earlier run back as it stood, or offer its start where the server has it no more. */
  async comeBackTo(/** @type {import("./types.js").Attempt} */ attempt) {
    store.returning = attempt.number;
    const isHere = attempt.run.id === stream.run?.id;
    const { answer, reply } = await (isHere ? goBack(stream, attempt) : reopen(stream, attempt));
    if (answer?.ok) return;
    store.returning = 0;
    if (answer?.status !== GONE && reply?.code !== NO_STATE)
      return store.notice("error", sentence(reply?.detail ?? away.nothingOpened));
    store.notice("warning", words.isGone(attempt.number), {
      label: words.loadItsStart,
      press: () => store.load(attempt.experiment),
    });
  },
  /** Take an experiment that was brought; why it was not taken, or nothing. */
  async open(/** @type {Experiment} */ experiment) {
    const { answer, reply } = stream.run
      ? await stream.api.command(stream.run, { type: "load", experiment })
      : { answer: null, reply: null };
    return answer?.ok ? "" : sentence(reply?.detail ?? away.nothingOpened);
  },
});

/** Go to the state that this run had when it was left.
 * @type {(stream: Stream, attempt: import("./types.js").Attempt) =>
 *   Promise<import("./types.js").Answered>} */
const goBack = async (stream, { generation }) =>
  stream.api.command(/** @type {RunGrant} */ (stream.run), { type: "undo", generation });

/** Follow another run, if the server still has it.
 * @type {(stream: Stream, attempt: import("./types.js").Attempt) =>
 *   Promise<import("./types.js").Answered>} */
async function reopen(stream, { run: { id } }) {
  const found = await stream.api.answered(`api/runs/${id}`);
  const known = stream.known.get(id);
  if (found.answer?.ok && known) stream.switchTo(known);
  return found;
}

/** Control of the run.
 * @param {Store} store  @param {Stream} stream  @param {Frame} frame */
const createControlActions = (store, stream, { watched }) => ({
  mayTakeBack: () =>
    !watched && Boolean(store.run.value?.canControl) && store.connection.value === "live",
  async takeBack() {
    const why = await stream.takeBack();
    return why && sentence(why);
  },
});

/** Wait until the server has answered what was asked: a title, too, is the run's by then.
 * @type {(store: Store) => Promise<void>} */
async function answered({ pending, connection }) {
  while (pending.size && connection.peek() === "live")
    await new Promise((resolve) => setTimeout(resolve, ANSWER));
}

/** What the server keeps and gives.
 * @param {Store} store  @param {Stream} stream  @param {Frame} frame */
function createFileActions(store, stream, { at }) {
  const fileAddress = (/** @type {string} */ what) => at(`api/runs/${stream.run?.id}/${what}`);
  return {
    fileAddress,
    async file(/** @type {string} */ what) {
      const answer = await fetch(fileAddress(what)).catch(() => null);
      const file = answer?.ok && (await answer.blob().catch(() => null));
      if (file) return file;
      throw new Error((await answer?.json().catch(() => null))?.detail ?? away.noFile);
    },
    /** Save the run with what it has learned, or its experiment alone, or another one.
     * @type {(listed: boolean, trained: boolean, experiment?: Experiment) =>
     *   Promise<import("./types.js").Saved | {error: string}>} */
    async save(listed, trained, experiment) {
      await answered(store);
      const source =
        trained && stream.run
          ? { run_id: stream.run.id }
          : { experiment: experiment ?? store.experiment.value };
      const { id, listing, epochs, error } = await save(stream.api, source, listed);
      if (error) return { error };
      return {
        listing,
        epochs,
        url: at(lensed(store, `e/${id}`)),
        embed: at(lensed(store, `embed/${id}`)),
        picture: at(`api/experiments/${id}/preview.png`),
      };
    },
  };
}
