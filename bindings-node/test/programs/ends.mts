// Ends in the way that its argument names, with a store open.
import { open } from "@slipway/client";
import { JVM_OPTIONS } from "../stores.mjs";

/** Of the language, but in the types of browsers alone. */
declare const WebAssembly: {
  instantiate(code: Buffer): Promise<{ instance: { exports: { f(): void } } }>;
  RuntimeError: new () => Error;
};

const way = process.argv[2];
const thread = way === "idle" || way === "answers" || way === "mistakes" ? "loop" : "never";
const store = await open({
  backend: "echo",
  settings: { "echo.thread": thread },
  jvmOptions: JVM_OPTIONS,
  waitingMax: 10_000,
});
const table = store.table("t");
let answered = 0;

function start(count: number, then: () => void = () => undefined): void {
  for (let i = 0; i < count; i++) {
    void table.get(`k${i}`, { timeoutMs: 3_600_000 }).then(() => {
      answered++;
      then();
    });
  }
}

process.on("exit", () => console.log(`answered ${answered}`));
switch (way) {
  case "idle":
    await table.get("k");
    break;
  case "answers":
    start(5000);
    break;
  case "exits":
    start(2000);
    setImmediate(() => process.exit(3));
    break;
  case "throws":
    start(2000);
    setImmediate(() => {
      throw new Error("a mistake");
    });
    break;
  case "mistakes": {
    // Each answer's handler fails; the program notes it, and goes on.
    let noted = 0;
    process.on("uncaughtException", () => noted++);
    start(1000, () => {
      throw new Error("a mistake");
    });
    process.on("exit", () => console.log(`noted ${noted}`));
    break;
  }
  case "signal":
    start(2000);
    setImmediate(() => console.log("ready"));
    break;
  case "handled":
    start(2000);
    process.on("SIGINT", () => process.exit(5));
    process.on("SIGTERM", () => process.exit(6));
    setImmediate(() => console.log("ready"));
    break;
  case "trap": {
    // (module (memory 1) (func (export "f") (drop (i32.load (i32.const -4))))): V8 finds out by a signal of its own.
    const code = "0061736d010000000104016000000302010005030100010705010166000" + "00a0a010800417c2802001a0b";
    const { instance } = await WebAssembly.instantiate(Buffer.from(code, "hex"));
    try {
      instance.exports.f();
    } catch (thrown) {
      console.log(thrown instanceof WebAssembly.RuntimeError ? "trapped" : thrown);
    }
    process.exit(0);
  }
}
