// One example as the perceptron's rule meets it: its numbers put into the formulas, and the update
// as an addition of vectors.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { perceptronWords as words } from "../../words/en/perceptron.js";
import { onValue } from "../components.js";
import { loss } from "../format.js";
import { vectorSum } from "./perceptron_figures.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").PerceptronTold} Told */
/** @typedef {import("../../lens_types.js").RuleLook} Look */

const MOST = 5; // inputs whose numbers are written out

/** A number as people write it.
 * @type {(value: number) => string} */
const plain = (value) => (Number.isInteger(value) ? String(value).replace("-", "−") : loss(value));

/** A number as a factor, in parentheses where it is negative.
 * @type {(value: number) => string} */
const factor = (value) => (value < 0 ? `(${plain(value)})` : plain(value));

/** The newest example, or the next one where none was met yet.
 * @type {(page: Page, told: Told, output: {value: number}) => Template} */
export function lookOf(page, told, output) {
  const look = told.last ?? told.next;
  const isNext = !told.last;
  const place = (told.position || (told.last ? told.samples : 0)) + (isNext ? 1 : 0);
  const k = Math.min(output.value, look.targets.length - 1);
  const title = isNext ? words.next : words.atHand;
  return html`<h3>${title(place, told.samples)}</h3>
    ${look.targets.length > 1 ? choice(page, look, output, k) : nothing}
    ${written(page, look, k, told.learning_rate)}
    ${isNext && look.is_mistake[k] ? html`<p class="hint">${words.willMove}</p>` : nothing}
    ${drawn(page, look, k)}`;
}

/** Which output is looked at; those that are wrong are marked.
 * @type {(page: Page, look: Look, output: {value: number}, k: number) => Template} */
const choice = ({ topology }, { is_mistake: wrong }, output, k) => html`
  <label class="field inline"><span class="name">${words.output}</span>
    <select @change=${onValue((value) => (output.value = Number(value)))}>${wrong.map(
      (one, at) => html`<option value=${at} .selected=${at === k}
        >${words.ofClass(topology.value?.classes[at] ?? String(at))}${one ? " ✗" : ""}</option>`,
    )}</select></label>`;

/** @type {(page: Page, look: Look, k: number, rate: number) => Template} */
function written(page, look, k, rate) {
  const { x, targets, scores, is_mistake: wrong } = look;
  const [before, after] = [look.before[k], look.after[k]];
  const names = labelsOf(page, x.length);
  const shown = x.slice(0, MOST);
  const rest = x.length > MOST ? words.more(x.length - MOST) : "";
  const bias = before[before.length - 1];
  const sum = shown.map((value, i) => `${factor(before[i])}·${factor(value)}`).join(" + ");
  const answer = scores[k] > 0 ? "+1" : scores[k] < 0 ? "−1" : "0";
  const verdict = !wrong[k] ? words.isRight : scores[k] ? words.isWrong : words.isOnTheLine;
  const move = rate * targets[k];
  return html`<div class="sums">
    <p class="example">${shown.map(
      (value, i) => html`<span>${names[i]} = ${plain(value)}</span>`,
    )}${rest}<span>y = ${targets[k] > 0 ? "+1" : "−1"}</span></p>
    <p>z = ${sum}${rest && " + …"} + ${factor(bias)} = <strong data-count="score">${plain(
      scores[k],
    )}</strong>, ŷ = ${answer}</p>
    <p>${verdict}</p>
    ${wrong[k] ? moves({ names, x, before, after, move, shown: shown.length }) : nothing}
    ${wrong[k] ? html`<p>${rest}</p>` : nothing}
  </div>`;
}

/** Each weight, what is added to it, and what comes of it.
 * @type {(about: {names: string[], x: number[], before: number[], after: number[], move: number,
 *   shown: number}) => Template} */
const moves = ({ names, x, before, after, move, shown }) => html`<table class="moves">
  <thead><tr><td></td><th scope="col">${words.before}</th><th scope="col">${words.pushed}</th><th
    scope="col">${words.after}</th></tr></thead>
  <tbody>${[...Array(shown).keys(), x.length].map(
    (i) => html`<tr><th scope="row">${i < x.length ? names[i] : words.bias}</th>
      <td>${plain(before[i])}</td><td>${factor(move)}·${factor(x[i] ?? 1)}</td>
      <td><strong>${plain(after[i])}</strong></td></tr>`,
  )}</tbody></table>`;

/** The update in the plane of two weights: of the first two inputs, or of one and the bias.
 * @type {(page: Page, look: Look, k: number) => Template} */
function drawn(page, { x, before, after, is_mistake: mistakes }, k) {
  const wrong = mistakes[k];
  const names = [...labelsOf(page, x.length), words.bias];
  const pick = (/** @type {number[]} */ all) => /** @type {[number, number]} */ ([all[0], all[1]]);
  const [from, to] = [pick(before[k]), pick(after[k])];
  const push = /** @type {[number, number]} */ ([to[0] - from[0], to[1] - from[1]]);
  const pair = (/** @type {[number, number]} */ [a, b]) => `(${plain(a)}, ${plain(b)})`;
  const told = wrong ? words.vectors(pair(from), pair(push), pair(to)) : words.unmoved(pair(from));
  return html`<figure>
    ${vectorSum({ before: from, push, after: to, names: [names[0], names[1]], told })}
    <figcaption>${words.plane(names[0], names[1])}
      ${
        wrong
          ? html`<ul class="signs"><li class="before">${words.weightsBefore}</li><li
              class="push">${words.push}</li><li class="after">${words.weightsAfter}</li></ul>`
          : html`<ul class="signs"><li class="before">${words.weights}</li></ul>`
      }
    </figcaption></figure>`;
}

/** What the inputs are called.
 * @type {(page: Page, count: number) => string[]} */
const labelsOf = ({ topology }, count) =>
  topology.value?.labels ?? Array.from({ length: count }, (_, i) => `x${i + 1}`);
