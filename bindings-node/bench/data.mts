// Keys and values that are made of numbers, by a generator that costs nanoseconds.

/** Bytes that can be made anew again and again. */
export class Bytes {
  readonly buffer: Buffer;
  readonly #words: Int32Array;

  /** @param size a multiple of four */
  constructor(size: number) {
    this.#words = new Int32Array(size / 4);
    this.buffer = Buffer.from(this.#words.buffer);
  }

  /** Fills them from a number of 0 to 2^31 - 2: the same bytes for the same number, others for another. */
  fill(number: number): Buffer {
    const words = this.#words;
    let state = number + 1;
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = state;
    }
    return this.buffer;
  }
}
