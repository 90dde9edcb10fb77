// The curves as a drawing to take away: SVG, which any program scales.  Pure: texts in, text out.
import { epochTicks } from "./chart_data.js";
import { escaped } from "./files.js";

/** @typedef {import("../types.js").Curve} Curve */
/** @typedef {{ground: string, ink: string, soft: string, hairline: string}} Inks */
/** @typedef {{title: string, caption: string, curves: Curve[], log: boolean,
 *   logEpochs: boolean, inks: Inks}} Chart */
/** @typedef {{low: number, high: number, ticks: number[], at: (value: number) => number}} Axis */

const WIDTH = 720;
const HEIGHT = 440; // user units
const LEFT = 64;
const RIGHT = 52;
const TOP = 64;
const BOTTOM = 356; // of the field within
const SMALLEST = 1e-6; // on the log scale
const TICKS = 5;

/** @type {(chart: Chart) => string} */
export function chartSvg(chart) {
  const { inks, curves } = chart;
  const of = (/** @type {boolean} */ share) =>
    curves.filter(({ scale }) => (scale === "share") === share);
  const epochs = curves.flatMap((curve) => curve.epochs);
  const across = chart.logEpochs
    ? logEpochAxis(epochs, LEFT, WIDTH - RIGHT)
    : axis(epochs, LEFT, WIDTH - RIGHT, { exact: true });
  const sides = [of(false), of(true)].map((some, k) =>
    some.length
      ? axis(
          some.flatMap(({ values, least = [], greatest = [] }) => [
            ...values,
            ...least,
            ...greatest,
          ]),
          BOTTOM,
          TOP,
          { log: chart.log && k === 0 },
        )
      : null,
  );
  const below = (/** @type {number} */ tick) =>
    words(across.at(tick), BOTTOM + 18, written(tick), inks.soft, 'text-anchor="middle"');
  const drawn = (/** @type {Curve} */ curve) => {
    const side = /** @type {Axis} */ (sides[curve.scale === "share" ? 1 : 0]);
    return band(curve, across, side) + path(curve, across, side);
  };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
    `width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="${inks.ground}"/>
${words(16, 28, chart.title, inks.ink, 'font-size="16" font-weight="600"')}
${words(16, 48, chart.caption, inks.soft)}
${across.ticks.map(below).join("")}
${words((LEFT + WIDTH - RIGHT) / 2, BOTTOM + 36, "Epoch", inks.soft, 'text-anchor="middle"')}
${sides.map((side, k) => (side ? scaleOf(side, k === 1, inks) : "")).join("")}
${curves.map(drawn).join("\n")}
${legend(curves, inks)}
</svg>
`
  );
}

/** @type {(x: number, y: number, text: string, fill: string, more?: string) => string} */
const words = (x, y, text, fill, more = "") =>
  `<text x="${short(x)}" y="${short(y)}" fill="${fill}" ${more}>${escaped(text)}</text>`;

/** @type {(value: number) => string} */
const short = (value) => String(Number(value.toFixed(2)));

/** @type {(value: number) => string} */
const written = (value) => {
  const size = Math.abs(value);
  const plain = value === 0 || (size >= 0.001 && size < 1e6);
  return (
    plain ? String(Number(value.toPrecision(3))) : value.toExponential(0).replace("+", "")
  ).replaceAll("-", "−");
};

/** Where values stand between two ends; on a log scale by their logarithm.  An axis ends at a tick,
 * or if `exact` where the values do.
 * @type {(values: (number | null)[], from: number, to: number, kind?: {log?: boolean,
 *   exact?: boolean}) => Axis} */
export function axis(values, from, to, { log = false, exact = false } = {}) {
  const scaled = (/** @type {number} */ value) =>
    log ? Math.log10(Math.max(SMALLEST, value)) : value;
  const finite = values
    .filter((value) => value !== null && Number.isFinite(value))
    .map((value) => scaled(/** @type {number} */ (value)));
  const least = finite.reduce((low, value) => Math.min(low, value), Infinity);
  const most = finite.reduce((high, value) => Math.max(high, value), -Infinity);
  const step = log ? Math.max(1, Math.ceil((most - least) / TICKS)) : niceStep(most - least);
  const begin = Number.isFinite(least) ? least : 0;
  const low = Math.floor(begin / step) * step;
  const end = Math.max(low + step, Math.ceil((most - low) / step) * step + low);
  const high = exact && most > low ? most : end;
  const ticks = Array.from(
    { length: Math.floor((high - low) / step + 1e-9) + 1 },
    (_, i) => low + i * step,
  ).map((tick) => (log ? 10 ** tick : tick));
  return {
    low,
    high,
    ticks,
    at: (value) => from + ((scaled(value) - low) / (high - low)) * (to - from),
  };
}

/** Powers of ten stand at equal distances, nearly; unlike a logarithm's, the axis has a 0.
 * @type {(epochs: (number | null)[], from: number, to: number) => Axis} */
export function logEpochAxis(epochs, from, to) {
  const high = Math.max(1, ...epochs.map(Number));
  return {
    low: 0,
    high,
    ticks: epochTicks(high),
    at: (epoch) => from + (Math.asinh(epoch) / Math.asinh(high)) * (to - from),
  };
}

/** One, two or five times a power of ten, some TICKS of which span so much.
 * @type {(span: number) => number} */
function niceStep(span) {
  if (!(span > 0) || !Number.isFinite(span)) return 1;
  const power = 10 ** Math.floor(Math.log10(span / TICKS));
  const digit = span / TICKS / power;
  return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

/** @type {(side: Axis, right: boolean, inks: Inks) => string} */
const scaleOf = (side, right, { soft, hairline }) =>
  side.ticks
    .map((tick) => {
      const y = side.at(tick);
      const line = right
        ? ""
        : `<path d="M${LEFT} ${short(y)}H${WIDTH - RIGHT}" stroke="${hairline}"/>`;
      return (
        line +
        words(
          right ? WIDTH - RIGHT + 8 : LEFT - 8,
          y + 4,
          written(tick),
          soft,
          `text-anchor="${right ? "start" : "end"}"`,
        )
      );
    })
    .join("");

/** A curve, with a gap where a value was not finite.
 * @type {(curve: Curve, across: Axis, side: Axis) => string} */
function path({ label, colour, dash, epochs, values }, across, side) {
  let pen = "M";
  let d = "";
  values.forEach((value, i) => {
    if (value === null || !Number.isFinite(value)) return void (pen = "M");
    d += `${pen}${short(across.at(epochs[i] ?? 0))} ${short(side.at(value))}`;
    pen = "L";
  });
  return (
    `<path d="${d}" fill="none" stroke="${colour}" stroke-width="2" ` +
    `stroke-linejoin="round"${dashes(dash)}><title>${escaped(label)}</title></path>`
  );
}

/** What lies between the least and the greatest values of a curve.
 * @type {(curve: Curve, across: Axis, side: Axis) => string} */
function band({ colour, epochs, least = [], greatest = [] }, across, side) {
  const corner = (/** @type {number | null} */ value, /** @type {number} */ i) =>
    value === null || !Number.isFinite(value)
      ? []
      : [`${short(across.at(epochs[i] ?? 0))} ${short(side.at(value))}`];
  const corners = [...greatest.flatMap(corner), ...least.flatMap(corner).reverse()];
  return corners.length
    ? `<path d="M${corners.join("L")}Z" fill="${colour}" fill-opacity="0.25"/>`
    : "";
}

/** @type {(dash?: number[]) => string} */
const dashes = (dash) => (dash ? ` stroke-dasharray="${dash.join(" ")}"` : "");

/** @type {(curves: Curve[], inks: Inks) => string} */
const legend = (curves, { soft }) =>
  curves
    .map(({ label, colour, dash }, i) => {
      const x = LEFT + (i % 4) * 160;
      const y = HEIGHT - 30 + 20 * Math.floor(i / 4);
      return (
        `<path d="M${short(x)} ${y - 4}h20" stroke="${colour}" ` +
        `stroke-width="2"${dashes(dash)}/>${words(x + 26, y, label, soft)}`
      );
    })
    .join("");
