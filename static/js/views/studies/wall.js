// The wall: a small map of each trial, live.  Its order follows what is chosen; while all train it
// stays for a while, so that nothing moves under the hand.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect, signal, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { firstOf, pageOf, pageSize } from "../../store/study_trials.js";
import { STATE_WORDS, togetherWords, wallWords as words } from "../../words/en/studies.js";
import { draw, icon, isTouched, onValue } from "../components.js";
import { loss } from "../format.js";
import { shape } from "./marks.js";
import { columnsOf, ordered } from "./order.js";
import { SIGNS } from "./signs.js";
import * as together from "./together.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */
/** @typedef {import("../../wall_client.js").Wall} Wall */
/** @typedef {import("../../types.js").Template} Template */

export const MOST_SHOWN = 64; // maps at once
const CALM = 2000; // milliseconds between two new orders while all train
let tapped = -1; // the trial that a finger has touched last
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** @type {(root: HTMLElement, study: Study, wall: Wall) => void} */
export function mount(root, study, wall) {
  const wanted = signal(0); // place of the first trial that is shown, in the order
  const first = computed(() => firstOf(wanted.value, study.count.value, MOST_SHOWN));
  const isSearch = study.kind.peek() === "search";
  if (isSearch || study.kind.peek() === "seeds")
    study.order.value = { key: isSearch ? "best" : study.metric.peek(), descending: false };
  render(
    html`<header><h2>${words.boundaries}</h2><div class="ordering"></div></header>
      <ol class="wall" aria-label=${words.boundaries}></ol><div class="paging"></div>
      <div class="together" hidden></div>`,
    root,
  );
  const places = [".ordering", ".wall", ".paging", ".together"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  const [ordering, list, paging, joint] = places;
  draw(ordering, () => choice(study));
  draw(paging, () => pages(study, first.value, (place) => (wanted.value = place)));
  const tiles = createTiles(list, study, wall);
  const show = () => {
    const order = ordered(study, study.order.peek()).map(({ trial }) => trial);
    const { shown, watched } = pageOf(order, first.peek(), study.pinned.peek(), MOST_SHOWN);
    tiles.put(shown);
    tiles.write();
    study.look(watched);
  };
  together.mount(joint, study, wall);
  followOrder(list, study, first, show);
  effect(() => tiles.write());
  list.addEventListener("keydown", (event) => moveFocus(list, event));
  list.addEventListener("keydown", (event) => onPin(event, study));
  followSide(list, wall);
}

/** A new order: at once when it is chosen or all stand, now and then while they train.
 * @type {(list: HTMLElement, study: Study, first: {value: number}, show: () => void) => void} */
function followOrder(list, study, first, show) {
  let last = -Infinity;
  let due = 0;
  const isHeld = () => list.matches(":hover, :focus-within");
  const arrange = () => {
    due = 0;
    last = performance.now();
    untracked(show);
  };
  effect(() => {
    void [study.order.value, study.count.value, study.status.value, first.value];
    arrange();
  });
  effect(() => {
    void [study.epoch.value, study.trials.value];
    const isLive = study.status.peek() === "running";
    if (due || (isLive && isHeld())) return;
    due = setTimeout(arrange, isLive ? Math.max(0, last + CALM - performance.now()) : 0);
  });
}

/** @type {(study: Study) => Template} */
const choice = (
  study,
) => html`<label class="field inline"><span class="name">${words.sortedBy}</span>
  <select @change=${onValue((key) => (study.order.value = { key, descending: false }))}>
    ${columnsOf(study).map(
      ({ key, label }) =>
        html`<option value=${key} .selected=${key === study.order.value.key}>${label}</option>`,
    )}</select></label>`;

/** Ways to the maps that there is no place for.
 * @type {(study: Study, first: number, go: (place: number) => void) => Template} */
function pages(study, first, go) {
  const all = study.count.value;
  if (all <= MOST_SHOWN) return nothing;
  const page = pageSize(all, MOST_SHOWN);
  const last = Math.min(all, first + page);
  return html`<p class="buttons">
    <button class="plain" ?disabled=${first === 0} @click=${() => go(first - page)}>
      ${words.before}</button>
    ${words.shown(first + 1, last, all)}
    <button class="plain" ?disabled=${last === all}
      @click=${() => go(first + page)}>${words.after}</button>
  </p>`;
}

/** The tiles of the wall: one for each trial that was ever shown, with a canvas that was handed
 * over.  A tile that has the focus keeps it when it is moved.
 * @type {(list: HTMLElement, study: Study, wall: Wall) => {put: (shown: number[]) => void,
 *   write: () => void}} */
function createTiles(list, study, wall) {
  /** @type {Map<number, HTMLElement>} */
  const tiles = new Map();
  const make = (/** @type {number} */ trial) => {
    const tile = tileOf(study, trial);
    wall.give(trial, /** @type {HTMLCanvasElement} */ (tile.querySelector("canvas")));
    tiles.set(trial, tile);
    return tile;
  };
  return {
    put(shown) {
      const wanted = shown.map((trial) => tiles.get(trial) ?? make(trial));
      const isSame = wanted.every((tile, at) => list.children[at] === tile);
      if (isSame && list.children.length === wanted.length) return;
      const held = /** @type {HTMLElement | null} */ (document.activeElement);
      const isIn = list.contains(held);
      list.replaceChildren(...wanted);
      if (isIn) held?.focus({ preventScroll: true });
      rove(list, isIn ? held : null);
    },
    write() {
      for (const trial of study.trials.value) writeTile(tiles.get(trial.trial), trial, study);
    },
  };
}

/** @type {(study: Study, trial: number) => HTMLElement} */
function tileOf(study, trial) {
  const tile = document.createElement("li");
  const point = () => (study.chosen.value = trial);
  const press = () => {
    const isFirst = isTouched() && tapped !== trial; // which shows it only: no finger hovers
    tapped = trial;
    return isFirst ? point() : study.open(trial);
  };
  render(
    html`<button class="tile" data-trial=${trial} tabindex="-1" @pointerenter=${point}
      @focus=${point} @click=${press}><canvas width="96" height="96" aria-hidden="true"></canvas>
      <span class="called"></span><span class="figure"></span></button>
      <button class="pin" tabindex="-1" @click=${() => together.pin(study, trial)}>${icon(
        "pin",
      )}</button>`,
    tile,
  );
  return tile;
}

/** What stands beneath a map.
 * @type {(tile: HTMLElement | undefined, trial: Trial, study: Study) => void} */
function writeTile(tile, trial, study) {
  const [button, pin] = tile?.children ?? [];
  if (!button) return;
  pin.setAttribute("aria-pressed", `${study.pinned.value.includes(trial.trial)}`);
  pin.setAttribute("aria-label", togetherWords.pin(study.label(trial)));
  const [, called, figure] = /** @type {HTMLElement[]} */ ([...button.children]);
  render(html`${shape(study, trial.trial)} ${study.shortLabel(trial)}`, called);
  const { diverged, tried } = trial;
  const value = loss(study.valueOf(trial));
  const stands = tried ? `${SIGNS[tried.state]} ${value}` : value;
  figure.textContent = diverged === null ? stands : words.divergedAt(diverged);
  button.classList.toggle("diverged", diverged !== null);
  button.classList.toggle("chosen", study.chosen.value === trial.trial);
  button.classList.toggle("left", study.kept.value !== null && !study.kept.value.has(trial.trial));
  const text = tried && diverged === null ? words.state(STATE_WORDS[tried.state], value) : "";
  const label = words.tile(study.label(trial), text || figure.textContent);
  if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
}

/** @type {(list: HTMLElement) => HTMLButtonElement[]} */
const tilesIn = (list) => [...list.querySelectorAll("button")].filter((one) => one.dataset.trial);

/** P pins the trial that has the focus.
 * @type {(event: KeyboardEvent, study: Study) => void} */
function onPin({ key, ctrlKey, metaKey, altKey, target }, study) {
  const { trial } = /** @type {HTMLElement} */ (target).dataset;
  if (key.toLowerCase() !== "p" || ctrlKey || metaKey || altKey || trial === undefined) return;
  together.pin(study, Number(trial));
}

/** The wall is one stop of the Tab key; within it the arrow keys lead.
 * @type {(list: HTMLElement, held: HTMLElement | null) => void} */
function rove(list, held) {
  const buttons = tilesIn(list);
  const stop = buttons.find((one) => one === held) ?? buttons[0];
  for (const one of buttons) one.tabIndex = one === stop ? 0 : -1;
}

/** @type {(list: HTMLElement, event: KeyboardEvent) => void} */
function moveFocus(list, event) {
  const buttons = tilesIn(list);
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
  const isVertical = event.key === "ArrowUp" || event.key === "ArrowDown";
  const row = buttons.filter(({ offsetTop }) => offsetTop === buttons[0]?.offsetTop).length;
  const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)] ?? 0;
  const ends = { Home: 0, End: buttons.length - 1 };
  const to =
    ends[/** @type {keyof typeof ends} */ (event.key)] ?? at + step * (isVertical ? row : 1);
  if (at < 0 || to === at || !buttons[to]) return;
  event.preventDefault();
  rove(list, buttons[to]);
  buttons[to].focus();
}

/** Maps are painted in the screen's own pixels.
 * @type {(list: HTMLElement, wall: Wall) => void} */
function followSide(list, wall) {
  let told = 0;
  const tell = () => {
    const width = list.querySelector("canvas")?.clientWidth ?? 0;
    const side = Math.round(width * devicePixelRatio);
    if (side && side !== told) wall.post({ type: "side", side: (told = side) });
  };
  new ResizeObserver(tell).observe(list);
}
