package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.mailflow.sieve.SieveCompilation;
import org.tassis.mailflow.sieve.SieveContext;
import org.tassis.mailflow.sieve.SieveEnvelope;
import org.tassis.mailflow.sieve.SieveMessage;
import org.tassis.mailflow.sieve.SieveResult;
import org.tassis.mailflow.sieve.SieveScript;
import org.tassis.mailflow.sieve.SieveSettings;
import org.tassis.message.Spool;

/// What a filter of twenty rules costs for a message of which none, the first, or the last is true. One thread; the
/// median of many short rounds, after as many that do not count.
final class FilterBench {
    private static final int ROUNDS = 200;
    private static final int RUNS = 2000;

    private static final String SCRIPT = """
            require ["fileinto", "imap4flags", "envelope", "subaddress", "variables", "relational",
                     "comparator-i;ascii-numeric", "mailbox", "regex", "date"];
            if address :is "from" ["boss@example.org", "ann@example.org"] { addflag "\\\\Flagged"; stop; }
            if header :contains "list-id" "announce.example.net" { fileinto :create "Lists/announce"; stop; }
            if header :contains "list-id" "dev.example.net" { fileinto :create "Lists/dev"; stop; }
            if header :contains "list-id" "users.example.net" { fileinto :create "Lists/users"; stop; }
            if header :matches "list-id" "*<*.example.com>*" { fileinto :create "Lists/${2}"; stop; }
            if address :domain :is "from" ["shop.example", "store.example", "books.example"] { fileinto "Shops"; stop; }
            if address :localpart :is "from" ["newsletter", "news", "noreply"] { fileinto "News"; stop; }
            if header :contains "subject" ["invoice", "facture", "factuur"] { fileinto "Money"; stop; }
            if header :contains "subject" ["ticket", "booking"] { fileinto "Travel"; stop; }
            if header :regex "subject" "\\\\[(bug|task) [0-9]+\\\\]" { fileinto "Work/Tasks"; stop; }
            if envelope :detail :is "to" "shopping" { fileinto "Shops"; stop; }
            if envelope :domain :is "from" "partner.example" { fileinto "Work/Partner"; stop; }
            if header :is "x-spam-flag" "yes" { fileinto "Junk"; stop; }
            if header :value "ge" :comparator "i;ascii-numeric" "x-spam-score" "7" { fileinto "Junk"; stop; }
            if exists ["x-facebook", "x-twitter"] { fileinto "Social"; stop; }
            if size :over 5M { fileinto "Large"; stop; }
            if allof (header :is "precedence" "bulk", not header :contains "list-id" "example") {
              fileinto "Bulk"; stop; }
            if anyof (header :contains "to" "team@example.org", header :contains "cc" "team@example.org") {
              fileinto "Team"; stop; }
            if header :contains "received" "backup.example.org" { addflag "$backup"; fileinto "Logs"; stop; }
            if address :all :matches ["to", "cc"] "*@old.example.org" { fileinto "Old address"; stop; }
            """;

    private FilterBench() {}

    /// Mailboxes are there, nothing is seen twice.
    private record World() implements SieveContext {
        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public ZoneOffset zone() {
            return ZoneOffset.UTC;
        }

        @Override
        public boolean mailboxExists(MailboxName name) {
            return true;
        }

        @Override
        public Optional<MailboxName> mailboxFor(SpecialUse use) {
            return Optional.empty();
        }

        @Override
        public Set<SpecialUse> uses(MailboxName name) {
            return Set.of();
        }

        @Override
        public boolean seenBefore(String id) {
            return false;
        }
    }

    public static void main(String[] words) throws IOException {
        if (!(SieveScript.compile(SCRIPT, SieveSettings.DEFAULT)
                instanceof SieveCompilation.Valid(SieveScript script))) {
            throw new IllegalStateException("the script of the measurement is not valid");
        }
        System.out.printf("%-44s %12s%n", "a filter of 20 rules, one message", "microseconds");
        print("compiling it, once after a change", () -> SieveScript.compile(SCRIPT, SieveSettings.DEFAULT));
        measure("the first rule is true", script, "ann@example.org", "ann");
        measure("the last rule is true", script, "somebody@far.example", "ann@old.example.org, bob");
        measure("none is true: the message is kept", script, "somebody@far.example", "ann");
    }

    private static void measure(String name, SieveScript script, String from, String to) throws IOException {
        byte[] octets = message(from, to).getBytes(StandardCharsets.UTF_8);
        try (Spool spool = new Spool(Path.of(""), octets.length)) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            SieveEnvelope envelope =
                    new SieveEnvelope(EmailAddress.parse(from), EmailAddress.valueOf("ann@example.org"));
            print(name, () -> run(script, spool, envelope));
        }
    }

    /// With reading the header, as for each message.
    private static SieveResult run(SieveScript script, Spool spool, SieveEnvelope envelope) {
        try {
            return script.run(SieveMessage.of(spool), envelope, new World());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(String name, java.util.function.Supplier<Object> work) {
        double[] rounds = new double[ROUNDS];
        int made = 0;
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < RUNS / 10; i++) {
                made += work.get().hashCode() & 1; // so that nobody leaves it out
            }
            if (round >= 0) {
                rounds[round] = (System.nanoTime() - start) / 1000.0 / (RUNS / 10);
            }
        }
        Arrays.sort(rounds);
        System.out.printf(Locale.ROOT, "%-44s %12.1f%s%n", name, rounds[ROUNDS / 2], made < 0 ? " " : "");
    }

    /// With as many fields as mail has that came through two servers and was signed.
    private static String message(String from, String to) {
        StringBuilder text = new StringBuilder("Return-Path: <").append(from).append(">\r\n");
        for (int i = 0; i < 4; i++) {
            text.append("Received: from out")
                    .append(i)
                    .append(".far.example (out.far.example [192.0.2.25])\r\n\tby mx")
                    .append(i)
                    .append(".example.org (Tassis) with ESMTPS id 1a2b3c4d5e6f\r\n\t")
                    .append("(version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384); Sat, 21 Nov 2026 11:44:36 +0100\r\n");
        }
        text.append(
                        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=far.example; s=s1;\r\n h=from:to:subject;\r\n b=")
                .append("abcdefghijklmnop".repeat(21))
                .append("\r\nFrom: Somebody <")
                .append(from)
                .append(">\r\nTo: Ann <")
                .append(to)
                .append(
                        "@example.org>\r\nSubject: =?utf-8?q?R=C3=A9union_de_mardi=2C_ordre_du_jour?= and some words\r\n")
                .append("Date: Sat, 21 Nov 2026 11:44:30 +0100\r\nMessage-ID: <1a2b3c@far.example>\r\n")
                .append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n")
                .append("Content-Transfer-Encoding: 8bit\r\nUser-Agent: Somebody's Mail 1.0\r\n");
        for (int i = 0; i < 12; i++) {
            text.append("X-Far-Field-").append(i).append(": some value that nobody asks for\r\n");
        }
        return text.append("\r\n")
                .append("A line of the message.\r\n".repeat(80))
                .toString();
    }
}
