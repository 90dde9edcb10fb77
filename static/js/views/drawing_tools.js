// The tools beside the map while one draws: what is painted, with which brush, and what was drawn
// so far.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { FEWEST, fitsAddress, ownPoints } from "../store/points.js";
import { counted, remark } from "../store/brush.js";
import { lineAxis } from "../workers/plane.js";
import { outline, shapeOfSign } from "../workers/appearance.js";
import { classSign, sign } from "./legend.js";
import { icon, keepsWeights, onChecked, onValue } from "./components.js";
import { signed } from "./format.js";
import { drawingToolsWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Label} Label */
/** @typedef {import("./drawing.js").Pad} Pad */
/** @typedef {import("./drawing.js").Tool} Tool */

/** @type {[Tool, string][]} */
const TOOLS = [
  ["point", words.point],
  ["spray", words.spray],
  ["eraser", words.eraser],
];

/** @type {(pad: Pad) => Template} */
export function toolbar(pad) {
  const { page, tool, past, refused, status } = pad;
  const points = page.draft.value ?? [];
  const { problem } = page.experiment.value;
  return html`
    <div role="group" aria-label=${words.drawingTools} class="tools">
      ${tool.value === "eraser" ? nothing : paintChoice(pad, problem)}
      <fieldset class="chips"><legend>${words.tool}</legend>${TOOLS.map(([name, label]) =>
        chip({
          type: "radio",
          group: "tool",
          on: tool.value === name,
          change: () => (tool.value = name),
          label,
        }),
      )}</fieldset>
      ${tool.value === "point" ? nothing : slider(words.radius, pad.radius, 0.2, 2, 0.1)}
      ${tool.value === "spray" ? slider(words.pointsAtOnce, pad.density, 1, 30, 1) : nothing}
      <p class="buttons">
        <button class="plain" ?disabled=${!past.value.length}
          @click=${pad.undo}>${icon("undo")} ${words.undoStroke}</button>
        <button class="plain" ?disabled=${!points.length}
          @click=${pad.clear}>${words.clear}</button>
        <button class="plain done" @click=${pad.finish}>${words.done}</button></p>
      ${keepsWeights(page.keeps.drawing, words.keepTheWeightsWhilePainting)}
    </div>
    <p class="count">${summary(page.catalog, points, problem)}</p>
    <p class="alert" role="alert">${
      refused.value ? words.theServerDoesNotTake(refused.value) : nothing
    }</p>
    <p class="hint" role="status">${hint(pad, points, problem)}</p>
    <p class="hint keys-told" id="drawing-keys">${words.withTheKeysOnThe}</p>
    <p class="unseen" role="status">${status.value}</p>`;
}

/** @type {(about: {type: "radio" | "checkbox", group: string, on: boolean,
 *   change: (event: Event) => void, label: unknown}) => Template} */
const chip = ({ type, group, on, change, label }) => html`
  <label class="chip"><input type=${type} name=${`drawing-${group}`} .checked=${on}
    @change=${change}>${label}</label>`;

/** @type {(label: string, value: {value: number}, low: number, high: number, step: number) =>
 *   Template} */
const slider = (label, value, low, high, step) => html`
  <label class="field"><span class="name">${label}<span class="value">${value.value}</span></span>
    <input type="range" min=${low} max=${high} step=${step} .value=${String(value.value)}
      @input=${onValue((text) => (value.value = Number(text)))}></label>`;

/** A value to paint for each of several targets.
 * @type {(label: Pad["label"]) => Template} */
const targetSliders = (label) =>
  html`${
    /** @type {number[]} */ (label.value).map((value, at, all) => {
      const one = {
        get value() {
          return value;
        },
        set value(next) {
          label.value = all.with(at, next);
        },
      };
      return slider(words.valueOfTarget(at + 1), one, -1, 1, 0.05);
    })
  }`;

/** @type {(pad: Pad, problem: string) => Template} */
function paintChoice(pad, problem) {
  const { page, label } = pad;
  if (problem === "regression" && Array.isArray(label.value)) return targetSliders(label);
  if (problem === "regression")
    return lineAxis(page.topology.value, page.points.value)
      ? html`<p class="hint">${words.theHeightOnTheMap}</p>`
      : slider(words.value, /** @type {{value: number}} */ (label), -1, 1, 0.05);
  return html`<fieldset class="chips"><legend>${
    problem === "multilabel" ? words.labelsToPaint : words.classToPaint
  }</legend>
    ${
      problem === "classification"
        ? html`${signChips(label)}${moreClasses(pad)}`
        : html`${classChips(pad, problem)}${moreClasses(pad)}`
    }</fieldset>`;
}

/** A button for one class more, up to the most; the points that were drawn stay, and two signs
 * become classes.
 * @type {(pad: Pad) => Template} */
function moreClasses({ page, label }) {
  const { problem, data, view } = page.experiment.value;
  const hasSigns = problem === "classification";
  const classes = hasSigns ? 2 : data.classes;
  const points = page.draft.value ?? [];
  const isHeld = hasSigns && [...view.hide, ...(view.lock ?? [])].includes("problem");
  if (isHeld || classes >= page.catalog.limits.max_classes) return nothing;
  const add = () => {
    if (!ownPoints(page.experiment.peek())) page.setPoints(points);
    if (hasSigns) page.setProblem("multiclass");
    page.setClasses(classes + 1);
    const { value } = label;
    label.value = Array.isArray(value) ? value.map((yes, k) => (k === classes ? 1 : yes)) : classes;
  };
  return html`<button type="button" class="plain more-classes" ?disabled=${points.length < FEWEST}
    @click=${add}>${words.moreClasses}</button>
    ${points.length < FEWEST ? html`<small class="hint">${words.afterTwoPoints}</small>` : ""}`;
}

/** @type {(label: number) => Template} */
const signOf = (label) =>
  sign(outline(shapeOfSign(label)), "currentColor", label < 0 ? "negative" : "positive");

/** @type {(label: {value: Label}) => Template[]} */
const signChips = (label) =>
  [-1, 1].map((k) =>
    chip({
      type: "radio",
      group: "class",
      on: label.value === k,
      change: () => (label.value = k),
      label: html`${signOf(k)}${k < 0 ? "−1" : "+1"}`,
    }),
  );

/** @type {(pad: Pad, problem: string) => Template[]} */
function classChips({ page, label }, problem) {
  const { classes } = page.experiment.value.data;
  const several = problem === "multilabel";
  const given = (/** @type {number} */ k) =>
    Array.isArray(label.value) ? label.value[k] === 1 : label.value === k;
  const change = (/** @type {number} */ k) =>
    onChecked((on) => {
      const { value } = label;
      label.value = Array.isArray(value) ? value.map((yes, i) => (i === k ? Number(on) : yes)) : k;
    });
  return Array.from({ length: classes }, (_, k) =>
    chip({
      type: several ? "checkbox" : "radio",
      group: "class",
      on: given(k),
      change: change(k),
      label: html`${classSign(page.catalog, k)}${k}`,
    }),
  );
}

/** How many points there are, by class.
 * @type {(catalog: import("../types.js").Catalog, points: import("../types.js").Point[],
 *   problem: string) => Template} */
function summary(catalog, points, problem) {
  const total = counted(points.length);
  if (problem === "regression" || !points.length) return total;
  const counts = new Map();
  for (const [, , label] of points)
    for (const k of Array.isArray(label) ? label.flatMap((yes, i) => (yes ? [i] : [])) : [label])
      counts.set(k, (counts.get(k) ?? 0) + 1);
  const shown = [...counts].sort(([a], [b]) => a - b);
  return html`${total}: ${shown.map(
    ([k, count]) =>
      html`<span>${
        problem === "classification"
          ? html`${signOf(k)}
        ${signed(k).slice(0, 2)}`
          : html`${classSign(catalog, k)}${k}`
      }: ${count}</span> `,
  )}`;
}

/** @type {(pad: Pad, points: import("../types.js").Point[], problem: string) => string} */
function hint({ page }, points, problem) {
  const { data, view } = page.experiment.value;
  const showsTest = data.source === "points" && view.show_test && points.length >= FEWEST;
  return [
    remark(points, problem, page.catalog.limits.max_points),
    showsTest ? words.showTestDataIsOn(Math.round(100 * (1 - data.train_ratio))) : "",
    fitsAddress(points, problem) ? "" : words.soManyPointsDoNot,
  ]
    .filter(Boolean)
    .join(" ");
}
