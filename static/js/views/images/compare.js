// Trains the network of this run with several values of one setting, as runs of their own, and
// shows how they come along.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { compared, MOST, settingsOf } from "../../store/images_compare.js";
import { compareWords as words } from "../../words/en/images_compare.js";
import { draw, onValue } from "../components.js";
import { beginAll, hindered, table } from "./begun.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../store/images_compare.js").Choice} Choice */
/** @typedef {import("../../types.js").Template} Template */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("./begun.js").Desk & {choice: Signal<Choice>}} Desk */

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const epochs = `${images.document.peek()?.budget.epochs ?? ""}`;
  /** @type {Desk} */
  const desk = {
    choice: signal({ setting: "rate", values: "0.003 0.01 0.03 0.1", epochs }),
    wrong: signal(""),
    busy: signal(false),
    begun: signal([]),
  };
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <form class="image-settings compare" novalidate></form><div class="begun"></div>`,
    root,
  );
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  form.onsubmit = (event) => {
    event.preventDefault();
    begin(images, desk);
  };
  draw(form, () => fields(images, desk));
  draw(/** @type {HTMLElement} */ (root.querySelector(".begun")), () =>
    table(images, desk, words.table),
  );
}

/** @type {(desk: Desk, changes: Partial<Choice>) => void} */
function change({ choice, wrong }, changes) {
  choice.value = { ...choice.value, ...changes };
  wrong.value = "";
}

/** @type {(images: Images, desk: Desk) => Template} */
function fields(images, desk) {
  const { choice, wrong } = desk;
  const document = images.document.value;
  const why = hindered(images, desk);
  return html`<div class="fields"><label class="field"><span class="name">${words.setting}</span>
      <select @change=${onValue((setting) => change(desk, { setting }))}>
        ${(document ? settingsOf(document) : []).map(
          (name) => html`<option value=${name} .selected=${name === choice.value.setting}
            >${words.settings[name]}</option>`,
        )}</select></label>
    ${text(desk, "values", words.valuesHint(MOST))} ${text(desk, "epochs")}</div>
  <p class="fault" role="alert">${wrong.value}</p>
  <p class="buttons"><button type="submit" class="plain primary" title=${why || nothing}
    aria-disabled=${why ? "true" : nothing}>${words.begin}</button></p>`;
}

/** @type {(desk: Desk, field: "values" | "epochs", hint?: string) => Template} */
const text = (desk, field, hint = "") => html`<div class="field"><label>
  <span class="name">${words[field]}</span>
  <input autocomplete="off" .value=${desk.choice.value[field]}
    aria-describedby=${hint ? `compare-${field}` : nothing}
    @input=${onValue((value) => change(desk, { [field]: value }))}></label>
  ${hint ? html`<span class="hint" id=${`compare-${field}`}>${hint}</span>` : nothing}</div>`;

/** @type {(images: Images, desk: Desk) => void} */
function begin(images, desk) {
  const document = images.document.value;
  if (!document || desk.busy.value) return;
  const { all, why } = compared(document, desk.choice.value);
  desk.wrong.value = hindered(images, desk) || why;
  if (!desk.wrong.value && all) void beginAll(images, desk, all);
}
