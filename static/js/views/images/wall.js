// A wall of many small pictures on one canvas, painted in one go.  A frame stands round the one
// that is chosen: by a pointer, or by the arrow keys.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { neighbour, pictureAt, sheetOf } from "../../images/pixels.js";
import { paintWords } from "./canvases.js";

/** @typedef {{pictures: Uint8Array[], width: number, height: number}} Content */
/** @typedef {{palette: () => Uint32Array, move: (at: number) => void,
 *   open: (at: number) => void}} About `move` is told which picture is chosen, `open` which one is
 *   pressed */

const TILE = 46; // CSS pixels from picture to picture, about
const SMALL_TILE = 30; // the same where there is little room
const NARROW = 600; // CSS pixels
const LARGEST = 12; // CSS pixels of a pixel

/** @param {HTMLElement} root  @param {About} about */
export function createWall(root, about) {
  render(
    html`<div class="tiled"><canvas role="application" tabindex="0"></canvas>
      <div class="cursor" aria-hidden="true"></div></div>`,
    root,
  );
  const [tiled, canvas, cursor] = [".tiled", "canvas", ".cursor"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  const surface = /** @type {HTMLCanvasElement} */ (canvas);
  /** @type {Content} */
  let content = { pictures: [], width: 1, height: 1 };
  let at = 0;
  const count = () => content.pictures.length;
  const size = () => ({ ...content, columns: columnsOf(root.clientWidth, content) });
  const point = () => {
    cursor.hidden = !count();
    placeCursor(cursor, surface, size(), at);
  };
  const paint = () => {
    paintWords(surface, sheetOf(content.pictures, size(), about.palette()));
    tiled.style.width = `${surface.width * scaleOf(root.clientWidth, content.width)}px`;
    point();
  };
  const choose = (/** @type {number} */ next) => {
    at = next;
    point();
    about.move(at);
  };
  listen(surface, {
    found: (place) => pictureAt(place, size(), count()),
    next: (key) => neighbour(key, at, size().columns, count()),
    choose,
    open: () => count() && about.open(at),
  });
  followWidth(root, paint);
  return {
    /** Show pictures, and call the wall by what it shows.
     * @param {string} label  @param {Content} next */
    show(label, next) {
      content = next;
      at = Math.min(at, Math.max(0, count() - 1));
      surface.setAttribute("aria-label", label);
      paint();
    },
  };
}

/** CSS pixels of a pixel: a whole number of the screen's own, so that all are of one size.
 * @type {(room: number, width: number) => number} */
function scaleOf(room, width) {
  const tile = room < NARROW ? SMALL_TILE : TILE;
  const own = Math.max(1, Math.round((devicePixelRatio * tile) / (width + 1)));
  return Math.min(LARGEST, own / devicePixelRatio);
}

/** As many in a row as there is room for.
 * @type {(room: number, content: Content) => number} */
const columnsOf = (room, { pictures, width }) =>
  Math.max(1, Math.min(pictures.length, Math.floor(room / (scaleOf(room, width) * (width + 1)))));

/** @type {(cursor: HTMLElement, canvas: HTMLCanvasElement,
 *   size: {width: number, height: number, columns: number}, at: number) => void} */
function placeCursor({ style }, canvas, { width, height, columns }, at) {
  const [x, y] = [at % columns, Math.floor(at / columns)];
  Object.assign(style, {
    left: `${(100 * x * (width + 1)) / canvas.width}%`,
    top: `${(100 * y * (height + 1)) / canvas.height}%`,
    width: `${(100 * width) / canvas.width}%`,
    height: `${(100 * height) / canvas.height}%`,
  });
}

/** Have something done whenever a place has become wider or narrower.
 * @type {(root: HTMLElement, act: () => void) => void} */
export function followWidth(root, act) {
  let width = root.clientWidth;
  const look = () => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    act();
  };
  new ResizeObserver(() => requestAnimationFrame(look)).observe(root);
}

/** @type {(canvas: HTMLCanvasElement, wall: {
 *   found: (place: {x: number, y: number}) => number | null, next: (key: string) => number | null,
 *   choose: (at: number) => void, open: () => void}) => void} */
function listen(canvas, { found, next, choose, open }) {
  const at = (/** @type {MouseEvent} */ { offsetX, offsetY }) =>
    found({
      x: Math.floor((offsetX * canvas.width) / canvas.clientWidth),
      y: Math.floor((offsetY * canvas.height) / canvas.clientHeight),
    });
  canvas.addEventListener("click", (event) => {
    const one = at(event);
    if (one === null) return;
    choose(one);
    open();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const one = at(event);
    if (one !== null) choose(one);
  });
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const one = next(event.key);
    if (one !== null) choose(one);
    else if (event.key === "Enter" || event.key === " ") open();
    else return;
    event.preventDefault();
  });
}
