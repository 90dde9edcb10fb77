// What a person does with a page, in whichever browser it stands, and what is waited for.
//
// A stage is a page that is open: `evaluate` runs a function in it, `click` clicks the element that
// a function finds, `follow` does so with a link, `press` presses a key, `type` types a text, and
// `drag` draws with the pointer from a place of an element to another; `picture` is what is seen of
// one.  `heard` is all that the page was heard to say and do that no page should.

// milliseconds for whatever is waited for: the machine may be busy
export const PATIENCE = 120_000;
const PAUSE = 20; // milliseconds between two looks

/** What is asked of a page that is just left is no fault: it is asked again of the next one. */
const onTheWay = (error) => {
  if (!/navigat|destroyed|no such/i.test(error.message)) throw error;
};

/** Wait until something is so in the page, as long as it complains of nothing. */
export async function waitFor({ evaluate, heard }, look, ...values) {
  const isSo = `(...values) => Boolean((${look})(...values))`; // an element is no answer
  const end = performance.now() + PATIENCE;
  while (!heard.size && performance.now() < end) {
    if (await evaluate(isSo, ...values).catch(onTheWay)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw new Error(`it never was so: ${look} ${values}`);
}

/** The button, link, box or field of a name that can be used now. */
const named = (name) =>
  [...document.querySelectorAll("button, a, summary, select, input, textarea")].find(
    (one) =>
      one.checkVisibility() &&
      !one.disabled &&
      one.getAttribute("aria-disabled") !== "true" &&
      (one.getAttribute("aria-label") ?? (one.labels?.[0] ?? one).textContent).trim() === name,
  );

export async function click(stage, name) {
  await waitFor(stage, named, name);
  await stage.click(named, name);
}

/** Wait for an epoch, or a later one. */
export const waitForEpoch = (stage, least) =>
  waitFor(
    stage,
    (least) => Number(document.querySelector("[data-epoch]").dataset.epoch) >= least,
    least,
  );

export const waitForFigures = (stage) =>
  waitFor(stage, () => /\d/.test(document.querySelector("[data-figure=loss]")?.textContent));

/** The map as soon as it is seen to be another than the last one. */
export async function nextPicture(stage, last) {
  const end = performance.now() + PATIENCE;
  while (!stage.heard.size && performance.now() < end) {
    const shown = await stage.picture("#map");
    if (shown !== last) return shown;
  }
  throw new Error("the map is not painted any more");
}

/** Click what a selector names, as soon as it is there. */
export async function clickOn(stage, selector) {
  await waitFor(stage, (selector) => document.querySelector(selector)?.checkVisibility(), selector);
  await stage.click((selector) => document.querySelector(selector), selector);
}
