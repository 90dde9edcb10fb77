// The pixels of a run's pictures, fetched as bytes: each once, and several at a time.
import { session } from "./api.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {Map<number, Uint8Array>} Pixels bytes of pictures by their numbers */

const MOST = 200; // pictures that are asked for at once
const KEPT = 4000; // pictures that are remembered: of 28 × 28 they are 3 MB

/** A function that fetches pictures of a run by their numbers; null where the server did not give
 * them.  `shown` says of which data the run is now, and how many bytes a picture of them has.
 * @type {(api: Api, id: string, shown: () => {name: string, size: number}) =>
 *   (ids: number[]) => Promise<Pixels | null>} */
export function createPictures(api, id, shown) {
  /** @type {Pixels} */
  let known = new Map();
  let data = "";
  return async (ids) => {
    const { name, size } = shown();
    const wanted = [...new Set(ids)].filter((one) => name !== data || !known.has(one));
    const before = name === data ? known : new Map();
    if (name !== data || known.size + wanted.length > KEPT) known = new Map();
    data = name;
    const kept = known;
    const found = new Map(ids.flatMap((one) => (before.has(one) ? [[one, before.get(one)]] : [])));
    for (let at = 0; at < wanted.length; at += MOST) {
      const part = wanted.slice(at, at + MOST);
      const bytes = await read(api, `api/images/${id}/pixels?ids=${part.join(",")}&data=${name}`);
      if (bytes?.length !== part.length * size) return null;
      part.forEach((one, i) => found.set(one, bytes.subarray(i * size, (i + 1) * size)));
    }
    for (const [one, pixels] of found) kept.set(one, pixels);
    return found;
  };
}

/** @type {(api: Api, path: string) => Promise<Uint8Array | null>} */
async function read(api, path) {
  const headers = { "Playground-Session": session() };
  const answer = await api.request(path, { headers }).catch(() => null);
  if (!answer?.ok) return null;
  return new Uint8Array(await answer.arrayBuffer().catch(() => new ArrayBuffer(0)));
}
