package org.tassis.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.testkit.TrustingTls;

/// The packaged program as operators run it: `run`, with a settings file. Closing it is SIGTERM.
final class RunningServer implements AutoCloseable {
    static final String PASSWORD = "aquatic-Ferry-71-lamp";
    private static final List<String> LISTENERS = List.of(
            "smtp",
            "submission",
            "submissions",
            "imap",
            "imaps",
            "pop3",
            "pop3s",
            "managesieve",
            "http",
            "https",
            "admin");
    private static final Pattern SERVES = Pattern.compile("(?m)^Tassis .* serves .* on (.*)\\.$");
    private static final int PATIENCE_SECONDS = 180;

    private final Process process;
    private final Path config;
    private final Path log;
    private final Map<String, Integer> ports;

    private RunningServer(Process process, Path config, Path log, Map<String, Integer> ports) {
        this.process = process;
        this.config = config;
        this.log = log;
        this.ports = ports;
    }

    /// Writes `tassis.yml` into a directory: data beside it, every listener on a free port of loopback.
    ///
    /// @param listeners lines for the section `listeners`, instead of those that they name
    /// @param more      other sections
    static Path config(Path directory, String listeners, String more) throws IOException {
        StringBuilder text = new StringBuilder("hostname: mail.example.org\ndata-directory: "
                + directory.resolve("data") + "\n" + more + "listeners:\n" + listeners);
        for (String name : LISTENERS) {
            if (!listeners.contains("  " + name + ":")) {
                text.append("  ").append(name).append(": { address: 127.0.0.1, port: 0 }\n");
            }
        }
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("tassis.yml"), text);
    }

    static RunningServer start(Path config) throws IOException, InterruptedException {
        Path log = Files.createTempFile(config.getParent(), "run", ".log");
        Process process = new ProcessBuilder(Program.command("run", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Matcher serves = SERVES.matcher(Files.readString(log));
            if (serves.find()) {
                Map<String, Integer> ports = new HashMap<>();
                for (String one : serves.group(1).split(", ")) {
                    ports.put(one.split(" ")[0], Integer.valueOf(one.split(" ")[1]));
                }
                return new RunningServer(process, config, log, ports);
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("the program did not start:\n" + Files.readString(log));
            }
        }
    }

    int port(String listener) {
        return java.util.Objects.requireNonNull(ports.get(listener), listener);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// A command of the command line about this server.
    Shell.Result command(String... words) throws IOException, InterruptedException {
        return command(config, words);
    }

    static Shell.Result command(Path config, String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        return new Shell(config.getParent()).run(Map.of(), Program.command(all.toArray(String[]::new)));
    }

    /// Makes mailboxes with {@link #PASSWORD}, each `login@example.org`.
    ///
    /// @param logins each may have a language behind it: `fred:fr`
    void people(String... logins) throws IOException, InterruptedException {
        command("domain", "add", "example.org").succeeded();
        StringBuilder csv = new StringBuilder("login,password,primary,language\n");
        for (String one : logins) {
            String login = one.split(":")[0];
            csv.append(login + "," + PASSWORD + "," + login + "@example.org,"
                    + (one.contains(":") ? one.split(":")[1] : "en") + "\n");
        }
        Path file = Files.writeString(config.resolveSibling("people.csv"), csv);
        command("mailbox", "import", file.toString()).succeeded();
    }

    /// Makes an operator, and says with which password it logs in.
    String operator() throws IOException, InterruptedException {
        String told = command("operator", "add", "operator").succeeded().output();
        return told.substring(told.indexOf("Password: ") + "Password: ".length())
                .strip();
    }

    /// Waits until the memory for spam of a mailbox knows so many messages: learning is done in the
    /// background.
    void learnt(String login, int spam, int wanted) throws IOException, InterruptedException {
        Pattern expected = Pattern.compile(login + " +" + spam + " +" + wanted + " +");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String figures;
        do {
            figures = command("spam", "figures", "--mailbox", login).succeeded().output();
        } while (!expected.matcher(figures).find() && System.nanoTime() < end);
        if (!expected.matcher(figures).find()) {
            throw new AssertionError(
                    "it was not learnt that " + spam + " are spam and " + wanted + " are wanted:\n" + figures);
        }
    }

    /// Brings a message, as another server does.
    void deliver(String login, String subject) throws IOException {
        try (Talk smtp = Talk.open(port("smtp"))) {
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            smtp.say("MAIL FROM:<sender@elsewhere.example>", "250");
            smtp.say("RCPT TO:<" + login + "@example.org>", "250");
            smtp.say("DATA", "354");
            smtp.say(
                    "From: sender@elsewhere.example\r\nTo: " + login + "@example.org\r\nSubject: " + subject
                            + "\r\n\r\nText of " + subject + ".\r\n.",
                    "250");
            smtp.say("QUIT", "221");
        }
    }

    /// Sends a message, as somebody's mail program does.
    void submit(String login, String to, String subject) throws Exception {
        submit(login, PASSWORD, login + "@example.org", to, subject);
    }

    void submit(String login, String password, String from, String to, String subject) throws Exception {
        try (Talk smtp =
                Talk.over(TrustingTls.over(new Socket(InetAddress.getLoopbackAddress(), port("submissions"))))) {
            smtp.expect("220");
            smtp.say("EHLO client.example", "250");
            smtp.say(
                    "AUTH PLAIN "
                            + Base64.getEncoder()
                                    .encodeToString(("\0" + login + "\0" + password).getBytes(StandardCharsets.UTF_8)),
                    "235");
            smtp.say("MAIL FROM:<" + from + ">", "250");
            smtp.say("RCPT TO:<" + to + ">", "250");
            smtp.say("DATA", "354");
            smtp.say("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\nText.\r\n.", "250");
            smtp.say("QUIT", "221");
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, and the exit status.
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the program did not stop");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            stop();
        }
    }
}
