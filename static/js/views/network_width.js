// How wide a picture of a network wants to be, where its page can choose.
import { MARGIN } from "./layout.js";

const EASY_STEP = 82; // CSS pixels between columns, for names and curves that are read well
const EASY_TILE = 50;
const FEATURES = 84; // at most: the names of features beside the picture

/** The width in which the picture of so many hidden layers is read well, its features' names
 * included.
 * @type {(layers: number) => number} */
export const leastWidth = (layers) => FEATURES + EASY_TILE + 2 * MARGIN + (layers + 1) * EASY_STEP;
