// Questions about the run, which a change of its network overtakes: whatever was asked of the old
// one is dropped, for the new one may not be able to answer it.

/** @typedef {import("../types.js").Asked} Asked */
/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../transport/stream.js").Stream} Stream */

const CHANGES = ["load", "undo", "redo"]; // commands that may make another network of it
const DROPPED = { answer: null, refusal: null };

/** What asks about the run that a stream follows, and what is told of each command before it goes.
 * @param {Stream} stream  @param {() => Pick<Page, "pending" | "answered" | "progress">} opened */
export function createRunQuestions(stream, opened) {
  let overtaken = new AbortController();
  return {
    tell(/** @type {{type: string}} */ { type }) {
      if (!CHANGES.includes(type)) return;
      overtaken.abort();
      overtaken = new AbortController();
    },
    /** @type {(what: string, body?: object) => Promise<Asked>} */
    async ask(what, body) {
      const { signal } = overtaken;
      const { pending, answered, progress } = opened();
      if (answered > progress.peek().seq) return DROPPED; // what it made is not here yet
      if ([...pending.values()].some((type) => CHANGES.includes(type))) return DROPPED;
      const asked = await stream.api.ask(`api/runs/${stream.run?.id}/${what}`, body, signal);
      return signal.aborted ? DROPPED : asked;
    },
  };
}
