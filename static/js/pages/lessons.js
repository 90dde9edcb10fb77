// The list of lessons: what this browser's reader has guessed right, and what to look at again.
import { openPage } from "../page.js";
import { storage } from "../storage.js";
import { addressOf, missed, readGuesses, scoreOf } from "../store/lesson_guesses.js";
import { courseWords as words } from "../words/en/lessons.js";
import { offerResults } from "./results_button.js";

const { at } = openPage();
const memory = storage("localStorage");
const guesses = readGuesses(memory);
offerResults(() => readGuesses(memory));

for (const entry of /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-lesson]")
)) {
  const { right, all } = scoreOf(guesses[entry.dataset.lesson ?? ""]);
  const progress = /** @type {HTMLElement} */ (entry.querySelector("[data-progress]"));
  progress.textContent = words.done(right, all);
  progress.hidden = !all;
}

const again = /** @type {HTMLElement} */ (document.querySelector("[data-again]"));
const list = /** @type {HTMLElement} */ (again.querySelector("ul"));
for (const { lesson, question, text } of missed(guesses)) {
  const link = Object.assign(document.createElement("a"), {
    href: at(`${addressOf(lesson)}#${encodeURIComponent(question)}`),
    textContent: text,
  });
  const item = document.createElement("li");
  item.append(link);
  list.append(item);
}
again.hidden = !list.childElementCount;
