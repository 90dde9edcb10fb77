// Where things stand in the picture of a network: a tile for every neuron, a curve for every weight.
// Pure arithmetic in CSS pixels; knows no screen.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Tile} Tile */

const LARGEST = 50, SMALLEST = 16; // of a tile
const GAP = 0.36; // between two tiles, as a share of a tile
const LEAST_COLUMN = 76; // a column's width, below which the picture grows sideways
const MARGIN = 6;

/** How large a tile may be so that the tallest column fits the height.
 * @type {(tallest: number, height: number) => number} */
export const tileSize = (tallest, height) =>
  Math.max(SMALLEST, Math.min(LARGEST, Math.floor((height - 2 * MARGIN) / (tallest * (1 + GAP)))));

/** Lay out columns of neurons: features, hidden layers, outputs.  A feature keeps its row among `features`,
 * chosen or not, so that nothing moves when another one joins.
 * @type {(topology: Topology, room: {width: number, height: number}, features?: string[]) => Layout} */
export function layoutNetwork(topology, room, features = topology.inputs) {
  const columns = columnsOf(topology);
  const tallest = Math.max(features.length, ...columns.map((column) => column.length));
  const size = tileSize(tallest, room.height);
  const width = Math.max(room.width, columns.length * LEAST_COLUMN);
  const edge = columns.length > 2 ? Math.max(0, (LEAST_COLUMN - size) / 2) : 0; // room for what stands above a column
  const step = (width - size - 2 * MARGIN - 2 * edge) / (columns.length - 1);
  const height = Math.ceil(tallest * size * (1 + GAP) + 2 * MARGIN);
  const rowOf = (/** @type {string} */ neuron, /** @type {number} */ i) => (features.includes(neuron) ? features.indexOf(neuron) : i);
  const placed = columns.map((names, c) => names.map((neuron, i) => placeTile(neuron, edge + c * step, rowOf(neuron, i), size)));
  const slots = features.map((neuron, i) => placeTile(neuron, edge, i, size));
  const centres = placed.map(([tile]) => tile.x + size / 2);
  return { width, height, centres, step, slots, tiles: placed.flat(), links: linksOf(topology, placed) };
}

/** @type {(neuron: string, left: number, i: number, size: number) => Tile} */
const placeTile = (neuron, left, i, size) => ({
  neuron, x: Math.round(MARGIN + left), y: Math.round(MARGIN + i * size * (1 + GAP)), size,
});

/** Names of the neurons, column by column.
 * @type {(topology: Topology) => string[][]} */
export function columnsOf({ inputs, layers }) {
  const hidden = layers.map(({ name, units }) => Array.from({ length: units }, (_, unit) => `${name}.${unit}`));
  return [inputs, ...hidden];
}

/** @type {(topology: Topology, placed: Tile[][]) => import("../types.js").Link[]} */
function linksOf({ layers }, placed) {
  return layers.flatMap((layer, l) =>
    placed[l].flatMap((source, from) =>
      placed[l + 1].map((target, to) => ({
        layer: l + 1, from, to, parameter: layer.kernel + from * layer.units + to,
        x1: source.x + source.size, y1: source.y + source.size / 2,
        x2: target.x, y2: target.y + target.size / 2,
      }))));
}
