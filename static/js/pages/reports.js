// The buttons of a page by which experiments are reported: each says which in `data-report`, and
// how it is called in `data-title`.
import { openPage } from "../page.js";
import { report } from "../transport/reports.js";
import { showReport } from "../views/report.js";

const { root } = openPage(); // which has the gallery follow the theme that the visitor chose

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-report]")
)) {
  const { report: id = "", title = "" } = button.dataset;
  button.onclick = () =>
    showReport(
      title,
      (reason) => report(root, id, reason),
      () => {
        button.onclick = null;
        button.setAttribute("aria-disabled", "true");
        button.replaceChildren("Reported");
      },
    );
  button.hidden = false;
}
