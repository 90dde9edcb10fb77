// How what is drawn on a board is pressed, and how its values are said.
import { logicWords as words } from "../../words/en/logic.js";

/** A listener that acts on Enter and Space, and on a click without a pointer, as programs make it
 * that read the screen; other keys go on to `other`.
 * @type {(act: () => void, other?: (event: KeyboardEvent) => void) =>
 *   (event: KeyboardEvent | MouseEvent) => void} */
export const onActivation =
  (act, other = () => {}) =>
  (event) => {
    if (event instanceof KeyboardEvent) {
      if (event.key !== "Enter" && event.key !== " ") return other(event);
      event.preventDefault();
      return act();
    }
    return event.detail === 0 ? act() : undefined;
  };

/** @type {(value: number | undefined) => string} */
export const valueText = (value) => (value === undefined ? words.unknown : String(value));
