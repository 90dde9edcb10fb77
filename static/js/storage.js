// What the browser remembers for this page.  A frame in another site's page may be allowed to
// remember nothing: then it is remembered until the page is closed.

/** @typedef {"localStorage" | "sessionStorage"} Kind
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Memory */

/** @type {Map<Kind, Memory>} */
const instead = new Map();

/** @type {(kind: Kind) => Memory} */
export function storage(kind) {
  try {
    return globalThis[kind]; // even asking for it throws where the browser does not allow it
  } catch {
    if (!instead.has(kind)) instead.set(kind, createMemory());
    return /** @type {Memory} */ (instead.get(kind));
  }
}

/** @type {() => Memory} */
function createMemory() {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}
