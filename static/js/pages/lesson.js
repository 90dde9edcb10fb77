// A lesson: a guess before each experiment runs, its result beside the guess, and checks.
import { openPage, sentence } from "../page.js";
import { storage } from "../storage.js";
import { isRight, keepGuess, readGuesses } from "../store/lesson_guesses.js";
import { loss, percent } from "../views/format.js";
import { lessonWords as words } from "../words/en/lessons.js";
import { offerResults } from "./results_button.js";

/** @typedef {{playground: string, epoch: number, loss: number | null, testLoss: number | null,
 *   accuracy: number | null}} News */

openPage();
const memory = storage("localStorage");
const main = /** @type {HTMLElement} */ (document.querySelector("[data-slug]"));
const lesson = main.dataset.slug ?? "";

/** What a selector finds, which is there.
 * @template {Element} T  @param {ParentNode} root  @param {string} selector  @returns {T} */
const within = (root, selector) => /** @type {T} */ (root.querySelector(selector));

/** @type {(selector: string) => HTMLElement[]} */
const all = (selector) => [
  .../** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll(selector)),
];

/** @type {(question: HTMLElement) => string} */
const nameOf = (question) => question.dataset.question ?? "";

/** What stands in a form; null if nothing does, or no number that is allowed.
 * @type {(question: HTMLElement) => {value: number, said: string} | null} */
function answered(question) {
  const chosen = /** @type {HTMLInputElement | null} */ (
    question.querySelector("input:checked, input[type=number]")
  );
  if (!chosen || chosen.value === "" || !chosen.checkValidity()) return null;
  const beside = chosen.type === "radio" ? chosen.parentElement?.textContent : chosen.value;
  return { value: Number(chosen.value), said: beside?.trim() ?? "" };
}

/** Keep what was guessed, with its result once that was seen.
 * @type {(question: HTMLElement, isShown: boolean) => boolean} */
function keep(question, isShown) {
  const given = answered(question);
  if (!given) return false;
  const { answer = "", tolerance = "" } = question.dataset;
  const right = isShown ? isRight(given.value, Number(answer), Number(tolerance)) : null;
  const text = within(question, "legend").lastChild?.textContent?.trim() ?? "";
  keepGuess(memory, lesson, nameOf(question), { ...given, right, text });
  return true;
}

/** Say what is missing in a form, and lead there; empty: nothing is.
 * @type {(question: HTMLElement, why: string) => void} */
function complain(question, why) {
  within(question, ".fault").textContent = why;
  if (why) /** @type {HTMLElement} */ (within(question, "input")).focus();
}

/** @type {(question: HTMLElement) => string} */
function whatIsMissing(question) {
  const number = /** @type {HTMLInputElement | null} */ (
    question.querySelector("input[type=number]")
  );
  return number ? words.writeNumber(number.min, number.max) : words.chooseOne;
}

/** What is right, where the guess does not say so itself: a number comes near it only.
 * @type {(question: HTMLElement, said: string, isGood: boolean) => string} */
function whatIsRight(question, said, isGood) {
  const answer = String(Number(question.dataset.answer)); // without the zeros of 1.0
  const option = question.querySelector(`input[type=radio][value="${answer}"]`)?.parentElement;
  if (option) return isGood ? "" : (option.textContent?.trim() ?? "");
  return Number(said) === Number(answer) ? "" : answer;
}

/** Show whether the guess was right, and why; from now on it stands.
 * @type {(question: HTMLElement) => void} */
function reveal(question) {
  const { answer = "", tolerance = "" } = question.dataset;
  const given = answered(question);
  if (!given) return;
  const right = isRight(given.value, Number(answer), Number(tolerance));
  within(question, "[data-verdict]").textContent = right ? words.right : words.wrong;
  const better = whatIsRight(question, given.said, right);
  const said = [words.guessed(given.said), ...(better ? [words.answerIs(better)] : [])];
  within(question, "[data-guess]").textContent = said.map(sentence).join(" ");
  question.classList.toggle("right", right);
  /** @type {HTMLFieldSetElement} */ (within(question, "fieldset")).disabled = true;
  const button = /** @type {HTMLButtonElement | null} */ (question.querySelector("button"));
  if (button) button.hidden = true;
  /** @type {HTMLElement} */ (within(question, ".outcome")).hidden = false;
  showClaims();
}

/** A count tells what the guess before it asks: it waits for the guess's result. */
function showClaims() {
  let isOpen = false;
  for (const part of all("[data-question], .claim"))
    if (part.matches(".claim")) part.classList.toggle("waiting", isOpen);
    else if (part.dataset.of) isOpen = Boolean(part.querySelector(".outcome[hidden]"));
}

/** Put a kept guess back into its form.
 * @type {(question: HTMLElement) => void} */
function restore(question) {
  const guess = readGuesses(memory)[lesson]?.[nameOf(question)];
  question.id = nameOf(question);
  if (!guess) return;
  for (const input of question.querySelectorAll("input"))
    if (input.type === "radio") input.checked = Number(input.value) === guess.value;
    else input.value = String(guess.value);
  if (guess.right !== null) reveal(question);
}

for (const question of all("[data-question]")) {
  restore(question);
  question.addEventListener("change", () => {
    keep(question, false);
    complain(question, "");
  });
  question.addEventListener("submit", (event) => {
    event.preventDefault();
    if (question.dataset.of) return;
    if (!keep(question, true)) return complain(question, whatIsMissing(question));
    reveal(question);
  });
}

showClaims();

/** Run a lab in a frame, once all that is asked about it is guessed.
 * @type {(lab: HTMLElement) => void} */
function run(lab) {
  const { frame = "", lab: name = "" } = lab.dataset;
  const questions = all("[data-question]").filter(({ dataset }) => dataset.of === name);
  const open = questions.find((question) => !keep(question, false));
  const said = /** @type {HTMLElement} */ (within(lab, "[data-said]"));
  if (open) {
    said.textContent = words.guessFirst;
    return complain(open, whatIsMissing(open));
  }
  for (const question of questions)
    /** @type {HTMLFieldSetElement} */ (within(question, "fieldset")).disabled = true;
  said.textContent = words.running;
  const caption = lab.querySelector("figcaption")?.textContent ?? "";
  const inside = Object.assign(document.createElement("iframe"), { src: frame, title: caption });
  const place = /** @type {HTMLElement} */ (within(lab, ".frame"));
  place.replaceChildren(inside);
  place.hidden = false;
  within(lab, "[data-run]").textContent = words.runAgain;
  return undefined;
}

/** @type {(lab: HTMLElement, news: News) => void} */
function hear(lab, { playground: status, epoch, loss: training, testLoss, accuracy }) {
  if (status !== "finished" && status !== "diverged") return;
  const right = accuracy === null ? null : percent(accuracy);
  const said = /** @type {HTMLElement} */ (within(lab, "[data-said]"));
  said.textContent =
    status === "diverged"
      ? words.diverged(epoch)
      : words.cameTo(epoch, loss(training), loss(testLoss), right);
  for (const question of all("[data-question]"))
    if (question.dataset.of === lab.dataset.lab && keep(question, true)) reveal(question);
}

for (const lab of all("[data-lab]")) {
  const button = /** @type {HTMLButtonElement} */ (within(lab, "[data-run]"));
  button.hidden = false;
  button.onclick = () => run(lab);
}

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || typeof data?.playground !== "string") return;
  const lab = all("[data-lab]").find(
    (one) => one.querySelector("iframe")?.contentWindow === source,
  );
  if (lab) hear(lab, data);
});

offerResults(() => {
  const own = readGuesses(memory)[lesson];
  return own ? { [lesson]: own } : {};
});
const print = /** @type {HTMLButtonElement} */ (document.querySelector("[data-print]"));
print.hidden = false;
print.onclick = () => window.print();
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
