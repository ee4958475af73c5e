package org.tassis.senderauth.dkim;

/// How a signature is made. `rsa-sha1` is not among them: RFC 8301 §3.1.
public enum DkimAlgorithm {
    RSA_SHA256("rsa-sha256", "rsa"),
    /// RFC 8463.
    ED25519_SHA256("ed25519-sha256", "ed25519");

    private final String word;
    private final String keyType;

    DkimAlgorithm(String word, String keyType) {
        this.word = word;
        this.keyType = keyType;
    }

    /// As in `a=`.
    public String word() {
        return word;
    }

    /// As in `k=` of a key record.
    public String keyType() {
        return keyType;
    }
}
