/**
 * The networked old store: a Redis server, shared by many processes, as a versioned source, and as the store that services used before.
 *
 * <p>It may import the ports of {@code io.slipway.spi}, {@code io.slipway.kv} and the Redis client, and nobody else may import that. Its
 * invariants: every operation is one script call, which checks incarnation, seal and epoch, issues the version, and changes outbox and data in
 * one atomic step over all tables of a batch; nothing is sent twice; a write without an answer has an unknown outcome.
 *
 * <p><b>Data.</b> With the prefix {@code slipway:} and a table {@code reports} the server holds
 *
 * <pre>
 * slipway:reports:KEY        string        exactly the value's bytes; the server's own expiry, in whole seconds
 * slipway:reports#keys       sorted set    every KEY with score 0, which keeps them in the order of their bytes, for scans and splits
 * slipway:reports#state      hash          enrolled, sealed, window of epochs, floor
 * slipway:reports#outbox     stream        one entry a write, under the id VERSION-N
 * slipway:reports#redo       sorted set    whole writes that a batch carries for a table whose authority is the target
 * slipway:reports#parked     hash          entries set aside, with their reasons
 * slipway:reports#versions   hash          versions that the reverse path brought, tombstones included; only while the table is sealed
 * slipway:#primary           hash          name of the incarnation that was raised, last version issued
 * slipway:#tables            set           tables that have a state
 * </pre>
 *
 * The scripts in the resources {@code scripts} say at their head what they take and answer. Rows that expire leave their key in the index
 * until a scan, or another write of an expiring row, comes by and takes it out. There is no snapshot of one moment: each page is a fenced read of its own, with its
 * own version, and at most a thousand keys and some megabytes, so that no script holds the server up.
 *
 * <p><b>New incarnation.</b> A server that restarted, or a replica that took over, may have lost the end of what it acknowledged. Every
 * connection learns its server's run id and replication id before anything else, every script compares them with what {@code #primary} holds,
 * and on a mismatch nobody is served until one process has raised the incarnation: it asserts again what the config store says of every table ({@link
 * io.slipway.source.redis.RecordedTables}) and lifts the last version above everything it has seen, what the outboxes hold, and the server's
 * clock with {@code clock-skew} added. Connections are never resumed: a new one begins with all this again.
 *
 * <p><b>One primary.</b> A connection serves only while its server says that it is the primary: it is asked when it is opened, and again ahead of
 * a call if that was a second ago. So a server that is made a replica is read for a second at most, and a refused write ends its connection
 * at once. A primary that is cut off while a replica takes over cannot know it. Processes on its side of the cut read old values, and their
 * fenced reads get versions that may lie above the new primary's: a load, a recovery or a repair there may bring an old value over a newer
 * one at the target. Where replicas are attached, set {@code min-replicas-to-write} and {@code min-replicas-max-lag}: a fenced read counts as a
 * write, so after that many seconds the old primary issues no version any more. What it did before remains. {@code slipway doctor} looks, and
 * so does every new connection. While replicas are missing, or the disk fails, tables can still be read.
 *
 * <p><b>What a crash or a failover may lose.</b> Redis acknowledges from memory; what the disk has depends on the server's settings.
 *
 * <pre>
 * appendonly yes, appendfsync always      nothing that was acknowledged, also if the machine crashes
 * appendonly yes, appendfsync everysec    nothing if the process crashes; up to two seconds of writes if the machine does
 * appendonly yes, appendfsync no          nothing if the process crashes; what the kernel had not written if the machine does
 * appendonly no                           everything since the last RDB file
 * failover to a replica                   what had not reached the replica; min-replicas-to-write bounds the time, not the loss
 * </pre>
 *
 * A write that the source loses is outside what Slipway promises, with one exception: where the target has it already, the target is ahead of
 * the source until the key is written again. Epochs and seals come back as above. Set {@code maxmemory-policy noeviction}: a server that
 * evicts keys deletes data. {@code require-durable} refuses a server that is known to be set otherwise; anything less is logged.
 *
 * <p><b>Rights.</b> Scripts run with the rights of the user who calls them. The library needs, and checks when it connects,
 *
 * <pre>
 * ACL SETUSER slipway on &gt;PASSWORD resetkeys ~slipway:* resetchannels -@all +ping +select +info +eval +evalsha +time +get +set +strlen
 *   +exists +pexpiretime +unlink +zadd +zrange +zrandmember +zscore +zcard +zrem +hset +hget +hmget +hscan +hlen +hdel +sadd +smembers +xadd +xrange
 *   +xlen +xdel +xinfo|stream +config|get
 * </pre>
 *
 * ({@code +config|get} is for the advice on durability alone.) Nothing in Redis itself keeps other users from writing {@code slipway:*}
 * behind the scripts, so {@link io.slipway.spi.source.SourceCapabilities#refusesUnversioned} is false. The old provider's writes do go
 * through scripts and are refused once a table is enrolled; everybody else must be kept out by rights, before {@code dual-write}: a user
 * whose key patterns do not meet the prefix ({@code resetkeys ~other:*}), or who only reads there ({@code %R~slipway:*}).
 */
@NullMarked
package io.slipway.source.redis;

import org.jspecify.annotations.NullMarked;
