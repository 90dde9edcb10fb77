import assert from "node:assert/strict";
import test from "node:test";

import { restOf } from "../../static/js/transport/api.js";

test("a server names the time not to be asked before in seconds or as a date", (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-01-01T00:00:00Z") });
  assert.deepEqual(["30", "Thu, 01 Jan 2026 00:01:00 GMT"].map(restOf), [30_000, 60_000]);
});

for (const named of [null, "", "soon", "0", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])
  test(`${named} names no time`, () => assert.equal(restOf(named), 0));

for (const named of ["86400", "1e300", "Infinity", "Fri, 01 Jan 2100 00:00:00 GMT"])
  test(`nobody is kept waiting for ${named}`, () => assert.equal(restOf(named), 600_000));
