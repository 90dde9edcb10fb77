// Begins two other runs on the same few pictures: one with the lower layers of this run, one from
// scratch; and shows how both come along.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { layersOf, transferred, usualChoice } from "../../store/images_transfer.js";
import { transferWords as words } from "../../words/en/images_transfer.js";
import { draw, onChecked, onValue } from "../components.js";
import { beginAll, hindered as hinderedAt, table } from "./begun.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../store/images_transfer.js").Choice} Choice */
/** @typedef {import("../../types.js").Template} Template */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../store/images_transfer.js").Begun} Begun */
/** @typedef {{choice: Signal<Choice>, names: Signal<string[]>, wrong: Signal<string>,
 *   busy: Signal<boolean>, begun: Signal<Begun[]>}} Desk */

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const document = images.document.peek();
  if (!document) return;
  /** @type {Desk} */
  const desk = {
    choice: signal(usualChoice(document)),
    names: signal([]),
    wrong: signal(""),
    busy: signal(false),
    begun: signal([]),
  };
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <form class="image-settings transfer" novalidate></form><div class="begun"></div>`,
    root,
  );
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  form.onsubmit = (event) => {
    event.preventDefault();
    begin(images, desk);
  };
  draw(form, () => fields(images, desk));
  draw(/** @type {HTMLElement} */ (root.querySelector(".begun")), () =>
    table(images, desk, words.both),
  );
  effect(() => {
    const name = images.topology.value?.data;
    const now = images.document.value;
    untracked(
      () => now && (desk.choice.value = { ...desk.choice.value, layers: `${layersOf(now)}` }),
    );
    void images.data().then(({ answer }) => {
      const list = /** @type {import("../../image_types.js").ImageData[]} */ (answer?.data ?? []);
      const found = list.find((one) => one.name === name);
      desk.names.value = found?.classes ?? [];
      const of = found ? { classes: found.classes.length, validation: found.validation } : null;
      desk.choice.value = { ...desk.choice.peek(), of };
    });
  });
}

/** Why none can be begun just now; empty if some can.
 * @type {(images: Images, desk: Desk) => string} */
function hindered(images, desk) {
  const document = images.document.value;
  if (document && !layersOf(document)) return words.noLayers;
  return hinderedAt(images, desk) || (images.epoch.value ? "" : words.notYet);
}

/** @type {(desk: Desk, changes: Partial<Choice>) => void} */
function change({ choice, wrong }, changes) {
  choice.value = { ...choice.value, ...changes };
  wrong.value = "";
}

/** @type {(images: Images, desk: Desk) => Template} */
function fields(images, desk) {
  const { choice, names, wrong } = desk;
  const { classes, frozen } = choice.value;
  const why = hindered(images, desk);
  const most = images.document.value ? layersOf(images.document.value) : 1;
  const toggle = (/** @type {number} */ k) =>
    onChecked((on) =>
      change(desk, { classes: on ? [...classes, k] : classes.filter((one) => one !== k) }),
    );
  return html`<fieldset><legend>${words.classes}</legend><div class="options">${names.value.map(
    (name, k) => html`<label class="check"><input type="checkbox" .checked=${classes.includes(k)}
      @change=${toggle(k)}> ${name}</label>`,
  )}</div></fieldset>
  <div class="fields">${number(desk, "count", words.countHint)}
    ${number(desk, "layers", words.layersHint(most))} ${number(desk, "epochs")}
    <label class="check"><input type="checkbox" .checked=${frozen}
      @change=${onChecked((on) => change(desk, { frozen: on }))}> ${words.frozen}</label></div>
  <p class="fault" role="alert">${wrong.value}</p>
  <p class="buttons"><button type="submit" class="plain primary" title=${why || nothing}
    aria-disabled=${why ? "true" : nothing}>${words.begin}</button></p>`;
}

/** @type {(desk: Desk, field: "count" | "layers" | "epochs", hint?: string) => Template} */
const number = (desk, field, hint = "") => html`<div class="field"><label>
  <span class="name">${words.fields[field]}</span>
  <input inputmode="numeric" autocomplete="off" .value=${desk.choice.value[field]}
    aria-describedby=${hint ? `transfer-${field}` : nothing}
    @input=${onValue((value) => change(desk, { [field]: value }))}></label>
  ${hint ? html`<span class="hint" id=${`transfer-${field}`}>${hint}</span>` : nothing}</div>`;

/** Make both runs.
 * @type {(images: Images, desk: Desk) => void} */
function begin(images, desk) {
  const document = images.document.value;
  if (!document || desk.busy.value) return;
  const read = transferred(images.id, document, desk.choice.value);
  desk.wrong.value = hindered(images, desk) || read.wrong?.why || "";
  if (!desk.wrong.value && read.both) void beginAll(images, desk, read.both);
}
