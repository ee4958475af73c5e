package org.tassis.mailflow.sieve;

import java.util.Optional;

/// What a script costs; run by hand, as its main method. Prints nanoseconds.
final class SieveBench {
    private SieveBench() {}

    public static void main(String[] arguments) {
        var text = SieveScriptTest.typical();
        var mail = SieveTests.resource("messages/plain.eml");
        var envelope = new SieveEnvelope(Optional.of(SieveTests.ANN), SieveTests.ME);
        var world = new SieveTests.World();
        var script = SieveTests.compiled(text);
        var message = SieveTests.message(mail);
        var body = SieveTests.compiled(
                "require \"body\";" + "if body :contains \"unsubscribe here\" { discard; }".repeat(20));
        var regex = SieveTests.compiled("require \"regex\";"
                + "if header :regex \"subject\" \"^\\\\[(spam|bulk)\\\\] .*win\" { discard; }".repeat(20));
        for (int round = 0; round < 5; round++) {
            print("compile, 20 rules", 2_000, () -> SieveTests.compiled(text));
            print("view of a message", 20_000, () -> view(message));
            print("run, 20 rules, message already looked at", 50_000, () -> script.run(message, envelope, world));
            print("view and run, 20 rules", 20_000, () -> script.run(view(message), envelope, world));
            print("view and run, 20 body tests", 20_000, () -> body.run(view(message), envelope, world));
            print("view and run, 20 regular expressions", 20_000, () -> regex.run(view(message), envelope, world));
        }
    }

    private static SieveMessage view(SieveMessage message) {
        try {
            return SieveMessage.of(message.content());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void print(String what, int times, Runnable work) {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        System.out.println(what + ": " + (System.nanoTime() - start) / times + " ns");
    }
}
