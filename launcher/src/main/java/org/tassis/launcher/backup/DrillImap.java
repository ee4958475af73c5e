package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a drill asks by IMAP.
final class DrillImap extends LineConnection {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d-MMM-uuuu HH:mm:ss Z", Locale.ENGLISH);
    private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
    private static final Pattern SIZE = Pattern.compile("\\bRFC822\\.SIZE (\\d+)");
    private static final Pattern INTERNAL_DATE = Pattern.compile("\\bINTERNALDATE \"([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");

    private int tag;

    DrillImap(int port, Instance.Entrance who) throws IOException {
        super(port);
        line();
        command("LOGIN " + quoted(who.login()) + " " + quoted(who.password().reveal()), _ -> {});
        command("ENABLE UTF8=ACCEPT", _ -> {}); // RFC 6855 §3: names as they are
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /// @param each line before the last, literals left out
    private byte[] command(String words, Consumer<String> each) throws IOException {
        String mark = "d" + ++tag;
        send(mark + " " + words);
        byte[] literal = {};
        while (true) {
            String line = line();
            Matcher begins = LITERAL.matcher(line);
            while (begins.find()) {
                literal = octets(Integer.parseInt(begins.group(1)));
                line = line.substring(0, begins.start()) + line();
                begins = LITERAL.matcher(line);
            }
            if (line.startsWith(mark + " ")) {
                if (!line.startsWith(mark + " OK")) {
                    throw new IOException(
                            words.split(" ", 2)[0] + " was answered with " + line.substring(mark.length() + 1));
                }
                return literal;
            }
            each.accept(line);
        }
    }

    /// A folder as IMAP shows it.
    ///
    /// @param sha256 of a line for each message: UID, size, internal date in seconds
    record Folder(long messages, long octets, String sha256, List<Long> uids) {}

    Folder examine(String name) throws IOException {
        command("EXAMINE " + quoted(name), _ -> {});
        MessageDigest digest = sha256();
        List<Long> uids = new ArrayList<>();
        long[] octets = {0};
        try {
            command("UID FETCH 1:* (UID RFC822.SIZE INTERNALDATE)", line -> {
                if (!line.contains(" FETCH (")) {
                    return;
                }
                long uid = Long.parseLong(found(UID, line));
                long size = Long.parseLong(found(SIZE, line));
                long date = ZonedDateTime.parse(found(INTERNAL_DATE, line).strip(), DATE)
                        .toEpochSecond();
                uids.add(uid);
                octets[0] += size;
                digest.update((uid + " " + size + " " + date + "\n").getBytes(StandardCharsets.US_ASCII));
            });
        } catch (NumberFormatException | DateTimeException e) {
            throw new IOException("FETCH was answered with something else: " + e.getMessage(), e);
        }
        return new Folder(uids.size(), octets[0], HexFormat.of().formatHex(digest.digest()), uids);
    }

    private static String found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new NumberFormatException(line);
        }
        return matcher.group(1);
    }

    /// SHA-256 of a message of the folder that was examined last.
    String message(long uid) throws IOException {
        byte[] octets = command("UID FETCH " + uid + " (BODY.PEEK[])", _ -> {});
        return HexFormat.of().formatHex(sha256().digest(octets));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
