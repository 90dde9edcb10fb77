// Deletes what this browser has saved on the server, by the key that it was saved with.
import { away } from "../words/en/server.js";
import { keep, recall } from "./saved.js";

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
  return answer?.ok ? { gone: reply?.gone } : { wrong: reply?.detail ?? away.tryAgain };
}
