// A finer map over a part of a map's axes: the same settings, narrower.  Its corners are cells of
// the map that it was taken from.  Knows no screen.
import { phaseWords as words } from "../words/en/studies.js";
import { gridOf } from "./phase_cells.js";
import { SETTINGS } from "./settings.js";

/** @typedef {import("./study.js").Study} Study */
/** @typedef {import("./phase_cells.js").Scale} Scale */
/** @typedef {import("./phase_cells.js").Place} Place */
/** @typedef {import("../study_types.js").Axis} Axis */
/** @typedef {import("../study_types.js").StudyWish} StudyWish */
/** @typedef {[number, number]} Ends the first and the last of some cells along a scale
 * @typedef {{columns: Ends, rows: Ends}} Part
 * @typedef {{wish: StudyWish, told: string} | {wish: null, told: string}} Zoomed `told`: what is
 *   zoomed in to, or why nothing is */

const FEWEST = 12; // cells along a scale of a finer map, where there is room for them

/** The part between two cells.
 * @type {(one: Place, other: Place) => Part} */
export const partBetween = (one, other) => ({
  columns: ordered(one.column, other.column),
  rows: ordered(one.row, other.row),
});

/** @type {(one: number, other: number) => Ends} */
const ordered = (one, other) => (one < other ? [one, other] : [other, one]);

/** What a finer map of a part is made of.
 * @type {(study: Study, part: Part) => Zoomed} */
export function zoomed(study, part) {
  const { value: about } = study.study;
  const { along, up, seeds } = gridOf(study);
  if (about?.vary.kind !== "grid") return { wish: null, told: "" };
  const { title, base, vary, budget, goal, view } = about;
  const scales = [along, up].slice(0, vary.axes.length);
  if (scales.some(({ values }) => values.includes(undefined)))
    return { wish: null, told: words.notYetKnown };
  const stretches = [part.columns, part.rows].map((ends, at) => stretched(ends, [along, up][at]));
  const most = roomFor(scales, seeds, study.catalog.limits.max_trials);
  const axes = scales.map((scale, at) =>
    finer(vary.axes[at], scale, stretches[at], isWhole(scale.path, base), most[at]),
  );
  if (axes.every((axis, at) => isAsBefore(axis, scales[at], stretches[at])))
    return { wish: null, told: words.isAll };
  const told = scales.map((scale, at) => spanText(study, scale, stretches[at])).join(", ");
  const wish = { title, description: words.zoomed(told), base, budget, goal, view };
  return { wish: { ...wish, vary: { kind: "grid", seeds, axes } }, told };
}

/** One cell is taken with its neighbours: an edge lies between two.
 * @type {(ends: Ends, scale: Scale) => Ends} */
const stretched = ([first, last], { texts }) =>
  first === last ? [Math.max(0, first - 1), Math.min(texts.length - 1, last + 1)] : [first, last];

/** How many cells there may be along each scale.
 * @type {(scales: Scale[], seeds: number, limit: number) => number[]} */
function roomFor(scales, seeds, limit) {
  const lengths = scales.map(({ texts }) => texts.length);
  const more = lengths.map((length) => Math.max(FEWEST, length));
  return more.reduce((all, one) => all * one, seeds) <= limit ? more : lengths;
}

/** An axis over a stretch of its values.
 * @type {(axis: Axis, scale: Scale, stretch: Ends, isWhole: boolean, most: number) => Axis} */
function finer(axis, { path, values }, [first, last], isWhole, most) {
  if (axis.values || first === last) return { path, values: values.slice(first, last + 1) };
  const [from, to] = [first, last].map((at) => Number(values[at]));
  const wholes = Math.abs(to - from) + 1;
  if (isWhole && wholes <= most) return { path, from, to, steps: wholes };
  const parts = Math.floor((most - 1) / (last - first)); // of the distance between two old cells
  const steps = parts >= 2 && !isWhole ? parts * (last - first) + 1 : most;
  return { path, from, to, steps, log: axis.log ?? false };
}

/** @type {(path: string, base: import("../types.js").Experiment) => boolean} */
const isWhole = (path, base) =>
  path.endsWith(".units") ||
  SETTINGS.some(({ kind, paths }) => kind === "whole" && paths(base).includes(path));

/** @type {(axis: Axis, scale: Scale, stretch: Ends) => boolean} */
const isAsBefore = ({ values, steps }, { texts }, [first, last]) =>
  last - first === texts.length - 1 && (values?.length ?? steps) === texts.length;

/** @type {(study: Study, scale: Scale, stretch: Ends) => string} */
function spanText(study, { path, label, values }, [first, last]) {
  const [from, to] = [first, last].map((at) => study.valueText(path, values[at]));
  return words.span(label, from, to);
}
