// The form on which a study is begun: the experiment that is varied, what is other in each trial,
// how long they train, and the goal.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { differences } from "../../store/differences.js";
import { calledSetting, presentValue, settingText } from "../../store/settings.js";
import { axisForm, settingNamed, settingsFor, valuesFor } from "../../store/study_wish.js";
import { beginWords as words } from "../../words/en/begin_study.js";
import { DICE } from "../../words/en/studies.js";
import { draw, onChecked, onValue } from "../components.js";
import { isToldHere, searched } from "./begin_search.js";

/** @typedef {import("../../store/study_wish.js").Form} Form */
/** @typedef {import("../../store/study_wish.js").Way} Way */
/** @typedef {import("../../store/study_wish.js").AxisForm} AxisForm */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Experiment} Experiment */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {{way: Way, base: Experiment, catalog: import("../../types.js").Catalog,
 *   form: Signal<Form>, wrong: Signal<{field: string, why: string} | null>,
 *   busy: Signal<boolean>, playground: string, begin: () => void}} Desk */

/** @type {(root: HTMLElement, desk: Desk) => void} */
export const mount = (root, desk) => void draw(root, () => contents(desk));

/** @type {(desk: Desk, changes: Partial<Form>) => void} */
function change({ form, wrong }, changes) {
  form.value = { ...form.value, ...changes };
  wrong.value = null;
}

/** @type {(desk: Desk) => Template} */
const contents = (desk) => html`<form class="begin" novalidate
  @submit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    desk.begin();
  }}>
  ${base(desk)} ${PARTS[desk.way](desk)}
  <div class="fields">
    ${text(desk, "epochs", words.epochs)}
    ${desk.way === "tune" ? metric(desk) : text(desk, "target", words.target)}
  </div>
  <p class="fault" role="alert">${faultAtFoot(desk)}</p>
  <p class="buttons"><button class="plain primary" ?disabled=${desk.busy.value}>
    ${desk.busy.value ? words.making : words.begin[desk.way]}</button></p>
</form>`;

/** What is wrong, unless it stands at its field.
 * @type {(desk: Desk) => string} */
const faultAtFoot = ({ wrong: { value } }) => (value && !isToldHere(value.field) ? value.why : "");

/** Which loss is to become least.
 * @type {(desk: Desk) => Template} */
const metric = (desk) => html`<label class="field"><span class="name">${words.metric}</span>
  <select name="metric" @change=${onValue((value) => change(desk, { metric: value }))}>
    ${Object.entries(words.metrics).map(
      ([name, label]) => html`<option value=${name}
        .selected=${name === desk.form.value.metric}>${label}</option>`,
    )}</select></label>`;

/** What is varied, in a line: the rest is as everybody finds it, or named.
 * @type {(desk: Desk) => Template} */
function base({ base: experiment, catalog, playground }) {
  const { title, data, network, training } = experiment;
  const natural = catalog.defaults[experiment.problem];
  const [set] = catalog.datasets.filter(({ name }) => name === data.name);
  const facts = words.facts(
    data.source === "generator" ? (set?.label ?? data.name) : words.yourData,
    settingText("", network.hidden, catalog),
    settingText("", training.optimizer.name, catalog),
    training.optimizer.learning_rate,
    training.batch_size,
  );
  const changed = differences(natural, experiment, catalog);
  return html`<section class="base">
    <h2>${words.base}</h2>
    ${title ? html`<p><strong>${title}</strong></p>` : nothing}
    <p>${facts} <a href=${playground}>${words.change}</a></p>
    ${changed.length ? html`<p class="hint">${words.differs(changed)}</p>` : nothing}
  </section>`;
}

/** @type {(desk: Desk, field: "epochs" | "target" | "count", label: string) => Template} */
const text = (desk, field, label) => html`<label class="field"><span class="name">${label}</span>
  <input name=${field} inputmode="decimal" autocomplete="off" .value=${desk.form.value[field]}
    aria-invalid=${desk.wrong.value?.field === field ? "true" : nothing}
    @input=${onValue((value) => change(desk, { [field]: value }))}></label>`;

/** @type {(desk: Desk) => Template} */
function lucky(desk) {
  const { of } = desk.form.value;
  const set = (/** @type {string} */ one) =>
    onChecked((on) =>
      change(desk, {
        of: Object.keys(DICE).filter((die) => (die === one ? on : of.includes(die))),
      }),
    );
  return html`<div class="fields">${text(desk, "count", words.count)}</div>
    <fieldset><legend>${words.dice}</legend><div class="options">${Object.entries(DICE).map(
      ([one, label]) => html`<label class="check"><input type="checkbox" name="of" value=${one}
        .checked=${of.includes(one)} @change=${set(one)}> ${label}</label>`,
    )}</div></fieldset>`;
}

/** @type {(desk: Desk) => Template} */
function compared(desk) {
  const { base: experiment, form } = desk;
  const setting = settingNamed(form.value.setting);
  const present = presentValue(setting, experiment);
  const [path] = setting.paths(experiment);
  return html`<div class="fields">${settingChoice(
    desk,
    words.setting,
    form.value.setting,
    false,
    (name) => change(desk, valuesFor(settingNamed(name), experiment)),
  )}</div>
    <p class="hint">${words.present(settingText(path, present, desk.catalog))}</p>
    ${setting.kind === "choice" ? choices(desk, present) : numbers(desk)}`;
}

/** @type {(desk: Desk) => Template} */
const numbers = (desk) => html`<label class="field"><span class="name">${words.values}</span>
  <input name="values" autocomplete="off" .value=${desk.form.value.values}
    aria-invalid=${desk.wrong.value?.field === "values" ? "true" : nothing}
    @input=${onValue((values) => change(desk, { values }))}>
  <span class="hint">${words.valuesHint}</span></label>`;

/** @type {(desk: Desk, present: unknown) => Template} */
function choices(desk, present) {
  const { catalog, base: experiment, form } = desk;
  const list = settingNamed(form.value.setting).list?.(catalog, experiment) ?? [];
  const { chosen } = form.value;
  const set = (/** @type {string} */ name) =>
    onChecked((on) =>
      change(desk, { chosen: on ? [...chosen, name] : chosen.filter((one) => one !== name) }),
    );
  return html`<fieldset><legend>${words.values}</legend><div class="options">${list
    .filter(({ name }) => name !== present)
    .map(
      ({ name, label }) => html`<label class="check"><input type="checkbox" name="values"
        value=${name} .checked=${chosen.includes(name)} @change=${set(name)}> ${label}</label>`,
    )}</div></fieldset>`;
}

/** @type {(desk: Desk, label: string, value: string, isMap: boolean,
 *   set: (name: string) => void) => Template} */
const settingChoice = (desk, label, value, isMap, set) => html`<label class="field"><span
    class="name">${label}</span><select @change=${onValue(set)}>${settingsFor(desk.base, isMap).map(
      (one) => html`<option value=${one.name} .selected=${one.name === value}
        >${calledSetting(one)}</option>`,
    )}</select></label>`;

/** @type {(desk: Desk) => Template} */
const mapped = (desk) => html`${axis(desk, "along", words.along)} ${axis(desk, "up", words.up)}`;

/** @type {(desk: Desk, field: "along" | "up", label: string) => Template} */
function axis(desk, field, label) {
  const form = desk.form.value[field];
  const set = (/** @type {Partial<AxisForm>} */ changes) =>
    change(desk, { [field]: { ...form, ...changes } });
  const part = (/** @type {"from" | "to" | "steps"} */ name) => html`<label class="field"><span
      class="name">${words[name]}</span><input inputmode="decimal" autocomplete="off"
      .value=${form[name]} @input=${onValue((value) => set({ [name]: value }))}></label>`;
  return html`<fieldset class="axis" aria-invalid=${
    desk.wrong.value?.field === field ? "true" : nothing
  }><legend>${label}</legend><div class="fields">
    ${settingChoice(desk, words.setting, form.setting, true, (name) => set(axisForm(name)))}
    ${part("from")} ${part("to")} ${part("steps")}
    <label class="check"><input type="checkbox" .checked=${form.log}
      @change=${onChecked((log) => set({ log }))}> ${words.log}</label></div></fieldset>`;
}

/** @type {Record<Way, (desk: Desk) => Template>} */
const PARTS = { luck: lucky, compare: compared, phase: mapped, tune: searched };
