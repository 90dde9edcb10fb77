// A lesson is copied and changed: its text, what is wrong with it, how it will look, and the link
// under which it is shared.
import { openPage, sentence } from "../page.js";
import { storage } from "../storage.js";
import { lineAt, sizeOf } from "../store/lesson_text.js";
import { lookAt, saveLesson } from "../transport/own_lessons.js";
import { editorWords as words } from "../words/en/lessons.js";

const PAUSE = 600; // milliseconds after the last key, until the text is looked at
const AGAIN = 3000; // milliseconds until the server is asked again

const { root, at } = openPage();
const main = /** @type {HTMLElement} */ (document.querySelector("[data-place]"));
const drafts = storage("sessionStorage");
const draft = `draft ${main.dataset.place}`;

/** @template {HTMLElement} T  @param {string} selector  @returns {T} */
const within = (selector) => /** @type {T} */ (main.querySelector(selector));

const source = /** @type {HTMLTextAreaElement} */ (within("textarea"));
const share = /** @type {HTMLButtonElement} */ (within("[data-share]"));
const undo = /** @type {HTMLButtonElement} */ (within("[data-undo]"));
const faults = within("[data-faults]");
const preview = within("[data-preview]");

let looks = 0; // how often the text was looked at: only the last answer counts
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

/** @type {(text: string) => void} */
const say = (text) => void (within("[data-state]").textContent = text);

/** @type {(place: HTMLElement, found: Element | null) => void} */
const put = (place, found) =>
  place.replaceChildren(...(found ? [document.importNode(found, true)] : []));

/** Look at the text as it is now. */
async function look() {
  const mine = ++looks;
  const most = Number(main.dataset.most);
  const size = sizeOf(source.value);
  share.disabled = true;
  if (size > most) return say(words.tooLong(most, size));
  say(words.looking);
  const found = await lookAt(root, source.value);
  if (mine !== looks) return;
  if (!found) {
    say(words.away);
    wait(AGAIN);
    return;
  }
  const wrong = /** @type {HTMLElement | null} */ (found.querySelector("[data-faults]"));
  put(faults, wrong);
  if (!wrong) put(preview, found.querySelector("article"));
  say(wrong ? words.faults(Number(wrong.dataset.faults)) : words.sound);
  share.disabled = wrong !== null;
}

/** @type {(milliseconds: number) => void} */
function wait(milliseconds) {
  clearTimeout(pause);
  pause = setTimeout(() => void look(), milliseconds);
}

/** Lead to a line of the text. @type {(number: number) => void} */
function go(number) {
  const [from, to] = lineAt(source.value, number);
  source.focus();
  source.setSelectionRange(from, to);
  const height = source.scrollHeight / source.value.split("\n").length;
  source.scrollTop = Math.max(0, (number - 3) * height);
}

/** The text has changed: what was shared is another one. */
function changed() {
  looks += 1;
  share.disabled = true;
  undo.disabled = source.value === source.defaultValue;
  within("[data-link]").replaceChildren();
  if (undo.disabled) drafts.removeItem(draft);
  else drafts.setItem(draft, source.value);
}

/** @type {(place: string) => void} */
function showLink(place) {
  const address = at(place);
  const field = document.createElement("input");
  Object.assign(field, { readOnly: true, value: address, type: "text", inputMode: "url" });
  field.setAttribute("aria-label", words.link);
  field.onfocus = () => field.select();
  const copy = document.createElement("button");
  Object.assign(copy, { type: "button", className: "plain", textContent: words.copy });
  copy.onclick = async () => {
    const done = await navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    );
    copy.textContent = done ? words.copied : words.pressCtrlC;
    if (!done) field.select();
  };
  const row = document.createElement("p");
  row.className = "buttons";
  row.append(field, copy);
  const ways = document.createElement("p");
  ways.append(link(address, words.link), " · ", link(`${address}/teacher`, words.teacher));
  within("[data-link]").replaceChildren(row, ways);
}

/** @type {(href: string, text: string) => HTMLElement} */
const link = (href, text) =>
  Object.assign(document.createElement("a"), { href, textContent: text });

share.onclick = async () => {
  const mine = looks;
  share.disabled = true;
  say(words.sharing);
  const { place, wrong } = await saveLesson(root, source.value);
  within("[data-trouble]").textContent = wrong ? sentence(words.failed(wrong)) : "";
  if (mine !== looks) return;
  share.disabled = false;
  say(place ? words.shared : words.sound);
  if (place) showLink(place);
};

undo.onclick = () => {
  source.value = source.defaultValue;
  changed();
  void look();
};

source.addEventListener("input", () => {
  changed();
  wait(PAUSE);
});
faults.addEventListener("click", ({ target }) => {
  const button = /** @type {HTMLElement} */ (target).closest("button");
  if (button) go(Number(button.dataset.line));
});
preview.addEventListener("submit", (event) => event.preventDefault()); // it is a picture of it

const kept = drafts.getItem(draft);
if (kept !== null) source.value = kept;
changed();
void look();
