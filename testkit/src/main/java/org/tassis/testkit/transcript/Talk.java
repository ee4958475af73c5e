package org.tassis.testkit.transcript;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One playing of a transcript. Used by one thread.
final class Talk implements AutoCloseable {
    private static final Pattern OCTET = Pattern.compile("<(CR|LF|NUL|SP|x[0-9A-Fa-f]{2})>");
    private static final Pattern VARIABLE = Pattern.compile("\\$[a-z][A-Za-z0-9_]*");
    private static final Pattern FILE_LITERAL = Pattern.compile("\\{([^{}\\s]*[^{}\\s\\d+][^{}\\s]*?)(\\+?)}");
    private static final Pattern SMALL_LITERAL = Pattern.compile(".*\\{\\d+\\+}$", Pattern.DOTALL);
    private static final int SHOWN = 2_000;

    private final Transcript transcript;
    private final Transcript.Connector server;
    private final Transcript.Way way;
    private final Map<Integer, Line> lines = new HashMap<>();
    private final ImapMatcher imap = new ImapMatcher();
    private final LineMatcher words = new LineMatcher();
    private final StringBuilder soFar = new StringBuilder();

    /// One connection and where its talk is.
    private static final class Line {
        final int number;
        final Wire wire;
        final Deque<String> tags = new ArrayDeque<>(); // sent and not answered
        int commands;
        boolean continuing; // the next line of the client continues a command

        Line(int number, Wire wire) {
            this.number = number;
            this.wire = wire;
        }
    }

    Talk(Transcript transcript, Transcript.Connector server, Transcript.Way way) {
        this.transcript = transcript;
        this.server = server;
        this.way = way;
    }

    void play() throws IOException {
        List<Transcript.Step> steps = transcript.steps().stream()
                .map(step -> new Transcript.Step(
                        step.line(), step.connection(), step.kind(), step.file(), named(step.text())))
                .toList();
        for (int i = 0; i < steps.size(); ) {
            Transcript.Step step = steps.get(i);
            int end = i + 1;
            if (step.kind() == 'S' && !step.file()) {
                while (end < steps.size() && together(steps, i, end)) {
                    end++;
                }
            }
            List<Transcript.Step> group = steps.subList(i, end);
            try {
                perform(group);
            } catch (SocketTimeoutException e) {
                throw mismatch(
                        group,
                        "the server said nothing more for " + way.patience().toSeconds() + " s");
            }
            i = end;
        }
    }

    /// Whether the S line at `end` is answered together with those before it.
    private boolean together(List<Transcript.Step> steps, int start, int end) {
        Transcript.Step before = steps.get(end - 1);
        Transcript.Step step = steps.get(end);
        boolean sameTalker = step.kind() == 'S'
                && !step.file()
                && step.connection() == steps.get(start).connection()
                && !isClosed(step)
                && !isClosed(before);
        return sameTalker
                && switch (transcript.protocol()) {
                    case IMAP -> before.text().startsWith("* ");
                    case SMTP -> LineMatcher.continues(before.text());
                    case POP3, SIEVE -> before.text().equals("...");
                };
    }

    private static boolean isClosed(Transcript.Step step) {
        return step.text().strip().equals("<closed>");
    }

    private void perform(List<Transcript.Step> group) throws IOException {
        Transcript.Step step = group.getFirst();
        Line line = lines.get(step.connection());
        if (line == null) {
            line = open(step);
            lines.put(step.connection(), line);
        }
        switch (step.kind()) {
            case 'C' -> say(line, step);
            case 'R' -> send(line, substituted(octets(step.text())));
            case 'T' -> line.wire.startTls();
            case 'X' -> {
                soFar.append(line.number).append("X:\n");
                line.wire.close();
            }
            default -> hear(line, group);
        }
    }

    // ---- opening ----

    private Line open(Transcript.Step first) throws IOException {
        int number = first.connection();
        Line line = new Line(number, new Wire(server.connect(), way.byteByByte(), way.patience()));
        lines.put(number, line); // to be closed, whatever happens now
        if (first.kind() == 'S') {
            return line;
        }
        String greeting = lastOfReply(line);
        log(line, 'S', String.valueOf(greeting));
        if (greeting == null || !greeting.matches("(?s)(\\* OK|\\* PREAUTH|\\+OK|220|OK).*")) {
            throw mismatch(List.of(first), "no greeting");
        }
        String state = transcript.header("state").orElse("greeted");
        List<String> prologue =
                switch (transcript.protocol() + " " + state) {
                    case "IMAP greeted", "POP3 greeted", "SMTP greeted", "SIEVE greeted" -> List.<String>of();
                    case "IMAP authenticated" -> List.of(imapLogin(number));
                    case "IMAP selected" -> List.of(imapLogin(number), "SELECT INBOX");
                    case "POP3 transaction" ->
                        List.of(
                                "USER " + login(number).name(),
                                "PASS " + login(number).password());
                    case "SMTP ehlo" -> List.of("EHLO client.example.org");
                    case "SMTP authenticated" -> List.of("EHLO client.example.org", "AUTH PLAIN " + plain(number));
                    case "SIEVE authenticated" -> List.of("AUTHENTICATE \"PLAIN\" \"" + plain(number) + "\"");
                    default -> throw new IllegalArgumentException("no such state: " + state);
                };
        for (String command : prologue) {
            prologue(line, first, command);
        }
        return line;
    }

    private void prologue(Line line, Transcript.Step first, String command) throws IOException {
        String answer;
        if (transcript.protocol() == Transcript.Protocol.IMAP) {
            send(line, latin1("before " + command + "\r\n"));
            do {
                answer = line.wire.response();
                log(line, 'S', String.valueOf(answer));
            } while (answer != null && answer.startsWith("* "));
        } else {
            send(line, latin1(command + "\r\n"));
            answer = lastOfReply(line);
            log(line, 'S', String.valueOf(answer));
        }
        if (answer == null || !answer.matches("(?s)(before OK|\\+OK|OK|2\\d\\d ).*")) {
            throw mismatch(List.of(first), "the state of the transcript is not reached by: " + command);
        }
    }

    /// With the logins' names instead of what the transcript calls them.
    private String named(String text) {
        String named = text;
        List<String> people = transcript.people();
        for (int i = 0; i < people.size(); i++) {
            named = named.replace(people.get(i), way.logins().get(i).name());
        }
        return named;
    }

    private Transcript.Login login(int connection) {
        String names = named(transcript.header("connections").orElse(""));
        if (names.isEmpty()) {
            return way.logins().getFirst();
        }
        String[] each = names.split("[\\s,]+");
        String name = each[Math.min(connection, each.length) - 1];
        return way.logins().stream()
                .filter(login -> login.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no login " + name));
    }

    private String imapLogin(int connection) {
        Transcript.Login login = login(connection);
        return "LOGIN \"" + login.name() + "\" \""
                + login.password().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private String plain(int connection) {
        Transcript.Login login = login(connection);
        return Base64.getEncoder()
                .encodeToString(("\0" + login.name() + "\0" + login.password()).getBytes(StandardCharsets.UTF_8));
    }

    // ---- the client ----

    private void say(Line line, Transcript.Step step) throws IOException {
        if (step.file()) {
            byte[] octets = transcript.octets(step.text());
            soFar.append(line.number).append("C< ").append(step.text()).append('\n');
            line.wire.send(octets);
            return;
        }
        if (transcript.protocol() == Transcript.Protocol.IMAP) {
            imap.bind("login", new ImapValue.Atom(login(line.number).name()));
        }
        String text = substituted(octets(step.text()));
        if (transcript.protocol() == Transcript.Protocol.IMAP) {
            Matcher literal = FILE_LITERAL.matcher(text);
            text = literal.replaceAll(m -> "{" + transcript.octets(m.group(1)).length + m.group(2) + "}");
            if (!line.continuing) {
                String tag = "c" + line.number + "n" + ++line.commands;
                line.tags.add(tag);
                imap.bind("tag", new ImapValue.Atom(tag));
                text = tag + " " + text;
            }
            line.continuing = SMALL_LITERAL.matcher(text).matches();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(text));
        out.writeBytes(new byte[] {'\r', '\n'});
        log(line, 'C', text);
        line.wire.send(out.toByteArray());
    }

    private void send(Line line, String text) throws IOException {
        log(line, 'C', text);
        line.wire.send(bytes(text));
    }

    private String substituted(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group();
            ImapValue value = imap.value(name);
            String known = value == null ? words.value(name) : value.plain();
            return Matcher.quoteReplacement(known == null ? name : known);
        });
    }

    /// UTF-8 text as octets in Latin-1, with `<CR>` and the like made real.
    private static String octets(String text) {
        return OCTET.matcher(latin1(text))
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "CR" -> "\r";
                            case "LF" -> "\n";
                            case "NUL" -> "\0";
                            case "SP" -> " ";
                            case String hex -> String.valueOf((char) Integer.parseInt(hex.substring(1), 16));
                        }));
    }

    private static String latin1(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    // ---- the server ----

    private void hear(Line line, List<Transcript.Step> group) throws IOException {
        Transcript.Step step = group.getFirst();
        if (isClosed(step)) {
            String more = line(line);
            if (more != null) {
                log(line, 'S', more);
                throw mismatch(group, "the connection should be closed");
            }
        } else if (step.file()) {
            hearFile(line, step);
        } else {
            switch (transcript.protocol()) {
                case IMAP -> hearImap(line, group);
                case SMTP -> hearReply(line, group);
                case POP3, SIEVE -> hearLine(line, group);
            }
        }
    }

    private void hearImap(Line line, List<Transcript.Step> group) throws IOException {
        List<Transcript.Step> wanted = new ArrayList<>(group);
        Transcript.Step last = group.getLast();
        boolean ends = !last.text().startsWith("* ");
        if (ends) {
            wanted.removeLast();
        }
        Expunges expunges = new Expunges(wanted);
        boolean extraAllowed =
                transcript.header("extra").filter("allowed"::equals).isPresent();
        while (ends || !wanted.isEmpty() || expunges.areAwaited()) {
            String response = line.wire.response();
            if (response == null) {
                throw mismatch(group, "the server closed the connection; not yet heard: " + texts(wanted) + expunges);
            }
            log(line, 'S', response);
            int space = response.indexOf(' ');
            String lead = space < 0 ? response : response.substring(0, space);
            String rest = space < 0 ? "" : response.substring(space + 1);
            if (lead.equals("*") && Expunges.isExpunge(response)) {
                if (!expunges.heard(response)) {
                    throw mismatch(
                            group, "the last EXPUNGE was not expected; still expected: " + texts(wanted) + expunges);
                }
                continue;
            }
            if (lead.equals("*")) {
                hearUntagged(group, wanted, rest, extraAllowed);
                continue;
            }
            if (!ends || !wanted.isEmpty() || expunges.areAwaited()) {
                throw mismatch(group, "not heard before it: " + texts(wanted) + expunges);
            }
            boolean same;
            if (lead.equals("+")) {
                same = last.text().startsWith("+")
                        && (last.text().length() < 3
                                || words.matches(octets(last.text().substring(2)), rest));
                line.continuing = true;
            } else {
                String tag = Objects.requireNonNullElse(line.tags.poll(), "no tag");
                same = lead.equals(tag) && imapMatches(last, octets(last.text()), rest);
                line.continuing = false;
            }
            if (!same) {
                throw mismatch(group, "that is not it");
            }
            return;
        }
    }

    private void hearUntagged(
            List<Transcript.Step> group, List<Transcript.Step> wanted, String rest, boolean extraAllowed) {
        for (Transcript.Step step : wanted) {
            if (imapMatches(step, octets(step.text().substring(2)), rest)) {
                wanted.remove(step);
                return;
            }
        }
        if (!extraAllowed && !ImapMatcher.mayBePassedOver(parsed(group.getFirst(), rest))) {
            throw mismatch(group, "the last line was not expected; still expected: " + texts(wanted));
        }
    }

    private boolean imapMatches(Transcript.Step step, String expected, String actual) {
        return imap.matches(parsed(step, expected), parsed(step, actual));
    }

    private ImapMatcher.Response parsed(Transcript.Step step, String text) {
        try {
            return ImapMatcher.parse(text, name -> new String(transcript.octets(name), StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw mismatch(List.of(step), "not to be parsed: " + e.getMessage());
        }
    }

    private void hearReply(Line line, List<Transcript.Step> group) throws IOException {
        List<String> reply = reply(line);
        if (!words.replyMatches(group.stream().map(step -> octets(step.text())).toList(), reply)) {
            throw mismatch(group, reply.isEmpty() ? "the server closed the connection" : "that is not it");
        }
    }

    private List<String> reply(Line line) throws IOException {
        List<String> reply = new ArrayList<>();
        String text;
        do {
            text = line(line);
            if (text == null) {
                return List.of();
            }
            log(line, 'S', text);
            reply.add(text);
        } while (LineMatcher.continues(text));
        return reply;
    }

    private void hearLine(Line line, List<Transcript.Step> group) throws IOException {
        String expected = octets(group.getLast().text());
        boolean skip = group.size() > 1 || expected.equals("...");
        while (true) {
            String text = line(line);
            if (text == null) {
                throw mismatch(group, "the server closed the connection");
            }
            log(line, 'S', text);
            if (words.matches(expected, text)) {
                return;
            }
            if (!skip || text.equals(".")) {
                throw mismatch(group, "that is not it");
            }
        }
    }

    private void hearFile(Line line, Transcript.Step step) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String text = line(line); !".".equals(text); text = line(line)) {
            if (text == null) {
                throw mismatch(List.of(step), "the server closed the connection");
            }
            log(line, 'S', text);
            all.append(text.startsWith(".") ? text.substring(1) : text).append("\r\n");
        }
        log(line, 'S', ".");
        String expected = new String(transcript.octets(step.text()), StandardCharsets.ISO_8859_1);
        if (!all.toString().equals(expected.endsWith("\r\n") ? expected : expected + "\r\n")) {
            throw mismatch(List.of(step), "the octets are not those of the file");
        }
    }

    private static @Nullable String line(Line line) throws IOException {
        return line.wire.line();
    }

    private @Nullable String lastOfReply(Line line) throws IOException {
        String text = line(line);
        while (text != null && isContinued(text)) {
            log(line, 'S', text);
            text = line(line);
        }
        return text;
    }

    private boolean isContinued(String line) {
        return switch (transcript.protocol()) {
            case SMTP -> LineMatcher.continues(line);
            case SIEVE -> !line.matches("(?s)(OK|NO|BYE)( .*)?");
            case IMAP, POP3 -> false;
        };
    }

    // ---- telling ----

    private void log(Line line, char who, String text) {
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "... (" + text.length() + " octets)";
        String utf8 = new String(bytes(shown), StandardCharsets.UTF_8).replace("\r\n", "\n      ");
        soFar.append(line.number).append(who).append(": ").append(utf8).append('\n');
    }

    private static List<String> texts(List<Transcript.Step> steps) {
        return steps.stream().map(Transcript.Step::text).toList();
    }

    private TranscriptMismatch mismatch(List<Transcript.Step> group, String what) {
        StringBuilder message =
                new StringBuilder(what).append("\n\n").append(soFar).append('\n');
        for (Transcript.Step step : group) {
            message.append("expected ")
                    .append(transcript.place(step.line()))
                    .append("   ")
                    .append(step.connection())
                    .append(step.kind())
                    .append(step.file() ? "< " : ": ")
                    .append(step.text())
                    .append('\n');
        }
        return new TranscriptMismatch(message.toString());
    }

    @Override
    public void close() {
        for (Line line : lines.values()) {
            try {
                line.wire.close();
            } catch (IOException e) {
                soFar.append(line.number).append(": ").append(e).append('\n');
            }
        }
    }
}
