// Where things stand in the picture of a network: a tile for every neuron, a curve for every
// weight. Pure arithmetic in CSS pixels; knows no screen.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Tile} Tile */
/** @typedef {{width: number, height: number, largest?: number}} Room `largest`: of a tile */

const LARGEST = 96; // unless the room says another
const SMALLEST = 16; // of a tile
const GAP = 0.36; // between two tiles, as a share of a tile
const WIDEST_GAP = 1.2; // the same, where there is height to spread over
const BESIDE = 0.62; // of the way from one column to the next, that a tile may take
const LEAST_STEP = 42; // from one column to the next, below which the picture grows sideways
const EASY_STEP = 82; // the same, for names and curves that are read well
const EASY_TILE = 50;
const MARGIN = 8; // with room for the ring of the focus
const FEATURES = 84; // at most: the names of features beside the picture

/** The width in which the picture of so many hidden layers is read well, its features' names
 * included.
 * @type {(layers: number) => number} */
export const leastWidth = (layers) => FEATURES + EASY_TILE + 2 * MARGIN + (layers + 1) * EASY_STEP;

/** How large a tile may be so that the tallest column fits the height, and all columns the width.
 * @type {(tallest: number, room: Room, columns?: number) => number} */
export const tileSize = (tallest, { height, width, largest = LARGEST }, columns = 2) =>
  Math.max(
    SMALLEST,
    Math.min(
      largest,
      Math.floor((height - 2 * MARGIN) / (tallest * (1 + GAP))),
      Math.floor((BESIDE * (width - 2 * MARGIN)) / (columns - 1 + BESIDE)),
    ),
  );

/** How the rows of a column of tiles are spread over a height: where the first one begins, and how
 * far it is from one to the next.
 * @type {(count: number, size: number, height: number) => {first: number, pitch: number}} */
function spreadOf(count, size, height) {
  const most = size * (1 + WIDEST_GAP);
  const pitch = Math.max(size * (1 + GAP), Math.min(most, height / count));
  return { first: MARGIN + (height - count * pitch + pitch - size) / 2, pitch };
}

/** How many tiles one above the other fit a height, at their smallest.
 * @type {(height: number) => number} */
const rowsThatFit = (height) => Math.floor((height - 2 * MARGIN) / (SMALLEST * (1 + GAP)));

/** Lay out columns of neurons: features, hidden layers, outputs, each about the middle of the
 * height.  A feature keeps its row among `features`, chosen or not, so that nothing moves when
 * another one joins.  Of a layer that does
 * not fit the height only the first neurons are shown, unless `all` are wanted; the row after them
 * then says how many more there are.
 * @type {(topology: Topology, room: Room, features?: string[], all?: boolean) => Layout} */
export function layoutNetwork(topology, room, features = topology.inputs, all = false) {
  const whole = columnsOf(topology);
  const fit = Math.max(features.length, rowsThatFit(room.height));
  const isLong = whole.map((names, c) => c > 0 && names.length > fit);
  const columns = whole.map((names, c) => (isLong[c] && !all ? names.slice(0, fit - 1) : names));
  const counts = columns.map(({ length }, c) => (c ? length + Number(isLong[c]) : features.length));
  const rows = Math.max(...counts);
  const size = tileSize(rows, room, columns.length);
  const width = Math.max(room.width, size + 2 * MARGIN + (columns.length - 1) * LEAST_STEP);
  const step = (width - size - 2 * MARGIN) / (columns.length - 1);
  const inside = Math.max(rows * size * (1 + GAP), room.height - 2 * MARGIN);
  const spreads = counts.map((count) => spreadOf(count, size, inside));
  const at = (/** @type {number} */ c, /** @type {number} */ row) => ({
    x: Math.round(MARGIN + c * step),
    y: Math.round(spreads[c].first + row * spreads[c].pitch),
    size,
  });
  const placed = columns.map((names, c) =>
    names.map((neuron, i) => ({
      neuron,
      ...at(c, c ? i : features.indexOf(neuron)),
      bias: biasOf(topology.layers[c - 1], i),
    })),
  );
  const more = columns.flatMap((names, c) => {
    const { x, y } = at(c, names.length);
    const count = whole[c].length - names.length;
    return isLong[c] ? [{ x: x + size / 2, y, size, count }] : [];
  });
  return {
    width,
    height: Math.ceil(inside + 2 * MARGIN),
    centres: columns.map((_, c) => at(c, 0).x + size / 2),
    step,
    columns,
    slots: features.map((neuron, i) => ({ neuron, ...at(0, i), bias: null })),
    tiles: placed.flat(),
    links: linksOf(topology, placed),
    more,
  };
}

/** @type {(layer: import("../types.js").Layer | undefined, unit: number) => number | null} */
const biasOf = (layer, unit) => (layer ? layer.bias + unit : null);

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
