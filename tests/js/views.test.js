// The pure parts of the views: where the network's tiles stand, and how numbers and names are
// written.
import assert from "node:assert/strict";
import test from "node:test";

import { CATALOG, experiment } from "./catalog.js";

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { layoutNetwork, tileSize } = await import("../../static/js/views/layout.js");
const { usualValues } = await import("../../static/js/views/components.js");
const { epochDigits, loss, neuronName, percent, signed } =
  await import("../../static/js/views/format.js");
const { digits, fourPlaces } = await import("../../static/js/views/digits.js");
const { unusual } = await import("../../static/js/views/controls.js");
const { calmer } = await import("../../static/js/views/ending.js");
const { placeOf } = await import("../../static/js/views/inspector.js");
const { probeText, scoreOf } = await import("../../static/js/views/output.js");

/** A network of these sizes, as the server describes it. */
function topologyOf(inputs, ...sizes) {
  let at = 0;
  let before = inputs.length;
  const layers = sizes.map((units, i) => {
    const kernel = at;
    const bias = kernel + before * units;
    const last = i === sizes.length - 1;
    const layer = {
      name: last ? "o" : `h${i + 1}`,
      units,
      activation: "tanh",
      inputs: before,
      kernel,
      bias,
    };
    ((at = bias + units), (before = units));
    return layer;
  });
  return { inputs, layers, channels: sizes.at(-1), classes: ["a", "b", "c"] };
}

const FEATURES = ["x1", "x2", "x1_squared", "x1_x2"];
const DEFAULT = topologyOf(["x1", "x2"], 4, 2, 1);
const ROOM = { width: 700, height: 500 };
const tileOf = (layout, neuron) => layout.tiles.find((tile) => tile.neuron === neuron);

test("a link goes from the right edge of one tile to the left edge of the other", () => {
  const layout = layoutNetwork(DEFAULT, ROOM);
  const link = layout.links[0];
  const from = tileOf(layout, "x1");
  const to = tileOf(layout, "h1.0");
  assert.deepEqual([link.x1, link.y1], [from.x + from.size, from.y + from.size / 2]);
  assert.deepEqual([link.x2, link.y2], [to.x, to.y + to.size / 2]);
});

test("a feature keeps its row, whichever others are chosen", () => {
  const [few, more] = [["x1_x2"], ["x1", "x1_x2"]].map((inputs) =>
    layoutNetwork(topologyOf(inputs, 2, 1), ROOM, FEATURES),
  );
  assert.equal(tileOf(few, "x1_x2").y, tileOf(more, "x1_x2").y);
  assert.equal(few.slots[3].y, tileOf(few, "x1_x2").y);
});

test(
  "the largest network keeps tiles apart and grows beyond its room when all of it is " + "wanted",
  () => {
    const layout = layoutNetwork(
      topologyOf(FEATURES, 128, ...Array(7).fill(64), 3),
      { width: 300, height: 400 },
      FEATURES,
      true,
    );
    const [first, second] = [tileOf(layout, "h1.0"), tileOf(layout, "h1.1")];
    assert.equal(first.size, 16);
    assert.ok(second.y >= first.y + first.size);
    assert.ok(layout.width > 300 && layout.height > 400);
    assert.ok(
      layout.tiles.every(
        ({ x, y, size }) =>
          x >= 0 && y >= 0 && x + size <= layout.width && y + size <= layout.height,
      ),
    );
    assert.deepEqual(
      layout.more.map(({ count }) => count),
      Array(8).fill(0),
    );
  },
);

test(
  "of a layer that does not fit only the first neurons are shown, and how many more there " + "are",
  () => {
    const layout = layoutNetwork(topologyOf(FEATURES, 128, 4, 1), ROOM, FEATURES);
    const shown = layout.columns[1].length;
    assert.ok(layout.height <= ROOM.height);
    assert.deepEqual(
      layout.more.map(({ count }) => count),
      [128 - shown],
    );
    assert.equal(layout.links.length, FEATURES.length * shown + shown * 4 + 4);
  },
);

test("every neuron but a feature has its bias", () => {
  const { tiles } = layoutNetwork(topologyOf(["x1", "x2"], 2, 1), ROOM);
  assert.deepEqual(
    tiles.map(({ bias }) => bias),
    [null, null, 4, 5, 8],
  );
});

test("tiles are never larger than reads well", () =>
  assert.equal(
    tileSize(1, { width: 5000, height: 5000 }),
    tileSize(1, { width: 5000, height: 1000 }),
  ));

test(
  "losses are written in their leading digits, or as a power of ten where they are very large or " +
    "small",
  () => {
    assert.deepEqual([0, 0.4996, 0.0285, 0.00912, 0.00012, 9e-5, 4.56e37, null].map(loss), [
      "0.000",
      "0.500",
      "0.0285",
      "0.0091",
      "0.00012",
      "9.0e−5",
      "4.6e37",
      "–",
    ]);
    assert.deepEqual([9.9994, 12.3456, 123.456, 1234.56, 99999.4, 1e5].map(loss), [
      "9.999",
      "12.35",
      "123.5",
      "1235",
      "99999",
      "1.0e5",
    ]);
  },
);

test("no loss takes more room than eight characters", () => {
  for (let size = 1e-300; size < 1e300; size *= 2.7) assert.ok(loss(size).length <= 8, loss(size));
});

test("signs are true minus signs, and no number is a dash", () => {
  assert.deepEqual([-0.5, 0.5, null, NaN].map(signed), ["−0.50", "+0.50", "–", "–"]);
  assert.deepEqual([-4.56e37, 123456].map(signed), ["−4.6e37", "+1.2e5"]);
  assert.equal(percent(0.957), "95.7 %");
});

test("the epoch keeps its width", () =>
  assert.deepEqual([0, 1234, 99999].map(epochDigits), ["000,000", "001,234", "099,999"]));

test("an unusual value takes its place among the usual ones", () => {
  assert.deepEqual(
    usualValues([0.1, 1], 0.5).map(({ name }) => name),
    [0.1, 0.5, 1],
  );
});

test("neurons have names in words", () => {
  const catalog = { features: [{ name: "x1", label: "x₁" }] };
  const names = ["x1", "h2.0", "o.1", "output"];
  assert.deepEqual(
    names.map((name) => neuronName(name, catalog, topologyOf(["x1"], 2, 3))),
    ["feature x₁", "layer 2, neuron 1", "output for b", "output"],
  );
});

test("the inspector finds a neuron's layer and unit, and nothing for one that is gone", () => {
  assert.deepEqual(placeOf("h2.1", DEFAULT), {
    name: "h2.1",
    layer: DEFAULT.layers[1],
    number: 2,
    unit: 1,
  });
  assert.equal(placeOf("h7.0", DEFAULT), null);
  assert.equal(placeOf("x1", DEFAULT).layer, null);
});

test("the score is the accuracy, or R² of a regression, of training and test points", () => {
  assert.deepEqual(scoreOf({ accuracy: 1, test_accuracy: 0.5 }), {
    name: "Accuracy",
    trainingScore: "100.0 %",
    score: "50.0 %",
  });
  assert.deepEqual(scoreOf({ r2: 1, test_r2: -0.25 }), {
    name: "R²",
    trainingScore: "+1.00",
    score: "−0.25",
  });
  assert.deepEqual(scoreOf({ r2: null, test_r2: -7.6e10 }), {
    name: "R²",
    trainingScore: "–",
    score: "−7.6e10",
  });
});

test("after divergence a tenth of the rate is offered, but no smaller than need be", () => {
  assert.deepEqual([10, 0.3, 0.03].map(calmer), [0.03, 0.03, 0.003]);
});

test("under the cursor stands a point of the plane with its values, or a point of the line", () => {
  assert.equal(
    probeText({ x1: -1.22, x2: 3, values: [0.5] }, []),
    "x₁ −1.22  x₂ +3.00  value +0.50",
  );
  assert.equal(
    probeText({ x1: -1.22, x2: 3, line: "x1", values: [0.27] }, []),
    "x₁ −1.22 → y 0.27",
  );
  assert.equal(probeText({ x1: 1, x2: 3, line: "x2", values: [-0.27] }, []), "x₂ 1.00 → y −0.27");
  assert.equal(
    probeText({ x1: 0, x2: 0, values: [0.1, 0.7, 0.2, 0.9] }, ["a", "b", "c", "d"]),
    "d +0.90  b +0.70  c +0.20  x₁ +0.00  x₂ +0.00",
  );
});

test("what is not as usual under More is said in words", () => {
  const other = { "training.loss": "hinge", "training.stop.max_epochs": 500 };
  assert.deepEqual(unusual(CATALOG, experiment()), []);
  assert.deepEqual(unusual(CATALOG, experiment(other)), ["Hinge", "stops after epoch 500"]);
});

test("a gradient has digits that count, however small it is", () => {
  assert.deepEqual([0.0123, -3e-9, 0, 12.5, NaN].map(digits), [
    "+0.0123",
    "−3.0e−9",
    "0",
    "+12.50",
    "–",
  ]);
  assert.deepEqual([0.41997, 2.5e-5, 0].map(fourPlaces), ["+0.4200", "+2.5e−5", "+0.0000"]);
});
