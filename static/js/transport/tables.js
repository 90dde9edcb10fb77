// Brings tables to the server, and asks what it knows of them.

import { away } from "../words/en/server.js";
import { session } from "./api.js";

/** @typedef {import("../types.js").TableReply} TableReply */

const GONE = 404;

export class Tables {
  /** @param {string} root address of the playground */
  constructor(root) {
    this.root = root;
  }

  /** Have a table read and kept; `asked` says how to read it, in the words of the query.
   * @type {(content: Blob, asked: Record<string, string>) => Promise<TableReply>} */
  upload(content, asked) {
    const place = new URL("api/datasets", this.root);
    place.search = String(new URLSearchParams(asked));
    return reply(
      fetch(place, {
        method: "POST",
        headers: { "Content-Type": "text/csv", "Playground-Session": session() },
        body: content,
      }),
    );
  }

  /** What is known of a table.
   * @type {(id: string) => Promise<TableReply>} */
  read(id) {
    return reply(fetch(new URL(`api/datasets/${encodeURIComponent(id)}`, this.root)));
  }
}

/** @type {(asked: Promise<Response>) => Promise<TableReply>} */
async function reply(asked) {
  const answer = await asked.catch(() => null);
  const content = await answer?.json().catch(() => null);
  if (!answer || !content) return { wrong: away.nothingRead, faults: [] };
  if (answer.ok) return { table: content, wrong: "", faults: [] };
  return {
    wrong: content.detail ?? answer.statusText,
    faults: (content.errors ?? []).filter((/** @type {object} */ fault) => "line" in fault),
    gone: answer.status === GONE,
  };
}
