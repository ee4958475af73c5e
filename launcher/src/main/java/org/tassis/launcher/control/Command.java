package org.tassis.launcher.control;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;

/// Anything the command line can run, as a pure function of what it is given.
@FunctionalInterface
public interface Command {
    /// @return the exit status: 0 done, 1 refused or failed, 2 wrong usage
    int run(List<String> arguments, InputStream in, PrintWriter out, PrintWriter err);
}
