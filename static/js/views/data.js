// The data column: which points, how many, how noisy, and which of them are for training.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { isTabular, isUpload } from "../store/document.js";
import { fewestClasses, ownPoints } from "../store/points.js";
import { trace } from "../workers/appearance.js";
import {
  fetchPart,
  icon,
  keepsWeights,
  moveChoice,
  range,
  restarts,
  select,
} from "./components.js";
import { lookOf } from "./legend.js";
import { dataWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Point} Point */
/** @typedef {import("../types.js").SetChoice} SetChoice */
/** @typedef {import("../types.js").Template} Template */

const THUMBNAIL = 52; // CSS pixels
const MOST_NAMED = 4; // columns
const MOST_SHOWN = 120; // rows of a table
const POINT = 2.6; // of the canvas's own pixels, two of which are one of CSS's
const OWN = "own-points"; // no data set has a hyphen in its name
const TABLE = "own-table"; // nor has any table of the server's
const BATCHES = [1, 2, 5, 10, 20, 30, 50, 100, 250, 1000];

/** Which points a thumbnail shows.
 * @type {WeakMap<HTMLCanvasElement, Point[]>} */
const drawnOf = new WeakMap();

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const pictures = () => {
    for (const canvas of root.querySelectorAll("canvas"))
      drawThumbnail(page.catalog, canvas, setOf(page, canvas.dataset.name ?? ""));
  };
  effect(() => {
    render(panel(page), root);
    pictures();
  });
  new MutationObserver(pictures).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", pictures);
}

/** A data set of the catalog, or the person's own points or table in the same form.
 * @type {(page: Page, name: string) => SetChoice | undefined} */
function setOf({ catalog, experiment, settled, dealt }, name) {
  const { problem, data } = experiment.peek();
  const points = ownPoints(experiment.peek());
  if (name === TABLE) {
    const { columns = [], target, dataset_id: id } = data;
    const known = settled.value.data.dataset_id === id && settled.value.problem === problem;
    return {
      name,
      label: words.yourTable,
      description: words.isLearnedFrom([target].flat().join(" and "), columns, MOST_NAMED),
      problems: [problem],
      columns,
      preview: known ? dealt.value.train.slice(0, MOST_SHOWN) : [],
    };
  }
  if (name === OWN && points)
    return {
      name,
      label: words.yourPoints,
      description: words.drawnByHand(points.length),
      problems: [problem],
      preview: points,
    };
  return catalog.datasets.find((set) => set.name === name);
}

/** @type {(page: Page) => Template} */
function panel(page) {
  const { catalog } = page;
  const { problem, data } = page.experiment.value;
  const own = ownPoints(page.experiment.value);
  const tabular = isTabular(page.experiment.value);
  const table = isUpload(page.experiment.value);
  const fitting = catalog.datasets.filter((set) => set.problems.includes(problem));
  const offered = fitting.filter(({ name, missing }) => !missing || name === data.name);
  const absent = fitting.filter((set) => !offered.includes(set));
  const chosen = setOf(page, own ? OWN : table ? TABLE : data.name);
  return html`
    <div class="asks"><h2>${words.data}</h2><p class="caption">${words.whatIsToBeLearned}</p></div>
    <div class="thumbnails" role="radiogroup" aria-label=${words.dataSet(restarts(page.keeps.data))}
      data-control="dataset" @keydown=${moveChoice}>
      ${(own || table) && chosen ? thumbnail(page, chosen, true) : nothing}
      ${offered.map((set) => thumbnail(page, set, set === chosen))}
    </div>
    <p class="hint description">${chosen?.description ?? nothing} ${leftOut(page)}</p>
    ${absent.map(({ label, missing }) => html`<p class="hint">${label}: ${missing}.</p>`)}
    ${drawButtons(page)}
    ${tableButtons(page, tabular, table)}
    ${division(page, chosen, own)}
    ${splitButton(page, own, tabular)}
    ${keepsWeights(page.keeps.data)}`;
}

/** How many rows of a table have a missing cell.
 * @type {(page: Page) => string} */
function leftOut(page) {
  const count = isTabular(page.experiment.value) ? (page.topology.value?.left_out ?? 0) : 0;
  return count ? words.leftOut(count) : "";
}

/** How the points are divided, made and taken.
 * @type {(page: Page, chosen: SetChoice | undefined, own: Point[] | null) => Template} */
function division(page, chosen, own) {
  const { problem, data, training } = page.experiment.value;
  const { max_batch: largest, max_classes: most } = page.catalog.limits;
  return html`
    ${range({
      label: words.trainingShare,
      control: "percTrainData",
      value: data.train_ratio,
      low: 0.1,
      high: 0.9,
      step: 0.05,
      show: shares,
      resets: !page.keeps.data.value,
      change: (value) => page.change("data.train_ratio", value),
    })}
    ${own ? html`<p class="hint">${words.noiseAndNumberAreAs}</p>` : making(page, chosen)}
    ${
      takesClasses(problem, chosen, own)
        ? range({
            label: words.classes,
            control: "classes",
            value: data.classes,
            low: own ? fewestClasses(own) : 2,
            high: most,
            step: 1,
            resets: !(own ? page.keeps.drawing : page.keeps.data).value,
            change: (value) => page.setClasses(value),
          })
        : nothing
    }
    ${select({
      label: words.batchSize,
      control: "batchSize",
      value: training.batch_size,
      options: [...new Set([...BATCHES, training.batch_size])]
        .filter((size) => size <= largest)
        .sort((a, b) => a - b)
        .map((size) => ({ name: size, label: size })),
      change: (value) => page.change("training.batch_size", Number(value)),
    })}`;
}

/** @type {(page: Page, own: Point[] | null, tabular: boolean) => Template} */
const splitButton = (page, own, tabular) => html`
    <button class="plain" data-control="dataSeed"
      title=${`${
        own || tabular
          ? words.otherForTrainingAndFor(own ? "points" : "rows")
          : words.otherPointsOfTheSame
      }${restarts(page.keeps.data)}`}
      @click=${() => page.dice("data")}>${icon("dice")}
      ${own || tabular ? words.newSplit : words.newPoints}</button>`;

/** @type {(value: number) => string} */
const shares = (value) => `${Math.round(100 * value)} %`;

/** Whether the number of classes is the person's to choose.
 * @type {(problem: string, chosen: SetChoice | undefined, own: Point[] | null) => boolean} */
const takesClasses = (problem, chosen, own) =>
  own ? ["multiclass", "multilabel"].includes(problem) : Boolean(chosen?.classes);

/** How made points are made, or how many of a table's rows are taken.
 * @type {(page: Page, chosen: SetChoice | undefined) => Template} */
function making(page, chosen) {
  const { data } = page.experiment.value;
  const { min_samples: fewest, max_samples: most } = page.catalog.limits;
  return html`
    ${
      chosen?.columns
        ? nothing
        : range({
            label: words.noise,
            control: "noise",
            value: data.noise,
            low: 0,
            high: 0.5,
            step: 0.05,
            show: shares,
            resets: !page.keeps.data.value,
            change: (value) => page.change("data.noise", value),
          })
    }
    ${range({
      label: words.samples,
      control: "samples",
      value: data.samples,
      low: fewest,
      high: most,
      step: 10,
      resets: !page.keeps.data.value,
      change: (value) => page.change("data.samples", value),
    })}`;
}

/** @type {(page: Page) => Template} */
const drawButtons = (page) => html`
  <div class="draw-buttons" data-control="drawPoints">
    <button class="plain" title=${words.paintPointsOnTheMap}
      ?disabled=${page.drawing.value}
      @click=${() => draw(page, false)}>${icon("pencil")} ${words.drawPoints}</button>
    <button class="plain" title=${words.paintPointsOnTheMap2}
      @click=${() => draw(page, true)}>${words.startEmpty}</button>
  </div>`;

/** The tools are fetched when they are first used.
 * @type {(page: Page, empty: boolean) => Promise<boolean>} */
const draw = (page, empty) =>
  fetchPart(
    page,
    () => import("./drawing.js"),
    (drawing) => drawing.openDrawing(page, empty),
    words.theDrawingToolsCannotBe,
  );

/** @type {(page: Page, tabular: boolean, own: boolean) => Template} */
const tableButtons = (page, tabular, own) => html`
  <div class="draw-buttons" data-control="ownTable">
    <button class="plain" title=${words.learnFromACsvOf}
      @click=${() => askTable(page, false)}>${icon("table")} ${words.bringATable}</button>
    ${
      tabular
        ? html`<button class="plain"
          title=${words.otherColumnsOfTableOr(own ? "your" : "this")}
      @click=${() => askTable(page, true)}>${words.otherColumns}</button>`
        : nothing
    }
  </div>`;

/** Ask for a table, or for what is learned of the present one; the dialog is fetched when it is
 * first used.
 * @type {(page: Page, again: boolean) => Promise<boolean>} */
const askTable = (page, again) =>
  fetchPart(
    page,
    () => import("./own_table.js"),
    (dialog) => dialog.openTable(page, again),
    words.theDialogForTablesCannot,
  );

/** @type {(page: Page, set: SetChoice, chosen: boolean) => Template} */
const thumbnail = (page, set, chosen) => html`
  <button class="thumbnail" role="radio" aria-checked=${chosen} tabindex=${chosen ? 0 : -1}
    title=${set.description}
    @click=${() => set.name !== OWN && set.name !== TABLE && page.setData(set.name)}>
    ${
      set.columns && !set.preview.length
        ? html`<span class="of-table">${icon("table")}</span>`
        : html`<canvas width=${2 * THUMBNAIL} height=${2 * THUMBNAIL} data-name=${set.name}
          aria-hidden="true"></canvas>`
    }
    <span>${set.label}</span>
  </button>`;

/** Draw the points of a data set: once for each canvas, set and theme.
 * @type {(catalog: Catalog, canvas: HTMLCanvasElement, set: SetChoice | undefined) => void} */
function drawThumbnail({ class_colours: colours }, canvas, set) {
  if (!set) return;
  const style = getComputedStyle(canvas);
  const look = `${set.name} ${style.getPropertyValue("--ground")}`;
  if (canvas.dataset.drawn === look && drawnOf.get(canvas) === set.preview) return;
  canvas.dataset.drawn = look;
  drawnOf.set(canvas, set.preview);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const place = (/** @type {number} */ x) => ((x + 6.4) / 12.8) * canvas.width;
  const line =
    (![OWN, TABLE].includes(set.name) || set.problems[0] === "regression") &&
    set.preview.every(([, x2]) => x2 === 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [x1, x2, label] of set.preview) {
    const { fill, corners, opacity } = lookOf(label, set.problems, style, colours);
    context.fillStyle = fill;
    context.globalAlpha = opacity;
    context.beginPath();
    trace(context, corners, place(x1), canvas.height - place(line ? 4 * Number(label) : x2), POINT);
    context.fill();
  }
}
