import { ERROR_TRAITS, ErrorCode, type ErrorCategory, type ErrorName, type ErrorTraits } from "./error-codes";

const NAMES = new Map<number, ErrorName>();
for (const [name, code] of Object.entries(ErrorCode)) {
  NAMES.set(code, name as ErrorName);
}

const UNKNOWN: ErrorTraits = { category: "INTERNAL", retryable: false, maybeApplied: false };

/**
 * The one error of this package. Wrong types of arguments are `TypeError`s instead. The message names table, operation and key, says what to do
 * next, and never has a value or a secret in it.
 */
export class SlipwayError extends Error {
  /** The stable number, one of {@link ErrorCode}. */
  readonly code: number;
  /** The code's name, such as `KEY_SIZE`. */
  override readonly name: string;
  /** What kind of trouble it is. */
  readonly category: ErrorCategory;
  /** The same call may succeed later without any change. */
  readonly retryable: boolean;
  /** The failed call may have taken effect, now or shortly after. */
  readonly maybeApplied: boolean;

  /** An error of a code; an unknown one counts as a defect (`INTERNAL`). */
  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    const name = NAMES.get(code);
    const traits = name === undefined ? UNKNOWN : ERROR_TRAITS[name];
    this.code = code;
    this.name = name ?? `SLIPWAY_${code}`;
    this.category = traits.category;
    this.retryable = traits.retryable;
    this.maybeApplied = traits.maybeApplied;
  }

  /** The stable printed form, such as `SLIPWAY-1001`. */
  get printed(): string {
    return `SLIPWAY-${this.code}`;
  }
}

/** What the addon throws has a `code` of the catalogue; anything else is passed on as it is. */
export function fromAddon(thrown: unknown): unknown {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "number"
    ? new SlipwayError(thrown.code, thrown.message)
    : thrown;
}
