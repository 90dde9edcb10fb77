// The lens of activations: f and f′ of a neuron, a point that moves along both, and how the sums of
// the neuron spread beneath them.  The server computes all of it.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { curveWords as words, healthOf, saturatedMeans } from "../../words/en/curve.js";
import { draw, onField, onValue } from "../components.js";
import { followRun, livePace } from "../following.js";
import { fourPlaces as number } from "../digits.js";
import { neuronName, percent, signedTo } from "../format.js";
import { drawCurves } from "./curve_picture.js";
import { flatZones, halfWidth, nearest, POINTS } from "./curve_shape.js";
import { differentUnits, planeOf } from "./layer_facts.js";
import { mathOf } from "./mathml.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").LaidOpen} LaidOpen */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Topology} Topology */
/** @typedef {import("./curve_shape.js").ActivationCurve} ActivationCurve */

const MOST_TERMS = 4; // of a sum that is written out
const START = 1; // the z of the point at first
const NARROWEST = 6; // half of the z that is drawn at first
const place = signedTo(2);

/** Curves that the server has computed, by what was asked.
 * @type {Map<string, ActivationCurve>} */
const known = new Map();
const asked = new Set(); // what is under way

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  const lens = createLens(page);
  const following = followRun(page, {
    ask: () => page.askRun(`neurons/${lens.neuron.peek()}`),
    take: ({ answer, refusal }) => {
      lens.trouble.value = refusal ? refusal.detail || words.sumsAway : "";
      if (answer) lens.take(answer);
    },
    pace: () => livePace(page),
  });
  render(
    html`<div class="curve"><div data-part="choice"></div><div data-part="formulas"></div><div
      data-part="picture"></div></div>`,
    root,
  );
  const whole = /** @type {HTMLElement} */ (root.firstElementChild);
  const [neuron, formula, picture] = /** @type {HTMLElement[]} */ ([...whole.children]);
  const room = signal({ width: 0, letter: 0 });
  const sizes = new ResizeObserver(() => (room.value = roomIn(whole)));
  sizes.observe(whole);
  const ends = [
    effect(() => (void lens.neuron.value, following.again())),
    effect(() => void fetchCurve(page, lens)),
    draw(neuron, () => choice(page, lens)), // not as often as what follows the training
    draw(formula, () => formulas(page, lens.activation.value)),
    draw(picture, () => content(page, lens, room.value)),
  ];
  return () => {
    for (const end of [...ends, following.stop]) end();
    sizes.disconnect();
  };
}

/** What this lens knows.
 * @param {Page} page */
function createLens(page) {
  const chosen = signal("");
  const half = signal(NARROWEST);
  const laidOpen = signal(/** @type {LaidOpen | null} */ (null));
  const units = computed(() => unitsOf(page.topology.value));
  // the one that is pointed at; else the one that was pinned or chosen last
  const neuron = computed(() => {
    const wanted = [page.hovered.value, page.pinned.value, chosen.value, units.value[0]];
    return wanted.find((name) => units.value.includes(name ?? "")) ?? "";
  });
  const activation = computed(() => layerOf(page.topology.value, neuron.value)?.activation ?? "");
  return {
    chosen,
    half,
    laidOpen,
    units,
    neuron,
    activation,
    curve: signal(/** @type {ActivationCurve | null} */ (null)),
    z: signal(START),
    trouble: signal(""), // why there is no histogram
    missing: signal(""), // why there is no curve
    take(/** @type {LaidOpen} */ answer) {
      const { from, to } = answer.histogram;
      const isSame = laidOpen.peek()?.neuron === answer.neuron;
      half.value = halfWidth(isSame ? half.peek() : NARROWEST, from, to);
      laidOpen.value = answer;
    },
  };
}

/** @typedef {ReturnType<typeof createLens>} CurveLens */

/** The neurons that have an activation: all but the features.
 * @type {(topology: Topology | null) => string[]} */
const unitsOf = (topology) => topology?.neurons.slice(topology.inputs.length) ?? [];

/** @type {(topology: Topology | null, neuron: string) => import("../../types.js").Layer |
 *   undefined} */
const layerOf = (topology, neuron) =>
  allLayers(topology).find(({ name }) => name === neuron.split(".")[0]);

/** The layers, and an auxiliary output behind them.
 * @type {(topology: Topology | null) => import("../../types.js").Layer[]} */
const allLayers = (topology) => [topology?.layers ?? [], topology?.auxiliary ?? []].flat();

/** Have the curve of the neuron's activation, over the z that are drawn.  One that was refused is
 * asked for again when the server is back, or has something new to tell of the neuron.
 * @type {(page: Page, lens: CurveLens) => Promise<void>} */
async function fetchCurve(page, lens) {
  const { ask, connection } = page;
  const { activation, half, curve, missing, laidOpen } = lens;
  const name = activation.value;
  const path = `api/activations/${name}?low=${-half.value}&high=${half.value}&points=${POINTS}`;
  const isOne = activationOf(page, name) !== undefined;
  missing.value = isOne ? "" : words.noCurve;
  if (known.has(path) || curve.peek()?.name !== name) curve.value = known.get(path) ?? null;
  if (!isOne || known.has(path) || connection.value !== "live") return;
  void laidOpen.value;
  if (asked.has(path)) return;
  asked.add(path);
  const { answer, refusal } = await ask(path);
  asked.delete(path);
  if (answer) known.set(path, answer);
  if (activation.peek() !== name || !path.includes(`high=${half.peek()}&`)) return;
  if (answer) curve.value = answer;
  missing.value = refusal ? refusal.detail || words.curveAway : "";
}

/** @type {(page: Page, lens: CurveLens, room: {width: number, letter: number}) => Template} */
function content(page, lens, room) {
  const { laidOpen, trouble, missing, neuron, z } = lens;
  const curve = lens.curve.value;
  const seen = laidOpen.value?.neuron === neuron.value ? laidOpen.value : null;
  const one = activationOf(page, lens.activation.value);
  const label = one?.label ?? lens.activation.value;
  const half = curve?.z.at(-1) ?? lens.half.value;
  const drawn = { curve, hasCurve: Boolean(one), seen, z, half, label, ...room };
  return html`
    ${seen ? sumInWords(page, neuron.value) : nothing}
    <p class="hint" role="status">${missing.value}</p>
    ${room.width ? drawCurves(drawn) : nothing}
    ${curve ? point(curve, lens) : nothing}
    <p class="hint" role="status">${trouble.value}</p>
    ${seen && one ? html`<p data-part="health">${healthOf(seen, percent)}</p>` : nothing}
    ${curve ? html`<p class="hint">${zonesInWords(curve)} ${saturatedMeans()}</p>` : nothing}
    ${seen ? kindsInWords(page, neuron.value) : nothing}`;
}

/** What the catalog says of an activation; nothing of softmax, which is no function of one z.
 * @type {(page: Page, name: string) => import("../../types.js").ActivationChoice | undefined} */
const activationOf = ({ catalog }, name) => catalog.activations.find((one) => one.name === name);

/** @type {(page: Page, lens: CurveLens) => Template} */
const choice = ({ topology, catalog, pinned }, { chosen, neuron }) => html`
  <label class="field inline"><span class="name">${words.neuron}</span>
    <select @change=${onValue((name) => {
      chosen.value = name;
      if (pinned.value) pinned.value = name;
    })}>${allLayers(topology.value).map(
      ({ name: layer, units }) =>
        html`<optgroup label=${words.layer(layer)}>${Array.from({ length: units }, (_, unit) => {
          const name = `${layer}.${unit}`;
          return html`<option value=${name} .selected=${name === neuron.value}
            >${neuronName(name, catalog, topology.value)}</option>`;
        })}</optgroup>`,
    )}</select></label>`;

/** @type {(page: Page, name: string) => Template} */
function formulas(page, name) {
  const one = activationOf(page, name);
  if (!one) return nothing;
  return html`<dl class="formulas">
      <div><dt>${one.label}</dt><dd>${formulaOf(one.formula ?? "", "f(z)")}</dd></div>
      <div><dt>${words.slope}</dt><dd>${formulaOf(one.derivative ?? "")}</dd></div>
      <div><dt>${words.range}</dt><dd>${one.range}</dd></div>
    </dl>
    ${one.note ? html`<p class="hint">${one.note}</p>` : nothing}`;
}

/** How wide a place is, and how large a letter there, in CSS pixels.
 * @type {(place: HTMLElement) => {width: number, letter: number}} */
const roomIn = (place) => ({
  width: place.clientWidth,
  letter: parseFloat(getComputedStyle(place).fontSize),
});

/** Formulas as elements, which are made once.
 * @type {Map<string, Element>} */
const made = new Map();

/** @type {(formula: string, name?: string) => Element} */
function formulaOf(formula, name) {
  const key = `${name} ${formula}`;
  const math = made.get(key) ?? mathOf(formula, name);
  made.set(key, math);
  return math;
}

/** The point's place, moved by a slider under the curves or on them, and what it says.
 * @type {(curve: ActivationCurve, lens: CurveLens) => Template} */
function point(curve, { z }) {
  const i = nearest(curve, z.value);
  const [at, value, slope] = [curve.z[i], curve.values[i], curve.slopes[i]];
  return html`
    <input type="range" class="along" aria-label=${words.point} min="0" max=${POINTS - 1} step="1"
      .value=${String(i)}
      aria-valuetext=${words.pointText(place(at), number(value), number(slope))}
      @input=${onField((field) => (z.value = curve.z[Number(field.value)]))}>
    <p class="at-point"><span>z <b data-part="z">${place(at)}</b></span>
      <span>a <b data-part="value">${number(value)}</b></span>
      <span>f′ <b data-part="slope">${number(slope)}</b></span></p>`;
}

/** What z is, where it is one sum of a few inputs.
 * @type {(page: Page, neuron: string) => Template} */
function sumInWords({ topology, parameters }, neuron) {
  const { plan, stage, unit } = stageOf(topology.peek(), neuron);
  const names = plan?.labels ?? plan?.inputs ?? [];
  const plane = plan && planeOf(plan, parameters.peek(), stage, unit);
  if (!plane || names.length > MOST_TERMS) return nothing;
  return html`<p data-part="sum">${stage ? words.oneAgain : nothing}
    <span>z = ${sumOf(plane.weights, names, plane.bias)}</span></p>`;
}

/** How many neurons of a hidden layer are different.
 * @type {(page: Page, neuron: string) => Template} */
function kindsInWords({ topology, parameters }, neuron) {
  const { plan, stage } = stageOf(topology.peek(), neuron);
  const { units = 1 } = plan?.layers[stage] ?? {};
  if (!plan || units === 1 || stage === plan.layers.length - 1) return nothing;
  const kinds = differentUnits(plan, parameters.peek(), stage);
  return html`<p data-part="kinds">${
    kinds < units ? words.fewDifferent(units, kinds) : words.allDifferent(units)
  }</p>`;
}

/** Where a neuron stands: in which of the layers, and as which of its units.
 * @type {(plan: Topology | null, neuron: string) => {plan: Topology | null, stage: number,
 *   unit: number}} */
function stageOf(plan, neuron) {
  const [name, unit] = neuron.split(".");
  const stage = plan?.layers.findIndex((layer) => layer.name === name) ?? -1;
  return { plan: stage < 0 ? null : plan, stage, unit: Number(unit) };
}

/** A sum as it is written: "0.50 x₁ − 0.25 x₂ + 0.10".
 * @type {(weights: number[], names: string[], bias: number) => string} */
function sumOf(weights, names, bias) {
  const terms = [...weights.map((weight, i) => `${place(weight)} ${names[i]}`), place(bias)];
  const [first, ...others] = terms.map((term) => [term[0], term.slice(1)]);
  const start = first[0] === "−" ? `−${first[1]}` : first[1];
  return [start, ...others.map(([sign, rest]) => `${sign} ${rest}`)].join(" ");
}

/** @type {(curve: ActivationCurve) => string} */
function zonesInWords(curve) {
  const { z } = curve;
  const [first, last] = [z[0], z[z.length - 1]];
  const zones = flatZones(curve);
  if (!zones.length) return words.never;
  const told = zones.map(([from, to]) => {
    if (from === first && to === last) return "";
    if (from === first) return words.below(place(to));
    return to === last ? words.above(place(from)) : words.between(place(from), place(to));
  });
  return told[0] ? words.zones(told.join(words.and)) : words.everywhere;
}
