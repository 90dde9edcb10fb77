// The page on which a run on pictures is begun: its settings, and what data the server has.
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { openPage, placeOf, sentence, switchTheme } from "../page.js";
import { storage } from "../storage.js";
import { DIGITS, FASHION, fieldOfPath, readForm, usualForm } from "../store/images_wish.js";
import { rememberImages } from "../store/known_images.js";
import { Api } from "../transport/api.js";
import { focusOn, mount } from "../views/images/settings.js";
import { settingsWords as words } from "../words/en/images_settings.js";

/** @typedef {import("../views/images/settings.js").Desk} Desk */

const AGAIN = 2000; // milliseconds until the data are asked for again

const frame = openPage();
const api = new Api(frame.root);
const busy = signal(false);
const asked = new URLSearchParams(location.search).get("data");
/** @type {Desk} */
const desk = {
  catalog: frame.catalog,
  form: signal(usualForm(asked === DIGITS ? DIGITS : FASHION)),
  data: signal([]),
  wrong: signal(null),
  acts: [
    {
      label: words.begin,
      submits: true,
      why: () => (busy.value ? words.making : ""),
      press: () => void begin(),
    },
    {
      label: words.asTheBook,
      why: () => "",
      press: () => (desk.form.value = usualForm(desk.form.value.data)),
    },
  ],
};

/** What data there are; asked for until the server answers. */
async function readData() {
  const { answer } = await api.ask("api/images/data");
  const isAway = desk.wrong.value?.why === words.noData;
  if (answer) desk.data.value = answer.data;
  else setTimeout(readData, AGAIN);
  if (answer && isAway) desk.wrong.value = null;
  else if (!answer) desk.wrong.value = { field: "", why: words.noData };
}

/** Make the run and go to its page.
 * @type {() => Promise<void>} */
async function begin() {
  const data = desk.data.value.find(({ name }) => name === desk.form.value.data);
  if (data && !data.here)
    return refuse({ field: "data", why: data.missing ? sentence(data.missing) : "" });
  const read = readForm(desk.form.value, data?.shape[0] ?? Infinity);
  if (read.wrong) return refuse(read.wrong);
  desk.wrong.value = null;
  busy.value = true;
  const { answer, refusal } = await api.ask("api/images", { images: read.images, autostart: true });
  busy.value = false;
  if (!answer) {
    const why = refusal?.detail ? sentence(refusal.detail) : words.away;
    return refuse({ field: fieldOfPath(why), why });
  }
  const { id, control_token: secret } = answer;
  rememberImages(storage("localStorage"), { id, secret });
  return location.assign(frame.at(`images/${id}`));
}

/** @type {(wrong: import("../store/images_wish.js").Wrong) => void} */
function refuse(wrong) {
  desk.wrong.value = wrong;
  focusOn(wrong.field);
}

const theme = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-button]"));
theme.onclick = switchTheme;
theme.hidden = false;
const place = placeOf("settings");
place.replaceChildren();
mount(place, desk);
void readData();
