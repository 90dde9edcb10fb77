// What the lens on the perceptron draws on the map: the line with its weight vector, the best line
// so far, and a ring about the example at hand.
import { html, nothing, render, svg } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { placeOf, within } from "../../store/brush.js";
import { linePlot } from "../../workers/plane.js";
import { pictureUponMap } from "./map_marks.js";
import { arrowFrom, lineOf, pathAcross } from "./perceptron_line.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../workers/plane.js").LinePlot} LinePlot */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").PerceptronTold} Told */
/** @typedef {import("../../lens_types.js").LogisticTold} Logistic */
/** @typedef {{told: {value: Told | null}, output: {value: number},
 *   logistic: {value: Logistic | null}}} Seen */

const RING = 0.4; // units of the map
const ODDS = Math.log(9); // where the probability is 0.9, and less than 0 where it is 0.1
const LONGEST = 4.5; // of the weight vector: longer ones are cut

/** Draw on the map for as long as the lens is open.  Over one coordinate only the example is drawn:
 * the map is a curve then, and no plane.
 * @type {(page: Page, seen: Seen) => () => void} */
export function markMap(page, { told, output, logistic }) {
  const place = pictureUponMap("of-rule");
  const forget = effect(() => {
    const now = told.value;
    const plot = linePlot(page.topology.value, page.dealt.value);
    const k = Math.min(output.value, (now?.next.targets.length ?? 1) - 1);
    const scores = plot ? null : (logistic.value?.on_map?.[k] ?? null);
    render(now ? html`${scores ? bands(scores) : nothing}${marks(now, k, plot)}` : nothing, place);
  });
  return () => {
    forget();
    place.remove();
  };
}

/** @type {(told: Told, k: number, plot: LinePlot | null) => Template} */
function marks({ on_map: onMap, last, next }, k, plot) {
  const { point, targets } = last ?? next;
  const [x, y] = placeOf([point[0], point[1], targets[k]], plot).map(within);
  const best = onMap && !plot ? lineOf(onMap.pocket[k]) : null;
  const now = onMap && !plot ? lineOf(onMap.weights[k]) : null;
  const length = Math.min(LONGEST, Math.hypot(...(onMap?.weights[k].slice(0, 2) ?? [])));
  return html`${best ? path("pocket", pathAcross(best)) : nothing}
    ${now ? [path("line", pathAcross(now)), path("vector", arrowFrom(now, length))] : nothing}
    ${["seam", "mark"].map(
      (layer) => svg`<circle class=${layer} cx=${x} cy=${-y} r=${RING}></circle>`,
    )}`;
}

/** Where logistic regression says a half, and where 0.1 and 0.9.
 * @type {(scores: number[]) => Template[]} */
const bands = ([a1, a2, b]) =>
  [0, ODDS, -ODDS].flatMap((odds) => {
    const line = lineOf([a1, a2, b - odds]);
    return line ? path(odds ? "tenth" : "half", pathAcross(line)) : [];
  });

/** A line with a seam about it, which shows on every ground.
 * @type {(kind: string, d: string) => Template[]} */
const path = (kind, d) =>
  ["seam", "mark"].map((layer) => svg`<path class=${`${layer} ${kind}`} d=${d}></path>`);
