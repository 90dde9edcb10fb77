// Runs that this page has begun beside its own: makes them, looks at them until they are over, and
// shows how they come along.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { sentence } from "../../page.js";
import { lookedAt } from "../../store/images_transfer.js";
import { begunWords as words } from "../../words/en/images_transfer.js";
import { barrier } from "../connection.js";
import { loss, percent } from "../format.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../image_types.js").ImagesDocument} ImagesDocument */
/** @typedef {import("../../store/images_transfer.js").Begun} Begun */
/** @typedef {import("../../types.js").Template} Template */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {{wrong: Signal<string>, busy: Signal<boolean>, begun: Signal<Begun[]>}} Desk */

const AGAIN = 1000; // milliseconds between two looks at the runs

/** Why none can be begun just now; empty if some can.
 * @type {(images: Images, desk: Desk) => string} */
export const hindered = (images, { busy }) => (busy.value ? words.making : barrier(images));

/** Make runs of documents, and look at them until they are over.
 * @type {(images: Images, desk: Desk, documents: ImagesDocument[]) => Promise<void>} */
export async function beginAll(images, desk, documents) {
  desk.busy.value = true;
  desk.begun.value = [];
  for (const one of documents) {
    const { answer, refusal } = await images.begin(one);
    if (!answer) {
      desk.wrong.value = refusal?.detail ? sentence(refusal.detail) : words.away;
      break;
    }
    const { id, control_token: token } = answer;
    const begun = { id, token, title: one.title ?? "", epoch: 0, isOver: false };
    const why = await images.keep(begun, true); // nobody watches it
    if (why) desk.wrong.value = sentence(why);
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
  const now = lookedAt(run, await images.other(run.id));
  if (now.isOver) void images.keep(now, false); // others may be kept in its place
  return now;
}

/** @type {(images: Images, desk: Desk, caption: string) => Template} */
export const table = (images, { begun }, caption) =>
  begun.value.length
    ? html`<div class="scrolled"><table><caption class="unseen">${caption}</caption>
      <thead><tr><th scope="col">${words.run}</th><th scope="col">${words.epoch}</th>
        <th scope="col">${words.accuracy}</th><th scope="col">${words.loss}</th></tr></thead>
      <tbody>${begun.value.map(
        (run) => html`<tr><th scope="row"><a href=${images.at(run.id)}>${run.title}</a></th>
          <td>${run.epoch}</td><td>${percent(run.accuracy)}</td><td>${loss(run.loss)}</td></tr>`,
      )}</tbody></table></div>`
    : nothing;
