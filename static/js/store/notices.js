// What a page has to say in passing: the newest few, each once.
import { signal } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Notice} Notice */

const MOST = 4; // at once

/** The notices of a page, and what adds one and takes one away.
 * @type {() => import("../types.js").Notices} */
export function createNotices() {
  const notices = signal(/** @type {Notice[]} */ ([]));
  let last = 0;
  return {
    notices,
    notice(kind, text, offer = null) {
      const others = notices.value.filter((one) => one.text !== text);
      notices.value = [...others, { id: ++last, kind, text, offer }].slice(-MOST);
    },
    dismiss(id) {
      notices.value = notices.value.filter((one) => one.id !== id);
    },
  };
}
