// The lens of the landscape: the training loss over a plane of weights, the path of the run in it,
// and what the network would answer elsewhere.  The server measures all of it.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { landscapeWords as words } from "../../words/en/landscape.js";
import { draw, onChecked, onField, onValue } from "../components.js";
import { followRun, livePace } from "../following.js";
import { loss, percent, signedTo } from "../format.js";
import { createBeside } from "./landscape_beside.js";
import { createElsewhere } from "./landscape_elsewhere.js";
import { drawLandscape } from "./landscape_picture.js";
import { weightNames } from "./landscape_shape.js";

/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").LandscapeTold} Told */
/** @typedef {import("../../lens_types.js").LandscapePath} Path */
/** @typedef {import("./landscape_beside.js").Beside} Beside */
/** @typedef {import("./landscape_elsewhere.js").Elsewhere} Elsewhere */
/** @typedef {{told: Signal<Told | null>, trouble: Signal<string>, isLog: Signal<boolean>,
 *   weights: Signal<[number, number] | null>, onPath: Signal<number | null>,
 *   onOther: Signal<number | null>}} Lens `weights` are the two that change, or null: the plane of
 *   the paths; `onPath` and `onOther` are dots of this run's path and of the other's */

const SELDOM = 8; // of the questions that other lenses ask: a survey measures a thousand places
const MOST = 400; // weights to choose two of
/** @type {[number, number]} */
const FIRST = [0, 1]; // of the weights
const TICKS = 200; // of a slider across the picture
const place = signedTo(3);

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  /** @type {Lens} */
  const lens = {
    told: signal(null),
    trouble: signal(""),
    isLog: signal(true),
    weights: signal(null),
    onPath: signal(null),
    onOther: signal(null),
  };
  const elsewhere = createElsewhere(page, lens.told);
  const beside = createBeside(page, () => leave(lens.weights.peek()));
  const following = followRun(page, {
    ask: () => ask(page, lens, beside),
    take: ({ answer, refusal }) => {
      lens.trouble.value = refusal ? refusal.detail || words.away : "";
      if (answer && !elsewhere.at.peek()) lens.told.value = answer;
    },
    pace: () => SELDOM * livePace(page),
  });
  const leave = (/** @type {[number, number] | null} */ weights) => {
    elsewhere.leave();
    lens.onPath.value = lens.onOther.value = null;
    lens.weights.value = weights;
    following.again();
  };
  const ends = [
    effect(() => {
      void page.generation.value; // another network, maybe of fewer weights
      elsewhere.leave();
      lens.weights.value = null;
      following.again();
    }),
    draw(root, () => content(page, { ...lens, elsewhere, beside, leave })),
    elsewhere.stop,
    beside.stop,
  ];
  return () => {
    for (const end of [...ends, following.stop]) end();
  };
}

/** Before anything is learned there is no path to ask about: the first two weights are shown.
 * @type {(page: Page, lens: Lens, beside: Beside) =>
 *   Promise<import("../../types.js").Asked>} */
async function ask(page, lens, beside) {
  const { epoch, position } = page.progress.peek();
  const other = untracked(beside.other);
  const hasPath = Boolean(epoch || position || page.latest.peek() || other);
  const weights = lens.weights.peek() ?? (hasPath || !canChoose(namesOf(page)) ? null : FIRST);
  if (weights || hasPath) return page.askRun("landscape", { weights, beside: other });
  return { answer: null, refusal: { detail: words.noPath, again: Infinity } };
}

/** @type {(page: Page) => string[]} */
const namesOf = ({ topology }) => (topology.value ? weightNames(topology.value, words.bias) : []);

/** Whether two of the weights can be chosen.
 * @type {(names: string[]) => boolean} */
const canChoose = ({ length }) => length > 1 && length <= MOST;

/** @typedef {Lens & {elsewhere: Elsewhere, beside: Beside,
 *   leave: (weights: [number, number] | null) => void}} Desk */

/** @type {(page: Page, desk: Desk) => Template} */
function content(page, desk) {
  const told = desk.told.value;
  const trouble = desk.trouble.value;
  return html`<div class="landscape">${choices(page, desk)}
    <p class="alert" role="status">${trouble}</p>
    ${told && !trouble ? body(desk, told) : trouble ? nothing : html`<p>${words.asking}</p>`}
  </div>`;
}

/** @type {(page: Page, desk: Desk) => Template} */
function choices(page, { weights, leave, isLog, beside }) {
  const names = namesOf(page);
  const two = weights.value;
  const isFew = canChoose(names);
  return html`<div class="buttons">
    <label class="field inline"><span class="name">${words.plane}</span>
      <select @change=${onValue((value) => leave(value === "two" ? FIRST : null))}>
        <option value="path" .selected=${!two}>${words.path}</option>
        <option value="two" .selected=${Boolean(two)} ?disabled=${!isFew}>${words.two}</option>
      </select></label>
    ${two ? [0, 1].map((axis) => weightChoice(names, two, axis, leave)) : nothing}
    ${beside.fields()}
    <label class="check"><input type="checkbox" .checked=${isLog.value}
      @change=${onChecked((checked) => (isLog.value = checked))}>${words.log}</label></div>
    ${isFew ? nothing : html`<p class="hint">${words.tooMany(MOST)}</p>`}`;
}

/** One of the two weights; the one that the other axis has is not offered.
 * @type {(names: string[], two: [number, number], axis: number, leave: Desk["leave"]) =>
 *   Template} */
const weightChoice = (names, two, axis, leave) => html`
  <label class="field inline"><span class="name">${axis ? words.second : words.first}</span>
    <select @change=${onValue((value) =>
      leave(axis ? [two[0], Number(value)] : [Number(value), two[1]]),
    )}>${names.map(
      (name, at) => html`<option value=${at} .selected=${at === two[axis]}
        ?disabled=${at === two[1 - axis]}>${name}</option>`,
    )}</select></label>`;

/** @type {(desk: Desk, told: Told) => Template} */
function body(desk, told) {
  const { elsewhere, isLog, onPath, onOther, weights, beside } = desk;
  const other = told.beside;
  const isBefore = told.weights && !weights.value;
  return html`<p class=${isBefore ? "" : "hint"}>${isBefore ? words.before : planeInWords(told)}</p>
    ${drawLandscape({
      told,
      isLog: isLog.value,
      at: elsewhere.at.value ?? told.place,
      dot: onPath.value,
      otherDot: onOther.value,
      otherName: beside.name(),
      move: elsewhere.go,
    })}
    ${path(told.path, onPath, words.along)}
    ${other ? path(other, onOther, words.alongOther(beside.name())) : nothing}
    ${other || told.path.epochs.length > 1 ? html`<p class="hint">${words.shades}</p>` : nothing}
    ${other ? html`<p class="hint">${words.valleys}</p>` : nothing}
    ${told.plane ? around(told, elsewhere) : html`<p class="hint">${words.tooLarge}</p>`}`;
}

/** @type {(told: Told) => string} */
function planeInWords({ weights, share, beside }) {
  if (!weights) return beside ? words.heldBoth(percent(share)) : words.held(percent(share));
  return share === null ? words.weightsOnly : words.weightsHeld(percent(share));
}

/** The dots of a path one by one, in words.
 * @type {(path: Path, onPath: Signal<number | null>, label: string) =>
 *   Template | typeof nothing} */
function path({ epochs, losses, distances }, onPath, label) {
  const last = epochs.length - 1;
  if (last < 1) return nothing;
  const at = Math.min(onPath.value ?? last, last);
  const said = words.onPath(epochs[at].toLocaleString("en"), loss(losses[at]), loss(distances[at]));
  return html`<label class="field"><span class="name">${label}</span>
      <input type="range" min="0" max=${last} step="1" .value=${String(at)} aria-valuetext=${said}
        @input=${onField((field) => (onPath.value = Number(field.value)))}></label>
    <p data-part="on-path">${said}</p>
    <meter class="away" min="0" max=${Math.max(...distances) || 1} value=${distances[at]}
      aria-label=${words.far}></meter>`;
}

/** The cross: where it stands, its two sliders, and what the network would answer there.
 * @type {(told: Told, elsewhere: Elsewhere) => Template} */
function around(told, { at, answer, trouble, go, leave, mapOf }) {
  const here = at.value;
  const [x, y] = here ?? told.place;
  const seen = answer.value;
  return html`<div class="around">
    ${slider(words.first, told.x, x, (value) => go([value, y]))}
    ${slider(words.second, told.y, y, (value) => go([x, value]))}</div>
    <p data-part="cross">${
      here && seen ? words.elsewhere(loss(seen.loss), loss(seen.test_loss)) : words.here
    }</p>
    <p class="alert" role="status">${trouble.value}</p>
    ${
      here
        ? html`<div class="what-if">${mapOf()}<p><button class="plain" @click=${leave}
            >${words.back}</button> <span class="hint">${words.waits}</span></p></div>`
        : nothing
    }`;
}

/** @type {(label: string, axis: number[], value: number, act: (value: number) => void) =>
 *   Template} */
function slider(label, axis, value, act) {
  const [low, high] = [axis[0], axis[axis.length - 1]];
  return html`<label class="field"><span class="name">${label} <span class="value"
      >${place(value)}</span></span>
    <input type="range" min=${low} max=${high} step=${(high - low) / TICKS} .value=${String(value)}
      aria-valuetext=${place(value)}
      @input=${onField((field) => act(Number(field.value)))}></label>`;
}
