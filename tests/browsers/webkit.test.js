// The page in WebKit.
import { startWebKit } from "./webkit.js";
import { testPageIn } from "./smoke.js";

testPageIn(startWebKit);
