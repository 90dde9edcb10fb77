// The lens on the perceptron's rule: the example at hand with its numbers and as an addition of
// vectors, the counts, the bound with 32 orders beside it, and the proof that it cycles.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { written } from "../../store/document.js";
import { GATES, withGate } from "../../store/gates.js";
import { GRADIENT, withRule } from "../../store/rules.js";
import { perceptronWords as words } from "../../words/en/perceptron.js";
import { button, draw, onChecked } from "../components.js";
import { followRun, livePace } from "../following.js";
import { loss } from "../format.js";
import { barrier } from "../messages.js";
import { histogram } from "./perceptron_figures.js";
import { markMap } from "./perceptron_map.js";
import { lookOf } from "./perceptron_update.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").PerceptronTold} Told */
/** @typedef {import("../../lens_types.js").OrdersTold} Orders */
/** @typedef {import("../../lens_types.js").LogisticTold} Logistic */
/** @typedef {{told: {value: Told | null}, orders: {value: Orders | null}, why: {value: string},
 *   output: {value: number}, beside: import("../../types.js").Signal<boolean>,
 *   logistic: {value: Logistic | null}}} Seen what the lens knows, as signals; `beside` if logistic
 *   regression is to be shown */

const REST = 600; // milliseconds that the data stay as they are before many orders are tried
const HIDDEN = { units: 4, activation: "tanh" }; // of the layer that is offered

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  /** @type {Seen} */
  const seen = {
    told: signal(null),
    orders: signal(null),
    why: signal(""),
    output: signal(0),
    beside: signal(false),
    logistic: signal(null),
  };
  const following = followRun(page, {
    ask: () => page.askRun("perceptron"),
    take({ answer, refusal }) {
      if (answer) seen.told.value = answer;
      seen.why.value = refusal?.detail ?? "";
    },
    pace: () => livePace(page),
  });
  const stopOrders = followOrders(page, seen);
  const stopLogistic = followLogistic(page, seen);
  const erase = draw(root, () => panel(page, seen));
  const eraseMap = markMap(page, seen);
  return () => {
    following.stop();
    eraseMap();
    stopOrders();
    stopLogistic();
    erase();
  };
}

/** Try the orders once for each run and each change of it, when it has rested for a moment.
 * @type {(page: Page, seen: Pick<Seen, "orders">) => () => void} */
export function followOrders(page, { orders }) {
  let isOn = true;
  let timer = 0;
  const ask = async (/** @type {number} */ generation) => {
    const { answer, refusal } = await page.askRun("orders");
    if (!isOn || page.generation.peek() !== generation) return;
    if (answer) orders.value = answer;
    else if (!refusal || refusal.again < Infinity) timer = setTimeout(ask, REST, generation);
  };
  const forget = effect(() => {
    const generation = page.generation.value;
    const isLive = page.connection.value === "live";
    clearTimeout(timer);
    orders.value = null;
    if (isLive) timer = setTimeout(ask, REST, generation);
  });
  return () => {
    isOn = false;
    clearTimeout(timer);
    forget();
  };
}

/** Have logistic regression for each run and each change of it, while it is wanted.
 * @type {(page: Page, seen: Seen) => () => void} */
const followLogistic = (page, { beside, logistic }) =>
  effect(() => {
    const generation = page.generation.value;
    logistic.value = null;
    if (!beside.value || page.connection.value !== "live") return;
    void page.askRun("logistic").then(({ answer }) => {
      if (page.generation.peek() === generation && beside.peek()) logistic.value = answer;
    });
  });

/** @type {(page: Page, seen: Seen) => Template} */
function panel(page, seen) {
  const told = seen.told.value;
  if (!told) return html`<p role="status">${seen.why.value || words.asking}</p>`;
  return html`<div class="perceptron">
    ${gates(page)} ${counts(told)} ${onMap(told)} ${regression(told, seen)} ${end(page, told)}
    ${lookOf(page, told, seen.output)}
    ${boundOf(told)} ${ordersOf(seen.orders.value)}
  </div>`;
}

/** @type {(told: Told) => Template} */
const counts = ({ updates, mistakes, pocket, samples }) => html`
  <dl class="counts">
    <div><dt>${words.updates}</dt><dd data-count="updates">${updates}</dd></div>
    <div><dt>${words.mistakes}</dt><dd data-count="mistakes">${mistakes}</dd></div>
    <div><dt>${words.pocket}</dt><dd data-count="pocket">${words.ofRight(
      pocket.right,
      samples,
    )}</dd></div>
  </dl>`;

/** What is drawn on the map, with the signs that it is drawn in.
 * @type {(told: Told) => Template} */
const onMap = ({ on_map: lines }) =>
  lines
    ? html`<ul class="signs on-map" aria-label=${words.onMap}><li class="line">${words.line}</li><li
        class="vector">${words.vector}</li><li class="pocket">${words.pocketLine}</li><li
        class="ring">${words.ring}</li></ul>`
    : html`<p class="hint">${words.bent}</p>`;

/** Logistic regression on the same points: a choice, and what it comes to.
 * @type {(told: Told, seen: Seen) => Template} */
function regression({ on_map: isStraight }, { beside, logistic, output }) {
  const { samples, right } = logistic.value ?? { samples: 0, right: [] };
  const at = Math.min(output.value, right.length - 1);
  return html`<label class="check"><input type="checkbox" .checked=${beside.value}
      @change=${onChecked((checked) => (beside.value = checked))}>${words.beside}</label>
    ${
      logistic.value
        ? html`<p data-part="logistic">${words.logistic(right[at], samples)}
            ${isStraight ? words.logisticLines : nothing}</p>`
        : nothing
    }`;
}

/** That it will never come to rest, and the way out.
 * @type {(page: Page, told: Told) => Template} */
function end(page, { cycle, updates, is_separable: isSeparable }) {
  const said = cycle === null ? "" : words.cycle(updates, cycle);
  if (!said && isSeparable !== false) return nothing;
  return html`<div class="finding" role="status"><p>${said || words.inseparable}</p>
    ${
      page.run.value?.canControl === false
        ? nothing
        : html`<p>${button({
            kind: "plain",
            why: barrier(page),
            title: words.addHiddenAbout,
            press: () => bend(page),
            content: words.addHidden,
          })}</p>`
    }</div>`;
}

/** Learn the same points by gradients, with a hidden layer.
 * @type {(page: Page) => void} */
const bend = ({ catalog, experiment, load }) =>
  load(written(withRule(catalog, experiment.value, GRADIENT), "network.hidden", [HIDDEN]));

/** @type {(told: Told) => Template} */
function boundOf({ bound, separators, is_separable: isSeparable, updates }) {
  if (isSeparable === false) return nothing;
  const [first] = separators;
  if (isSeparable === null || !first) return html`<p>${words.searching}</p>`;
  const sum = separators.reduce((whole, one) => whole + (one?.bound ?? 0), 0);
  return html`<h3>${words.boundHead}</h3>
    <p>${
      separators.length > 1
        ? words.bounds(loss(sum))
        : words.bound(loss(first.radius), loss(first.margin), loss(sum))
    }</p>
    ${bound === null ? html`<p>${words.void}</p>` : share(updates, bound)}`;
}

/** @type {(updates: number, bound: number) => Template} */
const share = (updates, bound) => html`
  <p><meter min="0" max=${bound} value=${updates} aria-hidden="true"></meter>
    ${words.soFar(updates, loss(bound))}</p>`;

/** @type {(orders: Orders | null) => Template} */
function ordersOf(orders) {
  if (!orders) return nothing;
  const { mistakes, converged, bound, epochs } = orders;
  const sorted = [...mistakes].sort((a, b) => a - b);
  const open = converged.filter((one) => !one).length;
  const middle = sorted[Math.ceil(sorted.length / 2) - 1];
  const said = open
    ? words.ordersOpen(open, epochs)
    : words.orders(sorted[0], middle, sorted[sorted.length - 1]);
  const limit = bound === null ? "" : words.ordersBound(loss(bound));
  return html`<h3>${words.ordersHead}</h3><p data-part="orders">${said} ${limit}</p>
    ${histogram(mistakes, bound, `${said} ${limit}`)}`;
}

/** @type {(page: Page) => Template} */
const gates = (page) =>
  page.run.value?.canControl === false
    ? nothing
    : html`<p class="gates buttons" role="group" aria-label=${words.data}>${words.data}
        ${GATES.map((gate) =>
          button({
            kind: "plain",
            why: barrier(page),
            press: () => page.load(withGate(page.catalog, page.experiment.value, gate)),
            content: gate,
          }),
        )}</p>`;
