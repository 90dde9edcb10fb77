// What the page does with an experiment that the server refuses: it goes on without what was
// refused, and says so.
import { sentence } from "../page.js";
import { isUpload, ownAmong, withDataSet } from "../store/document.js";
import { NO_NETWORK, NO_TABLE } from "../transport/stream.js";
import { refusedExperimentWords as words } from "../words/en/refused.js";

/** @typedef {import("../types.js").Page} Page */

/** The server does not take the experiment: what it does not take is left out.
 * @type {(page: Page, bar: import("./address_bar.js").AddressBar, why: string, code?: string) =>
 *   void} */
export function goOnWithout(page, bar, why, code) {
  if (code === NO_NETWORK) return withoutNetwork(page, bar);
  const { catalog } = page;
  const { problem, features: chosen } = page.experiment.value;
  const own = ownAmong(catalog, chosen);
  if (isUpload(page.experiment.value))
    return withoutTable(page, code === NO_TABLE ? words.theTableIsNotOn : sentence(why));
  page.notice(
    "error",
    `${sentence(why)} ${
      own.length ? words.itGoesOnWithout(own.join(" and ")) : words.theUsualExperimentIsShown
    }`,
  );
  const usual = catalog.defaults[problem];
  const known = chosen.filter((/** @type {string} */ name) => !own.includes(name));
  page.experiment.value = own.length
    ? { ...page.experiment.value, features: known.length ? known : usual.features }
    : usual;
}

/** The link opens its experiment, untrained.
 * @type {(page: Page, bar: import("./address_bar.js").AddressBar) => void} */
function withoutNetwork(page, bar) {
  bar.trained = "";
  page.notice("error", words.theTrainedNetworkOfThis);
}

/** The table cannot be learned from; all else stays.
 * @type {(page: Page, why: string) => void} */
function withoutTable(page, why) {
  const { catalog } = page;
  const { problem } = page.experiment.value;
  page.notice("error", words.bringItAgain(why));
  page.experiment.value = withDataSet(
    catalog,
    page.experiment.value,
    catalog.defaults[problem].data.name,
  );
}
