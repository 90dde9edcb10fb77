// The line to a run: a WebSocket that follows it, and finds it again when it was cut.  api.js asks
// over HTTP.  Knows no screen and no store: what comes in is handed to the given functions.

import { away } from "../words/en/server.js";

/** @typedef {import("../types.js").Hooks} Hooks */
/** @typedef {import("../types.js").RunGrant} RunGrant */
/** @typedef {import("./api.js").Api} Api */
/** @typedef {import("../types.js").Answered} Answered */
/** @typedef {import("../types.js").StatusMessage} NewsOfControl */
/** @typedef {Exclude<import("../types.js").ServerMessage,
 *   import("../types.js").Snapshot>} NewsOfRun */
/** @typedef {{status?: number, code?: string, rest?: number, message: string}} Failure */

const NO_SUCH_RUN = 4404;
const REFUSED = 4403;
const CUT = 1006;
/** What the page is told of the code that a stream ends with; of all others, that the server is
 * away.
 * @type {Record<number, string>} */
const ENDS = { [REFUSED]: "refused", 1008: "ceased", 1011: "failed", 1013: "full" };
/** The same for the status of an answer about a new run.
 * @type {Record<number, string>} */
const ANSWERS = { 429: "limited", 503: "full" };
const OPEN = 1; // of a socket's readyState
const FIRST_WAIT = 300;
const LONGEST_WAIT = 10_000; // milliseconds between two tries
// the same where the server has said that it will not: it may still be set right
const LONGEST_REFUSED = 300_000;
// milliseconds of silence until the server is asked whether it is there
const QUIET = 4000;
const PATIENCE = 8000; // and then until the line is given up
// the same for the first message: of a large network it is long, and comes as one
const LONGEST_START = 60_000;
const MOST_EARLY = 32;
// characters, of up to three bytes each where a person wrote them: the stream takes 64 KiB, a POST
// more
const LARGE = 48_000;
const UNFIT = 422; // HTTP: not an experiment
export const NO_TABLE = "no_such_dataset"; // the experiment is one, but its table is gone
export const NO_NETWORK = "no_network"; // or the trained network of its link
const MISSING = [NO_TABLE, NO_NETWORK];

export class Stream {
  /** @param {Hooks} hooks  @param {Api} api of the server that runs are made on */
  constructor(hooks, api) {
    this.hooks = hooks;
    this.api = api;
    /** @type {RunGrant | null} */
    this.run = null;
    /** @type {WebSocket | null} */
    this.socket = null;
    this.seq = -1; // of the last frame drawn
    this.tries = 0;
    this.timer = 0;
    this.resting = false; // the server has named a time before which it will not be asked
    this.silence = 0; // a timer too
    this.open = false; // greeted by a snapshot
    this.starting = false;
    this.known = new Map(); // id -> run, of those that this page made
    /** @type {Promise<unknown>} */
    this.posted = Promise.resolve(); // the last command by POST
    this.posting = 0; // such commands that are not answered yet
    // control is being taken back: asked for, or not yet confirmed on the stream
    this.taking = false;
    /** @type {NewsOfControl | null} */
    this.withheld = null; // what would have said, meanwhile, that this page only watches
    this.guest = false; // it is somebody else's run: if it ends, none takes its place
    this.resumes = false; // the run is one of an earlier visit, and may be gone
    /** @type {import("../types.js").ClientMessage[] | null} */
    this.early = []; // what is to be sent as soon as there is a stream for the first time
    addEventListener("online", () => this.retry());
    // a page that was left may be held for the way back, and is not to watch its run meanwhile
    addEventListener("pageshow", ({ persisted }) => persisted && this.retry());
    for (const gone of ["offline", "pagehide"]) addEventListener(gone, () => this.cut());
  }

  /** Follow a run that somebody else made; a page with its token may steer it.
   * @type {(id: string, token: string) => void} */
  watch(id, token) {
    this.guest = true;
    this.run = { id, control_token: token, stream_url: `api/runs/${id}/stream` };
  }

  /** Follow a run of an earlier visit, if it is still there.
   * @type {(run: RunGrant) => void} */
  resume(run) {
    this.run = run;
    this.resumes = true;
  }

  /** Make a run, if there is none, and follow it. */
  async start() {
    if (this.guest && !this.run) return;
    clearTimeout(this.timer);
    if (this.starting) return;
    this.starting = true;
    try {
      const run = this.run ?? (await this.api.createRun(this.hooks.origin()));
      this.run = run;
      if (!this.guest) this.known.set(run.id, run);
      this.follow(run);
    } catch (error) {
      await this.failed(/** @type {Failure} */ (error));
    }
    this.starting = false;
  }

  /** No run could be made.
   * @param {Failure} failure */
  async failed({ status = 0, code, rest = 0, message }) {
    if (status === UNFIT || MISSING.includes(code ?? "")) await this.hooks.onRefused(message, code);
    this.hooks.onState(ANSWERS[status] ?? "away", message);
    this.later({ least: status in ANSWERS ? rest : 0 });
  }

  /** @param {RunGrant} run */
  follow(run) {
    const { stream_url } = run;
    const address = new URL(stream_url.replace(/^\//, ""), this.api.root);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    this.socket = socket;
    this.hear();
    socket.binaryType = "arraybuffer";
    socket.onopen = () =>
      socket.send(
        JSON.stringify({
          type: "hello",
          token: run.control_token,
          after: this.seq,
          view: this.hooks.view(),
        }),
      );
    socket.onmessage = ({ data }) => {
      if (socket !== this.socket) return;
      this.hear();
      if (typeof data === "string") this.receive(JSON.parse(data));
      else this.hooks.onFrame(data);
    };
    socket.onclose = ({ code, reason }) => socket === this.socket && this.closed(code, reason);
  }

  /** The line is alive.  Should nothing more come the server is asked, and should it not answer
   * another line is tried: on a dead one nobody says that it is. */
  hear() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      if (this.open) this.socket?.send('{"type":"ping"}');
      const beginning = !this.open && this.socket?.readyState === OPEN;
      this.silence = setTimeout(() => this.cut(), beginning ? LONGEST_START : PATIENCE);
    }, QUIET);
  }

  /** @param {import("../types.js").ServerMessage} message */
  receive(message) {
    if (message.type !== "snapshot")
      return void this.hooks.onMessage(this.taking ? this.withhold(message) : message);
    this.open = true;
    this.taking = this.resumes = false;
    this.tries = 0;
    /** @type {import("../types.js").ClientMessage[]} */
    const early = this.early ?? [];
    this.early = null;
    this.hooks.onState("live");
    this.hooks.onSnapshot(message);
    for (const command of early) this.send(command);
    if (this.run) this.hooks.onRun(this.run);
  }

  /** @type {(code: number, reason: string) => void} */
  closed(code, reason) {
    clearTimeout(this.silence);
    this.open = false;
    this.socket = null;
    if (code === NO_SUCH_RUN || code === 1000) {
      this.run = null;
      this.seq = -1;
      if (this.resumes) return this.startInstead();
      this.hooks.onLost();
    }
    this.hooks.onState(ENDS[code] ?? "away", reason);
    this.later({ longest: code === REFUSED ? LONGEST_REFUSED : LONGEST_WAIT });
  }

  /** The run of an earlier visit is gone: another begins at once. */
  startInstead() {
    this.resumes = false;
    void this.start();
  }

  /** The line is gone: nobody will answer the farewell. */
  cut() {
    const { socket } = this;
    if (!socket) return;
    this.closed(CUT, "");
    socket.close();
  }

  /** Try again after a while: longer each time, not before the server wants it, and never all
   * viewers at once.
   * @param {{least?: number, longest?: number}} [wait] milliseconds */
  later({ least = 0, longest = LONGEST_WAIT } = {}) {
    clearTimeout(this.timer);
    const most = Math.min(longest, FIRST_WAIT * 2 ** this.tries++);
    this.resting = least > 0;
    this.timer = setTimeout(() => this.start(), least + Math.random() * most);
  }

  /** Try at once, unless the server wants otherwise. */
  retry() {
    if (this.resting) return;
    this.tries = 0;
    if (!this.socket) void this.start();
  }

  /** Send a command or a view; says whether it could be sent.
   * @type {(message: import("../types.js").ClientMessage) => boolean} */
  send(message) {
    if (this.early) return this.early.push(message) < MOST_EARLY;
    if (!this.open || !this.socket) return false;
    const text = JSON.stringify(message);
    if ("number" in message && (text.length > LARGE || this.posting)) void this.post(message);
    else this.socket.send(text);
    return true;
  }

  /** Send a command that is too large for the stream, or comes behind one; the answer is told as
   * the stream's would be.
   * @type {(command: import("../types.js").NumberedCommand) => Promise<void>} */
  async post(command) {
    this.posting++;
    const run = () => /** @type {RunGrant} */ (this.run);
    const answered = this.posted.then(() => this.api.command(run(), command));
    this.posted = answered;
    const { answer, reply } = await answered;
    const { number } = command;
    this.posting--;
    this.hooks.onMessage(
      answer?.ok
        ? { type: "done", number, seq: reply?.seq }
        : { type: "error", number, detail: reply?.detail ?? away.nothingChanged },
    );
  }

  /** Follow another run instead, which this page made.
   * @type {(run: RunGrant) => void} */
  switchTo(run) {
    const socket = this.socket;
    this.socket = null; // so that its end is no news
    this.open = false;
    socket?.close();
    this.run = run;
    this.seq = -1;
    this.hooks.onState("connecting");
    void this.start();
  }

  /** Make the run a new secret, which this page goes on with; say what was wrong, if anything.
   * @type {() => Promise<string>} */
  async takeBack() {
    const { run } = this;
    if (!run) return "";
    this.taking = true;
    this.withheld = null;
    const { answer, reply } = await this.api.renewControl(run);
    if (!answer?.ok || !reply?.control_token) return this.giveUp(reply?.detail);
    run.control_token = reply.control_token;
    this.hooks.onRun(run);
    // the next hello tells it
    if (run === this.run && !this.send({ type: "control", token: run.control_token })) this.cut();
    return "";
  }

  /** The secret is another one already, but its holder is still to be told: that is no news.
   * @type {(message: NewsOfRun) => NewsOfRun} */
  withhold(message) {
    if (message.type !== "status") return message;
    if (message.can_control === true && this.withheld) this.taking = false; // confirmed
    if (message.can_control !== false) return message;
    this.withheld = message;
    return { ...message, can_control: true };
  }

  /** @type {(why?: string) => string} */
  giveUp(why = away.whenItIsBack) {
    this.taking = false;
    if (this.withheld) this.hooks.onMessage(this.withheld);
    return why;
  }

  /** Say that a frame was drawn.
   * @type {(seq: number) => void} */
  acknowledge(seq) {
    this.seq = seq;
    this.send({ type: "ack", seq });
  }
}
