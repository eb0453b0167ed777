/** What the router beneath a store has counted since it was opened. */
export interface RouterCounts {
  /** Attempts that it made again. */
  readonly retries: number;
  /** Reads that the audit compared. */
  readonly comparisons: number;
  /** Lasting differences that it found. */
  readonly mismatches: number;
  /** Entries of the outbox that this process brought to the target late. */
  readonly recovered: number;
}

/** @param text of the meters, in Prometheus' format */
export function routerCounts(text: string): RouterCounts {
  const sums = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/^slipway_(\w+)_total\{[^}]*\} (\S+)$/gm)) {
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  const sum = (name: string): number => sums.get(name) ?? 0;
  return {
    retries: sum("retries"),
    comparisons: sum("comparisons"),
    mismatches: sum("mismatches"),
    recovered: sum("recovered"),
  };
}
