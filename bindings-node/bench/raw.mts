import cassandra from "cassandra-driver";
import type { Side } from "./side.mjs";

export interface RawOptions {
  /** HOST:PORT. */
  readonly contactPoint: string;
  readonly datacenter: string;
  /** A statement with one parameter, the key, which answers a column `value`. */
  readonly read: string;
  /** A statement with the parameters write version (microseconds), value, key. */
  readonly write: string;
}

/**
 * The npm driver as its documentation advises: one client, prepared statements, the default token-aware policy and pooling (one connection a
 * server, 2,048 requests on it), no speculative executions.
 */
export async function openRaw(options: RawOptions): Promise<Side<cassandra.types.ResultSet>> {
  const client = new cassandra.Client({
    contactPoints: [options.contactPoint],
    localDataCenter: options.datacenter,
    queryOptions: { consistency: cassandra.types.consistencies.localQuorum, prepare: true },
    socketOptions: { readTimeout: 30_000 },
  });
  await client.connect();
  const { Long } = cassandra.types;
  let version = Date.now() * 1000;
  return {
    put: (key, value) => client.execute(options.write, [Long.fromNumber(++version), value, key], { prepare: true }),
    get: (key) => client.execute(options.read, [key], { prepare: true }),
    sizeOf: ({ rows }) => (rows.length === 0 ? undefined : (rows[0].value as Buffer).length),
  };
}
