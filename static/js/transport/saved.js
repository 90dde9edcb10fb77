// What this browser has saved on the server: by a key of its own, it may delete that again.
import { storage } from "../storage.js";
import { away } from "../words/en/server.js";

/** @typedef {{key: string, ids: string[]}} Saved */

const MEMORY = "saved";
const MOST = 1000; // ids; older ones are forgotten, and can be deleted no more

/** The key of this browser; the same one for all that it saves.
 * @type {() => string} */
export function saverKey() {
  const { key, ids } = recall();
  if (!ids.length) keep({ key, ids });
  return key;
}

/** Keep a document on the server, or a run's with what it has learned.
 * @type {(api: import("./api.js").Api, source: import("../types.js").Source, listed: boolean) =>
 *   Promise<{id?: string, listing?: string, epochs?: number | null, error?: string}>} */
export async function save(api, source, listed) {
  const body = { ...source, listed, saver_key: saverKey() };
  const { answer, refusal } = await api.ask("api/experiments", body);
  if (!answer) return { error: refusal?.detail || away.nothingSaved };
  if (answer.id && answer.listing !== "preset") noteSaved(answer.id);
  return answer;
}

/** Note that an experiment was saved with the key.
 * @type {(id: string) => void} */
export function noteSaved(id) {
  const { key, ids } = recall();
  keep({ key, ids: [...ids.filter((one) => one !== id), id].slice(-MOST) });
}

/** @type {() => Saved} */
export function recall() {
  try {
    const { key, ids } = JSON.parse(storage("localStorage").getItem(MEMORY) ?? "{}");
    if (typeof key === "string" && Array.isArray(ids)) return { key, ids };
  } catch {
    // not ours: begin anew
  }
  const random = crypto.getRandomValues(new Uint8Array(24));
  return { key: btoa(String.fromCharCode(...random)), ids: [] };
}

/** @type {(saved: Saved) => void} */
export function keep(saved) {
  try {
    storage("localStorage").setItem(MEMORY, JSON.stringify(saved));
  } catch {
    // the browser's memory is full: what was saved is there, and cannot be deleted from here
  }
}
