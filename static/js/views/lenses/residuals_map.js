// What the lens of residuals draws on the map: a ring about the point that is looked at and, over
// one coordinate, every residual as a line from the point to the curve.
import { html, nothing, render, svg } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { placeOf, within } from "../../store/brush.js";
import { linePlot } from "../../workers/plane.js";
import { pictureUponMap } from "./map_marks.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../workers/plane.js").LinePlot} LinePlot */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").ResidualsTold} Told */
/** @typedef {import("./residuals.js").Lens} Lens */

const RING = 0.4; // units of the map

/** Draw on the map for as long as the lens is open.
 * @type {(page: Page, lens: Lens) => () => void} */
export function markResiduals(page, { told, ringed }) {
  const place = pictureUponMap("of-residuals");
  const forget = effect(() => {
    const now = told.value;
    const plot = linePlot(page.topology.value, page.dealt.value);
    render(now ? marks(now, plot, ringed.value) : nothing, place);
  });
  return () => {
    forget();
    place.remove();
  };
}

/** @type {(told: Told, plot: LinePlot | null, ringed: number | null) => Template} */
function marks(told, plot, ringed) {
  const at = ringed === null ? -1 : told.rows.indexOf(ringed);
  const seen = (/** @type {number} */ k, /** @type {number} */ value) => {
    const [x1, x2] = told.places[k];
    return placeOf([x1, x2, value], plot).map(within);
  };
  const path = (/** @type {number} */ k) => {
    const [[x, real], [, predicted]] = [seen(k, told.targets[k]), seen(k, told.outputs[k])];
    return `M${x} ${-real}V${-predicted}`;
  };
  const lines = plot ? told.rows.map((_, k) => path(k)).join("") : "";
  return html`${plot ? svg`<path class="residual" d=${lines}></path>` : nothing}
    ${at < 0 ? nothing : ring(seen(at, told.targets[at]))}`;
}

/** @type {(place: number[]) => Template[]} */
const ring = ([x, y]) =>
  ["seam", "mark"].map((kind) => svg`<circle class=${kind} cx=${x} cy=${-y} r=${RING}></circle>`);
