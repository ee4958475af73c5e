package org.tassis.directory;

import java.util.concurrent.atomic.AtomicInteger;

/// A hash that hides nothing and counts its verifications.
class PlainHash implements PasswordHash {
    final AtomicInteger verifications = new AtomicInteger();
    volatile String version = "1";

    @Override
    public String hash(String password) {
        return version + ":" + password;
    }

    @Override
    public boolean verify(String password, String stored) {
        verifications.incrementAndGet();
        return stored.substring(stored.indexOf(':') + 1).equals(password);
    }

    @Override
    public boolean isOutdated(String stored) {
        return !stored.startsWith(version + ":");
    }
}
