// The page in Firefox.
import { startFirefox } from "./puppeteer.js";
import { testPageIn } from "./smoke.js";

testPageIn(startFirefox);
