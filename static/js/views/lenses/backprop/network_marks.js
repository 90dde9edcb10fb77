// What the microscope writes upon the picture of the network: the number of each neuron, and
// the way from the chosen weight to the loss.
import { nothing, render, svg } from "../../../../vendor/lit-html/lit-html.js";
import { signed } from "../../format.js";
import { fits, footOf, ofExample, readersOf } from "./reading.js";

/** @typedef {import("../../../types.js").Layout} Layout */
/** @typedef {import("../../../types.js").Link} Link */
/** @typedef {import("../../../types.js").Tile} Tile */
/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./types.js").Backprop} Backprop */
/** @typedef {import("./types.js").Chosen} Chosen */
/** @typedef {import("./microscope.js").Microscope} Microscope */

const FORWARD = 0; // the stop that shows what each neuron answers
const BACKWARD = 2; // and the first one that shows the way back
const LEAST_TILE = 30; // CSS pixels: a tile with room for a number below it
const MOST_LIT = 400; // links; of more, the way is the whole network

/** @type {(microscope: Microscope, place: SVGElement, chosen: Chosen) => void} */
export function drawNetworkMarks({ page, topology, answer, stop, blanks }, place, chosen) {
  const layout = page.layout.value;
  const told = answer.value;
  const whole = topology.value;
  const isThere = layout && whole && fits(told, whole);
  const readers = isThere ? readersOf(told, whole, chosen.layer) : [];
  if (layout) {
    place.setAttribute("width", String(layout.width));
    place.setAttribute("height", String(layout.height));
  }
  const at = stop.value;
  render(
    isThere
      ? svg`${at >= BACKWARD ? lit(layout, chosen, readers) : nothing}${
          !blanks.on.value && (at === FORWARD || at === BACKWARD)
            ? numbers(layout, told, at === FORWARD ? "a" : "delta")
            : nothing
        }`
      : nothing,
    place,
  );
}

/** @type {(layout: Layout, answer: Backprop, kind: "a" | "delta") => Template[]} */
function numbers({ tiles }, answer, kind) {
  const values = new Map(
    answer.layers.flatMap((layer) =>
      ofExample(layer[kind], answer).map((value, unit) => [`${layer.name}.${unit}`, value]),
    ),
  );
  const inputs = kind === "a" ? ofExample(answer.inputs, answer) : [];
  const valueOf = (/** @type {Tile} */ { neuron }, /** @type {number} */ i) =>
    values.get(neuron) ?? inputs[i];
  return tiles.map((tile, i) => {
    const value = tile.size < LEAST_TILE ? null : valueOf(tile, i);
    return value == null ? nothing : numberAt(tile, value);
  });
}

/** @type {(tile: Tile, value: number) => Template} */
const numberAt = (tile, value) =>
  svg`<text x=${tile.x + tile.size / 2} y=${footOf(tile)}>${signed(value)}</text>`;

/** The chosen weight, and all weights on the way from its neuron to the loss.
 * @type {(layout: Layout, chosen: Chosen, readers: number[]) => Template[]} */
function lit({ links }, { layer, unit, source }, readers) {
  const isChosen = (/** @type {Link} */ link) =>
    link.layer === layer + 1 && link.to === unit && link.from === source;
  const isOnward = (/** @type {Link} */ link) =>
    link.low === undefined &&
    (readers.includes(link.layer - 1)
      ? link.from === unit
      : readers.length > 0 && link.layer > layer + 2);
  const onward = links.filter(isOnward);
  return [
    ...(onward.length <= MOST_LIT ? onward.map((link) => curve(link, "onward")) : []),
    ...links.filter(isChosen).map((link) => curve(link, "weight")),
  ];
}

/** The curve of a weight, as the picture of the network has it.
 * @type {(link: Link) => string} */
export function pathOf({ x1, y1, x2, y2, low }) {
  const half = (x2 - x1) / 2;
  const bend = `${x1 + half} ${low ?? y1} ${x2 - half} ${low ?? y2}`;
  return `M${x1} ${y1}C${bend} ${x2} ${y2}`;
}

/** @type {(link: Link, kind: string) => Template} */
const curve = (link, kind) => svg`<path class=${kind} d=${pathOf(link)}></path>`;
