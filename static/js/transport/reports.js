// Tells the server what a visitor has against an experiment.

import { away } from "../words/en/server.js";
import { session } from "./api.js";

/** Report an experiment; returns why it could not be done, or nothing.
 * @type {(root: string, id: string, reason: string) => Promise<string>} */
export async function report(root, id, reason) {
  const answer = await fetch(new URL(`api/experiments/${encodeURIComponent(id)}/report`, root), {
    method: "POST",
    headers: { "Content-Type": "application/json", "Playground-Session": session() },
    body: JSON.stringify({ reason }),
  }).catch(() => null);
  if (answer?.ok) return "";
  return (await answer?.json().catch(() => null))?.detail ?? away.tryAgain;
}
