// Which example the microscope looks at: a row by its number, a point of the data by a click on the
// map, or any place of the plane with a target; and its marks on the map.
import { html, nothing, render, svg } from "../../../../vendor/lit-html/lit-html.js";
import { nearest, placeOf, within } from "../../../store/brush.js";
import { typed } from "../../../store/codecs.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { EDGE, linePlot } from "../../../workers/plane.js";
import { onChecked, onField, onValue } from "../../components.js";
import { constant } from "./figures.js";

/** @typedef {import("../../../types.js").Page} Page */
/** @typedef {import("../../../types.js").Point} Point */
/** @typedef {import("../../../types.js").Label} Label */
/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./types.js").Example} Example */
/** @typedef {import("./microscope.js").Microscope} Microscope */

const LARGEST_TARGET = 1000; // of a regression
const PLACES = 4; // of a coordinate

/** @type {(page: Page, of: "train" | "test") => Point[]} */
const pointsOf = (page, of) => page.dealt.value[of];

/** The example, within the data that are there.
 * @type {(page: Page, example: Example) => Example} */
export function present(page, example) {
  if (!("row" in example)) return example;
  const last = pointsOf(page, example.of).length - 1;
  return example.row <= last ? example : { ...example, row: Math.max(0, last) };
}

/** @type {(microscope: Microscope) => Template} */
export function exampleChoice({ page, example, batch, wrong, answer }) {
  const now = present(page, example.value);
  const told = answer.value?.batch;
  return html`<div class="example" role="group" aria-label=${words.example}>
    ${
      "row" in now
        ? rowChoice({ page, example, wrong }, now)
        : pointChoice({ page, example, wrong }, now)
    }
    ${
      "row" in now && now.of === "train"
        ? html`<label class="check"><input type="checkbox" .checked=${batch.value}
            @change=${onChecked((on) => (batch.value = on))}> ${words.batch}</label>`
        : nothing
    }
    <span class="hint">${told ? words.batchIs(told.rows.length, told.next) : nothing}</span>
    <p class="hint">${"row" in now ? words.clickTheMap : words.clickToMove}</p>
    <p role="alert" class="alert">${wrong.value}</p>
  </div>`;
}

/** @type {(about: Pick<Microscope, "page" | "example" | "wrong">,
 *   now: {row: number, of: "train" | "test"}) => Template} */
function rowChoice({ page, example, wrong }, now) {
  const count = pointsOf(page, now.of).length;
  const go = (/** @type {number} */ row) => {
    wrong.value = "";
    example.value = { ...now, row: (row + count) % count };
  };
  const take = (/** @type {HTMLInputElement} */ field) => {
    const row = typed(field.value) - 1;
    if (Number.isInteger(row) && row >= 0 && row < count) return go(row);
    wrong.value = words.rowMust(count, field.value);
  };
  const leave = () => {
    const [x1, x2, target] = pointsOf(page, now.of)[now.row] ?? [0, 0, 0];
    wrong.value = "";
    example.value = { point: [within(x1), within(x2)], target };
  };
  const step = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {number} */ by) =>
    html`<button class="small" aria-label=${name} title=${name}
      @click=${() => go(now.row + by)}>${sign}</button>`;
  return html`
    <label class="field inline"><span class="name">${words.setOf}</span>
      <select @change=${onValue((of) => {
        example.value = { row: 0, of: of === "test" ? "test" : "train" };
      })}>
        <option value="train" .selected=${now.of === "train"}>${words.training}</option>
        <option value="test" .selected=${now.of === "test"}>${words.test}</option>
      </select></label>
    <span class="row-number">${step(words.rowBefore, "−", -1)}
      <label class="field inline"><span class="name">${words.row}</span>
        <input type="text" inputmode="numeric" autocomplete="off" size="5"
          .value=${String(now.row + 1)} aria-invalid=${wrong.value ? "true" : nothing}
          @change=${onField(take)}></label>
      ${step(words.rowAfter, "+", 1)}</span>
    <span class="hint">${words.ofRows(count)}</span>
    <button class="plain" @click=${leave}>${words.anyPoint}</button>`;
}

/** A point of one's own: its place, its target, and the way back to the rows.
 * @type {(about: Pick<Microscope, "page" | "example" | "wrong">,
 *   now: {point: [number, number], target: Label}) => Template} */
function pointChoice({ page, example, wrong }, now) {
  const labels = labelsOf(page);
  const put = (/** @type {Partial<{point: [number, number], target: Label}>} */ part) => {
    wrong.value = "";
    example.value = { ...now, ...part };
  };
  const [x1, x2] = now.point;
  const back = () => {
    wrong.value = "";
    example.value = { row: 0, of: "train" };
  };
  const edge = { most: EDGE, wrong };
  const choose = onValue((at) => put({ target: labels[Number(at)].label }));
  return html`
    ${numberField({ label: "x₁", value: x1, ...edge, put: (x) => put({ point: [x, x2] }) })}
    ${numberField({ label: "x₂", value: x2, ...edge, put: (x) => put({ point: [x1, x] }) })}
    ${
      labels.length
        ? html`<label class="field inline"><span class="name">${words.target}</span>
            <select @change=${choose}>${labels.map(
              ({ name, label }, at) => html`<option value=${at}
                .selected=${String(label) === String(now.target)}>${name}</option>`,
            )}</select></label>`
        : targetFields(now.target, wrong, (target) => put({ target }))
    }
    <button class="plain" @click=${back}>${words.toRows}</button>`;
}

/** A field for each target of a regression.
 * @type {(target: Label, wrong: Microscope["wrong"], put: (target: Label) => void) =>
 *   Template[]} */
const targetFields = (target, wrong, put) =>
  [target].flat().map((value, at, all) =>
    numberField({
      label: all.length > 1 ? words.targetNumber(at + 1) : words.target,
      value,
      most: LARGEST_TARGET,
      wrong,
      put: (given) => put(all.length > 1 ? all.with(at, given) : given),
    }),
  );

/** @type {(about: {label: string, value: number, most: number, wrong: Microscope["wrong"],
 *   put: (value: number) => void}) => Template} */
const numberField = ({ label, value, most, wrong, put }) => html`
  <label class="field inline"><span class="name">${label}</span>
    <input type="text" inputmode="text" autocomplete="off" size="6"
      .value=${constant(Number(value.toFixed(PLACES)))} @change=${onValue((text) => {
        const number = typed(text);
        if (Math.abs(number) <= most) put(number);
        else wrong.value = words.numberMust(label, most, text);
      })}></label>`;

/** The labels that a point may have, where there are few.
 * @type {(page: Page) => {name: string, label: Label}[]} */
function labelsOf(page) {
  const { problem } = page.settled.value;
  const { classes = [] } = page.topology.value ?? {};
  if (problem === "classification") return [-1, 1].map((label, k) => ({ name: classes[k], label }));
  if (problem === "multiclass") return classes.map((name, label) => ({ name, label }));
  if (problem !== "multilabel") return [];
  return classes.map((name, k) => ({ name, label: classes.map((_, j) => Number(j === k)) }));
}

/** A click on the map chooses the nearest point of the data, or moves a point of one's own.
 * @type {(microscope: Microscope, signal: AbortSignal) => void} */
export function followMap({ page, example, wrong }, signal) {
  const map = /** @type {HTMLElement | null} */ (document.querySelector("#map"));
  map?.addEventListener(
    "click",
    (event) => {
      if (page.drawing.peek()) return;
      const box = map.getBoundingClientRect();
      const across = within(((event.clientX - box.left) / box.width) * 2 * EDGE - EDGE);
      const up = within(EDGE - ((event.clientY - box.top) / box.height) * 2 * EDGE);
      wrong.value = "";
      example.value = exampleAt(page, [across, up], example.peek());
    },
    { signal },
  );
}

/** @type {(page: Page, place: [number, number], before: Example) => Example} */
export function exampleAt(page, [across, up], before) {
  const { train, test } = page.dealt.peek();
  const line = linePlot(page.topology.peek(), page.dealt.peek());
  if ("point" in before) {
    const onLine = /** @type {[number, number]} */ (
      line?.axis === "x2" ? [0, across] : [across, 0]
    );
    return { ...before, point: line ? onLine : [across, up] };
  }
  const shown = page.experiment.peek().view.show_test ? [...train, ...test] : train;
  const row = nearest(shown, [across, up], line);
  return row < train.length ? { row, of: "train" } : { row: row - train.length, of: "test" };
}

const RADIUS = 0.28; // of a mark, in units of the map

/** Draw the marks: a thick ring around the example, thin ones around the rows of its batch.
 * @type {(microscope: Microscope, place: SVGElement) => void} */
export function drawMarks({ page, example, answer }, place) {
  const now = present(page, example.value);
  const line = linePlot(page.topology.value, page.dealt.value);
  const seen = (/** @type {Point | undefined} */ point) => point && placeOf(point, line);
  const at = "row" in now ? seen(pointsOf(page, now.of)[now.row]) : now.point;
  const rows = "row" in now ? (answer.value?.batch?.rows ?? []) : [];
  const others = rows.map((row) => seen(pointsOf(page, "train")[row]));
  render(
    html`${others.map((one) => (one ? ring(one, "batch") : nothing))}${
      at ? ring(at, "chosen") : nothing
    }`,
    place,
  );
}

/** @type {(place: number[], kind: string) => Template} */
const ring = ([x, y], kind) =>
  svg`<circle class=${kind} cx=${within(x)} cy=${-within(y)}
    r=${kind === "chosen" ? 1.4 * RADIUS : RADIUS}></circle>`;
