package org.tassis.directory;

/// A slow salted hash of passwords. Any thread; each call costs what the parameters say, in time and memory, so the
/// caller bounds how many run at once.
public interface PasswordHash {
    /// The hash with salt and parameters in it, at most 255 ASCII characters, different at every call.
    ///
    /// @param password normalised: {@link PasswordText}
    String hash(String password);

    /// False when it is another password or the stored text is no hash of this kind.
    boolean verify(String password, String stored);

    /// Whether a stored hash was made with other parameters than those of today.
    boolean isOutdated(String stored);
}
