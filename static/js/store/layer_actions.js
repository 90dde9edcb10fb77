// What a person may do with hidden layers: add and remove layers and neurons, choose activations.

/** @typedef {import("../types.js").State} State */
/** @typedef {(path: string, value: unknown) => void} Change */

/** The hidden layers.
 * @param {State} state  @param {Change} change */
export function createLayerActions(state, change) {
  const { limits } = state.catalog;
  const hidden = () => state.experiment.value.network.hidden;
  const changeLayer = (/** @type {number} */ at, /** @type {object} */ layer) =>
    change(
      "network.hidden",
      hidden().map((old, i) => (i === at ? { ...old, ...layer } : old)),
    );
  return {
    addLayer() {
      const last = hidden().at(-1) ?? { units: 4, activation: "tanh" };
      if (hidden().length < limits.max_layers)
        change("network.hidden", [...hidden(), { units: 2, activation: last.activation }]);
    },
    removeLayer: () => change("network.hidden", hidden().slice(0, -1)),
    addUnit(/** @type {number} */ layer) {
      const { units } = hidden()[layer];
      if (units < limits.max_units) changeLayer(layer, { units: units + 1 });
    },
    removeUnit(/** @type {number} */ layer) {
      const { units } = hidden()[layer];
      if (units > 1) changeLayer(layer, { units: units - 1 });
    },
    setActivation(/** @type {number | null} */ layer, /** @type {string} */ activation) {
      if (layer !== null) return changeLayer(layer, { activation });
      return change(
        "network.hidden",
        hidden().map((old) => ({ ...old, activation })),
      );
    },
  };
}
