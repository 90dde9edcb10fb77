// The button by which a lesson is deleted.  It is shown where this browser has saved the lesson.
import { openPage } from "../page.js";
import { deleteLesson } from "../transport/own_lessons.js";
import { isMine } from "../transport/deleting.js";
import { deletionWords as words } from "../words/en/lessons.js";

const { root } = openPage();
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-delete]"));
const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("[data-deletion]"));

/** @template {HTMLElement} T  @param {string} selector  @returns {T} */
const inside = (selector) => /** @type {T} */ (dialog.querySelector(selector));

const id = button.dataset.delete ?? "";
const confirm = /** @type {HTMLButtonElement} */ (inside("[data-confirm]"));
button.hidden = !isMine(id);
button.onclick = () => dialog.showModal();
confirm.onclick = async () => {
  confirm.disabled = true;
  const { gone, wrong } = await deleteLesson(root, id);
  inside("[role=alert]").textContent = wrong ? words.failed(wrong) : "";
  confirm.disabled = false;
  if (wrong) return;
  inside("[data-about]").textContent = gone ? words.gone : words.shared;
  confirm.hidden = true;
  inside("[data-close]").textContent = words.close;
  inside("[data-close]").focus();
  button.hidden = true;
};
