package org.tassis.mailflow.filter;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.tassis.mailflow.sieve.SieveExtension;
import org.tassis.mailflow.sieve.SieveScript;

/// An account's active script, compiled, with the scripts that it includes as far as they were needed. For any
/// thread.
public final class ActiveFilter {
    private final SieveScript script;
    private final long version;
    private final int octets;
    private final Map<ScriptName, Optional<SieveScript>> included = new ConcurrentHashMap<>();

    ActiveFilter(SieveScript script, long version, int octets) {
        this.script = script;
        this.version = version;
        this.octets = octets;
    }

    /// Whether a message may fare so that its recipient must have a transaction of its own: it may be refused, or
    /// stored as another one than other recipients'. What an included script does is not known before.
    public boolean mayDiffer() {
        return script.uses(SieveExtension.REJECT)
                || script.uses(SieveExtension.EREJECT)
                || script.uses(SieveExtension.EDITHEADER)
                || script.uses(SieveExtension.INCLUDE);
    }

    SieveScript script() {
        return script;
    }

    long version() {
        return version;
    }

    int octets() {
        return octets;
    }

    Map<ScriptName, Optional<SieveScript>> included() {
        return included;
    }
}
