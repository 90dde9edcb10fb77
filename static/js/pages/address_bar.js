// The address bar of the playground's page: the experiment is read from it, and it follows what the
// experiment becomes.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { decode, encode, formulasIn } from "../store/address.js";
import { same } from "../store/document.js";
import { fitsAddress, ownPoints } from "../store/points.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").Frame} Frame */

const QUICK = 400; // milliseconds: changes closer together are one step of Back
const MOST_MISFITS = 3; // told at once

export class AddressBar {
  /** `saved` is the experiment that the page was opened with, at the present path; `judge` asks
   * what formulas are.
   * @param {Frame} frame
   * @param {Experiment | null} saved
   * @param {(formulas: string[]) => Promise<import("../types.js").Judged>} judge */
  constructor({ catalog, root }, saved, judge) {
    this.catalog = catalog;
    this.home = new URL(root).pathname;
    this.saved = saved;
    this.savedAt = location.pathname;
    this.judge = judge;
  }

  /** The experiment of an address, ours or the original's; the reader of the latter is fetched
   * only when needed.
   * @type {(fragment: string) => Promise<{experiment: Experiment, misfits: Misfit[]}>} */
  async read(fragment) {
    const { catalog, saved } = this;
    if (saved && !fragment && location.pathname === this.savedAt)
      return { experiment: saved, misfits: [] };
    if (history.state?.experiment) return { experiment: history.state.experiment, misfits: [] };
    const formulas = formulasIn(fragment, catalog);
    const judged = formulas.length ? await this.judge(formulas) : new Map();
    const ours = decode(fragment, catalog, judged);
    if (!ours.misfits.length) return ours;
    const links = await import("../store/tf_playground_links.js");
    return links.isTfPlayground(fragment) ? links.fromTfPlayground(fragment, catalog) : ours;
  }

  /** The address follows the experiment, and the experiment the address.
   * @type {(page: Page) => void} */
  follow(page) {
    let last = Infinity; // so that the first, which only tidies the address, is no step of Back
    effect(() => {
      const experiment = page.experiment.value;
      const own = this.saved && same(experiment, this.saved);
      const home = own ? this.savedAt : this.home;
      const fragment = own ? "" : encode(experiment, this.catalog);
      const now = performance.now();
      const state = { experiment: beyond(experiment) };
      const quick = now - last < QUICK;
      if (last === Infinity) last = -Infinity; // however soon the next comes, it is a step
      if (
        fragment === location.hash.slice(1) &&
        home === location.pathname &&
        same(state.experiment, history.state?.experiment ?? null)
      )
        return;
      last = now;
      history[quick ? "replaceState" : "pushState"](
        state,
        "",
        home + location.search + (fragment && `#${fragment}`),
      );
    });
    addEventListener("popstate", async () => {
      const { experiment, misfits } = await this.read(location.hash);
      tellMisfits(page, misfits);
      last = performance.now();
      page.load(experiment);
    });
  }
}

/** What an address cannot carry, this tab's history does: Back, Forward and reload find it.
 * @type {(experiment: Experiment) => Experiment | null} */
const beyond = (experiment) => {
  const points = ownPoints(experiment);
  return points && !fitsAddress(points, experiment.problem) ? experiment : null;
};

/** @type {(page: Page, misfits: Misfit[]) => void} */
export function tellMisfits(page, misfits) {
  for (const { key, value, why } of misfits.slice(0, MOST_MISFITS))
    page.notice("warning", `In the address, ${key}=${value} ${why}.`);
  if (misfits.length > MOST_MISFITS)
    page.notice(
      "warning",
      `${misfits.length - MOST_MISFITS} more values of the address did not fit.`,
    );
}
