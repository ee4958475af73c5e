package org.tassis.imap.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tassis.imap.ImapClient;

/// A conversation in a file: a head of `name: value` lines, an empty line, then what clients say and servers answer.
///
/// - `1C: NOOP` is a command of the first client; its tag is added. `1C> DONE` is a line without a
///   tag, or of a literal.
/// - `1S: * 1 EXISTS` is an answer to it. Lines that follow each other may come in any order, but all must come, and
///   no others; a completion (`1S: OK`) comes last.
/// - What stands behind three blanks and a `#` is a remark.
///
/// @param title what the `rfc` line says
record Transcript(Path file, String title, Map<String, String> head, List<Turn> turns) {

    /// @param sent empty when the server goes on by itself
    record Turn(int client, List<String> sent, List<String> answers, int line) {}

    static Stream<Transcript> allBelow(String resource) {
        try {
            Path root = Path.of(Transcript.class.getResource(resource).toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(".imap")).sorted().toList().stream()
                        .map(Transcript::read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Transcript read(Path file) {
        try {
            Map<String, String> head = new TreeMap<>();
            List<Turn> turns = new ArrayList<>();
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            int number = 0;
            while (number < lines.size() && !lines.get(number).isBlank()) {
                String line = lines.get(number++);
                int colon = line.indexOf(':');
                head.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            for (; number < lines.size(); number++) {
                String line = lines.get(number);
                int remark = line.indexOf("   #");
                line = (remark < 0 ? line : line.substring(0, remark)).stripTrailing();
                if (line.isEmpty()) {
                    continue;
                }
                int client = line.charAt(0) - '0';
                String text = line.length() > 4 ? line.substring(4) : "";
                Turn last = turns.isEmpty() ? null : turns.getLast();
                if (line.charAt(1) == 'C') {
                    String sent = line.charAt(2) == '>' ? ">" + text : text;
                    if (last != null && last.answers.isEmpty() && last.client == client) {
                        last.sent.add(sent);
                    } else {
                        turns.add(new Turn(client, new ArrayList<>(List.of(sent)), new ArrayList<>(), number + 1));
                    }
                } else if (last != null && last.client == client) {
                    last.answers.add(text);
                } else {
                    turns.add(new Turn(client, new ArrayList<>(), new ArrayList<>(List.of(text)), number + 1));
                }
            }
            return new Transcript(file, head.getOrDefault("rfc", file.toString()), head, turns);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return file.getParent().getFileName() + "/" + file.getFileName() + ": " + title;
    }

    URI uri() {
        return file.toUri();
    }

    /// Plays it; a mismatch shows the talk so far.
    ///
    /// @param clients opens a connection in the state that the head asks for
    void play(java.util.function.Supplier<ImapClient> clients) {
        Map<Integer, ImapClient> open = new HashMap<>();
        Map<Integer, Integer> tags = new HashMap<>();
        Map<String, Response> bound = new HashMap<>();
        StringBuilder talk = new StringBuilder();
        try {
            turns.stream().map(Turn::client).distinct().sorted().forEach(client -> open.put(client, clients.get()));
            for (Turn turn : turns) {
                ImapClient client = open.get(turn.client);
                for (String sent : turn.sent) {
                    if (sent.startsWith(">")) {
                        client.send(octets(sent.substring(1)));
                    } else {
                        client.send("x" + tags.merge(turn.client, 1, Integer::sum) + " " + octets(sent));
                    }
                    talk.append(turn.client).append("C: ").append(sent).append('\n');
                }
                hear(turn, client, "x" + tags.getOrDefault(turn.client, 0), bound, talk);
            }
        } finally {
            open.values().forEach(ImapClient::close);
        }
    }

    /// Files are UTF-8, and so is what they send; the client takes one character an octet.
    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private void hear(Turn turn, ImapClient client, String tag, Map<String, Response> bound, StringBuilder talk) {
        List<String> expected = new ArrayList<>(turn.answers);
        while (!expected.isEmpty()) {
            String line = client.line();
            talk.append(turn.client).append("S: ").append(line).append('\n');
            if (line.isEmpty()) {
                throw failure(turn, "the connection was closed; expected " + expected, talk);
            }
            boolean tagged = line.startsWith(tag + " ");
            Response actual = Response.parse(tagged ? line.substring(tag.length() + 1) : line);
            int found = -1;
            for (int i = 0; i < expected.size() && found < 0; i++) {
                String candidate = expected.get(i);
                boolean completion = !candidate.startsWith("*") && !candidate.startsWith("+");
                Map<String, Response> trial = new HashMap<>(bound);
                if (completion == tagged && matches(candidate, actual, trial)) {
                    found = i;
                    bound.putAll(trial);
                }
            }
            if (found < 0 || tagged && expected.size() > 1) {
                throw failure(turn, "expected " + expected, talk);
            }
            expected.remove(found);
        }
    }

    private static boolean matches(String expected, Response actual, Map<String, Response> bound) {
        Response wanted = Response.parse(expected);
        if (Response.matches(wanted, actual, bound)) {
            return true;
        }
        // OK alone stands for OK with any code
        return wanted instanceof Response.Group(var members)
                && members.getLast() instanceof Response.Word(String word)
                && word.matches("OK|NO|BAD|BYE|\\+")
                && actual instanceof Response.Group(var others)
                && others.size() >= members.size()
                && others.subList(0, members.size()).equals(members);
    }

    private AssertionError failure(Turn turn, String why, StringBuilder talk) {
        return new AssertionError(file.getFileName() + " line " + turn.line + ": " + why + "\n" + talk);
    }
}
