// The bar at the top: play, step, reset, speed, and how the network learns.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { barrier, showHelp } from "./messages.js";
import { button, draw, fetchPart, icon, onValue, select, usualValues } from "./components.js";
import { epochDigits } from "./format.js";

const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTIES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const SPEEDS = [
  [0.01, "1⁄100 slow motion"],
  [0.05, "1⁄20 slow motion"],
  [0.25, "¼ slow motion"],
  [1, "1 epoch a picture"],
  [2, "2 epochs a picture"],
  [5, "5 epochs a picture"],
  [20, "20 epochs a picture"],
  [100, "100 epochs a picture"],
  ["max", "As fast as it can"],
];
const OTHER = "other";

/** @type {(root: HTMLElement, store: any) => void} */
export function mount(root, store) {
  const unit = signal("epoch");
  render(html`<div class="transport"></div><div class="settings"></div>`, root);
  const [transport, settings] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(transport, () => transportOf(store, unit));
  draw(settings, () => settingsOf(store));
  followEpoch(transport, store);
  listenToKeys(store, unit);
  effect(() => hideControls(store.experiment.value.view.hide));
}

/** @type {(store: any, unit: {value: string}) => any} */
function transportOf(store, unit) {
  return html`
    <h1 class="brand">Neural Playground</h1>
    ${steering(store, unit)}
    <p class="epoch"><span class="name">Epoch</span><strong data-epoch="0">000,000</strong><span
      class="position"></span></p>
    ${select({
      label: "Speed",
      control: "speed",
      value: store.experiment.value.view.speed,
      options: speeds(store.experiment.value.view.speed),
      change: (value) => store.change("view.speed", value === "max" ? value : Number(value)),
    })}
    <div class="aside">
      ${viewersOf(store.run.value)}
      <a class="round quiet" href=${store.galleryAddress} title="Gallery"
        aria-label="Gallery">${icon("gallery")}</a>
      <button class="round quiet" data-control="shareButton" title="Share" aria-label="Share"
        @click=${() => openShare(store)}>${icon("share")}</button>
      <button class="round quiet" title="Light or dark" aria-label="Switch between light and dark"
        @click=${switchTheme}>${icon("theme")}</button>
      <button class="round quiet" title="Help (?)" aria-label="Help"
        @click=${showHelp}>${icon("help")}</button>
    </div>`;
}

/** @type {(store: any, unit: {value: string}) => any} */
function steering(store, unit) {
  const running = store.status.value === "running";
  const why = barrier(store);
  const kind = "round";
  return html`
    <div class="buttons" role="group" aria-label="Training">
      ${button({
        kind,
        why,
        control: "resetButton",
        title: "Reset: the same start again (r)",
        label: "Reset",
        press: store.reset,
        content: icon("reset"),
      })}
      ${button({
        kind: "round play",
        why,
        control: "playButton",
        title: running ? "Pause (space)" : "Play (space)",
        label: running ? "Pause" : "Play",
        press: store.toggle,
        content: icon(running ? "pause" : "play"),
      })}
      <span class="pair" data-control="stepButton">
        ${button({
          kind,
          why,
          title: "One step (→)",
          label: "Step",
          press: () => store.step(unit.value),
          content: icon("step"),
        })}
        <select aria-label="A step is" @change=${onValue((value) => (unit.value = value))}>
          ${["epoch", "batch", "sample"].map(
            (name) => html`<option .selected=${name === unit.value}>${name}</option>`,
          )}
        </select>
      </span>
      <button class="round" data-control="weightsButton"
        title="New initial weights (restarts training)" aria-label="New initial weights"
        @click=${() => store.dice("weights")}>${icon("dice")}</button>
    </div>`;
}

/** How many see this run, once there are several.
 * @type {(run: {viewers: number} | null) => any} */
const viewersOf = (run) =>
  run && run.viewers > 1
    ? html`<span class="viewers"
      title=${`${run.viewers} people watch this run just now`}>${icon("eye")} ${run.viewers}<span
      class="unseen"> watch this run</span></span>`
    : nothing;

/** @type {(store: any) => Promise<boolean>} */
const openShare = (store) =>
  fetchPart(
    store,
    () => import("./share.js"),
    (dialog) => dialog.showShare(store),
  );

/** @type {(value: number | string) => {name: any, label: any}[]} */
function speeds(value) {
  const known = SPEEDS.some(([speed]) => speed === value)
    ? SPEEDS
    : [...SPEEDS, [value, `${value} epochs a picture`]];
  return known.map(([name, label]) => ({ name, label }));
}

/** @type {(store: any) => any} */
function settingsOf(store) {
  const { catalog } = store;
  const { problem } = store.experiment.value;
  const losses = catalog.losses.filter((/** @type {any} */ one) => one.problems.includes(problem));
  const { problems, optimizers, regularizers, initializers } = catalog;
  const resets = true;
  const learning = "training.optimizer.learning_rate";
  const penalty = "training.regularization.rate";
  return html`
    ${named(store, "Problem", "problem", problems, { change: store.setProblem, resets })}
    ${named(store, "Loss", "training.loss", losses, { change: store.setLoss, resets })}
    ${named(store, "Optimizer", "training.optimizer.name", optimizers, { resets })}
    ${numberChoice(store, "Learning rate", "learningRate", learning, RATES)}
    ${activationOf(store)}
    ${named(store, "Regularization", "training.regularization.kind", regularizers)}
    ${numberChoice(store, "Regularization rate", "regularizationRate", penalty, PENALTIES)}
    ${named(store, "Initial weights", "network.initializer", initializers, { resets })}`;
}

/** One of the catalog's names, at a path of the document.
 * @type {(store: any, label: string, path: string, list: any[],
 *   more?: {change?: (name: string) => void, resets?: boolean}) => any} */
function named(store, label, path, list, { change, resets } = {}) {
  const value = store.current(path);
  return select({
    label,
    control:
      path
        .split(".")
        .filter((part) => part !== "name" && part !== "kind")
        .at(-1) ?? path,
    options: namesOf(list),
    value,
    resets,
    title: formulaOf(list, value),
    change: change ?? ((name) => store.change(path, name)),
  });
}

/** @type {(list: any[]) => {name: string, label: string}[]} */
const namesOf = (list) => list.map(({ name, label }) => ({ name, label }));

/** @type {(list: any[], name: string) => string | undefined} */
const formulaOf = (list, name) => list.find((one) => one.name === name)?.formula;

/** The activation of all hidden layers, where they have one.
 * @type {(store: any) => any} */
function activationOf({ catalog, experiment, setActivation }) {
  const { hidden } = experiment.value.network;
  const activations = new Set(hidden.map((/** @type {any} */ layer) => layer.activation));
  const shared = activations.size === 1 ? [...activations][0] : "";
  const mixed = shared ? [] : [{ name: "", label: hidden.length ? "Mixed" : "None" }];
  return select({
    label: "Activation",
    control: "activation",
    options: [...mixed, ...namesOf(catalog.activations)],
    value: shared,
    resets: true,
    title: formulaOf(catalog.activations, shared),
    change: (name) => name && setActivation(null, name),
  });
}

/** Usual values to choose from, or any other, asked for in a small dialog.
 * @type {(store: any, label: string, control: string, path: string, usual: number[]) => any} */
function numberChoice(store, label, control, path, usual) {
  const value = store.current(path);
  const options = [...usualValues(usual, value), { name: OTHER, label: "Other …" }];
  return select({
    label,
    control,
    options,
    value,
    change: (chosen, element) => {
      if (chosen !== OTHER) return store.change(path, Number(chosen));
      const done = () => (element.value = String(store.current(path)));
      return openNumber(store, { label, path, done });
    },
  });
}

/** @type {(store: any, about: {label: string, path: string, done: () => void}) => Promise<void>} */
async function openNumber(store, about) {
  const isOpen = await fetchPart(
    store,
    () => import("./number_dialog.js"),
    (dialog) => dialog.askNumber(store, about),
  );
  if (!isOpen) about.done();
}

/** Only these two texts change with every picture.
 * @type {(root: HTMLElement, store: any) => void} */
function followEpoch(root, store) {
  effect(() => {
    const { epoch, position } = store.progress.value;
    const samples = store.dealt.value.train.length;
    const counter = /** @type {HTMLElement} */ (root.querySelector("[data-epoch]"));
    counter.textContent = epochDigits(epoch);
    counter.dataset.epoch = String(epoch);
    /** @type {HTMLElement} */ (root.querySelector(".position")).textContent = position
      ? `+ ${position} of ${samples}`
      : "";
  });
}

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

/** @type {(store: any, unit: {value: string}) => void} */
function listenToKeys(store, unit) {
  const keys = {
    " ": store.toggle,
    ArrowRight: () => store.step(unit.value),
    r: store.reset,
    "?": showHelp,
  };
  addEventListener("keydown", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    const busy =
      at.closest("input, select, textarea, dialog, [role=grid]") ||
      (event.key === " " && at.closest("button, summary"));
    const act = keys[/** @type {keyof typeof keys} */ (event.key)];
    if (!act || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
}

/** A teacher may hide controls by name.
 * @type {(names: string[]) => void} */
function hideControls(names) {
  for (const element of document.querySelectorAll("[data-control]"))
    /** @type {HTMLElement} */ (element).classList.toggle(
      "hidden",
      names.includes(/** @type {HTMLElement} */ (element).dataset.control ?? ""),
    );
}
