// Begins two other runs on the same few pictures: one with the lower layers of this run, one from
// scratch; and shows how both come along.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { sentence } from "../../page.js";
import { layersOf, lookedAt, transferred, usualChoice } from "../../store/images_transfer.js";
import { transferWords as words } from "../../words/en/images_transfer.js";
import { draw, onChecked, onValue } from "../components.js";
import { loss, percent } from "../format.js";
import { barrier } from "../connection.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../store/images_transfer.js").Choice} Choice */
/** @typedef {import("../../types.js").Template} Template */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../store/images_transfer.js").Begun} Begun */
/** @typedef {{choice: Signal<Choice>, names: Signal<string[]>, wrong: Signal<string>,
 *   busy: Signal<boolean>, begun: Signal<Begun[]>}} Desk */

const AGAIN = 1000; // milliseconds between two looks at the runs

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
    void begin(images, desk);
  };
  draw(form, () => fields(images, desk));
  draw(/** @type {HTMLElement} */ (root.querySelector(".begun")), () => table(images, desk));
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
 * @type {(images: Images) => string} */
function hindered(images) {
  const document = images.document.value;
  if (document && !layersOf(document)) return words.noLayers;
  return barrier(images) || (images.epoch.value ? "" : words.notYet);
}

/** @type {(desk: Desk, changes: Partial<Choice>) => void} */
function change({ choice, wrong }, changes) {
  choice.value = { ...choice.value, ...changes };
  wrong.value = "";
}

/** @type {(images: Images, desk: Desk) => Template} */
function fields(images, desk) {
  const { choice, names, wrong, busy } = desk;
  const { classes, frozen } = choice.value;
  const why = busy.value ? words.making : hindered(images);
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

/** Make both runs, and look at them until they are over.
 * @type {(images: Images, desk: Desk) => Promise<void>} */
async function begin(images, desk) {
  const document = images.document.value;
  if (!document || desk.busy.value) return;
  const why = hindered(images);
  const read = transferred(images.id, document, desk.choice.value);
  desk.wrong.value = why || read.wrong?.why || "";
  if (desk.wrong.value || !read.both) return;
  desk.busy.value = true;
  desk.begun.value = [];
  for (const one of read.both) {
    const { answer, refusal } = await images.begin(one);
    if (!answer) {
      desk.wrong.value = refusal?.detail ? sentence(refusal.detail) : words.away;
      break;
    }
    const begun = { id: answer.id, title: one.title ?? "", epoch: 0, isOver: false };
    desk.begun.value = [...desk.begun.value, { ...begun, accuracy: null, loss: null }];
  }
  desk.busy.value = false;
  void follow(images, desk, desk.begun.value);
}

/** @type {(images: Images, desk: Desk, runs: Begun[]) => Promise<void>} */
async function follow(images, desk, runs) {
  if (desk.begun.value !== runs || runs.every(({ isOver }) => isOver)) return;
  const told = await Promise.all(runs.map((run) => look(images, run)));
  if (desk.begun.value !== runs) return; // others were begun
  desk.begun.value = told;
  setTimeout(() => follow(images, desk, told), AGAIN);
}

/** @type {(images: Images, run: Begun) => Promise<Begun>} */
async function look(images, run) {
  if (run.isOver || document.hidden) return run;
  return lookedAt(run, await images.other(run.id));
}

/** @type {(images: Images, desk: Desk) => Template} */
const table = (images, { begun }) =>
  begun.value.length
    ? html`<div class="scrolled"><table><caption class="unseen">${words.both}</caption>
      <thead><tr><th scope="col">${words.run}</th><th scope="col">${words.epoch}</th>
        <th scope="col">${words.accuracy}</th><th scope="col">${words.loss}</th></tr></thead>
      <tbody>${begun.value.map(
        (run) => html`<tr><th scope="row"><a href=${images.at(run.id)}>${run.title}</a></th>
          <td>${run.epoch}</td><td>${percent(run.accuracy)}</td><td>${loss(run.loss)}</td></tr>`,
      )}</tbody></table></div>`
    : nothing;
