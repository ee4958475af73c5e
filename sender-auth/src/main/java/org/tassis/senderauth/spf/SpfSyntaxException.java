package org.tassis.senderauth.spf;

/// The record is not one: RFC 7208 §4.6.
final class SpfSyntaxException extends Exception {
    private final String term;

    SpfSyntaxException(String term) {
        super(term, null, false, false);
        this.term = term;
    }

    /// Printable ASCII, at most 100 characters.
    String term() {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(100, term.length()); i++) {
            char c = term.charAt(i);
            text.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return text.toString();
    }
}
