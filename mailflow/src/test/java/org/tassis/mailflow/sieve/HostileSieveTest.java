package org.tassis.mailflow.sieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts and messages that were made to hurt. The times are far above what is needed: they tell endless
/// from long.
class HostileSieveTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String SIGNS = "\"\\;:{}[](),*?$#./\n\r\0 aA0";
    private static final String PLAIN = SieveTests.resource("messages/plain.eml");

    private static SieveResult run(String script, String message) {
        return assertTimeoutPreemptively(LONG, () -> SieveTests.run(script, message));
    }

    private static List<SieveError> errors(String script) {
        return assertTimeoutPreemptively(LONG, () -> SieveTests.errors(script));
    }

    @Test
    void deepNestingIsAnErrorNotAStackOverflow() {
        for (int depth : new int[] {33, 1000, 100_000}) {
            assertThat(errors("if true {".repeat(depth) + "keep;" + "}".repeat(depth)))
                    .singleElement()
                    .satisfies(error -> assertThat(error.message()).contains("more than 32 deep"));
            assertThat(errors("if " + "not ".repeat(depth) + "true {}")).hasSize(1);
            assertThat(errors("if " + "anyof(".repeat(depth) + "true" + ")".repeat(depth) + "{}"))
                    .hasSize(1);
            assertThat(errors("keep " + "[".repeat(depth))).hasSize(1);
            assertThat(errors("{".repeat(depth))).hasSize(1);
        }
    }

    @Test
    void fifteenBlocksAndFifteenTestListsAreAllowed() { // RFC 5228 §2.10.7
        assertThat(errors("if true {".repeat(15) + "if " + "anyof(".repeat(15) + "true" + ")".repeat(15) + "{}"
                        + "}".repeat(15)))
                .isEmpty();
    }

    @Test
    void aScriptMayNotBeTooLong() {
        assertThat(errors("#".repeat(1024 * 1024 + 1)))
                .singleElement()
                .extracting(SieveError::line)
                .isEqualTo(0);
        assertThat(errors("#".repeat(1024 * 1024))).isEmpty();
        assertThat(errors("keep;".repeat(200_000))).isEmpty();
        assertThat(errors("foo;".repeat(200_000))).hasSize(SieveCompilation.MAX_ERRORS);
        assertThat(errors("if true{}" + "elsif true{}".repeat(80_000))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30, 1000, 4000})
    void starsDoNotExplode(int stars) {
        var result = run(
                "if header :matches \"x-bomb\" \"" + "*a".repeat(stars) + "*b\" { discard; }",
                "X-Bomb: " + "a".repeat(60_000) + "\n\n");
        assertThat(result.actions()).hasOnlyElementsOfType(SieveAction.Keep.class);
    }

    @Test
    void aPatternThatNearlyFitsEverywhereCostsItsBudgetAtMost() {
        var script = "require [\"variables\", \"body\"];\nset \"a\" \"" + "a".repeat(4000) + "\";\n"
                + "if body :raw :matches \"*${a}b*\" { discard; }\n".repeat(20);
        var result = run(script, "Subject: x\n\n" + "a".repeat(2_000_000));
        assertThat(result.error()).hasValueSatisfying(error -> {
            assertThat(error.message()).contains("too long");
            assertThat(error.line()).isEqualTo(3);
        });
        assertThat(result.actions()).singleElement().isInstanceOf(SieveAction.Keep.class);
    }

    @Test
    void searchingForWhatNearlyFitsEverywhereCostsItsBudgetAtMost() {
        var result = run(
                "require \"body\";if body :raw :contains \"" + "a".repeat(100_000) + "b\" { discard; }",
                "Subject: x\n\n" + "a".repeat(2_000_000));
        assertThat(result.error()).isPresent();
    }

    static Stream<String> expressions() {
        return Stream.of(
                "(a*)*b",
                "(a|a)*b",
                "(a|aa)+$",
                "^(([a-z])+.)+[A-Z]([a-z])+$",
                "(.*)(.*)(.*)(.*)(.*)b",
                "((a?){20}){5}a{100}",
                "[\u0080-\uffff]*b",
                "(x+x+)+y");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void regularExpressionsAreLinear(String expression) {
        var result = run(
                "require \"regex\";if header :regex \"x-bomb\" \"" + expression.replace("\\", "\\\\")
                        + "\" { discard; }",
                "X-Bomb: " + "a".repeat(20_000) + "!\n\n");
        assertThat(result.actions()).hasSize(1);
    }

    /// RE2/J's own folding does not come to an end for these letters.
    @Test
    void regularExpressionsFoldNothingButAscii() {
        var result = run(
                "require [\"regex\",\"variables\"];if string :regex \"\u1c80\u1c88 b\" \"[\u0100-\uffff]+ B\" { discard; }",
                PLAIN);
        assertThat(result.actions()).singleElement().isInstanceOf(SieveAction.Discard.class);
        assertThat(errors("require \"regex\";if header :regex \"a\" \"(?i)\u1c80\" {}"))
                .hasSize(1);
    }

    @Test
    void regularExpressionsOnALargeBodyCostTheirBudgetAtMost() {
        var result = run(
                "require [\"regex\",\"body\"];" + "if body :regex \"(a|b)*c\" { discard; }\n".repeat(30),
                "Subject: x\n\n" + ("ab".repeat(450) + "\n").repeat(2000));
        assertThat(result.error()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{255}){255}){255}){255}){255}",
                "(a{255}){255}",
                "((a{99}){99}){99}",
                "(((((a+){50})+){50})+){50}",
                "a{1000}",
                "[a-z]{255}[a-z]{255}[a-z]{255}[a-z]{255}[a-z]{255}"
            })
    void largeRegularExpressionsAreRefusedBeforeTheyAreBuilt(String expression) {
        assertThat(errors("require \"regex\";if header :regex \"a\" \"" + expression + "\" {}"))
                .hasSize(1);
    }

    @Test
    void manyRegularExpressionsAreRefused() {
        assertThat(errors("require \"regex\";" + "if header :regex \"a\" \"a{200}\" {}".repeat(1000)))
                .hasSize(SieveCompilation.MAX_ERRORS);
        assertThat(errors("require \"regex\";" + "if header :regex \"a\" \"[a-z]+@x\" {}".repeat(1000)))
                .isEmpty();
    }

    @Test
    void doublingVariablesAreCut() {
        var script = "require \"variables\";set \"a\" \"0123456789\";" + "set \"a\" \"${a}${a}\";".repeat(500);
        assertThat(run(script, PLAIN).error()).isEmpty();
        script = "require [\"variables\",\"reject\"];set \"a\" \"0123456789\";" + "set \"a\" \"${a}${a}\";".repeat(20)
                + "reject \"" + "${a}".repeat(100_000) + "\";";
        assertThat(run(script, PLAIN).error())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("grows beyond"));
    }

    @Test
    void compilingIsLinear() {
        var all = SieveTests.requireAll();
        int n = 1_000_000;
        assertThat(errors(all + "reject \"" + "${".repeat(n / 2 - 300) + "}\";"))
                .isEmpty();
        assertThat(errors(all + "reject \"" + "${hex:".repeat(n / 6 - 300) + "}\";"))
                .isEmpty();
        assertThat(errors(all + "reject \"" + "${a.".repeat(n / 4 - 300) + "}\";"))
                .isEmpty();
        assertThat(errors(all + "reject text:\n" + "x\n".repeat(n / 2 - 300) + ".\n;"))
                .isEmpty();
        assertThat(errors("/*" + "*".repeat(n) + "/")).isEmpty();
        assertThat(errors("/*".repeat(n / 2))).hasSize(1);
        assertThat(errors("if exists [" + "\"x\",".repeat(n / 4 - 300) + "\"x\"] {}"))
                .isEmpty();
        assertThat(errors("keep" + " :x".repeat(n / 3 - 300) + ";")).hasSize(1);
    }

    @Test
    void namingAFieldOftenHoldsItOnce() {
        var script = "if header [" + "\"x\",".repeat(200_000) + "\"x\"] \"b\" { discard; }";
        assertThat(run(script, "X: a\n".repeat(40_000) + "\nbody\n").actions()).hasSize(1);
    }

    @Test
    void manyVariables() {
        var script = new StringBuilder("require \"variables\";");
        IntStream.range(0, 129).forEach(i -> script.append("set \"v").append(i).append("\" \"x\";"));
        assertThat(run(script.toString(), PLAIN).error())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("more than 128 variables"));
    }

    @Test
    void manyActions() {
        var script = new StringBuilder("require \"fileinto\";");
        IntStream.range(0, 33)
                .forEach(i -> script.append("fileinto \"m").append(i).append("\";"));
        assertThat(run(script.toString(), PLAIN).error()).isPresent();
        assertThat(run("require \"editheader\";" + "addheader \"X-A\" \"b\";".repeat(33), PLAIN)
                        .error())
                .isPresent();
    }

    @Test
    void questionsToTheWorldHaveAnEnd() {
        var script = new StringBuilder("require [\"duplicate\",\"mailbox\"];");
        IntStream.range(0, 200)
                .forEach(i ->
                        script.append("if duplicate :uniqueid \"").append(i).append("\" {}"));
        assertThat(run(script.toString(), PLAIN).error()).isPresent();
        assertThat(run("require \"mailbox\";" + "if mailboxexists \"Lists\" {}".repeat(2000), PLAIN)
                        .error())
                .isPresent();
    }

    @Test
    void manyPartsAndManyTypes() {
        var mail = "Content-Type: multipart/mixed; boundary=b\n\n" + "x".repeat(500_000) + "\n"
                + "--b\nContent-Type: text/plain\n\nx\n".repeat(900) + "--b--\n";
        assertThat(run("require \"body\";" + "if body :content \"multipart\" :contains \"\" {}".repeat(10_000), mail)
                        .error())
                .isPresent();
        assertThat(run("require \"body\";if body :content [" + "\"a\",".repeat(200_000) + "\"b\"] \"\" {}", mail)
                        .error())
                .isPresent();
        assertThat(run("require \"body\";" + "if body :contains \"y\" { discard; }".repeat(20), mail)
                        .error())
                .isEmpty();
    }

    @Test
    void includesHaveAnEnd() {
        var world = new SieveTests.World();
        for (int i = 0; i < 20; i++) {
            world.scripts.put("s" + i, SieveTests.compiled("require \"include\";include \"s" + (i + 1) + "\";"));
        }
        var envelope = new SieveEnvelope(Optional.of(SieveTests.ANN), SieveTests.ME);
        var deep = SieveTests.compiled("require \"include\";include \"s0\";")
                .run(SieveTests.message(PLAIN), envelope, world);
        assertThat(deep.error())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("more than 10 deep"));
        // each includes the next ten times: ten to the tenth in all
        for (int i = 0; i < 8; i++) {
            world.scripts.put(
                    "s" + i,
                    SieveTests.compiled("require \"include\";" + ("include \"s" + (i + 1) + "\";").repeat(10)));
        }
        world.scripts.put("s8", SieveTests.compiled(""));
        var wide = assertTimeoutPreemptively(LONG, () -> SieveTests.compiled("require \"include\";include \"s0\";")
                .run(SieveTests.message(PLAIN), envelope, world));
        assertThat(wide.error())
                .hasValueSatisfying(error -> assertThat(error.message()).contains("more than 50 scripts"));
    }

    @Test
    void manyHeaderFieldsAndManyRules() {
        var header = "X: a\n".repeat(40_000);
        var rules = "if header :contains [\"x\"] \"b\" { discard; }\n".repeat(5000);
        var result = run(rules, header + "\nbody\n");
        assertThat(result.actions()).hasSize(1);
        result = run(
                "require \"editheader\";addheader \"Y\" \"y\";" + rules.replace("\"x\"", "\"z\""), header + "\nbody\n");
        assertThat(result.error()).isPresent();
    }

    @Test
    void aHeaderTooLargeIsTestedButNotEdited() {
        var result = run(
                "require \"editheader\";deleteheader \"x\";addheader \"y\" \"z\";",
                "X: a\n".repeat(100_000) + "\nbody\n");
        assertThat(result.actions())
                .singleElement()
                .isEqualTo(new SieveAction.Keep(0, org.tassis.core.Flags.NONE, Optional.empty()));
    }

    /// Cuts, changes and mixes scripts that are in order: whatever comes of it is errors or a script that
    /// runs.
    @Test
    void fuzz() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var scripts = Stream.of("actions.svtest", "errors.svtest", "base.svtest", "values.svtest")
                .map(SieveTests::resource)
                .flatMap(text -> text.startsWith("# What") || text.startsWith("# Commands")
                        ? Stream.of(text.split("---\n"))
                        : text.lines()
                                .filter(line -> line.startsWith("true ") || line.startsWith("false "))
                                .map(line -> SieveTests.requireAll() + "if " + line.substring(6) + "{discard;}"))
                .toList();
        var message = SieveTests.message(PLAIN);
        var envelope = new SieveEnvelope(Optional.of(SieveTests.ANN), SieveTests.ME);
        var world = new SieveTests.World();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            int valid = 0;
            for (int i = 0; i < 60_000; i++) {
                var script = mutated(scripts, random);
                try {
                    if (SieveScript.compile(script, SieveSettings.DEFAULT)
                            instanceof SieveCompilation.Valid(var compiled)) {
                        valid++;
                        var result = compiled.run(message, envelope, world);
                        assertThat(result.actions()).isNotEmpty();
                    }
                } catch (RuntimeException | StackOverflowError e) {
                    throw new AssertionError("seed " + seed + "\n" + script, e);
                }
            }
            assertThat(valid).isGreaterThan(1000);
        });
    }

    /// Cuts and changes messages under scripts that look at all of them and change their headers.
    @Test
    void fuzzedMessages() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var mails = Stream.of("plain", "multi", "utf8", "list", "broken")
                .map(name -> SieveTests.resource("messages/" + name + ".eml"))
                .toList();
        var script = SieveTests.compiled(SieveTests.requireAll() + """
                        if header :matches ["subject", "from", "x-raw", "received"] "*x*y*" {}
                        if address :detail :matches ["from", "to", "cc", "bcc"] "*" {}
                        if date :index 1 :last :value "ge" "received" "iso8601" "2026" {}
                        if date "date" "julian" "1" {}
                        if body :raw :contains "zzz" {}
                        if body :text :contains "zzz" {}
                        if body :content ["", "text", "multipart", "message/rfc822"] :contains "zzz" {}
                        deleteheader :index 2 "received";
                        deleteheader :matches "subject" "*e*";
                        addheader :last "X-Last" "x";
                        addheader "X-First" "x";
                        vacation :addresses "gardeners@lists.example" "away";
                        """);
        var envelope = new SieveEnvelope(Optional.of(SieveTests.ANN), SieveTests.ME);
        var world = new SieveTests.World();
        for (int i = 0; i < 5000; i++) {
            var mail = mutated(mails, random).getBytes(StandardCharsets.ISO_8859_1);
            try {
                var message = SieveTests.message(mail);
                var result = script.run(message, envelope, world);
                assertThat(result.error()).isEmpty();
                for (var action : result.actions()) {
                    if (action instanceof SieveAction.Keep keep) {
                        var header =
                                SieveTests.message(keep.header().orElseThrow().octets());
                        assertThat(header.named("x-first")).hasSize(1);
                        assertThat(header.fields().getFirst().name).isEqualTo("x-first");
                        assertThat(header.fields().getLast().name).isEqualTo("x-last");
                    }
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + "\n" + new String(mail, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static String mutated(List<String> scripts, Random random) {
        var script = new StringBuilder(scripts.get(random.nextInt(scripts.size())));
        for (int change = random.nextInt(4); change > 0 && !script.isEmpty(); change--) {
            int at = random.nextInt(script.length());
            int end = Math.min(script.length(), at + random.nextInt(20));
            switch (random.nextInt(6)) {
                case 0 -> script.setLength(at);
                case 1 -> script.delete(at, end);
                case 2 -> script.insert(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
                case 3 -> script.setCharAt(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
                case 4 -> script.insert(random.nextInt(script.length()), script.substring(at, end));
                default -> script.insert(at, scripts.get(random.nextInt(scripts.size())));
            }
        }
        return script.toString();
    }
}
