// The data column: which points, how many, how noisy, and which of them are for training.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { isTabular, isUpload } from "../store/document.js";
import { fewestClasses, ownPoints } from "../store/points.js";
import { classColour, css } from "../workers/palette.js";
import { shapeOf, shapeOfSign, SHAPES, trace } from "../workers/shapes.js";
import { fetchPart, icon, moveChoice, range, select } from "./components.js";

const THUMBNAIL = 52; // CSS pixels
const MOST_NAMED = 4; // columns
const MOST_SHOWN = 120; // rows of a table
const POINT = 2.6; // of the canvas's own pixels, two of which are one of CSS's
const OWN = "own points"; // no data set has a space in its name
const TABLE = "own table"; // nor has any table of the server's
const BATCHES = [1, 2, 5, 10, 20, 30, 50, 100, 250, 1000];

/** Which points a thumbnail shows.
 * @type {WeakMap<HTMLCanvasElement, any[]>} */
const drawnOf = new WeakMap();

/** @type {(root: HTMLElement, store: any) => void} */
export function mount(root, store) {
  const pictures = () => {
    for (const canvas of root.querySelectorAll("canvas"))
      drawThumbnail(canvas, setOf(store, canvas.dataset.name ?? ""));
  };
  effect(() => {
    render(panel(store), root);
    pictures();
  });
  new MutationObserver(pictures).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", pictures);
}

/** A data set of the catalog, or the person's own points or table in the same form.
 * @type {(store: any, name: string) => any} */
function setOf({ catalog, experiment, settled, dealt }, name) {
  const { problem, data } = experiment.peek();
  const points = ownPoints(experiment.peek());
  if (name === TABLE) {
    const { columns, target, dataset_id: id } = data;
    const known = settled.value.data.dataset_id === id && settled.value.problem === problem;
    return {
      name,
      label: "Own table",
      description: `${target} is learned from ${
        columns.length > MOST_NAMED ? `${columns.length} columns` : columns.join(", ")
      }.`,
      problems: [problem],
      columns,
      preview: known ? dealt.value.train.slice(0, MOST_SHOWN) : [],
    };
  }
  if (name === OWN && points)
    return {
      name,
      label: "Own points",
      description: `${points.length} points drawn by hand.`,
      problems: [problem],
      preview: points,
    };
  return catalog.datasets.find((/** @type {any} */ set) => set.name === name);
}

/** @type {(store: any) => any} */
function panel(store) {
  const { catalog } = store;
  const { problem, data } = store.experiment.value;
  const own = ownPoints(store.experiment.value);
  const tabular = isTabular(store.experiment.value);
  const table = isUpload(store.experiment.value);
  const offered = catalog.datasets.filter((/** @type {any} */ set) =>
    set.problems.includes(problem),
  );
  const chosen = setOf(store, own ? OWN : table ? TABLE : data.name);
  return html`
    <h2>Data</h2>
    <div class="thumbnails" role="radiogroup" aria-label="Data set (restarts training)"
      data-control="dataset" @keydown=${moveChoice}>
      ${own || table ? thumbnail(store, chosen, true) : nothing}
      ${offered.map((/** @type {any} */ set) => thumbnail(store, set, set === chosen))}
    </div>
    <p class="hint description">${chosen?.description ?? nothing}</p>
    ${drawButtons(store)}
    ${tableButtons(store, tabular, table)}
    ${division(store, chosen, own)}
    ${splitButton(store, own, tabular)}`;
}

/** How the points are divided, made and taken.
 * @type {(store: any, chosen: any, own: any[] | null) => any} */
function division(store, chosen, own) {
  const { problem, data, training } = store.experiment.value;
  const { max_batch: largest, max_classes: most } = store.catalog.limits;
  return html`
    ${range({
      label: "Training share",
      control: "percTrainData",
      value: data.train_ratio,
      low: 0.1,
      high: 0.9,
      step: 0.05,
      show: shares,
      change: (value) => store.change("data.train_ratio", value),
    })}
    ${
      own
        ? html`<p class="hint">Noise and number are as you drew
      them.</p>`
        : making(store, chosen)
    }
    ${
      takesClasses(problem, chosen, own)
        ? range({
            label: "Classes",
            control: "classes",
            value: data.classes,
            low: own ? fewestClasses(own) : 2,
            high: most,
            step: 1,
            change: (value) => store.setClasses(value),
          })
        : nothing
    }
    ${select({
      label: "Batch size",
      control: "batchSize",
      value: training.batch_size,
      options: [...new Set([...BATCHES, training.batch_size])]
        .filter((size) => size <= largest)
        .sort((a, b) => a - b)
        .map((size) => ({ name: size, label: size })),
      change: (value) => store.change("training.batch_size", Number(value)),
    })}`;
}

/** @type {(store: any, own: any[] | null, tabular: boolean) => any} */
const splitButton = (store, own, tabular) => html`
    <button class="plain" data-control="dataSeed"
      title=${
        own || tabular
          ? `Other ${own ? "points" : "rows"} for training and for the test (restarts training)`
          : "Other points of the same kind (restarts training)"
      }
      @click=${() => store.dice("data")}>${icon("dice")}
      ${own || tabular ? "New split" : "New points"}</button>`;

/** @type {(value: number) => string} */
const shares = (value) => `${Math.round(100 * value)} %`;

/** Whether the number of classes is the person's to choose.
 * @type {(problem: string, chosen: any, own: any[] | null) => boolean} */
const takesClasses = (problem, chosen, own) =>
  own ? ["multiclass", "multilabel"].includes(problem) : Boolean(chosen?.classes);

/** How made points are made, or how many of a table's rows are taken.
 * @type {(store: any, chosen: any) => any} */
function making(store, chosen) {
  const { data } = store.experiment.value;
  const { min_samples: fewest, max_samples: most } = store.catalog.limits;
  return html`
    ${
      chosen?.columns
        ? nothing
        : range({
            label: "Noise",
            control: "noise",
            value: data.noise,
            low: 0,
            high: 0.5,
            step: 0.05,
            show: shares,
            change: (value) => store.change("data.noise", value),
          })
    }
    ${range({
      label: "Samples",
      control: "samples",
      value: data.samples,
      low: fewest,
      high: most,
      step: 10,
      change: (value) => store.change("data.samples", value),
    })}`;
}

/** @type {(store: any) => any} */
const drawButtons = (store) => html`
  <div class="draw-buttons" data-control="drawPoints">
    <button class="plain" title="Paint points on the map, beginning with those shown now"
      ?disabled=${store.drawing.value}
      @click=${() => draw(store, false)}>${icon("pencil")} Draw points</button>
    <button class="plain" title="Paint points on the map, beginning with none"
      @click=${() => draw(store, true)}>Start empty</button>
  </div>`;

/** The tools are fetched when they are first used.
 * @type {(store: any, empty: boolean) => Promise<boolean>} */
const draw = (store, empty) =>
  fetchPart(
    store,
    () => import("./drawing.js"),
    (drawing) => drawing.openDrawing(store, empty),
    "The drawing tools cannot be fetched just now; try again when the server is back.",
  );

/** @type {(store: any, tabular: boolean, own: boolean) => any} */
const tableButtons = (store, tabular, own) => html`
  <div class="draw-buttons" data-control="ownTable">
    <button class="plain" title="Learn from a CSV of your own"
      @click=${() => askTable(store, false)}>${icon("table")} Own table …</button>
    ${
      tabular
        ? html`<button class="plain"
          title=${`Other columns of ${own ? "your" : "this"} table, or another view of it`}
      @click=${() => askTable(store, true)}>Table …</button>`
        : nothing
    }
  </div>`;

/** Ask for a table, or for what is learned of the present one; the dialog is fetched when it is
 * first used.
 * @type {(store: any, again: boolean) => Promise<boolean>} */
const askTable = (store, again) =>
  fetchPart(
    store,
    () => import("./own_table.js"),
    (dialog) => dialog.openTable(store, again),
    "The dialog for tables cannot be fetched just now; try again when the server is back.",
  );

/** @type {(store: any, set: any, chosen: boolean) => any} */
const thumbnail = (store, set, chosen) => html`
  <button class="thumbnail" role="radio" aria-checked=${chosen} tabindex=${chosen ? 0 : -1}
    title=${set.description}
    @click=${() => set.name !== OWN && set.name !== TABLE && store.setData(set.name)}>
    ${
      set.columns && !set.preview.length
        ? html`<span class="of-table">${icon("table")}</span>`
        : html`<canvas width=${2 * THUMBNAIL} height=${2 * THUMBNAIL} data-name=${set.name}
          aria-hidden="true"></canvas>`
    }
    <span>${set.label}</span>
  </button>`;

/** Draw the points of a data set: once for each canvas, set and theme.
 * @type {(canvas: HTMLCanvasElement, set: any) => void} */
function drawThumbnail(canvas, set) {
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
    set.preview.every((/** @type {any[]} */ point) => point[1] === 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [x1, x2, label] of set.preview) {
    const { fill, corners, opacity } = lookOf(label, set.problems, style);
    context.fillStyle = fill;
    context.globalAlpha = opacity;
    context.beginPath();
    trace(context, corners, place(x1), canvas.height - place(line ? 4 * label : x2), POINT);
    context.fill();
  }
}

/** @type {(label: any, problems: string[], style: CSSStyleDeclaration) => {fill: string,
 *   corners: import("../workers/shapes.js").Corners, opacity: number}} */
function lookOf(label, problems, style) {
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const k = problems.includes("multilabel") ? label.indexOf(1) : label;
  if (k < 0 && problems.includes("multilabel"))
    return { fill: colour("ink-soft"), corners: SHAPES[0], opacity: 0.4 };
  if (problems.includes("multilabel") || problems.includes("multiclass"))
    return { fill: css(classColour(k)), corners: shapeOf(k), opacity: 1 };
  const corners = problems.includes("classification") ? shapeOfSign(label) : SHAPES[0];
  return {
    fill: colour(label < 0 ? "negative" : "positive"),
    corners,
    opacity: Math.min(1, Math.abs(label)) * 0.8 + 0.2,
  };
}
