// What is asked of the server over HTTP: runs, their commands and control, and saved experiments.
// Knows no screen, no store and no stream.
import { storage } from "../storage.js";
import { noteSaved, saverKey } from "./saved.js";

/** @typedef {import("../types.js").RunGrant} RunGrant */
/** @typedef {import("../types.js").Answered} Answered */

const LONGEST_ANSWER = 30_000; // milliseconds: a line may be dead and nobody say so
// milliseconds that a server can have us wait: not all of them mean what they ask for
const LONGEST_REST = 600_000;
const JSON_TYPE = { "Content-Type": "application/json" };

export class Api {
  /** @param {string} root address of the playground */
  constructor(root) {
    this.root = root;
  }

  /** Ask, but not for ever.
   * @type {(path: string, options?: RequestInit) => Promise<Response>} */
  request(path, options = {}) {
    const signal = AbortSignal.timeout(LONGEST_ANSWER);
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
   * @type {(run: RunGrant, command: object) => Promise<Answered>} */
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

  /** Keep a document on the server, or a run's with what it has learned.
   * @type {(source: import("../types.js").Source, listed: boolean) =>
   *   Promise<{id?: string, listing?: string, epochs?: number | null, error?: string}>} */
  async save(source, listed) {
    const { answer, reply } = await this.answered("api/experiments", {
      method: "POST",
      headers: { ...JSON_TYPE, "Playground-Session": session() },
      body: JSON.stringify({ ...source, listed, saver_key: saverKey() }),
    });
    if (answer?.ok && reply) {
      if (reply.id && reply.listing !== "preset") noteSaved(reply.id);
      return reply;
    }
    return { error: reply?.detail ?? "The server cannot be reached: nothing was saved." };
  }

  /** Something about a run; null if there is no answer now.
   * @type {(id: string, what: string) => Promise<any>} */
  async read(id, what) {
    const { answer, reply } = await this.answered(`api/runs/${id}/${what}`);
    return answer?.ok ? reply : null;
  }

  /** What a network answers for a row of its table, or why it does not; null without a server.
   * @type {(id: string, row: Record<string, string | number | null>) =>
   *   Promise<import("../types.js").AskReply | null>} */
  async askRow(id, row) {
    const { reply } = await this.answered(`api/runs/${id}/predict`, {
      method: "POST",
      headers: { ...JSON_TYPE, "Playground-Session": session() },
      body: JSON.stringify({ rows: [row] }),
    });
    return /** @type {import("../types.js").AskReply | null} */ (reply);
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
