// "What if": the loss for other values of the weight that is chosen, the tangent whose slope is the
// gradient, and a point that moves along.
import { html, nothing, svg } from "../../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../../vendor/signals-core/signals-core.mjs";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { onField } from "../../components.js";
import { figure } from "./figures.js";
import { curveOf, HEIGHT, middleOf, sheetOf, tangentOf, WIDTH } from "./along_shape.js";
import { placeOf } from "./reading.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {NonNullable<import("./types.js").Backprop["along"]>} Along */

const moved = signal(/** @type {{parameter: number, at: number} | null} */ (null));

/** @type {(seen: Seen) => Template | typeof nothing} */
export function alongWeight({ topology, answer, chosen }) {
  const { along, update } = answer;
  const place = placeOf(topology, chosen);
  if (along?.parameter !== place) return nothing;
  const slope = (update.gradient[place] ?? NaN) - (update.penalty_gradient[place] ?? NaN);
  const middle = middleOf(along);
  const at = moved.value?.parameter === place ? moved.value.at : middle;
  const said = inWords(along, at);
  return html`<div class="along-weight"><h4>${words.along}</h4>
    ${picture(along, slope, at, update.new_parameters[place] ?? NaN)}
    <label class="field"><span class="name">${words.alongAt}</span>
      <input type="range" min="0" max=${along.values.length - 1} step="1" .value=${String(at)}
        aria-valuetext=${said}
        @input=${onField((field) => {
          moved.value = { parameter: place, at: Number(field.value) };
        })}></label>
    <p data-part="along">${said}</p></div>`;
}

/** @type {(along: Along, at: number) => string} */
function inWords(along, at) {
  const [value, loss] = [figure(along.values[at]), along.losses[at]];
  const now = along.losses[middleOf(along)];
  if (at === middleOf(along) || loss === null || now === null)
    return words.alongNow(value, figure(loss));
  const change = loss < now ? words.lower : words.higher;
  return words.alongSaid(value, figure(loss), change(figure(Math.abs(loss - now))));
}

/** @type {(along: Along, slope: number, at: number, after: number) => Template} */
function picture(along, slope, at, after) {
  const sheet = sheetOf(along);
  const { values, losses } = along;
  const spot = (/** @type {string} */ kind, /** @type {number} */ k) => {
    const loss = losses[k];
    return loss === null
      ? nothing
      : svg`<circle class=${kind} cx=${sheet.x(values[k])} cy=${sheet.y(loss)} r="5"></circle>`;
  };
  return html`<svg class="along-curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
      aria-label=${words.alongPicture(figure(slope))}>
    <path class="tangent" d=${tangentOf(along, slope, sheet)}></path>
    <path class="curve" d=${curveOf(along, sheet)}></path>
    ${
      Number.isFinite(after)
        ? svg`<path class="after" d="M${sheet.x(after)} 0V${HEIGHT}"></path>`
        : nothing
    }
    ${spot("now", middleOf(along))} ${spot("moved", at)}
  </svg>
  <ul class="signs"><li class="curve">${words.alongCurve}</li><li class="tangent"
    >${words.alongTangent}</li><li class="after">${words.alongStep}</li></ul>`;
}
