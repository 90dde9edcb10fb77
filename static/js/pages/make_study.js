// Makes a study on the server and goes to its page; this browser remembers its secret.
import { sentence } from "../page.js";
import { storage } from "../storage.js";
import { rememberStudy } from "../store/known_studies.js";
import { beginWords as words } from "../words/en/begin_study.js";

/** @typedef {import("../transport/api.js").Api} Api */
/** @typedef {import("../study_types.js").StudyWish} StudyWish */

/** Why there is no study; empty if there is one.
 * @type {(frame: import("../types.js").Frame, api: Api, study: StudyWish, autostart: boolean) =>
 *   Promise<string>} */
export async function makeStudy(frame, api, study, autostart) {
  const { answer, refusal } = await api.ask("api/studies", { study, autostart });
  if (!answer) return refusal?.detail ? sentence(refusal.detail) : words.away;
  const { id, control_token: secret } = answer;
  rememberStudy(storage("localStorage"), { id, secret, title: "" });
  location.assign(frame.at(`studies/${id}`));
  return "";
}
