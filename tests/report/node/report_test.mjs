// Reports as a browser has them: nothing is asked of the network, axe-core finds nothing, every story can be stepped
// through by the keyboard, and without a script and on paper all of it stands there.
//   node report_test.mjs CHAPERONE ROOT FOLDER [--shots]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { makePages } from "./pages.mjs";

const [chaperone, root, folder, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

const width = 1100;

/// A page of the file in light colours, with all that it asks for noted.
async function open(path, { script = true } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setJavaScriptEnabled(script);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", (error) => assert.fail(`${path}: ${error}`));
  page.on("console", (message) => assert.notEqual(message.type(), "error", `${path}: ${message.text()}`));
  await page.setOfflineMode(true);
  await page.goto(pathToFileURL(path).href);
  const others = () => asked.filter((url) => !url.startsWith("file:") && url !== "data:,");
  assert.deepEqual(others(), []);
  assert.equal(asked.filter((url) => url.startsWith("file:")).length, 1);
  return page;
}

const everything = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const colours = ["color-contrast"]; // all that the scheme can change

async function findingsOf(page, rules) {
  await page.evaluate(axe);
  const result = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly }), rules);
  assert.ok(result.passes.length > (rules === colours ? 0 : 10));
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

const openAll = (page) => page.$$eval("details", (all) => all.forEach((each) => { each.open = true; }));

const visible = (page) => page.$$eval(".moment", (all) => all.map((moment) => moment.checkVisibility()));

/// Of a page's stories the first ones and the last: a suite has hundreds, all made by one writer.
const some = (stories) => (stories.length <= 4 ? stories : [...stories.slice(0, 3), stories.at(-1)]);

/// Steps through stories by the keyboard alone; gives how many moments were seen.
async function stepThrough(page) {
  let seen = 0;
  for (const story of some(await page.$$(".story"))) {
    await story.evaluate((element) => element.focus());
    const count = await story.$$eval(".moment", (all) => all.length);
    const shown = () => story.$$eval(".moment", (all) => all.map((each) => each.checkVisibility()));
    for (let at = 0; at < count; ++at) {
      assert.deepEqual(await shown(), Array.from({ length: count }, (_, index) => index === at));
      assert.ok((await story.$eval(".where", (where) => where.textContent)).length > 0);
      ++seen;
      await page.keyboard.press("ArrowRight");
    }
    assert.equal((await shown()).indexOf(true), count - 1, "the last moment stays");
    await page.keyboard.press("Home");
    assert.equal((await shown()).indexOf(true), 0);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    assert.equal((await shown()).indexOf(true), Math.max(0, count - 2));
    await page.keyboard.press("End");
  }
  return seen;
}

try {
  const made = makePages(chaperone, root, folder);
  let moments = 0;
  for (const [name, path] of made) {
    const page = await open(path);
    if (name === "launch") // as it is first seen
      for (const scheme of ["dark", "light"]) {
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        assert.deepEqual(await findingsOf(page, everything), [], `${name}, ${scheme}`);
      }
    await openAll(page);
    moments += await stepThrough(page);
    assert.deepEqual(await findingsOf(page, everything), [], `${name}, with all opened`);
    if (shots) await page.screenshot({ path: `${folder}/${name}-light.png`, fullPage: true });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    await page.$$eval(".story", (all) => all.forEach((story) => story.querySelector(".next").click()));
    assert.deepEqual(await findingsOf(page, colours), [], `${name}, dark, with all opened`);
    if (shots) await page.screenshot({ path: `${folder}/${name}-dark.png`, fullPage: true });
    await page.setViewport({ width: 360, height: 900 });
    assert.ok(await page.evaluate(() => document.scrollingElement.scrollWidth <= 360), `${name} is too wide`);
    if (shots) await page.screenshot({ path: `${folder}/${name}-narrow.png`, fullPage: true });
    await page.$$eval("details", (all) => all.forEach((each) => { each.open = false; })); // paper opens them
    await page.setViewport({ width, height: 5000 });
    await page.emulateMediaType("print");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.ok((await visible(page)).every(Boolean), `${name} on paper`);
    if (shots) await page.screenshot({ path: `${folder}/${name}-print.png` });
    await page.close();
    const bare = await open(path, { script: false });
    await openAll(bare); // as whoever reads it can
    assert.ok((await visible(bare)).every(Boolean), `${name} without a script`);
    await bare.close();
  }
  assert.ok(moments > 50);

  // Somebody with a keyboard gets to the story by the tabulator, and nothing there is moved without being asked for.
  const page = await open(made.get("launch"));
  let tabs = 0;
  while (!(await page.evaluate(() => document.activeElement.matches(".story")))) {
    assert.ok(++tabs < 60);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.closest(".story").dataset.at), "1");

  // What a rule file says is text, whatever it says.
  const hostile = await open(made.get("hostile"));
  assert.equal(await hostile.evaluate(() => globalThis.caught), undefined);
  assert.equal(await hostile.$$eval("script", (all) => all.length), 1);
  assert.equal(await hostile.$$eval("img, iframe, object, a[href^='http'], a[href^='javascript']", (all) => all.length), 0);
  console.log(`${made.size} pages, ${moments} moments`);
} finally {
  await browser.close();
}
