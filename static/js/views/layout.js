// Where things stand in the picture of a network: a tile for every neuron, a curve for every
// weight. Pure arithmetic in CSS pixels; knows no screen.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Tile} Tile */
/** @typedef {{width: number, height: number, largest?: number, smallest?: number,
 *   across?: number}} Room `largest` and `smallest`: of a tile; `across`: how many inputs stand side
 *   by side, where they are a block of their own */

const LARGEST = 96; // unless the room says another
const SMALLEST = 16; // the same
const GAP = 0.36; // between two tiles, as a share of a tile
const WIDEST_GAP = 1.2; // the same, where there is height to spread over
const BESIDE = 0.62; // of the way from one column to the next, that a tile may take
const NAMED = [26, 44]; // CSS pixels, of an input's tile in a list: two lines of a name fit beside it
const SEAM = 2; // between tiles that are seen as one picture
const PICTURE = 0.42; // of the width, that such a picture may take
const PIXEL = [10, 44]; // CSS pixels, of a tile in it
const LEAST_ROWS = 10; // neurons of a layer beside a block, though they scroll: one for each class
const OF_BUTTON = 42; // CSS pixels from the middle of the button that shows more to its end
const LEAST_STEP = 42; // from one column to the next, below which the picture grows sideways
export const MARGIN = 8; // with room for the ring of the focus
const MOST_NAMED = 40; // inputs whose names stand beside them

/** How many inputs of a table stand side by side: one, with its name beside it, unless they are so
 * many that nobody reads all their names.  Then they are seen as one picture.
 * @type {(count: number) => number} */
export const inputsAcross = (count) => (count > MOST_NAMED ? Math.ceil(Math.sqrt(count)) : 1);

/** How large a tile may be so that the tallest column fits the height, and all columns the width,
 * beside a block of inputs of some width if there is one.
 * @type {(tallest: number, room: Room, columns?: number, block?: number) => number} */
export const tileSize = (
  tallest,
  { height, width, largest = LARGEST, smallest = SMALLEST },
  columns = 2,
  block = 0,
) =>
  Math.max(
    smallest,
    Math.min(
      largest,
      Math.floor((height - 2 * MARGIN) / (tallest * (1 + GAP))),
      Math.floor((BESIDE * (width - 2 * MARGIN - block)) / (columns - 1 + (block ? 0 : BESIDE))),
    ),
  );

/** @typedef {{width: number, height: number,
 *   place: (row: number, height: number) => {x: number, y: number, size: number,
 *     out: {x: number, y: number}}}} Block where each input stands about the middle of a height,
 *   and where its weights begin: at the right edge of the block */

/** The inputs as a block of their own: a list, or a picture of small tiles.
 * @type {(count: number, across: number, room: Room) => Block} */
function blockOf(count, across, { width, height }) {
  const rows = Math.ceil(count / across);
  const isList = across === 1;
  const [least, most] = isList ? NAMED : PIXEL;
  const up = (height - 2 * MARGIN) / rows;
  const free = isList
    ? up / (1 + GAP)
    : Math.min(up, (PICTURE * (width - 2 * MARGIN)) / across) - SEAM;
  const size = Math.min(most, Math.max(least, Math.floor(free)));
  const pitch = isList ? size * (1 + GAP) : size + SEAM;
  const wide = across * (size + SEAM) - SEAM;
  return {
    width: wide,
    height: rows * pitch,
    place(row, inside) {
      const top = MARGIN + Math.max(0, inside - rows * pitch) / 2;
      const y = Math.round(top + Math.floor(row / across) * pitch);
      const at = row % across;
      const out = { x: MARGIN + wide, y: y + (size * (at + 0.5)) / across };
      return { x: MARGIN + at * (size + SEAM), y, size, out };
    },
  };
}

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
const rowsThatFit = ({ height, smallest = SMALLEST }) =>
  Math.floor((height - 2 * MARGIN) / (smallest * (1 + GAP)));

/** Lay out columns of neurons: features, hidden layers, outputs, each about the middle of the
 * height.  A feature keeps its row among `features`, chosen or not, so that nothing moves when
 * another one joins.  Of a layer that does
 * not fit the height only the first neurons are shown, unless `all` are wanted; the row after them
 * then says how many more there are.
 * @type {(topology: Topology, room: Room, features?: string[], all?: boolean) => Layout} */
export function layoutNetwork(topology, room, features = topology.inputs, all = false) {
  const whole = columnsOf(topology);
  const biases = biasesOf(topology);
  const block = room.across ? blockOf(features.length, room.across, room) : null;
  const fit = Math.max(block ? LEAST_ROWS : features.length, rowsThatFit(room));
  const isLong = whole.map((names, c) => c > 0 && names.length > fit);
  const columns = whole.map((names, c) => (isLong[c] && !all ? names.slice(0, fit - 1) : names));
  const counts = columns.map(({ length }, c) => (c ? length + Number(isLong[c]) : features.length));
  const rows = Math.max(...counts.slice(block ? 1 : 0));
  const size = tileSize(rows, room, columns.length, block?.width);
  const first = block?.width ?? size;
  const width = Math.max(room.width, first + 2 * MARGIN + (columns.length - 1) * LEAST_STEP);
  const step = (width - first - 2 * MARGIN) / (columns.length - 1);
  const inside = Math.max(rows * size * (1 + GAP), room.height - 2 * MARGIN);
  const spreads = counts.map((count) => spreadOf(count, size, inside));
  const at = (/** @type {number} */ c, /** @type {number} */ row) =>
    (!c && block?.place(row, inside)) || {
      x: Math.round(MARGIN + first - size + c * step),
      y: Math.round(spreads[c].first + row * spreads[c].pitch),
      size,
    };
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
    const middle = Math.min(x + size / 2, width - OF_BUTTON);
    return isLong[c] ? [{ x: middle, y, size, count }] : [];
  });
  return {
    width,
    height: Math.ceil(Math.max(inside, block?.height ?? 0) + 2 * MARGIN),
    centres: columns.map((_, c) => at(c, 0).x + size / 2),
    step,
    across: room.across ?? 1,
    columns,
    slots: features.map((neuron, i) => ({ neuron, ...at(0, i), bias: null })),
    tiles: placed.flat(),
    links: linksOf(topology, whole, placed.flat(), inside),
    more,
  };
}

/** The places of the neurons' biases among the parameters.
 * @type {(topology: Topology) => Map<string, number>} */
const biasesOf = (topology) =>
  new Map(
    layersOf(topology).flatMap(({ name, units, bias }) =>
      unitsOf(name, units).map((neuron, i) => [neuron, bias + i]),
    ),
  );

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

/** The neuron that stands beside one: a step right and down, where several inputs stand side by
 * side too; itself at an edge.
 * @type {(from: string, step: number[], layout: Pick<Layout, "columns" | "across">) => string} */
export function besideOf(from, [right, down], { columns, across }) {
  const column = columns.findIndex((names) => names.includes(from));
  const wide = (/** @type {number} */ c) => (c ? 1 : across);
  const at = columns[column].indexOf(from);
  const [row, place] = [Math.floor(at / wide(column)) + down, (at % wide(column)) + right];
  const isLeft = place < 0 || place >= wide(column);
  const to = Math.max(0, Math.min(columns.length - 1, column + (isLeft ? right : 0)));
  const last = columns[to].length - 1;
  const rows = Math.floor(last / wide(to));
  const edge = to === column ? Math.max(0, Math.min(wide(to) - 1, place)) : wide(to) - 1;
  return columns[to][Math.min(last, Math.max(0, Math.min(rows, row)) * wide(to) + edge)];
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
              x1: source.out?.x ?? source.x + source.size,
              y1: source.out?.y ?? source.y + source.size / 2,
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
