package org.tassis.sql;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.Place;

/// The detail of a deed in octets: numbers of seven bits each octet, lowest first; sets of UIDs as the
/// distances between their ends, so that a range costs two to four octets.
final class DeedCodec {
    private static final int VERSION = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(32);

    private DeedCodec() {}

    static byte[] encode(Deed deed) {
        DeedCodec codec = new DeedCodec();
        codec.number(VERSION);
        switch (deed) {
            case Deed.Flagged flagged -> {
                codec.number(flagged.runs().size());
                for (Deed.Run run : flagged.runs()) {
                    codec.flags(run.before());
                    codec.flags(run.after());
                    codec.uids(run.uids());
                }
            }
            case Deed.Moved moved -> codec.uids(moved.uids());
            case Deed.Copied copied -> codec.uids(copied.uids());
            case Deed.Restored restored -> codec.uids(restored.uids());
            case Deed.Deleted deleted -> {
                codec.uids(deleted.uids());
                codec.number(deleted.modSeqs().size());
                long last = 0;
                for (long modSeq : deleted.modSeqs()) {
                    codec.number(modSeq - last);
                    last = modSeq;
                }
            }
            case Deed.Hidden hidden -> {
                codec.uids(hidden.uids());
                codec.number(hidden.hidden() ? 1 : 0);
            }
            case Deed.FolderCreated _, Deed.FolderRenamed _ -> {}
            case Deed.FolderDeleted folder -> {
                codec.number(AccountState.bits(folder.uses()));
                codec.number(folder.subscribed() ? 1 : 0);
                codec.uids(folder.uids());
                codec.number(folder.modSeq());
            }
        }
        return codec.out.toByteArray();
    }

    /// @param target where messages went to, or under which name a folder was before
    /// @throws IllegalArgumentException these octets are no detail of such a deed
    static Deed decode(Deed.Kind kind, Place place, Place target, byte[] octets) {
        ByteBuffer in = ByteBuffer.wrap(octets);
        try {
            if (number(in) != VERSION) {
                throw new IllegalArgumentException("of a later version");
            }
            return switch (kind) {
                case FLAGGED -> {
                    List<Deed.Run> runs = new ArrayList<>();
                    for (long left = number(in); left > 0; left--) {
                        Flags before = flags(in);
                        Flags after = flags(in);
                        runs.add(new Deed.Run(uids(in), before, after));
                    }
                    yield new Deed.Flagged(place, runs);
                }
                case MOVED -> new Deed.Moved(place, target, uids(in));
                case COPIED -> new Deed.Copied(place, target, uids(in));
                case RESTORED -> new Deed.Restored(place, uids(in));
                case DELETED -> {
                    UidSet uids = uids(in);
                    List<Long> modSeqs = new ArrayList<>();
                    long last = 0;
                    for (long left = number(in); left > 0; left--) {
                        last += number(in);
                        modSeqs.add(last);
                    }
                    yield new Deed.Deleted(place, uids, modSeqs);
                }
                case HIDDEN -> new Deed.Hidden(place, uids(in), number(in) == 1);
                case FOLDER_CREATED -> new Deed.FolderCreated(place);
                case FOLDER_RENAMED -> new Deed.FolderRenamed(place, target.name());
                case FOLDER_DELETED -> {
                    int uses = (int) number(in);
                    boolean subscribed = number(in) == 1;
                    UidSet uids = uids(in);
                    yield new Deed.FolderDeleted(place, AccountState.uses(uses), subscribed, uids, number(in));
                }
            };
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("cut off", e);
        }
    }

    private void number(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static long number(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte octet = in.get();
            value |= (octet & 0x7FL) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }

    private void uids(UidSet uids) {
        number(uids.rangeCount());
        long last = 0;
        for (int range = 0; range < uids.rangeCount(); range++) {
            number(uids.first(range) - last);
            number(uids.last(range) - uids.first(range));
            last = uids.last(range);
        }
    }

    private static UidSet uids(ByteBuffer in) {
        UidSet.Builder uids = new UidSet.Builder();
        long last = 0;
        for (long left = number(in); left > 0; left--) {
            long first = last + number(in);
            last = first + number(in);
            uids.add(first, last);
        }
        return uids.build();
    }

    private void flags(Flags flags) {
        number(flags.systemBits());
        number(flags.keywords().size());
        for (String word : flags.keywords()) {
            number(word.length());
            out.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static Flags flags(ByteBuffer in) {
        long bits = number(in);
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : SystemFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                system.add(flag);
            }
        }
        List<String> words = new ArrayList<>();
        for (long left = number(in); left > 0; left--) {
            byte[] word = new byte[Math.toIntExact(Math.min(number(in), in.remaining()))];
            in.get(word);
            words.add(new String(word, StandardCharsets.US_ASCII));
        }
        return Flags.of(system, words);
    }
}
