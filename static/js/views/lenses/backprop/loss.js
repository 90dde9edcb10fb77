// The second stop: the loss of the example, of its batch, and the penalty.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { neuronName } from "../../format.js";
import { figure } from "./figures.js";
import { lossLine, meanLine, symbolOf, weightedLine } from "./loss_lines.js";
import { headsOf, ofExample } from "./reading.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./types.js").Note} Note */

/** @type {(seen: Seen) => (Step | Note)[]} */
export function lossStop(seen) {
  const { page, answer } = seen;
  const { loss } = page.settled.value.training;
  const formula = page.catalog.losses.find(({ name }) => name === loss)?.formula ?? loss;
  const target = ofExample(answer.target, answer);
  const place = answer.batch?.place ?? 0;
  const heads = headsOf(answer);
  const lines = heads.map(({ name, output, losses }) => ({
    about: heads.length > 1 ? words.lossOfHead[name] : words.lossOfExample,
    line: lossLine(loss, formula, ofExample(output, answer), target, losses[place], words.more),
  }));
  return [
    { note: outputsTable(seen) },
    ...lines.map(({ about, line }, k) => ({
      about,
      line: heads.length > 1 ? { ...line, symbol: symbolOf(k) } : line,
    })),
    ...(heads.length > 1
      ? [{ about: words.lossTogether, line: weightedLine(answer.losses[place], heads, place) }]
      : []),
    ...(answer.batch ? [{ about: words.lossOfBatch, line: meanLine(answer, words.more) }] : []),
    penalty(seen),
  ];
}

/** @type {(seen: Seen) => Template} */
function outputsTable({ page, topology, answer }) {
  const target = ofExample(answer.target, answer);
  const rows = headsOf(answer).flatMap(({ name, output }) =>
    ofExample(output, answer).map((p, k) => ({ name: `${name}.${k}`, p, y: target[k] })),
  );
  return html`<table class="outputs"><caption>${words.outputsTable}</caption>
    <thead><tr><th scope="col">${words.outputs}</th><th scope="col">${words.outputP}</th><th
      scope="col">${words.targetY}</th></tr></thead>
    <tbody>${rows.map(
      ({ name, p, y }) => html`<tr><th scope="row">${neuronName(name, page.catalog, topology)}</th>
        <td>${figure(p)}</td><td>${figure(y)}</td></tr>`,
    )}</tbody></table>`;
}

/** @type {(seen: Seen) => Step | Note} */
function penalty({ page, answer }) {
  const { kind, rate } = page.settled.value.training.regularization;
  if (kind === "none") return { note: html`<p class="hint">${words.noPenalty}</p>` };
  const about = page.catalog.regularizers.find(({ name }) => name === kind);
  const formula = `${about?.formula ?? kind}, λ = ${rate}`;
  return { about: words.penalty, line: { symbol: "R", formula, value: figure(answer.penalty) } };
}
