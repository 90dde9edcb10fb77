// What the colours and shapes of the large map mean.
import { html, nothing, svg } from "../../vendor/lit-html/lit-html.js";
import { inUnits, scaledBack } from "../store/quantities.js";
import { lineAxis } from "../workers/plane.js";
import {
  classColour,
  css,
  outline,
  PALE,
  shapeOf,
  shapeOfSign,
  SHAPES,
} from "../workers/appearance.js";
import { legendWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Label} Label */
/** @typedef {import("../workers/appearance.js").Colour} Colour */

/** A shape as it is drawn on the map.
 * @type {(path: string, fill: string, name?: string) => Template} */
export const sign = (path, fill, name = "") =>
  html`<svg class=${`sign ${name}`} viewBox="-1.6 -1.6 3.2 3.2" aria-hidden="true"><path d=${path}
    fill=${fill}></path></svg>`;

/** The sign of a class.
 * @type {(catalog: Catalog, k: number) => Template} */
export const classSign = ({ class_colours: colours }, k) =>
  sign(outline(shapeOf(k)), css(classColour(colours, k)));

/** Which single output is shown, of several: looked at or chosen.
 * @type {(page: Page) => number | null} */
function shownClass(page) {
  const focus = page.focus.value;
  if ((page.topology.value?.channels ?? 1) < 2) return null;
  if (focus === "output") return page.selectedClass.value;
  return focus.startsWith("o.") ? Number(focus.slice(2)) : null;
}

/** @type {(page: Page) => Template} */
export function legend(page) {
  const topology = page.topology.value;
  if (!topology) return nothing;
  const { problem } = page.experiment.value;
  const { catalog } = page;
  const classes =
    topology.channels > 1
      ? classList(catalog, topology.classes, problem)
      : signList(topology.classes);
  const whole =
    topology.channels > 1 && page.focus.value === "output" && page.selectedClass.value === null;
  if (whole || lineAxis(topology, page.points.value)) return classes;
  return html`${scale(page, topology, problem)}${classes}`;
}

/** @type {(catalog: Catalog, names: string[], problem: string) => Template} */
const classList = (catalog, names, problem) => html`<ul class="classes">
  ${names.map((name, k) => html`<li>${classSign(catalog, k)}${name}</li>`)}
  ${
    problem === "multilabel"
      ? html`<li>${several(catalog)}${words.several}</li><li>${hollow}${words.none}</li>`
      : nothing
  }</ul>`;

/** What the two signs mean, where they have names: those of a table.
 * @type {(names: string[]) => Template} */
const signList = ([minus, plus]) =>
  minus === undefined || minus === "−1"
    ? nothing
    : html`<ul class="classes">
  <li>${sign(outline(shapeOfSign(-1)), "currentColor", "negative")}${minus}</li><li>${sign(
    outline(shapeOfSign(1)),
    "currentColor",
    "positive",
  )}${plus}</li></ul>`;

/** A point of no label. */
const hollow = sign(outline(SHAPES[0]), "none", "hollow");

/** A point of several labels, in parts.
 * @type {(catalog: Catalog) => Template} */
const several = ({ class_colours: colours }) => html`<svg class="sign"
  viewBox="-1.2 -1.2 2.4 2.4" aria-hidden="true">${[0, 1, 2].map((k) => {
    const [x1, y1, x2, y2] = [k, k + 1].flatMap((i) => [
      Math.sin((i * 2 * Math.PI) / 3),
      -Math.cos((i * 2 * Math.PI) / 3),
    ]);
    return svg`<path d=${
      `M0 0L${x1.toFixed(3)} ${y1.toFixed(3)}A1 1 0 0 ` + `1 ${x2.toFixed(3)} ${y2.toFixed(3)}Z`
    } fill=${css(colours[k])}></path>`;
  })}</svg>`;

/** Whether an output is shown, not a neuron within.
 * @type {(focus: string) => boolean} */
export const isOutput = (focus) => focus === "output" || focus.startsWith("o.");

/** The values that a map's colours stand for.
 * @type {(page: Page, topology: import("../types.js").Topology, problem: string) => Template} */
function scale(page, topology, problem) {
  const focus = page.focus.value;
  const k = shownClass(page);
  const [low, high] = isOutput(focus) ? topology.range : [-1, 1];
  const target = isOutput(focus) ? topology.target : null;
  const text = (/** @type {number} */ value) =>
    target
      ? inUnits(scaledBack(value, target), target.name)
      : `${value > 0 && low < 0 ? "+" : ""}${value}`.replace("-", "−");
  const signs = (/** @type {number} */ label) =>
    problem === "classification"
      ? sign(outline(shapeOfSign(label)), "currentColor", label < 0 ? "negative" : "positive")
      : nothing;
  return html`<p class="scale"><span>${signs(-1)}${text(low)}</span>${
    k === null
      ? html`<i aria-hidden="true"></i>`
      : bar(css(classColour(page.catalog.class_colours, k)))
  }<span>${text(high)}${signs(1)}</span></p>`;
}

/** From none to all of a class, by its colour.
 * @type {(colour: string) => Template} */
const bar = (
  colour,
) => html`<svg class="bar-of-class" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
  <defs><linearGradient id="class-shade"><stop stop-color=${colour}
    stop-opacity="0"></stop><stop offset="1" stop-color=${colour}
    stop-opacity=${PALE}></stop></linearGradient></defs>
  <rect width="1" height="1" fill="url(#class-shade)"></rect></svg>`;

/** How a label looks in the thumbnail of a data set.
 * @type {(label: Label, problems: string[], style: CSSStyleDeclaration, colours: Colour[]) =>
 *   {fill: string, corners: import("../workers/appearance.js").Corners, opacity: number}} */
export function lookOf(label, problems, style, colours) {
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const k = Array.isArray(label) ? label.indexOf(1) : label;
  if (k < 0 && problems.includes("multilabel"))
    return { fill: colour("ink-soft"), corners: SHAPES[0], opacity: 0.4 };
  if (problems.includes("multilabel") || problems.includes("multiclass"))
    return { fill: css(classColour(colours, k)), corners: shapeOf(k), opacity: 1 };
  const corners = problems.includes("classification") ? shapeOfSign(k) : SHAPES[0];
  return {
    fill: colour(k < 0 ? "negative" : "positive"),
    corners,
    opacity: Math.min(1, Math.abs(k)) * 0.8 + 0.2,
  };
}
