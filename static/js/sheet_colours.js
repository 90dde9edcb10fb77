// The theme's colours as numbers, for what is painted and not styled.  Knows no page.

/** @typedef {import("./workers/appearance.js").Colour} Colour */
/** @typedef {import("./workers/appearance.js").Theme} Theme */

/** A colour of the style sheet by its name, as the style sheet has it.
 * @type {(name: string) => string} */
export const sheetColour = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A colour of six hexadecimal digits, or three, as red, green and blue from 0 to 255.
 * @type {(text: string) => Colour} */
export function coloursOf(text) {
  const digits = text.replace("#", "");
  const two = digits.length === 3 ? [...digits].map((one) => one + one) : digits.match(/../g);
  const [red, green, blue] = (two ?? []).map((one) => parseInt(one, 16));
  return [red, green, blue];
}

/** The colours that maps are painted in.
 * @type {(classes: Colour[]) => Theme} */
export function sheetTheme(classes) {
  const colour = (/** @type {string} */ name) => coloursOf(sheetColour(name));
  return {
    negative: colour("negative"),
    positive: colour("positive"),
    middle: colour("middle"),
    ground: colour("ground"),
    ink: colour("ink"),
    classes,
  };
}

/** Have something done whenever the theme changes; the function that is returned ends that.
 * @type {(act: () => void) => () => void} */
export function onThemeChange(act) {
  const watched = { attributeFilter: ["data-theme"] };
  const observer = new MutationObserver(act);
  observer.observe(document.documentElement, watched);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", act);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", act);
  };
}
