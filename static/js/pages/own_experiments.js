// The buttons of a page by which experiments are deleted: each says which in `data-delete`, and how
// it is called in `data-title`.  They are shown where this browser has saved the experiment.
import { openPage } from "../page.js";
import { deleteSaved, isMine } from "../transport/deleting.js";
import { showDeletion } from "../views/deletion.js";
import { DELETION } from "../words/en/classroom.js";

const { root } = openPage();

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-delete]")
)) {
  const { delete: id = "", title = "" } = button.dataset;
  button.hidden = !isMine(id);
  button.onclick = () =>
    showDeletion(
      title,
      () => deleteSaved(root, id),
      () => {
        button.onclick = null;
        button.setAttribute("aria-disabled", "true");
        button.replaceChildren(DELETION.deleted);
      },
    );
}
