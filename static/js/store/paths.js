// Which inputs take which path through a network, as a person chooses them: by name.
import { isTabular } from "./document.js";

/** @typedef {{names: string[], wide: string[], deep: string[]}} Paths */

/** The inputs of each path, by the names that documents give them.
 * @type {(experiment: import("../types.js").Experiment) => Paths} */
export function pathsOf(experiment) {
  const names = isTabular(experiment) ? (experiment.data.columns ?? []) : experiment.features;
  const { wide, deep } = experiment.network;
  return { names, wide: wide === true ? names : wide || [], deep: deep ?? names };
}

/** Some names with one more, or one less.
 * @type {(names: string[], name: string, on: boolean) => string[]} */
export const toggled = (names, name, on) =>
  on ? [...names, name] : names.filter((other) => other !== name);

/** What a document says of the inputs of a path: `all` and `none` in place of such lists.
 * @type {<A, N>(names: string[], chosen: string[], all: A, none: N) => string[] | A | N} */
export function said(names, chosen, all, none) {
  const inOrder = names.filter((name) => chosen.includes(name));
  if (!inOrder.length) return none;
  return inOrder.length === names.length ? all : inOrder;
}
