// Where the shares of two paths stand in the picture of a network, and how thick the weights are.

/** @typedef {import("../../types.js").Layout} Layout */
/** @typedef {import("../../types.js").Link} Link */
/** @typedef {"deep" | "wide"} Path */
/** @typedef {{path: Path, width: number, links: Link[], x: number, y: number}} Mark */

const THINNEST = 1; // CSS pixels
const WIDER = 8; // by which a path is wider that counts whole
export const LINE = 14; // CSS pixels from one line of a number to the next
const MOST = 400; // weights; of more there would be one dark patch

/** The weights of the output by their paths, how thick they are, and where their numbers stand:
 * those of the deep path above its tiles, those of the wide one below its lowest curve
 * and all hidden tiles.
 * @type {(layout: Layout, output: number, shares: Record<Path, number | null>) => Mark[]} */
export function pathMarks({ links, height, tiles }, output, shares) {
  const own = links.filter(({ layer }) => layer === output);
  const parts = {
    deep: own.filter(({ low }) => low === undefined),
    wide: own.filter(({ low }) => low !== undefined),
  };
  const hidden = tiles.filter(({ bias }) => bias !== null);
  const half = hidden[0].size / 2;
  return /** @type {const} */ (["deep", "wide"]).flatMap((path) => {
    const share = shares[path];
    const some = parts[path];
    if (share === null || !some.length) return [];
    const above = Math.min(...some.flatMap(({ y1, y2 }) => [y1, y2])) - half - 2 * LINE;
    const lowest = some.map(({ y1, y2, low = 0 }) => (y1 + y2 + 6 * low) / 8 + WIDER / 2);
    const below = Math.max(...lowest, ...hidden.map(({ y, size }) => y + size)) + LINE;
    return {
      path,
      width: THINNEST + WIDER * share,
      links: some.length > MOST ? [] : some,
      x: (some[0].x1 + some[0].x2) / 2,
      y: path === "deep" ? Math.max(LINE, above) : Math.min(height - LINE - 4, below),
    };
  });
}
