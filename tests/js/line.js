// The line to the server, for tests: a browser without a screen, and a server that says what a test
// wants.

/** What the browser gives: listeners, a store for the tab, sockets and answers to fetch. */
export const sockets = [];
export const answers = [];
export const asked = [];
/** What happens to the page: its listeners, by event. */
export const page = new EventTarget();
class Socket {
  constructor(address) {
    Object.assign(this, { address: String(address), sent: [] });
    sockets.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.onclose({ code: 1006, reason: "" });
  }
  says(message) {
    this.onmessage({ data: JSON.stringify(message) });
  }
}
export const RUN = { id: "abc", control_token: "secret", stream_url: "/api/runs/abc/stream" };
Object.assign(globalThis, {
  WebSocket: Socket,
  addEventListener: page.addEventListener.bind(page),
  sessionStorage: { getItem: () => "tab", setItem: () => {} },
  localStorage: { getItem: () => '{"key":"mine","ids":["a"]}', setItem: () => {} },
  fetch: async (address, { body }) => {
    asked.push([String(address), body && JSON.parse(body)]);
    const { status, json, headers } = answers.shift() ?? { status: 201, json: RUN };
    return {
      ok: status < 300,
      status,
      statusText: "",
      headers: new Headers(headers),
      json: async () => json,
    };
  },
});
const { Api } = await import("../../static/js/transport/api.js");
const { Stream } = await import("../../static/js/transport/stream.js");

export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A stream that has been greeted, and what it has told the page. */
export async function greeted(t, first = { status: 201, json: RUN }, left = null) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(Math, "random", () => 1);
  for (const list of [sockets, answers, asked]) list.length = 0;
  answers.push(first);
  const told = [];
  const tell =
    (name) =>
    (...about) =>
      void told.push([name, ...about]);
  const stream = new Stream(
    {
      origin: () => ({ experiment: { title: "mine" } }),
      view: () => ({ neuron: "x1" }),
      onSnapshot: tell("snapshot"),
      onFrame: tell("frame"),
      onMessage: tell("message"),
      onState: tell("state"),
      onLost: tell("lost"),
      onRun: tell("run"),
      onRefused: tell("refused"),
    },
    new Api("https://example.test/play/"),
  );
  if (left) stream.resume(left);
  void stream.start();
  await settled();
  const open = async () => (
    await settled(),
    sockets.at(-1)?.onopen(),
    sockets.at(-1)?.says({ type: "snapshot" })
  );
  if (first.status === 201) await open();
  const pass = async (milliseconds) => (t.mock.timers.tick(milliseconds), await settled());
  return {
    stream,
    told,
    open,
    pass,
    states: () => told.filter(([name]) => name === "state").map(([, state]) => state),
  };
}
