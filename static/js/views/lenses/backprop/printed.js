// The microscope on paper: a sheet with its numbers left blank, and the answers on a second page.
import { html, nothing, render } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { neuronName } from "../../format.js";
import { constant, figure } from "./figures.js";
import { withBlanks } from "./paper_lines.js";
import { ofExample, sourcesOf } from "./reading.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Step} Step */

/** Print what the microscope looks at.
 * @type {(seen: Seen, stops: ((seen: Seen) => (Step | Note)[])[]) => void} */
export function printSheet(seen, stops) {
  document.querySelector(".paper")?.remove();
  const paper = document.createElement("div");
  paper.className = "paper";
  const lines = stops.map((stop) => stop(seen));
  const answers = lines.map((all) => all.filter((line) => !("note" in line)));
  render(
    html`${page(seen, words.sheet, withBlanks(lines))}${page(seen, words.answers, answers)}`,
    paper,
  );
  document.body.append(paper);
  addEventListener("afterprint", () => paper.remove(), { once: true });
  print();
}

/** @type {(seen: Seen, title: string, stops: (Step | Note)[][]) => Template} */
const page = (seen, title, stops) => html`<section>
  <h2>${title}</h2>
  <p>${aboutOf(seen)}</p>
  ${stops.map((lines, at) => html`<h3>${words.stops[at]}</h3>${lines.map(entry)}`)}
</section>`;

/** @type {(line: Step | Note) => Template} */
function entry(line) {
  if ("note" in line) return line.note;
  const { symbol, formula, numbers, value } = line.line;
  return html`<p class="entry">${line.about ? html`<span>${line.about}</span>` : nothing}
    <b>${symbol}</b> = ${formula}${numbers ? html` = ${numbers}` : nothing}
    = ${value ? html`<output>${value}</output>` : html`<i class="gap"></i>`}</p>`;
}

/** Which step it is, with what the network is told of the example.
 * @type {(seen: Seen) => string} */
function aboutOf({ page: { catalog, experiment }, topology, answer, chosen }) {
  const { layer, unit, source } = chosen;
  const nameOf = (/** @type {string} */ name) => neuronName(name, catalog, topology);
  const list = (/** @type {import("./types.js").Units} */ units) => ofExample(units, answer);
  return words.sheetAbout({
    title: experiment.peek().title,
    epoch: answer.epoch,
    inputs: list(answer.inputs).map(figure).join(", "),
    targets: list(answer.target)
      .map((one) => constant(one ?? NaN))
      .join(", "),
    neuron: nameOf(`${topology.layers[layer].name}.${unit}`),
    weight: source < 0 ? words.bias : words.weightFrom(nameOf(sourcesOf(topology, layer)[source])),
  });
}
