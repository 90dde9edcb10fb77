// The pixels of a run's pictures, fetched as bytes: each once, and several at a time.
import { session } from "./api.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {Map<number, Uint8Array>} Pixels bytes of pictures by their numbers */

const MOST = 200; // pictures that are asked for at once
const KEPT = 4000; // pictures that are remembered: of 28 × 28 they are 3 MB

/** A function that fetches pictures of a run by their numbers; null where the server did not give
 * them.  `size` says how many bytes each has.
 * @type {(api: Api, id: string, size: () => number) =>
 *   (ids: number[]) => Promise<Pixels | null>} */
export function createPictures(api, id, size) {
  /** @type {Pixels} */
  const known = new Map();
  return async (ids) => {
    const wanted = [...new Set(ids)].filter((one) => !known.has(one));
    if (known.size + wanted.length > KEPT) known.clear();
    const missing = known.size ? wanted : [...new Set(ids)];
    for (let at = 0; at < missing.length; at += MOST) {
      const part = missing.slice(at, at + MOST);
      const bytes = await read(api, `api/images/${id}/pixels?ids=${part.join(",")}`);
      if (bytes?.length !== part.length * size()) return null;
      part.forEach((one, i) => known.set(one, bytes.subarray(i * size(), (i + 1) * size())));
    }
    return new Map(ids.map((one) => [one, /** @type {Uint8Array} */ (known.get(one))]));
  };
}

/** @type {(api: Api, path: string) => Promise<Uint8Array | null>} */
async function read(api, path) {
  const headers = { "Playground-Session": session() };
  const answer = await api.request(path, { headers }).catch(() => null);
  if (!answer?.ok) return null;
  return new Uint8Array(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)));
}
