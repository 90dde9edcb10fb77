// The dialog in which a table of one's own is brought, and in which is chosen what of a table is
// learned: fetched when first opened.  How a table is read, the server says (table_source.js shows
// it); what is learned of it, table_choice.js asks.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { batch, signal } from "../../vendor/signals-core/signals-core.mjs";
import { isUpload, same } from "../store/document.js";
import { builtIn, choiceOf, faultOf, refusedUnsent, withTable } from "../store/own_table.js";
import { draw } from "./components.js";
import { choosing, preview } from "./table_choice.js";
import { AS_FOUND, dropped, faults, reading, source } from "./table_source.js";
import { ownTableWords as words } from "../words/en/own.js";
import { away } from "../words/en/server.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Table} Table */
/** @typedef {import("../types.js").TableReply} TableReply */
/** @template T @typedef {{value: T, peek: () => T}} Signal */
/** @typedef {{blob: Blob, name: string, pasted: boolean}} Content */
/**
 * @typedef {{
 *   page: Page, element: HTMLDialogElement, text: Signal<string>, content: Signal<Content | null>,
 *   asked: Signal<Record<string, string>>,
 *   table: Signal<Table | null>, reply: Signal<TableReply | null>,
 *   choice: Signal<import("../types.js").TableChoice | null>,
 *   bringing: Signal<boolean>, over: Signal<boolean>, trouble: Signal<string>,
 *   status: Signal<string>, number: number,
 *   bring: (content: Content) => void, ask: (asked: Record<string, string>) => void,
 * }} Desk
 */

let kept = ""; // the text of a dialog that was closed before its table was used

/** Ask for a table; or, again, for what is learned of the one that is there.
 * @type {(page: Page, again: boolean) => void} */
export function openTable(page, again) {
  const element = document.createElement("dialog");
  element.className = "own-table";
  element.setAttribute("aria-labelledby", "table-title");
  const desk = createDesk(page, element);
  if (again) void reopen(desk);
  const stop = draw(element, () => contents(desk));
  element.onclose = () => {
    desk.number++; // answers that come later are nobody's
    kept = desk.text.peek();
    stop();
    element.remove();
  };
  document.body.append(element);
  element.showModal();
}

/** @type {(page: Page, element: HTMLDialogElement) => Desk} */
function createDesk(page, element) {
  const desk = {
    page,
    element,
    text: signal(kept),
    content: signal(/** @type {Content | null} */ (null)),
    asked: signal(AS_FOUND),
    table: signal(/** @type {Table | null} */ (null)),
    reply: signal(/** @type {TableReply | null} */ (null)),
    choice: signal(/** @type {import("../types.js").TableChoice | null} */ (null)),
    bringing: signal(true),
    over: signal(false),
    trouble: signal(""),
    status: signal(""),
    number: 0,
    bring: (/** @type {Content} */ content) => bring(desk, content),
    ask: (/** @type {Record<string, string>} */ asked) => void ask(desk, asked),
  };
  return desk;
}

/** @type {(desk: Desk) => Template} */
function contents(desk) {
  const {
    page,
    element,
    table: { value: table },
    choice: { value: choice },
    over,
    trouble,
    status,
  } = desk;
  const missing = !table || !choice;
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (missing) trouble.value = words.thereIsNoTableYet;
    else void use(desk, table, choice);
  };
  return html`<form method="dialog" class=${over.value ? "over" : ""} @submit=${take}
    @dragover=${(/** @type {DragEvent} */ event) => dragged(desk, event)}
    @dragleave=${() => (over.value = false)}
    @drop=${(/** @type {DragEvent} */ event) => dropped(desk, event)}>
    <div class="body">
      <h2 id="table-title">${table ? words.table(table.name) : words.aTableOfYourOwn}</h2>
      ${table?.builtin ? nothing : html`${source(desk)} ${faults(desk)} ${reading(desk)}`}
      ${missing ? nothing : html`${preview(desk, table)} ${choosing(desk, table, choice)}`}
    </div>
    <footer>
      <div><p role="alert" class="alert">${trouble.value}</p><p role="status"
        class="told">${status.value}</p></div>
      <p class="buttons"><button type="button" class="plain"
        @click=${() => element.close()}>${words.cancel}</button>
        <button class="plain done" title=${words.theNetworkBeginsAnewWith}
          aria-disabled=${missing || page.busy.value ? "true" : nothing}>${words.useThisTable}
          <span class="resets" aria-hidden="true">↺</span><span
            class="unseen">${words.restartsTraining}</span></button></p>
    </footer>
  </form>`;
}

/** @type {(desk: Desk, event: DragEvent) => void} */
function dragged({ over }, event) {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  over.value = true;
}

/** Show the table that is learned from: one that ships with the server is known, one that was
 * brought is asked for.
 * @type {(desk: Desk) => Promise<void>} */
async function reopen(desk) {
  const { page, status } = desk;
  const experiment = page.experiment.peek();
  desk.bringing.value = false;
  if (!isUpload(experiment)) {
    const set = page.catalog.datasets.find((one) => one.name === experiment.data.name);
    return show(desk, { table: set && builtIn(set), wrong: "", faults: [] });
  }
  status.value = words.askingForTheTable;
  const number = ++desk.number;
  const reply = await answer(desk, (tables) => tables.read(experiment.data.dataset_id ?? ""));
  if (number === desk.number)
    show(
      desk,
      reply.gone
        ? {
            ...reply,
            wrong: words.thisServerHasNoLonger,
          }
        : reply,
    );
}

/** @type {(desk: Desk, about: (tables: import("../types.js").TableDesk) => Promise<TableReply>) =>
 *   Promise<TableReply>} */
const answer = ({ page }, about) =>
  page
    .tables()
    .then(about)
    .catch(() => ({
      wrong: words.theServerCannotBeReached,
      faults: [],
    }));

/** New content, read as it is found.
 * @type {(desk: Desk, content: Content) => void} */
function bring(desk, content) {
  const refused = refusedUnsent(content.blob, desk.page.catalog.limits.max_csv_bytes);
  desk.number++;
  batch(() => {
    desk.content.value = refused ? null : content;
    desk.table.value = desk.choice.value = null;
    desk.status.value = "";
    show(desk, { wrong: refused, faults: [] });
  });
  if (!refused) void ask(desk, AS_FOUND);
}

/** Have the content read, in the way that is asked for.
 * @type {(desk: Desk, asked: Record<string, string>) => Promise<void>} */
async function ask(desk, asked) {
  const {
    content: { value: content },
    status,
    trouble,
  } = desk;
  if (!content) return;
  const number = ++desk.number;
  desk.asked.value = asked;
  trouble.value = "";
  status.value = words.reading(content.name);
  const reply = await answer(desk, (tables) =>
    tables.upload(content.blob, { name: content.name, ...asked }),
  );
  if (number === desk.number) show(desk, reply);
}

/** What came is shown, and what was chosen before stays where it still fits.
 * @type {(desk: Desk, reply: TableReply) => void} */
function show(desk, reply) {
  const {
    page,
    element,
    table: { value: before },
    choice,
  } = desk;
  const { table = null, wrong } = reply;
  const { limits } = page.catalog;
  const inSource = element.querySelector(".source")?.contains(document.activeElement);
  const names = (/** @type {Table | null} */ one) =>
    one?.columns.map(({ name, kind }) => [name, kind]);
  batch(() => {
    desk.reply.value = wrong ? reply : null;
    desk.table.value = table;
    if (table && !(choice.value && same(names(table), names(before))))
      choice.value = choiceOf(table, page.experiment.peek(), limits);
    desk.trouble.value = table && choice.value ? faultOf(table, choice.value, limits) : "";
    desk.status.value =
      table && !table.builtin ? words.wereRead(table.rows, table.columns.length) : "";
    desk.bringing.value = !table;
  });
  if (table && inSource)
    // the source is folded away
    /** @type {HTMLElement | null} */ (element.querySelector("#table-read"))?.focus();
}

/** Open an experiment; return why that was not possible, if so.
 * @type {(page: import("../types.js").Page, wanted: import("../types.js").Experiment) =>
 *   Promise<string>} */
const open = (page, wanted) =>
  page.share().then(
    (actions) => actions.open(wanted),
    () => away.nothingOpened,
  );

/** Learn from the table, if the server takes it; else say why not, and stay.
 * @type {(desk: Desk, table: Table, choice: import("../types.js").TableChoice) => Promise<void>} */
async function use(desk, table, choice) {
  const { page, element, trouble, status } = desk;
  const experiment = page.experiment.peek();
  trouble.value = faultOf(table, choice, page.catalog.limits);
  if (trouble.value) return;
  const wanted = withTable(page.catalog, experiment, table, choice);
  status.value = words.askingForANetworkThat;
  trouble.value = same(wanted, experiment) ? "" : await open(page, wanted);
  status.value = "";
  if (trouble.value) return;
  desk.text.value = "";
  element.close();
  if (!same(wanted, experiment)) page.notice("info", words.theNetworkLearnsFromThis);
}
