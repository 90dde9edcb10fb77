import assert from "node:assert/strict";
import test from "node:test";

import { createPictures } from "../../static/js/transport/pictures.js";

globalThis.sessionStorage = /** @type {any} */ ({ getItem: () => "me", setItem() {} });

/** A server whose picture n has n in every pixel, and what it was asked. */
function server() {
  const asked = [];
  const api = {
    isAway: false,
    async request(path) {
      if (this.isAway) throw new Error("away");
      const ids = new URL(path, "http://x/").searchParams.get("ids").split(",").map(Number);
      asked.push(ids);
      return new Response(Uint8Array.from(ids.flatMap((id) => [id, id])));
    },
  };
  return { api, asked, pixels: createPictures(api, "abc", () => 2) };
}

test("each picture is fetched once", async () => {
  const { asked, pixels } = server();
  assert.deepEqual([...(await pixels([3, 5, 3])).get(5)], [5, 5]);
  await pixels([5, 7]);
  assert.deepEqual(asked, [[3, 5], [7]]);
});

test("of many pictures at most 200 are asked for at once", async () => {
  const { asked, pixels } = server();
  const ids = Array.from({ length: 250 }, (_, id) => id);
  assert.equal((await pixels(ids)).size, 250);
  assert.deepEqual(
    asked.map((part) => part.length),
    [200, 50],
  );
});

test("without a server there are no pictures, and what was known stays", async () => {
  const { api, pixels } = server();
  await pixels([1]);
  api.isAway = true;
  assert.equal(await pixels([2]), null);
  assert.deepEqual([...(await pixels([1])).get(1)], [1, 1]);
});
