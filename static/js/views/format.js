// How numbers are written, and what neurons are called in words.
import { neuronNames as names } from "../words/en/stage.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Topology} Topology */

const SMALL = 1e-4; // below which a number is written with a power of ten
const LARGE = 1e5; // beyond, a number is written with a power of ten
const LARGEST_R2 = 100; // beyond, two places say nothing

/** @type {(value: number) => string} */
const power = (value) => value.toExponential(1).replace("+", "").replaceAll("-", "−");

/** A loss in its three leading digits, or two where it is below 0.01: the same form all the way
 * that a training usually goes.  A very large or small one is written with a power of ten.
 * @type {(value: number | null | undefined) => string} */
export function loss(value) {
  if (value == null) return "–";
  const size = Math.abs(value);
  const leading = value === 0 ? -1 : Math.floor(Math.log10(size));
  const places = leading < 0 ? (leading < -2 ? 1 : 2) - leading : 3 - Math.min(3, leading);
  return value === 0 || (size >= SMALL && size < LARGE)
    ? value.toFixed(places).replace("-", "−")
    : power(value);
}

/** @type {(value: number | null | undefined) => string} */
export const percent = (value) => (value == null ? "–" : `${(100 * value).toFixed(1)} %`);

/** @type {(digits: number) => (value: number | null | undefined) => string} */
export const signedTo = (digits) => (value) => {
  if (value == null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return (value < 0 ? "−" : "+") + (size < LARGE ? size.toFixed(digits) : power(size));
};
export const signed = signedTo(2);

/** @type {(value: number | null | undefined) => string} */
export const r2 = (value) => (Math.abs(value ?? 0) < LARGEST_R2 ? signed(value) : loss(value));

/** An epoch as six digits, so that nothing moves when it grows.
 * @type {(value: number) => string} */
export const epochDigits = (value) =>
  String(value)
    .padStart(6, "0")
    .replace(/(\d{3})$/, ",$1");

/** What a neuron is called in words.
 * @type {(name: string, catalog: Catalog, topology: Topology | null) => string} */
export function neuronName(name, catalog, topology) {
  const feature = catalog.features.find((one) => one.name === name);
  if (feature) return names.feature(feature.label);
  if (topology?.inputs.includes(name))
    return names.feature(topology.labels?.[topology.inputs.indexOf(name)] ?? name);
  const [layer, unit] = name.split(".");
  if (layer === "output") return names.output;
  if (layer === "o" || layer === "aux") {
    const { channels = 1, classes = [], targets = [] } = topology ?? {};
    const name = targets[Number(unit)]?.name ?? (channels > 1 && classes[Number(unit)]);
    if (layer === "aux") return name ? names.auxiliaryFor(name) : names.auxiliary;
    return name ? names.outputFor(name) : names.output;
  }
  return names.hidden(layer.slice(1), Number(unit) + 1);
}
