// A real server for the tests in a browser, with a store of its own.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LISTENS = /(http:\/\/127\.0\.0\.1:\d+)\s/;

/** The playground as a person starts it, with a store of its own. */
export async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), "playground-"));
  const server = spawn(join(ROOT, ".venv/bin/python"), ["-m", "app.cli", "serve", "--port", "0"], {
    cwd: ROOT,
    env: { ...process.env, PLAYGROUND_DATABASE_URL: `sqlite+aiosqlite:///${folder}/playground.db` },
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  };
  return { url: await addressOf(server), stop };
}

/** Where a server says that it listens; what it says later is read too, and forgotten. */
const addressOf = (server) =>
  new Promise((resolve, reject) => {
    let said = "";
    const hear = (text) => LISTENS.test((said += text)) && resolve(LISTENS.exec(said)[1]);
    for (const line of [server.stdout, server.stderr]) line.on("data", hear);
    server.once("error", reject);
    server.once("close", () => reject(new Error(`the server does not listen: ${said}`)));
  });
