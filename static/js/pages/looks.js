// What this page looks at, as the server knows it: the neuron whose map is drawn, the one that is
// laid open, and the one that is shown to all that watch.
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../transport/stream.js").Stream} Stream */

const LOOK = 40; // milliseconds: how long a neuron must be pointed at to be looked at
const AGAIN = 400; // milliseconds until a pinned neuron is laid open again
const UNIT = /^[ho]\d*\.\d+$/; // a formula, too, may have a point

/** The neuron that is looked at is told to the server, soon but not at every twitch of the hand.
 * @type {(page: Page, stream: Stream) => void} */
export function followLooks(page, stream) {
  let timer = 0;
  let sent = page.focus.peek();
  const tell = () => {
    timer = 0;
    const neuron = page.focus.peek();
    if (neuron !== sent) stream.send({ type: "view", neuron });
    sent = neuron;
  };
  effect(() => {
    if (page.focus.value !== sent) timer ||= setTimeout(tell, LOOK);
  });
}

/** The pinned neuron is laid open again and again while it learns, but never twice at once.
 * @type {(page: Page, stream: Stream) => void} */
export function followPinned(page, stream) {
  let waiting = false;
  const look = async () => {
    const neuron = page.pinned.peek();
    const seq = page.progress.peek().seq;
    waiting = true;
    const { open, run } = stream;
    const isUnit = UNIT.test(neuron ?? "");
    const inspection =
      isUnit && open && run ? (await page.askRun(`neurons/${neuron}`)).answer : null;
    if (inspection && page.pinned.peek() === neuron) page.laidOpen.value = inspection;
    setTimeout(() => {
      waiting = false;
      if (page.pinned.peek() && (page.progress.peek().seq !== seq || page.pinned.peek() !== neuron))
        look();
    }, AGAIN);
  };
  effect(() => {
    (void page.progress.value.seq, page.generation.value);
    const stale = page.laidOpen.peek()?.neuron !== page.pinned.value;
    if (stale) page.laidOpen.value = null;
    if (page.pinned.value && !waiting) look();
  });
}

/** The pinned neuron is shown to all that watch, by the page that steers.
 * @type {(page: Page, stream: Stream) => void} */
export function showPinned(page, stream) {
  let told = /** @type {string | null} */ (null);
  effect(() => {
    const neuron = page.pinned.value;
    if (page.connection.value !== "live")
      told = null; // another stream has another say
    else if (page.run.value?.canControl && neuron !== told) {
      told = neuron;
      stream.send({ type: "pin", neuron });
    }
  });
}
