// Runs the programs in test/programs as processes of their own.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Runs a program to its end; `onOutput` is called with everything it has printed so far, whenever there is more. */
export function runProgram(
  name: string,
  words: string[] = [],
  options: {
    env?: NodeJS.ProcessEnv;
    execArgv?: readonly string[];
    onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void;
  } = {},
): Promise<Outcome> {
  const file = fileURLToPath(new URL(`programs/${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [...(options.execArgv ?? []), file, ...words], {
    env: { ...process.env, ...options.env },
  });
  return new Promise((resolve, reject) => {
    let output = "";
    const collect = (text: string): void => {
      output += text;
      options.onOutput?.(output, (signal) => child.kill(signal));
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, output }));
  });
}
