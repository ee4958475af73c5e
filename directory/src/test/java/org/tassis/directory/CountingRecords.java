package org.tassis.directory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Records in memory, with the number of calls, that can be made to fail.
final class CountingRecords {
    final InMemoryDirectoryRecords behind = new InMemoryDirectoryRecords();
    final AtomicInteger calls = new AtomicInteger();
    final AtomicBoolean broken = new AtomicBoolean();
    final DirectoryRecords records = (DirectoryRecords) Proxy.newProxyInstance(
            CountingRecords.class.getClassLoader(), new Class<?>[] {DirectoryRecords.class}, (_, method, arguments) -> {
                calls.incrementAndGet();
                if (broken.get()) {
                    throw new DirectoryException(new DirectoryFailure.Unavailable());
                }
                try {
                    return method.invoke(behind, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
}
