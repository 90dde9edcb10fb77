// An error page: in the theme that the visitor chose, with the way back if there is one.
import { openPage } from "../page.js";

openPage();
const back = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-back]"));
if (back && history.length > 1) {
  back.onclick = () => history.back();
  back.hidden = false;
}
