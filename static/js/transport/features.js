// Asks the server about formulas: what they are called, how they look, or what is wrong with them.

import { away } from "../words/en/server.js";

/** @typedef {import("../types.js").Judgement} Judgement */
/** @typedef {import("../types.js").FeatureAnswer} FeatureAnswer */

export const RESOLUTION = 40;

export class Features {
  /** @param {string} root address of the playground */
  constructor(root) {
    this.root = root;
    /** @type {Map<string, Judgement>} */
    this.judged = new Map();
  }

  /** What a formula is, for the person that types it.
   * @type {(formula: string) => Promise<FeatureAnswer>} */
  async ask(formula) {
    const place = new URL("api/features", this.root);
    place.search = String(new URLSearchParams({ formula, resolution: String(RESOLUTION) }));
    const answer = await fetch(place).catch(() => null);
    const reply = await answer?.json().catch(() => null);
    if (answer?.ok && reply) return this.keep(formula, reply);
    if (answer?.status !== 422 || !reply) return { away: true, why: away.now };
    const why = reply.errors?.[0]?.detail ?? reply.detail;
    this.judged.set(formula, { why });
    return { why, position: reply.errors?.[0]?.position };
  }

  /** @type {(formula: string, told: any) => FeatureAnswer} */
  keep(formula, { name, label, range, values }) {
    for (const text of [formula, name]) this.judged.set(text, { name });
    return {
      name,
      label,
      range,
      shades: Uint8Array.from(atob(values), (character) => character.charCodeAt(0)),
    };
  }

  /** What is known of some formulas, after those that are new were asked about.  What cannot be
   * asked about now is taken for good: the server judges it when it comes to the experiment.
   * @type {(formulas: string[]) => Promise<import("../types.js").Judged>} */
  async judge(formulas) {
    const answers = await Promise.all(
      formulas
        .filter((text) => !this.judged.has(text))
        .map(async (text) => ({ text, away: (await this.ask(text)).away })),
    );
    const unheard = answers.filter(({ away }) => away).map(({ text }) => text);
    return new Map([
      ...this.judged,
      ...unheard.map((text) => /** @type {const} */ ([text, { name: text }])),
    ]);
  }
}
