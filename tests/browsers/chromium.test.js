// The page in Chromium.
import { startChromium } from "./puppeteer.js";
import { testPageIn } from "./smoke.js";

testPageIn(startChromium);
