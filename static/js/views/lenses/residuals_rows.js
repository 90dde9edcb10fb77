// The points that pull most at the network, as a table; the one that is looked at is ringed.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { residualWords as words } from "../../words/en/residuals.js";
import { button } from "../components.js";
import { percent } from "../format.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").ResidualsTold} Told */
/** @typedef {import("./residuals.js").Lens} Lens */

const FEW = 8; // rows, at first
const MANY = 40;

/** @type {(lens: Lens, told: Told, show: (value: number) => string) => Template} */
export function rowsOf(lens, told, show) {
  const { isLong } = lens;
  if (!told.gradient_shares[0]) return html`<p>${words.none}</p>`;
  const count = Math.min(told.rows.length, isLong.value ? MANY : FEW);
  const sum = told.gradient_shares.slice(0, count).reduce((whole, share) => whole + share, 0);
  return html`<h3>${words.rowsHead}</h3><p class="hint">${words.rowsHint}</p>
    <div class="wide"><table class="pulls">
      <thead><tr>${[
        words.row,
        words.realColumn,
        words.predictedColumn,
        words.residualColumn,
        words.gradientColumn,
        words.lossColumn,
      ].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${Array.from({ length: count }, (_, at) => line(lens, told, at, show))}</tbody>
    </table></div>
    <p data-part="together">${words.together(count, percent(sum))} ${
      told.rows.length > FEW
        ? button({
            kind: "plain",
            why: "",
            press: () => void (isLong.value = !isLong.peek()),
            content: isLong.value ? words.fewer : words.more,
          })
        : nothing
    }</p>`;
}

/** @type {(lens: Lens, told: Told, at: number, show: (value: number) => string) => Template} */
function line({ ringed }, told, at, show) {
  const row = told.rows[at];
  const isRinged = ringed.value === row;
  const ring = () => void (ringed.value = row);
  const leave = () => {
    if (ringed.peek() === row) ringed.value = null;
  };
  return html`<tr class=${isRinged ? "ringed" : ""} @pointerenter=${ring} @pointerleave=${leave}
    @focusin=${ring} @focusout=${leave}>
    <th scope="row"><button class="plain" aria-pressed=${isRinged} @click=${ring}
      aria-label=${words.pointAt(row + 1)}>${row + 1}</button></th>
    <td>${show(told.targets[at])}</td><td>${show(told.outputs[at])}</td>
    <td>${show(told.residuals[at])}</td>
    <td>${share(told.gradient_shares[at], told.gradient_shares[0])}</td>
    <td>${percent(told.loss_shares[at])}</td></tr>`;
}

/** A share in percent, with a bar against the largest.
 * @type {(part: number, most: number) => Template} */
const share = (part, most) => html`<span class="pull"><meter min="0" max=${most} value=${part}
  aria-hidden="true"></meter> ${percent(part)}</span>`;
