package org.tassis.launcher;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.support.GenericApplicationContext;

/// What pages ask for by its type, as beans. The pages start while it is made: who asks for something early
/// waits for it. Pages ask by `ObjectProvider` for what may not be promised. Any thread.
final class Services implements AutoCloseable {
    private final Map<Class<?>, CompletableFuture<Object>> promised = new LinkedHashMap<>();

    /// @param types that will be there: everything promised has to be put
    Services(Class<?>... types) {
        for (Class<?> type : types) {
            promised.put(type, new CompletableFuture<>());
        }
    }

    /// @throws IllegalArgumentException it was not promised
    <T> Services put(Class<T> type, T value) {
        CompletableFuture<Object> promise = promised.get(type);
        if (promise == null) {
            throw new IllegalArgumentException(type + " was not promised");
        }
        promise.complete(value);
        return this;
    }

    /// Who made something closes it, not the pages.
    void register(GenericApplicationContext beans) {
        promised.keySet().forEach(type -> register(beans, type));
    }

    private <T> void register(GenericApplicationContext beans, Class<T> type) {
        CompletableFuture<Object> promise = promised.getOrDefault(type, new CompletableFuture<>());
        beans.registerBean(type, () -> type.cast(promise.join()), definition -> {
            definition.setDestroyMethodName("");
            definition.setLazyInit(true); // pages that ask by ObjectProvider wait when they are asked, not at the start
        });
    }

    /// Nobody waits any longer.
    @Override
    public void close() {
        promised.values().forEach(promise -> promise.cancel(false));
    }
}
