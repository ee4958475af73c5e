package org.tassis.directory;

/// A password that was judged good for its owner, as {@link PasswordHash} wrote it. Made by {@link
/// Credentials#prepare}.
public final class PreparedPassword {
    private final String hash;

    PreparedPassword(String hash) {
        this.hash = hash;
    }

    String hash() {
        return hash;
    }

    /// Without the hash.
    @Override
    public String toString() {
        return "PreparedPassword";
    }
}
