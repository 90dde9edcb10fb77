// Where things stand in the picture of a network: a tile for every neuron, a curve for every
// weight. Pure arithmetic in CSS pixels; knows no screen.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Tile} Tile */

const LARGEST = 50;
const SMALLEST = 16; // of a tile
const GAP = 0.36; // between two tiles, as a share of a tile
const LEAST_STEP = 82; // from one column to the next, below which the picture grows sideways
const MARGIN = 6;
const FEATURES = 84; // at most: the names of features beside the picture

/** The width below which the picture of so many hidden layers grows sideways, its features' names
 * included.
 * @type {(layers: number) => number} */
export const leastWidth = (layers) => FEATURES + LARGEST + 2 * MARGIN + (layers + 1) * LEAST_STEP;

/** How large a tile may be so that the tallest column fits the height.
 * @type {(tallest: number, height: number) => number} */
export const tileSize = (tallest, height) =>
  Math.max(SMALLEST, Math.min(LARGEST, Math.floor((height - 2 * MARGIN) / (tallest * (1 + GAP)))));

/** How many tiles one above the other fit a height, at their smallest.
 * @type {(height: number) => number} */
const rowsThatFit = (height) => Math.floor((height - 2 * MARGIN) / (SMALLEST * (1 + GAP)));

/** Lay out columns of neurons: features, hidden layers, outputs.  A feature keeps its row among
 * `features`, chosen or not, so that nothing moves when another one joins.  Of a layer that does
 * not fit the height only the first neurons are shown, unless `all` are wanted; the row after them
 * then says how many more there are.
 * @type {(topology: Topology, room: {width: number, height: number}, features?: string[],
 *   all?: boolean) => Layout} */
export function layoutNetwork(topology, room, features = topology.inputs, all = false) {
  const whole = columnsOf(topology);
  const fit = Math.max(features.length, rowsThatFit(room.height));
  const isLong = (/** @type {string[]} */ names, /** @type {number} */ c) =>
    c > 0 && names.length > fit;
  const columns = whole.map((names, c) =>
    isLong(names, c) && !all ? names.slice(0, fit - 1) : names,
  );
  const rows = Math.max(
    features.length,
    ...columns.map((names, c) => names.length + (isLong(whole[c], c) ? 1 : 0)),
  );
  const size = tileSize(rows, room.height);
  const width = Math.max(room.width, size + 2 * MARGIN + (columns.length - 1) * LEAST_STEP);
  const step = (width - size - 2 * MARGIN) / (columns.length - 1);
  const height = Math.ceil(rows * size * (1 + GAP) + 2 * MARGIN);
  const rowOf = (/** @type {string} */ neuron, /** @type {number} */ i) =>
    features.includes(neuron) ? features.indexOf(neuron) : i;
  const placed = columns.map((names, c) =>
    names.map((neuron, i) =>
      placeTile(neuron, c * step, rowOf(neuron, i), size, biasOf(topology.layers[c - 1], i)),
    ),
  );
  const slots = features.map((neuron, i) => placeTile(neuron, 0, i, size, null));
  const centres = placed.map((_, c) => Math.round(MARGIN + c * step) + size / 2);
  const more = columns.flatMap((names, c) => {
    const { x, y } = placeTile("", c * step, names.length, size, null);
    return isLong(whole[c], c)
      ? [{ x: x + size / 2, y, size, count: whole[c].length - names.length }]
      : [];
  });
  return {
    width,
    height,
    centres,
    step,
    columns,
    slots,
    tiles: placed.flat(),
    links: linksOf(topology, placed),
    more,
  };
}

/** @type {(layer: import("../types.js").Layer | undefined, unit: number) => number | null} */
const biasOf = (layer, unit) => (layer ? layer.bias + unit : null);

/** @type {(neuron: string, left: number, i: number, size: number, bias: number | null) => Tile} */
const placeTile = (neuron, left, i, size, bias) => ({
  neuron,
  x: Math.round(MARGIN + left),
  y: Math.round(MARGIN + i * size * (1 + GAP)),
  size,
  bias,
});

/** Names of the neurons, column by column.
 * @type {(topology: Topology) => string[][]} */
export function columnsOf({ inputs, layers }) {
  const hidden = layers.map(({ name, units }) =>
    Array.from({ length: units }, (_, unit) => `${name}.${unit}`),
  );
  return [inputs, ...hidden];
}

/** @type {(topology: Topology, placed: Tile[][]) => import("../types.js").Link[]} */
function linksOf({ layers }, placed) {
  return layers.flatMap((layer, l) =>
    placed[l].flatMap((source, from) =>
      placed[l + 1].map((target, to) => ({
        layer: l + 1,
        from,
        to,
        parameter: layer.kernel + from * layer.units + to,
        x1: source.x + source.size,
        y1: source.y + source.size / 2,
        x2: target.x,
        y2: target.y + target.size / 2,
      })),
    ),
  );
}
