// What the lens of paths writes upon the picture of the network: the weights of the output, as
// thick as their path counts in it, and each path's shares as numbers.
import { render, svg } from "../../../vendor/lit-html/lit-html.js";
import { pathLensWords as words } from "../../words/en/paths.js";
import { percent } from "../format.js";
import { pathOf } from "./backprop/network_marks.js";
import { LINE, pathMarks } from "./path_shape.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("./paths.js").Told} Told */

/** @type {(page: Page, told: Told | null, place: SVGElement) => void} */
export function drawPathMarks(page, told, place) {
  const layout = page.layout.value;
  const layers = page.topology.value?.layers ?? [];
  if (layout) {
    place.setAttribute("width", String(layout.width));
    place.setAttribute("height", String(layout.height));
  }
  const marks = layout && told ? pathMarks(layout, layers.length, told.output) : [];
  render(
    marks.map(({ path, width, links, x, y }) => {
      const [output, gradient] = [told?.output, told?.gradient].map((of) =>
        percent(of?.[path] ?? null),
      );
      return svg`<g data-path=${path}>
        ${links.map(
          (link) => svg`<path class="share" d=${pathOf(link)} stroke-width=${width}></path>`,
        )}
        <text x=${x} y=${y}>${words.inOutput(words[path], output)}</text>
        <text x=${x} y=${y + LINE}>${words.inGradient(gradient)}</text>
      </g>`;
    }),
    place,
  );
}
