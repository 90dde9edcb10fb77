// Leads from one part of the page to another: what is asked in one is answered in the other.
import { placeOf } from "../../page.js";

/** @typedef {import("../../store/images.js").Images} Images */

/** Ask the network about a picture of the data, where that can be seen.
 * @type {(images: Images, id: number) => void} */
export function askAbout(images, id) {
  images.asked.value = { id };
  show("answer");
}

/** Show what excites a unit.
 * @type {(images: Images, layer: number, unit: number) => void} */
export function showUnit(images, layer, unit) {
  images.unit.value = { layer, unit };
  show("unit");
}

/** Scroll no further than it takes.
 * @type {(name: string) => void} */
function show(name) {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  placeOf(name).scrollIntoView({ block: "nearest", behavior: isCalm ? "auto" : "smooth" });
}
