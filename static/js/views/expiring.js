// Notices go by themselves after the time that it takes to read them, but not while somebody points
// at them, has the focus there, or looks at another tab.  What offers something to do stays.
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Notice} Notice */
/** @typedef {import("../types.js").Notices} Notices */

const LEAST = 6000; // milliseconds
const OF_A_WORD = 400; // for slow readers, too
const OF_A_FAULT = 2; // times as long, for what went wrong

/** How long a notice stays, in milliseconds.
 * @type {(notice: {kind: Notice["kind"], text: string}) => number} */
export const readingTime = ({ kind, text }) =>
  (LEAST + OF_A_WORD * text.split(/\s+/).length) * (kind === "info" ? 1 : OF_A_FAULT);

/** Take a page's notices away when their time is over, from the place where they stand.
 * @type {(page: Notices, root: HTMLElement) => void} */
export const mount = (page, root) =>
  expireNotices(page, () => document.hidden || root.matches(":hover, :focus-within"));

/** Take notices away when their time is over and nobody reads them.
 * @type {(page: Notices, isRead: () => boolean) => void} */
export function expireNotices(page, isRead) {
  /** @type {Map<number, ReturnType<typeof setTimeout>>} */
  const timers = new Map();
  const wait = (/** @type {number} */ id, /** @type {number} */ time) =>
    timers.set(
      id,
      setTimeout(() => (isRead() ? wait(id, LEAST) : page.dismiss(id)), time),
    );
  effect(() => {
    const notices = page.notices.value;
    for (const [id, timer] of timers) {
      if (notices.some((one) => one.id === id)) continue;
      clearTimeout(timer);
      timers.delete(id);
    }
    for (const notice of notices)
      if (!notice.offer && !timers.has(notice.id)) wait(notice.id, readingTime(notice));
  });
}
