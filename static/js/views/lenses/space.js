// The lens of bent space: the map's grid and the training points as a hidden layer places them, and
// the straight line of the output among them.  The server computes the places.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { spaceWords as words } from "../../words/en/space.js";
import { draw, onValue } from "../components.js";
import { followRun, livePace } from "../following.js";
import { neuronName, percent } from "../format.js";
import { lookOf } from "../legend.js";
import { borderPath, framing, gridPath, onTheirSide, pointsPath, SIDE } from "./space_shape.js";

/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").SpaceTold} Told */
/** @typedef {{told: Signal<Told | null>, trouble: Signal<string>, layer: Signal<string>}} Lens
 *   `layer` is the one that was chosen; empty: the last one */

const SELDOM = 2; // of the questions that other lenses ask: an answer has many numbers
const DOT = 3.2; // of a point, its radius
const SHADES = 5; // of the points of a regression

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  /** @type {Lens} */
  const lens = { told: signal(null), trouble: signal(""), layer: signal("") };
  const following = followRun(page, {
    ask: () => page.askRun(`bent_space${lens.layer.peek() && `?layer=${lens.layer.peek()}`}`),
    take: ({ answer, refusal }) => {
      lens.trouble.value = refusal ? refusal.detail || words.away : "";
      if (answer) lens.told.value = answer;
    },
    pace: () => SELDOM * livePace(page),
  });
  const ends = [
    effect(() => {
      const names = layersOf(page).map(({ name }) => name);
      if (!names.includes(lens.layer.peek())) lens.layer.value = "";
    }),
    effect(() => (void lens.layer.value, following.again())),
    draw(root, () => content(page, lens, root)),
  ];
  return () => {
    for (const end of [...ends, following.stop]) end();
  };
}

/** The hidden layers.
 * @type {(page: Page) => import("../../types.js").Layer[]} */
const layersOf = ({ topology }) => topology.value?.layers.slice(0, -1) ?? [];

/** @type {(page: Page, lens: Lens, root: HTMLElement) => Template} */
function content(page, lens, root) {
  const told = lens.told.value;
  const trouble = lens.trouble.value;
  return html`<div class="space">${choice(page, lens)}
    <p class="alert" role="status">${trouble}</p>
    ${told && !trouble ? body(page, told, root) : trouble ? nothing : html`<p>${words.asking}</p>`}
  </div>`;
}

/** @type {(page: Page, lens: Lens) => Template | typeof nothing} */
function choice(page, { layer }) {
  const layers = layersOf(page);
  const chosen = layer.value || layers.at(-1)?.name;
  if (layers.length < 2) return nothing;
  return html`<label class="field inline"><span class="name">${words.layer}</span>
    <select @change=${onValue((value) => (layer.value = value))}>${layers.map(
      ({ name, units }) => html`<option value=${name} .selected=${name === chosen}
        >${words.hidden(numberOf(name), units)}</option>`,
    )}</select></label>`;
}

/** @type {(name: string) => number} */
const numberOf = (name) => Number(name.slice(1));

/** @type {(page: Page, told: Told, root: HTMLElement) => Template} */
function body(page, told, root) {
  const { points, of } = told;
  return html`<p class="hint">${told.share === null ? words.alike : axesInWords(page, told)}</p>
    ${picture(page, told, root)}
    <ul class="signs"><li class="along">${words.along}</li><li class="up">${words.up}</li>${
      borderOf(page, told) ? html`<li class="border">${words.border}</li>` : nothing
    }</ul>
    <p data-part="verdict">${verdict(page, told)}</p>
    <p class="hint">${points.length < of ? words.firstOnes(points.length, of) : nothing}</p>`;
}

/** @type {(page: Page, told: Told) => string} */
function axesInWords({ catalog, topology }, { layer, units, axes, share }) {
  const name = (/** @type {number} */ unit) =>
    neuronName(`${layer}.${unit}`, catalog, topology.value);
  if (axes === "components") return words.components(units, percent(share));
  return units === 1 ? words.oneUnit(name(0)) : words.units(name(0), name(1));
}

/** The output whose border is a line here: the only one of a run that learns two classes.
 * @type {(page: Page, told: Told) => import("./space_shape.js").Score | null} */
const borderOf = ({ settled }, { scores }) =>
  settled.value.problem === "classification" && scores.length === 1 ? scores[0] : null;

/** @type {(page: Page, told: Told) => string} */
function verdict(page, told) {
  const { scores, points, axes } = told;
  const { problem } = page.settled.value;
  if (!scores.length) return words.bendsOn;
  if (problem === "regression") return words.numbers;
  const score = borderOf(page, told);
  if (!score) return words.classes(scores.length);
  if (!score.weights.some(Boolean)) return words.noBorder;
  const labels = page.dealt.value.train.map(([, , label]) => Number(label));
  const right = onTheirSide(points, labels, score);
  return (axes === "units" ? words.parts : words.partsFlat)(right, points.length);
}

/** @type {(page: Page, told: Told, root: HTMLElement) => Template} */
function picture(page, told, root) {
  const { across, up, points, layer } = told;
  const frame = framing([...across.flat(), ...points]);
  const middle = (across.length - 1) / 2;
  const score = borderOf(page, told);
  return html`<svg class="bent" viewBox="0 0 ${SIDE} ${SIDE}" role="img"
      aria-label=${words.picture(numberOf(layer))}>
    <path class="along" d=${gridPath(across, frame)}></path>
    <path class="up" d=${gridPath(up, frame)}></path>
    <path class="along middle" d=${gridPath([across[middle]], frame)}></path>
    <path class="up middle" d=${gridPath([up[middle]], frame)}></path>
    ${groupsOf(page, points, root).map(
      ({ look, places }) => svg`<path class="points" fill=${look.fill} fill-opacity=${look.opacity}
        d=${pointsPath(places, look.corners, DOT, frame)}></path>`,
    )}
    ${score ? svg`<path class="border" d=${borderPath(score, frame)}></path>` : nothing}
  </svg>`;
}

/** The points by how they look on the map.
 * @type {(page: Page, points: number[][], root: HTMLElement) => {look: ReturnType<typeof lookOf>,
 *   places: number[][]}[]} */
function groupsOf({ catalog, dealt, settled }, points, root) {
  const style = getComputedStyle(root);
  const { train } = dealt.value;
  /** @type {Map<string, {look: ReturnType<typeof lookOf>, places: number[][]}>} */
  const groups = new Map();
  points.forEach((place, k) => {
    if (!train[k]) return; // the points of another run are on their way
    const look = lookOf(train[k][2], [settled.value.problem], style, catalog.class_colours);
    const opacity = Math.ceil(look.opacity * SHADES) / SHADES;
    const key = `${look.fill} ${opacity}`;
    const group = groups.get(key) ?? { look: { ...look, opacity }, places: [] };
    group.places.push(place);
    groups.set(key, group);
  });
  return [...groups.values()];
}
