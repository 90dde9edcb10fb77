// A page that is to be printed: its button, and the theme.
import { openPage } from "../page.js";

openPage();
const print = /** @type {HTMLButtonElement} */ (document.querySelector("[data-print]"));
print.hidden = false;
print.onclick = () => window.print();
