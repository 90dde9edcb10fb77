// What pictures on a canvas have in common: they are painted once an animation frame, again when
// what they read changes, when the theme does, and when the window does.
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { onThemeChange } from "../../sheet_colours.js";

/** Paint a canvas whenever `read` reads other signals than before; `paint` is given what it read.
 * @template T
 * @param {HTMLCanvasElement} canvas  @param {() => T} read  @param {(shown: T) => void} paint */
export function followPicture(canvas, read, paint) {
  let isAsked = false;
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      if (canvas.clientWidth) paint(read());
    });
  };
  effect(() => {
    read();
    ask();
  });
  onThemeChange(ask);
  new ResizeObserver(ask).observe(canvas);
}

/** A canvas's context in CSS pixels, cleared, with its own pixels as fine as the screen's.
 * @type {(canvas: HTMLCanvasElement, width: number, height: number) =>
 *   CanvasRenderingContext2D | null} */
export function cleared(canvas, width, height) {
  const context = canvas.getContext("2d");
  const ratio = devicePixelRatio;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
