// Why the chosen trial of a search was culled, diverged or did not fit: asked for once it has been
// chosen for a while.
import { computed, effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("./study.js").Study} Study */

const CALM = 200; // milliseconds
const REASONED = ["culled", "diverged", "unfit"];

/** Have `study.fate` follow the trial that is chosen.
 * @type {(study: Study) => void} */
export function followFate(study) {
  const wanted = computed(() => {
    const trial = study.trials.value[study.chosen.value ?? -1];
    return trial?.tried && REASONED.includes(trial.tried.state) ? trial.trial : null;
  });
  let timer = 0;
  effect(() => {
    const trial = wanted.value;
    clearTimeout(timer);
    if (trial === null || study.fate.peek()?.trial === trial) return;
    timer = setTimeout(async () => {
      const answer = await study.ask(`trials/${trial}`);
      if (answer) study.fate.value = { trial, text: answer.reason ?? "" };
    }, CALM);
  });
}
