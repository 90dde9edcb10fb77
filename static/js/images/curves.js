// The curves of a run on pictures.  A training value is a mean over the batches of an epoch, most
// of them answered before the epoch was over: it belongs half an epoch earlier than the validation
// value, which is measured at the end.  Drawn so, both can be compared.  Knows no screen.

/** @typedef {import("../types.js").Values} Values */
/** @typedef {{epochs: Values, values: Values}} Line
 * @typedef {{training: Line, validation: Line}} Pair */

export const HALF = 0.5; // epochs by which the training values are drawn earlier

/** A metric over training and validation, each at the epochs to which it belongs.
 * @type {(columns: string[], history: Values[], names: {training: string, validation: string}) =>
 *   Pair} */
export function pairOf(columns, history, { training, validation }) {
  const epochs = columnOf(columns, history, "epoch");
  const [before, after] = [training, validation].map((name) => columnOf(columns, history, name));
  const first = epochs[0] === 0 ? 1 : 0; // nothing was learned in epoch 0: there is no mean
  const earlier = epochs.slice(first).map((epoch) => (epoch === null ? null : epoch - HALF));
  return {
    training: { epochs: earlier, values: before.slice(first) },
    validation: { epochs, values: after },
  };
}

/** @type {(columns: string[], history: Values[], name: string) => Values} */
const columnOf = (columns, history, name) => history[columns.indexOf(name)] ?? [];

/** Both lines over one list of epochs, as the chart wants them.  A logarithmic axis has no place
 * for 0.
 * @type {(pair: Pair, isLog?: boolean) => [Values, Values, Values]} */
export function joined({ training, validation }, isLog = false) {
  const places = new Map();
  for (const [at, line] of [training, validation].entries())
    line.epochs.forEach((epoch, i) => {
      if (epoch === null) return;
      const value = line.values[i] ?? null;
      const row = places.get(epoch) ?? [epoch, null, null];
      row[1 + at] = value !== null && (!isLog || value > 0) ? value : null;
      places.set(epoch, row);
    });
  const rows = [...places.values()].sort(([one], [other]) => one - other);
  return [rows.map(([epoch]) => epoch), rows.map((row) => row[1]), rows.map((row) => row[2])];
}

/** The epoch with the least value, the first of several; null if there is none.
 * @type {(line: Line) => number | null} */
export function bestEpoch({ epochs, values }) {
  let best = -1;
  values.forEach((value, i) => {
    if (value !== null && (best < 0 || value < Number(values[best]))) best = i;
  });
  return epochs[best] ?? null;
}
