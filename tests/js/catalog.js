// The real catalog, asked for from the application itself, and experiments that differ from its
// defaults.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

import { written } from "../../static/js/store/document.js";

const python = existsSync(".venv/bin/python") ? ".venv/bin/python" : "python3";
const program =
  "from app.services.catalog_content import catalog; from app.encoding.messages import to_json; " +
  "print(to_json(catalog()))";

export const CATALOG = JSON.parse(
  execFileSync(python, ["-c", program], { encoding: "utf8", maxBuffer: 1e7 }),
);
export { CATALOG as catalog };

/** The default of a problem with other values at dotted paths. */
export const experiment = (changes = {}, problem = "classification") =>
  Object.entries(changes).reduce(
    (whole, [path, value]) => written(whole, path, value),
    CATALOG.defaults[problem],
  );
