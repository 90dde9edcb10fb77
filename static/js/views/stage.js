// The views of the first picture, fetched while the server makes the run.
import * as controls from "./controls.js";
import { explanations } from "./components.js";
import * as data from "./data.js";
import * as messages from "./messages.js";
import * as network from "./network.js";
import * as output from "./output.js";

/** @typedef {import("../types.js").Page} Page */

const VIEWS = { controls, data, network, output, messages };

/** Draw all of them, each into its place.
 * @type {(page: Page, placeOf: (name: string) => HTMLElement) => void} */
export function mountStage(page, placeOf) {
  for (const [name, view] of Object.entries(VIEWS)) view.mount(placeOf(name), page);
  messages.holdBack(page);
}

/** Give each control its line of explanation.
 * @type {(lines: Record<string, string>) => void} */
export const explain = (lines) => void (explanations.value = lines);
