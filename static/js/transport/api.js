// What is asked of the server over HTTP: runs, their commands and control, and saved experiments.
// Knows no screen, no store and no stream.
import { storage } from "../storage.js";

/** @typedef {import("../types.js").RunGrant} RunGrant */
/** @typedef {import("../types.js").Answered} Answered */

const LONGEST_ANSWER = 30_000; // milliseconds: a line may be dead and nobody say so
// milliseconds that a server can have us wait: not all of them mean what they ask for
const LONGEST_REST = 600_000;
const JSON_TYPE = { "Content-Type": "application/json" };
const TOO_FAST = 429; // HTTP: the same question may be answered a little later

export class Api {
  /** @param {string} root address of the playground */
  constructor(root) {
    this.root = root;
  }

  /** Ask, but not for ever.
   * @type {(path: string, options?: RequestInit) => Promise<Response>} */
  request(path, options = {}) {
    const late = AbortSignal.timeout(LONGEST_ANSWER);
    const signal = options.signal ? AbortSignal.any([options.signal, late]) : late;
    return fetch(new URL(path, this.root), { ...options, signal });
  }

  /** Make a run; an error says by `status` and `code` why there is none, and by `rest` how many
   * milliseconds not to ask again.
   * @type {(origin: import("../types.js").Origin) => Promise<RunGrant>} */
  async createRun(origin) {
    const answer = await this.request("api/runs", {
      method: "POST",
      headers: { ...JSON_TYPE, "Playground-Session": session() },
      body: JSON.stringify(origin),
    });
    if (answer.ok) return answer.json();
    const problem = await answer.json().catch(() => ({ detail: answer.statusText }));
    const rest = restOf(answer.headers.get("Retry-After"));
    const { code } = problem;
    throw Object.assign(new Error(problem.detail), { status: answer.status, code, rest });
  }

  /** Send a run a command; without a server there is no `answer`.
   * @type {(run: Pick<RunGrant, "id" | "control_token">, command: object) => Promise<Answered>} */
  command({ id, control_token: token }, command) {
    return this.answered(`api/runs/${id}/commands`, {
      method: "POST",
      headers: {
        ...JSON_TYPE,
        "Playground-Session": session(),
        Authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(command),
    });
  }

  /** Make a run a new secret to steer it with.
   * @type {(run: RunGrant) => Promise<Answered>} */
  renewControl({ id, control_token: token }) {
    const headers = { Authorization: `Bearer ${token}` };
    return this.answered(`api/runs/${id}/control`, { method: "POST", headers });
  }

  /** Ask something: by GET, or by POST with a body.  What is answered, or why nothing is.
   * @type {(path: string, body?: object, signal?: AbortSignal) =>
   *   Promise<import("../types.js").Answer>} */
  async ask(path, body, signal) {
    const { answer, reply } = await this.answered(path, {
      method: body ? "POST" : "GET",
      headers: { ...(body && JSON_TYPE), "Playground-Session": session() },
      body: body && JSON.stringify(body),
      signal,
    });
    if (answer?.ok && reply) return { answer: reply, refusal: null };
    return { answer: null, refusal: refusalOf(answer, reply) };
  }

  /** @type {(path: string, options?: RequestInit) => Promise<Answered>} */
  async answered(path, options) {
    const answer = await this.request(path, options).catch(() => null);
    return { answer, reply: (await answer?.json().catch(() => null)) ?? null };
  }
}

/** A name for this tab, by which the server counts what it makes. */
export function session() {
  const memory = storage("sessionStorage");
  const kept = memory.getItem("session") ?? crypto.randomUUID?.() ?? String(Math.random());
  memory.setItem("session", kept);
  return kept;
}

/** Milliseconds until the moment that a `Retry-After` names, in seconds or as a date.
 * @type {(named: string | null) => number} */
export function restOf(named) {
  const seconds = Number(named ?? 0);
  const isDate = Number.isNaN(seconds);
  const rest = isDate ? Date.parse(String(named)) - Date.now() : 1000 * seconds;
  return rest > 0 ? Math.min(rest, LONGEST_REST) : 0;
}

/** Why a question has no answer, and in how many milliseconds it may have one.
 * @type {(answer: Response | null, reply: import("../types.js").Reply | null) =>
 *   import("../types.js").Refusal} */
function refusalOf(answer, reply) {
  const { status = 0 } = answer ?? {};
  const isFinal = status >= 400 && status < 500 && status !== TOO_FAST;
  return {
    detail: reply?.detail ?? "",
    again: isFinal ? Infinity : restOf(answer?.headers.get("Retry-After") ?? null),
  };
}
