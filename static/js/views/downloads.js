// What can be taken away of a run as files, and an experiment that is brought back as one.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { chartSvg } from "./chart_svg.js";
import { documentText, fileName, pointsCsv, readDocument } from "./files.js";
import { onField } from "./components.js";
import { loss, neuronName } from "./format.js";
import { downloadsWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {{label: string, ending: string, from?: string, make?: (page: SharePage) =>
 *   Promise<Blob> | Blob}} Item
 *   `from`: where the run's server has it; else it is made here */
/** @typedef {{trouble: {value: string}, status: {value: string},
 *   saved: {value: import("../types.js").Saved | null}}} Desk */

const LARGEST = 256 * 1024; // bytes that the server takes
const KEPT = 60_000; // milliseconds for the browser to have written a file

/** @type {[string, string][]} */
const LANGUAGES = [
  ["keras", "Keras"],
  ["numpy", "NumPy"],
  ["pytorch", "PyTorch"],
];

/** A program, as the run's server writes it.
 * @type {(form: string, label: string) => Item} */
const program = (form, label) => ({
  label,
  ending: `_${form}.py`,
  from: `model?format=${form}`,
});

/** @type {[string, Item[]][]} */
const FILES = [
  [
    words.theNetwork,
    [
      { label: words.weightsSafetensors, ending: ".safetensors", from: "model?format=safetensors" },
      { label: words.weightsJson, ending: "-weights.json", from: "model?format=json" },
      { label: "ONNX", ending: ".onnx", from: "model?format=onnx" },
    ],
  ],
  [words.programsThatTrain, LANGUAGES.map(([form, name]) => program(form, words.trainWith(name)))],
  [
    words.programsThatPredict,
    LANGUAGES.map(([form, name]) => program(`${form}_predict`, words.predictWith(name))),
  ],
  [
    words.theExperiment,
    [
      {
        label: words.documentJson,
        ending: ".json",
        make: ({ experiment }) => text(documentText(experiment.value), "application/json"),
      },
      { label: words.historyCsv, ending: "-history.csv", from: "history?format=csv" },
      { label: words.eventFiles, ending: "-tensorboard.zip", from: "tensorboard" },
      {
        label: words.pointsCsv,
        ending: "-points.csv",
        make: ({ points }) => text(pointsCsv(points.value), "text/csv"),
      },
    ],
  ],
  [
    words.pictures,
    [
      {
        label: words.mapPng,
        ending: "-map.png",
        make: (page) => page.exportPng("map", wordsOf(page, true)),
      },
      {
        label: words.networkPng,
        ending: "-network.png",
        make: (page) => page.exportPng("network", wordsOf(page, false)),
      },
      {
        label: words.chartSvg,
        ending: "-chart.svg",
        make: (page) => text(chartText(page), "image/svg+xml"),
      },
      { label: words.filmGif, ending: "-film.gif", from: "film" },
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
    words.epoch(epoch),
    words.trainingLoss(loss(training)),
    words.testLoss(loss(testLoss)),
    ...(focused ? [shown] : []),
  ];
  return { title: experiment.value.title || words.neuralPlayground, caption: about.join(" · ") };
}

/** @type {(page: SharePage) => string} */
function chartText(page) {
  const shown = page.shownCurves.peek();
  if (!shown) throw new Error(words.thereIsNoChartYet);
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
) => html`<details name="share"><summary>${words.download}</summary><div class="inside">
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
  trouble.value = "";
  status.value = words.beingMade(name);
  try {
    hand(await (make ? make(page) : page.file(from ?? "")), name);
    status.value = words.downloaded(name);
  } catch (error) {
    status.value = "";
    trouble.value = words.couldNotBeMade(name, /** @type {Error} */ (error).message);
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
  <summary>${words.openFromAFile}</summary><div class="inside">
    <label class="field"><span class="name">${words.anExperimentsDocumentJson}</span>
      <input type="file" accept=".json,application/json"
        @change=${onField((field) => open(page, field, desk))}></label>
    <p class="hint">${words.itTakesThePlaceOf}</p>
  </div></details>`;

/** @type {(page: SharePage, input: HTMLInputElement, desk: Desk) => Promise<void>} */
async function open(page, input, { trouble, status, saved }) {
  const file = input.files?.[0];
  if (!file) return;
  trouble.value = status.value = "";
  try {
    if (file.size > LARGEST)
      throw new Error(words.aDocumentHasAtMost(LARGEST / 1024, Math.ceil(file.size / 1024)));
    const wrong = await page.open(readDocument(await file.text()));
    if (wrong) throw new Error(wrong);
    saved.value = null; // another document, another link
    status.value = words.opened(file.name);
  } catch (error) {
    trouble.value = words.wasNotOpened(file.name, /** @type {Error} */ (error).message);
  }
  input.value = ""; // so that the same file, mended, can be chosen again
}
