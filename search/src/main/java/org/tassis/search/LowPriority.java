package org.tassis.search;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets everybody else go first. Java's priorities of threads mean nothing on Linux; there, each thread has
/// a nice value of its own, which the threads that it starts inherit.
final class LowPriority {
    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private LowPriority() {}

    /// Of this platform thread, from now on; elsewhere than on Linux nothing happens.
    ///
    /// @param nice 0 to 19, the lowest priority
    @SuppressWarnings("restricted") // the program is started with native access
    static void lower(int nice) {
        if (nice == 0
                || !System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle setPriority = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("setpriority"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
            int refused = (int) setPriority.invokeExact(PRIO_PROCESS, THIS_THREAD, nice);
            if (refused != 0) {
                LOG.debug("The system refuses a lower priority");
            }
        } catch (Throwable e) { // a method handle may throw anything; the work is done all the same
            LOG.debug("The priority of indexing stays as it is", e);
        }
    }
}
