// The settings of a run on pictures: data, layers, learning.  The page on which one begins has
// them, and the page of a run.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { sentence } from "../../page.js";
import { countsOf, DIGITS, MOST_BLOCKS, MOST_LAYERS, newBlock } from "../../store/images_wish.js";
import { settingsWords as words, wishWords as names } from "../../words/en/images_settings.js";
import { draw, icon, onChecked, onValue } from "../components.js";

/** @typedef {import("../../store/images_wish.js").Form} Form */
/** @typedef {import("../../store/images_wish.js").Wrong} Wrong */
/** @typedef {import("../../image_types.js").ImageData} ImageData */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Choice} Choice */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {{label: string, hint?: string, submits?: boolean, why: () => string,
 *   press: () => void}} Act what a button at the foot does, also where Enter `submits` the form,
 *   and why it cannot just now */
/** @typedef {{catalog: import("../../types.js").Catalog, form: Signal<Form>,
 *   data: Signal<ImageData[]>, wrong: Signal<Wrong | null>, acts: Act[]}} Desk */

const SELF = "playground"; // a way to draw initial weights that pictures do not have

/** @type {(root: HTMLElement, desk: Desk) => void} */
export const mount = (root, desk) => void draw(root, () => contents(desk));

/** @type {(field: string) => void} */
export function focusOn(field) {
  const found = field && document.querySelector(`[name="${field}"]`);
  if (found) /** @type {HTMLElement} */ (found).focus();
}

/** @type {(desk: Desk, changes: Partial<Form>) => void} */
function change({ form, wrong }, changes) {
  form.value = { ...form.value, ...changes };
  wrong.value = null;
}

/** @type {(desk: Desk) => Template} */
const contents = (desk) => html`<form class="image-settings" novalidate
  @submit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    const act = desk.acts.find(({ submits }) => submits);
    const why = act?.why();
    if (why) desk.wrong.value = { field: "", why };
    else act?.press();
  }}>
  ${pictures(desk)} ${blocks(desk)} ${layers(desk)} ${learning(desk)} ${counts(desk)}
  <p class="fault" role="alert">${desk.wrong.value?.why ?? ""}</p>
  <p class="buttons">${desk.acts.map(foot)}</p>
</form>`;

/** A button that submits does so by the form, which Enter submits, too.
 * @type {(act: Act, at: number) => Template} */
function foot({ label, hint, submits, why, press }, at) {
  const reason = why();
  return html`<button type=${submits ? "submit" : "button"} class=${`plain ${at ? "" : "primary"}`}
    aria-disabled=${reason ? "true" : nothing} title=${reason || hint || nothing}
    @click=${() => submits || reason || press()}>${label}</button>`;
}

/** A field of text, with a hint beneath it.
 * @type {(desk: Desk, at: {name: string, label: string, value: string, hint?: string,
 *   set: (value: string) => void}) => Template} */
const text = (desk, { name, label, value, hint, set }) => html`<div class="field">
  <label><span class="name">${label}</span>
  <input name=${name} inputmode="decimal" autocomplete="off" .value=${value}
    aria-describedby=${hint ? `${name}-hint` : nothing}
    aria-invalid=${desk.wrong.value?.field === name ? "true" : nothing} @input=${onValue(set)}>
  </label>${hint ? html`<span class="hint" id=${`${name}-hint`}>${hint}</span>` : nothing}</div>`;

/** @type {(desk: Desk,
 *   name: "dropout" | "rate" | "batch" | "patience" | "epochs" | "count" | "seed",
 *   hint?: string) => Template} */
const plain = (desk, name, hint) =>
  text(desk, {
    ...{ name, hint, label: names[name], value: desk.form.value[name] },
    set: (value) => change(desk, { [name]: value }),
  });

/** @type {(label: string, name: string, options: Choice[], value: string,
 *   set: (value: string) => void) => Template} */
const choice = (label, name, options, value, set) => html`<label class="field">
  <span class="name">${label}</span><select name=${name} @change=${onValue(set)}>${options.map(
    (one) => html`<option value=${one.name} .selected=${one.name === value}>${one.label}</option>`,
  )}</select></label>`;

/** @type {(desk: Desk) => Template} */
function pictures(desk) {
  const { form, data } = desk;
  const chosen = data.value.find(({ name }) => name === form.value.data);
  const set = (/** @type {string} */ name) => change(desk, { data: name });
  return html`<fieldset><legend>${words.data}</legend>
    <div class="fields">${choice(words.data, "data", setsOf(data.value), form.value.data, set)}
      ${plain(desk, "count", words.countHint)}</div>
    ${chosen?.missing ? missing(chosen.missing, set) : nothing}</fieldset>`;
}

/** The data sets by their names; until the server has said which it has, those that there are.
 * @type {(data: ImageData[]) => Choice[]} */
const setsOf = (data) =>
  data.length
    ? data.map(({ name, label, here }) => ({ name, label: here ? label : words.notHere(label) }))
    : Object.entries(words.sets).map(([name, label]) => ({ name, label }));

/** What is missing, what to do, and the digits instead.
 * @type {(why: string, set: (name: string) => void) => Template} */
const missing = (why, set) => html`<p class="banner">${icon("warning")}
  <span>${sentence(why)}</span>
  <button type="button" class="plain" @click=${() => set(DIGITS)}>${words.useDigits}</button></p>`;

/** @type {(desk: Desk) => Template} */
function blocks(desk) {
  const { blocks: list } = desk.form.value;
  const put = (/** @type {number} */ at, /** @type {object} */ changes) =>
    change(desk, { blocks: list.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  return html`<fieldset><legend>${words.blocks}</legend>
    ${list.length ? nothing : html`<p class="hint">${words.noBlocks}</p>`}
    ${list.map(
      (block, at) => html`<div class="fields" role="group" aria-label=${words.block(at + 1)}>
      ${
        /** @type {const} */ (["filters", "kernel", "pool"]).map((part) =>
          text(desk, {
            ...{ name: `blocks.${at}.${part}`, label: names[part], value: block[part] },
            set: (value) => put(at, { [part]: value }),
          }),
        )
      }
      ${remove(words.removeBlock(at + 1), () =>
        change(desk, { blocks: list.filter((_, i) => i !== at) }),
      )}</div>`,
    )}
    ${add(words.addBlock, list.length < MOST_BLOCKS, () =>
      change(desk, { blocks: [...list, newBlock()] }),
    )}</fieldset>`;
}

/** @type {(desk: Desk) => Template} */
function layers(desk) {
  const { hidden } = desk.form.value;
  const put = (/** @type {number} */ at, /** @type {object} */ changes) =>
    change(desk, { hidden: hidden.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const last = hidden.at(-1) ?? { units: "100", activation: "relu" };
  return html`<fieldset><legend>${words.layers}</legend>
    ${hidden.map(
      ({ units, activation }, at) => html`<div class="fields" role="group"
        aria-label=${words.layer(at + 1)}>
      ${text(desk, {
        ...{ name: `hidden.${at}.units`, label: names.units, value: units },
        set: (value) => put(at, { units: value }),
      })}
      ${choice(
        words.activation,
        `hidden.${at}.activation`,
        desk.catalog.activations,
        activation,
        (name) => put(at, { activation: name }),
      )}
      ${remove(words.removeLayer(at + 1), () =>
        change(desk, { hidden: hidden.filter((_, i) => i !== at) }),
      )}</div>`,
    )}
    ${add(words.addLayer, hidden.length < MOST_LAYERS, () =>
      change(desk, { hidden: [...hidden, { ...last }] }),
    )}
    <div class="fields">${plain(desk, "dropout")}
      <label class="check"><input type="checkbox" .checked=${desk.form.value.normalized}
        @change=${onChecked((normalized) => change(desk, { normalized }))}>
        ${words.normalized}</label></div></fieldset>`;
}

/** @type {(label: string, press: () => void) => Template} */
const remove = (label, press) => html`<button type="button" class="round quiet" aria-label=${label}
  title=${label} @click=${press}>${icon("close")}</button>`;

/** @type {(label: string, isFree: boolean, press: () => void) => Template} */
const add = (label, isFree, press) =>
  isFree
    ? html`<p><button type="button" class="plain" @click=${press}>${icon("plus")} ${label}</button>
      </p>`
    : nothing;

/** @type {(desk: Desk) => Template} */
function learning(desk) {
  const { catalog, form } = desk;
  const { loss, optimizer, initializer } = form.value;
  const losses = Object.entries(words.losses).map(([name, label]) => ({ name, label }));
  const initializers = catalog.initializers.filter(({ name }) => name !== SELF);
  return html`<fieldset><legend>${words.learning}</legend><div class="fields">
    ${choice(words.loss, "loss", losses, loss, (name) => change(desk, { loss: name }))}
    ${choice(words.optimizer, "optimizer", catalog.optimizers, optimizer, (name) =>
      change(desk, { optimizer: name }),
    )}
    ${plain(desk, "rate")} ${plain(desk, "batch")} ${plain(desk, "epochs")}
    ${plain(desk, "patience", words.patienceHint)}
    ${choice(words.initializer, "initializer", initializers, initializer, (name) =>
      change(desk, { initializer: name }),
    )}
    ${plain(desk, "seed")}</div></fieldset>`;
}

/** @type {(desk: Desk) => Template} */
function counts({ form, data }) {
  const chosen = data.value.find(({ name }) => name === form.value.data);
  const found = countsOf(form.value, chosen);
  return html`<p class="counts">${found ? words.counts(found) : "\u00a0"}</p>`;
}
