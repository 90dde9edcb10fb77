// The lens of thresholds: what a threshold on one output decides, with the two curves on which it
// moves.  The server counts.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { thresholdWords as words } from "../../words/en/threshold.js";
import { draw, onField, onValue } from "../components.js";
import { followRun, livePace } from "../following.js";
import { percent, signedTo } from "../format.js";
import { drawUnitCurve } from "./unit_curve.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("./unit_curve.js").UnitCurve} UnitCurve */
/** @typedef {{threshold: number, usual: number, range: [number, number], output: number,
 *   of: string, points: number, matrix: number[][], accuracy: number | null,
 *   most_frequent: number | null, precision: number | null, recall: number | null,
 *   f1: number | null, roc: UnitCurve, precision_recall: UnitCurve}} Decision */

const STEPS = 200; // of the slider
const number = signedTo(2);

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  const lens = {
    threshold: signal(/** @type {number | null} */ (null)), // null: the usual one
    output: signal(0),
    set: signal("test"),
    decision: signal(/** @type {Decision | null} */ (null)),
    trouble: signal(""),
  };
  const following = followRun(page, {
    ask: () =>
      page.askRun("threshold", {
        threshold: lens.threshold.peek(),
        output: lens.output.peek(),
        of: lens.set.peek(),
      }),
    take: ({ answer, refusal }) => {
      lens.trouble.value = refusal ? refusal.detail || words.away : "";
      if (answer) lens.decision.value = answer;
    },
    pace: () => livePace(page),
  });
  const ends = [
    effect(() => {
      (void lens.threshold.value, lens.output.value, lens.set.value);
      following.again();
    }),
    effect(() => {
      if (lens.output.peek() >= outputsOf(page)) lens.output.value = 0;
    }),
    draw(root, () => content(page, lens)),
  ];
  return () => {
    for (const end of [...ends, following.stop]) end();
  };
}

/** @typedef {{threshold: {value: number | null}, output: {value: number}, set: {value: string},
 *   decision: {value: Decision | null}, trouble: {value: string}}} ThresholdLens */

/** How many outputs the network has.
 * @type {(page: Page) => number} */
const outputsOf = ({ topology }) => topology.value?.layers.at(-1)?.units ?? 1;

/** What the output says yes to.
 * @type {(page: Page, output: number) => string} */
function nameOf(page, output) {
  const classes = page.topology.value?.classes ?? [];
  return String(outputsOf(page) === 1 ? (classes[1] ?? "+1") : (classes[output] ?? output));
}

/** @type {(page: Page, lens: ThresholdLens) => Template} */
function content(page, lens) {
  const decision = lens.decision.value;
  return html`<div class="threshold">
    ${choices(page, lens)}
    <p class="hint" role="status">${lens.trouble.value}</p>
    ${decision ? decided(page, lens, decision) : nothing}</div>`;
}

/** @type {(page: Page, lens: ThresholdLens) => Template} */
function choices(page, { output, set }) {
  const many = outputsOf(page);
  return html`<div class="buttons">
    ${
      many > 1
        ? html`<label class="field inline"><span class="name">${words.output}</span>
            <select @change=${onValue((value) => (output.value = Number(value)))}>${Array.from(
              { length: many },
              (_, each) => html`<option value=${each} .selected=${each === output.value}
                >${words.against(nameOf(page, each))}</option>`,
            )}</select></label>`
        : nothing
    }
    <label class="field inline"><span class="name">${words.set}</span>
      <select @change=${onValue((value) => (set.value = value))}>
        <option value="test" .selected=${set.value === "test"}>${words.test}</option>
        <option value="train" .selected=${set.value === "train"}>${words.train}</option>
      </select></label></div>`;
}

/** @type {(page: Page, lens: ThresholdLens, decision: Decision) => Template} */
function decided(page, lens, decision) {
  const [low, high] = decision.range;
  const at = lens.threshold.value ?? decision.usual;
  return html`
    <label class="field"><span class="name">${words.threshold}<span class="value" data-part="at"
      >${number(at)}</span></span>
      <input type="range" min=${low} max=${high} step=${(high - low) / STEPS} .value=${String(at)}
        @input=${onField((field) => (lens.threshold.value = Number(field.value)))}></label>
    <p class="buttons"><button class="plain"
      aria-disabled=${at === decision.usual ? "true" : nothing}
      @click=${() => (lens.threshold.value = null)}>${words.usual}</button></p>
    ${matrixOf(decision, nameOf(page, decision.output))} ${figuresOf(decision)}
    ${curvesOf(decision)}`;
}

/** @type {(decision: Decision, name: string) => Template} */
const matrixOf = ({ matrix: [[tn, fp], [fn, tp]] }, name) => html`
  <table class="matrix"><caption class="unseen">${words.matrix}</caption>
    <thead><tr><td></td><th scope="col">${words.saysNo}</th><th scope="col"
      >${words.saysYes}</th></tr>
    </thead><tbody>
      <tr><th scope="row">${words.isNot(name)}</th><td data-cell="tn">${tn}</td>
        <td data-cell="fp" class="wrong">${fp}</td></tr>
      <tr><th scope="row">${words.isTrue(name)}</th><td data-cell="fn" class="wrong">${fn}</td>
        <td data-cell="tp">${tp}</td></tr></tbody></table>`;

/** @type {(decision: Decision) => Template} */
function figuresOf({ accuracy, most_frequent: most, precision, recall, f1 }) {
  const figures = /** @type {[string, string, number | null, string][]} */ ([
    ["precision", words.precision, precision, words.ofTheSaid],
    ["recall", words.recall, recall, words.ofTheTrue],
    ["f1", words.f1, f1, words.bothInOne],
    ["accuracy", words.accuracy, accuracy, words.right],
  ]);
  return html`<dl class="decided">${figures.map(
    ([name, label, value, about]) =>
      html`<div><dt>${label}</dt><dd><b data-part=${name}>${percent(value)}</b>
        <small>${about}</small></dd></div>`,
  )}</dl>
  <p class="hint">${words.trap(percent(most))}</p>`;
}

/** @type {(decision: Decision) => Template} */
function curvesOf({ roc, precision_recall: pr, matrix: [[tn, fp]], precision, recall }) {
  const alarms = fp + tn ? fp / (fp + tn) : null;
  const isKnown = alarms !== null && recall !== null;
  return html`<div class="unit-curves">
    ${curve(words.roc, roc, words.rocAxes, isKnown ? [alarms, recall] : null, true)}
    ${curve(
      words.precisionRecall,
      pr,
      words.precisionRecallAxes,
      recall !== null && precision !== null ? [recall, precision] : null,
      false,
    )}</div>`;
}

/** @type {(title: string, curve: UnitCurve, axes: string[], at: [number, number] | null,
 *   guide: boolean) => Template} */
function curve(title, one, axes, at, guide) {
  const area = one.area === null ? words.noCurve : words.area(one.area.toFixed(3));
  const place = at ? `, ${words.here(percent(at[0]), percent(at[1]))}` : "";
  return html`<figure><figcaption>${title}: <b>${area}</b></figcaption>
    ${drawUnitCurve({ curve: one, at, axes, guide, label: `${title}: ${area}${place}` })}</figure>`;
}
