package org.tassis.senderauth.dmarc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.DomainName;

/// Which domain belongs to one owner: RFC 7489 §3.2 with the public suffix list, all of it, in the form of
/// publicsuffix.org, whose file ships unchanged under its own licence (MPL 2.0). Immutable.
public final class PublicSuffixes {
    /// A list with fewer rules is not one.
    private static final int MIN_RULES = 1000;

    private static final int MAX_RULES = 200_000;
    private static final String RESOURCE = "public_suffix_list.dat";

    private static final class Shipped {
        private static final PublicSuffixes LIST = read();

        private static PublicSuffixes read() {
            try (InputStream in = PublicSuffixes.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the program lacks its " + RESOURCE);
                }
                return PublicSuffixes.read(new InputStreamReader(in, StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Set<String> rules;
    /// `ck` of `*.ck`.
    private final Set<String> wildcards;
    /// `www.ck` of `!www.ck`.
    private final Set<String> exceptions;

    private PublicSuffixes(Set<String> rules, Set<String> wildcards, Set<String> exceptions) {
        this.rules = rules;
        this.wildcards = wildcards;
        this.exceptions = exceptions;
    }

    /// The list that comes with the program; read once.
    public static PublicSuffixes shipped() {
        return Shipped.LIST;
    }

    /// @throws IOException it cannot be read, or is no such list; says why
    public static PublicSuffixes read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return read(reader);
        }
    }

    static PublicSuffixes read(Reader source) throws IOException {
        var rules = new HashSet<String>();
        var wildcards = new HashSet<String>();
        var exceptions = new HashSet<String>();
        var reader = new BufferedReader(source);
        String line;
        while ((line = reader.readLine()) != null && rules.size() + wildcards.size() <= MAX_RULES) {
            String rule = line.strip().split("\\s", 2)[0];
            if (rule.isEmpty() || rule.startsWith("//")) {
                continue;
            }
            if (rule.startsWith("!")) {
                ascii(rule.substring(1)).ifPresent(exceptions::add);
            } else if (rule.startsWith("*.")) {
                ascii(rule.substring(2)).ifPresent(wildcards::add);
            } else {
                ascii(rule).ifPresent(rules::add);
            }
        }
        if (rules.size() < MIN_RULES || !rules.contains("com")) {
            throw new IOException("not a public suffix list: " + rules.size() + " rules");
        }
        return new PublicSuffixes(rules, wildcards, exceptions);
    }

    private static Optional<String> ascii(String name) {
        return DomainName.parse(name).map(DomainName::ascii);
    }

    /// The domain that an owner registered, at or above this one; a public suffix is its own.
    public DomainName organisational(DomainName domain) {
        String name = domain.ascii();
        String above = name;
        for (String suffix = name; ; suffix = parent(suffix)) {
            if (exceptions.contains(suffix)) {
                return new DomainName(suffix);
            }
            String parent = parent(suffix);
            if (rules.contains(suffix) || parent.isEmpty() || wildcards.contains(parent)) {
                return new DomainName(above);
            }
            above = suffix;
        }
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
