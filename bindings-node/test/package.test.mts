// What a user does: installs the package in a folder of their own, and runs the README's programs.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { PACKAGE } from "./stores.mjs";

const run = promisify(execFile);

/** The library that Maven built beside this package, unless the environment names another. */
const LIBRARY = process.env.SLIPWAY_LIBRARY!;

/** What the README's programs print: of the fenced blocks marked `js esm` and `js cjs`. */
const PRINTED: Readonly<Record<string, string>> = { esm: "Ada\nuser:1 Ada\n", cjs: "Ada\n" };

/** The README's programs by their marks. */
async function programs(): Promise<Map<string, string>> {
  const readme = await readFile(path.join(PACKAGE, "README.md"), "utf8");
  return new Map(Array.from(readme.matchAll(/^```js ?(\w*)\n(.*?)^```$/gms), ([, mark, code]) => [mark, code]));
}

/** A fresh folder, outside of everything, into which a tarball was installed. */
class Consumer {
  readonly #folder: string;
  readonly #programs: ReadonlyMap<string, string>;

  private constructor(folder: string, readme: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.#programs = readme;
  }

  /** @param pack makes a tarball in the folder that it is given */
  static async of(pack: (folder: string) => Promise<unknown>): Promise<Consumer> {
    const folder = await mkdtemp(path.join(tmpdir(), "slipway-consumer-"));
    await pack(folder);
    const tarball = (await readdir(folder)).find((file) => file.endsWith(".tgz"))!;
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`], { cwd: folder });
    return new Consumer(folder, await programs());
  }

  /** Runs a program of the README and returns what it printed. Options may be added to those of its `open`. */
  async runs(mark: string, environment: Record<string, string>, options = ""): Promise<string> {
    const program = this.#programs.get(mark)!;
    assert.match(program, /open\(\{ /);
    const file = path.join(this.#folder, mark === "esm" ? "program.mjs" : "program.cjs");
    await writeFile(file, program.replace("open({ ", `open({ ${options}`));
    const inherited = { ...process.env };
    delete inherited.SLIPWAY_LIBRARY;
    const env = { ...inherited, ...environment };
    const { stdout } = await run(process.execPath, [file], { cwd: this.#folder, env });
    return stdout;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

test("should have a test for each program of the README", async () => {
  assert.deepEqual(Array.from((await programs()).keys()).sort(), Object.keys(PRINTED).sort());
});

describe("the tarball of npm pack", () => {
  let consumer: Consumer;
  before(async () => {
    consumer = await Consumer.of((folder) => run("npm", ["pack", "--pack-destination", folder], { cwd: PACKAGE }));
  });
  after(() => consumer.remove());

  for (const [mark, printed] of Object.entries(PRINTED)) {
    test(`should run the README's program with the library that an option names (${mark})`, async () => {
      const option = `library: ${JSON.stringify(LIBRARY)}, `;

      assert.equal(await consumer.runs(mark, {}, option), printed);
    });

    test(`should run the README's program with the library that SLIPWAY_LIBRARY names (${mark})`, async () => {
      assert.equal(await consumer.runs(mark, { SLIPWAY_LIBRARY: LIBRARY }), printed);
    });
  }

  test("should say how to name the library where there is none", async () => {
    await assert.rejects(consumer.runs("esm", {}), /RUNTIME_MISSING: .*option library.*SLIPWAY_LIBRARY/);
  });
});

describe("the tarball of npm run bundle", () => {
  let consumer: Consumer;
  before(async () => {
    consumer = await Consumer.of(async (folder) => {
      const library = path.dirname(LIBRARY);
      await run("npm", ["run", "bundle", "--", library, folder], { cwd: PACKAGE });
    });
  });
  after(() => consumer.remove());

  for (const [mark, printed] of Object.entries(PRINTED)) {
    test(`should run the README's program with the library in the package (${mark})`, async () => {
      assert.equal(await consumer.runs(mark, {}), printed);
    });
  }
});
