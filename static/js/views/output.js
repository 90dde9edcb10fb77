// The outcome: the large map with its points, its scale, and the losses.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { isColumn } from "../store/document.js";
import { EDGE, linePlot } from "../workers/plane.js";
import { inUnits, quantity, scaledBack, unitOf } from "../store/quantities.js";
import { isOutput, legend } from "./legend.js";
import { draw, explanationOf, onChecked, onValue } from "./components.js";
import { loss, neuronName, percent, r2, signed } from "./format.js";
import { outputWords as texts } from "../words/en/stage.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Template} Template */

const CAPTION = texts.whatDoesItAnswer; // until somebody points at the map
const LONGEST_MARK = 4; // letters at an axis that stand upright
const MOST_TOLD = 3; // classes under the cursor, the likeliest

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  render(frame(page), root);
  const part = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(`[data-part=${name}]`));
  effect(() => followFigures(part("figures"), page));
  draw(part("options"), () => options(page));
  draw(part("legend"), () => legend(page));
  effect(() => labelAxes(part("horizontal"), part("vertical"), page));
  effect(() => tellProbe(part("probe"), page));
  effect(() => void (part("title").textContent = titleOf(page)));
}

/** @type {(page: Page) => Template} */
const frame = (page) => html`
  <h2 data-part="title">${texts.output}</h2>
  <table class="figures" data-part="figures">
    <thead><tr><td></td><th scope="col">${texts.loss}</th><th scope="col" data-figure="name"
      >${texts.accuracy}</th><th
      scope="col" data-rmse data-figure="unit">${texts.rmseIn("")}</th><th
      scope="col" data-penalty>${texts.penalty}</th></tr></thead>
    <tbody>
      <tr><th scope="row">${texts.training}</th><td data-figure="loss">–</td><td
        data-figure="trainingScore">–</td><td data-rmse data-figure="rmse">–</td><td
        data-penalty data-figure="penalty">–</td></tr>
      <tr><th scope="row">${texts.test}</th><td data-figure="testLoss">–</td><td
        data-figure="score">–</td><td data-rmse data-figure="testRmse">–</td></tr>
    </tbody>
  </table>
  <div class="map">
    <span class="axis vertical" aria-hidden="true" data-part="vertical"></span>
    <canvas id="map" role="img" aria-label=${texts.outputMap}
      @pointermove=${(/** @type {PointerEvent} */ event) => point(event, page)}
      @pointerleave=${() => (page.probe.value = page.pointer.value = null)}></canvas>
    <span class="axis" aria-hidden="true" data-part="horizontal"></span>
  </div>
  <p class="probe" data-part="probe"></p>
  <div data-part="legend"></div>
  <div class="options" data-part="options"></div>
  <p class="unseen" role="status" data-part="announcement"></p>`;

/** The plane's axes, or those of a plain line where there is only one coordinate.
 * @type {(across: HTMLElement, up: HTMLElement, page: Page) => void} */
function labelAxes(across, up, page) {
  const line = linePlot(page.topology.value, page.points.value);
  const marks = (/** @type {string[]} */ texts) =>
    texts.map((text) => html`<i class=${text.length > LONGEST_MARK ? "long" : ""}>${text}</i>`);
  const table = page.topology.value?.inputs.some(isColumn);
  const [first, second] = !table
    ? ["x₁", "x₂"]
    : (page.settled.value.data.plane ?? texts.components);
  render(marks(["−6", line?.axis === "x2" ? second : first, "6"]), across);
  render(marks(line ? [String(line.highest), "y", `−${line.highest}`] : ["6", second, "−6"]), up);
}

/** @type {(event: PointerEvent, page: Page) => void} */
function point(event, page) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  const x1 = ((event.clientX - box.left) / box.width) * 2 * EDGE - EDGE;
  const x2 = EDGE - ((event.clientY - box.top) / box.height) * 2 * EDGE;
  page.pointer.value = { x1, x2 };
}

/** @type {(page: Page) => string} */
export function titleOf(page) {
  const name = neuronName(page.focus.value, page.catalog, page.topology.value);
  return name[0].toUpperCase() + name.slice(1);
}

/** The score of a problem: accuracy, or R² of a regression; of the training points and of the test
 * points.
 * @type {(metrics: Record<string, number | null>) => {name: string, trainingScore: string,
 *   score: string}} */
export const scoreOf = (metrics) =>
  "r2" in metrics
    ? { name: "R²", trainingScore: r2(metrics.r2), score: r2(metrics.test_r2) }
    : {
        name: texts.accuracy,
        trainingScore: percent(metrics.accuracy),
        score: percent(metrics.test_accuracy),
      };

/** An error in a target's own units.
 * @type {(value: number | null | undefined) => string} */
const error = (value) => (value == null ? "–" : quantity(value));

/** @type {(list: HTMLElement, page: Page) => void} */
function followFigures(list, page) {
  const { loss: training, testLoss, metrics } = page.progress.value;
  const { kind } = page.settled.value.training.regularization;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (
    list.querySelectorAll("[data-penalty]")
  ))
    one.hidden = kind === "none";
  const target = page.topology.value?.target ?? null;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-rmse]")))
    one.hidden = !target;
  const figures = {
    loss: loss(training),
    testLoss: loss(testLoss),
    ...scoreOf(metrics),
    unit: texts.rmseIn(unitOf(target?.name ?? "")),
    rmse: error(metrics.rmse),
    testRmse: error(metrics.test_rmse),
    penalty: loss(metrics.penalty),
  };
  for (const [key, text] of Object.entries(figures)) {
    const place = /** @type {HTMLElement} */ (list.querySelector(`[data-figure=${key}]`));
    if (place.textContent !== text) place.textContent = text;
  }
}

/** @type {(page: Page) => Template} */
function options(page) {
  const { view } = page.experiment.value;
  const topology = page.topology.value;
  const check = (
    /** @type {string} */ label,
    /** @type {string} */ control,
    /** @type {string} */ path,
    /** @type {boolean} */ on,
  ) => html`
    <label class="check" data-control=${control} title=${explanationOf(control) ?? nothing}>
      <input type="checkbox" .checked=${on}
      @change=${onChecked((on) => page.change(path, on))}> ${label}</label>`;
  return html`
    ${check(texts.showTestData, "showTestData", "view.show_test", view.show_test)}
    ${check(texts.discretizeOutput, "discretize", "view.discretize", view.discretize)}
    ${topology && topology.channels > 1 ? classChoice(page, topology) : nothing}`;
}

/** @type {(page: Page, topology: Topology) => Template} */
const classChoice = (page, topology) => html`
  <label class="field inline" data-control="classView"
    title=${explanationOf("classView") ?? nothing}><span class="name">${texts.show}</span>
    <select @change=${onValue(
      (value) => (page.selectedClass.value = value === "" ? null : Number(value)),
    )}>
      <option value="" .selected=${page.selectedClass.value === null}>${
        page.experiment.value.problem === "multilabel" ? texts.allLabels : texts.likeliestClass
      }</option>
      ${topology.classes.map(
        (/** @type {string} */ name, /** @type {number} */ k) =>
          html`<option value=${k} .selected=${page.selectedClass.value === k}>${
            page.experiment.value.training.rule ? texts.scoreOf(name) : texts.probabilityOf(name)
          }</option>`,
      )}
    </select></label>`;

/** @type {(place: HTMLElement, page: Page) => void} */
function tellProbe(place, page) {
  const probe = page.probe.value;
  const { classes = [], target } = page.topology.value ?? {};
  const unscaled = isOutput(page.focus.value) ? target : null;
  place.textContent = probe ? probeText(probe, classes, unscaled) : CAPTION;
}

/** What is under the cursor: a point of the plane with its values, or a point of a line.
 * @type {(probe: {x1: number, x2: number, line?: string | null, values: number[]},
 *   classes: string[], target?: import("../types.js").TargetScale | null) => string} */
export function probeText({ x1, x2, line, values }, classes, target = null) {
  if (target) return `${target.name} ${inUnits(scaledBack(values[0], target), target.name)}`;
  if (line) return `${line === "x2" ? "x₂" : "x₁"} ${plain(x1)} → y ${plain(values[0])}`;
  const names = values.length > 1 ? classes : ["value"];
  const shown = values.map((value, k) => ({ value, name: names[k] }));
  if (shown.length > MOST_TOLD) shown.sort((a, b) => b.value - a.value).length = MOST_TOLD;
  const told = shown.map(({ name, value }) => `${name} ${signed(value)}`);
  const point = [`x₁ ${signed(x1)}`, `x₂ ${signed(x2)}`];
  return (told.length > 1 ? [...told, ...point] : [...point, ...told]).join("  "); // cut at its end
}

/** A number with a sign only where it is negative.
 * @type {(value: number) => string} */
const plain = (value) => signed(value).replace("+", "");
