// A long list of pictures, asked for in pages.  Knows no screen.

/** @typedef {import("../types.js").Asked} Asked */

const PAGE = 100; // pictures that the server gives at once

/** Ask for the first `count` pictures of a list.  Where the run moves on meanwhile, those that came
 * before are the answer: all are of one epoch.
 * @type {(ask: (first: number, count: number) => Promise<Asked>, count: number) =>
 *   Promise<Asked>} */
export async function askPages(ask, count) {
  const whole = await ask(0, Math.min(PAGE, count));
  if (!whole.answer) return whole;
  const { epoch, total, pictures } = whole.answer;
  const all = [...pictures];
  const wanted = Math.min(count, total);
  while (all.length < wanted) {
    const { answer } = await ask(all.length, Math.min(PAGE, wanted - all.length));
    if (answer?.epoch !== epoch || !answer.pictures.length) break;
    all.push(...answer.pictures);
  }
  return { ...whole, answer: { ...whole.answer, pictures: all } };
}
