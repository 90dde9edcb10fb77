// Lessons that somebody writes here: how a text will look, how it is saved and deleted.
import { away } from "../words/en/server.js";
import { Api, session } from "./api.js";
import { noteSaved, saverKey } from "./saved.js";

const LONGEST_LOOK = 30_000; // milliseconds
const OK = 200; // HTTP

/** A text as the page of its lesson, or as a list of what is wrong with it; null where the server
 * has neither just now.  The browser itself reads the page, and runs nothing of it.
 * @type {(root: string, source: string) => Promise<Document | null>} */
export const lookAt = (root, source) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", new URL("lessons/preview", root));
    request.responseType = "document";
    request.timeout = LONGEST_LOOK;
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("Playground-Session", session());
    request.onloadend = () => resolve(request.status === OK ? request.response : null);
    request.send(JSON.stringify({ source }));
  });

/** Save a text: where its lesson is, from the root on, or why it was not saved.
 * @type {(root: string, source: string) => Promise<{place?: string, wrong?: string}>} */
export async function saveLesson(root, source) {
  const { answer, reply } = await new Api(root).answered("api/lessons", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Playground-Session": session() },
    body: JSON.stringify({ source, saver_key: saverKey() }),
  });
  if (!answer?.ok || !reply?.id) return { wrong: reply?.detail ?? away.nothingSaved };
  noteSaved(reply.id);
  return { place: `l/${reply.id}` };
}

/** Delete a lesson that was saved from here: whether it is gone, or others have saved it too; or
 * why it could not be deleted.
 * @type {(root: string, id: string) => Promise<{gone?: boolean, wrong?: string}>} */
export async function deleteLesson(root, id) {
  const { answer, reply } = await new Api(root).answered(`api/lessons/${id}`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${saverKey()}` },
  });
  return answer?.ok ? { gone: reply?.gone } : { wrong: reply?.detail ?? away.tryAgain };
}
