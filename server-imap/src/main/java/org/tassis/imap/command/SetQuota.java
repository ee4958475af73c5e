package org.tassis.imap.command;

/// SETQUOTA: RFC 9208 §4.1.4. Quotas are set by administrators only, so it is understood and refused.
public record SetQuota(String root) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "SETQUOTA";
    }
}
