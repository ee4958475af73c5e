package org.tassis.webmail.compose;

/// A file's name as somebody else gave it: without its folders, without what controls a terminal or a line, and not
/// longer than file systems take.
final class FileName {
    private static final int MAX = 120;

    private FileName() {}

    static String of(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder();
        last.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(MAX)
                .forEach(name::appendCodePoint);
        String plain = name.toString().strip();
        return plain.isEmpty() || plain.equals(".") || plain.equals("..") ? "file" : plain;
    }
}
