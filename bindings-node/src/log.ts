import { Socket } from "node:net";
import type { Addon } from "./addon";

/** How much a message matters, the most first. */
export type LogLevel = "ERROR" | "WARN" | "INFO" | "DEBUG";

/** A message of the library. */
export interface LogRecord {
  /** When it was written. */
  readonly time: Date;
  /** How much it matters. */
  readonly level: LogLevel;
  /** The name of the logger in Java, such as `io.slipway.migrate.outbox`. */
  readonly logger: string;
  /** The text; a stack trace follows it in further lines. */
  readonly message: string;
}

/** Of slipway.h. */
export const LOG_LEVELS: Readonly<Record<LogLevel, number>> = { ERROR: 1, WARN: 2, INFO: 3, DEBUG: 4 };

/**
 * A pipe through which the library's messages come to `logger`, and its writing end. It is never closed: the library writes to it for as
 * long as the process lives. It does not keep the process alive.
 */
export function openLog(addon: Addon, logger: (record: LogRecord) => void): number {
  const [read, write] = addon.logPipe();
  const lines = new Socket({ fd: read, readable: true, writable: false });
  let rest = "";
  lines.setEncoding("utf8");
  lines.on("data", (text: string) => {
    const complete = (rest + text).split("\n");
    rest = complete.pop()!;
    for (const line of complete) {
      logger(parse(line));
    }
  });
  lines.unref();
  return write;
}

/** Of time, level, logger and message, separated by tabs. */
function parse(line: string): LogRecord {
  const [time, level, logger, ...message] = line.split("\t");
  return { time: new Date(time), level: level as LogLevel, logger, message: unescape(message.join("\t")) };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function unescape(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}
