package org.tassis.testkit;

import org.tassis.store.InMemoryUrlKeys;
import org.tassis.store.UrlKeys;

class InMemoryUrlKeysTest implements UrlKeyContract {
    private final UrlKeys keys = new InMemoryUrlKeys();

    @Override
    public UrlKeys keys() {
        return keys;
    }
}
