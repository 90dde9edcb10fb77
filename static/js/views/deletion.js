// Asks whether an experiment that was saved from here is to be deleted.
import { html, render } from "../../vendor/lit-html/lit-html.js";

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
    if (wrong)
      return render(question(title, act, { wrong: `It was not deleted: ${wrong}.` }), dialog);
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
  <h2 id="deletion-title">Delete “${title}”?</h2>
  <p>You saved it from this browser. It leaves the gallery, and its link and pages that embed it
    work no more. Runs that were made from it go on.</p>
  <p role="alert" class="alert">${wrong}</p>
  <p class="buttons"><button class="plain" autofocus>Cancel</button>
    <button type="button" class="plain" ?disabled=${isSending} @click=${act}>Delete it</button></p>
</form>`;

/** @type {(title: string, isGone: boolean) => Template} */
const result = (title, isGone) => html`<form method="dialog">
  <h2 id="deletion-title">Deleted “${title}”</h2>
  <p role="status">${
    isGone
      ? "It is not on this server any more."
      : "It is yours no more. Somebody else has saved the same, so its link goes on working."
  }</p>
  <p class="buttons"><button class="plain">Close</button></p>
</form>`;
