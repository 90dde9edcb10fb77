// The lenses: what each is called, how it is fetched, and of which runs it has nothing to say.  To
// add one: a line here, and its words in words/en/lens_names.js.

import { PERCEPTRON, ruleOf } from "../../store/rules.js";
import { backpropWords } from "../../words/en/backprop.js";
import { landscapeWords } from "../../words/en/landscape.js";
import { pathLensWords } from "../../words/en/paths.js";
import { perceptronWords } from "../../words/en/perceptron.js";
import { residualWords } from "../../words/en/residuals.js";
import { spaceWords } from "../../words/en/space.js";
import { thresholdWords } from "../../words/en/threshold.js";

/** @typedef {import("../../types.js").Lens} Lens */

/** @type {Lens[]} in the order in which they are offered */
export const LENSES = [
  { name: "curve", load: () => import("./curve.js"), barrier: () => "" },
  {
    name: "threshold",
    load: () => import("./threshold.js"),
    barrier: ({ settled }) =>
      settled.value.problem === "regression" ? thresholdWords.regression : "",
  },
  {
    name: "residuals",
    load: () => import("./residuals.js"),
    barrier: ({ settled }) => (settled.value.problem === "regression" ? "" : residualWords.classes),
  },
  {
    name: "space",
    load: () => import("./space.js"),
    barrier: ({ settled }) => (settled.value.network.hidden.length ? "" : spaceWords.straight),
  },
  {
    name: "landscape",
    load: () => import("./landscape.js"),
    barrier: ({ settled }) => (ruleOf(settled.value) === PERCEPTRON ? landscapeWords.rule : ""),
  },
  {
    name: "backprop",
    load: () => import("./backprop.js"),
    barrier: ({ settled }) =>
      ruleOf(settled.value) === PERCEPTRON ? backpropWords.anotherRule : "",
  },
  {
    name: "paths",
    load: () => import("./paths.js"),
    barrier: ({ settled }) => {
      const { wide, deep, auxiliary } = settled.value.network;
      return wide || deep || auxiliary ? "" : pathLensWords.onePath;
    },
  },
  {
    name: "perceptron",
    load: () => import("./perceptron.js"),
    barrier: ({ settled }) =>
      ruleOf(settled.value) === PERCEPTRON ? "" : perceptronWords.anotherRule,
  },
];

/** The lens of a name, if there is one.
 * @type {(name: string) => Lens | undefined} */
export const lensNamed = (name) => LENSES.find((lens) => lens.name === name);
