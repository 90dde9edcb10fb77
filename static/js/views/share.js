// Passing an experiment on: its address, a short link with a picture, and the run itself to watch or to steer.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { fitsAddress, ownPoints } from "../store/points.js";
import { draw } from "./parts.js";

/** @type {(store: any) => void} */
export function showShare(store) {
  const dialog = document.createElement("dialog");
  dialog.className = "share";
  dialog.setAttribute("aria-labelledby", "share-title");
  const saved = signal(/** @type {{url: string, picture: string} | null} */ (null)), trouble = signal(""), listed = signal(false);
  const stop = draw(dialog, () => contents(store, { saved, trouble, listed, save }));
  async function save() {
    const answer = await store.save(listed.value);
    trouble.value = answer.error ?? "";
    saved.value = answer.error ? null : answer;
  }
  dialog.onclose = () => {
    stop();
    dialog.remove();
  };
  document.body.append(dialog);
  dialog.showModal();
}

/** @type {(store: any, about: any) => any} */
function contents(store, { saved, trouble, listed, save }) {
  const { title, description, problem } = store.experiment.value, points = ownPoints(store.experiment.value);
  const carried = !points || fitsAddress(points, problem);
  const change = (/** @type {string} */ path) => (/** @type {any} */ event) => {
    saved.value = null; // another document, another link
    store.change(path, event.target.value);
  };
  return html`<form method="dialog">
    <h2 id="share-title">Share</h2>
    ${copied("Address", store.address(), carried ? "holds the whole experiment, without a server's help" : "too short for all the points: make a short link instead")}
    <label class="field"><span class="name">Title</span><input name="title" maxlength="120" .value=${title} @change=${change("title")}></label>
    <label class="field"><span class="name">What to look at</span>
      <textarea name="description" maxlength="4000" rows="2" .value=${description} @change=${change("description")}></textarea></label>
    <label class="check"><input type="checkbox" .checked=${listed.value} @change=${(/** @type {any} */ event) => (listed.value = event.target.checked)}>
      List it in the gallery, for everybody to see</label>
    <p class="buttons"><button type="button" class="plain" @click=${save}>Make a short link</button></p>
    <p role="alert" class="alert">${trouble.value}</p>
    ${saved.value ? html`${copied("Short link", saved.value.url, "the experiment, saved under its content")}
      <p><a href=${saved.value.picture} target="_blank" rel="noopener">Its picture</a></p>` : nothing}
    ${live(store)}
    <p class="buttons"><button class="plain" autofocus>Close</button></p>
  </form>`;
}

/** @type {(store: any) => any} */
function live(store) {
  const { watch, steer } = store.links();
  if (!watch) return nothing;
  return html`${copied("To watch this run live", watch, "whoever has it sees what you see")}
    ${steer ? copied("To steer it too", steer, "give it only to whom you hand the controls") : nothing}`;
}

/** A text to take away, and a button that takes it.
 * @type {(label: string, value: string, hint: string) => any} */
const copied = (label, value, hint) => html`
  <div class="copy">
    <label class="field"><span class="name">${label} <span class="hint">(${hint})</span></span>
      <input readonly .value=${value} @focus=${(/** @type {any} */ event) => event.target.select()}></label>
    <button type="button" class="plain" aria-label=${`Copy: ${label}`} @click=${(/** @type {any} */ event) => take(event.target, value)}>Copy</button>
  </div>`;

/** @type {(button: HTMLElement, text: string) => Promise<void>} */
async function take(button, text) {
  const input = /** @type {HTMLInputElement} */ (button.parentElement?.querySelector("input"));
  input.select();
  const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
  button.textContent = done ? "Copied" : "Press Ctrl+C";
}
