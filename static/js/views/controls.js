// The bar at the top: play, step, reset, speed, and how the network learns.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { asksForBig, showBig } from "../page.js";
import { storage } from "../storage.js";
import { read } from "../store/document.js";
import { settingsInWords } from "../store/optimizer_settings.js";
import { choiceOf, GRADIENT, ruleOf, withRule } from "../store/rules.js";
import { aside, explain } from "./aside.js";
import { barrier } from "./messages.js";
import { followParts } from "./page_parts.js";
import {
  button,
  aboutOf,
  draw,
  explanationOf,
  fetchPart,
  icon,
  isShortcut,
  named,
  namesOf,
  numberChoice,
  onField,
  onValue,
  select,
} from "./components.js";
import { epochDigits } from "./format.js";
import { speedLabel } from "../words/en/stage.js";
import { controlsWords as words } from "../words/en/bar.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Choice} Choice */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Shown} Shown */

const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTIES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const SPEEDS = [0.01, 0.05, 0.25, 1, 2, 5, 20, 100, "max"];
const PLAYED = "played"; // in the browser's memory
export const SOFTMAX = { name: "softmax", label: "Softmax" }; // of outputs alone

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const unit = signal("epoch");
  const parts = ["steering", "extras", "settings"].map((className) =>
    Object.assign(document.createElement("div"), { className }),
  );
  root.replaceChildren(...parts); // in the place of the page's skeleton
  const [steer, extras, settings] = parts;
  draw(steer, () => steering(page, unit));
  draw(extras, () => extrasOf(page));
  draw(settings, () => settingsOf(page));
  followEpoch(steer, page);
  followCue(steer, page);
  followBig(page, /** @type {HTMLElement} */ (root.parentElement));
  listenToKeys(page, unit);
  followParts(page);
}

/** Speed and time line, and what leads elsewhere.
 * @type {(page: Page) => Template} */
function extrasOf(page) {
  return html`
    ${select({
      label: words.speed,
      control: "speed",
      value: page.experiment.value.view.speed,
      options: speeds(page.experiment.value.view.speed),
      change: (value) => page.change("view.speed", value === "max" ? value : Number(value)),
    })}
    <div data-view="timeline" data-control="timeline" title=${explained("timeline")}></div>
    ${page.embedded ? nothing : aside(page)}`;
}

/** @type {(page: Page, unit: {value: string}) => Template} */
function steering(page, unit) {
  const running = page.status.value === "running";
  const why = barrier(page);
  const kind = "round";
  return html`
    <div class="buttons" role="group" aria-label=${words.training}>
      ${button({
        kind,
        why,
        control: "resetButton",
        label: words.reset,
        press: page.reset,
        content: icon("reset"),
      })}
      ${button({
        kind: "round play",
        why,
        control: "playButton",
        label: running ? words.pause : words.play,
        press: page.toggle,
        content: icon(running ? "pause" : "play"),
      })}
      <span class="pair" data-control="stepButton" title=${explained("stepButton")}>
        ${button({
          kind,
          why,
          label: words.step,
          press: () => page.step(unit.value),
          content: icon("step"),
        })}
        <select aria-label=${words.aStepIs} @change=${onValue((value) => (unit.value = value))}>
          ${["epoch", "batch", "sample"].map(
            (name) => html`<option .selected=${name === unit.value}>${name}</option>`,
          )}
        </select>
      </span>
      <button class="round" data-control="weightsButton"
        title=${explained("weightsButton")} aria-label=${words.newInitialWeights}
        @click=${() => page.dice("weights")}>${icon("dice")}</button>
    </div>
    <p class="epoch"><span class="name">${words.epoch} <span class="position"></span></span><strong
      data-epoch="0">000,000</strong></p>`;
}

/** @type {(control: string) => Shown | string} */
const explained = (control) => explanationOf(control) ?? nothing;

/** @type {(value: number | string) => import("./components.js").Option[]} */
const speeds = (value) =>
  [...new Set([...SPEEDS, value])].map((name) => ({ name, label: speedLabel(name) }));

/** What is used most; the rest is under More, and in words where it is not as usual.
 * @type {(page: Page) => Template} */
function settingsOf(page) {
  const { problems, regularizers } = page.catalog;
  const learning = "training.optimizer.learning_rate";
  const penalty = "training.regularization.rate";
  return html`
    ${named(page, words.problem, "problem", problems, { change: page.setProblem, resets: true })}
    ${activationOf(page)}
    ${numberChoice(page, words.learningRate, "learningRate", learning, RATES)}
    ${named(page, words.regularization, "training.regularization.kind", regularizers)}
    ${numberChoice(page, words.regularizationRate, "regularizationRate", penalty, PENALTIES)}
    <details class="more-settings" data-control="moreSettings"
      @toggle=${onField((whole) => whole.open && showMore(page, whole))}>
      <summary class="plain" title=${explained("moreSettings")}>${words.more}</summary>
      <div class="panel"></div>
    </details>
    <p class="unusual">${unusual(page.catalog, page.experiment.value).join(" · ")}</p>`;
}

/** Settings that are rarely changed are fetched when they are first asked for.
 * @type {(page: Page, whole: HTMLDetailsElement) => Promise<boolean>} */
const showMore = async (page, whole) =>
  (whole.open = await fetchPart(
    page,
    () => import("./more_settings.js"),
    ({ mount }) => mount(page),
  ));

/** What under More is other than usual, in words.
 * @type {(catalog: Page["catalog"], experiment: import("../types.js").Experiment) => string[]} */
export function unusual(catalog, experiment) {
  const rule = ruleOf(experiment);
  const usual = withRule(catalog, catalog.defaults[experiment.problem], rule);
  const { max_epochs: epochs, target_loss: target, patience } = experiment.training.stop;
  const asIs = (/** @type {string} */ label) => label;
  const named = /** @type {[string, Choice[], (label: string) => string][]} */ ([
    ["training.loss", catalog.losses, asIs],
    ["training.optimizer.name", catalog.optimizers, asIs],
    ["network.initializer", catalog.initializers, words.initialWeights],
    ["network.output_activation", [...catalog.activations, SOFTMAX], words.output],
  ]).flatMap(([path, list, said]) => {
    const name = read(experiment, path);
    const { label = name } = list.find((one) => one.name === name) ?? {};
    return name === read(usual, path) ? [] : [said(label)];
  });
  return [
    ...(rule === GRADIENT ? [] : [choiceOf(catalog, rule).label]),
    ...named,
    ...settingsInWords(catalog, experiment),
    ...(epochs == null ? [] : [words.stopsAfterEpoch(epochs)]),
    ...(target == null ? [] : [words.stopsAtLoss(target)]),
    ...(patience == null ? [] : [words.stopsWithoutGain(patience)]),
  ];
}

/** The activation of all hidden layers, where they have one.
 * @type {(page: Page) => Template} */
function activationOf({ catalog, experiment, setActivation }) {
  const { hidden } = experiment.value.network;
  const activations = new Set(hidden.map((layer) => layer.activation));
  const shared = activations.size === 1 ? [...activations][0] : "";
  const mixed = shared ? [] : [{ name: "", label: hidden.length ? words.mixed : words.none }];
  return select({
    label: words.activation,
    control: "activation",
    options: [...mixed, ...namesOf(catalog.activations)],
    value: shared,
    title: aboutOf(catalog.activations, shared),
    change: (name) => name && setActivation(null, name),
  });
}

/** Only these two texts change with every picture.
 * @type {(root: HTMLElement, page: Page) => void} */
function followEpoch(root, page) {
  effect(() => {
    const { epoch, position } = page.progress.value;
    const samples = page.dealt.value.train.length;
    const counter = /** @type {HTMLElement} */ (root.querySelector("[data-epoch]"));
    counter.textContent = epochDigits(epoch);
    counter.dataset.epoch = String(epoch);
    /** @type {HTMLElement} */ (root.querySelector(".position")).textContent = position
      ? words.position(position, samples)
      : "";
  });
}

/** Play is pointed out until it was pressed once in this browser.
 * @type {(root: HTMLElement, page: Page) => void} */
function followCue({ classList }, { status, run }) {
  const memory = storage("localStorage");
  effect(() => {
    const isSteered = status.value === "running" && run.value?.canControl;
    if (isSteered) memory.setItem(PLAYED, "once");
    classList.toggle("cue", memory.getItem(PLAYED) === null);
  });
}

/** The big picture is a matter of the address, which Back changes too.  Its bar is seen while
 * somebody points at it or has come to it by keys.
 * @type {(page: Page, bar: HTMLElement) => void} */
function followBig({ big }, bar) {
  big.value = asksForBig();
  effect(() => showBig(big.value));
  bar.addEventListener("pointerleave", () => big.value && leaveFocus());
  addEventListener("popstate", () => (big.value = asksForBig()));
}

const leaveFocus = () => /** @type {HTMLElement} */ (document.activeElement)?.blur();

/** @type {(page: Page, unit: {value: string}) => void} */
function listenToKeys(page, unit) {
  const { big, pinned } = page;
  const keys = {
    b: () => (leaveFocus(), (big.value = !big.value)),
    " ": page.toggle,
    ArrowRight: () => page.step(unit.value),
    r: page.reset,
    "?": () => explain(page),
  };
  addEventListener("keydown", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    const act = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (event.key === "Escape" && !pinned.value && !at.closest("dialog, details"))
      big.value = false;
    const isButtons = event.key === " " && at.closest("button, summary");
    if (!act || isButtons || !isShortcut(event)) return;
    event.preventDefault();
    act();
  });
}
