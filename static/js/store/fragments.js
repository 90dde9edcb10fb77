// The keys and values of an address's fragment.  Chats, forums and programs for mail read the `&`
// of an address as the beginning of an entity of HTML: `&reg=l2` becomes `®=l2`, and `&` becomes
// `&amp;`.  No value holds such signs as they are, since values are encoded; so what was meant can
// be told.  Beside an experiment, or the secret of a run, a fragment says which lens is open.

import { reasons } from "../words/en/reasons.js";

/** Old entities, which HTML knows without a semicolon too, that keys begin with. */
const ENTITIES = { reg: "®" };
const AMPERSANDS = /&(?:amp;|#0*38;|#x0*26;)+/gi;

/** What a fragment holds, with or without its "#"; `keys` are those that may stand in it.
 * @type {(fragment: string, keys: Iterable<string>) => URLSearchParams} */
export function parametersOf(fragment, keys) {
  let text = fragment.replace(/^#/, "").replace(AMPERSANDS, "&");
  for (const [name, sign] of Object.entries(ENTITIES))
    for (const key of keys)
      if (key.startsWith(name))
        for (const written of [sign, encodeURIComponent(sign)])
          text = text.replaceAll(`${written}${key.slice(name.length)}=`, `&${key}=`);
  return new URLSearchParams(text);
}

/** Tells the keys that are none of those known.
 * @type {(given: URLSearchParams, known: (key: string) => boolean,
 *   misfits: import("../types.js").Misfit[]) => void} */
export function tellUnknown(given, known, misfits) {
  for (const key of new Set(given.keys()))
    if (!known(key))
      misfits.push({
        key: key.slice(0, 40),
        value: (given.get(key) ?? "").slice(0, 40),
        why: reasons.unknownKey,
      });
}

const LENS = "lens"; // the key of a lens, which is no part of an experiment

/** @type {(fragment: string) => string[]} */
const partsOf = (fragment) =>
  fragment.replace(/^#/, "").replace(AMPERSANDS, "&").split("&").filter(Boolean);

/** @type {(part: string) => boolean} */
const isLens = (part) => part.startsWith(`${LENS}=`);

/** The lens that a fragment names; empty if it names none.
 * @type {(fragment: string) => string} */
export const lensOf = (fragment) =>
  new URLSearchParams(partsOf(fragment).find(isLens)).get(LENS) ?? "";

/** A fragment, be it of an experiment or the secret of a run, with another lens or with none.
 * @type {(fragment: string, lens: string) => string} */
export const withLens = (fragment, lens) =>
  [
    ...partsOf(fragment).filter((part) => !isLens(part)),
    ...(lens ? [`${LENS}=${encodeURIComponent(lens)}`] : []),
  ].join("&");
