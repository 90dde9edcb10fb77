// What can be taken away of a run as files, and an experiment that is brought back as one.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { chartSvg } from "./chart_svg.js";
import { documentText, fileName, pointsCsv, readDocument } from "./files.js";
import { onField } from "./components.js";
import { loss, neuronName } from "./format.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {{label: string, ending: string, from?: string, make?: (page: SharePage) =>
 *   Promise<Blob> | Blob}} Item
 *   `from`: where the run's server has it; else it is made here */
/** @typedef {{trouble: {value: string}, status: {value: string},
 *   saved: {value: import("../types.js").Saved | null}}} Desk */

const LARGEST = 256 * 1024; // bytes that the server takes
const KEPT = 60_000; // milliseconds for the browser to have written a file

/** @type {[string, Item[]][]} */
const FILES = [
  [
    "The network",
    [
      { label: "Weights (safetensors)", ending: ".safetensors", from: "model?format=safetensors" },
      { label: "Weights (JSON)", ending: "-weights.json", from: "model?format=json" },
      { label: "ONNX", ending: ".onnx", from: "model?format=onnx" },
      { label: "Keras program", ending: "_keras.py", from: "model?format=keras" },
      { label: "NumPy program", ending: "_numpy.py", from: "model?format=numpy" },
    ],
  ],
  [
    "The experiment",
    [
      {
        label: "Document (JSON)",
        ending: ".json",
        make: ({ experiment }) => text(documentText(experiment.value), "application/json"),
      },
      { label: "History (CSV)", ending: "-history.csv", from: "history?format=csv" },
      {
        label: "Points (CSV)",
        ending: "-points.csv",
        make: ({ points }) => text(pointsCsv(points.value), "text/csv"),
      },
    ],
  ],
  [
    "Pictures",
    [
      {
        label: "Map (PNG)",
        ending: "-map.png",
        make: (page) => page.exportPng("map", wordsOf(page, true)),
      },
      {
        label: "Network (PNG)",
        ending: "-network.png",
        make: (page) => page.exportPng("network", wordsOf(page, false)),
      },
      {
        label: "Chart (SVG)",
        ending: "-chart.svg",
        make: (page) => text(chartText(page), "image/svg+xml"),
      },
    ],
  ],
];

/** @type {(content: string, type: string) => Blob} */
const text = (content, type) => new Blob([content], { type });

/** What stands above a picture.
 * @type {(page: SharePage, focused: boolean) => {title: string, caption: string}} */
function wordsOf({ experiment, progress, focus, catalog, topology }, focused) {
  const { epoch, loss: training, testLoss } = progress.value;
  const shown = neuronName(focus.value, catalog, topology.value);
  const about = [
    `Epoch ${epoch}`,
    `training loss ${loss(training)}`,
    `test loss ${loss(testLoss)}`,
    ...(focused ? [shown] : []),
  ];
  return { title: experiment.value.title || "Neural Playground", caption: about.join(" · ") };
}

/** @type {(page: SharePage) => string} */
function chartText(page) {
  const shown = page.shownCurves.peek();
  if (!shown) throw new Error("There is no chart yet.");
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const { log, logEpochs, curves } = shown();
  const inks = {
    ground: colour("ground"),
    ink: colour("ink"),
    soft: colour("ink-soft"),
    hairline: colour("hairline"),
  };
  return chartSvg({
    ...wordsOf(page, false),
    log,
    logEpochs,
    inks,
    curves: curves.map((curve) => ({ ...curve, colour: colour(curve.colour) })),
  });
}

/** @type {(page: SharePage, desk: Desk) => Template} */
export const downloads = (
  page,
  desk,
) => html`<details name="share"><summary>Download</summary><div class="inside">
  ${FILES.map(
    ([name, items]) => html`<div class="files" role="group" aria-label=${name}><h3>${name}</h3>
    ${items.map((item) => entry(page, item, desk))}</div>`,
  )}
</div></details>`;

/** A link where the file has an address, a button where it is made here.
 * @type {(page: SharePage, item: Item, desk: Desk) => Template} */
function entry(page, item, desk) {
  const name = fileName(page.experiment.value.title) + item.ending;
  const take = (/** @type {Event} */ event) => {
    event.preventDefault(); // the server's answer may be a refusal: that is no file
    return download(page, item, name, desk);
  };
  return item.from
    ? html`<a class="plain" href=${page.fileAddress(item.from)} download=${name}
      @click=${take}>${item.label}</a>`
    : html`<button type="button" class="plain" @click=${take}>${item.label}</button>`;
}

/** @type {(page: SharePage, item: Item, name: string, desk: Desk) => Promise<void>} */
async function download(page, { from, make }, name, { trouble, status }) {
  trouble.value = status.value = "";
  try {
    hand(await (make ? make(page) : page.file(from ?? "")), name);
    status.value = `Downloaded: ${name}`;
  } catch (error) {
    trouble.value = `${name} could not be made: ${/** @type {Error} */ (error).message}`;
  }
}

/** @type {(file: Blob, name: string) => void} */
function hand(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}

/** An experiment from a file; only pages that steer may open one.
 * @type {(page: SharePage, desk: Desk) => Template} */
export const opening = (page, desk) =>
  page.run.value?.canControl === false
    ? nothing
    : html`<details name="share">
  <summary>Open from a file …</summary><div class="inside">
    <label class="field"><span class="name">An experiment's document (.json)</span>
      <input type="file" accept=".json,application/json"
        @change=${onField((field) => open(page, field, desk))}></label>
    <p class="hint">It takes the place of this experiment; the browser's Back brings this one
      back.</p>
  </div></details>`;

/** @type {(page: SharePage, input: HTMLInputElement, desk: Desk) => Promise<void>} */
async function open(page, input, { trouble, status, saved }) {
  const file = input.files?.[0];
  if (!file) return;
  trouble.value = status.value = "";
  try {
    if (file.size > LARGEST)
      throw new Error(
        `A document has at most ${LARGEST / 1024} KiB; got ${Math.ceil(file.size / 1024)} KiB.`,
      );
    const wrong = await page.open(readDocument(await file.text()));
    if (wrong) throw new Error(wrong);
    saved.value = null; // another document, another link
    status.value = `Opened: ${file.name}`;
  } catch (error) {
    trouble.value = `${file.name} was not opened: ${/** @type {Error} */ (error).message}`;
  }
  input.value = ""; // so that the same file, mended, can be chosen again
}
