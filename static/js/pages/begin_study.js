// The pages on which a study is begun: the experiment stands in the address, as the playground
// writes it, or was handed over by the playground where the address cannot carry it.
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { openPage, placeOf, switchTheme } from "../page.js";
import { storage } from "../storage.js";
import { encode } from "../store/address.js";
import { takeBase } from "../store/handed_base.js";
import { firstForm, readForm } from "../store/study_wish.js";
import { Api } from "../transport/api.js";
import { mount } from "../views/studies/begin.js";
import { beginWords as words } from "../words/en/begin_study.js";
import { AddressBar } from "./address_bar.js";
import { makeStudy } from "./make_study.js";

/** @typedef {import("../store/study_wish.js").Way} Way */
/** @typedef {import("../views/studies/begin.js").Desk} Desk */

const frame = openPage();
const { catalog } = frame;
const api = new Api(frame.root);
const way = /** @type {Way} */ (document.documentElement.dataset.way);

/** The experiment that is varied, and what in the address did not fit.
 * @type {() => Promise<{experiment: import("../types.js").Experiment,
 *   misfits: import("../types.js").Misfit[]}>} */
async function readBase() {
  const fragment = location.hash.slice(1);
  const handed = takeBase(storage("sessionStorage"), fragment);
  if (handed) return { experiment: handed, misfits: [] };
  const bar = new AddressBar(frame, null, async (formulas) => {
    const { Features } = await import("../transport/features.js");
    return new Features(frame.root).judge(formulas);
  });
  return bar.read(fragment);
}

async function start() {
  const { experiment: base, misfits } = await readBase();
  const asked = new URLSearchParams(location.search);
  /** @type {Desk} */
  const desk = {
    ...{ way, base, catalog },
    form: signal(firstForm(base, asked, catalog)),
    wrong: signal(misfitOf(misfits)),
    busy: signal(false),
    playground: frame.at(`#${encode(base, catalog)}`),
    begin: () => void begin(desk),
  };
  const place = placeOf("begin");
  place.replaceChildren();
  mount(place, desk);
}

/** @type {(misfits: import("../types.js").Misfit[]) => {field: string, why: string} | null} */
const misfitOf = ([first]) =>
  first
    ? {
        field: "",
        why: words.inTheAddress(first.key, first.value, first.why),
      }
    : null;

/** Make the study and go to its page.
 * @type {(desk: Desk) => Promise<void>} */
async function begin({ base, form, wrong, busy }) {
  const read = readForm(way, base, form.value);
  wrong.value = read.wrong;
  if (read.wrong) return void focusOn(read.wrong.field);
  busy.value = true;
  const autostart = way !== "luck" || read.study.goal.target === null; // there one guesses first
  const why = await makeStudy(frame, api, read.study, autostart);
  busy.value = false;
  wrong.value = why ? { field: "", why } : null;
}

/** @type {(field: string) => void} */
function focusOn(field) {
  const found = document.querySelector(`[name="${field}"]`);
  /** @type {HTMLElement | null} */ (found)?.focus();
}

const theme = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-button]"));
theme.onclick = switchTheme;
theme.hidden = false;
addEventListener("hashchange", () => location.reload());
void start();
