package org.tassis.sql.trace;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Connected;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.LeftOut;
import org.tassis.mailflow.trace.TraceEvent.Refused;

/// Events as octets: a number for the kind, then its parts. Kinds and the order of enums are never changed, only
/// added to; what is read must have been written by this program or an older one.
final class TraceCodec {
    private static final int MOST_IN_LIST = 1_000_000;

    private TraceCodec() {}

    static void write(TraceEvent event, DataOutput out) throws IOException {
        out.writeByte(kind(event));
        out.writeLong(event.at().toEpochMilli());
        text(event.message(), out);
        switch (event) {
            case Connected e -> peer(e.peer(), out);
            case Refused e -> {
                peer(e.peer(), out);
                out.writeByte(e.stage().ordinal());
                text(e.sender(), out);
                text(e.recipient(), out);
                text(e.cause(), out);
                text(e.detail(), out);
                out.writeBoolean(e.enforced());
            }
            case Accepted e -> {
                peer(e.peer(), out);
                text(e.sender(), out);
                texts(e.recipients(), out);
                text(e.messageId(), out);
                text(e.subject(), out);
                out.writeLong(e.size());
                texts(e.marks(), out);
            }
            case Delivered e -> {
                text(e.recipient(), out);
                text(e.login(), out);
            }
            case Attempted e -> {
                text(e.recipient(), out);
                text(e.host(), out);
                out.writeByte(e.outcome().ordinal());
                text(e.reply(), out);
            }
            case Filtered e -> {
                text(e.recipient(), out);
                text(e.action(), out);
                text(e.detail(), out);
            }
            case Deleted e -> {
                text(e.recipient(), out);
                text(e.by(), out);
            }
            case LeftOut e -> out.writeLong(e.events());
        }
    }

    private static int kind(TraceEvent event) {
        return switch (event) {
            case Connected _ -> 1;
            case Refused _ -> 2;
            case Accepted _ -> 3;
            case Delivered _ -> 4;
            case Attempted _ -> 5;
            case Filtered _ -> 6;
            case Deleted _ -> 7;
            case LeftOut _ -> 8;
        };
    }

    static TraceEvent read(DataInput in) throws IOException {
        int kind = in.readByte();
        Instant at = Instant.ofEpochMilli(in.readLong());
        String message = text(in);
        return switch (kind) {
            case 1 -> new Connected(at, peer(in));
            case 2 ->
                new Refused(
                        at,
                        message,
                        peer(in),
                        TraceEvent.Stage.values()[in.readByte()],
                        text(in),
                        text(in),
                        text(in),
                        text(in),
                        in.readBoolean());
            case 3 ->
                new Accepted(at, message, peer(in), text(in), texts(in), text(in), text(in), in.readLong(), texts(in));
            case 4 -> new Delivered(at, message, text(in), text(in));
            case 5 ->
                new Attempted(at, message, text(in), text(in), Attempted.Outcome.values()[in.readByte()], text(in));
            case 6 -> new Filtered(at, message, text(in), text(in), text(in));
            case 7 -> new Deleted(at, message, text(in), text(in));
            case 8 -> new LeftOut(at, in.readLong());
            default -> throw new IOException("an event of unknown kind " + kind);
        };
    }

    private static void peer(Peer peer, DataOutput out) throws IOException {
        text(peer.address(), out);
        text(peer.name(), out);
        text(peer.entrance(), out);
        text(peer.login(), out);
    }

    private static Peer peer(DataInput in) throws IOException {
        return new Peer(text(in), text(in), text(in), text(in));
    }

    private static void texts(List<String> texts, DataOutput out) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            text(text, out);
        }
    }

    private static List<String> texts(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_IN_LIST) {
            throw new IOException("a list of " + count);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(text(in));
        }
        return texts;
    }

    private static void text(String text, DataOutput out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(octets.length, 0xffff);
        out.writeShort(length);
        out.write(octets, 0, length);
    }

    private static String text(DataInput in) throws IOException {
        byte[] octets = new byte[in.readUnsignedShort()];
        in.readFully(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }
}
