package org.tassis.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// A set of system flags and keywords: RFC 9051 §2.3.2. Keywords keep the case they were first given and
/// compare without it (§2.3.2: "keywords are case-insensitive").
public final class Flags {
    /// The longest keyword, in characters.
    public static final int MAX_KEYWORD = 128;

    public static final Flags NONE = new Flags(EnumSet.noneOf(SystemFlag.class), new TreeSet<>());

    private final Set<SystemFlag> system;
    private final SortedSet<String> keywords;

    private Flags(EnumSet<SystemFlag> system, TreeSet<String> keywords) {
        this.system = Collections.unmodifiableSet(system);
        this.keywords = Collections.unmodifiableSortedSet(keywords);
    }

    public static Flags of(SystemFlag... flags) {
        return of(Arrays.asList(flags), Set.of());
    }

    /// @throws IllegalArgumentException when a keyword is no atom, starts with a backslash, or is too long
    public static Flags of(Collection<SystemFlag> system, Collection<String> keywords) {
        EnumSet<SystemFlag> flags = EnumSet.noneOf(SystemFlag.class);
        flags.addAll(system);
        TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String keyword : keywords) {
            if (!isKeyword(keyword)) {
                throw new IllegalArgumentException("not a keyword: " + keyword);
            }
            words.add(keyword);
        }
        return new Flags(flags, words);
    }

    /// An atom of printable ASCII: RFC 9051 §9, `flag-keyword`.
    public static boolean isKeyword(String word) {
        if (word.isEmpty() || word.length() > MAX_KEYWORD) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c <= ' ' || c >= 0x7f || "(){%*\"\\]".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    public Set<SystemFlag> system() {
        return system;
    }

    /// In case-insensitive order.
    public SortedSet<String> keywords() {
        return keywords;
    }

    public boolean has(SystemFlag flag) {
        return system.contains(flag);
    }

    public boolean has(String keyword) {
        return keywords.contains(keyword);
    }

    public boolean isEmpty() {
        return system.isEmpty() && keywords.isEmpty();
    }

    /// These and those.
    public Flags with(Flags others) {
        EnumSet<SystemFlag> flags = EnumSet.noneOf(SystemFlag.class);
        flags.addAll(system);
        flags.addAll(others.system);
        TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        words.addAll(keywords);
        words.addAll(others.keywords);
        return new Flags(flags, words);
    }

    /// These but for those.
    public Flags without(Flags others) {
        EnumSet<SystemFlag> flags = EnumSet.noneOf(SystemFlag.class);
        flags.addAll(system);
        flags.removeAll(others.system);
        TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        words.addAll(keywords);
        words.removeIf(others::has);
        return new Flags(flags, words);
    }

    /// The system flags as {@link SystemFlag#bit} values added up.
    public long systemBits() {
        long bits = 0;
        for (SystemFlag flag : system) {
            bits |= flag.bit();
        }
        return bits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Flags that && system.equals(that.system) && keywords.equals(that.keywords);
    }

    @Override
    public int hashCode() {
        return system.hashCode();
    }

    @Override
    public String toString() {
        return system + " " + keywords;
    }
}
