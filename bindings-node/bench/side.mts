/** One of the two that are compared. */
export interface Side<Answer> {
  /** Neither key nor value changes before the promise is settled. */
  put(key: Buffer, value: Buffer): Promise<unknown>;
  /** As {@link put}. */
  get(key: Buffer): Promise<Answer>;
  /** The size of the value that a get has answered; undefined if there was none. */
  sizeOf(answer: Answer): number | undefined;
}
