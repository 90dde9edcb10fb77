// Requests to the server over HTTP: none waits for ever, and those that make something say for which tab.

const LONGEST_ANSWER = 30_000; // milliseconds: a line may be dead and nobody say so
const LONGEST_REST = 600_000; // milliseconds that a server can have us wait: not all of them mean what they ask for

/** Ask, but not for ever.
 * @type {(address: URL, options: RequestInit) => Promise<Response>} */
export const request = (address, options) => fetch(address, { ...options, signal: AbortSignal.timeout(LONGEST_ANSWER) });

/** A name for this tab, by which the server counts what it makes. */
export function session() {
  const kept = sessionStorage.getItem("session") ?? crypto.randomUUID?.() ?? String(Math.random());
  sessionStorage.setItem("session", kept);
  return kept;
}

/** A new run; an error says by `status` and `code` why there is none, and by `rest` how long not to ask again.
 * @type {(root: string, experiment: object) => Promise<any>} */
export async function createRun(root, experiment) {
  const answer = await request(new URL("api/runs", root), {
    method: "POST",
    headers: { "Content-Type": "application/json", "Playground-Session": session() },
    body: JSON.stringify({ experiment }),
  });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({ detail: answer.statusText }));
  throw Object.assign(new Error(problem.detail), { status: answer.status, code: problem.code, rest: restOf(answer.headers.get("Retry-After")) });
}

/** Milliseconds until the moment that a `Retry-After` names, in seconds or as a date.
 * @type {(named: string | null) => number} */
export function restOf(named) {
  const seconds = Number(named ?? 0), rest = Number.isNaN(seconds) ? Date.parse(String(named)) - Date.now() : 1000 * seconds;
  return rest > 0 ? Math.min(rest, LONGEST_REST) : 0;
}
