// Asks whether an experiment that was saved from here is to be deleted.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { DELETION } from "../words/en/classroom.js";

/** @typedef {import("../types.js").Template} Template */

/** Open the dialog.  `send` deletes, and says whether the experiment is gone or why not; `done` is
 * called once it was deleted.
 * @type {(title: string, send: () => Promise<{gone?: boolean, wrong?: string}>,
 *   done: () => void) => void} */
export function showDeletion(title, send, done) {
  const dialog = document.createElement("dialog");
  dialog.className = "report";
  dialog.setAttribute("aria-labelledby", "deletion-title");
  const act = async () => {
    render(question(title, act, { isSending: true }), dialog);
    const { gone, wrong } = await send();
    if (wrong) return render(question(title, act, { wrong: DELETION.failed(wrong) }), dialog);
    done();
    render(result(title, gone ?? true), dialog);
    /** @type {HTMLElement} */ (dialog.querySelector("button")).focus();
  };
  render(question(title, act, {}), dialog);
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}

/** @type {(title: string, act: () => void, now: {isSending?: boolean, wrong?: string}) =>
 *   Template} */
const question = (title, act, { isSending = false, wrong = "" }) => html`<form method="dialog">
  <h2 id="deletion-title">${DELETION.title(title)}</h2>
  <p>${DELETION.about}</p>
  <p role="alert" class="alert">${wrong}</p>
  <p class="buttons"><button class="plain" autofocus>${DELETION.cancel}</button>
    <button type="button" class="plain" ?disabled=${isSending}
      @click=${act}>${DELETION.send}</button></p>
</form>`;

/** @type {(title: string, isGone: boolean) => Template} */
const result = (title, isGone) => html`<form method="dialog">
  <h2 id="deletion-title">${DELETION.done(title)}</h2>
  <p role="status">${isGone ? DELETION.gone : DELETION.shared}</p>
  <p class="buttons"><button class="plain">${DELETION.close}</button></p>
</form>`;
