package org.tassis.mailflow.spam;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.message.MessageContent;

/// What the words of a message cost: not a test. From the top of the project, after `./tassis build` and test-compile:
/// `java -cp "$(find */target -name '*classes' -printf '%p:')$(find ~/.m2 -name 'slf4j-api-2*.jar' -o -name 're2j*.jar'
/// -o -name 'icu4j*.jar' -o -name 'jspecify*.jar' | tr '\n' ':')" org.tassis.mailflow.spam.SpamCost`
public final class SpamCost {
    private static final int WORDS = 30_000;
    private static final int ROUNDS = 3000;

    private SpamCost() {}

    public static void main(String[] arguments) throws Exception {
        Random random = new Random(1);
        InMemorySpamMemory memory = new InMemorySpamMemory();
        SpamKnowledge knowledge = new SpamKnowledge(memory);
        AccountId ann = new AccountId(1);
        for (int i = 0; i < 800; i++) {
            SpamClass as = i % 2 == 0 ? SpamClass.SPAM : SpamClass.HAM;
            long[] tokens =
                    knowledge.tokenizer().tokens(mail(random, 8_000, false)).hashes();
            knowledge.learn(
                    new Lesson(i % 4 == 0 ? Owner.of(ann) : Owner.BASE, new ContentId(i + 1), as, true, tokens, 1));
        }
        System.out.printf(
                Locale.ROOT,
                "base: %d tokens, mailbox: %d tokens%n",
                knowledge.counts(Owner.BASE).size(),
                knowledge.counts(Owner.of(ann)).size());
        for (int round = 0; round < 2; round++) {
            measure("34 KB of text", knowledge, ann, mail(random, 34_000, false));
            measure("34 KB of text and HTML", knowledge, ann, mail(random, 34_000, true));
            measure("4 KB of text", knowledge, ann, mail(random, 4_000, false));
        }
    }

    private static void measure(String what, SpamKnowledge knowledge, AccountId ann, MessageContent mail)
            throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < ROUNDS; i++) { // until it is compiled
            count = knowledge.tokenizer().tokens(mail).hashes().length;
        }
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            count = knowledge.tokenizer().tokens(mail).hashes().length;
        }
        long tokenised = threads.getCurrentThreadCpuTime();
        long[] tokens = knowledge.tokenizer().tokens(mail).hashes();
        for (int i = 0; i < ROUNDS; i++) {
            sum += knowledge.probability(tokens, Optional.of(ann)).orElse(0);
        }
        long start2 = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            sum += knowledge.probability(tokens, Optional.of(ann)).orElse(0);
        }
        long judged = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            sum += Tokenizer.isTest(mail) ? 1 : 0;
        }
        long start3 = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            sum += Tokenizer.isTest(mail) ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "%s, nothing learnt: %.0f us%n",
                what,
                (threads.getCurrentThreadCpuTime() - start3) / 1e3 / ROUNDS);
        System.out.printf(
                Locale.ROOT,
                "%s: %d tokens, found in %.0f us, judged in %.0f us of CPU (%.1f)%n",
                what,
                count,
                (tokenised - start) / 1e3 / ROUNDS,
                (judged - start2) / 1e3 / ROUNDS,
                sum / ROUNDS / 2);
    }

    private static MessageContent mail(Random random, int octets, boolean html) {
        StringBuilder text = new StringBuilder("From: Somebody <a@b.example>\nSubject: about things\n"
                + "Message-ID: <1@b.example>\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
                + "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
        words(random, text, html ? octets / 4 : octets, "");
        if (html) {
            text.append(
                    "\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
            words(random, text, octets, "<p style=3D\"margin: 0\"><a href=3D\"https://www.shop.example/x\">");
        }
        return Mail.of(text.append("\n--b--\n").toString());
    }

    /// Some words come often, most seldom.
    private static void words(Random random, StringBuilder text, int until, String markup) {
        int column = 0;
        while (text.length() < until) {
            int rank = (int) (WORDS * Math.pow(random.nextDouble(), 4));
            String word = Integer.toString(rank * 7919 + 46656, 36);
            text.append(word).append(' ');
            column += word.length() + 1;
            if (column > 66) {
                text.append(markup.isEmpty() || random.nextInt(3) > 0 ? "" : "=\n" + markup)
                        .append("=\n");
                column = 0;
            }
        }
    }
}
