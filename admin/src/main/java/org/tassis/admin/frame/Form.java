package org.tassis.admin.frame;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.ui.Model;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// How a form ends: with a note on the next page, or once more with what was typed and the problem. Any
/// thread.
public final class Form {
    private static final int UNPROCESSABLE = 422;

    private final Failures failures;

    Form(Failures failures) {
        this.failures = failures;
    }

    /// Shows the form again.
    public void again(HttpServletResponse response, Model model, Typed typed, DirectoryException problem) {
        if (isMissing(problem)) {
            throw problem; // what the page is about is not there
        }
        again(response, model, typed, failures.text(problem, LocaleContextHolder.getLocale()));
    }

    /// Shows a list again of which something was to be brought back, with why it was not. What is not
    /// there, or not for this visitor, is answered as that.
    public void refused(HttpServletResponse response, Model model, DirectoryException problem) {
        if (Refusals.status(problem) != HttpServletResponse.SC_CONFLICT) {
            throw problem;
        }
        again(response, model, Typed.NOTHING, problem);
    }

    /// @param problem a sentence
    public void again(HttpServletResponse response, Model model, Typed typed, String problem) {
        response.setStatus(UNPROCESSABLE);
        model.addAttribute("typed", typed);
        model.addAttribute("problem", problem);
    }

    private static boolean isMissing(DirectoryException problem) {
        return problem.failure() instanceof DirectoryFailure.NotAllowed;
    }

    /// A sentence in the visitor's language.
    public String say(String key, Object... values) {
        return failures.say(key, locale(), values);
    }

    public String text(DirectoryException problem) {
        return failures.text(problem, locale());
    }

    private static Locale locale() {
        return LocaleContextHolder.getLocale();
    }
}
