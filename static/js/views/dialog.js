// Dialogs whose content follows signals: how one is shown, and gone once it is closed.
import { draw } from "./components.js";

/** Show a dialog with a class, and with contents that have its title under an id.
 * @type {(kind: string, title: string, contents: () => unknown) => void} */
export function showDialog(kind, title, contents) {
  const dialog = document.createElement("dialog");
  dialog.className = kind;
  dialog.setAttribute("aria-labelledby", title);
  const stop = draw(dialog, contents);
  dialog.onclose = () => {
    stop();
    dialog.remove();
  };
  document.body.append(dialog);
  dialog.showModal();
}
