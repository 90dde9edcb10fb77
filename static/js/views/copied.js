// A text to take away, with a button that takes it, and where wanted its QR code.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { onField } from "./components.js";
import { copiedWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** @type {(label: string, value: string, hint: string) => Template} */
export const copied = (label, value, hint) => html`
  <div class="copy">
    <label class="field"><span class="name">${label} <span class="hint">(${hint})</span></span>
      <input readonly .value=${value} @focus=${onField((field) => field.select())}></label>
    <button type="button" class="plain" aria-label=${words.copy(label)}
      @click=${onField((button) => take(button, value))}>${words.copyIt}</button>
  </div>`;

/** An address for phones to be pointed at.  Not for one that holds a secret: the text stands in the
 * address of the picture, and so in the logs of the server and of whatever stands before it.
 * @type {(page: Page, what: string, address: string) => Template} */
export const scanned = (page, what, address) => html`<span class="scanned">
  <img class="qr" width="148" height="148" loading="lazy" alt=${words.qrCodeOfThe(what)}
    src=${page.at(`api/qr.svg?text=${encodeURIComponent(address)}`)}>
  <button type="button" class="plain" aria-label=${words.fullScreenQrCodeOf(what)}
    @click=${onField((button) => showLarge(button, address))}>${words.fullScreen}</button></span>`;

/** Show a QR code as large as the screen is, to be scanned from the last row, with its address for
 * those that type it.
 * @type {(button: HTMLElement, address: string) => void} */
function showLarge(button, address) {
  const code = button.parentElement?.querySelector("img")?.cloneNode();
  const dialog = document.createElement("dialog");
  dialog.className = "qr-large";
  dialog.setAttribute("aria-label", words.qrCode);
  render(
    html`<form method="dialog">${code}<p class="address">${address}</p>
      <p><button class="plain" autofocus>${words.close}</button></p></form>`,
    dialog,
  );
  const leave = () => document.fullscreenElement || dialog.close();
  dialog.onclose = () => {
    if (document.fullscreenElement === dialog) void document.exitFullscreen();
    dialog.remove();
  };
  document.body.append(dialog);
  dialog.showModal();
  const whole = dialog.requestFullscreen?.(); // the dialog fills the window where it is not allowed
  whole?.then(() => dialog.addEventListener("fullscreenchange", leave)).catch(() => {});
}

/** @type {(button: HTMLElement, text: string) => Promise<void>} */
async function take(button, text) {
  const input = /** @type {HTMLInputElement} */ (button.parentElement?.querySelector("input"));
  input.select();
  const done = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = done ? "Copied" : words.pressCtrlC;
}
