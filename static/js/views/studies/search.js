// The pictures of a search: how far it is, parallel coordinates, Hyperband's brackets where there
// are some; beside them the best so far, what decides, and the scatter matrix.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { followFate } from "../../store/search_fate.js";
import { createLooks } from "../../store/search_looks.js";
import * as best from "./best.js";
import * as brackets from "./brackets.js";
import * as importance from "./importance.js";
import * as guess from "./own_guess.js";
import * as parallel from "./parallel.js";
import * as progress from "./progress.js";
import * as scatter from "./scatter.js";

/** @typedef {import("../../store/study.js").Study} Study */

const PARTS = ["progress", "guess", "parallel", "brackets"];
const BESIDE = ["best", "importance", "scatter"];

/** @type {(root: HTMLElement, beside: HTMLElement, study: Study) => void} */
export function mount(root, beside, study) {
  const looks = createLooks(study);
  followFate(study);
  const put = (/** @type {string[]} */ names, /** @type {HTMLElement} */ into) =>
    render(html`${names.map((name) => html`<section data-part=${name}></section>`)}`, into);
  put(PARTS, root);
  put(BESIDE, beside);
  beside.hidden = false;
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));
  progress.mount(place("progress"), study, looks);
  guess.mount(place("guess"), study);
  parallel.mount(place("parallel"), study, looks);
  brackets.mount(place("brackets"), study);
  best.mount(place("best"), study);
  importance.mount(place("importance"), study);
  scatter.mount(place("scatter"), study, looks);
  effect(() => {
    place("brackets").hidden = !study.search.value?.brackets.length;
  });
}
