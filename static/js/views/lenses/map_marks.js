// Pictures that a lens lays upon the map, in the map's own units, and upon the network.

import { EDGE } from "../../workers/plane.js";

/** A picture to draw on, upon another one.
 * @type {(name: string, beneath: string) => SVGElement} */
export function pictureUpon(name, beneath) {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  picture.setAttribute("class", name);
  picture.setAttribute("aria-hidden", "true");
  document.querySelector(beneath)?.after(picture);
  return picture;
}

/** A picture upon the map: x1 to the right and −x2 down.
 * @type {(name?: string) => SVGElement} */
export function pictureUponMap(name = "") {
  const picture = pictureUpon("lens-marks", "#map");
  if (name) picture.classList.add(name);
  picture.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`);
  return picture;
}
