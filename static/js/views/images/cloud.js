// The scores before the softmax as a cloud: a mark for each validation picture, on two of the three
// principal components, or placed by t-SNE.  A class has a colour and a shape; a mark asks about
// its picture.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { nearestClasses, nearestMark, placed } from "../../images/cloud.js";
import { sheetColour } from "../../sheet_colours.js";
import { classColour, css, outline, shapeOf } from "../../workers/appearance.js";
import { imagesCloudWords as words } from "../../words/en/images.js";
import { draw, select } from "../components.js";
import { percent } from "../format.js";
import { classSign } from "../legend.js";
import { themes } from "./canvases.js";
import { followSeen } from "./seen.js";
import { askAbout } from "./showing.js";
import { followWidth } from "./wall.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").Cloud} Cloud */
/** @typedef {import("../../images/cloud.js").Mark} Mark */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {{cloud: Signal<Cloud | null>, way: Signal<string>,
 *   only: Signal<number | null>, at: Signal<number>}} Look how pictures are placed, by the name of
 *   one of WAYS, which class is shown alone, and which mark is pointed at */

const PACE = 1500; // milliseconds between two clouds while the run moves
const TSNE_PACE = 10_000; // the same where each takes the server about a second
const COUNT = 500; // pictures
const NEAR = 14; // CSS pixels from a mark at which it is pointed at
const SIZE = 4; // CSS pixels: the radius of a mark
const FAINT = 0.12; // of the marks of other classes
/** @type {Record<string, {method: "pca" | "tsne", axes: [number, number]}>} */
const WAYS = {
  first: { method: "pca", axes: [0, 1] },
  outer: { method: "pca", axes: [0, 2] },
  last: { method: "pca", axes: [1, 2] },
  tsne: { method: "tsne", axes: [0, 1] },
};

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  /** @type {Look} */
  const look = { cloud: signal(null), way: signal("first"), only: signal(null), at: signal(-1) };
  render(
    html`<header><h2>${words.heading}</h2><div class="options"></div></header>
      <p class="hint about"></p><div class="scatter"><canvas role="application"
        tabindex="0"></canvas></div><p class="told" role="status"></p>
      <div class="key"></div><p class="hint shares"></p>`,
    root,
  );
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`.${name}`));
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  draw(place("options"), () => choice(look, () => again()));
  draw(place("about"), () => aboutOf(images, look.cloud.value));
  draw(place("told"), () => toldOf(images, look));
  draw(place("key"), () => legend(images, look));
  draw(place("shares"), () => factsOf(images, look.cloud.value));
  const paint = () => paintCloud(canvas, images, look);
  effect(paint);
  followWidth(canvas, paint);
  listen(canvas, images, look);
  const again = followSeen(root, images, {
    pace: () => (methodOf(look) === "tsne" ? TSNE_PACE : PACE),
    ask: () => images.ask(`cloud?count=${COUNT}&method=${methodOf(look)}`),
    take({ answer }) {
      if (answer) look.cloud.value = answer;
    },
  });
}

/** @type {(images: Images, cloud: Cloud | null) => string} */
const aboutOf = ({ classes }, cloud) =>
  cloud ? words.about[cloud.method](cloud.ids.length, classes.value.length) : "";

/** @type {(look: Look) => "pca" | "tsne"} */
const methodOf = ({ way }) => WAYS[way.peek()].method;

/** @type {(look: Look, again: () => void) => Template} */
const choice = (look, again) =>
  select({
    label: words.axes,
    control: "cloud-axes",
    options: Object.entries(WAYS).map(
      ([
        name,
        {
          method,
          axes: [along, up],
        },
      ]) => {
        const label = method === "tsne" ? words.tsne : words.pair(along + 1, up + 1);
        return { name, label };
      },
    ),
    value: look.way.value,
    change(name) {
      const before = methodOf(look);
      look.way.value = name;
      if (methodOf(look) !== before) again();
    },
  });

/** @type {(images: Images, look: Look) => string} */
function toldOf(images, { cloud: { value: cloud }, at: { value: at } }) {
  if (!cloud || cloud.ids[at] === undefined) return "\u00a0";
  const [is, said] = [cloud.labels[at], cloud.said[at]].map((k) => images.classes.value[k]);
  return words.mark(cloud.ids[at], is, said);
}

/** Each class with its sign; a press shows it alone.
 * @type {(images: Images, look: Look) => Template} */
const legend = ({ classes, catalog }, { only }) =>
  html`<ul class="samples">${classes.value.map(
    (name, k) => html`<li><button aria-pressed=${only.value === k} title=${words.only(name)}
    @click=${() => (only.value = only.value === k ? null : k)}>${classSign(catalog, k)}
    ${name}</button></li>`,
  )}</ul>`;

/** @type {(images: Images, cloud: Cloud | null) => Template} */
function factsOf(images, cloud) {
  if (!cloud) return nothing;
  if (cloud.divergence !== null) return words.divergence(cloud.divergence.toFixed(2));
  const names = images.classes.value;
  const nearest = nearestClasses(cloud.points, cloud.labels);
  const shares = words.shares(cloud.shares.map(percent));
  return `${shares} ${nearest ? words.nearest(names[nearest[0]], names[nearest[1]]) : ""}`;
}

/** The axes that are chosen; until a cloud by another method has come, the first two.
 * @type {(cloud: Cloud | null, way: string) => [number, number]} */
const axesOf = (cloud, way) => WAYS[cloud?.method === WAYS[way].method ? way : "first"].axes;

/** @type {(canvas: HTMLCanvasElement, look: Look) => Mark[]} */
const marksOf = (canvas, { cloud, way }) =>
  placed(cloud.value?.points ?? [], axesOf(cloud.value, way.value), {
    width: canvas.clientWidth,
    height: canvas.clientHeight,
    margin: 3 * SIZE,
  });

/** @type {(canvas: HTMLCanvasElement, images: Images, look: Look) => void} */
function paintCloud(canvas, images, look) {
  void themes.value;
  const [cloud, only, at] = [look.cloud.value, look.only.value, look.at.value];
  canvas.setAttribute("aria-label", words.picture(cloud?.ids.length ?? 0));
  const ratio = devicePixelRatio;
  canvas.width = Math.max(1, Math.round(ratio * canvas.clientWidth));
  canvas.height = Math.max(1, Math.round(ratio * canvas.clientHeight));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { class_colours: colours } = images.catalog;
  const shapes = images.classes.value.map((_, k) => new Path2D(outline(shapeOf(k))));
  const marks = marksOf(canvas, look);
  const put = (/** @type {number} */ i, /** @type {number} */ size) => {
    const k = cloud?.labels[i] ?? 0;
    context.setTransform(ratio * size, 0, 0, ratio * size, ratio * marks[i].x, ratio * marks[i].y);
    context.globalAlpha = only === null || only === k ? 0.85 : FAINT;
    context.fillStyle = css(classColour(colours, k));
    context.fill(shapes[k]);
    return shapes[k];
  };
  marks.forEach((_, i) => put(i, SIZE));
  if (!marks[at]) return;
  const shape = put(at, 2 * SIZE);
  context.globalAlpha = 1;
  context.lineWidth = 0.3;
  context.strokeStyle = sheetColour("ink");
  context.stroke(shape);
}

/** @type {(canvas: HTMLCanvasElement, images: Images, look: Look) => void} */
function listen(canvas, images, look) {
  const find = (/** @type {MouseEvent} */ { offsetX: x, offsetY: y }) => {
    const found = nearestMark(marksOf(canvas, look), { x, y }, NEAR);
    if (found !== null) look.at.value = found;
    return found;
  };
  const open = () => {
    const id = look.cloud.peek()?.ids[look.at.peek()];
    if (id !== undefined) askAbout(images, id);
  };
  canvas.addEventListener("pointermove", (event) => void find(event));
  canvas.addEventListener("click", (event) => {
    if (find(event) !== null) open();
  });
  canvas.addEventListener("keydown", (event) => {
    const all = look.cloud.peek()?.ids.length ?? 0;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && all) look.at.value = (look.at.peek() + step + all) % all;
    else if (event.key === "Enter" || event.key === " ") open();
    else return;
    event.preventDefault();
  });
}
