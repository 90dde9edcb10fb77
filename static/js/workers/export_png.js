// The map and the network as pictures to take away.  Fetched by the painter when somebody wants
// one.
import { css, DASHES, outline, paleOf, shapeOf, shapeOfSign, SHAPES } from "./appearance.js";
import { rangeOf } from "./map_values.js";
import { contextOf, linePlot } from "./plane.js";
import { captionedPng, font, SCALE, shortened } from "./captioned_png.js";

/** @typedef {import("./appearance.js").Theme} Theme */
/** @typedef {import("./captioned_png.js").Entry} Entry */
/** @typedef {import("./captioned_png.js").Context} Context */
/** @typedef {import("./painter.js").Painter} Painter */
/** @typedef {import("../types.js").PaintOptions} PaintOptions */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Words} Words */

const MAP = 480;
const AXIS = 26;
const UNDER = 14; // CSS pixels: the map's side, the room of its axes
const NAME = 84;
const MARK = 10; // the longest name beside a tile; a mark in the legend
const SCALE_BAR = 90;
const BENEATH = 12; // the room of a bias's mark

/** @type {Record<string, (painter: Painter, words: Words) => Promise<Blob>>} */
export const EXPORTS = { map: exportMap, network: exportNetwork };

/** @type {(theme: Theme) => import("./captioned_png.js").Inks} */
const inksOf = ({ ground, ink }) => ({ ground: css(ground), ink: css(ink), soft: css(ink, 0.75) });

/** @type {(painter: Painter, words: Words) => Promise<Blob>} */
function exportMap(painter, words) {
  const { settings, topology, pointsShown } = painter;
  const theme = /** @type {Theme} */ (painter.colours);
  const line = linePlot(topology, pointsShown);
  const canvas = new OffscreenCanvas(MAP * SCALE, MAP * SCALE);
  painter.paintMap(canvas, { ...settings, ratio: SCALE, mapSize: MAP }, {});
  const up = line ? [String(line.highest), "y", `−${line.highest}`] : ["6", "x₂", "−6"];
  const across = ["−6", line?.axis === "x2" ? "x₂" : "x₁", "6"];
  return captionedPng({
    ...words,
    inks: inksOf(theme),
    width: MAP,
    height: MAP + UNDER,
    left: AXIS,
    legend: mapLegend(painter, line),
    draw(context, x, y) {
      context.drawImage(canvas, x, y, MAP, MAP);
      context.fillStyle = css(theme.ink, 0.75);
      context.font = font(11);
      context.textAlign = "right";
      up.forEach((text, i) => context.fillText(text, x - 5, y + 6 + (i * (MAP - 12)) / 2));
      across.forEach((text, i) => {
        context.textAlign = /** @type {CanvasTextAlign} */ (["left", "center", "right"][i]);
        context.fillText(text, x + (i * MAP) / 2, y + MAP + 10);
      });
    },
  });
}

/** What the colours and shapes of the map stand for, as beside the map on the page.
 * @type {(painter: Painter, line: import("./plane.js").LinePlot | null) => Entry[]} */
function mapLegend({ colours, topology: laid, settings: options, shown }, line) {
  const theme = /** @type {Theme} */ (colours);
  const topology = /** @type {Topology} */ (laid);
  const neuron = shown?.facts.view.neuron ?? "output";
  const several = topology.channels > 1;
  const classes = several
    ? topology.classes.map((name, k) => mark(shapeOf(k), theme.classes[k], name))
    : [];
  const alone = neuron.startsWith("o.") ? Number(neuron.slice(2)) : options.selectedClass;
  const own = several && (neuron === "output" || neuron.startsWith("o.")) ? alone : null;
  const whole = several && neuron === "output" && own === null;
  const signs =
    options.problem === "classification"
      ? [-1, 1].map((label) =>
          mark(
            shapeOfSign(label),
            label < 0 ? theme.negative : theme.positive,
            topology.classes[label < 0 ? 0 : 1],
          ),
        )
      : [];
  return [
    ...(whole || line ? [] : [scaleBar(theme, rangeOf(neuron, topology), own, true)]),
    ...signs,
    ...classes,
    ...pointKinds(theme, options),
  ];
}

/** Training points are full, test points hollow.
 * @type {(theme: Theme, options: PaintOptions) => Entry[]} */
const pointKinds = (theme, { showTest }) =>
  showTest
    ? [
        mark(SHAPES[0], theme.ink, "training"),
        {
          ...mark(SHAPES[0], theme.ink, "test"),
          draw: (context, x, y) => {
            context.translate(x + MARK / 2, y);
            context.strokeStyle = css(theme.ink);
            context.beginPath();
            context.arc(0, 0, MARK / 2 - 1, 0, 2 * Math.PI);
            context.stroke();
          },
        },
      ]
    : [];

/** @type {(corners: import("./appearance.js").Corners, colour: number[], text: string) => Entry} */
const mark = (corners, colour, text) => ({
  text,
  width: MARK,
  draw(context, x, y) {
    context.translate(x + MARK / 2, y);
    context.scale(MARK / 2.6, MARK / 2.6);
    context.fillStyle = css(colour);
    context.fill(new Path2D(outline(corners)));
  },
});

/** Of a large map, whose ground is pale, or of the small ones.
 * @type {(theme: Theme, range: [number, number], k: number | null, pale?: boolean) => Entry} */
function scaleBar({ negative, middle, positive, classes }, [low, high], k, pale = false) {
  const ends = k === null ? [negative, middle, positive] : [middle, classes[k]];
  const colours = ends.map((colour) => (pale ? paleOf(middle, colour) : colour));
  const text = `${low} to ${low < 0 ? "+" : ""}${high}`.replace("-", "−");
  return {
    text,
    width: SCALE_BAR,
    draw(context, x, y) {
      const shade = context.createLinearGradient(x, 0, x + SCALE_BAR, 0);
      colours.forEach((colour, i) => shade.addColorStop(i / (colours.length - 1), css(colour)));
      context.fillStyle = shade;
      context.fillRect(x, y - MARK / 2, SCALE_BAR, MARK);
    },
  };
}

/** @type {(painter: Painter, words: Words) => Promise<Blob>} */
function exportNetwork(painter, words) {
  const { network, settings } = painter;
  const theme = /** @type {Theme} */ (painter.colours);
  const topology = /** @type {Topology} */ (painter.topology);
  const { width, tiles } = network.layout;
  const height = Math.max(...tiles.map(({ y, size }) => y + size)) + BENEATH;
  const canvas = new OffscreenCanvas(Math.ceil(width * SCALE), Math.ceil(height * SCALE));
  network.paint(contextOf(canvas), painter.parameters, painter.index, {
    ...settings,
    ratio: SCALE,
    time: 0,
    running: false,
    hoveredLink: null,
  });
  const outputs = topology.channels > 1 ? NAME : 0;
  return captionedPng({
    ...words,
    inks: inksOf(theme),
    width,
    height,
    left: NAME,
    right: outputs,
    legend: networkLegend(theme),
    draw(pen, x, y) {
      pen.drawImage(canvas, x, y, width, height);
      pen.fillStyle = css(theme.ink);
      pen.font = font(12);
      for (const tile of tiles) nameTile(pen, tile, topology, x, y);
    },
  });
}

/** Inputs are named on their left, outputs of several on their right.
 * @type {(context: Context, tile: import("../types.js").Tile, topology: Topology, x: number,
 *   y: number) => void} */
function nameTile(context, tile, { inputs, labels = inputs, classes, channels }, x, y) {
  const input = inputs.indexOf(tile.neuron);
  const output = channels > 1 && tile.neuron.startsWith("o.") ? Number(tile.neuron.slice(2)) : -1;
  const text = labels[input] ?? classes[output];
  if (text === undefined) return;
  context.textAlign = input < 0 ? "left" : "right";
  const at = input < 0 ? tile.x + tile.size + 5 : tile.x - 5;
  context.fillText(shortened(context, text, NAME - 10), x + at, y + tile.y + tile.size / 2);
}

/** @type {(theme: Theme) => Entry[]} */
const networkLegend = (theme) => [
  .../** @type {const} */ (["positive", "negative"]).map((sign) => ({
    text: `${sign} weight`,
    width: 40,
    draw(/** @type {Context} */ context, /** @type {number} */ x, /** @type {number} */ y) {
      context.strokeStyle = css(theme[sign]);
      context.lineWidth = 3;
      context.setLineDash(DASHES[sign]);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 40, y);
      context.stroke();
    },
  })),
  { text: "the thicker, the stronger", width: 0, draw() {} },
  scaleBar(theme, [-1, 1], null),
];
