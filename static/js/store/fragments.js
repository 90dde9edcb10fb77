// The keys and values of an address's fragment.  Chats, forums and programs for mail read the `&`
// of an address as the beginning of an entity of HTML: `&reg=l2` becomes `®=l2`, and `&` becomes
// `&amp;`.  No value holds such signs as they are, since values are encoded; so what was meant can
// be told.

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
        why: "is not a known key",
      });
}
