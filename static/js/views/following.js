// Asks the server about the run again and again while it moves: never twice at once, and not for a
// page that nobody sees.
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Page} Page */
/** @template T @typedef {{readonly value: T, peek: () => T}} Read */
/** @typedef {{progress: Read<{seq: number}>, generation: Read<number>, connection: Read<string>,
 *   status: Read<string>}} Moving what of a run says that it has moved, or cannot be asked */
/** @typedef {import("../types.js").Asked} Asked */
/** @typedef {{again: () => void, stop: () => void}} Following `again` asks at once: it is another
 *   question now */

const REFUSED = 3000; // milliseconds until a question that was refused is asked again, at least
const LIVE = 100; // milliseconds between two questions of a lens

/** Ask about the run, and again whenever it has moved.  `pace` says how many milliseconds lie
 * between two questions at least, so at rest the first one is asked at once.  `take` gets each
 * answer or refusal, but none to a question that is not asked any more.
 * @type {(page: Moving, about: {ask: () => Promise<Asked>, take: (asked: Asked) => void,
 *   pace: () => number}) => Following} */
export function followRun(page, { ask, take, pace }) {
  let isOn = true;
  let isAsking = false;
  let timer = 0;
  let question = 0; // grows where it is another one
  let answered = ""; // the state in which it was
  let last = -Infinity; // when it was asked
  let held = -Infinity; // until when it is not asked, since it was refused
  const state = () => `${question} ${page.generation.peek()} ${page.progress.peek().seq}`;
  const plan = () => {
    if (!isOn || isAsking || answered === state()) return;
    timer ||= setTimeout(go, Math.max(0, Math.max(held, last + pace()) - performance.now()));
  };
  const replan = () => {
    clearTimeout(timer);
    timer = 0;
    plan();
  };
  const go = async () => {
    timer = 0;
    if (document.hidden || page.connection.peek() !== "live") return;
    const [now, asked] = [state(), question];
    last = performance.now();
    isAsking = true;
    const told = await ask();
    isAsking = false;
    if (!isOn || asked !== question || !(told.answer || told.refusal)) return plan();
    const wait = told.refusal?.again ?? Infinity;
    if (wait === Infinity) answered = now;
    else held = performance.now() + Math.max(REFUSED, wait);
    take(told);
    plan();
  };
  const forget = effect(() => {
    (void page.progress.value.seq, page.generation.value, page.connection.value);
    if (page.status.value === "running") plan();
    else replan(); // what is awaited is the state at rest, and soon
  });
  document.addEventListener("visibilitychange", plan);
  const again = () => {
    question++;
    last = held = -Infinity;
    replan();
  };
  const stop = () => {
    isOn = false;
    forget();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", plan);
  };
  return { again, stop };
}

/** How often a lens asks: ten times a second where the run is steered, and as often for all
 * together that watch it.
 * @type {(page: Page) => number} */
export const livePace = (page) => {
  const { canControl = true, viewers = 1 } = page.run.peek() ?? {};
  return canControl ? LIVE : LIVE * Math.max(1, viewers);
};
