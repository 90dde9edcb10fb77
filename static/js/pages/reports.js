// The buttons of a page by which experiments are reported: each says which in `data-report`, and
// how it is called in `data-title`.
import { report } from "../transport/reports.js";
import { showReport } from "../views/report.js";

const ROOT = new URL(document.documentElement.dataset.root ?? "./", document.baseURI).href;

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("[data-report]")
)) {
  const { report: id = "", title = "" } = button.dataset;
  button.onclick = () =>
    showReport(
      title,
      (reason) => report(ROOT, id, reason),
      () => {
        button.onclick = null;
        button.setAttribute("aria-disabled", "true");
        button.replaceChildren("Reported");
      },
    );
  button.hidden = false;
}
