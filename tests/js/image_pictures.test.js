import assert from "node:assert/strict";
import test from "node:test";

import { createPictures } from "../../static/js/transport/pictures.js";

globalThis.sessionStorage = /** @type {any} */ ({ getItem: () => "me", setItem() {} });

/** A server whose picture n has n in every pixel, what it was asked, and what data it has. */
function server() {
  const asked = [];
  const data = { name: "digits", size: 2 };
  const api = {
    isAway: false,
    async request(path) {
      if (this.isAway) throw new Error("away");
      const query = new URL(path, "http://x/").searchParams;
      const ids = query.get("ids").split(",").map(Number);
      asked.push(ids);
      if (query.get("data") !== data.name) return new Response("", { status: 409 });
      return new Response(Uint8Array.from(ids.flatMap((id) => Array(data.size).fill(id % 256))));
    },
  };
  return { api, asked, data, pixels: createPictures(api, "abc", () => ({ ...data })) };
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

test("pictures of other data are fetched anew, by another address", async () => {
  const { asked, data, pixels } = server();
  await pixels([3]);
  Object.assign(data, { name: "fashion_mnist", size: 4 });
  assert.deepEqual([...(await pixels([3])).get(3)], [3, 3, 3, 3]);
  assert.deepEqual(asked, [[3], [3]]);
});

test("a view gets the pictures that were known when it asked", async () => {
  const { pixels } = server();
  await pixels([1]);
  const asked = pixels([1, 2]);
  const many = pixels(Array.from({ length: 4000 }, (_, id) => id + 10));
  assert.deepEqual([...(await asked).get(1)], [1, 1]);
  assert.equal((await many).size, 4000);
});

test("without a server there are no pictures, and what was known stays", async () => {
  const { api, pixels } = server();
  await pixels([1]);
  api.isAway = true;
  assert.equal(await pixels([2]), null);
  assert.deepEqual([...(await pixels([1])).get(1)], [1, 1]);
});
