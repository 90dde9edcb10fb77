// The part of the form that a search needs: the settings that are searched, each with its range or
// choices and its condition, the method, and how many trials.  A fault stands at its field.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { optionsOf, searchedIn } from "../../store/search_settings.js";
import {
  firstRow,
  METHODS,
  parentsFor,
  searchedNamed,
  valuesOfRow,
} from "../../store/search_wish.js";
import { settingText } from "../../store/settings.js";
import { beginSearchWords as words, METHOD_WORDS } from "../../words/en/tune.js";
import { onChecked, onValue } from "../components.js";

/** @typedef {import("./begin.js").Desk} Desk */
/** @typedef {import("../../store/search_settings.js").Searched} Searched */
/** @typedef {import("../../store/search_wish.js").Row} Row */
/** @typedef {import("../../store/search_wish.js").SearchForm} SearchForm */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{desk: Desk, at: number, row: Row, setting: Searched,
 *   set: (changes: Partial<Row>) => void}} Place a row of the form */

/** @type {(desk: Desk, changes: Partial<SearchForm>) => void} */
function change({ form, wrong }, changes) {
  form.value = { ...form.value, search: { ...form.value.search, ...changes } };
  wrong.value = null;
}

/** @type {(desk: Desk) => Template} */
export function searched(desk) {
  const { space, trials } = desk.form.value.search;
  return html`<section class="space" aria-label=${words.space}><h2>${words.space}</h2>
      ${space.map((row, at) => setting(desk, row, at))} ${adding(desk)}</section>
    ${methods(desk)}
    <div class="fields"><label class="field"><span class="name">${words.trials}</span>
      <input name="trials" inputmode="numeric" autocomplete="off" .value=${trials}
        aria-invalid=${desk.wrong.value?.field === "trials" ? "true" : nothing}
        @input=${onValue((value) => change(desk, { trials: value }))}></label></div>
    ${fault(desk, "trials")}`;
}

/** Why a field, or one that begins so, cannot be meant as it stands.
 * @type {(desk: Desk, field: string) => Template} */
const fault = ({ wrong }, field) =>
  wrong.value?.field.startsWith(field)
    ? html`<p class="fault" role="alert">${wrong.value.why}</p>`
    : nothing;

/** Whether a fault is told at its own field, and not at the foot of the form.
 * @type {(field: string) => boolean} */
export const isToldHere = (field) => /^(space\.|add$|trials$)/.test(field);

/** @type {(desk: Desk, row: Row, at: number) => Template} */
function setting(desk, row, at) {
  const { base, form } = desk;
  const found = searchedNamed(row.setting, base);
  if (!found) return nothing;
  const { space } = form.value.search;
  const set = (/** @type {Partial<Row>} */ changes) =>
    change(desk, { space: space.map((one, i) => (i === at ? { ...one, ...changes } : one)) });
  const place = { desk, at, row, setting: found, set };
  const isWrong = desk.wrong.value?.field.startsWith(`space.${at}.`);
  return html`<fieldset class="axis" aria-invalid=${isWrong ? "true" : nothing}>
    <legend>${found.label}</legend>
    <div class="fields">${settingChoice(place)}
      ${found.kind === "choice" ? nothing : numbers(place)}
      <button type="button" class="plain remove" aria-label=${words.remove(found.label)}
        @click=${() => remove(desk, at)}>${words.removeShort}</button></div>
    ${found.kind === "choice" ? choices(place) : nothing}
    ${condition(place)} ${fault(desk, `space.${at}.`)}</fieldset>`;
}

/** @type {(desk: Desk, at: number) => void} */
function remove(desk, at) {
  const { space } = desk.form.value.search;
  const gone = space[at].setting;
  const free = (/** @type {Row} */ row) =>
    row.when === gone ? { ...row, when: "", holds: [] } : row;
  change(desk, { space: space.filter((_, i) => i !== at).map(free) });
}

/** The settings that no other row has yet.
 * @type {(desk: Desk, own?: string) => Searched[]} */
function freeSettings({ base, form }, own = "") {
  const taken = form.value.search.space.map((row) => row.setting);
  return searchedIn(base).filter(({ name }) => name === own || !taken.includes(name));
}

/** @type {(place: Place) => Template} */
function settingChoice({ desk, at, row }) {
  const { space } = desk.form.value.search;
  const choose = (/** @type {string} */ name) => {
    const found = searchedNamed(name, desk.base);
    if (!found) return;
    const before = space.slice(0, at);
    const next = firstRow(found, { experiment: desk.base, catalog: desk.catalog }, before);
    const free = (/** @type {Row} */ one) =>
      one.when === row.setting ? { ...one, when: "", holds: [] } : one;
    change(desk, { space: [...before, next, ...space.slice(at + 1).map(free)] });
  };
  return html`<label class="field"><span class="name">${words.setting}</span>
    <select name=${`space.${at}.setting`} @change=${onValue(choose)}>
      ${freeSettings(desk, row.setting).map(
        ({ name, label }) =>
          html`<option value=${name} .selected=${name === row.setting}>${label}</option>`,
      )}</select></label>`;
}

/** @type {(place: Place) => Template} */
function numbers(place) {
  const { at, row, set } = place;
  return html`<label class="field"><span class="name">${words.as}</span>
      <select name=${`space.${at}.as`} @change=${onValue((as) => set({ isList: as === "list" }))}>
        <option value="range" .selected=${!row.isList}>${words.range}</option>
        <option value="list" .selected=${row.isList}>${words.list}</option></select></label>
    ${
      row.isList
        ? text(place, "values", words.numbers)
        : html`${text(place, "from", words.from)} ${text(place, "to", words.to)}
          <label class="check"><input type="checkbox" name=${`space.${at}.log`} .checked=${row.log}
            @change=${onChecked((log) => set({ log }))}> ${words.log}</label>`
    }`;
}

/** @type {(place: Place, field: "from" | "to" | "values", label: string) => Template} */
function text({ desk, at, row, set }, field, label) {
  const name = `space.${at}.${field}`;
  return html`<label class="field"><span class="name">${label}</span>
    <input name=${name} inputmode="decimal" autocomplete="off" .value=${row[field]}
      aria-invalid=${desk.wrong.value?.field === name ? "true" : nothing}
      @input=${onValue((value) => set({ [field]: value }))}></label>`;
}

/** @type {(place: Place) => Template} */
const choices = ({ desk, at, row, setting: found, set }) =>
  boxes(
    words.choices,
    `space.${at}.chosen`,
    optionsOf(found, desk.catalog, desk.base),
    row.chosen,
    (chosen) => set({ chosen }),
  );

/** Boxes of which some are ticked; what is ticked is told in the order of the boxes.
 * @type {(legend: string, name: string, options: {name: string, label: string}[],
 *   ticked: string[], set: (ticked: string[]) => void) => Template} */
const boxes = (legend, name, options, ticked, set) =>
  html`<div class="options" role="group" aria-label=${legend}>${options.map(
    (one) => html`<label class="check"><input type="checkbox" name=${name} value=${one.name}
      .checked=${ticked.includes(one.name)} @change=${onChecked((on) =>
        set(
          options
            .map((option) => option.name)
            .filter((option) => (option === one.name ? on : ticked.includes(option))),
        ),
      )}> ${one.label}</label>`,
  )}</div>`;

/** On which values of a setting above this one it is tried.
 * @type {(place: Place) => Template} */
function condition({ desk, at, row, set }) {
  const parents = parentsFor(desk.form.value.search, at, desk.base);
  if (!parents.length && !row.when) return nothing;
  const parent = parents.find((one) => one.setting.name === row.when);
  const known = parent ? valuesOfRow(parent.row, parent.setting) : [];
  const options = known.map((name) => ({ name, label: settingText("", name, desk.catalog) }));
  return html`<div class="fields"><label class="field"><span class="name">${words.when}</span>
      <select name=${`space.${at}.when`} @change=${onValue((when) => set({ when, holds: [] }))}>
        <option value="" .selected=${!row.when}>${words.always}</option>
        ${parents.map(
          ({ setting: one }) => html`<option value=${one.name} .selected=${one.name === row.when}
            >${words.is(one.label)}</option>`,
        )}</select></label>
    ${
      parent
        ? boxes(words.is(parent.setting.label), `space.${at}.holds`, options, row.holds, (holds) =>
            set({ holds }),
          )
        : nothing
    }</div>`;
}

/** @type {(desk: Desk) => Template} */
function adding(desk) {
  const [next] = freeSettings(desk);
  const { space } = desk.form.value.search;
  const about = { experiment: desk.base, catalog: desk.catalog };
  const add = () => change(desk, { space: [...space, firstRow(next, about, space)] });
  return html`<p class="buttons">${
    next
      ? html`<button type="button" class="plain" name="add" @click=${add}>${words.add}</button>`
      : html`<span class="hint">${words.allAdded}</span>`
  }</p>${fault(desk, "add")}`;
}

/** @type {(desk: Desk) => Template} */
function methods(desk) {
  const { method } = desk.form.value.search;
  return html`<fieldset class="methods"><legend>${words.method}</legend>${METHODS.map(
    (one) => html`<label class="check"><input type="radio" name="method" value=${one}
      .checked=${one === method} @change=${() => change(desk, { method: one })}>
      <span><strong>${METHOD_WORDS[one].name}</strong>
        <span class="hint">${METHOD_WORDS[one].about}</span></span></label>`,
  )}</fieldset>`;
}
