// The page that explains studies: those that this browser has made are listed at its foot.
import { openPage } from "../page.js";
import { storage } from "../storage.js";
import { knownStudies } from "../store/known_studies.js";
import { beginWords as words } from "../words/en/begin_study.js";

const { at } = openPage();
const section = /** @type {HTMLElement} */ (document.querySelector("[data-yours]"));
const list = /** @type {HTMLElement} */ (section.querySelector("ul"));
const known = knownStudies(storage("localStorage")).reverse();

for (const { id, title } of known) {
  const href = at(`studies/${encodeURIComponent(id)}`);
  const text = title || words.untitled;
  const link = Object.assign(document.createElement("a"), { href, textContent: text });
  const item = document.createElement("li");
  item.append(link, ` ${id}`);
  list.append(item);
}
section.hidden = !known.length;
