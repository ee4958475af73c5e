package org.tassis.testkit.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A conversation with a server, written as a text file (UTF-8) and played over sockets, so that one file
/// holds for this server and for anybody else's. The name ends in `.imap`, `.pop3`, `.smtp` or `.sieve`
/// (ManageSieve).
///
/// ```
/// rfc: 9051 §6.4.5          BODY[] sets \Seen
/// state: selected
/// messages: one-plain.eml
///
/// 1C: FETCH 1 (FLAGS BODY.PEEK[TEXT])
/// 1S: * 1 FETCH (FLAGS () BODY[TEXT] $text)
/// 1S: OK
/// 2C: NOOP                  # the other session hears of it too
/// 2S: OK
/// ```
///
/// **Header**: lines `name: value` up to the first empty line. Known to the player:
/// - `state`: what is done on each connection before the talk. imap: `greeted` (default), `authenticated`,
///   `selected` (INBOX). pop3: `greeted` (default), `transaction`. smtp: `greeted` (default), `ehlo`,
///   `authenticated` (AUTH PLAIN). sieve: `greeted` (default), `authenticated` (AUTHENTICATE PLAIN).
/// - `connections`: login names of connections 1, 2, ...; the last one holds for all further. Default: the
///   first login.
/// - `people`: what the talk calls the logins, in their order, e.g. `$ann $bob`; their names stand there
///   when it is played, in `connections`, too.
/// - `extra: allowed`: imap only, untagged responses that are not expected are passed over.
///
/// - `dovecot`: why the transcript does not hold for Dovecot, which is tried with all others.
///
/// All others (`rfc`, `title`, ...) are for people and for the test, which asks {@link #header} and {@link
/// #messages}.
///
/// **Talk**: a digit for the connection, which is opened when it is first used, then
/// - `1C: text` the client sends a line. imap: a tag is put before it, except after `+` and after a line
///   that ends in `{5+}`.
/// - `1R: text` the client sends exactly this: no tag, no line end.
/// - `1C< file` the client sends the octets of a file beside the transcript (or in `messages/` there), no
///   line end. In `C` lines of imap, `{file}` and `{file+}` become literals' sizes.
/// - `1S: text` the server says this.
/// - `1S< file` pop3: the lines up to `.`, without dot-stuffing, are the file.
/// - `1S: <closed>` the server closes the connection.
/// - `1T:` TLS begins here (any certificate will do).
/// - `1X:` the client drops the connection.
///
/// Two spaces and `# ` begin a comment, so does `#` at the beginning of a line. `<CR>`, `<LF>`, `<NUL>`,
/// `<SP>` and `<x80>` stand for octets, in both directions. `$name` (first letter in lower case, so that
/// keywords such as `$Forwarded` are none) takes any one value where it first occurs in an `S` line, must
/// agree from then on, and is put into `C` and `R` lines; `$tag` is the tag of the connection's last
/// command, and in imap `$login` is the name that it logs in with.
///
/// The greeting is read and thrown away unless the first line of a connection is an `S` line.
///
/// **imap matches by structure.** Untagged lines before a tagged one or `+` come in any order, and EXPUNGE
/// lines match those that remove the same messages (`1`, `1` is `2`, `1`); a literal equals a quoted string
/// equals an atom of the same text; atoms compare without case; items of FETCH and STATUS, and flags, LIST
/// attributes and capabilities, come in any order; `...` as an item allows more items. `OK`, `NO`, `BAD`
/// without response code or text match any; given ones are matched (text: from its beginning, `...` for
/// anything). `{file}` is a string that equals the file. Passed over when they are not expected: `\Recent`
/// in flags, `\HasChildren` and `\HasNoChildren` of LIST, `* n RECENT`, `* FLAGS`, and untagged `* OK`.
/// Several `S` lines with no tagged one among them wait for all of them.
///
/// **pop3, smtp and sieve match by line**: an expected line is the beginning of the line that came, up to
/// its end, a space or a dash (`250 2.1.5` matches `250 2.1.5 Recipient OK`), `...` stands for anything,
/// `$name` for a word. smtp: a reply of many lines is matched as one: a single expected line is compared
/// with its last line; several (`250-SIZE 5`, `250 ...`) each with some line, in any order, and `...` as
/// the text of one allows further lines. pop3 and sieve: a line of `...` alone passes over lines up to one
/// that matches the next expected line.
///
/// Immutable; {@link #play} may be called any number of times.
public final class Transcript {
    private static final Pattern STEP = Pattern.compile("([1-9])([CSRTX])([:<])(.*)");
    private static final Pattern COMMENT = Pattern.compile("^#.*|\\s\\s+#(\\s.*)?$");

    /// How to reach the server.
    @FunctionalInterface
    public interface Connector {
        Socket connect() throws IOException;
    }

    /// A login of the server under test.
    public record Login(String name, String password) {}

    enum Protocol {
        IMAP,
        POP3,
        SMTP,
        SIEVE
    }

    /// @param kind C, S, R, T or X
    /// @param file whether `text` names a file
    record Step(int line, int connection, char kind, boolean file, String text) {}

    private final Path file;
    private final Path root;
    private final Protocol protocol;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Step> steps = new ArrayList<>();

    private Transcript(Path file, Path root, List<String> lines) {
        this.file = file;
        this.root = root;
        String name = file.getFileName().toString();
        this.protocol =
                Protocol.valueOf(name.substring(name.lastIndexOf('.') + 1).toUpperCase(Locale.ROOT));
        int number = 0;
        boolean head = true;
        for (String raw : lines) {
            number++;
            String line = COMMENT.matcher(raw).replaceFirst("");
            if (line.isBlank()) {
                head &= headers.isEmpty() || !raw.isBlank();
                continue;
            }
            Matcher step = STEP.matcher(line);
            if (step.matches()) {
                head = false;
                String text = step.group(4);
                boolean isFile = step.group(3).equals("<");
                steps.add(new Step(
                        number,
                        step.group(1).charAt(0) - '0',
                        step.group(2).charAt(0),
                        isFile,
                        isFile ? text.strip() : text.startsWith(" ") ? text.substring(1) : text));
            } else if (head && line.indexOf(':') > 0) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            } else {
                throw new IllegalArgumentException(file + ":" + number + ": not a line of a transcript: " + raw);
            }
        }
    }

    public static Transcript read(Path file) {
        return read(file, file.toAbsolutePath().resolveSibling(""));
    }

    private static Transcript read(Path file, Path root) {
        try {
            return new Transcript(file, root, Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All transcripts in a directory and below, by name: `Transcript.allBelow(dir).map(talk ->
    /// dynamicTest(talk.title(), talk.uri(), () -> talk.play(...)))`.
    ///
    /// @throws IllegalArgumentException when there are none, as that is a mistake and no success
    public static Stream<Transcript> allBelow(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Transcript> all = files.filter(f -> f.toString().matches(".*\\.(imap|pop3|smtp|sieve)"))
                    .sorted()
                    .map(f -> read(f, directory))
                    .toList();
            if (all.isEmpty()) {
                throw new IllegalArgumentException("no transcripts below " + directory.toAbsolutePath());
            }
            return all.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file's name below the directory, and what its `title` (or `rfc`) line says.
    public String title() {
        String what = headers.getOrDefault("title", headers.getOrDefault("rfc", ""));
        return root.toAbsolutePath().relativize(file.toAbsolutePath()) + (what.isEmpty() ? "" : " - " + what);
    }

    /// Of the file, for the test report to lead there.
    public URI uri() {
        return file.toUri();
    }

    /// @param name in lower case
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// What the `people` line says.
    public List<String> people() {
        String names = headers.getOrDefault("people", "");
        return names.isEmpty() ? List.of() : List.of(names.split("[\\s,]+"));
    }

    /// The octets of the files that the `messages` line names, in order.
    public List<byte[]> messages() {
        String names = headers.getOrDefault("messages", "");
        return names.isEmpty()
                ? List.of()
                : Stream.of(names.split("[\\s,]+")).map(this::octets).toList();
    }

    /// The octets of a file beside the transcript, in `messages/` beside it, or in `messages/` of the
    /// directory that {@link #allBelow} was given. Line ends LF become CRLF, unless the name ends in
    /// `.raw`.
    byte[] octets(String name) {
        Path beside = file.toAbsolutePath().resolveSibling("");
        for (Path path : List.of(
                beside.resolve(name),
                beside.resolve("messages").resolve(name),
                root.resolve("messages").resolve(name))) {
            if (Files.exists(path)) {
                try {
                    byte[] octets = Files.readAllBytes(path);
                    if (name.endsWith(".raw")) {
                        return octets;
                    }
                    String text = new String(octets, StandardCharsets.ISO_8859_1);
                    return text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new IllegalArgumentException(file + ": there is no " + name);
    }

    // ---- playing ----

    /// How a transcript is played.
    ///
    /// @param logins      the first is the default
    /// @param byteByByte  each octet is sent on its own
    /// @param patience    how long the server may take for each answer
    public record Way(List<Login> logins, boolean byteByByte, Duration patience) {
        public Way {
            logins = List.copyOf(logins);
        }

        public static Way as(Login... logins) {
            return new Way(List.of(logins), false, Duration.ofSeconds(10));
        }

        public Way slowly() {
            return new Way(logins, true, patience);
        }
    }

    /// Plays the whole talk; closes what it opened.
    ///
    /// @throws TranscriptMismatch the server said something else; the message shows the talk so far
    public void play(Connector server, Way way) throws IOException {
        try (Talk talk = new Talk(this, server, way)) {
            talk.play();
        }
    }

    public void play(String host, int port, Way way) throws IOException {
        play(() -> new Socket(host, port), way);
    }

    Protocol protocol() {
        return protocol;
    }

    List<Step> steps() {
        return steps;
    }

    String place(int line) {
        return file + ":" + line;
    }
}
