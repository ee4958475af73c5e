package org.tassis.backup;

/// Hears how far something is, by the thread that does it, before each object. Work that must not be left
/// half-way tells nothing of itself meanwhile: what hears it may end it, with {@link Stopped}.
@FunctionalInterface
public interface Progress {
    Progress NONE = (_, _, _) -> {};

    /// @param what  is being done now, such as `volumes`
    /// @param done  of `total`, in octets unless `what` says otherwise
    /// @param total 0 when it is not known
    void at(String what, long done, long total);
}
