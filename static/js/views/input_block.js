// Many inputs of a table beside a network: a list with names, or, of more than one reads, small
// tiles that touch and are seen as one picture.  The other neurons stay as large as ever.  Pure
// arithmetic in CSS pixels; fetched for such a table.
import { columnsOf, layersOf, layoutNetwork, MARGIN } from "./layout.js";

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("./layout.js").Room} Room */
/** @typedef {{x: number, y: number, size: number, out: {x: number, y: number}}} Place `out`: where
 * its weights begin, at the right edge of the block */
/** @typedef {{across: number, width: number, height: number, places: Place[]}} Block */

const MOST_NAMED = 40; // inputs whose names stand beside them
const NAMED = [26, 44]; // CSS pixels, of a tile in a list: two lines of a name fit beside it
const GAP = 0.36; // between two of them, as a share of a tile
const PIXEL = [10, 44]; // CSS pixels, of a tile in a picture
const SEAM = 2; // between two of them
const PICTURE = 0.42; // of the width, that a picture may take
const LEAST_ROWS = 10; // neurons of a layer, though they scroll: one for each class
const OVERLAP = 30; // CSS pixels, of a first column that is not there

/** Where each input stands, about the middle of a height if there is room.
 * @type {(count: number, room: Room) => Block} */
function blockOf(count, { width, height }) {
  const across = count > MOST_NAMED ? Math.ceil(Math.sqrt(count)) : 1;
  const isList = across === 1;
  const rows = Math.ceil(count / across);
  const inside = height - 2 * MARGIN;
  const [least, most] = isList ? NAMED : PIXEL;
  const free = isList
    ? inside / rows / (1 + GAP)
    : Math.min(inside / rows, (PICTURE * (width - 2 * MARGIN)) / across) - SEAM;
  const size = Math.min(most, Math.max(least, Math.floor(free)));
  const pitch = isList ? size * (1 + GAP) : size + SEAM;
  const wide = across * (size + SEAM) - SEAM;
  const top = MARGIN + Math.max(0, inside - rows * pitch) / 2;
  const places = Array.from({ length: count }, (_, i) => {
    const at = i % across;
    const y = Math.round(top + Math.floor(i / across) * pitch);
    const out = { x: MARGIN + wide, y: y + (size * (at + 0.5)) / across };
    return { x: MARGIN + at * (size + SEAM), y, size, out };
  });
  return { across, width: wide, height: rows * pitch, places };
}

/** Lay out a network beside its inputs: the others as if the inputs were few, and in the height
 * that is seen before the picture scrolls.
 * @type {typeof layoutNetwork} */
export function layoutBeside(topology, room, inputs = topology.inputs, all = false) {
  const whole = columnsOf(topology);
  const block = blockOf(inputs.length, room);
  const tallest = Math.max(...whole.slice(1).map(({ length }) => length));
  const few = inputs.slice(0, Math.min(LEAST_ROWS, tallest));
  const free = room.width - block.width + OVERLAP;
  const rest = layoutNetwork(topology, { ...room, width: free }, few, all);
  const shift = block.width - OVERLAP;
  const placeOf = (/** @type {string} */ name) => block.places[inputs.indexOf(name)];
  const moved = rest.tiles.map((tile) => ({
    ...tile,
    ...(placeOf(tile.neuron) ?? { x: tile.x + shift }),
  }));
  return {
    ...rest,
    width: rest.width + shift,
    height: Math.max(rest.height, Math.ceil(block.height + 2 * MARGIN)),
    centres: rest.centres.map((x) => x + shift),
    columns: [...stripesOf(inputs, block.across), ...rest.columns.slice(1)],
    slots: inputs.map((neuron) => ({ neuron, ...placeOf(neuron), bias: null })),
    tiles: moved,
    links: rest.links.map((link) => {
      const { sources = [] } = layersOf(topology)[link.layer - 1];
      const from = (sources.length ? sources : whole[link.layer - 1])[link.from];
      const { out } = placeOf(from) ?? {};
      const begin = out ? { x1: out.x, y1: out.y } : { x1: link.x1 + shift };
      return { ...link, ...begin, x2: link.x2 + shift };
    }),
    more: rest.more.map((one) => ({ ...one, x: one.x + shift })),
    isPicture: block.across > 1,
  };
}

/** The columns in which inputs stand side by side, for the arrow keys.
 * @type {(inputs: string[], across: number) => string[][]} */
const stripesOf = (inputs, across) =>
  Array.from({ length: across }, (_, at) => inputs.filter((_, i) => i % across === at));
