// What this browser has saved on the server: by a key of its own, it may delete that again.
import { storage } from "../storage.js";

/** @typedef {{key: string, ids: string[]}} Saved */

const MEMORY = "saved";
const MOST = 1000; // ids; older ones are forgotten, and can be deleted no more
const AWAY = "the server cannot be reached just now; try again in a moment";

/** The key of this browser; the same one for all that it saves.
 * @type {() => string} */
export function saverKey() {
  const { key, ids } = recall();
  if (!ids.length) keep({ key, ids });
  return key;
}

/** Note that an experiment was saved with the key.
 * @type {(id: string) => void} */
export function noteSaved(id) {
  const { key, ids } = recall();
  keep({ key, ids: [...ids.filter((one) => one !== id), id].slice(-MOST) });
}

/** Whether this browser has saved an experiment.
 * @type {(id: string) => boolean} */
export const isMine = (id) => recall().ids.includes(id);

/** Delete an experiment that was saved from here: whether it is gone, or others have saved it too;
 * or why it could not be deleted.
 * @type {(root: string, id: string) => Promise<{gone?: boolean, wrong?: string}>} */
export async function deleteSaved(root, id) {
  const { key, ids } = recall();
  const answer = await fetch(new URL(`api/experiments/${encodeURIComponent(id)}`, root), {
    method: "DELETE",
    headers: { Authorization: `Bearer ${key}` },
  }).catch(() => null);
  const reply = await answer?.json().catch(() => null);
  const isOver = answer?.ok || answer?.status === 404 || answer?.status === 410;
  if (isOver) keep({ key, ids: ids.filter((one) => one !== id) });
  return answer?.ok ? { gone: reply?.gone } : { wrong: reply?.detail ?? AWAY };
}

/** @type {() => Saved} */
function recall() {
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
function keep(saved) {
  try {
    storage("localStorage").setItem(MEMORY, JSON.stringify(saved));
  } catch {
    // the browser's memory is full: what was saved is there, and cannot be deleted from here
  }
}
