// The address bar of the playground's page: the experiment is read from it, and it follows what the
// experiment becomes.  The tab's history entry holds the run, for reload and Back.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { decode, encode, formulasIn } from "../store/address.js";
import { lensOf, withLens } from "../store/fragments.js";
import { storage } from "../storage.js";
import { same } from "../store/document.js";
import { fitsAddress, ownPoints } from "../store/points.js";
import { addressBarWords as words } from "../words/en/notices.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").Frame} Frame */
/** @typedef {import("../types.js").RunGrant} RunGrant */

const QUICK = 400; // milliseconds: changes closer together are one step of Back
const HANDED = "handed-over"; // in the tab's memory
const MOST_MISFITS = 3; // told at once

/** Open the playground's own page with a run; what its address cannot carry goes along.
 * @type {(frame: Frame, run: RunGrant, experiment: Experiment) => void} */
export function handOver({ at, catalog }, run, experiment) {
  const state = { run, experiment: beyond(experiment) };
  storage("sessionStorage").setItem(HANDED, JSON.stringify(state));
  const fragment = withLens(encode(experiment, catalog), lensOf(location.hash));
  location.assign(at(fragment && `#${fragment}`));
}

/** Take what was handed over, as if this entry of the history had had it before. */
function takeOver() {
  const memory = storage("sessionStorage");
  const state = memory.getItem(HANDED);
  if (state && !history.state) history.replaceState(JSON.parse(state), "");
  memory.removeItem(HANDED);
}

export class AddressBar {
  /** `saved` is the experiment that the page was opened with, at the present path; `judge` asks
   * what formulas are.
   * @param {Frame} frame
   * @param {Experiment | null} saved
   * @param {(formulas: string[]) => Promise<import("../types.js").Judged>} judge */
  constructor({ catalog, root, trained }, saved, judge) {
    takeOver();
    this.catalog = catalog;
    this.home = new URL(root).pathname;
    this.saved = saved;
    this.savedAt = location.pathname;
    this.trained = trained; // its id, if it opens with a trained network
    this.judge = judge;
    /** @type {RunGrant | null} */
    this.run = history.state?.run ?? null; // the run of this tab
    this.left = this.run?.id ?? ""; // the run that was left at this entry, until it is seen again
  }

  /** What a run of an experiment is made of: of the saved one, its trained network.
   * @type {(experiment: Experiment) => import("../types.js").Origin} */
  origin(experiment) {
    const isSaved = this.trained && same(experiment, this.saved);
    return isSaved ? { experiment_id: this.trained } : { experiment };
  }

  /** Keep a run in the present entry, and in those that follow.
   * @type {(run: RunGrant) => void} */
  remember(run) {
    this.run = run;
    history.replaceState({ ...history.state, run }, "");
  }

  /** A run that was left here may have had another document since: then it gets the address's.
   * @type {(page: Page, message: import("../types.js").Snapshot) => void} */
  resume(page, { run, experiment }) {
    if (run === this.left && !this.areAlike(experiment, page.experiment.peek())) page.unsent = true;
    this.left = "";
  }

  /** Whether both have the same address.
   * @type {(one: Experiment, other: Experiment) => boolean} */
  areAlike(one, other) {
    const { catalog } = this;
    return encode(one, catalog) === encode(other, catalog) && same(beyond(one), beyond(other));
  }

  /** The experiment of an address, ours or the original's; the reader of the latter is fetched
   * only when needed.
   * @type {(whole: string) => Promise<{experiment: Experiment, misfits: Misfit[]}>} */
  async read(whole) {
    const fragment = withLens(whole, "");
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
      const fragment = withLens(own ? "" : encode(experiment, this.catalog), lensOf(location.hash));
      const now = performance.now();
      const state = { experiment: beyond(experiment), run: this.run };
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
      if (!haveSameLocks(experiment, page.experiment.peek())) return location.reload();
      tellMisfits(page, misfits);
      last = performance.now();
      if (this.run) this.remember(this.run);
      page.load(experiment, true);
    });
  }
}

/** A run keeps what its document locks, and the locks: with others, another run is wanted.
 * @type {(one: Experiment, other: Experiment) => boolean} */
const haveSameLocks = ({ view: one }, { view: other }) =>
  same(one.lock, other.lock) && (!one.lock || same(one.hide, other.hide));

/** What an address cannot carry, this tab's history does: Back, Forward and reload find it.
 * @type {(experiment: Experiment) => Experiment | null} */
const beyond = (experiment) => {
  const points = ownPoints(experiment);
  return points && !fitsAddress(points, experiment.problem) ? experiment : null;
};

/** @type {(page: Page, misfits: Misfit[]) => void} */
export function tellMisfits(page, misfits) {
  for (const { key, value, why } of misfits.slice(0, MOST_MISFITS))
    page.notice("warning", words.inTheAddress(key, value, why));
  if (misfits.length > MOST_MISFITS)
    page.notice(
      "warning",
      `${misfits.length - MOST_MISFITS} more values of the address did not fit.`,
    );
}
