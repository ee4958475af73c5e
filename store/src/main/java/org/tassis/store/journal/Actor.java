package org.tassis.store.journal;

import java.util.regex.Pattern;

/// Who changes something. Sessions say so around the work they do for a client: the store asks
/// {@link #present} when a write is brought to it, so that no method of its port needs to be told. What was
/// not brought by a session is the server's own doing. Immutable; any thread.
///
/// @param client  what the program calls itself, at most {@link #MAX_CLIENT} characters, perhaps nothing; a
///     stranger's words
/// @param address from where, perhaps nothing
/// @param login   of whoever is logged in, perhaps nothing: not always the owner of what is changed
/// @param undoes  the entry of the journal that is being taken back, 0 for none
public record Actor(Via via, String client, String address, String login, long undoes) {
    public static final int MAX_CLIENT = 200;

    private static final int MAX_ADDRESS = 64;
    private static final int MAX_LOGIN = 320;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}\u2028\u2029]");

    public static final Actor SERVER = new Actor(Via.SERVER, "", "", "", 0);

    private static final ScopedValue<Actor> PRESENT = ScopedValue.newInstance();

    public Actor {
        client = cut(client, MAX_CLIENT);
        address = cut(address, MAX_ADDRESS);
        login = cut(login, MAX_LOGIN);
    }

    public static Actor of(Via via, String client, String address, String login) {
        return new Actor(via, client, address, login, 0);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most && isPlain(text)) {
            return text; // as it is for each command of a session
        }
        String line = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
        return line.length() > most ? line.substring(0, most) : line;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == ' ' && (i == 0 || i == text.length() - 1)) {
                return false;
            }
        }
        return true;
    }

    /// Not by the means of records, which cost more than what they do.
    @Override
    public boolean equals(Object other) {
        return other instanceof Actor that
                && via == that.via
                && undoes == that.undoes
                && client.equals(that.client)
                && address.equals(that.address)
                && login.equals(that.login);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * client.hashCode() + address.hashCode()) + login.hashCode()) + Long.hashCode(undoes);
    }

    /// Whoever the present work is done for.
    public static Actor present() {
        return PRESENT.orElse(SERVER);
    }

    /// The same, for a purpose of its own.
    public Actor as(Via other) {
        return new Actor(other, client, address, login, undoes);
    }

    /// The same, taking back an entry.
    public Actor undoing(long entry) {
        return new Actor(via, client, address, login, entry);
    }

    /// Does work in the name of this actor, on the calling thread.
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return ScopedValue.where(PRESENT, this).call(work);
    }

    /// Likewise.
    public void run(Runnable work) {
        ScopedValue.where(PRESENT, this).run(work);
    }
}
