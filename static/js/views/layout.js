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
const OF_MORE = 42; // CSS pixels, half of the button that shows more
const LEAST_STEP = 42; // from one column to the next, below which the picture grows sideways
export const MARGIN = 8; // with room for the ring of the focus

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
 * @type {(room: Room) => number} */
const rowsThatFit = ({ height }) => Math.floor((height - 2 * MARGIN) / (SMALLEST * (1 + GAP)));

/** Lay out columns of neurons: features, hidden layers, outputs, each about the middle of the
 * height.  A feature keeps its row among `features`, chosen or not, so that nothing moves when
 * another one joins.  Of a layer that does
 * not fit the height only the first neurons are shown, unless `all` are wanted; the row after them
 * then says how many more there are.
 * @type {(topology: Topology, room: Room, features?: string[], all?: boolean) => Layout} */
export function layoutNetwork(topology, room, features = topology.inputs, all = false) {
  const whole = columnsOf(topology);
  const biases = new Map(
    layersOf(topology).flatMap(({ name, units, bias }) =>
      unitsOf(name, units).map((neuron, i) => [neuron, bias + i]),
    ),
  );
  const fit = Math.max(features.length, rowsThatFit(room));
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
      bias: biases.get(neuron) ?? null,
    })),
  );
  const more = columns.flatMap((names, c) => {
    const { x, y } = at(c, names.length);
    const count = whole[c].length - names.length;
    return isLong[c] ? [{ x: Math.min(x + size / 2, width - OF_MORE), y, size, count }] : [];
  });
  return {
    width,
    height: Math.ceil(inside + 2 * MARGIN),
    centres: columns.map((_, c) => at(c, 0).x + size / 2),
    step,
    columns,
    slots: features.map((neuron, i) => ({ neuron, ...at(0, i), bias: null })),
    tiles: placed.flat(),
    links: linksOf(topology, whole, placed.flat(), inside),
    more,
  };
}

/** All layers, an auxiliary output last.
 * @type {(topology: Topology) => import("../types.js").Layer[]} */
export const layersOf = ({ layers, auxiliary }) => [...layers, ...(auxiliary ? [auxiliary] : [])];

/** @type {(name: string, count: number) => string[]} */
const unitsOf = (name, count) => Array.from({ length: count }, (_, unit) => `${name}.${unit}`);

/** Names of the neurons, column by column; an auxiliary output stands below the output.
 * @type {(topology: Topology) => string[][]} */
export function columnsOf({ inputs, layers, auxiliary }) {
  const columns = [inputs, ...layers.map(({ name, units }) => unitsOf(name, units))];
  if (auxiliary) columns.at(-1)?.push(...unitsOf(auxiliary.name, auxiliary.units));
  return columns;
}

/** A curve for every weight between two tiles.  One that goes past layers goes below them.
 * @type {(topology: Topology, columns: string[][], tiles: Tile[], height: number) =>
 *   import("../types.js").Link[]} */
function linksOf(topology, columns, tiles, height) {
  const at = new Map(tiles.map((tile) => [tile.neuron, tile]));
  return layersOf(topology).flatMap(({ name, units, kernel, sources = [] }, l) => {
    const names = sources.length ? sources : columns[l];
    const targets = unitsOf(name, units).map((neuron) => at.get(neuron));
    return names.flatMap((neuron, from) => {
      const source = at.get(neuron);
      const isPast = l > 0 && columns[0].includes(neuron);
      return targets.flatMap((target, to) =>
        source && target
          ? {
              layer: l + 1,
              from,
              to,
              parameter: kernel + from * units + to,
              x1: source.x + source.size,
              y1: source.y + source.size / 2,
              x2: target.x,
              y2: target.y + target.size / 2,
              neuron: target.neuron,
              ...(isPast && { low: height }),
            }
          : [],
      );
    });
  });
}
