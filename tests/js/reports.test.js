// A visitor's report: what is sent, and what is said where it did not arrive.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.sessionStorage = /** @type {any} */ ({ getItem: () => "me", setItem() {} });
const { report } = await import("../../static/js/transport/reports.js");
const ROOT = "https://example.test/play/";

/** Report once, to a server that answers so; return what was said and what was asked. */
async function reported(answer) {
  const asked = [];
  globalThis.fetch = async (address, { method, headers, body }) => {
    asked.push([String(address), method, headers["Playground-Session"], JSON.parse(body)]);
    return answer();
  };
  return [await report(ROOT, "a/b", "It is rude."), asked[0]];
}

test("a report goes to its experiment, with its reason and under this tab's name", async () => {
  const [said, asked] = await reported(() => new Response(null, { status: 204 }));
  assert.equal(said, "");
  assert.deepEqual(asked, [
    `${ROOT}api/experiments/a%2Fb/report`,
    "POST",
    "me",
    { reason: "It is rude." },
  ]);
});

test("a refusal is told in the server's words, and its absence in ours", async () => {
  assert.equal(
    (await reported(() => Response.json({ detail: "too fast" }, { status: 429 })))[0],
    "too fast",
  );
  for (const away of [
    () => Promise.reject(new Error("no line")),
    () => new Response("<html>", { status: 502 }),
  ])
    assert.match((await reported(away))[0], /cannot be reached/);
});
