package io.slipway.cassandra.internal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One connection to one server that speaks as much of the CQL binary protocol (version 4) as it takes to ask whether
 * the server is up: start, log in as the default superuser if asked to, run a query without parameters. Not thread-safe.
 */
public final class CqlProbe implements Closeable {
    private static final int VERSION = 4;
    private static final int STARTUP = 0x01;
    private static final int READY = 0x02;
    private static final int AUTHENTICATE = 0x03;
    private static final int QUERY = 0x07;
    private static final int RESULT = 0x08;
    private static final int AUTH_RESPONSE = 0x0f;
    private static final int AUTH_SUCCESS = 0x10;
    private static final int ROWS = 2;
    private static final int GLOBAL_TABLE = 1;
    private static final int CONSISTENCY_ALL = 5;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    /** Connects and logs in; each later read waits as long as {@code timeout} at most. */
    public CqlProbe(InetSocketAddress server, Duration timeout) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            socket.connect(server, (int) timeout.toMillis());
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            logIn();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Runs {@code cql} at consistency ALL and throws its result away. */
    public void query(String cql) throws IOException {
        result(cql);
    }

    /** Runs {@code cql} at consistency ALL and returns its first column, which must be of type uuid and never null. */
    public List<UUID> uuids(String cql) throws IOException {
        ByteBuffer body = result(cql);
        if (body.getInt() != ROWS) {
            throw new IOException("No rows: " + cql);
        }
        int flags = body.getInt();
        int columns = body.getInt();
        if (flags != GLOBAL_TABLE || columns != 1) {
            throw new IOException("Not one column: " + cql);
        }
        for (int name = 0; name < 3; name++) { // keyspace, table, column
            body.position(body.position() + 2 + body.getShort(body.position()));
        }
        body.getShort(); // type
        List<UUID> values = new ArrayList<>();
        for (int rows = body.getInt(); rows > 0; rows--) {
            if (body.getInt() != 2 * Long.BYTES) {
                throw new IOException("Not a uuid: " + cql);
            }
            values.add(new UUID(body.getLong(), body.getLong()));
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void logIn() throws IOException {
        ByteArrayOutputStream options = new ByteArrayOutputStream();
        DataOutputStream map = new DataOutputStream(options);
        map.writeShort(1);
        map.writeUTF("CQL_VERSION");
        map.writeUTF("3.0.0");
        if (exchange(STARTUP, options.toByteArray(), READY, AUTHENTICATE).opcode() == AUTHENTICATE) {
            byte[] token = "\0cassandra\0cassandra".getBytes(StandardCharsets.UTF_8);
            ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + token.length);
            exchange(AUTH_RESPONSE, body.putInt(token.length).put(token).array(), AUTH_SUCCESS, AUTH_SUCCESS);
        }
    }

    private ByteBuffer result(String cql) throws IOException {
        byte[] text = cql.getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(Integer.BYTES + text.length + Short.BYTES + 1);
        body.putInt(text.length).put(text).putShort((short) CONSISTENCY_ALL).put((byte) 0);
        return exchange(QUERY, body.array(), RESULT, RESULT).body();
    }

    private Frame exchange(int opcode, byte[] body, int expected, int orElse) throws IOException {
        out.write(ByteBuffer.allocate(9 + body.length)
                .put((byte) VERSION)
                .put((byte) 0) // flags
                .putShort((short) 0) // stream
                .put((byte) opcode)
                .putInt(body.length)
                .put(body)
                .array());
        out.flush();
        in.skipNBytes(4);
        int answered = in.readUnsignedByte();
        ByteBuffer answer = ByteBuffer.wrap(in.readNBytes(in.readInt()));
        if (answered != expected && answered != orElse) {
            throw new IOException("Answer " + answered + ": " + StandardCharsets.UTF_8.decode(answer));
        }
        return new Frame(answered, answer);
    }

    private record Frame(int opcode, ByteBuffer body) {}
}
