// What all pictures of a search show in common: its axes, where each trial stands on them, what the
// brushes keep, and the best few.  Knows neither the screen nor the wire.
import { computed, effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { looksWords as words } from "../words/en/search.js";
import { same } from "./document.js";
import { choiceAxis, lossAxis, numberAxis, placeOf } from "./search_axes.js";
import { keptBy } from "./search_brush.js";
import { topOf } from "./search_figures.js";
import { settingName, settingText } from "./settings.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../study_types.js").Dimension} Dimension */
/** @typedef {import("../study_types.js").SearchVary} SearchVary */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {import("./study.js").Study} Study */
/** @typedef {import("./search_axes.js").Axis} Axis */
/** @typedef {import("./search_brush.js").Brushes} Brushes */
/** @typedef {import("./search_brush.js").Line} Line */
/** @typedef {import("./search_brush.js").Spot} Spot */
/** @template T @typedef {{readonly value: T, peek: () => T}} Computed */
/** @typedef {ReturnType<typeof createLooks>} Looks */

export const SCORE = "score"; // the path of the goal's axis
const USUAL_PERCENT = 10;
const CALM = 120; // milliseconds after which all views follow the brushes, and not the lines alone

/** @type {(study: Study) => SearchVary | null} */
export const searchOf = ({ study }) => {
  const vary = study.value?.vary;
  return vary?.kind === "search" ? vary : null;
};

/** The signals that the pictures read.
 * @type {(study: Study) => {axes: Computed<Axis[]>, lines: Computed<Line[]>,
 *   brushes: import("../types.js").Signal<Brushes>, top: Computed<Set<number>>,
 *   kept: Computed<Set<number> | null>,
 *   percent: import("../types.js").Signal<number>,
 *   states: Computed<Map<number, string>>}} */
export function createLooks(study) {
  const brushes = signal(/** @type {Brushes} */ ({}));
  const percent = signal(USUAL_PERCENT);
  const axes = computed(() => {
    const trials = study.trials.value;
    const settings = (searchOf(study)?.space ?? []).map((one) =>
      axisOf(
        one,
        study.catalog,
        trials.map(({ values }) => values[one.path]),
      ),
    );
    const label = words.score(study.metric.value);
    return [...settings, lossAxis(SCORE, label, trials.map(study.valueOf))];
  });
  const lines = computed(() => linesOf(axes.value, study.trials.value, study.valueOf));
  const kept = computed(() => keptBy(axes.value, lines.value, brushes.value));
  followKept(study, kept);
  return {
    ...{ axes, lines, brushes, percent, kept },
    top: computed(() => topOf(study.trials.value, percent.value, study.valueOf)),
    states: computed(
      () => new Map(study.trials.value.map(({ trial, tried }) => [trial, tried?.state ?? ""])),
    ),
  };
}

/** What costs more than lines to draw follows once a brush has come to rest.
 * @type {(study: Study, kept: Computed<Set<number> | null>) => void} */
function followKept(study, kept) {
  let timer = 0;
  effect(() => {
    void kept.value;
    timer ||= setTimeout(() => {
      timer = 0;
      study.kept.value = kept.peek();
    }, CALM);
  });
}

/** The axis of a setting: over all that it may be, and all that was tried before the space became
 * narrower.
 * @type {(dimension: Dimension, catalog: Catalog, values: unknown[]) => Axis} */
export function axisOf({ path, int, float, choice, bool }, catalog, values) {
  const range = int ?? float;
  const label = settingName(path);
  const tried = values.filter((value) => value !== null && value !== undefined);
  if (range) {
    const numbers = tried.filter((value) => typeof value === "number");
    const low = Math.min(range.from, ...numbers);
    const high = Math.max(range.to, ...numbers);
    return numberAxis(path, label, { low, high, isLog: range.log, isWhole: Boolean(int) });
  }
  const options = bool ? [false, true] : [...(choice ?? [])];
  for (const value of tried) if (!options.some((one) => same(one, value))) options.push(value);
  const texts = options.map((option) => settingText(path, option, catalog));
  return choiceAxis(path, label, options, texts);
}

/** Where each trial stands on all axes, the goal's last.  A trial whose settings have not come yet
 * is left out until they have.
 * @type {(axes: Axis[], trials: Trial[], valueOf: (trial: Trial) => number | null) => Line[]} */
export function linesOf(axes, trials, valueOf) {
  const last = axes.length - 1;
  return trials.flatMap((trial) => {
    if (!Object.keys(trial.values).length) return [];
    const spots = axes.map((axis, at) =>
      at === last ? scoreSpot(axis, trial, valueOf(trial)) : spotOf(axis, trial.values[axis.path]),
    );
    return [{ trial: trial.trial, spots }];
  });
}

/** @type {(axis: Axis, value: unknown) => Spot} */
const spotOf = (axis, value) => placeOf(axis, value) ?? "none";

/** @type {(axis: Axis, trial: Trial, value: number | null) => Spot} */
function scoreSpot(axis, { tried, diverged }, value) {
  if (diverged !== null || tried?.state === "diverged") return "diverged";
  return placeOf(axis, value) ?? "unscored";
}
