// Asks about the run for a part of the page, while a person can see that part.
import { followRun } from "../following.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Asked} Asked */
/** @typedef {import("../following.js").Following} Following */
/** @typedef {import("../following.js").Moving} Moving */

const PACE = 700; // milliseconds between two questions of one part, at least
const NEAR = "200px"; // beyond the window's edge at which a part counts as seen

/** Ask while `root` is seen, and again whenever the run has moved, or what `moving` says of it.
 * All that watch a run ask as often together as the page that steers it.  What is returned asks at
 * once.
 * @type {(root: HTMLElement, images: Images, about: {ask: () => Promise<Asked>,
 *   take: (asked: Asked) => void, pace?: number | (() => number),
 *   moving?: Moving}) => () => void} */
export function followSeen(root, images, { ask, take, pace = PACE, moving = images }) {
  const { canControl, viewers } = images;
  const spaced = () =>
    (typeof pace === "number" ? pace : pace()) *
    (canControl.peek() ? 1 : Math.max(1, viewers.peek()));
  /** @type {Following | null} */
  let following = null;
  const watch = new IntersectionObserver(
    (entries) => {
      const isSeen = entries.at(-1)?.isIntersecting ?? false;
      if (isSeen) following ??= followRun(moving, { ask, take, pace: spaced });
      else {
        following?.stop();
        following = null;
      }
    },
    { rootMargin: NEAR },
  );
  watch.observe(root);
  return () => following?.again();
}
