// What is rarely changed of how the network learns: rule, loss, optimizer, initial weights, output,
// when to stop.  Fetched when it is first asked for.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { SOFTMAX } from "./controls.js";
import { OPTIMIZER, settingsOf } from "../store/optimizer_settings.js";
import { choiceOf, GRADIENT, PERCEPTRON, ruleOf, withRule } from "../store/rules.js";
import { draw, named, namesOf, numberChoice, onChecked, select } from "./components.js";
import { codeView } from "./code_view.js";
import { pasteCode } from "./paste_code.js";
import { pathSettings } from "./path_settings.js";
import { moreSettingsWords as words } from "../words/en/more.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const EPOCHS = [100, 300, 1000, 3000, 10000];
const LOSSES = [0.001, 0.003, 0.01, 0.03, 0.1];
const PATIENCES = [10, 30, 100, 300];
const DECAYS = [0, 0.5, 0.9, 0.99, 0.999];

/** Fill the panel once; it stays open until somebody presses Escape or something beside it.
 * @type {(page: Page) => void} */
export function mount(page) {
  const place = /** @type {HTMLElement} */ (document.querySelector(".more-settings .panel"));
  if (place.hasChildNodes()) return;
  draw(place, () => panel(page));
  const whole = /** @type {HTMLDetailsElement} */ (place.parentElement);
  whole.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    whole.open = false;
    /** @type {HTMLElement} */ (whole.firstElementChild).focus();
  });
  addEventListener("pointerdown", ({ target }) => {
    const at = /** @type {Element} */ (target);
    const isExplained = document.documentElement.classList.contains("explaining");
    if (!whole.contains(at) && !at.closest("dialog") && !isExplained) whole.open = false;
  });
}

/** @type {(page: Page) => Template} */
const panel = (page) => html`
  ${ruleChoice(page)}
  ${ruleOf(page.experiment.value) === GRADIENT ? gradientSettings(page) : nothing} ${stops(page)}`;

/** By which rule weights are learned, and what that means here.
 * @type {(page: Page) => Template} */
function ruleChoice({ catalog, experiment, load }) {
  const { problem, network } = experiment.value;
  const rule = ruleOf(experiment.value);
  const fits = choiceOf(catalog, PERCEPTRON).problems.includes(problem);
  const chosen = rule === GRADIENT ? "" : words.theRuleAlone;
  const barred = network.hidden.length ? words.takesTheHiddenLayers : "";
  return html`${select({
    label: words.rule,
    control: "rule",
    options: namesOf(catalog.rules.filter(({ problems }) => problems.includes(problem))),
    value: rule,
    resets: true,
    change: (name) => load(withRule(catalog, experiment.value, name)),
  })}
    ${formula(catalog.rules, rule)}
    <p class="caption">${fits ? chosen || barred : words.perceptronIsForClasses}</p>`;
}

/** @type {(page: Page) => Template} */
function gradientSettings(page) {
  const { catalog } = page;
  const { problem } = page.experiment.value;
  const losses = catalog.losses.filter((one) => one.problems.includes(problem));
  const { optimizers, initializers } = catalog;
  const resets = true;
  return html`
    ${named(page, "Loss", "training.loss", losses, { change: page.setLoss, resets })}
    ${formula(losses, page.current("training.loss"))}
    ${named(page, "Optimizer", "training.optimizer.name", optimizers, { resets })}
    ${formula(optimizers, page.current("training.optimizer.name"))}
    ${optimizerSettings(page)}
    ${named(page, words.initialWeights, "network.initializer", initializers, { resets })}
    ${formula(initializers, page.current("network.initializer"))}
    <p class="caption">${page.current("network.parameters") ? words.givenWeights : nothing}</p>
    ${outputOf(page)} ${pathSettings(page)} ${codeView(page)}
    ${pasteCode(page)}`;
}

/** @type {(list: import("../types.js").Choice[], name: string) => Template} */
const formula = (list, name) =>
  html`<p class="caption">${list.find((one) => one.name === name)?.formula ?? nothing}</p>`;

/** What the optimizer has besides its learning rate.
 * @type {(page: Page) => Template[]} */
function optimizerSettings(page) {
  const settings = settingsOf(page.catalog, page.current(`${OPTIMIZER}.name`));
  return settings.map(({ name, label, symbol, usual }) =>
    numberChoice(
      page,
      `${label} ${symbol}`,
      name,
      `${OPTIMIZER}.${name}`,
      DECAYS.filter((value) => value !== usual),
      words.asUsual(usual),
      true,
    ),
  );
}

/** The activation of the output, out of those that go with the loss.
 * @type {(page: Page) => Template} */
function outputOf({ catalog, experiment, change }) {
  const { problem, training, network } = experiment.value;
  const known = [...catalog.activations, SOFTMAX];
  const names = catalog.output_activations[problem]?.[training.loss] ?? ["auto"];
  const labelOf = (/** @type {string} */ name) =>
    name === "auto" ? words.asTheLossAsks : (known.find((one) => one.name === name)?.label ?? name);
  return select({
    label: words.outputActivation,
    control: "outputActivation",
    options: names.map((name) => ({ name, label: labelOf(name) })),
    value: network.output_activation,
    resets: true,
    change: (name) => change("network.output_activation", name),
  });
}

/** When the training stops by itself.
 * @type {(page: Page) => Template} */
function stops(page) {
  const stop = "training.stop";
  const best = `${stop}.restore_best`;
  return html`<fieldset data-control="stop"><legend>${words.stopByItself}</legend>
    ${numberChoice(page, words.afterEpoch, "maxEpochs", `${stop}.max_epochs`, EPOCHS, "Never")}
    ${numberChoice(
      page,
      words.atTrainingLoss,
      "targetLoss",
      `${stop}.target_loss`,
      LOSSES,
      words.atNone,
    )}
    ${numberChoice(
      page,
      words.epochsWithoutABetterTest,
      "patience",
      `${stop}.patience`,
      PATIENCES,
      words.anyNumber,
    )}
    <label class="check" data-control="restoreBest"><input type="checkbox"
      .checked=${Boolean(page.current(best))} ?disabled=${page.current(`${stop}.patience`) == null}
      @change=${onChecked((on) => page.change(best, on || null))}> ${words.thenGoBackToThe}</label>
  </fieldset>`;
}
