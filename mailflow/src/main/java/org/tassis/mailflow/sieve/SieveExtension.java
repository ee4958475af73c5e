package org.tassis.mailflow.sieve;

import java.util.Optional;

/// What a script may `require`: RFC 5228 §3.2.
public enum SieveExtension {
    /// RFC 5228 §4.1.
    FILEINTO("fileinto"),
    /// RFC 5228 §5.4.
    ENVELOPE("envelope"),
    /// RFC 5228 §2.4.2.4.
    ENCODED_CHARACTER("encoded-character"),
    /// RFC 5228 §2.7.3: known without being required.
    COMPARATOR_OCTET("comparator-i;octet"),
    /// RFC 5228 §2.7.3: known without being required.
    COMPARATOR_ASCII_CASEMAP("comparator-i;ascii-casemap"),
    /// RFC 4790 §9.1.
    COMPARATOR_ASCII_NUMERIC("comparator-i;ascii-numeric"),
    /// RFC 3894.
    COPY("copy"),
    /// RFC 5173.
    BODY("body"),
    /// RFC 5183.
    ENVIRONMENT("environment"),
    /// RFC 5229.
    VARIABLES("variables"),
    /// RFC 5230.
    VACATION("vacation"),
    /// RFC 6131; stands for `vacation` too.
    VACATION_SECONDS("vacation-seconds"),
    /// RFC 5231.
    RELATIONAL("relational"),
    /// RFC 5232.
    IMAP4FLAGS("imap4flags"),
    /// RFC 5233.
    SUBADDRESS("subaddress"),
    /// RFC 5235 §3.2.
    SPAMTEST("spamtest"),
    /// RFC 5235 §3.2.2; stands for `spamtest` too.
    SPAMTESTPLUS("spamtestplus"),
    /// RFC 5260 §4.
    DATE("date"),
    /// RFC 5260 §6.
    INDEX("index"),
    /// RFC 5293.
    EDITHEADER("editheader"),
    /// RFC 5429 §2.2.
    REJECT("reject"),
    /// RFC 5429 §2.1.
    EREJECT("ereject"),
    /// RFC 5463.
    IHAVE("ihave"),
    /// RFC 5490 §3.
    MAILBOX("mailbox"),
    /// RFC 6609.
    INCLUDE("include"),
    /// RFC 7352.
    DUPLICATE("duplicate"),
    /// RFC 8579.
    SPECIAL_USE("special-use"),
    /// The draft of the regular expression extension, read as POSIX extended expressions.
    REGEX("regex");

    private final String capability;

    SieveExtension(String capability) {
        this.capability = capability;
    }

    /// As `require` and ManageSieve spell it.
    public String capability() {
        return capability;
    }

    /// Case matters: RFC 5228 §14.
    public static Optional<SieveExtension> named(String capability) {
        for (var extension : values()) {
            if (extension.capability.equals(capability)) {
                return Optional.of(extension);
            }
        }
        return Optional.empty();
    }
}
