// Asks a visitor what is wrong with an experiment that others see.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { reportWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").Template} Template */

/** Open the dialog.  `send` reports with a reason, and says why that could not be done; `done` is
 * called once it was.
 * @type {(title: string, send: (reason: string) => Promise<string>, done: () => void) => void} */
export function showReport(title, send, done) {
  const dialog = document.createElement("dialog");
  dialog.className = "report";
  dialog.setAttribute("aria-labelledby", "report-title");
  const tell = async () => {
    const reason = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea")).value;
    render(question(title, tell, { isSending: true }), dialog);
    const wrong = await send(reason);
    if (wrong)
      return render(question(title, tell, { wrong: words.itWasNotReported(wrong) }), dialog);
    done();
    render(thanks(title), dialog);
    /** @type {HTMLElement} */ (dialog.querySelector("button")).focus();
  };
  render(question(title, tell, {}), dialog);
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}

/** @type {(title: string, tell: () => void, now: {isSending?: boolean, wrong?: string}) =>
 *   Template} */
const question = (title, tell, { isSending = false, wrong = "" }) => html`<form method="dialog">
  <h2 id="report-title">${words.report(title)}</h2>
  <p>${words.theOperatorOfThisServer}</p>
  <label class="field"><span class="name">${words.whatIsWrongWithIt}</span>
    <textarea name="reason" maxlength="300" rows="3" autofocus></textarea></label>
  <p role="alert" class="alert">${wrong}</p>
  <p class="buttons"><button class="plain">${words.cancel}</button>
    <button type="button" class="plain" ?disabled=${isSending}
      @click=${tell}>${words.reportIt}</button></p>
</form>`;

/** @type {(title: string) => Template} */
const thanks = (title) => html`<form method="dialog">
  <h2 id="report-title">${words.reported(title)}</h2>
  <p role="status">${words.thankYouTheOperatorOf}</p>
  <p class="buttons"><button class="plain">${words.close}</button></p>
</form>`;
