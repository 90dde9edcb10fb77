// The map of the trial that is chosen, where there is no wall.  Each trial has a canvas of its own:
// one that was handed over to the painter shows one trial for ever.
import { effect } from "../../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../wall_client.js").Wall} Wall */

const CALM = 120; // milliseconds that a trial must be pointed at for its map to be asked for

/** @type {(root: HTMLElement, study: Study, wall: Wall) => void} */
export function mount(root, study, wall) {
  root.className = "one-map";
  let timer = 0;
  let shown = -1;
  const show = (/** @type {number} */ trial) => {
    if (trial === shown) return;
    if (shown >= 0) wall.post({ type: "gone", trial: shown });
    shown = trial;
    const canvas = document.createElement("canvas");
    root.replaceChildren(canvas);
    const side = Math.round(root.clientWidth * devicePixelRatio) || 1;
    canvas.width = canvas.height = side;
    canvas.setAttribute("aria-hidden", "true");
    wall.give(trial, canvas);
    study.look([trial]);
  };
  effect(() => {
    const trial = study.chosen.value;
    clearTimeout(timer);
    if (trial !== null) timer = setTimeout(() => show(trial), CALM);
  });
}
